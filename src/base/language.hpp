// The languages that Noroshi speaks, and texts that exist in all of them.
//
// Texts are compiled in: no gettext, no installed locale is needed, an installer's rescue shell
// speaks Japanese too.  A Text whose halves are not both there, or do not take the same
// arguments, does not compile.  Data (JSON, CSV, file formats) stays language-neutral.
//
//   constexpr Text kRead{"{} records read", "{} 件のレコードを読みました"};
//   kRead.in(language, count)
#pragma once

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

namespace noroshi::base {

enum class Language : std::uint8_t { English, Japanese };

/// "en", "ja", and what locales make of them: "ja_JP.UTF-8", "en-GB".  Anything else is nothing.
std::optional<Language> parse_language(std::string_view name);

/// What a user's environment asks for: the first of LC_ALL, LC_MESSAGES and LANG that is set and
/// not empty decides (POSIX, section 8.2).  A null pointer stands for an unset variable.
Language language_of_environment(const char* lc_all, const char* lc_messages, const char* lang);

/// How often a format string uses each of its arguments {0} … {9}; plain {} count up.
constexpr std::array<int, 10> placeholders_of(std::string_view format) {
  std::array<int, 10> uses{};
  std::size_t next = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '{') continue;
    const char after = i + 1 < format.size() ? format[i + 1] : '\0';
    if (after == '{') {
      ++i;
    } else if (after >= '0' && after <= '9') {
      ++uses[static_cast<std::size_t>(after - '0')];
    } else {
      ++uses[next++ % uses.size()];
    }
  }
  return uses;
}

/// Both halves are there and take the same arguments.
constexpr bool fit_together(std::string_view english, std::string_view japanese) {
  return english.empty() == japanese.empty() &&
         placeholders_of(english) == placeholders_of(japanese);
}

class Text {
 public:
  /// No text at all, in any language.
  constexpr Text() = default;

  consteval Text(const char* english, const char* japanese)
      : english_(english), japanese_(japanese) {
    // Not a constant expression, so a compile error that shows this line.
    if (!fit_together(english_, japanese_)) throw "the two languages do not fit together";
  }

  [[nodiscard]] constexpr bool empty() const { return english_.empty(); }

  [[nodiscard]] constexpr std::string_view in(Language language) const {
    return language == Language::Japanese ? japanese_ : english_;
  }

  /// The text with its arguments filled in, as fmt::format does.
  template <class First, class... Rest>
  [[nodiscard]] std::string in(Language language, const First& first, const Rest&... rest) const {
    return fmt::format(fmt::runtime(in(language)), first, rest...);
  }

 private:
  std::string_view english_;
  std::string_view japanese_;
};

}  // namespace noroshi::base

namespace noroshi {
using base::Language;
using base::Text;
}  // namespace noroshi
