// What a hub does in a second, over TLS, as its clients see it: posts, polls, first pages,
// look-ups, events, and the memory of its process.  bench/hub.sh starts the hub and runs this
// beside it, on the same processors.
//
//   hub_scale PORT FINGERPRINT KEY PID OBJECTS
//
// Objects are invented: indicators of 198.18.0.0/15 (RFC 2544) and of names under example.com.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "intel/stix/identity.hpp"
#include "io/http/client.hpp"

namespace noroshi {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kTaxii = "application/taxii+json;version=2.1";
constexpr std::size_t kEnvelope = 1'000;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

struct Hub {
  std::uint16_t port = 0;
  std::string fingerprint, key;
  std::string pid;

  [[nodiscard]] http::Client client() const {
    http::Url url{.scheme = "https", .host = "127.0.0.1", .port = port, .path = "/"};
    http::ClientOptions options;
    options.fingerprint = fingerprint;
    return http::Client(url, options);
  }

  http::Client::Reply ask(http::Client& client, std::string_view method, const std::string& target,
                          std::string_view body = {}) const {
    http::Client::Fields fields{{"Authorization", "Bearer " + key}};
    if (!body.empty()) fields.emplace_back("Content-Type", std::string(kTaxii));
    auto reply = client.request(method, target, body, fields);
    if (!reply || reply->status >= 300) {
      fmt::print(stderr, "{} {}: {}\n", method, target,
                 reply ? fmt::format("{} {}", reply->status, reply->body.substr(0, 500))
                       : reply.error().message);
      std::exit(1);
    }
    return std::move(*reply);
  }
};

std::string address_of(std::size_t number) {
  return fmt::format("198.{}.{}.{}", 18 + (number >> 16U) % 2, (number >> 8U) % 256, number % 256);
}

/// About 600 octets, as indicators of flow analysis are.
std::string indicator(std::size_t number, const std::string& address) {
  return fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"indicator--{:08x}-0000-4000-8000-{:012x}",)"
      R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",)"
      R"("name":"Server {} of a botnet","description":"A command-and-control server that flow )"
      R"(analysis found: its clients call again and again, on a schedule, and nobody else knows it. )"
      R"(Number {}.","indicator_types":["malicious-activity"],)"
      R"("pattern":"[ipv4-addr:value = '{}'] OR [domain-name:value = 'h{}.example.com']",)"
      R"("pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","confidence":80,)"
      R"("labels":["botnet"]}})",
      number, number, address, number, address, number);
}

std::string envelope(std::size_t first, bool one_value) {
  std::string body = "{\"objects\":[";
  for (std::size_t i = first; i < first + kEnvelope; ++i) {
    if (i > first) body += ',';
    body += indicator(i, one_value ? "203.0.113.9" : address_of(i));
  }
  return body + "]}";
}

double rate_of_posts(const Hub& hub, std::size_t first, std::size_t count, bool one_value) {
  auto client = hub.client();
  double busy = 0;  // without the making of envelopes: that is the bench's own work
  for (std::size_t at = first; at < first + count; at += kEnvelope) {
    const std::string body = envelope(at, one_value);
    const auto begin = Clock::now();
    hub.ask(client, "POST", "/taxii2/hub/collections/desk/objects/", body);
    busy += seconds_since(begin);
  }
  return static_cast<double>(count) / busy;
}

double rate_of_polls(const Hub& hub, std::size_t objects) {
  auto client = hub.client();
  const std::string target = "/taxii2/hub/collections/desk/objects/?limit=10000";
  std::string next;
  const auto begin = Clock::now();
  do {
    const auto reply = hub.ask(client, "GET", target + (next.empty() ? "" : "&next=" + next));
    const auto at = reply.body.find("\"next\":\"");
    next = at < 64 ? reply.body.substr(at + 8, reply.body.find('"', at + 8) - at - 8) : "";
  } while (!next.empty());
  return static_cast<double>(objects) / seconds_since(begin);
}

struct Spread {
  double median = 0, p99 = 0, most = 0;  // ms
};

Spread spread_of(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    return 1e3 * times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  return {at(0.5), at(0.99), at(1)};
}

template <class Target>
Spread times_of(const Hub& hub, std::size_t count, Target target) {
  auto client = hub.client();
  std::vector<double> times;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string path = target(i);
    const auto begin = Clock::now();
    hub.ask(client, "GET", path);
    times.push_back(seconds_since(begin));
  }
  return spread_of(std::move(times));
}

/// From the moment a post begins to the moment a listener has its event.
Spread times_of_events(const Hub& hub, std::size_t first, std::size_t count) {
  auto listener = hub.client();
  const http::Client::Fields fields{{"Authorization", "Bearer " + hub.key}};
  if (!listener.begin("GET", "/api/v1/events", {}, fields) || !listener.read()) std::exit(1);
  auto client = hub.client();
  std::vector<double> times;
  for (std::size_t i = first; i < first + count; ++i) {
    const std::string body = "{\"objects\":[" + indicator(i, address_of(i)) + "]}";
    const std::string wanted = fmt::format("{:012x}", i);
    const auto begin = Clock::now();
    hub.ask(client, "POST", "/taxii2/hub/collections/desk/objects/", body);
    std::string seen;
    while (seen.find(wanted) == std::string::npos) {
      auto piece = listener.read();
      if (!piece || piece->empty()) std::exit(1);
      seen += *piece;
    }
    times.push_back(seconds_since(begin));
  }
  return spread_of(std::move(times));
}

double mebibytes(const Hub& hub, std::string_view field) {
  std::ifstream status("/proc/" + hub.pid + "/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(field)) return std::stod(line.substr(field.size())) / 1024;
  }
  return 0;
}

void row(std::string_view what, std::string_view wanted, std::string_view reached) {
  fmt::print("| {} | {} | {} |\n", what, wanted, reached);
  std::fflush(stdout);
}

std::string text_of(const Spread& spread) {
  return fmt::format("median {:.2f} ms, p99 {:.2f} ms, most {:.1f} ms", spread.median, spread.p99,
                     spread.most);
}

void measure(const Hub& hub, std::size_t objects) {
  fmt::print("| what | wanted | reached |\n|---|---:|---:|\n");
  const std::size_t tenth = std::max(objects / 10 / kEnvelope, std::size_t{1}) * kEnvelope;
  std::string rates;
  for (std::size_t at = 0; at < objects; at += tenth) {
    rates +=
        fmt::format("{}{:.0f}", rates.empty() ? "" : ", ", rate_of_posts(hub, at, tenth, false));
  }
  row(fmt::format("TAXII POST, envelopes of 1,000, durable; each tenth of {} objects", objects),
      "≥ 5,000 objects/s", rates);
  row("TAXII poll, pages of 10,000", "≥ 100,000 objects/s",
      fmt::format("{:.0f} objects/s", rate_of_polls(hub, objects)));
  row("first page (100 objects)", "p99 ≤ 20 ms", text_of(times_of(hub, 1'000, [](std::size_t) {
        return std::string("/taxii2/hub/collections/desk/objects/?limit=100");
      })));
  row("first page of a type (100 objects)", "", text_of(times_of(hub, 1'000, [](std::size_t) {
        return std::string("/taxii2/hub/collections/desk/objects/?limit=100&match[type]=indicator");
      })));
  row("observable look-up, a value at random", "p99 ≤ 2 ms",
      text_of(times_of(hub, 2'000, [&](std::size_t i) {
        return "/api/v1/lookup?limit=10&value=" + address_of(i * 7'919 % objects);
      })));
  row("search for a word that one object has", "", text_of(times_of(hub, 200, [&](std::size_t i) {
        return fmt::format("/api/v1/search?limit=10&q=h{}", i * 7'919 % objects);
      })));
  row("post → subscriber's event", "≤ 1 s", text_of(times_of_events(hub, 2 * objects, 200)));
  const std::size_t bomb = std::max(tenth, kEnvelope);
  const double first = rate_of_posts(hub, 3 * objects, bomb, true);
  const double second = rate_of_posts(hub, 3 * objects + bomb, bomb, true);
  row(fmt::format("POST of {0} objects with one equal value, and {0} more", bomb), "flat",
      fmt::format("{:.0f} and {:.0f} objects/s", first, second));
  row("look-up of that value", "", text_of(times_of(hub, 200, [](std::size_t) {
        return std::string("/api/v1/lookup?limit=10&value=203.0.113.9");
      })));
  row("resident memory, and its peak", "≤ 512 MiB",
      fmt::format("{:.0f} and {:.0f} MiB", mebibytes(hub, "VmRSS:"), mebibytes(hub, "VmHWM:")));
}

}  // namespace
}  // namespace noroshi

int main(int count, char** words) {
  if (count != 6) {
    fmt::print(stderr, "usage: hub_scale PORT FINGERPRINT KEY PID OBJECTS\n");
    return 2;
  }
  const noroshi::Hub hub{.port = static_cast<std::uint16_t>(std::atoi(words[1])),
                         .fingerprint = words[2],
                         .key = words[3],
                         .pid = words[4]};
  noroshi::measure(hub, static_cast<std::size_t>(std::atoll(words[5])));
  return 0;
}
