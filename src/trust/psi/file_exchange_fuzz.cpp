// Whatever stands in an offer, an answer, a reply or a secret: it is refused, or it has a result.
// The seal is made right first, so that what lies behind it is reached.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "trust/psi/file_exchange.hpp"
#include "trust/psi/memory_channel.hpp"
#include "trust/psi/testing.hpp"

using namespace noroshi::psi;

namespace {

const Work kAlone{.threads = 1, .go_on = {}};

std::string sealed(std::string_view body) {
  MemoryChannel file;
  (void)file.send(body);
  (void)send_octets32(file, FrameType::Seal, sha256({body}));
  return file.sent();
}

std::string sealed_secret(std::string_view body) {
  return std::string(body).append(text_of(sha256({body})));
}

// The frame that says which file this one answers, as it must be for this secret.
std::string answering(std::string_view first_line, const Octets32& seal, std::string_view rest) {
  MemoryChannel file;
  (void)file.send(first_line);
  (void)send_octets32(file, FrameType::Answers, seal);
  (void)file.send(rest);
  return sealed(file.sent());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  auto alice = Session::begin(Role::Initiator, {}, 64, endpoints(0, 3)).value();
  auto bob = Session::begin(Role::Responder, {}, 64, endpoints(1, 4)).value();
  const auto offer = make_offer(alice, kAlone).value();
  switch (bytes[0] % 5) {
    case 0:
      (void)make_answer(bob, rest, kAlone);
      break;
    case 1:
      (void)make_answer(bob, sealed(std::string("noroshi-psi 1 offer\n").append(rest)), kAlone);
      break;
    case 2: {
      const auto step =
          finish(offer.secret, answering("noroshi-psi 1 answer\n", offer.seal, rest), kAlone);
      NOROSHI_ASSERT(!step || step->outcome->endpoints.size() <= 3);
      break;
    }
    case 3: {
      const auto answer = make_answer(bob, offer.file, kAlone).value();
      const auto step =
          finish(answer.secret, answering("noroshi-psi 1 reply\n", answer.seal, rest), kAlone);
      NOROSHI_ASSERT(!step || step->outcome->endpoints.size() <= 3);
      break;
    }
    default:
      (void)finish(sealed_secret(std::string("noroshi-psi-secret 1\n").append(rest)), offer.file,
                   kAlone);
  }
  return 0;
}
