// The warning lists that ingest tests against, from wherever they come, put together.
//
// Each source (the folder of the settings, an input) replaces its own lists when it reads them
// again; the archive sees all of them at once, and takes them over between two posts.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "hub/hub.hpp"
#include "intel/feeds/warning_list.hpp"

namespace noroshi::hub {

class WarningShelf {
 public:
  explicit WarningShelf(archive::Archive& archive) : archive_(archive) {}

  void put(const std::string& source, std::vector<feeds::WarningList> lists);
  [[nodiscard]] bool has(const std::string& source);

 private:
  archive::Archive& archive_;
  std::mutex mutex_;
  std::map<std::string, std::vector<feeds::WarningList>> lists_;
};

/// The lists of a folder (its files that end in .json, also below), or of one file.  A file that is
/// no list is an Error that names it, so that none is missed in silence.  `read` gives the octets
/// of a file; without it they are taken as they are.
using ReadFile = std::function<Result<std::string>(const std::string& file)>;
Result<std::vector<feeds::WarningList>> warning_lists_in(const std::string& path,
                                                         const ReadFile& read = {});

}  // namespace noroshi::hub
