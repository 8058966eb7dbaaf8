// Arbitrary bytes as RDAP answers: every line is taken in or counted, and what was taken answers.
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "intel/registry/document.hpp"
#include "intel/registry/rdap.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  registry::RdapReader reader;
  if (const auto network = reader.read(bytes)) {
    NOROSHI_ASSERT(!network->prefixes.empty() && network->prefixes.size() <= 65'536);
    NOROSHI_ASSERT(registry::is_mail_address(network->contact));
    NOROSHI_ASSERT(registry::is_name(network->name));
  }
  registry::Registry all;
  const auto input = io::Input::over(bytes);
  NOROSHI_ASSERT(all.add_rdap(*input).has_value());
  return 0;
}
