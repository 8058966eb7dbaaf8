// Arbitrary bytes as a configuration: parsed or refused with a place, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::base;
  auto config = Config::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!config) return 0;
  auto section = config->section("a");
  section.duration("d", 0, 0, kDay);
  section.octets("o", 0, 0, 1 << 20);
  section.texts("t");
  for (auto& inner : section.sections("s")) inner.whole("w", 0, -5, 5);
  (void)config->finish();
  return 0;
}
