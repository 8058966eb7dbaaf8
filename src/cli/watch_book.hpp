// WatchBook: what `c2 watch` has told, and so what is news.
//
// A server is news when it is reported first, when what is known of it changed enough for a person
// to care, and when it leaves the window.  Every piece of news has a number of its own.
//
// The book is kept in a file (docs/formats/watch.md) that is replaced as a whole, together with the
// news that were not yet delivered for certain, so that `kill -9` at any moment neither loses nor
// repeats any.  One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/finding.hpp"

namespace noroshi::cli {

class WatchBook {
 public:
  /// `window` is a name: "24h".
  void take(const std::string& window, base::Micros pane,
            const std::vector<model::Finding>& findings, double threshold);

  /// What was last seen before `from` has left the window.
  void leave(const std::string& window, base::Micros pane, base::Micros from);

  /// Servers that were told of in the window and have not left it.
  [[nodiscard]] std::vector<model::Endpoint> told(const std::string& window) const;
  /// Of these, what is reported now.
  [[nodiscard]] std::vector<model::Endpoint> reported(const std::string& window) const;

  /// The last pane that was taken in; 0 before the first.
  [[nodiscard]] base::Micros pane(const std::string& window) const;
  void set_pane(const std::string& window, base::Micros pane) { panes_[window] = pane; }

  /// JSON Lines that nobody has confirmed yet.
  [[nodiscard]] const std::string& news() const { return news_; }
  [[nodiscard]] std::uint64_t news_count() const { return news_count_; }
  /// Where in the output they begin, for whoever can look there.
  [[nodiscard]] std::uint64_t news_at() const { return news_at_; }
  void set_news_at(std::uint64_t octets) { news_at_ = octets; }
  void delivered();

  [[nodiscard]] std::string to_text() const;
  static Result<WatchBook> parse(std::string_view text);

 private:
  struct Told {
    bool reported = false;
    model::Finding finding;  ///< as last told
    base::Micros last_seen = 0;
  };
  using Key = std::pair<std::string, model::Endpoint>;

  void tell(std::string_view event, std::string_view why, const std::string& window,
            base::Micros pane, const model::Finding& finding);

  std::map<Key, Told> told_;
  std::map<std::string, base::Micros> panes_;
  std::uint64_t sequence_ = 0;
  std::string news_;
  std::uint64_t news_count_ = 0;
  std::uint64_t news_at_ = 0;
};

}  // namespace noroshi::cli
