// One thread reads a file of flows and sums it up into panes: the time that `nfdump -A` is measured
// against on the same records.
//
//   panes_of_file FILE
//
// Prints records, rows of pairs and seconds.
#include <chrono>
#include <fmt/format.h>

#include "observe/flow/reader.hpp"
#include "observe/panes/panes.hpp"

namespace noroshi::bench {
namespace {

struct Summed {
  std::uint64_t records = 0;
  std::uint64_t pairs = 0;
};

Result<Summed> sum_up(const std::string& file) {
  auto input = NOROSHI_TRY(io::Input::open(file));
  const auto reader = NOROSHI_TRY(flow::open(std::move(input)).within(file));
  panes::Panes panes;
  Summed summed;
  const panes::Sink sink = [&summed](const model::PairBatch& pairs, const model::ServerBatch&) {
    summed.pairs += pairs.size();
    return Status{};
  };
  model::FlowBatch batch;
  while (true) {
    batch.clear();
    if (!NOROSHI_TRY(reader->read(batch, 8'192).within(file))) break;
    panes.add(batch);
    summed.records += batch.size();
    NOROSHI_CHECK(panes.hand_over(batch.end.back(), sink));
  }
  NOROSHI_CHECK(panes.finish(sink));
  return summed;
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: panes_of_file FILE\n");
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto summed = noroshi::bench::sum_up(argv[1]);
  if (!summed) {
    fmt::print(stderr, "panes_of_file: {}\n", summed.error().message);
    return 1;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  fmt::print("{} {} {:.3f}\n", summed->records, summed->pairs, seconds.count());
}
