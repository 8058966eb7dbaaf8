// Events to routed cases at the institute: 100,000 infected hosts of one day, taken from JSON
// Lines, sealed, routed to 50 operators and handed over in a file each, in a base on this disk.
//
//   notify_scale [EVENTS]     prints rows of a Markdown table; in brackets, processor time
//
// The goal of the programme: at most 10 s and 512 MiB for the way to routed cases.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <sys/resource.h>

#include "act/notify/accounts.hpp"
#include "act/notify/routing.hpp"
#include "act/notify/take.hpp"
#include "base/temporary_folder.hpp"

namespace noroshi::notify {
namespace {

constexpr base::Micros kMorning = 1'768'374'000 * base::kSecond;
constexpr std::uint32_t kOperators = 50;

/// Seconds by the wall, and of both processors: the one that others do not disturb.
struct Instant {
  double wall = 0;
  double busy = 0;
};

Instant now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return {.wall = std::chrono::duration<double>(since).count(),
          .busy = seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

std::string between(const Instant& from, const Instant& until) {
  return fmt::format("{:.2f} s ({:.2f} s)", until.wall - from.wall, until.busy - from.busy);
}

double peak_mebibytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// As a telescope reports one: four lines of evidence, eight sightings.
model::InfectedHost host_of(std::uint32_t number) {
  model::InfectedHost host;
  host.address = net::Address::v4(0x0A000000U + number);
  host.family = number % 3 == 0 ? "mirai" : "mirai-like";
  host.probability = 0.97;
  host.prior = -2;
  const auto line = [&](const char* name, double weight, const char* text) {
    host.evidence.push_back({name, 1, "1", weight, text, {{"packets", 812}}});
  };
  line("mirai-mark", 4.2, "812 of 812 SYNs have the destination as sequence number");
  line("ports", 0.9, "23/tcp and 2323/tcp, as this family's");
  line("pace", 0.5, "1.2 packets a second over 9 hours");
  line("window", -0.1, "window 14600, no options");
  host.first_seen = kMorning - 9 * base::kHour;
  host.last_seen = kMorning - base::kHour;
  host.days = 1;
  host.packets = 812;
  host.targets = 799;
  host.ports = {"23/tcp", "2323/tcp"};
  for (std::uint16_t i = 0; i < 8; ++i) {
    host.sightings.push_back({.time = host.first_seen + i * base::kHour,
                              .clock_error = base::kSecond,
                              .source = host.address,
                              .source_port = static_cast<std::uint16_t>(40'000 + i),
                              .protocol = 6,
                              .destination = net::Address::v4(0xC6336400U + i),
                              .destination_port = 23});
  }
  host.sensor = "bench";
  host.method = "noroshi.telescope.report";
  host.version = "1";
  return host;
}

Status write_events(const std::string& path, std::uint32_t count) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return base::system_error("making " + path);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string line = model::to_json(host_of(i)) + "\n";
    std::fwrite(line.data(), 1, line.size(), file);
  }
  return std::fclose(file) == 0 ? Status{} : base::system_error("writing " + path);
}

Status run(std::uint32_t count) {
  const base::TemporaryFolder folder;
  NOROSHI_CHECK(write_events(folder.file("events.jsonl"), count));
  const auto base =
      NOROSHI_TRY(sql::Database::open("sqlite:" + folder.file("notify.db"), kBaseOptions));
  const auto book = NOROSHI_TRY(Book::create(*base, Side::Institute, ""));
  const Instant begin = now();
  const auto input = NOROSHI_TRY(io::Input::open(folder.file("events.jsonl")));
  io::Rejects rejects;
  const auto reader = NOROSHI_TRY(open_events(*input, rejects));
  HashAndTime seal;
  Taken taken;
  NOROSHI_CHECK(take(*book, *reader, rejects, seal, {}, kMorning, taken));
  const Instant sealed = now();
  const auto routed = NOROSHI_TRY(route(
      *book,
      [](const net::Address& address) -> std::optional<std::string> {
        return fmt::format("operator-{}", address.v4_bits() % kOperators);
      },
      kMorning));
  const Instant done = now();
  const auto files = NOROSHI_TRY(hand_over(*book, folder.file("out")));
  const Instant handed = now();
  const auto accounts = NOROSHI_TRY(accounts_of(*book));
  if (!accounts.faults.empty()) return Error{Errc::InvalidInput, accounts.faults.front()};
  fmt::print(
      "| events | taken and sealed | routed | to routed cases | handed over | peak memory |\n");
  fmt::print("|---:|---:|---:|---:|---:|---:|\n");
  fmt::print("| {} | {} | {}, {} cases | {} | {}, {} files | {:.0f} MiB |\n", taken.accepted,
             between(begin, sealed), between(sealed, done), routed.cases, between(begin, done),
             between(done, handed), files.size(), peak_mebibytes());
  return {};
}

}  // namespace
}  // namespace noroshi::notify

int main(int count, char** words) {
  const auto events = count > 1 ? std::strtoul(words[1], nullptr, 10) : 100'000UL;
  const auto done = noroshi::notify::run(static_cast<std::uint32_t>(events));
  if (!done) fmt::print(stderr, "notify_scale: {}\n", done.error().message);
  return done ? 0 : 1;
}
