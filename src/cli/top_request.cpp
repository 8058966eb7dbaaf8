#include "cli/top_request.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace noroshi::cli {

using query::By;
using query::Order;

namespace {

struct NamedBy {
  std::string_view name;
  By by;
};

constexpr std::array<NamedBy, 11> kAll{{{"service", By::Service},
                                        {"server", By::Server},
                                        {"port", By::Port},
                                        {"proto", By::Protocol},
                                        {"exporter", By::Exporter},
                                        {"src", By::Source},
                                        {"dst", By::Destination},
                                        {"src-port", By::SourcePort},
                                        {"dst-port", By::DestinationPort},
                                        {"client", By::Client},
                                        {"pair", By::Pair}}};

}  // namespace

By by_of(std::string_view name) {
  return std::find_if(kAll.begin(), kAll.end(), [&](const auto& one) { return one.name == name; })
      ->by;
}

Order order_of(std::string_view name) {
  if (name == "flows") return Order::Flows;
  if (name == "packets") return Order::Packets;
  return name == "clients" ? Order::Clients : Order::Octets;
}

bool names_clients(By by) { return by == By::Client || by == By::Pair; }

bool has_address(By by) {
  return by == By::Source || by == By::Destination || by == By::Server || by == By::Service ||
         names_clients(by);
}

bool one_client_a_row(By by) { return names_clients(by) || by == By::Source; }

bool counts_clients(By by, Order order) {
  return order == Order::Clients || by == By::Server || by == By::Service;
}

std::string exporter_name(std::uint64_t number,
                          const std::vector<std::pair<std::string, std::uint32_t>>& exporters) {
  std::string name;
  for (const auto& [one, of] : exporters) {
    if (of == number) name = one;  // the last is the name of the configuration, if it has one
  }
  return name.empty() ? fmt::format("{}", number) : name;
}

}  // namespace noroshi::cli
