// Arbitrary text as a filter: read or refused with a place; what is read can be asked and written
// as SQL, and completion never fails.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "store/query/filter.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const query::Meaning meaning{base::kDay, {{"core-1", 1}}};
  (void)query::complete(text, meaning);
  const auto filter = query::parse(text, meaning);
  if (!filter.has_value()) {
    NOROSHI_ASSERT(!filter.error().message.empty());
    const auto flaw = query::flaw_of(filter.error(), text);
    NOROSHI_ASSERT(flaw.at <= text.size() && flaw.length <= text.size() - flaw.at);
    NOROSHI_ASSERT(!flaw.what.empty());
    return 0;
  }
  (void)query::matches(*filter, model::Flow{});
  for (const auto& table : store::tables().first(3)) {
    if (!query::fits(*filter, table.id).has_value()) continue;
    for (const char c : query::where(*filter, table.id)) {
      NOROSHI_ASSERT(c >= ' ' && c < 0x7F && c != '\'' && c != '"' && c != ';');
    }
  }
  return 0;
}
