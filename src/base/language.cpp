#include "base/language.hpp"

namespace noroshi::base {

std::optional<Language> parse_language(std::string_view name) {
  const auto stem = name.substr(0, name.find_first_of("_-.@"));
  if (stem == "ja") return Language::Japanese;
  if (stem == "en") return Language::English;
  return std::nullopt;
}

Language language_of_environment(const char* lc_all, const char* lc_messages, const char* lang) {
  for (const char* variable : {lc_all, lc_messages, lang}) {
    if (variable == nullptr || *variable == '\0') continue;
    return parse_language(variable).value_or(Language::English);
  }
  return Language::English;
}

}  // namespace noroshi::base
