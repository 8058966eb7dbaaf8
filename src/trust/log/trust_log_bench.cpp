// How fast a log takes entries, in memory and on the disk, and proves them.
#include <benchmark/benchmark.h>
#include <map>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"
#include "trust/log/edge.hpp"
#include "trust/log/ledger.hpp"

namespace {

using namespace noroshi::tlog;

void append_in_memory(benchmark::State& state) {
  const std::string entry(static_cast<std::size_t>(state.range(0)), 'x');
  Edge edge;
  const auto write = [](const Tile&, std::string_view bytes) -> noroshi::Status {
    benchmark::DoNotOptimize(bytes.data());
    return {};
  };
  for (auto _ : state) {
    if (!edge.add(entry, write).has_value()) state.SkipWithError("not added");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(append_in_memory)->Arg(32)->Arg(256);

// Every entry durable and, after each thousand, in tiles under a new checkpoint.
void append_durably(benchmark::State& state) {
  const noroshi::base::TemporaryFolder folder;
  auto ledger = Ledger::open((folder.path() / "log").string(),
                             *SecretKey::draw("bench.example", KeyType::Ed25519));
  const std::vector<std::string> entries(1000, std::string(256, 'x'));
  for (auto _ : state) {
    if (!ledger->append(entries) || !ledger->publish()) state.SkipWithError("not appended");
  }
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(append_durably)->UseRealTime()->Unit(benchmark::kMillisecond);

/// Full tiles of a tree, in memory; and the partial ones of its edge.
class MemoryTiles final : public TileSource {
 public:
  explicit MemoryTiles(std::uint64_t size) {
    const auto write = [this](const Tile& tile, std::string_view bytes) -> noroshi::Status {
      if (!tile.entries) tiles_[path_of(tile)] = bytes;
      return {};
    };
    Edge edge;
    for (std::uint64_t i = 0; i < size; ++i) (void)edge.add({}, write);
    (void)edge.write_partial(write);
  }
  noroshi::Result<std::string> read(const Tile& tile) override { return tiles_.at(path_of(tile)); }

 private:
  std::map<std::string, std::string> tiles_;
};

void prove_one_of_ten_million(benchmark::State& state) {
  constexpr std::uint64_t kSize = 10'000'000;
  static MemoryTiles tiles(kSize);
  std::uint64_t index = 0;
  for (auto _ : state) {
    TiledTree tree(tiles, kSize);
    index = (index + 7'654'321) % kSize;
    const auto proof = inclusion_proof(tree, index, kSize);
    benchmark::DoNotOptimize(proof->size());
  }
}
BENCHMARK(prove_one_of_ten_million)->Unit(benchmark::kMicrosecond);

}  // namespace
