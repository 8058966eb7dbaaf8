// No header makes the reader of credentials crash, and a name and password that it accepts are
// what their base64 says: nothing is dropped or mended.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "hub/access/credentials.hpp"
#include "hub/access/session_cookie.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace noroshi;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto line = text.find('\n');
  http::Request request;
  request.headers.emplace_back("authorization", text.substr(0, line));
  if (line != std::string_view::npos) request.headers.emplace_back("cookie", text.substr(line + 1));
  request.headers.emplace_back("origin", text.substr(0, line));
  static_cast<void>(access::is_meant(request, "secret"));
  const auto found = access::read_credentials(request);
  if (!found || !found->basic) return 0;
  const auto both = found->basic->name + ":" + found->basic->password;
  NOROSHI_ASSERT(text.substr(0, line).ends_with(access::base64(both)));
  return 0;
}
