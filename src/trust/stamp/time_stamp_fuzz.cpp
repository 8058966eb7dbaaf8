// Whatever comes as a token, a request or a response: read, judged and answered without a crash;
// what a request was read as writes a request that reads the same.
#include <cstdlib>

#include "trust/stamp/exchange.hpp"

namespace {

using namespace noroshi::stamp;

void judge(View octets) {
  const auto token = Token::parse(octets);
  if (!token) return;
  const TokenCheck found = check(*token, imprint_of(octets), token->data.readable_certificates());
  if (found.signature_intact && !found.certificate) std::abort();
  if (found.imprint_intact && !found.imprint_found) std::abort();
}

void ask(View octets) {
  const auto request = Request::parse(octets);
  if (!request || !request->digest || request->version != 1) return;
  const auto again = Request::parse(request->encode());
  if (!again || again->imprint != request->imprint || again->nonce != request->nonce ||
      again->policy != request->policy ||
      again->certificate_wanted != request->certificate_wanted) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View octets(data, size);
  judge(octets);
  ask(octets);
  if (const auto response = Response::parse(octets)) {
    (void)response->text();
    judge(response->token);
  }
  return 0;
}
