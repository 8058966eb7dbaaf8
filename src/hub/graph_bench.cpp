// How long a graph takes around a node of degree 10,000, in a base with NOROSHI_BENCH_OBJECTS
// further objects (100,000 unless told), none of which has to do with it.
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <fmt/format.h>

#include "base/temporary_folder.hpp"
#include "hub/graph.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kDegree = 10'000;

std::size_t objects_wanted() {
  const char* told = std::getenv("NOROSHI_BENCH_OBJECTS");
  return told == nullptr ? 100'000 : static_cast<std::size_t>(std::atoll(told));
}

template <class T>
T sound(Result<T> result) {
  if (!result) std::abort();
  return std::move(*result);
}

std::string name_of(std::string_view type, std::size_t n) {
  return fmt::format("{}--00000000-0000-4000-8000-{:012x}", type, n);
}

struct Star {
  base::TemporaryFolder folder;
  std::unique_ptr<sql::Database> database = sound(sql::Database::open(folder.file("hub.db")));
  std::unique_ptr<archive::Archive> archive = sound(archive::Archive::open(*database));
  std::vector<archive::Submission> some{};

  Star() {
    put("malware", 0, R"(,"name":"centre","is_family":true)");
    for (std::size_t n = 1; n <= kDegree; ++n) {
      indicator(n);
      put("relationship", n,
          fmt::format(R"(,"relationship_type":"indicates","source_ref":"{}","target_ref":"{}")",
                      name_of("indicator", n), name_of("malware", 0)));
    }
    for (std::size_t n = 1; n <= objects_wanted(); ++n) indicator(kDegree + n);
    keep();
  }

  void indicator(std::size_t n) {
    put("indicator", n,
        fmt::format(R"(,"pattern":"[ipv4-addr:value = '10.{}.{}.{}']","pattern_type":"stix",)"
                    R"("valid_from":"2026-01-01T00:00:00.000Z")",
                    n >> 16U & 255U, n >> 8U & 255U, n & 255U));
  }

  void put(std::string_view type, std::size_t n, std::string_view properties) {
    std::vector<stix::Complaint> complaints;
    auto object = stix::read_object(
        fmt::format(
            R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z",)"
            R"("modified":"2026-01-01T00:00:00.000Z"{}}})",
            type, name_of(type, n), properties),
        "bench", {}, complaints);
    if (!object) std::abort();
    archive::Submission one;
    one.object = std::move(*object);
    one.source = "organisation";
    one.label = {
        .tlp = sharing::Tlp::Green, .community = 1, .owner = 1, .state = sharing::State::Released};
    some.push_back(std::move(one));
    if (some.size() == 2'000) keep();
  }

  void keep() {
    sound(archive->add(1, some));
    some.clear();
  }
};

void around_a_star(benchmark::State& state) {
  static Star star;
  const sharing::Viewer viewer{.kind = sharing::Kind::Person,
                               .account = 2,
                               .organisation = 2,
                               .memberships = {{.community = 1}},
                               .regions = {}};
  const GraphSource source{
      .referring = [&](std::string_view id,
                       std::size_t limit) { return star.archive->referring(viewer, id, limit); },
      .find_all =
          [&](std::span<const std::string> ids, archive::Detail detail) {
            return star.archive->find_all(viewer, ids, detail);
          }};
  GraphBounds bounds;
  bounds.depth = static_cast<int>(state.range(0));
  bounds.nodes = 200;
  std::size_t nodes = 0;
  for (auto _ : state)
    nodes = sound(graph_around(source, name_of("malware", 0), bounds)).nodes.size();
  state.counters["nodes"] = static_cast<double>(nodes);
}
BENCHMARK(around_a_star)->Arg(1)->Arg(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace noroshi::hub
