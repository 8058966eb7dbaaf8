#include "intel/programme/lead_time.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/assert.hpp"

namespace noroshi::programme {
namespace {

using feeds::Entry;
using feeds::Feed;

/// The entries of a feed by address.
using Index = std::unordered_map<net::Address, std::vector<const Entry*>>;

Index index_of(const Feed& feed) {
  Index index;
  for (const Entry& entry : feed.entries) index[entry.ip].push_back(&entry);
  return index;
}

bool overlap(const Sighting& ours, const Entry& entry, base::Micros slack) {
  const base::Micros begin = entry.first_seen->instant;
  const base::Micros last =
      entry.last_seen ? entry.last_seen->instant + entry.last_seen->span : begin;
  const base::Micros end = std::max(last, begin + entry.first_seen->span);
  return begin - slack <= ours.last_seen && ours.first_seen <= end + slack;
}

// The earliest listing of the server, or why there is none.
struct Search {
  const Entry* found = nullptr;
  bool undated = false;
  bool other_tenant = false;
};

Search search(const Index& index, const Sighting& ours, base::Micros slack) {
  Search result;
  const auto entries = index.find(ours.endpoint.ip);
  if (entries == index.end()) return result;
  for (const Entry* entry : entries->second) {
    if (!entry->lists(ours.endpoint)) continue;
    if (!entry->first_seen) {
      result.undated = true;
    } else if (!overlap(ours, *entry, slack)) {
      result.other_tenant = true;
    } else if (result.found == nullptr ||
               entry->first_seen->instant < result.found->first_seen->instant) {
      result.found = entry;
    }
  }
  return result;
}

// Counts, spread and curve of what `leads` holds.
void sum_up(FeedLeads& result) {
  std::vector<double> listed;
  std::vector<Observation> observations;
  for (const Lead& lead : result.leads) {
    if (lead.outcome == Lead::Outcome::Undated) {
      ++result.undated;
      continue;
    }
    const bool event = lead.outcome == Lead::Outcome::Listed;
    observations.push_back({days(lead.time), event});
    if (!event) {
      ++result.waiting;
      if (lead.other_tenant) ++result.other_tenants;
      continue;
    }
    ++result.listed;
    if (lead.time < 0) ++result.behind;
    if (lead.by_address) ++result.by_address;
    if (lead.open > 0) ++result.inexact;
    listed.push_back(days(lead.time));
  }
  result.spread = spread_of(std::move(listed));
  result.curve = kaplan_meier(std::move(observations));
}

// Listed before waiting before undated; the earlier listing, the longer wait.
bool better(const Lead& a, const Lead& b) {
  if (a.outcome != b.outcome) {
    // "Listed, who knows since when" is worse than a date, but no wait either.
    const auto rank = [](Lead::Outcome outcome) {
      return outcome == Lead::Outcome::Listed ? 0 : outcome == Lead::Outcome::Undated ? 1 : 2;
    };
    return rank(a.outcome) < rank(b.outcome);
  }
  return a.outcome == Lead::Outcome::Waiting ? a.time > b.time : a.time < b.time;
}

}  // namespace

std::vector<Sighting> merged(std::vector<Sighting> sightings, base::Micros slack) {
  std::sort(sightings.begin(), sightings.end());
  std::vector<Sighting> result;
  for (const Sighting& one : sightings) {
    if (!result.empty() && result.back().endpoint == one.endpoint &&
        one.first_seen <= result.back().last_seen + slack) {
      result.back().last_seen = std::max(result.back().last_seen, one.last_seen);
    } else {
      result.push_back(one);
    }
  }
  return result;
}

std::optional<FeedLeads> lead_times(std::span<const Sighting> sightings, const Feed& feed,
                                    const LeadOptions& options) {
  const auto newest = feed.newest();
  if (!newest) return std::nullopt;
  FeedLeads result;
  result.feed = feed.name;
  result.newest = *newest;
  const Index index = index_of(feed);
  for (const Sighting& ours : sightings) {
    const base::Micros reported = ours.first_seen + options.delay;
    const Search found = search(index, ours, options.slack);
    Lead lead;
    lead.time = *newest - reported;
    if (found.found != nullptr) {
      lead = {.outcome = Lead::Outcome::Listed,
              .time = found.found->first_seen->instant - reported,
              .open = found.found->first_seen->span,
              .by_address = !found.found->port,
              .other_tenant = false,
              .place = found.found->place};
    } else if (found.undated) {
      lead.outcome = Lead::Outcome::Undated;
    } else {
      lead.other_tenant = found.other_tenant;
    }
    result.leads.push_back(lead);
  }
  sum_up(result);
  return result;
}

FeedLeads earliest(std::span<const FeedLeads> feeds) {
  NOROSHI_ASSERT(!feeds.empty());
  FeedLeads result;
  result.leads = feeds.front().leads;
  result.newest = feeds.front().newest;
  for (const FeedLeads& feed : feeds.subspan(1)) {
    NOROSHI_ASSERT(feed.leads.size() == result.leads.size());
    result.newest = std::max(result.newest, feed.newest);
    for (std::size_t i = 0; i < feed.leads.size(); ++i) {
      Lead& best = result.leads[i];
      const bool other_tenant = best.other_tenant || feed.leads[i].other_tenant;
      if (better(feed.leads[i], best)) best = feed.leads[i];
      best.other_tenant = other_tenant && best.outcome == Lead::Outcome::Waiting;
    }
  }
  sum_up(result);
  return result;
}

}  // namespace noroshi::programme
