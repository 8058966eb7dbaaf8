// One query of each kind, and filters that use every word.
#include "base/assert.hpp"
#include "store/query/life_request.hpp"
#include "store/query/request.hpp"

namespace noroshi::query {
namespace {

using Examples = std::vector<std::pair<std::string, std::string>>;

Filter filter_of(std::string_view text) {
  auto filter = parse(text, {base::Micros{1'767'312'000} * base::kSecond, {{"core-1", 1}}});
  NOROSHI_ASSERT(filter.has_value());  // our own text
  return *std::move(filter);
}

void add_tops(Examples& out) {
  struct Named {
    const char* name;
    By by;
  };
  static constexpr Named kAll[] = {{"src", By::Source},
                                   {"dst", By::Destination},
                                   {"src_port", By::SourcePort},
                                   {"dst_port", By::DestinationPort},
                                   {"proto", By::Protocol},
                                   {"exporter", By::Exporter},
                                   {"port", By::Port},
                                   {"client", By::Client},
                                   {"server", By::Server},
                                   {"service", By::Service},
                                   {"pair", By::Pair}};
  for (const auto& [name, by] : kAll) {
    Top top;
    top.by = by;
    out.emplace_back(std::string("top by ") + name, sql_of(top));
    top.fold_tokens = true;
    top.order = Order::Flows;
    top.limit = 100;
    out.emplace_back(std::string("top by ") + name + ", tokens folded", sql_of(top));
    top.estimate = true;
    top.order = Order::Packets;
    out.emplace_back(std::string("top by ") + name + ", estimated", sql_of(top));
  }
  for (const auto by : {By::Destination, By::Service}) {
    Top top;
    top.by = by;
    top.order = Order::Clients;
    top.clients = true;
    const std::string name = by == By::Service ? "service" : "dst";
    out.emplace_back("top by clients of " + name, sql_of(top));
    top.estimate = true;
    out.emplace_back("top by clients of " + name + ", estimated", sql_of(top));
  }
}

void add_filters(Examples& out) {
  for (const auto* text : {
           "dst port 23 and packets > 3 and not src net 192.0.2.0/24",
           "src and dst port > 1023 || port in [53 123 8000-8080]",
           "ip in [192.0.2.1, 198.51.100.7 2001:db8::7] or net in [10.0.0.0/8 2001:db8::/32]",
           "src net 2001:db8:0:1::/80 or dst net ::/0",
           "proto tcp and flags S and not flags A or rev flags = SA",
           "proto in [udp icmp 47] or proto != tcp",
           "bps > 1M or pps >= 10 or bpp < 100 or duration > 5s or duration = 0",
           "octets >= 1.5k and rev octets < 64Ki and rev packets != 0",
           "start > -1h or end <= 2026-01-02T00:00:00Z",
           "ipv4 and not ipv6 or exporter core-1 or exporter in [2 3]",
           "sampling > 0 and any or src ip token:0123456789abcdef",
           "packets > 18446744073709551615 or octets <= 18446744073709551615",
       }) {
    Totals totals;
    totals.filter = filter_of(text);
    out.emplace_back(std::string("records where ") + text, sql_of(totals));
  }
  for (const auto* text :
       {"client net 10.0.0.0/8 and server port in [443 8443] and flows > 1 and not tcp",
        "ip 203.0.113.66 or flags SF or rev flags R or bpp > 60 or start < now or ipv6"}) {
    Totals totals;
    totals.table = store::TableId::Pairs;
    totals.filter = filter_of(text);
    out.emplace_back(std::string("pairs where ") + text, sql_of(totals));
  }
  Totals servers;
  servers.table = store::TableId::Servers;
  servers.filter = filter_of("server net 203.0.113.0/24 or port < 1024");
  out.emplace_back("servers where", sql_of(servers));
}

void add_life(Examples& out) {
  const model::Endpoint one{net::Address::v4(0xCB007105), 443, 6};  // 203.0.113.5
  const model::Endpoint other{net::Address::v4(0xCB007107), 80, 6};
  const std::vector servers{one, other};
  out.emplace_back("hours of servers", hours_of(servers, {}));
  out.emplace_back("flows by hour", flows_by_hour({}));
  out.emplace_back("exposures", exposures({}));
  out.emplace_back("visits of servers", visits_of(servers, {}));
  out.emplace_back("visits of clients of a server", visits_of(servers, one, {}));
  out.emplace_back("shared with a server", shared_with(one, {}, {0, Window::kOpen}));
  out.emplace_back("popularity of servers", popularity_of(servers, {}));
  out.emplace_back("population", population({}));
}

void add_courses(Examples& out) {
  struct Named {
    const char* name;
    By by;
    store::TableId table;
  };
  static constexpr Named kSplits[] = {{"service", By::Service, store::TableId::Pairs},
                                      {"server", By::Server, store::TableId::Pairs},
                                      {"port", By::Port, store::TableId::Pairs},
                                      {"proto", By::Protocol, store::TableId::Pairs},
                                      {"exporter", By::Exporter, store::TableId::Flows}};
  for (const auto& [name, by, table] : kSplits) {
    Series split;
    split.table = table;
    split.split = by;
    split.lines = 3;
    split.fold_tokens = true;
    split.filter = filter_of("packets > 0");
    out.emplace_back(std::string("series split by ") + name, sql_of(split));
  }
  Series clients;
  clients.table = store::TableId::Pairs;
  clients.clients = true;
  out.emplace_back("series with clients", sql_of(clients));
  Series servers;
  servers.table = store::TableId::Servers;
  out.emplace_back("series of servers", sql_of(servers));
  out.emplace_back("hearing", sql_of(Hearing{base::kHour, {}}));
  ContactStarts starts;
  starts.server = {net::Address::v4(0xCB007105), 443, 6};
  out.emplace_back("starts of contacts", sql_of(starts));
}

}  // namespace

Examples examples() {
  Examples out;
  add_tops(out);
  add_filters(out);
  out.emplace_back("series of records", sql_of(Series{}));
  out.emplace_back("series of panes", sql_of(Series{store::TableId::Pairs, base::kHour, {}, {}}));
  Series estimated;
  estimated.estimate = true;
  out.emplace_back("series of records, estimated", sql_of(estimated));
  out.emplace_back("records", sql_of(Records{}));
  out.emplace_back("first records", sql_of(Records{7, {}, filter_of("tcp or udp")}));
  out.emplace_back("clients of servers", sql_of(ServerClients{}));
  BeaconCandidates candidates;
  out.emplace_back("beacon candidates", sql_of(candidates));
  candidates.least = 2;
  candidates.filter = filter_of("dst port < 10000");
  out.emplace_back("beacon candidates of low ports", sql_of(candidates));
  out.emplace_back("sizes", sql_of(Sizes{}));
  add_life(out);
  add_courses(out);
  out.emplace_back("nothing", sql_of(Totals{store::TableId::Flows, {0, 0}, {}}));
  return out;
}

}  // namespace noroshi::query
