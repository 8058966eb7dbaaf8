// What stands below an answer, on standard error: where it came from, how much there was, and what
// was done to the figures.  On a terminal also what is being waited for.
#pragma once

#include <chrono>
#include <string_view>

#include "cli/open_store.hpp"
#include "cli/progress.hpp"
#include "store/query/request.hpp"

namespace noroshi::cli {

class StoreNotes {
 public:
  /// Begins the time that is told.
  StoreNotes(const OpenStore& open, const Context& context, bool quiet);

  /// The answer is there: takes "asking …" off the screen.
  void answered();

  void say(std::string_view line) const;

  /// "1,234 flows, 5.6 MB in records of embedded store x, 0.2 s"; and a warning if a sum may have
  /// left 64 bits.  Asks the store once more.
  Status totals(store::TableId table, const query::Window& window, const query::Filter& filter);

  /// How estimates were made.
  void estimated(store::TableId table) const;

 private:
  const OpenStore& open_;
  const Context& context_;
  bool quiet_;
  Progress progress_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  base::Micros elapsed_ = 0;
};

}  // namespace noroshi::cli
