// A message with the place it is about, as compilers show it.
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "store/query/filter.hpp"

namespace noroshi::query {
namespace {

constexpr std::size_t kShown = 72;  // characters of a long filter, so that a terminal keeps a line

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }  // UTF-8

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

// Control characters would move the cursor of whoever reads the message.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return out;
}

// Where the part to show begins: the place stands in it, and no character is cut in two.
std::size_t begin_of_part(std::string_view text, std::size_t at) {
  std::size_t begin = at > kShown / 2 ? at - kShown / 2 : 0;
  if (text.size() <= kShown) begin = 0;
  while (begin > 0 && continues(text[begin])) --begin;
  return begin;
}

constexpr std::string_view kBegins = "filter, column ";

// Octets of the first `count` characters.
std::size_t octets_of(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (!continues(text[at]) && count-- == 0) break;
  }
  return at;
}

}  // namespace

Error point_at(std::string_view text, std::size_t at, std::size_t length, std::string_view what) {
  at = std::min(at, text.size());
  const auto begin = begin_of_part(text, at);
  auto end = std::min(text.size(), begin + kShown);
  while (end < text.size() && continues(text[end])) ++end;
  const auto under = std::max<std::size_t>(
      1, characters(text.substr(at, std::min(length, end - std::min(at, end)))));
  return {
      Errc::InvalidUsage,
      fmt::format("{}{}: {}\n  {}\n  {:{}}^{:~>{}}", kBegins, characters(text.substr(0, at)) + 1,
                  what, printable(text.substr(begin, end - begin)), "",
                  characters(text.substr(begin, at - begin)), "", under - 1)};
}

// Reads what `point_at` wrote: column, sentence, and the length of the line below.
Flaw flaw_of(const Error& error, std::string_view text) {
  std::string_view message = error.message;
  Flaw flaw{0, 0, std::string(message.substr(0, message.find('\n')))};
  if (!message.starts_with(kBegins)) return flaw;
  message.remove_prefix(kBegins.size());
  std::size_t column = 1;
  const auto read = std::from_chars(message.data(), message.data() + message.size(), column);
  message.remove_prefix(static_cast<std::size_t>(read.ptr - message.data()));
  if (!message.starts_with(": ")) return flaw;
  flaw.what = message.substr(2, message.find('\n') - 2);
  flaw.at = octets_of(text, column - 1);
  const auto under = message.rfind('^');
  const auto marked = under == std::string_view::npos ? 0 : message.size() - under;
  flaw.length = octets_of(text.substr(flaw.at), marked);
  return flaw;
}

}  // namespace noroshi::query
