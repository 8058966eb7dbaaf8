#include "act/sinkhole/visit_book.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>

namespace noroshi::sinkhole {
namespace {

// Sources whose lines are counted one by one; an hour that has more is written without bound on
// each, which is what the bound would give them anyway.
constexpr std::size_t kMostCounted = 1'000'000;

}  // namespace

std::string VisitBook::path(std::int64_t hour) const {
  const auto stamp = base::to_rfc3339(hour * base::kHour).substr(0, 13);
  return fmt::format("{}/visits-{}.jsonl", folder_, stamp);
}

Status VisitBook::open(base::Micros now) {
  hour_ = now / base::kHour;
  file_ = NOROSHI_TRY(places_.open_to_append(path(hour_)));
  return {};
}

void VisitBook::note(const net::Address& source, std::string_view line) {
  const bool counted = of_source_.size() < kMostCounted || of_source_.of(source) > 0;
  if (counted && of_source_.add(source) > kMostOfSource) {
    ++withheld_;
    ++withheld_this_hour_;
    return;
  }
  lines_ += line;
  lines_ += '\n';
}

Status VisitBook::flush(base::Micros now) {
  const bool over = now / base::kHour != hour_;
  if (over && withheld_this_hour_ > 0) {
    lines_ += fmt::format("{{\"type\":\"sinkhole-withheld\",\"time\":\"{}\",\"lines\":{}}}\n",
                          base::to_rfc3339(now), withheld_this_hour_);
  }
  NOROSHI_CHECK(write(lines_));
  lines_.clear();
  if (!over) return {};
  ::fsync(file_);
  places_.close(file_);
  of_source_.clear();
  withheld_this_hour_ = 0;
  return open(now);
}

Status VisitBook::write(std::string_view lines) {
  while (!lines.empty()) {
    const auto written = ::write(file_, lines.data(), lines.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return base::system_error(fmt::format("writing {}", path(hour_)));
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace noroshi::sinkhole
