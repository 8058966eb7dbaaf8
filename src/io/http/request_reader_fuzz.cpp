// A request is read the same whether it comes at once or in pieces, and no octets make the reader
// take more than there is, or keep a body larger than its limit.  The query of what was read goes
// through its parser too.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "io/http/query.hpp"
#include "io/http/request_reader.hpp"

namespace {

using noroshi::http::RequestReader;
using Stage = RequestReader::Stage;

const noroshi::http::ServerOptions& options() {
  static const auto kOptions = [] {
    noroshi::http::ServerOptions small;
    small.header_limit = 4096;
    small.body_limit = 1024;
    return small;
  }();
  return kOptions;
}

bool feed(RequestReader& reader, std::string_view octets, std::size_t piece) {
  std::string buffer;
  while (!octets.empty() && reader.stage() != Stage::Done && reader.stage() != Stage::Refused) {
    const auto next = octets.substr(0, piece);
    octets.remove_prefix(next.size());
    buffer += next;
    const auto taken = reader.take(buffer);
    NOROSHI_ASSERT(taken <= buffer.size());
    buffer.erase(0, taken);
    NOROSHI_ASSERT(reader.stage() == Stage::Refused || reader.body_octets() <= 1024);
  }
  return reader.stage() == Stage::Done;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  RequestReader whole({}, options());
  RequestReader pieces({}, options());
  const bool done = feed(whole, text, text.size());
  const bool also = feed(pieces, text, 1U + bytes[0] % 64U);
  NOROSHI_ASSERT(done == also);
  if (!done) return 0;
  NOROSHI_ASSERT(whole.request().target == pieces.request().target);
  NOROSHI_ASSERT(whole.request().body == pieces.request().body);
  NOROSHI_ASSERT(whole.request().headers == pieces.request().headers);
  const auto query = noroshi::http::parse_query(whole.request().query());
  if (!query) return 0;
  std::size_t octets = 0;
  for (const auto& [name, value] : *query) octets += name.size() + value.size();
  NOROSHI_ASSERT(octets <= whole.request().query().size());
  return 0;
}
