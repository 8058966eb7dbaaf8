// Candidate: a signature or a time stamp as the building blocks see it: the same in either case.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/signature/advanced_signature.hpp"
#include "trust/stamp/token.hpp"
#include "trust/validate/certificate_check.hpp"

namespace noroshi::validate {

struct SignedOctets {
  std::string name;
  bool found = false;
  bool intact = false;
};

struct Candidate {
  std::string id;
  bool stamp = false;
  std::optional<std::string> malformed{};
  std::optional<pki::Certificate> certificate{};
  bool referenced = false;         ///< a signed attribute names a certificate …
  bool reference_matches = false;  ///< … and it is this one
  std::optional<std::string> policy{};
  signature::Level level = signature::Level::None;
  std::vector<SignedOctets> data{};
  bool signature_intact = false;
  std::vector<AlgorithmUse> uses{};        ///< its own, not its certificates'
  der::Bytes value{};                      ///< what proofs of existence are about
  std::vector<base::Micros> not_before{};  ///< proved times before which it cannot have been made
};

Candidate candidate_of(const signature::AdvancedSignature& signature);

/// A time stamp, its token taken apart and checked as far as no path is needed.
struct StampCandidate {
  const signature::Stamp* stamp = nullptr;
  Candidate candidate{};
  base::Micros time = 0;
  base::Micros accuracy = 0;
  std::optional<pki::Digest> digest{};
  bool imprint_found = false;
  bool imprint_intact = false;
  pki::Material inside{};  ///< certificates and lists in the token
};

/// `certificates`: beyond those in the token.
StampCandidate candidate_of(const signature::Stamp& stamp,
                            const std::vector<pki::Certificate>& certificates);
/// What the token brings along; nothing when it cannot be read.
pki::Material material_in(const signature::Stamp& stamp);

}  // namespace noroshi::validate
