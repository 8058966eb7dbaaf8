// Whatever a seal service answers is read or refused, never a crash; what is shown to people has no
// control characters.  The first octet chooses who reads.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "trust/remote/answers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace noroshi::remote;
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  switch (bytes[0]) {
    case 'c':
      if (const auto read = read_credential(body)) {
        NOROSHI_ASSERT(!read->certificates.empty() && !read->sign_algorithm.empty());
      }
      break;
    case 'a':
      if (const auto read = read_authorisation(200, body)) NOROSHI_ASSERT(!read->sad.empty());
      break;
    case 'w':
      if (const auto read = read_authorisation(202, body)) NOROSHI_ASSERT(!read->handle.empty());
      break;
    case 's':
      if (const auto read = read_signature(body)) NOROSHI_ASSERT(!read->empty());
      break;
    default: {
      const auto words = reason_in(body);
      NOROSHI_ASSERT(
          std::none_of(words.begin(), words.end(), [](char c) { return c >= 0 && c < ' '; }));
    }
  }
  return 0;
}
