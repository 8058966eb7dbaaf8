// The folder that a telescope would have written of generated days: a file an hour, of the hour in
// which an event ended (docs/formats/scan-event.md), packed with zstd.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "train/darknet/watch.hpp"

namespace noroshi::darknet {

/// A file's name ("2026-01-14T09.jsonl.zst") and its bytes.
using NamedFile = std::pair<std::string, std::string>;

/// "2026-01-14T09", of the hour that holds `at`.
std::string hour_name(base::Micros at);

/// `text` as one zstd frame.
std::string packed(const std::string& text);

class HourlyFiles {
 public:
  void add(const Watched& watched);

  /// Files of hours that end by then, in order; they are complete once the days before are added.
  std::vector<NamedFile> take_until(base::Micros end);

 private:
  void add(base::Micros at, std::string line);

  std::map<base::Micros, std::vector<std::pair<base::Micros, std::string>>> hours_;
};

}  // namespace noroshi::darknet
