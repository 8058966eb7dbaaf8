// A scene for tests of one line of evidence: one server, its clients, and what surrounds them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/c2/candidates.hpp"
#include "detect/c2/graph.hpp"
#include "detect/c2/line.hpp"

namespace noroshi::c2 {

/// Contacts are made by hand: the line under test sees just what the test says.
class Scene {
 public:
  explicit Scene(std::string_view server = "203.0.113.9", std::uint16_t port = 4444,
                 std::uint8_t proto = model::kTcp)
      : endpoint_{net::Address::parse(server).value(), port, proto} {
    settings.platforms = known_platforms();
  }

  /// A contact of client 0, 1, 2 …; `at` and `lasting` in seconds.  Call by client, then by time.
  Scene& contact(std::uint32_t client, double at, double lasting = 0.5,
                 Outcome outcome = Outcome::Answered, std::uint64_t out = 500,
                 std::uint64_t in = 900) {
    const auto start = static_cast<base::Micros>(at * 1e6);
    contacts_.push_back({.start = start,
                         .end = start + static_cast<base::Micros>(lasting * 1e6),
                         .octets_out = out,
                         .octets_in = failed(outcome) ? 0 : in,
                         .packets_out = 5,
                         .packets_in = failed(outcome) ? 0U : 5U,
                         .client = client,
                         .outcome = outcome});
    return *this;
  }

  /// `clients` further hosts, 0 … clients−1, that each use some other service.
  Scene& crowd(std::uint32_t clients) {
    crowd_ = clients;
    return *this;
  }

  /// What the line sees of the server.
  std::optional<Signal> look(std::optional<Signal> (*line)(const Case&)) {
    HostIndex hosts;
    std::uint32_t clients = std::max(crowd_, 64U);
    for (const Contact& one : contacts_) clients = std::max(clients, one.client + 1);
    for (std::uint32_t host = 0; host < clients; ++host) {
      hosts.intern(net::Address::v4(0x0A000001 + host));
    }
    const std::uint32_t server_host = hosts.intern(endpoint_.ip);
    const std::uint32_t other_host = hosts.intern(net::Address::v4(0xC6336401));
    Surroundings surroundings(hosts, settings);
    const Server server = server_of(endpoint_, contacts_);
    surroundings.observe(server, server_host);
    observe_crowd(surroundings, other_host);
    surroundings.conclude();
    const CandidatePartition partition{
        .contacts = contacts_, .candidates = {{endpoint_, server_host, 0, contacts_.size()}}};
    const Graph graph({{&partition, 1}, surroundings, hosts, infected, 1});
    Case the_case{.server = server,
                  .surroundings = surroundings,
                  .visits = {},
                  .schedule = {},
                  .standing = graph.of(0, 0)};
    for (const ClientContacts one : server.clients) the_case.visits.push_back(visits(one));
    the_case.schedule = find_schedule(the_case.visits, {.sampled = surroundings.sampling() > 1});
    return line(the_case);
  }

  /// Its strength: positive for, negative against, 0 when it is silent.
  double says(std::optional<Signal> (*line)(const Case&)) {
    const auto signal = look(line);
    if (!signal) return 0.0;
    return entry_of(signal->input).speaks_for ? signal->strength : -signal->strength;
  }

  Surroundings::Settings settings;
  std::vector<net::Address> infected;  ///< client n has the address 10.0.0.(n + 1)

 private:
  void observe_crowd(Surroundings& surroundings, std::uint32_t server_host) const {
    std::vector<Contact> contacts;
    for (std::uint32_t client = 0; client < crowd_; ++client) {
      contacts.push_back({.start = 0, .end = 1, .client = client, .outcome = Outcome::Answered});
    }
    if (contacts.empty()) return;
    const model::Endpoint other{net::Address::v4(0xC6336401), 443, model::kTcp};
    surroundings.observe(server_of(other, contacts), server_host);
  }

  model::Endpoint endpoint_;
  std::vector<Contact> contacts_;
  std::uint32_t crowd_ = 0;
};

}  // namespace noroshi::c2
