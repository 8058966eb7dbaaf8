// AdvancedSignature: what CAdES, JAdES, PAdES and XAdES signatures have in common, for validation.
//
// A reader of one format takes its document apart and says what it found and what the arithmetic
// says: digests, signature value, imprints.  It judges no certificate and no time: that is the
// validator's (trust/validate, EN 319 102-1), who sees this and nothing of the format.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::signature {

using der::Bytes;
using der::View;

enum class Format : std::uint8_t { Cades, Jades, Pades, Xades };
std::string_view to_string(Format format);  ///< "CAdES"

/// What the signature carries, by the rules of its format; `None`: not even B-B.
enum class Level : std::uint8_t { None, BB, BT, BLT, BLTA };
std::string_view to_string(Level level);  ///< "B-LTA"

/// How a report names what is there: `prefix` and the first eight octets of the SHA-256 in
/// capitals, "T-0123456789ABCDEF".
std::string id_of(std::string_view prefix, View octets);

/// An octet string that the signature covers, directly or by reference.
struct Reference {
  std::string name;     ///< "content", "#signed-properties", "sigD: https://…"
  bool found = false;   ///< the octets could be had
  bool intact = false;  ///< their digest is the one that was signed
  Bytes digest{};
  std::optional<pki::Digest> algorithm{};
};

enum class StampKind : std::uint8_t {
  Content,     ///< before signing: content-time-stamp, adoTst, AllDataObjects
  Signature,   ///< over the signature value: proves that it existed
  References,  ///< over references to certificates and revocation (types C, X)
  Archive,     ///< over everything before it
  Document,    ///< PAdES: over the whole document up to it
  Evidence,    ///< an RFC 4998 record whose newest stamp is meant
};
std::string_view to_string(StampKind kind);

/// A time stamp found in or about a signature.
struct Stamp {
  StampKind kind = StampKind::Signature;
  std::string id;  ///< unique within the report
  Bytes token{};   ///< ContentInfo of RFC 3161, as it came
  /// The digest of what it should cover; an Error says what of it is missing.
  std::function<Result<Bytes>(pki::Digest)> imprint{};
  /// What it covers, for the validator's proofs of existence: the signature value and the material
  /// that stood before it.
  bool covers_signature = true;
  pki::Material covered{};
  /// Archive stamps: an index of hashes that contradicts what is there (EN 319 122-1 §5.5.2).
  std::optional<std::string> index_flaw{};
  /// Ids of the stamps that it covers: what it proves of them is believed, so a reader names those
  /// alone whose octets are in the imprint.
  std::vector<std::string> covered_stamps{};
  /// Of containers: the files that it is over by way of a manifest, or as they are.
  std::vector<Reference> references{};
};

struct AdvancedSignature {
  Format format = Format::Cades;
  Level level = Level::None;
  std::string id;  ///< unique within the document: "S-" and the digest's beginning
  std::string
      position{};  ///< where it stands: "signer 1 of 2", "revision 3, field Sig1", "payload.json"
  Bytes value{};   ///< the signature value

  /// FORMAT_FAILURE when set: what stands in the way of reading it as this format.
  std::optional<std::string> malformed{};

  std::optional<pki::Certificate> certificate{};  ///< the signer's, when it could be had
  bool certificate_referenced = false;  ///< a signed attribute names it by digest (or holds it) …
  bool reference_matches = false;       ///< … and it is this one
  std::optional<pki::Digest> reference_digest{};

  std::vector<Reference> references{};
  bool signature_intact = false;        ///< the value is the key's, over what is to be signed
  std::optional<pki::Digest> digest{};  ///< that the signature value was made with
  std::string algorithm{};              ///< "ECDSA with SHA-256"

  std::optional<base::Micros> claimed_time{};
  std::optional<std::string> policy{};  ///< signature policy identifier; none: none, or implied
  std::vector<std::string> claimed_roles{};
  std::optional<std::string> location{};
  std::optional<std::string> content_type{};  ///< MIME or OID of what was signed

  pki::Material material{};     ///< all certificates, lists and answers that it brings along
  std::vector<Stamp> stamps{};  ///< in the order in which they were put
  std::vector<AdvancedSignature> counter_signatures{};
  std::vector<std::string> remarks{};  ///< odd, but no fault
};

/// What a document turned out to hold.
struct Document {
  std::string container{};  ///< "ASiC-E"; empty: the document is no container
  std::vector<AdvancedSignature> signatures{};
  std::vector<Stamp> stamps{};           ///< about the document, not about one signature
  std::vector<std::string> uncovered{};  ///< files of a container that no signature is over
  std::vector<std::string> remarks{};
  std::shared_ptr<const void> keeps{};  ///< octets of a container that the stamps' imprints look at
};

/// A detached content: its name in the container or on disk, and its octets.
struct Detached {
  std::string name;
  View octets;
};

}  // namespace noroshi::signature
