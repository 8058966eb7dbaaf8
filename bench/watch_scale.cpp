// How long a watch takes at an operator's scale: a store of made-up panes, a whole survey, a pane.
//
//   watch_scale FOLDER [SERVERS [PAIRS_A_PANE [PANES]]]
//
// Fills FOLDER with panes of a sampled day (1:1000) unless it holds a store already: SERVERS
// endpoints in all (1,000,000), of which most are met once, in PANES (288) of PAIRS_A_PANE rows
// (20,000), a million clients, and twenty C&C servers of a hundred bots.  Then surveys the window,
// judges what is left after pruning, and follows one more pane of a million records.  Prints
// seconds, rates and the largest memory.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <random>
#include <sys/resource.h>

#include "cli/lookback.hpp"
#include "model/distinct.hpp"
#include "model/token.hpp"
#include "store/duck/embedded.hpp"

namespace noroshi {
namespace {

using Clock = std::chrono::steady_clock;

constexpr base::Micros kStart = 1'767'312'000 * base::kSecond;  // midnight of 2 January 2026
constexpr std::uint64_t kClients = 1'000'000;
constexpr std::uint64_t kScanners = 5'000;
constexpr std::uint32_t kMasters = 20;
constexpr std::uint32_t kBots = 100;
constexpr std::uint32_t kCallsAPane = 3;  // of a master, as sampling leaves them

struct Plan {
  std::uint64_t servers = 1'000'000;
  std::uint64_t pairs_a_pane = 20'000;
  std::uint64_t panes = 288;
};

// Wall time, and processor time of all threads: they part where the machine is busy.
class Watch {
 public:
  [[nodiscard]] std::string told() const {
    const double wall = std::chrono::duration<double>(Clock::now() - begin_).count();
    return fmt::format("{:.1f} s ({:.1f} s of CPU)", wall,
                       static_cast<double>(std::clock() - cpu_) / CLOCKS_PER_SEC);
  }

 private:
  Clock::time_point begin_ = Clock::now();
  std::clock_t cpu_ = std::clock();
};

double gibibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / (1 << 20);
}

// One sampled packet between a client and a server.
struct Row {
  std::uint64_t server = 0;  // number; masters are beyond the others
  std::uint64_t client = 0;
  std::uint16_t port = 443;
  bool syn = false;
  bool back = false;  // from the server
  std::uint32_t start_ms = 0;
  std::uint32_t octets = 52;
};

net::Address address_of(std::uint64_t server) {
  return net::Address::v4(0x12000000U + static_cast<std::uint32_t>(server));
}

class Day {
 public:
  explicit Day(const Plan& plan) : plan_(plan) {}

  std::vector<Row> pane(std::uint64_t number, std::uint64_t rows) {
    std::vector<Row> all;
    const std::uint64_t fresh = plan_.servers / plan_.panes;
    for (std::uint64_t i = 0; i < std::min(fresh, rows); ++i) all.push_back(unknown(number, i));
    while (all.size() < rows) all.push_back(known());
    for (std::uint32_t master = 0; master < kMasters; ++master) {
      for (std::uint32_t call = 0; call < kCallsAPane; ++call) all.push_back(command(master));
    }
    std::ranges::sort(all, {}, [](const Row& row) { return std::tuple(row.server, row.port); });
    return all;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  std::uint32_t moment() { return static_cast<std::uint32_t>(below(300'000)); }

  // A server that nobody was seen with before: a third of them are scanned.
  Row unknown(std::uint64_t pane, std::uint64_t i) {
    const bool scanned = below(3) == 0;
    return {.server = pane * (plan_.servers / plan_.panes) + i,
            .client = below(scanned ? kScanners : kClients),
            .port = static_cast<std::uint16_t>(scanned         ? 23
                                               : below(4) == 0 ? 1024 + below(60'000)
                                                               : 443),
            .syn = scanned,
            .start_ms = moment(),
            .octets = static_cast<std::uint32_t>(scanned ? 40 : 40 + below(1460))};
  }

  // Popularity falls as 1/rank.
  Row known() {
    const double uniform = static_cast<double>(random_() >> 11) * 0x1.0p-53;
    const std::uint64_t ranks = plan_.servers / 4;
    const auto rank =
        static_cast<std::uint64_t>(std::exp(uniform * std::log(static_cast<double>(ranks))));
    return {.server = rank,
            .client = below(kClients),
            .port = static_cast<std::uint16_t>(rank % 7 == 0 ? 53 : 443),
            .back = below(2) == 0,
            .start_ms = moment(),
            .octets = static_cast<std::uint32_t>(40 + below(1460))};
  }

  Row command(std::uint32_t master) {
    return {.server = plan_.servers + master,
            .client = master * kBots + below(kBots),
            .port = 4444,
            .start_ms = moment(),
            .octets = below(2) == 0 ? 52U : 61U};
  }

  Plan plan_;
  std::mt19937_64 random_{1};
};

struct Batches {
  model::PairBatch pairs;
  model::ServerBatch servers;
};

void append_pair(model::PairBatch& batch, base::Micros pane, const Row& row) {
  batch.pane.push_back(pane);
  batch.client.push_back(model::from_token(net::mix(row.client + 1)));
  batch.server.push_back(address_of(row.server));
  batch.port.push_back(row.port);
  batch.proto.push_back(model::kTcp);
  const std::uint8_t flags = row.syn ? model::kSyn : model::kAck;
  batch.flags.push_back(row.back ? 0 : flags);
  batch.rev_flags.push_back(row.back ? flags : 0);
  batch.flows.push_back(row.back ? 0 : 1);
  batch.rev_flows.push_back(row.back ? 1 : 0);
  batch.failed.push_back(row.syn ? 1 : 0);
  batch.packets.push_back(row.back ? 0 : 1);
  batch.octets.push_back(row.back ? 0 : row.octets);
  batch.rev_packets.push_back(row.back ? 1 : 0);
  batch.rev_octets.push_back(row.back ? row.octets : 0);
  batch.sampling.push_back(1000);
  batch.first.push_back(pane + row.start_ms * base::kMillisecond);
  batch.last.push_back(pane + row.start_ms * base::kMillisecond);
  batch.starts[0].push_back(row.back ? model::kNoStart : row.start_ms);
  for (std::size_t i = 1; i < model::kPairStarts; ++i) batch.starts[i].push_back(model::kNoStart);
}

void add_server(model::ServerBatch& batch, base::Micros pane, const Row& row, bool begins) {
  if (begins) {
    batch.pane.push_back(pane);
    batch.server.push_back(address_of(row.server));
    batch.port.push_back(row.port);
    batch.proto.push_back(model::kTcp);
    batch.first.push_back(pane + row.start_ms * base::kMillisecond);
    batch.last.push_back(batch.first.back());
    batch.sampling.push_back(1000);
    for (auto* column : {&batch.flows, &batch.rev_flows, &batch.failed}) column->push_back(0);
    for (auto* column : {&batch.packets, &batch.octets, &batch.rev_packets, &batch.rev_octets}) {
      column->push_back(0);
    }
    batch.clients.emplace_back();
    batch.sizes.emplace_back();
    batch.rev_sizes.emplace_back();
  }
  ++(row.back ? batch.rev_flows : batch.flows).back();
  ++(row.back ? batch.rev_packets : batch.packets).back();
  batch.failed.back() += row.syn ? 1 : 0;
  (row.back ? batch.rev_octets : batch.octets).back() += row.octets;
  const base::Micros at = pane + row.start_ms * base::kMillisecond;
  batch.first.back() = std::min(batch.first.back(), at);
  batch.last.back() = std::max(batch.last.back(), at);
  model::note_client(batch.clients.back(), model::from_token(net::mix(row.client + 1)));
}

Batches batches_of(base::Micros pane, const std::vector<Row>& rows) {
  Batches batches;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool begins =
        i == 0 || rows[i].server != rows[i - 1].server || rows[i].port != rows[i - 1].port;
    append_pair(batches.pairs, pane, rows[i]);
    add_server(batches.servers, pane, rows[i], begins);
  }
  return batches;
}

Status append(store::Store& store, const Batches& batches) {
  NOROSHI_CHECK(store.append(store::rows_of(batches.pairs)));
  return store.append(store::rows_of(batches.servers));
}

Status fill(store::Store& store, const Plan& plan) {
  Day day(plan);
  for (std::uint64_t number = 0; number < plan.panes; ++number) {
    const base::Micros pane = kStart + static_cast<base::Micros>(number) * model::kPane;
    NOROSHI_CHECK(append(store, batches_of(pane, day.pane(number, plan.pairs_a_pane))));
    if (number % 12 == 11) (void)NOROSHI_TRY(store.tend());
  }
  while (NOROSHI_TRY(store.tend())) {
  }
  return {};
}

void tell(const char* what, const Watch& watch, const cli::LookbackFigures& figures,
          std::size_t findings) {
  fmt::print("{}: {}, {} servers, {} judged by their contacts, {} reported, {:.2f} GiB\n", what,
             watch.told(), figures.servers, figures.kept, findings, gibibytes());
}

Status measure(store::Store& store, const Plan& plan) {
  c2::HuntOptions options;
  options.threads = 2;
  options.inside = cli::inside_of(cli::OpenStore{}, {});
  cli::Lookback lookback(store, options);
  const base::Micros end = kStart + static_cast<base::Micros>(plan.panes) * model::kPane;
  const Watch whole;
  NOROSHI_CHECK(lookback.survey({kStart, end}));
  fmt::print("sums of the window: {}, {} rows of servers, {} of pairs, {:.2f} GiB\n", whole.told(),
             lookback.figures().server_rows, lookback.figures().pair_rows, gibibytes());
  const auto all = NOROSHI_TRY(lookback.score_all());
  tell("survey", whole, lookback.figures(), all.findings.size());
  Plan busy = plan;
  NOROSHI_CHECK(append(store, batches_of(end, Day(busy).pane(0, 1'000'000))));
  const Watch pane;
  NOROSHI_CHECK(lookback.follow(end));
  const auto touched = NOROSHI_TRY(lookback.score_touched({}));
  tell("a pane of 1,000,000 records", pane, lookback.figures(), touched.findings.size());
  return {};
}

Status run(const std::string& folder, const Plan& plan) {
  const bool there = std::filesystem::exists(folder + "/manifest");
  auto store = NOROSHI_TRY(duck::open({.folder = folder, .memory_limit = std::uint64_t{1} << 30}));
  if (!there) {
    const Watch filling;
    NOROSHI_CHECK(fill(*store, plan));
    fmt::print("filled: {}\n", filling.told());
  }
  return measure(*store, plan);
}

}  // namespace
}  // namespace noroshi

int main(int count, char** words) {
  if (count < 2 || words[1][0] == '-') {
    fmt::print(stderr, "usage: watch_scale FOLDER [SERVERS [PAIRS_A_PANE [PANES]]]\n");
    return 2;
  }
  noroshi::Plan plan;
  if (count > 2) plan.servers = std::strtoull(words[2], nullptr, 10);
  if (count > 3) plan.pairs_a_pane = std::strtoull(words[3], nullptr, 10);
  if (count > 4) plan.panes = std::strtoull(words[4], nullptr, 10);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // a line as soon as it is known: this takes minutes
  const auto done = noroshi::run(words[1], plan);
  if (done.has_value()) return 0;
  fmt::print(stderr, "watch_scale: {}\n", done.error().message);
  return 1;
}
