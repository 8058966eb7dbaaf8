// Url::parse never crashes, and what it accepts is a fixed point: writing it and reading that again
// gives the same URL.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "io/http/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto url = noroshi::http::Url::parse(text);
  if (!url) return 0;
  NOROSHI_ASSERT(url->port != 0);
  const auto again = noroshi::http::Url::parse(url->to_string());
  NOROSHI_ASSERT(again.has_value());
  NOROSHI_ASSERT(*again == *url);
  return 0;
}
