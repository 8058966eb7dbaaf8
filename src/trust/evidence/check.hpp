// What an evidence record proves about data, as far as arithmetic goes (RFC 4998 §4.3, §5.3).
//
// Each archive time stamp is followed from its first list of hash values to its token's imprint.
// Whether the tokens' signers are to be trusted, and whether each was renewed while the one before
// could still be believed, is for a validator.  Pure; any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "trust/evidence/record.hpp"
#include "trust/pki/path.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::evidence {

/// A document, a signature, a token: whatever was sealed.
struct DataObject {
  std::string name;
  std::function<Result<Bytes>(pki::Digest)> digest;  ///< of its octets
};
/// Of octets at hand, which must outlive it.
DataObject data_object(std::string name, View octets);

enum class Role : std::uint8_t {
  Initial,       ///< over the data
  StampRenewal,  ///< over the token before it
  TreeRenewal,   ///< over the data and all chains before it
};
std::string_view to_string(Role role);  ///< "time-stamp renewal"

/// A hash value of a stamp's first list.
struct Reference {
  Bytes digest{};
  std::string name{};   ///< of the data object, or "the time stamp before"; empty: nobody gave it
  bool found = false;   ///< what it should be of is at hand …
  bool intact = false;  ///< … and it is its hash
};

struct StampFinding {
  Role role = Role::Initial;
  std::size_t chain = 0;
  std::size_t index = 0;  ///< within the chain
  std::optional<pki::Digest> digest{};
  std::optional<stamp::Token> token{};  ///< none: cannot be read
  std::vector<Reference> references{};
  bool imprint_found = false;   ///< what the token should be over can be computed
  bool imprint_intact = false;  ///< and it is over that
  /// Everything that it must cover stands in its first list: the data objects that were given, or
  /// the token before.
  bool covers = false;
  std::string why{};  ///< of whatever is false, in words
};

struct Finding {
  std::vector<StampFinding> stamps{};    ///< as they stand in the record, oldest first
  bool orderly = false;                  ///< each token is no older than the one before it
  std::vector<std::string> uncovered{};  ///< names of data objects that the record is not about
  pki::Material material{};              ///< certificates and revocation of tokens and CryptoInfos
  std::vector<std::string> remarks{};

  /// All of it holds together: the data was there when the first token says.
  [[nodiscard]] bool intact() const;
  /// The hash values that the first time stamp is over, and whose they are.
  [[nodiscard]] const std::vector<Reference>& objects() const { return stamps.front().references; }
};

/// With `whole_group`, hash values in the first list that are of none of the data objects make the
/// group incomplete (RFC 4998 §4.3); they are reported in any case.
Finding check(const Record& record, std::span<const DataObject> objects, bool whole_group = false);

}  // namespace noroshi::evidence
