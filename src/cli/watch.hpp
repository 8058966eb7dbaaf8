// Watch: re-scores a store pane by pane, and says what is news.
//
// For each window (24 h, 7 d) a Lookback is kept.  When a pane has closed, only the servers that
// were met in it are judged again, over the whole window; at each twenty-fourth part of the window
// (every hour of 24 h), at the start, and after it fell behind, the whole window is surveyed anew.
// So what is reported after a survey is what `c2 hunt --store` reports of the same window.
//
// Each step ends with the book on the disk, then the news in the output (watch_book.hpp).  One
// thread; the clock comes from the caller.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/lookback.hpp"
#include "cli/watch_book.hpp"
#include "cli/watch_out.hpp"

namespace noroshi::cli {

struct WatchSettings {
  std::vector<base::Micros> windows;  ///< whole panes
  double threshold = 0.7;
  /// So long after its end, everything of a pane is in the store: the collector's linger, and some.
  base::Micros closes_after = 3 * base::kMinute;
};

/// What one step did, for log and health file.
struct WatchStep {
  std::string window;
  base::Micros pane = 0;
  bool survey = false;
  std::size_t servers = 0;   ///< of the window
  std::size_t touched = 0;   ///< in the pane; of a survey: all
  std::size_t rescored = 0;  ///< judged by their contacts
  std::size_t reported = 0;  ///< now at the threshold or above
  std::uint64_t news = 0;
  base::Micros lag = 0;   ///< from the end of the pane to the news
  base::Micros took = 0;  ///< of which this step
};

class Watch {
 public:
  /// `options` say what is inside.  Store and output must outlive it.
  Watch(store::Store& store, const c2::HuntOptions& options, WatchSettings settings,
        std::string book_path, WatchOut& out);

  /// Reads the book, and delivers what was not delivered for certain.
  Status begin();

  /// Does what is due at `now`, at most one pane of each window; nothing: nothing is due.
  Result<std::vector<WatchStep>> step(base::Micros now);

  [[nodiscard]] const WatchBook& book() const { return book_; }

 private:
  struct Window {
    std::string name;
    base::Micros length = 0;
    std::unique_ptr<Lookback> lookback;
    bool surveyed = false;
  };

  Result<std::optional<base::Micros>> newest_closed(base::Micros now);
  [[nodiscard]] bool survey_due(const Window& window, base::Micros pane) const;
  Result<WatchStep> take(Window& window, base::Micros pane);
  Status deliver();
  Status save() const;

  store::Store& store_;
  WatchSettings settings_;
  std::string path_;
  WatchOut& out_;
  WatchBook book_;
  std::vector<Window> windows_;
};

/// "24h", "7d", "90min"
std::string window_name(base::Micros length);

}  // namespace noroshi::cli
