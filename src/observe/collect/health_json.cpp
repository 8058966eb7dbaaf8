// health.json: see docs/formats/health.md.  Times are RFC 3339, counts are whole numbers.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "observe/collect/health.hpp"

namespace noroshi::collect {
namespace {

using nlohmann::ordered_json;

template <class Of>
ordered_json counters_json(const Of& of, std::span<const Counter<Of>> counters) {
  ordered_json made;
  for (const auto& counter : counters) made[std::string(counter.name)] = of.*counter.member;
  return made;
}

std::uint64_t number(const ordered_json& of, std::string_view name) {
  const auto found = of.find(std::string(name));
  return found != of.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string text(const ordered_json& of, std::string_view name) {
  const auto found = of.find(std::string(name));
  return found != of.end() && found->is_string() ? found->get<std::string>() : "";
}

bool flag(const ordered_json& of, std::string_view name) {
  const auto found = of.find(std::string(name));
  return found != of.end() && found->is_boolean() && found->get<bool>();
}

ordered_json part(const ordered_json& of, std::string_view name) {
  const auto found = of.find(std::string(name));
  return found == of.end() ? ordered_json() : *found;
}

template <class Of>
void read_counters(const ordered_json& json, Of& of, std::span<const Counter<Of>> counters) {
  for (const auto& counter : counters) of.*counter.member = number(json, counter.name);
}

ordered_json instant(base::Micros time) {
  if (time == 0) return nullptr;
  return base::to_rfc3339(time);
}

base::Micros read_instant(const ordered_json& of, std::string_view name) {
  return base::parse_rfc3339(text(of, name)).value_or(0);
}

ordered_json tally_json(const Tally& tally) {
  ordered_json made = ordered_json::object();
  for (const auto& [reason, count] : tally) made[reason] = count;
  return made;
}

Tally read_tally(const ordered_json& json) {
  Tally tally;
  for (const auto& item : json.items()) tally[item.key()] = number(json, item.key());
  return tally;
}

ordered_json totals_json(const Totals& totals) {
  auto made = counters_json(totals, totals_counters());
  ordered_json dropped;
  for (std::size_t i = 0; i < kDropped; ++i) {
    dropped[std::string(label_of(static_cast<Dropped>(i)))] = totals.dropped[i];
  }
  ordered_json protocols;
  for (std::size_t i = 0; i < netflow::kProtocols; ++i) {
    protocols[std::string(netflow::name_of(static_cast<netflow::Protocol>(i)))] =
        totals.decoding.protocols[i];
  }
  made["dropped"] = std::move(dropped);
  made["decoding"] = counters_json(totals.decoding.ledger, ledger_counters());
  made["protocols"] = std::move(protocols);
  made["rejected_messages"] = tally_json(totals.decoding.rejected_messages);
  made["rejected_sets"] = tally_json(totals.decoding.rejected_sets);
  made["rejected_records"] = tally_json(totals.decoding.rejected_records);
  made["skipped_records"] = tally_json(totals.decoding.skipped_records);
  return made;
}

Totals read_totals(const ordered_json& json) {
  Totals totals;
  read_counters(json, totals, totals_counters());
  const auto dropped = part(json, "dropped");
  for (std::size_t i = 0; i < kDropped; ++i) {
    totals.dropped[i] = number(dropped, label_of(static_cast<Dropped>(i)));
  }
  const auto protocols = part(json, "protocols");
  for (std::size_t i = 0; i < netflow::kProtocols; ++i) {
    totals.decoding.protocols[i] =
        number(protocols, netflow::name_of(static_cast<netflow::Protocol>(i)));
  }
  read_counters(part(json, "decoding"), totals.decoding.ledger, ledger_counters());
  totals.decoding.rejected_messages = read_tally(part(json, "rejected_messages"));
  totals.decoding.rejected_sets = read_tally(part(json, "rejected_sets"));
  totals.decoding.rejected_records = read_tally(part(json, "rejected_records"));
  totals.decoding.skipped_records = read_tally(part(json, "skipped_records"));
  return totals;
}

ordered_json exporter_json(const ExporterHealth& exporter) {
  ordered_json made;
  made["number"] = exporter.number;
  made["name"] = exporter.name;
  made["address"] = exporter.address.to_string();
  made["protocols"] = exporter.protocols;
  made["last_seen"] = instant(exporter.last_seen);
  made["records_per_second"] = exporter.records_per_second;
  made["sessions"] = exporter.sessions;
  made["over_rate"] = exporter.over_rate;
  made["too_many_sessions"] = exporter.too_many_sessions;
  made["rejected_messages"] = exporter.rejected_messages;
  made["rejected_sets"] = exporter.rejected_sets;
  made["rejected_records"] = exporter.rejected_records;
  made["skipped_records"] = exporter.skipped_records;
  made["decoding"] = counters_json(exporter.ledger, ledger_counters());
  return made;
}

ExporterHealth read_exporter(const ordered_json& json) {
  ExporterHealth exporter;
  exporter.number = static_cast<std::uint32_t>(number(json, "number"));
  exporter.name = text(json, "name");
  exporter.address = net::Address::parse(text(json, "address")).value_or(net::Address());
  exporter.protocols = text(json, "protocols");
  exporter.last_seen = read_instant(json, "last_seen");
  const auto rate = part(json, "records_per_second");
  if (rate.is_number()) exporter.records_per_second = rate.get<double>();
  exporter.sessions = number(json, "sessions");
  exporter.over_rate = number(json, "over_rate");
  exporter.too_many_sessions = number(json, "too_many_sessions");
  exporter.rejected_messages = number(json, "rejected_messages");
  exporter.rejected_sets = number(json, "rejected_sets");
  exporter.rejected_records = number(json, "rejected_records");
  exporter.skipped_records = number(json, "skipped_records");
  read_counters(part(json, "decoding"), exporter.ledger, ledger_counters());
  return exporter;
}

ordered_json listener_json(const ListenerHealth& listener) {
  return {{"where", listener.where},
          {"received", listener.received},
          {"kernel_drops", listener.kernel_drops},
          {"buffer", listener.buffer},
          {"asked", listener.asked}};
}

ListenerHealth read_listener(const ordered_json& json) {
  return {.where = text(json, "where"),
          .received = number(json, "received"),
          .kernel_drops = number(json, "kernel_drops"),
          .buffer = number(json, "buffer"),
          .asked = number(json, "asked")};
}

ordered_json store_json(const StoreHealth& health) {
  ordered_json tables;
  for (const auto& table : store::tables()) {
    const auto& of = health.tables[static_cast<std::size_t>(table.id)];
    tables[std::string(table.name)] = {{"rows", of.rows},
                                       {"octets", of.octets},
                                       {"oldest", instant(of.oldest)},
                                       {"newest", instant(of.newest)}};
  }
  return {{"what", health.what},
          {"failing", health.failing},
          {"problem", health.problem},
          {"failures", health.failures},
          {"expired_rows", health.expired_rows},
          {"last_append", instant(health.last_append)},
          {"tables", std::move(tables)}};
}

StoreHealth read_store(const ordered_json& json) {
  StoreHealth health;
  health.what = text(json, "what");
  health.failing = flag(json, "failing");
  health.problem = text(json, "problem");
  health.failures = number(json, "failures");
  health.expired_rows = number(json, "expired_rows");
  health.last_append = read_instant(json, "last_append");
  const auto tables = part(json, "tables");
  for (const auto& table : store::tables()) {
    const auto of = part(tables, table.name);
    health.tables[static_cast<std::size_t>(table.id)] = {.rows = number(of, "rows"),
                                                         .octets = number(of, "octets"),
                                                         .oldest = read_instant(of, "oldest"),
                                                         .newest = read_instant(of, "newest")};
  }
  return health;
}

}  // namespace

std::string to_json(const Health& health) {
  ordered_json made{{"format", "noroshi-health"}, {"version", 1},
                    {"noroshi", health.version},  {"started", instant(health.started)},
                    {"now", instant(health.now)}, {"stopped", health.stopped}};
  made["exact"] = health.discrepancies().empty();
  made["totals"] = totals_json(health.totals);
  made["queue_bound"] = health.queue_bound;
  made["exporters"] = ordered_json::array();
  for (const auto& exporter : health.exporters) made["exporters"] += exporter_json(exporter);
  made["listeners"] = ordered_json::array();
  for (const auto& listener : health.listeners) made["listeners"] += listener_json(listener);
  made["strangers"] = ordered_json::array();
  for (const auto& stranger : health.strangers) made["strangers"] += stranger.to_string();
  made["store"] = store_json(health.store);
  return made.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<Health> parse_health(std::string_view bytes) {
  const auto json = ordered_json::parse(bytes, nullptr, false);
  if (!json.is_object() || text(json, "format") != "noroshi-health") {
    return Error{Errc::InvalidInput, "this is no health.json of a collector"};
  }
  if (number(json, "version") != 1) {
    return Error{Errc::InvalidInput, fmt::format("health.json of version {}; this program reads 1",
                                                 number(json, "version"))};
  }
  Health health;
  health.version = text(json, "noroshi");
  health.started = read_instant(json, "started");
  health.now = read_instant(json, "now");
  health.stopped = flag(json, "stopped");
  health.totals = read_totals(part(json, "totals"));
  health.queue_bound = number(json, "queue_bound");
  for (const auto& item : part(json, "exporters")) health.exporters.push_back(read_exporter(item));
  for (const auto& item : part(json, "listeners")) health.listeners.push_back(read_listener(item));
  for (const auto& item : part(json, "strangers")) {
    if (!item.is_string()) continue;
    const auto address = net::Address::parse(item.get<std::string>());
    if (address.has_value()) health.strangers.push_back(*address);
  }
  health.store = read_store(part(json, "store"));
  return health;
}

}  // namespace noroshi::collect
