// Reader: ASN.1 elements out of BER or DER octets (X.690).
//
// Walks one level; what it gives are views into the caller's octets, which must outlive them.
// Signatures of the world outside come in BER (indefinite lengths, strings in pieces), so that is
// what it reads by default; Rules::Der refuses whatever X.690 §10 does.  No recursion on behalf of
// the input except to find the end of indefinite lengths, and that is bounded.
//
//   Reader outer(bytes);
//   Reader fields = NOROSHI_TRY(outer.enter(kSequence));
//   const Oid type = NOROSHI_TRY(fields.oid());
//   if (auto content = NOROSHI_TRY(fields.optional(context(0)))) …
//   NOROSHI_CHECK(fields.end("ContentInfo"));
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/der/bytes.hpp"
#include "trust/der/oid.hpp"

namespace noroshi::der {

enum class TagClass : std::uint8_t { Universal, Application, Context, Private };

struct Tag {
  TagClass tag_class = TagClass::Universal;
  bool constructed = false;
  std::uint32_t number = 0;
  bool operator==(const Tag&) const = default;
};

inline constexpr Tag kBoolean{.number = 1};
inline constexpr Tag kInteger{.number = 2};
inline constexpr Tag kBitString{.number = 3};
inline constexpr Tag kOctetString{.number = 4};
inline constexpr Tag kNull{.number = 5};
inline constexpr Tag kOid{.number = 6};
inline constexpr Tag kEnumerated{.number = 10};
inline constexpr Tag kUtf8String{.number = 12};
inline constexpr Tag kSequence{.constructed = true, .number = 16};
inline constexpr Tag kSet{.constructed = true, .number = 17};
inline constexpr Tag kPrintableString{.number = 19};
inline constexpr Tag kIa5String{.number = 22};
inline constexpr Tag kUtcTime{.number = 23};
inline constexpr Tag kGeneralizedTime{.number = 24};

/// A constructed (explicit, or implicit over SEQUENCE and SET) context tag: [n].
constexpr Tag context(std::uint32_t number) { return {TagClass::Context, true, number}; }
/// An implicit context tag over a primitive type.
constexpr Tag context_primitive(std::uint32_t number) { return {TagClass::Context, false, number}; }

enum class Rules : std::uint8_t { Ber, Der };

struct Element {
  Tag tag;
  View contents;  ///< without tag, length and end-of-contents octets
  View whole;     ///< with them
};

/// Deeper nesting is refused where the end of an indefinite length must be looked for.
inline constexpr unsigned kDeepest = 64;

class Reader {
 public:
  explicit Reader(View bytes, Rules rules = Rules::Ber) : rest_(bytes), rules_(rules) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] View rest() const { return rest_; }

  /// The next element, or one with exactly this tag (primitive and constructed strings both pass
  /// for a string's tag under BER).
  Result<Element> next();
  Result<Element> next(Tag tag);

  /// The next element if it has this tag; nothing, and nothing taken, where it has another or there
  /// is none.
  Result<std::optional<Element>> optional(Tag tag);

  /// A Reader over the contents of the next element.
  Result<Reader> enter(Tag tag);
  /// A Reader over an element's contents, under the same rules.
  [[nodiscard]] Reader inside(const Element& element) const {
    return Reader(element.contents, rules_);
  }

  Result<Oid> oid();
  Result<std::int64_t> small_integer();  ///< INTEGER or ENUMERATED within 64 bits
  Result<Bytes> integer();               ///< two's complement, shortest form, at least one octet
  Result<Bytes> octets();                ///< OCTET STRING, its pieces joined
  Result<Bytes> bits();                  ///< BIT STRING of whole octets
  Result<bool> boolean();
  Result<base::Micros> time();  ///< UTCTime or GeneralizedTime (UTC)

  /// An Error when something is left.
  Status end(std::string_view of) const;

 private:
  View rest_;
  Rules rules_;
};

/// The values of elements that were read already.
Result<Oid> oid_of(const Element& element);
Result<std::int64_t> small_integer_of(const Element& element);
/// OCTET STRING (also behind an implicit tag), joined where BER gives it in pieces.
Result<Bytes> octets_of(const Element& element);
/// UTCTime (RFC 5280 §4.1.2.5.1: 50–99 are of the 20th century) or GeneralizedTime with an optional
/// fraction of up to six digits that count; both end in Z.
Result<base::Micros> time_of(const Element& element);
/// A character string of any ASN.1 type (UTF8, Printable, IA5, T61 as Latin-1, BMP, Universal,
/// Visible, Numeric) as UTF-8.
Result<std::string> text_of(const Element& element);

}  // namespace noroshi::der
