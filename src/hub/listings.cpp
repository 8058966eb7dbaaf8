#include "hub/listings.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "hub/json_members.hpp"
#include "hub/output_shelf.hpp"

namespace noroshi::hub {
namespace {

constexpr std::string_view kFeed = "feed:";
constexpr std::size_t kHitsAtMost = 100;  // of one address

/// Whom the archive names the feeds of a collection to: what they bring belongs to its owner.
bool names_feeds_to(const sharing::Viewer& viewer, const directory::Collection& collection) {
  return collection.owner != 0 && viewer.kind != sharing::Kind::Anonymous &&
         viewer.organisation == collection.owner;
}

std::optional<base::Micros> instant_in(std::string_view object, std::string_view name) {
  const auto text = member(object, name);
  if (!text || text->size() < 2) return std::nullopt;
  return stix::parse_timestamp(text->substr(1, text->size() - 2));
}

class Gathering {
 public:
  Gathering(Parts& parts, const access::Caller& caller) : parts_(parts), viewer_(caller.viewer) {}

  /// Feeds that the caller may know of, whether they list anything or not.
  Status begin(Inputs& inputs) {
    std::map<std::string, directory::Collection> collections;
    for (auto& one : parts_.directory.collections()) collections.emplace(one.uuid, one);
    for (const Input& input : NOROSHI_TRY(inputs.all())) {
      if (input.kind != InputKind::Feed && input.kind != InputKind::Misp) continue;
      const auto to = collections.find(input.collection);
      if (to == collections.end() || input.last_success == 0) continue;
      if (!names_feeds_to(viewer_, to->second)) continue;
      feed(input.name).published = input.last_success;
    }
    return {};
  }

  Status look_up(const net::Address& address) {
    const stix::ObservedValue value{.kind = address.is_v4() ? "ipv4-addr" : "ipv6-addr",
                                    .value = address.to_string()};
    const auto hits = NOROSHI_TRY(parts_.archive.look_up(viewer_, value, kHitsAtMost));
    for (const archive::Hit& hit : hits.hits) {
      if (hit.type != "indicator") continue;
      for (const auto& said : NOROSHI_TRY(parts_.archive.assertions(viewer_, hit.id))) {
        if (said.source.starts_with(kFeed)) take(said, hit, address);
      }
    }
    return {};
  }

  std::vector<feeds::Feed> take_all() && {
    std::vector<feeds::Feed> all;
    for (auto& [name, one] : feeds_) all.push_back(std::move(one));
    return all;
  }

 private:
  feeds::Feed& feed(const std::string& name) {
    feeds::Feed& one = feeds_[name];
    one.name = name;
    return one;
  }

  void take(const archive::Assertion& said, const archive::Hit& hit, const net::Address& address) {
    feeds::Feed& one = feed(said.source.substr(kFeed.size()));
    one.published = std::max(one.published.value_or(0), said.received);
    for (const share::Entry& entry : entries_of(hit)) {
      feeds::Entry listed;
      listed.ip = address;
      listed.first_seen =
          feeds::FeedTime{instant_in(hit.text, "valid_from").value_or(said.received)};
      if (const auto end = instant_in(hit.text, "modified"))
        listed.last_seen = feeds::FeedTime{*end};
      if (entry.kind == share::EntryKind::Endpoint) {
        const auto endpoint = model::parse_endpoint(entry.value);
        if (!endpoint || endpoint->ip != address) continue;
        listed.port = endpoint->port;
      } else if (entry.kind != share::EntryKind::Address || entry.value != address.to_string()) {
        continue;
      }
      one.entries.push_back(listed);
    }
  }

  Parts& parts_;
  const sharing::Viewer& viewer_;
  std::map<std::string, feeds::Feed> feeds_;
};

}  // namespace

Result<std::vector<feeds::Feed>> listings_of(Parts& parts, const access::Caller& caller,
                                             Inputs* inputs,
                                             std::span<const programme::Sighting> servers) {
  Gathering gathering(parts, caller);
  if (inputs != nullptr) NOROSHI_CHECK(gathering.begin(*inputs));
  std::set<net::Address> addresses;
  for (const auto& one : servers) addresses.insert(one.endpoint.ip);
  for (const net::Address& address : addresses) NOROSHI_CHECK(gathering.look_up(address));
  return std::move(gathering).take_all();
}

}  // namespace noroshi::hub
