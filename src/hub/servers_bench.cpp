// How long the shelf of servers takes to be made, to filter and to sort, and what it holds.
//
// One base is filled once with NOROSHI_BENCH_SERVERS Findings (100,000 unless told), each with its
// sighting, and then asked with one view and with a second one that shares the texts.
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <thread>

#include "base/temporary_folder.hpp"
#include "hub/server_shelf.hpp"
#include "intel/mapping/finding_objects.hpp"
#include "io/clock.hpp"

namespace noroshi::hub {
namespace {

std::size_t servers_wanted() {
  const char* told = std::getenv("NOROSHI_BENCH_SERVERS");
  return told == nullptr ? 100'000 : static_cast<std::size_t>(std::atoll(told));
}

template <class T>
T sound(Result<T> result) {
  if (!result) std::abort();
  return std::move(*result);
}

/// Octets that this process has in memory.
double resident() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t pages = 0;
  file >> pages >> pages;
  return static_cast<double>(pages) * 4'096;
}

model::Finding finding_of(std::size_t n) {
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = {net::Address::v4(static_cast<std::uint32_t>(0x0A000000U + n)),
                     static_cast<std::uint16_t>(1'024 + n % 50'000), 6};
  finding.probability = 0.5 + static_cast<double>(n % 5'000) / 10'000;
  finding.first_seen = io::wall_clock() - base::kDay;
  finding.last_seen = finding.first_seen + static_cast<base::Micros>(n % 3'600) * base::kSecond;
  finding.clients = n % 40;
  finding.contacts = n % 997;
  finding.method = "noroshi.c2.hunt";
  finding.version = "3";
  for (const char* name : {"periodic_contact", "retries", "held_connection", "pace"}) {
    model::Evidence one;
    one.name = name;
    one.unit = "s";
    one.weight = 1 + static_cast<double>(n % 7);
    one.text = fmt::format("{} clients call every {} s with little jitter", n % 40, n % 600);
    finding.evidence.push_back(std::move(one));
  }
  return finding;
}

struct Base {
  base::TemporaryFolder folder;
  std::unique_ptr<sql::Database> database = sound(sql::Database::open(folder.file("hub.db")));
  std::unique_ptr<archive::Archive> archive = sound(archive::Archive::open(*database));
  std::unique_ptr<directory::Directory> directory =
      sound(directory::Directory::open(*database, io::wall_clock));
  std::unique_ptr<directory::Trail> trail =
      sound(directory::Trail::open(*database, io::wall_clock));
  Parts parts{*database, *archive, *directory, *trail, io::wall_clock, "https://hub.example"};

  Base() {
    std::vector<archive::Submission> some;
    for (std::size_t n = 0; n < servers_wanted(); ++n) {
      for (const std::string& text : mapping::stix_of(finding_of(n), {})) {
        std::vector<stix::Complaint> complaints;
        auto object = stix::read_object(text, "bench", {}, complaints);
        if (!object || (object->type != "indicator" && object->type != "sighting")) continue;
        archive::Submission one;
        one.object = std::move(*object);
        one.source = "organisation";
        one.label.community = 1;
        one.label.owner = 1;
        one.label.tlp = sharing::Tlp::Green;
        one.label.state = sharing::State::Released;
        some.push_back(std::move(one));
      }
      if (some.size() < 1'000 && n + 1 < servers_wanted()) continue;
      sound(archive->add(1, some));
      some.clear();
    }
  }
};

Base& filled() {
  static Base base;
  return base;
}

sharing::Viewer viewer_of(sharing::OrganisationId organisation) {
  return {.kind = sharing::Kind::Person,
          .account = organisation,
          .organisation = organisation,
          .memberships = {{.community = 1, .role = sharing::Role::Reader}},
          .regions = {}};
}

/// Asks until the view is there.
void warm(ServerShelf& shelf, const sharing::Viewer& viewer) {
  while (!shelf.list(viewer, {}, {})) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

void BM_Warm(benchmark::State& state) {
  Base& base = filled();
  for (auto _ : state) {
    const double before = resident();
    ServerShelf shelf(base.parts);
    warm(shelf, viewer_of(1));
    state.counters["octets_a_row"] =
        (resident() - before) / static_cast<double>(std::max<std::uint64_t>(1, shelf.size().rows));
    state.counters["rows"] = static_cast<double>(shelf.size().rows);
  }
}

void BM_WarmSecondView(benchmark::State& state) {
  Base& base = filled();
  ServerShelf shelf(base.parts);
  warm(shelf, viewer_of(1));
  sharing::OrganisationId next = 2;
  for (auto _ : state) {
    const double before = resident();
    warm(shelf, viewer_of(next++));
    state.counters["octets_a_row"] = (resident() - before) / static_cast<double>(servers_wanted());
  }
}

void BM_List(benchmark::State& state, std::string_view filter, std::string_view order,
             std::size_t offset) {
  static ServerShelf shelf(filled().parts);
  const auto viewer = viewer_of(1);
  warm(shelf, viewer);
  std::uint64_t total = 0;
  for (auto _ : state) {
    const auto list =
        shelf.list(viewer, {}, {.filter = filter, .order = order, .offset = offset, .limit = 100});
    total = sound(list).total;
  }
  state.counters["total"] = static_cast<double>(total);
}

BENCHMARK(BM_Warm)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();
BENCHMARK(BM_WarmSecondView)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();
BENCHMARK_CAPTURE(BM_List, all, "", "-probability", 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_List, deep, "", "-last_seen", 90'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_List, filtered,
                  "probability > 70% and clients >= 5 and not country JP and status new", "-score",
                  0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_List, text, "text \"every 300 s\" and evidence retries", "server", 0)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace noroshi::hub
