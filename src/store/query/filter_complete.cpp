// What could stand next: the parser says what it would have taken where the text ends.
#include <algorithm>

#include "store/query/parser.hpp"

namespace noroshi::query {
namespace {

constexpr std::string_view kEndsWord = " \t\r\n\v\f()[],!<>=&|";

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

// Signs stand in no list of words: nobody looks for "(" in a completion.
bool is_word(std::string_view candidate) {
  return !candidate.empty() && candidate.find_first_of(kEndsWord) == std::string_view::npos;
}

}  // namespace

std::vector<std::string> complete(std::string_view text, const Meaning& meaning) {
  const auto gap = text.find_last_of(kEndsWord);
  const auto begin = gap == std::string_view::npos ? 0 : gap + 1;
  const auto started = lower(text.substr(begin));
  Parser parser(text.substr(0, begin), meaning);
  (void)parser.filter();
  std::vector<std::string> candidates;
  if (!parser.at_end()) return candidates;
  for (const auto word : parser.wanted()) {
    if (is_word(word) && lower(word).starts_with(started)) candidates.emplace_back(word);
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

}  // namespace noroshi::query
