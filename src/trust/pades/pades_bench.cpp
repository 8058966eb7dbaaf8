// A PDF of five signatures read: structure, digests, changes between revisions and CMS arithmetic.
// The bar is 100 ms for the whole of its validation.
#include <benchmark/benchmark.h>

#include "trust/key/testing_authority.hpp"
#include "trust/pades/make.hpp"
#include "trust/pades/pdf_testing.hpp"
#include "trust/pades/reader.hpp"
#include "trust/stamp/local_source.hpp"

namespace {

using namespace noroshi;

constexpr base::Micros kNow = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z

/// `padding`: octets that the document carries beside its page.
der::Bytes signed_five_times(std::size_t padding, bool stamped) {
  const auto authority = key::TestingAuthority::root().intermediate();
  const auto seal = authority.issue(key::seal_wish());
  const auto stamper = authority.issue(key::time_stamper_wish());
  const auto stamps = stamp::testing_source(stamper.signer, [] { return kNow; }).value();
  std::string text(padding, ' ');
  auto pdf = pades::testing::small_pdf(pades::testing::Style::Table, "Five" + text);
  for (int count = 0; count < 5; ++count) {
    pades::SignWish wish;
    wish.time = kNow;
    wish.stamps = stamped ? stamps.get() : nullptr;
    pdf = pades::sign(pdf, *seal.signer, wish).value();
  }
  return pdf;
}

void ReadFiveSignatures(benchmark::State& state) {
  const auto pdf = signed_five_times(static_cast<std::size_t>(state.range(0)), state.range(1) != 0);
  for (auto _ : state) {
    const auto found = pades::read(pdf).value();
    if (found.signatures.size() != 5 || !found.signatures[0].signature_intact)
      state.SkipWithError("the signatures are not read");
    benchmark::DoNotOptimize(found);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * pdf.size()));
}
BENCHMARK(ReadFiveSignatures)
    ->Args({0, 0})
    ->Args({0, 1})
    ->Args({5'000'000, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
