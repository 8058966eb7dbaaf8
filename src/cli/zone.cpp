#include "cli/zone.hpp"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace noroshi::cli {
namespace {

using base::Micros;

// "+09:00" → 9 h, by reading a full time in that offset.
std::optional<Micros> parse_offset(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto midnight = base::parse_rfc3339(fmt::format("2000-01-01T00:00:00{}", text));
  const auto utc = base::parse_rfc3339("2000-01-01T00:00:00Z");
  return midnight ? std::optional(*utc - *midnight) : std::nullopt;
}

bool in_database(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find("..") != std::string_view::npos)
    return false;
  const char* folder = std::getenv("TZDIR");
  std::error_code ignored;
  return std::filesystem::is_regular_file(
      std::filesystem::path(folder != nullptr ? folder : "/usr/share/zoneinfo") / name, ignored);
}

std::tm fields(Micros shifted) {
  // Rounded down, so that a time before the epoch does not slip into the next second.
  auto whole = shifted / base::kSecond - (shifted % base::kSecond < 0 ? 1 : 0);
  return fmt::gmtime(static_cast<std::time_t>(whole));
}

}  // namespace

Result<Zone> Zone::parse(std::string_view text) {
  Zone zone;
  if (text == "UTC" || text == "Z") return zone;
  zone.name_ = text;
  if (const auto offset = parse_offset(text)) {
    zone.offset_ = *offset;
    return zone;
  }
  zone.database_ = true;
  if (text == "local") return zone;
  if (!in_database(text)) {
    return Error{Errc::InvalidUsage,
                 fmt::format("no time zone \"{}\" is installed here; try UTC, local, an offset "
                             "such as +09:00, or install tzdata",
                             text)};
  }
  setenv("TZ", zone.name_.c_str(), 1);  // the main thread, before any other has started
  tzset();
  return zone;
}

Micros Zone::shifted(Micros instant) const {
  if (!database_) return instant + offset_;
  const auto whole = static_cast<std::time_t>(instant / base::kSecond);
  std::tm local{};
  if (localtime_r(&whole, &local) == nullptr) return instant;
  return instant + local.tm_gmtoff * base::kSecond;
}

std::string Zone::minutes(Micros instant) const {
  return fmt::format("{:%Y-%m-%d %H:%M}", fields(shifted(instant)));
}

std::string Zone::seconds(Micros instant) const {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fields(shifted(instant)));
}

std::string Zone::clock(Micros instant) const {
  return fmt::format("{:%H:%M}", fields(shifted(instant)));
}

}  // namespace noroshi::cli
