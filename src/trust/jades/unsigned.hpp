// The etsiU header parameter: what was put beside a signature after it was made (ETSI TS 119 182-1
// clause 5.3), as base64url texts or as clear JSON, in the order in which it was put.
//
// Internal to the leaf.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "trust/jades/jws.hpp"
#include "trust/jades/sig_d.hpp"
#include "trust/pki/path.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::jades {

/// One element of the array.
struct Component {
  std::string name;  ///< "sigTst"
  Json value;        ///< what the name holds
  std::string text;  ///< base64url as it came; empty: clear JSON
};

struct Unsigned {
  std::vector<Component> components{};
  std::vector<std::string> faults{};

  [[nodiscard]] bool has(std::string_view name) const;
};

Unsigned read_unsigned(const Jws& jws);

/// Certificates, lists and answers that one component brings along; what cannot be read is said.
void add_material(const Component& component, pki::Material& to, std::vector<std::string>& remarks);
/// x5c's.
void add_chain(const Jws& jws, pki::Material& to, std::vector<std::string>& remarks);

/// The time stamps of the header (adoTst) and of etsiU.
std::vector<signature::Stamp> read_stamps(const Jws& jws, const SignedContent& content,
                                          const Unsigned& added, std::vector<std::string>& remarks);

/// What a time stamp of this name is over when `before` is what stands before it (clauses 5.3.4,
/// 5.3.6, A.1.5); an Error says what is missing.
Result<Bytes> stamped_octets(const Jws& jws, const SignedContent& content,
                             std::span<const Component> before, std::string_view name);

}  // namespace noroshi::jades
