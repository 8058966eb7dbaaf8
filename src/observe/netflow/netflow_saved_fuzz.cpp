// Whatever a file of saved templates holds: it is refused, or read into a session that stays within
// its limits, can be saved again to the same bytes, and goes on to read messages.
//
// The input is the middle of such a file; magic and checksum are put around it, because no fuzzer
// guesses a checksum.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/assert.hpp"
#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/session_checks.hpp"

namespace noroshi::netflow {
namespace {

constexpr base::Micros kNow = 1'700'000'000 * base::kSecond;

/// docs/formats/templates.md
std::string framed(std::string_view middle) {
  std::string file = "NRSHTPL1" + std::string(middle);
  std::uint64_t sum = 0xCBF2'9CE4'8422'2325;
  for (const char octet : file) {
    sum = (sum ^ static_cast<std::uint8_t>(octet)) * 0x0000'0100'0000'01B3;
  }
  char octets[8];
  flow::ipfix::store(octets, sum);
  return file.append(octets, sizeof octets);
}

/// A message of IPFIX that only says hello, so that what was restored is used.
std::string hello(std::uint16_t id) {
  std::string message(60, '\1');
  char* at = flow::ipfix::store(message.data(), flow::ipfix::kVersion);
  at = flow::ipfix::store(at, static_cast<std::uint16_t>(message.size()));
  at = flow::ipfix::store(at, std::uint32_t{1'700'000'000});
  at = flow::ipfix::store(at, std::uint32_t{0});
  at = flow::ipfix::store(at, std::uint32_t{1});
  at = flow::ipfix::store(at, id);
  flow::ipfix::store(at, static_cast<std::uint16_t>(44));
  return message;
}

void check(std::string_view middle) {
  for (const std::string& file : {std::string(middle), framed(middle)}) {
    Session session(Transport::Tcp, {.templates = 50, .domains = 5, .selectors = 50});
    if (!session.restore(file, kNow).has_value()) {
      NOROSHI_ASSERT(session.ledger().templates_now == 0);
      continue;
    }
    NOROSHI_ASSERT(session.ledger().templates_now <= 50 && session.ledger().domains_now <= 5);
    const std::string again = session.save();
    Session other(Transport::Tcp, {.templates = 50, .domains = 5, .selectors = 50});
    NOROSHI_ASSERT(other.restore(again, kNow).has_value());
    NOROSHI_ASSERT(other.ledger().templates_now == session.ledger().templates_now);
    model::FlowBatch batch;
    for (std::uint16_t id = 256; id < 260; ++id) {
      other.take(hello(id), kNow, 1, batch);
      NOROSHI_ASSERT(broken_identity(other).empty());
    }
  }
}

}  // namespace
}  // namespace noroshi::netflow

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  noroshi::netflow::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
