#include "trust/log/checkpoint.hpp"

#include <charconv>
#include <fmt/format.h>

#include "trust/log/lines.hpp"

namespace noroshi::tlog {
std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string to_text(const Checkpoint& checkpoint) {
  std::string text =
      fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, to_base64(checkpoint.root));
  for (const auto& line : checkpoint.extensions) text.append(line).append("\n");
  return text;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const auto bad = [](std::string_view why) {
    return Error{Errc::InvalidInput, fmt::format("checkpoint: {}", why)};
  };
  Checkpoint checkpoint;
  const auto origin = take_line(text);
  if (!origin || origin->empty()) return bad("its first line, the origin, is missing");
  checkpoint.origin = *origin;
  const auto size = take_line(text);
  const auto number = size ? parse_decimal(*size) : std::nullopt;
  // Beyond 2⁶³ a proof would be longer than any that is taken.
  if (!number || *number > static_cast<std::uint64_t>(INT64_MAX)) {
    return bad("its second line is no tree size");
  }
  checkpoint.size = *number;
  const auto root = take_line(text);
  const auto hash = root ? hash_from_base64(*root) : std::nullopt;
  if (!hash) return bad("its third line is no SHA-256 hash in Base 64");
  checkpoint.root = *hash;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (!line || line->empty()) return bad("an extension line is empty");
    checkpoint.extensions.emplace_back(*line);
  }
  if (checkpoint.size == 0 && checkpoint.root != empty_root()) {
    return bad("an empty tree has another root");
  }
  return checkpoint;
}

}  // namespace noroshi::tlog
