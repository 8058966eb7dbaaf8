#include "hub/query.hpp"

namespace noroshi::hub {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

template <class Visit>
void each_part(std::string_view text, char mark, Visit visit) {
  while (true) {
    const auto end = text.find(mark);
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Query::Query(std::string_view text) {
  each_part(text, '&', [&](std::string_view field) {
    if (field.empty()) return;
    const auto equals = field.find('=');
    const auto value = equals == std::string_view::npos ? "" : field.substr(equals + 1);
    fields_.emplace_back(percent_decoded(field.substr(0, equals), true),
                         percent_decoded(value, true));
  });
}

std::optional<std::string_view> Query::value(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Query::list(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : fields_) {
    if (key != name) continue;
    each_part(value, ',', [&](std::string_view part) {
      while (part.starts_with(' ')) part.remove_prefix(1);
      while (part.ends_with(' ')) part.remove_suffix(1);
      if (!part.empty()) out.emplace_back(part);
    });
  }
  return out;
}

}  // namespace noroshi::hub
