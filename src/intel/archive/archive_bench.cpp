// How fast the archive takes objects in and gives them out, on SQLite, durable (WAL, FULL).
//
// One base is filled once (NOROSHI_BENCH_OBJECTS, 200,000 unless told) and then asked.  Objects are
// made beforehand: what is measured is the archive, with values, words, warning lists and patterns.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"
#include "intel/archive/archive.hpp"

namespace noroshi::archive {
namespace {

constexpr std::size_t kAtOnce = 1'000;
constexpr std::string_view kTime = "2026-01-01T00:00:00.000Z";

std::size_t objects_wanted() {
  const char* told = std::getenv("NOROSHI_BENCH_OBJECTS");
  return told == nullptr ? 200'000 : static_cast<std::size_t>(std::atoll(told));
}

std::string address_of(std::size_t n) {
  return fmt::format("10.{}.{}.{}", n >> 16U & 255U, n >> 8U & 255U, n & 255U);
}

/// Ids as they are in the world: random, so that no index is filled in its order.
std::string id_of(std::string_view type, std::size_t n) {
  std::uint64_t mixed = (n + 1) * 0x9E3779B97F4A7C15U;
  mixed ^= mixed >> 31U;
  return fmt::format("{}--{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", type, mixed >> 32U,
                     mixed >> 16U & 0xFFFFU, mixed & 0xFFFU, n >> 24U & 0xFFFU,
                     mixed & 0xFFFFFFFFFFFFU);
}

std::string text_of(std::size_t n, const std::string& address) {
  if (n % 5 == 4) {
    return fmt::format(R"({{"type":"ipv4-addr","spec_version":"2.1","id":"{}","value":"{}"}})",
                       id_of("ipv4-addr", n), address);
  }
  return fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
      R"("created_by_ref":"identity--00000000-0000-4000-8000-000000000001",)"
      R"("name":"C2 server of botnet {} at {}","description":"フィッシングサイト 三井住友 を名乗る )"
      R"(campaign {} seen by sensor {}; beacons every {} seconds with little jitter",)"
      R"("indicator_types":["malicious-activity"],"pattern":"[ipv4-addr:value = '{}' OR )"
      R"(domain-name:value = 'host{}.example']","pattern_type":"stix","valid_from":"{}",)"
      R"("kill_chain_phases":[{{"kill_chain_name":"lockheed-martin-cyber-kill-chain",)"
      R"("phase_name":"command-and-control"}}],"labels":["c2","botnet-{}"],"confidence":80,)"
      R"("object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}})",
      id_of("indicator", n), kTime, kTime, n % 97, address, n % 1'000, n % 53, n % 600, address, n,
      kTime, n % 97);
}

std::vector<Submission> some(std::size_t from, std::size_t count, bool same_value = false) {
  std::vector<Submission> all(count);
  std::vector<stix::Complaint> complaints;
  for (std::size_t i = 0; i < count; ++i) {
    const auto address = same_value ? std::string("203.0.113.77") : address_of(from + i);
    auto object = stix::read_object(text_of(from + i, address), "bench", {}, complaints);
    if (!object) std::abort();
    all[i].object = std::move(*object);
    all[i].source = "feed:bench";
    all[i].label.community = 1;
    all[i].label.owner = 1;
    all[i].label.tlp = sharing::Tlp::Green;
    all[i].label.state = sharing::State::Released;
  }
  return all;
}

std::shared_ptr<const std::vector<feeds::WarningList>> warning_lists() {
  auto lists = std::make_shared<std::vector<feeds::WarningList>>();
  for (int i = 0; i < 20; ++i) {
    feeds::WarningList list;
    list.name = fmt::format("list {}", i);
    list.set_networks({feeds::ScopedPrefix::parse(fmt::format("198.51.{}.0/24", i)).value()});
    feeds::KnownTexts texts("string", {"domain"});
    for (int j = 0; j < 1'000; ++j) texts.add(fmt::format("known{}-{}.example", i, j));
    list.set_texts(std::move(texts));
    lists->push_back(std::move(list));
  }
  return lists;
}

sharing::Viewer member() {
  return {.kind = sharing::Kind::Person,
          .account = 2,
          .organisation = 2,
          .memberships = {{.community = 1, .role = sharing::Role::Reader}},
          .regions = {}};
}

class Base {
 public:
  Base() {
    database_ = sql::Database::open("sqlite:" + folder_.file("hub.db")).value();
    archive_ = Archive::open(*database_).value();
    archive_->use_warning_lists(warning_lists());
  }
  Archive& archive() { return *archive_; }
  std::size_t size = 0;

 private:
  base::TemporaryFolder folder_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<Archive> archive_;
};

Base& filled() {
  static const auto base = [] {
    auto made = std::make_unique<Base>();
    for (; made->size < objects_wanted(); made->size += kAtOnce) {
      (void)made->archive().add(1, some(made->size, kAtOnce)).value();
    }
    return made;
  }();
  return *base;
}

double resident_mebibytes() {
  std::ifstream status("/proc/self/statm");
  double whole = 0;
  double resident = 0;
  status >> whole >> resident;
  return resident * 4'096 / (1 << 20);
}

/// Runs `ask` and tells its 99th percentile.
template <class Ask>
void tell_p99(benchmark::State& state, Ask ask) {
  std::vector<double> times;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    ask();
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  std::sort(times.begin(), times.end());
  state.counters["p99_ms"] = times.at(times.size() * 99 / 100);
  state.counters["resident_MiB"] = resident_mebibytes();
}

void fill(benchmark::State& state, bool same_value) {
  Base base;
  double first = 0;
  double last = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto submissions = some(base.size, kAtOnce, same_value);
    state.ResumeTiming();
    const auto begin = std::chrono::steady_clock::now();
    if (!base.archive().add(1, submissions)) std::abort();
    last = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (base.size < 10 * kAtOnce) first += last / 10;
    base.size += kAtOnce;
  }
  state.counters["objects_per_second"] =
      benchmark::Counter(static_cast<double>(base.size), benchmark::Counter::kIsRate);
  state.counters["last_to_first"] = last / first;
  state.counters["resident_MiB"] = resident_mebibytes();
}

void add(benchmark::State& state) { fill(state, false); }
void add_equal_values(benchmark::State& state) { fill(state, true); }

void poll(benchmark::State& state) {
  Base& base = filled();
  std::size_t objects = 0;
  std::int64_t after = 0;
  for (auto _ : state) {
    const Page page = base.archive().page(member(), 1, {}, after, kAtOnce).value();
    objects += page.revisions.size();
    after = page.more ? page.next : 0;
  }
  state.counters["objects_per_second"] =
      benchmark::Counter(static_cast<double>(objects), benchmark::Counter::kIsRate);
}

void first_page(benchmark::State& state) {
  Base& base = filled();
  tell_p99(state, [&] {
    const auto limit = static_cast<std::size_t>(state.range(0));
    if (!base.archive().page(member(), 1, {}, 0, limit)) std::abort();
  });
}

void first_page_of_a_type(benchmark::State& state) {
  Base& base = filled();
  Filter filter;
  filter.types = {"ipv4-addr"};
  tell_p99(state, [&] {
    if (!base.archive().page(member(), 1, filter, 0, 100)) std::abort();
  });
}

void look_up(benchmark::State& state) {
  Base& base = filled();
  std::mt19937_64 random(1);
  tell_p99(state, [&] {
    const stix::ObservedValue value{.kind = "ipv4-addr", .value = address_of(random() % base.size)};
    const auto hits = base.archive().look_up(member(), value, 50);
    if (!hits || hits->hits.empty()) std::abort();
  });
}

void search(benchmark::State& state) {
  Base& base = filled();
  std::mt19937_64 random(1);
  tell_p99(state, [&] {
    const auto hits =
        base.archive().search(member(), fmt::format("host{}.example", random() % base.size), 50);
    if (!hits) std::abort();
  });
}

void search_japanese(benchmark::State& state) {
  Base& base = filled();
  tell_p99(state, [&] {
    const auto hits = base.archive().search(member(), "三井", 50);
    if (!hits || hits->hits.empty()) std::abort();
  });
}

BENCHMARK(add)->Iterations(200)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(add_equal_values)->Iterations(200)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(poll)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(2);
BENCHMARK(first_page)
    ->Arg(100)
    ->Arg(1'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(500);
BENCHMARK(first_page_of_a_type)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(500);
BENCHMARK(look_up)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5'000);
BENCHMARK(search)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(200);
BENCHMARK(search_japanese)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(200);

}  // namespace
}  // namespace noroshi::archive
