#include "io/http/query.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace noroshi::http {
namespace {

Result<std::string> part(std::string_view text) {
  auto decoded = percent_decoded(text, true);
  if (!decoded || decoded->find('\0') != std::string::npos) {
    return Error{Errc::InvalidInput,
                 fmt::format("the query has \"{}\": \"%\" stands before two hexadecimal digits, "
                             "and they are not 00",
                             text.substr(0, 200))};
  }
  return *std::move(decoded);
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const auto digits = text.substr(i + 1, 2);
    unsigned char octet = 0;
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), octet, 16);
    if (failure != std::errc{} || digits.size() != 2 || end != digits.data() + 2) {
      return std::nullopt;
    }
    out += static_cast<char>(octet);
    i += 2;
  }
  return out;
}

Result<Query> parse_query(std::string_view query) {
  Query out;
  while (!query.empty()) {
    const auto field = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), field.size() + 1));
    if (field.empty()) continue;
    const auto equals = std::min(field.find('='), field.size());
    auto name = NOROSHI_TRY(part(field.substr(0, equals)));
    auto value = NOROSHI_TRY(part(field.substr(std::min(field.size(), equals + 1))));
    out.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

}  // namespace noroshi::http
