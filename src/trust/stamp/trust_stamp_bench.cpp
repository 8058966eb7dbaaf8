// What a token costs: the signature alone, the token from the template, the whole request, and the
// clear way that the template replaces.
#include <benchmark/benchmark.h>

#include "trust/key/testing_authority.hpp"
#include "trust/stamp/authority.hpp"

namespace {

using namespace noroshi;
using namespace noroshi::stamp;

const key::Issued& unit() {
  static const key::Issued issued =
      key::TestingAuthority::root().intermediate().issue(key::time_stamper_wish());
  return issued;
}

Bytes question() {
  return request_for(pki::Digest::Sha256, pki::digest(pki::Digest::Sha256, der::view_of("x")))
      .encode();
}

void sign_a_digest(benchmark::State& state) {
  const Bytes digest(32, 7);
  for (auto _ : state) benchmark::DoNotOptimize(unit().signer->sign_digest(digest));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sign_a_digest);

void answer_a_request(benchmark::State& state) {
  std::uint64_t serial = 1'767'225'600ULL << 30U;
  const auto authority = Authority::open(
      unit().signer, {},
      []() -> Result<base::Micros> { return base::Micros{1'767'225'600'123'000}; },
      [&]() -> Result<std::uint64_t> { return ++serial; });
  const Bytes request = question();
  for (auto _ : state) {
    const Outcome outcome = authority->answer(request);
    if (outcome.failure) state.SkipWithError("refused");
    benchmark::DoNotOptimize(outcome.response.octets.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(answer_a_request);

void make_a_token_the_clear_way(benchmark::State& state) {
  const Bytes info(150, 7);
  for (auto _ : state) {
    const auto data = cms::sign(cms::kTstInfo, info, *unit().signer, {});
    benchmark::DoNotOptimize(data->encode());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(make_a_token_the_clear_way);

void verify_a_token(benchmark::State& state) {
  const auto authority = Authority::open(
      unit().signer, {},
      []() -> Result<base::Micros> { return base::Micros{1'767'225'600'123'000}; },
      []() -> Result<std::uint64_t> { return 7; });
  const auto outcome = authority->answer(question());
  const Bytes token = der::copy_of(outcome.response.token());
  for (auto _ : state) {
    const auto read = Token::parse(token);
    const auto found = check(*read, imprint_of(der::view_of("x")), {});
    if (!found.why.empty()) state.SkipWithError("does not hold");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_a_token);

}  // namespace
