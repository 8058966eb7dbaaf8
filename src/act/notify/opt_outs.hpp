// Opt-outs: who wants no notices, by line or by one device at a line.
//
// Kept in the book (noroshi notify opt-out) and, for those who manage them elsewhere, in a file
// that is read at every run: a line of the subscriber, and a device if only that one is meant,
// parted by a blank; "#" begins a comment.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "act/notify/book.hpp"
#include "base/result.hpp"

namespace noroshi::notify {

struct OptOut {
  std::string line;
  std::string device;  ///< empty: all of the line
  base::Micros since = 0;
  std::string note;
};

class OptOuts {
 public:
  /// From the book and, where `path` is not empty, the file.
  static Result<OptOuts> read(Book& book, const std::string& path);

  [[nodiscard]] bool holds(std::string_view line, std::string_view device) const;
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  Status read_file(const std::string& path);
  std::set<std::pair<std::string, std::string>, std::less<>> all_;
};

Status add_opt_out(Book& book, const OptOut& one);
/// NotFound where there is none.
Status remove_opt_out(Book& book, const std::string& line, const std::string& device);
Result<std::vector<OptOut>> list_opt_outs(Book& book);

}  // namespace noroshi::notify
