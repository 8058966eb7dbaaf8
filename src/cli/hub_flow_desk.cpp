#include "cli/hub_flow_desk.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/flow_question.hpp"
#include "cli/sheet.hpp"
#include "cli/subscriber_tokens.hpp"
#include "cli/timeline.hpp"
#include "cli/top_request.hpp"
#include "io/clock.hpp"
#include "model/pane.hpp"
#include "model/token.hpp"
#include "net/prefix.hpp"
#include "store/query/life_request.hpp"

namespace noroshi::cli {
namespace {

using query::By;
using store::TableId;

// Whole seconds: the first and last record decide nothing by their microseconds.
base::Micros second_before(base::Micros at) { return at / base::kSecond * base::kSecond; }

Result<hub::FlowSpan> kept_in(store::Store& store, TableId table) {
  hub::FlowSpan span;
  const auto health = NOROSHI_TRY(store.health(table));
  if (health.rows == 0) return span;
  const base::Micros last = table == TableId::Flows ? base::kSecond : model::kPane;
  span.kept_from = second_before(health.oldest);
  span.kept_to = second_before(health.newest) + last;
  return span;
}

query::Window window_of(const hub::FlowWindow& asked, const hub::FlowSpan& span) {
  const base::Micros now = io::wall_clock();
  const base::Micros end = span.kept_to > 0 ? std::min(now, span.kept_to) : now;
  query::Window window;
  window.to = std::max<base::Micros>(asked.to.value_or(end), 1);
  window.from = std::max<base::Micros>(asked.from.value_or(window.to - base::kDay), 0);
  return window;
}

bool folded(const net::Address& address) { return address == model::from_token(0); }

std::string subscribers() { return net::Prefix::of(model::from_token(0), 64).to_string(); }

// "server ip 203.0.113.7"; of subscribers all together, "server net 100::/64".
std::string filter_of_address(std::string_view side, const net::Address& address) {
  if (folded(address)) return fmt::format("{} net {}", side, subscribers());
  return fmt::format("{} ip {}", side, address.to_string());
}

void say_address(hub::FlowKey& key, std::string_view side, const net::Address& address) {
  key.filter = filter_of_address(side, address);
  key.text = folded(address) ? "subscribers" : shown_address(address);
  if (!model::is_token(address)) key.address = address;
}

void say_service(hub::FlowKey& key, const query::Row& row) {
  const auto address = row.address("k_addr");
  key.port = static_cast<std::uint16_t>(row.whole("k_port"));
  key.proto = static_cast<std::uint8_t>(row.whole("k_proto"));
  say_address(key, "server", address);
  const auto protocol = model::protocol_name(key.proto);
  key.filter += fmt::format(" and server port {} and proto {}", key.port, protocol);
  key.text = folded(address) ? fmt::format("subscribers:{}/{}", key.port, protocol)
                             : model::to_string(model::Endpoint{address, key.port, key.proto});
}

}  // namespace

Error needs_purpose(std::string_view why) {
  return hub::names_subscribers(
      fmt::format("{}: single subscribers are never shown here. Whoever may know them asks beside "
                  "the store, with a reason that is written down: noroshi flow query --purpose",
                  why));
}

hub::FlowKey flow_key(const query::Row& row, By by,
                      const std::vector<std::pair<std::string, std::uint32_t>>& exporters) {
  hub::FlowKey key;
  if (by == By::Service) {
    say_service(key, row);
  } else if (by == By::Server) {
    say_address(key, "server", row.address("k_addr"));
  } else if (by == By::Source) {
    say_address(key, "src", row.address("k_addr"));
  } else if (by == By::Destination) {
    say_address(key, "dst", row.address("k_addr"));
  } else if (by == By::Exporter) {
    const auto number = row.whole("k_exporter");
    key.text = exporter_name(number, exporters);
    key.filter = fmt::format("exporter {}", number);
  } else if (by == By::Protocol || by == By::Port) {
    const auto protocol = model::protocol_name(static_cast<std::uint8_t>(row.whole("k_proto")));
    key.text = protocol;
    key.filter = fmt::format("proto {}", protocol);
    if (by == By::Protocol) return key;
    key.text += fmt::format("/{}", row.whole("k_port"));
    key.filter = fmt::format("server port {} and proto {}", row.whole("k_port"), protocol);
  } else {
    key.text = fmt::format("{}", row.whole("k_port"));
    key.filter = fmt::format("{} port {}", by == By::SourcePort ? "src" : "dst", key.text);
  }
  return key;
}

hub::FlowSums flow_sums(const query::Row& row) {
  const auto both = [&](const char* one, const char* other) {
    return row.whole(one) + (row.has(other) ? row.whole(other) : 0);
  };
  return {row.whole("n_flows"), both("n_packets", "n_rev_packets"),
          both("n_octets", "n_rev_octets")};
}

Buckets Buckets::over(const query::Window& window, std::uint32_t buckets, TableId table) {
  const auto wanted = static_cast<base::Micros>(buckets);
  const base::Micros least = table == TableId::Flows ? base::kSecond : model::kPane;
  const base::Micros span = window.to - window.from;
  Buckets made;
  made.length = std::max(least, round_time((span + wanted - 1) / wanted));
  made.from = window.from / made.length * made.length;
  made.count = static_cast<std::size_t>((window.to - made.from + made.length - 1) / made.length);
  return made;
}

std::optional<std::size_t> Buckets::index_of(base::Micros k_bucket) const {
  const base::Micros index = k_bucket - from / length;
  if (index < 0 || index >= static_cast<base::Micros>(count)) return std::nullopt;
  return static_cast<std::size_t>(index);
}

bool Buckets::kept(std::size_t index, const hub::FlowSpan& span) const {
  return at(index) < span.kept_to && at(index + 1) > span.kept_from;
}

// Exporters are counted by panes.  Where nobody counted (imported files), only an hour without any
// flow at all was not heard, as in `c2 life`.
Result<Heard> heard_in(store::Store& store, const query::Window& window, base::Micros bucket) {
  const auto count = static_cast<std::size_t>((window.to - window.from) / bucket);
  Heard all{std::vector<bool>(count), std::vector<std::optional<double>>(count)};
  base::Micros step = std::max(bucket, model::kPane);
  std::map<base::Micros, double> shares;
  NOROSHI_CHECK(query::each_row(store, query::sql_of(query::Hearing{step, window}),
                                [&](const query::Row& row) -> Result<bool> {
                                  const auto arrived = static_cast<double>(row.whole("n_heard"));
                                  const auto sent = static_cast<double>(row.whole("est_sent"));
                                  const auto share = arrived / std::max({sent, arrived, 1.0});
                                  shares[row.instant("k_bucket")] = share;
                                  return true;
                                }));
  const bool counted = !shares.empty();
  if (!counted) {
    step = base::kHour;
    const query::Window hours{window.from / step * step, (window.to + step - 1) / step * step};
    NOROSHI_CHECK(query::each_row(store, query::flows_by_hour(hours),
                                  [&](const query::Row& row) -> Result<bool> {
                                    if (row.whole("n_flows") > 0) shares[row.instant("k_hour")] = 1;
                                    return true;
                                  }));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const base::Micros begin = window.from + bucket * static_cast<base::Micros>(i);
    const auto first = shares.lower_bound(begin / step);
    all.heard[i] = first != shares.end() && first->first * step < begin + bucket;
    if (counted && all.heard[i]) all.exposure[i] = first->second;
  }
  return all;
}

Result<std::shared_ptr<HubFlowDesk>> HubFlowDesk::open(const hub::FlowSettings& settings) {
  std::shared_ptr<HubFlowDesk> desk(new HubFlowDesk(settings));
  if (!settings.config.empty()) desk->collector_ = NOROSHI_TRY(load_settings(settings.config));
  return desk;
}

Result<OpenStore*> HubFlowDesk::store() {
  const std::lock_guard lock(mutex_);
  if (!open_) {
    open_ = NOROSHI_TRY(
        open_store({settings_.config, settings_.store, settings_.patience}, Access::Read));
  }
  return &*open_;
}

std::vector<std::pair<std::string, std::uint32_t>> HubFlowDesk::exporters() const {
  if (!collector_) return {};
  return exporters_of(collector_->collect.state);
}

Result<query::Filter> HubFlowDesk::filter_of(const std::string& text) {
  return query::parse(text, {io::wall_clock(), exporters()});
}

Result<FlowAsked> HubFlowDesk::asked(const std::string& filter, const hub::FlowWindow& window,
                                     TableId table) {
  OpenStore& open = *NOROSHI_TRY(store());
  FlowAsked asked{open, NOROSHI_TRY(filter_of(filter)), {}, {}};
  NOROSHI_CHECK(query::fits(asked.filter, table));
  bool names = false;
  const Subscribers known(open);
  query::each_address(asked.filter, [&](const query::AddressRange& range) {
    names = names || known.named_by(range);
  });
  if (names) return needs_purpose("the filter names a subscriber");
  asked.span = NOROSHI_TRY(kept_in(*open.store, table));
  asked.window = window_of(window, asked.span);
  if (asked.window.from >= asked.window.to) {
    return Error{Errc::InvalidUsage, "from: an instant before `to` is asked for"};
  }
  asked.span.from = asked.window.from;
  asked.span.to = asked.window.to;
  return asked;
}

Result<std::vector<hub::FlowTable>> HubFlowDesk::tables() {
  OpenStore& open = *NOROSHI_TRY(store());
  std::vector<hub::FlowTable> all;
  for (const auto& table : store::tables()) {
    const auto health = NOROSHI_TRY(open.store->health(table.id));
    all.push_back({std::string(table.name), health.rows, health.octets, health.oldest,
                   health.newest,
                   collector_ ? collector_->collect.retention.of(table.id) : base::Micros{0}});
  }
  return all;
}

}  // namespace noroshi::cli
