#include "io/rejects.hpp"

#include <fmt/format.h>

namespace noroshi::io {
namespace {

void count(std::map<std::string, Rejects::Tally, std::less<>>& tallies, std::string_view reason,
           Place place, std::uint64_t records) {
  auto found = tallies.find(reason);
  if (found == tallies.end()) found = tallies.emplace(reason, Rejects::Tally{0, place}).first;
  found->second.count += records;
}

}  // namespace

std::string to_string(const Place& place) {
  switch (place.unit) {
    case Place::Unit::Line:
      return fmt::format("line {}", place.number);
    case Place::Unit::Byte:
      return fmt::format("byte {}", place.number);
    case Place::Unit::Packet:
      return fmt::format("packet {}", place.number);
    case Place::Unit::Entry:
      return fmt::format("entry {}", place.number);
  }
  return {};
}

Status Rejects::add(std::string_view reason, Place place) {
  count(rejected_, reason, place, 1);
  if (strict_) return Error{Errc::InvalidInput, fmt::format("{}: {}", to_string(place), reason)};
  return {};
}

void Rejects::skip(std::string_view reason, Place place, std::uint64_t records) {
  count(skipped_, reason, place, records);
}

std::uint64_t Rejects::total_rejected() const {
  std::uint64_t total = 0;
  for (const auto& [reason, tally] : rejected_) total += tally.count;
  return total;
}

}  // namespace noroshi::io
