#include "cli/scan_memory.hpp"

#include <filesystem>
#include <fmt/format.h>

#include "cli/out_file.hpp"
#include "cli/whole_file.hpp"

namespace noroshi::cli {
namespace {

// A million remembered addresses are some 100 MiB.
constexpr std::uint64_t kLargest = std::uint64_t{2} << 30;

Result<scan::History> read(const std::string& path) {
  const auto text = NOROSHI_TRY(read_whole(path, kLargest));
  return scan::history_from_text(text).within(path);
}

Status write(const std::string& path, const scan::History& history) {
  StringSink nowhere;
  auto out = NOROSHI_TRY(OutFile::create(path, nowhere));
  NOROSHI_CHECK(out->write(scan::to_text(history)));
  return out->commit();
}

std::string previous(const std::string& path) { return path + ".previous"; }

}  // namespace

Result<scan::History> ScanMemory::before(const CalendarDay& day) {
  if (path_.empty() || !std::filesystem::exists(path_)) return scan::History{};
  auto known = NOROSHI_TRY(read(path_));
  if (known.until <= day.begin) return known;
  again_ = known.until == day.end;
  if (again_) {
    auto earlier = read(previous(path_));
    if (earlier && earlier->until <= day.begin) return earlier;
  }
  return Error{Errc::InvalidUsage,
               fmt::format("{} already knows everything to {}: an earlier day can only be judged "
                           "by the history of the day before it; name that with --history, or "
                           "leave --history out",
                           path_, base::to_rfc3339(known.until))};
}

Status ScanMemory::keep(const scan::History& after, const scan::History& before) {
  if (path_.empty()) return {};
  // Before the day's own: whatever happens between, FILE alone says which day comes next.
  if (!again_) NOROSHI_CHECK(write(previous(path_), before));
  return write(path_, after);
}

}  // namespace noroshi::cli
