// ats-hash-index: which certificates, revocation information and unsigned attributes an
// archive-time-stamp-v3 covers, by their digests (EN 319 122-1 §5.5.2; versions 1 and 2 of
// TS 101 733 §6.4.2 and earlier drafts).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/cades/subject.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::cades {

struct HashIndex {
  bool per_value = true;  ///< version 3: of type and each value; before: of whole attributes
  std::optional<pki::Digest> digest{};  ///< none: unknown here
  std::vector<Bytes> certificates{};
  std::vector<Bytes> crls{};
  std::vector<Bytes> attributes{};
  Bytes whole{};  ///< the value as it came, or as it is to be written
};

/// Out of the unsigned attributes of a time-stamp token's signer.
Result<HashIndex> read_hash_index(const cms::SignerInfo& token_signer);
/// Version 3 of all that is there now.
HashIndex make_hash_index(const Subject& subject, pki::Digest digest);

/// What it lists without there being such a thing, or an algorithm that is not the imprint's.
std::optional<std::string> flaw_of(const HashIndex& index, const Subject& subject,
                                   std::optional<pki::Digest> imprint_digest);
/// The certificates, lists and answers in SignedData, and in the attributes, that it lists.
pki::Material covered_by(const HashIndex& index, const Subject& subject);

/// Whether it lists this value of the attribute: a value that was added to one that is listed is
/// not covered.  Before version 3 attributes are listed whole.
bool lists(const HashIndex& index, const cms::Attribute& attribute, const Bytes& value);

}  // namespace noroshi::cades
