#include "trust/permit/opt_outs.hpp"

#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace noroshi::permit {
namespace {

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::optional<std::int64_t> revision_of(std::string_view line) {
  constexpr std::string_view kWord = "revision ";
  if (!line.starts_with(kWord)) return std::nullopt;
  line.remove_prefix(kWord.size());
  std::int64_t revision = -1;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), revision);
  if (error != std::errc{} || end != line.data() + line.size() || revision < 0) return std::nullopt;
  return revision;
}

}  // namespace

Result<OptOuts> OptOuts::parse(std::string_view text, std::string_view name) {
  OptOuts list;
  bool has_revision = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    const auto place = fmt::format("{}:{}", name, number);
    if (has_revision) {
      list.prefixes.push_back(NOROSHI_TRY(net::Prefix::parse(line).within(place)));
      continue;
    }
    const auto revision = revision_of(line);
    if (!revision) {
      return Error{Errc::InvalidInput,
                   fmt::format("{}: the first line must be \"revision 12\"", place)};
    }
    list.revision = *revision;
    has_revision = true;
  }
  if (has_revision) return list;
  return Error{Errc::InvalidInput, fmt::format("{}: has no line \"revision 12\"", name)};
}

}  // namespace noroshi::permit
