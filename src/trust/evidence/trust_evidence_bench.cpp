// How fast documents are sealed in bulk and records are followed.
//
// Sealing: from 100,000 hashes to one token and every record's octets.  Checking: one record of a
// batch of 100,000, parsed and followed to its imprint, token parsed; signatures are the
// validator's.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "trust/evidence/check.hpp"
#include "trust/evidence/seal.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/stamp/local_source.hpp"

namespace {

using namespace noroshi;
using evidence::Bytes;

constexpr auto kDigest = pki::Digest::Sha256;

std::unique_ptr<stamp::StampSource> source() {
  static const auto authority = key::TestingAuthority::root();
  auto made = stamp::testing_source(authority.issue(key::time_stamper_wish()).signer,
                                    [] { return key::kTestingFrom + base::kDay; });
  return made ? *std::move(made) : nullptr;
}

std::vector<Bytes> hashes(std::size_t count) {
  std::vector<Bytes> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(pki::digest(kDigest, der::view_of(fmt::format("document {}", i))));
  }
  return all;
}

void seal_documents(benchmark::State& state) {
  const auto from = source();
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto all = hashes(count);
  for (auto _ : state) {
    const auto batch = evidence::seal(all, kDigest, *from);
    std::size_t octets = 0;
    for (std::size_t i = 0; i < count; ++i) octets += batch->record(i).encode().size();
    benchmark::DoNotOptimize(octets);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(seal_documents)->Arg(100'000)->Unit(benchmark::kMillisecond);

void check_record(benchmark::State& state) {
  const auto from = source();
  const auto batch = evidence::seal(hashes(100'000), kDigest, *from);
  const auto octets = batch->record(77'777).encode();
  const std::string document = "document 77777";
  const auto object = evidence::data_object("document", der::view_of(document));
  for (auto _ : state) {
    const auto record = evidence::Record::parse(octets);
    const bool intact = evidence::check(*record, {&object, 1}).intact();
    if (!intact) state.SkipWithError("the record does not hold");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(check_record);

}  // namespace
