#include "train/darknet/hourly_files.hpp"

#include <algorithm>
#include <zstd.h>

namespace noroshi::darknet {

using base::kHour;
using base::Micros;

std::string hour_name(Micros at) {
  return base::to_rfc3339(at / kHour * kHour).substr(0, 13);  // YYYY-MM-DDTHH
}

std::string packed(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

void HourlyFiles::add(Micros at, std::string line) {
  hours_[at / kHour * kHour].emplace_back(at, std::move(line));
}

void HourlyFiles::add(const Watched& watched) {
  for (const auto& event : watched.events) add(event.last, to_json(event));
  for (const auto& victim : watched.victims) add(victim.last, to_json(victim));
  for (const auto& hour : watched.hours) add(hour.end - 1, to_json(hour));
}

std::vector<NamedFile> HourlyFiles::take_until(Micros end) {
  std::vector<NamedFile> files;
  while (!hours_.empty() && hours_.begin()->first + kHour <= end) {
    auto lines = std::move(hours_.begin()->second);
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const auto& [at, line] : lines) text.append(line).push_back('\n');
    files.emplace_back(hour_name(hours_.begin()->first) + ".jsonl.zst", packed(text));
    hours_.erase(hours_.begin());
  }
  return files;
}

}  // namespace noroshi::darknet
