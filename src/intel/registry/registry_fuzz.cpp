// Arbitrary bytes as a range registry: as they are they are refused (nobody signed them); signed,
// they are read or refused, and what was read answers at both ends of each of its ranges.
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "intel/registry/document.hpp"
#include "intel/registry/registry_testing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string body(reinterpret_cast<const char*>(data), size);
  static const auto stranger = registry::make_signing_key();
  const auto raw = io::Input::over(body);
  NOROSHI_ASSERT(!registry::Registry::read(*raw, {stranger.public_key}, registry::kTestNow));

  const auto read = registry::read_test_registry(registry::signed_by_test_key(body));
  if (!read) return 0;
  for (const auto& range : read->ranges()) {
    const auto answer = read->find(range.prefix.address);
    NOROSHI_ASSERT(answer.has_value() && answer->prefix.length >= range.prefix.length);
    NOROSHI_ASSERT(registry::is_mail_address(answer->who->contact));
  }
  return 0;
}
