// STIX objects while they are made: JSON whose members keep the order in which they were set, so
// that equal input gives equal octets.
//
// Only the .cpp files of this leaf include it: the JSON library is heavy.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::mapping {

using Json = nlohmann::ordered_json;

/// One line of JSON; what is no UTF-8 becomes U+FFFD.
std::string dump(const Json& json);

/// The document that `text` holds.  Nesting beyond 64 is an Error: writing it back would need a
/// stack as deep.
Result<Json> parse_document(std::string_view text);

/// A member as text: strings as they are, numbers and booleans as written; empty for null, for
/// what is not there, and for arrays and objects.
std::string text_of(const Json& object, std::string_view member);
/// A member that is an array or object; an empty one of the library's null where it is neither.
const Json& part_of(const Json& object, std::string_view member);
/// MISP writes flags as true, 1 or "1".
bool flag_of(const Json& object, std::string_view member);

/// A string constant of the pattern language, in its quotes (STIX 2.1, section 9.3).
std::string literal(std::string_view text);

/// When things are dated that no source dates: identities, names out of galaxies, extensions.
inline constexpr base::Micros kStanding = 1'767'225'600 * base::kSecond;  // 2026-01-01T00:00:00Z

/// type, spec_version, id: what every object begins with.
Json begin_object(std::string_view type, std::string_view id);

/// The same with who and when, for objects that have versions; `modified` is set by `revise`.
struct Frame {
  std::string author{};   ///< id of an identity; empty: none
  std::string marking{};  ///< id of a marking definition; empty: none
  base::Micros created = 0;
  base::Micros modified = 0;
  base::Micros grain = base::kSecond;  ///< resolution of the source's dates: see `revise`
};
Json begin_object(std::string_view type, std::string_view id, const Frame& frame);

/// Sets `modified`: the instant rounded up to the grain, plus a fingerprint of all else in the
/// object in the fraction that the grain leaves free.  So two texts never share one version of an
/// id, where the source changed a word and not its date; and the same text always has the same.
void revise(Json& object, const Frame& frame);

/// An observable with the id that STIX recommends, or one of our own where its type has none.
Json observable(Json properties, std::string_view marking = {});

/// "relationship" from `source` to `target`, named by them and its type.
Json relationship(std::string_view type, std::string_view source, std::string_view target,
                  const Frame& frame);

/// The organisation (class "organization", "system", …).
Json identity(std::string_view id, std::string_view name, std::string_view organisation_class);
/// Noroshi as author of what nobody else is the author of.
const Json& own_identity();

/// An extension definition of ours; `about` identifies and names it, `schema` is its JSON Schema.
Json extension_definition(std::string_view about, std::string_view schema);
std::string extension_id(std::string_view about);
/// Sets the extension on an object.  Nulls, empty lists and empty dictionaries, which STIX knows
/// not (sections 2.6 and 2.7), are left out of the content, however deep.
void extend(Json& object, std::string_view about, Json content);
/// What the extension says there; null if the object has none.
const Json& extension_of(const Json& object, std::string_view about);

/// Objects in their order, each id once.
class Objects {
 public:
  /// False if an object with that id is there already.
  bool add(const Json& object);
  [[nodiscard]] bool has(std::string_view id) const { return ids_.contains(id); }
  std::vector<std::string> take() { return std::move(texts_); }

 private:
  std::vector<std::string> texts_;
  std::set<std::string, std::less<>> ids_;
};

}  // namespace noroshi::mapping
