// The files of places that hub.toml names, read, and read again when they change.
//
// What cannot be read any more leaves the table that was there before, and a line in the log.
// Threads: all verbs from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intel/places/places.hpp"

namespace noroshi::hub {

class PlaceFiles {
 public:
  using Log = std::function<void(std::string_view line)>;
  /// An Error names the file that cannot be read, or is of neither form.
  static Result<std::shared_ptr<PlaceFiles>> open(std::vector<std::string> files, Log log);

  struct Table {
    std::shared_ptr<const places::Places> places;
    std::uint64_t edition = 0;  ///< rises when the table changes
  };
  [[nodiscard]] Table table() const;
  /// Reads anew what has another size or date than before.
  void look_again();

 private:
  PlaceFiles(std::vector<std::string> files, Log log)
      : files_(std::move(files)), log_(std::move(log)) {}
  [[nodiscard]] std::string stamps() const;
  [[nodiscard]] Result<std::shared_ptr<const places::Places>> read() const;

  std::vector<std::string> files_;
  Log log_;
  std::mutex looking_;
  std::string read_stamps_;  // guarded by `looking_`
  mutable std::mutex mutex_;
  Table table_;  // guarded by `mutex_`
};

}  // namespace noroshi::hub
