// KnownTexts: the names, URLs, hashes and other texts of a MISP warning list, ready to be asked.
//
// How an entry is compared is the list's type, what it is compared with its matching attributes:
//
//   string     the whole value; an entry that begins with "." is also the end of a name
//   hostname   the name itself, names below it, and the host of a URL
//   substring  anywhere in the value
//   regex      RE2, so that no entry can cost more than linear time; what RE2 has not is refused
//
// Case never matters: the values of the index are lower-case where it means nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace re2 {
class RE2;
}

namespace noroshi::feeds {

class KnownTexts {
 public:
  KnownTexts() = default;
  /// `type` and `attributes` as MISP writes them; without attributes the list is for all kinds.
  KnownTexts(std::string_view type, const std::vector<std::string>& attributes);

  /// Keeps an entry; false where it is a pattern that cannot be used.
  bool add(std::string_view entry);

  /// Whether a value of a kind is known.  Kinds as in the index of values: "domain-name", "url",
  /// "file-hash", "email-addr", "file-name", …
  [[nodiscard]] bool knows(std::string_view kind, std::string_view value) const;

  [[nodiscard]] bool empty() const {
    return whole_.empty() && ends_.empty() && parts_.empty() && patterns_.empty();
  }

 private:
  enum class Type : std::uint8_t { Whole, Name, Part, Pattern, None };

  [[nodiscard]] bool for_kind(std::string_view kind) const;
  [[nodiscard]] bool knows_name(std::string_view name) const;
  bool add_pattern(std::string_view entry);

  Type type_ = Type::None;
  bool all_kinds_ = true;
  std::vector<std::string_view> kinds_;
  std::unordered_set<std::string> whole_;
  std::unordered_set<std::string> ends_;  ///< names that stand for all below them, without a dot
  std::vector<std::string> parts_;
  std::vector<std::shared_ptr<const re2::RE2>> patterns_;
};

}  // namespace noroshi::feeds
