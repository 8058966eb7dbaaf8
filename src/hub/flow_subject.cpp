#include "hub/flow_subject.hpp"

#include <fmt/format.h>
#include <map>
#include <memory>
#include <tuple>

#include "intel/mapping/finding_objects.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kHitsLookedAt = 50;  // of one value

// As the index of values writes it: "203.0.113.7:443", "[2001:db8::7]:443", or an address alone.
std::optional<stix::ObservedValue> value_of(const FlowKey& key) {
  const std::string address = key.address->to_string();
  const bool v4 = key.address->is_v4();
  if (key.port == 0) return stix::canonical_value(v4 ? "ipv4-addr" : "ipv6-addr", address);
  return stix::canonical_value("endpoint", v4 ? fmt::format("{}:{}", address, key.port)
                                              : fmt::format("[{}]:{}", address, key.port));
}

bool speaks_of(const archive::Hit& hit, const FlowKey& key) {
  if (hit.type != "indicator" || hit.revoked) return false;
  const auto finding = mapping::finding_of(hit.text);
  if (!finding || finding->subject.ip != *key.address) return false;
  const bool address_alone = key.port == 0 && key.proto == 0;
  return address_alone ||
         (finding->subject.port == key.port && finding->subject.proto == key.proto);
}

std::string found_for(const Call& call, const FlowKey& key) {
  const auto value = value_of(key);
  if (!value) return {};
  const auto hits = call.parts.archive.look_up(call.caller.viewer, *value, kHitsLookedAt);
  if (!hits) return {};
  const archive::Hit* best = nullptr;
  for (const auto& hit : hits->hits) {
    if (speaks_of(hit, key) && (best == nullptr || hit.score > best->score)) best = &hit;
  }
  return best == nullptr ? "" : best->id;
}

}  // namespace

Result<model::Finding> finding_at(const Call& call, std::string_view id) {
  const auto hit = NOROSHI_TRY(call.parts.archive.find(call.caller.viewer, id));
  auto finding = mapping::finding_of(hit.text);
  if (finding) return finding;
  return Error{Errc::NotFound, "this object is no Finding of one server: its traffic is not known"};
}

Known known_to(const Call& call, const PlaceFiles* places) {
  using Key = std::tuple<net::Address, std::uint16_t, std::uint8_t>;
  auto indicators =
      std::make_shared<std::map<Key, std::string>>();  // lists name some servers twice
  const auto table = places == nullptr ? nullptr : places->table().places;
  return [&call, indicators, table](const FlowKey& key) -> KnownServer {
    if (!key.address) return {};
    const auto [place, fresh] =
        indicators->try_emplace(Key{*key.address, key.port, key.proto}, std::string{});
    if (fresh) place->second = found_for(call, key);
    KnownServer known{.indicator = place->second};
    if (table) known.country = table->find(*key.address).country;
    return known;
  };
}

double period_of(const model::Finding& finding) {
  for (const auto& one : finding.evidence) {
    if (one.name == "periodic_contact" && one.unit == "s") return one.value;
  }
  return 0;
}

}  // namespace noroshi::hub
