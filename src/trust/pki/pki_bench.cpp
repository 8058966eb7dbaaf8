// How fast certificates are read and paths judged, with revocation lists and all.
#include <benchmark/benchmark.h>

#include "trust/pki/mint_test.hpp"
#include "trust/pki/path.hpp"

namespace {

using namespace noroshi::pki;

/// A root, a CA, a certificate of it and lists of both; each signature is ECDSA with P-256.
struct Scene {
  mint::Party root{"Root"};
  mint::Party ca{"CA"};
  mint::Party end{"End"};
  TrustStore trust{};
  Material material{};
  PathQuestion question{.at = mint::at("2025-06-01T00:00:00Z")};

  /// `entries`: of others, in the CA's list.
  explicit Scene(int entries) {
    root.certify_itself();
    root.certify(ca);
    end.certificate = ca.issue({end.name}, end.key);
    mint::Party::ListDraft draft;
    for (int i = 0; i < entries; ++i) {
      draft.entries.push_back(
          {Bytes{1, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                 static_cast<std::uint8_t>(i)}});
    }
    trust.anchors = {*root.certificate};
    material.certificates = {*ca.certificate};
    material.crls = {root.list({}), ca.list(draft)};
  }
};

void read_certificate(benchmark::State& state) {
  const Scene scene(0);
  const Bytes octets = scene.end.certificate->der();
  for (auto _ : state) benchmark::DoNotOptimize(Certificate::parse(octets).has_value());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(read_certificate);

void read_list(benchmark::State& state) {
  const Scene scene(static_cast<int>(state.range(0)));
  const Bytes octets = scene.material.crls.back().der();
  for (auto _ : state) benchmark::DoNotOptimize(Crl::parse(octets).has_value());
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(octets.size()));
}
BENCHMARK(read_list)->Arg(1'000)->Arg(100'000);

// Two certificates and two lists: four signatures a path.
void judge_a_path(benchmark::State& state) {
  const Scene scene(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const PathVerdict verdict =
        judge_path(*scene.end.certificate, scene.trust, scene.material, scene.question);
    if (!verdict.valid()) state.SkipWithError(verdict.why.c_str());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(judge_a_path)->Arg(0)->Arg(100'000);

}  // namespace
