// What ClickHouse costs: rows a second through append, processor time a row, octets a row on disk.
//
//   ninja store_measure && build/release/store_measure [SUBSCRIBERS]     default 4000
//
// A day of generated traffic goes through the store into a clickhouse-server of its own, in appends
// of the size given; generating is not timed.  Not a test: nothing is judged, and client and server
// share the machine.  The figures in docs/operations/scale-out.md come from here.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fmt/format.h>
#include <sys/resource.h>

#include "answers.hpp"
#include "base/temporary_folder.hpp"
#include "servers.hpp"
#include "store/clickhouse/clickhouse.hpp"
#include "store/clickhouse/native.hpp"
#include "train/traffic/generator.hpp"

namespace noroshi::store_test {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double cpu_seconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::vector<model::FlowBatch> day_in_appends(std::uint32_t subscribers, std::size_t size) {
  traffic::Scenario scenario;
  scenario.subscribers = subscribers;
  std::vector<model::FlowBatch> out(1);
  traffic::Truth truth;
  const auto status = traffic::generate(
      scenario,
      [&](const model::FlowBatch& batch) -> Status {
        for (std::size_t i = 0; i < batch.size(); ++i) {
          if (out.back().size() == size) out.emplace_back();
          out.back().append(batch.at(i));
        }
        return {};
      },
      truth);
  if (!status) fmt::print(stderr, "{}\n", status.error().message);
  return out;
}

void encode_only(const std::vector<model::FlowBatch>& appends) {
  std::size_t rows = 0;
  std::size_t octets = 0;
  const auto start = Clock::now();
  std::string block;
  for (const auto& batch : appends) {
    const auto view = store::rows_of(batch);
    for (const auto& unit : clickhouse::split(view, 1)) {
      block.clear();
      clickhouse::write_native(view, unit, 1, block);
      octets += block.size();
    }
    rows += batch.size();
  }
  fmt::print("encode: {:.1f} M rows/s, {:.1f} octets a row on the wire\n",
             static_cast<double>(rows) / since(start) / 1e6,
             static_cast<double>(octets) / static_cast<double>(rows));
}

int run(std::uint32_t subscribers) {
  for (const std::size_t size : {std::size_t{1'000'000}, std::size_t{100'000}}) {
    const auto appends = day_in_appends(subscribers, size);
    base::TemporaryFolder folder;
    auto server =
        Clickhouse::start({.folder = folder.path() / "server", .shard = "1", .replica = "a"});
    if (!server) return fmt::print(stderr, "{}\n", server.error().message), 1;
    clickhouse::Options options;
    options.shards = {{(*server)->place().url()}};
    auto store = clickhouse::open(options);
    if (!store) return fmt::print(stderr, "{}\n", store.error().message), 1;
    encode_only(appends);

    const double client_before = cpu_seconds(RUSAGE_SELF);
    const double server_before = cpu_seconds(RUSAGE_CHILDREN);
    const auto start = Clock::now();
    std::size_t rows = 0;
    for (const auto& batch : appends) {
      if (auto status = (*store)->append(store::rows_of(batch)); !status) {
        return fmt::print(stderr, "{}\n", status.error().message), 1;
      }
      rows += batch.size();
    }
    const double seconds = since(start);
    const double client_cpu = cpu_seconds(RUSAGE_SELF) - client_before;
    for (const char* name : {"flows_rows"}) {
      (void)(*server)->run(fmt::format("OPTIMIZE TABLE noroshi.{} FINAL", name));
    }
    const auto health = (*store)->health(store::TableId::Flows);
    const auto query = Clock::now();
    const std::string found = cell(**store, "SELECT count() FROM flows WHERE dst_port = 23");
    const double query_seconds = since(query);
    (*server)->end(SIGTERM);
    const auto millions = static_cast<double>(rows) / 1e6;
    fmt::print(
        "appends of {} rows: {} rows, {:.2f} M rows/s; CPU seconds a million rows: client {:.2f}, "
        "server with start and merges {:.2f}; {:.1f} octets a row merged; port filter {:.3f} s "
        "({} rows)\n",
        size, rows, millions / seconds, client_cpu / millions,
        (cpu_seconds(RUSAGE_CHILDREN) - server_before) / millions,
        static_cast<double>(health ? health->octets : 0) / static_cast<double>(rows), query_seconds,
        found);
  }
  return 0;
}

}  // namespace
}  // namespace noroshi::store_test

int main(int count, char** arguments) try {
  const long subscribers = count > 1 ? std::strtol(arguments[1], nullptr, 10) : 4000;
  return noroshi::store_test::run(static_cast<std::uint32_t>(subscribers));
} catch (const std::exception& error) {  // no temporary folder
  std::fprintf(stderr, "store_measure: %s\n", error.what());
  return 1;
}
