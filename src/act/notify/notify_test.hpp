// What the tests of this folder share: hosts, a resolver and channels made of tables.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "act/channel/channel.hpp"
#include "act/notify/book.hpp"
#include "act/notify/events.hpp"
#include "act/notify/evidence.hpp"
#include "act/notify/take.hpp"
#include "act/subscriber/resolver.hpp"
#include "model/infected_host.hpp"

namespace noroshi::notify {

inline constexpr base::Micros kMorning = 1'768'374'000 * base::kSecond;  // 2026-01-14T07:00:00Z

inline model::InfectedHost an_infected_host(std::string_view address, std::uint16_t port,
                                            base::Micros seen) {
  model::InfectedHost host;
  host.address = net::Address::parse(address).value();
  host.family = "mirai";
  host.probability = 0.99;
  host.prior = 4.59512;
  host.first_seen = seen - base::kHour;
  host.last_seen = seen;
  host.days = 1;
  host.packets = 100;
  host.targets = 90;
  host.ports = {"23/tcp"};
  host.sightings.push_back({.time = seen,
                            .clock_error = base::kSecond,
                            .source = host.address,
                            .source_port = port,
                            .protocol = 6,
                            .destination = net::Address::v4(0xC6336401),
                            .destination_port = 23});
  host.sensor = "test";
  host.method = "noroshi.telescope.report";
  host.version = "1";
  return host;
}

/// Lines by address, as it is told; ambiguous where it is told so.
class TableResolver final : public subscriber::Resolver {
 public:
  struct Line {
    std::string line;
    std::string device;
  };
  std::map<std::string, Line> lines;
  std::map<std::string, subscriber::Reason> ambiguous;

  [[nodiscard]] subscriber::Resolution resolve(const model::Sighting& sighting) const override {
    const std::string address = sighting.source.to_string();
    if (const auto found = ambiguous.find(address); found != ambiguous.end()) {
      return {.outcome = subscriber::Outcome::Ambiguous,
              .reason = found->second,
              .line = {},
              .source = {},
              .device = {}};
    }
    const auto found = lines.find(address);
    if (found == lines.end()) return {};
    return {.outcome = subscriber::Outcome::Found,
            .reason = subscriber::Reason::None,
            .line = found->second.line,
            .source = "lease",
            .device = found->second.device};
  }
};

/// Remembers what it was given; answers as it is told.
class TestChannel final : public channel::Channel {
 public:
  explicit TestChannel(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] bool reaches(const channel::Recipient& recipient) const override {
    return name_ != "mail" || !recipient.mail.empty();
  }
  channel::Outcome send(const channel::Notice& notice, const channel::Recipient& to) override {
    sent.push_back(notice);
    recipients.push_back(to);
    return answer;
  }

  std::vector<channel::Notice> sent;
  std::vector<channel::Recipient> recipients;
  channel::Outcome answer{channel::Handed::Accepted, {}};

 private:
  std::string name_;
};

/// Takes hosts into the queue.
inline Taken take_hosts(Book& book, const std::vector<model::InfectedHost>& hosts, base::Micros now,
                        const QueueLimits& limits = {}) {
  std::string text;
  for (const auto& host : hosts) text += model::to_json(host) + "\n";
  const auto input = io::Input::over(text);
  io::Rejects rejects;
  const auto reader = open_events(*input, rejects).value();
  HashAndTime seal;
  Taken taken;
  static_cast<void>(take(book, *reader, rejects, seal, limits, now, taken));
  return taken;
}

}  // namespace noroshi::notify
