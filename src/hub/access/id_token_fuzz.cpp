// No octets pass for a token of an issuer whose private key nobody has, nor crash the reader of
// keys.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "hub/access/id_token.hpp"

namespace {

using noroshi::access::IdTokenCheck;
using noroshi::access::KeySet;

/// The public key of RFC 7517, appendix A.1.
constexpr std::string_view kKeys = R"({"keys":[{"kty":"EC","crv":"P-256","kid":"1","use":"sig",)"
                                   R"("x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
                                   R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const IdTokenCheck kCheck(KeySet::parse(kKeys).value(),
                                   {"https://login.example", "noroshi", "n"});
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  NOROSHI_ASSERT(!kCheck.subject(text, 0).has_value());
  static_cast<void>(KeySet::parse(text));
  return 0;
}
