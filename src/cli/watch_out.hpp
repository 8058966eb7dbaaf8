// WatchOut: where news go, each line once if that can be told.
//
// Into a file, a line is appended and forced to the disk; after a crash what stands there already
// is not written again.  Standard output cannot be looked at: there the last news may come twice
// after a crash, with the same sequence numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cli/terminal.hpp"

namespace noroshi::cli {

class WatchOut {
 public:
  /// "-" is `standard_output`, which must outlive it.
  WatchOut(std::string path, Output& standard_output)
      : path_(std::move(path)), standard_output_(standard_output) {}

  /// Octets that are there now; 0 of standard output.
  [[nodiscard]] Result<std::uint64_t> size() const;

  /// Writes `news`, which begin at `at`, as far as they are not there.
  Status deliver(std::string_view news, std::uint64_t at);

 private:
  std::string path_;
  Output& standard_output_;
};

}  // namespace noroshi::cli
