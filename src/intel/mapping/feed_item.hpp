// FeedItem: what one record of a feed says, before it is STIX; and feeds of such items as STIX.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intel/feeds/feed.hpp"
#include "intel/mapping/stix_json.hpp"
#include "intel/mapping/term.hpp"

namespace noroshi::mapping {

struct FeedItem {
  std::string name;  ///< the value, for people
  Term term;
  std::optional<feeds::FeedTime> first_seen{};
  std::optional<feeds::FeedTime> last_seen{};
  bool malicious = false;  ///< the form says so; a plain list does not say what it lists
  bool gone = false;       ///< the feed calls it offline
  std::optional<int> confidence{};
  std::string malware{};              ///< a family; empty: none
  std::vector<std::string> labels{};  ///< role, tags, brands, in the feed's own words
  std::string reference{};            ///< a URL that tells more; empty: none
};

/// The items of one feed, each value once: a feed that lists a URL under two brands says one thing
/// with two labels.
class FeedItems {
 public:
  void add(FeedItem item);

  /// The feed's identity, then each item's observables, malware and indicator.
  [[nodiscard]] std::vector<std::string> objects(std::string_view feed, base::Micros fetched) const;

 private:
  std::vector<FeedItem> items_;
  std::map<std::string, std::size_t, std::less<>> places_;  // comparison → index
};

}  // namespace noroshi::mapping
