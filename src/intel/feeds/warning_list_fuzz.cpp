// Any bytes as a warning list: every entry is a network, skipped or rejected; what is matched lies
// in one of the scopes.
#include "base/assert.hpp"
#include "intel/feeds/warning_list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto input = io::Input::over(bytes);
  const auto list = feeds::read_warning_list(*input);
  if (!list.has_value()) return 0;
  std::uint64_t others = list->rejects.total_rejected();
  for (const auto& [reason, tally] : list->rejects.skipped()) others += tally.count;
  // A line beyond the bound is rejected before it is known to be an entry.
  NOROSHI_ASSERT(list->networks <= list->entries && list->entries <= list->networks + others);
  for (const auto& [scope, networks] : list->scopes()) {
    NOROSHI_ASSERT(!networks.empty());
    const model::Endpoint endpoint{networks.ranges().front().first, scope.port.value_or(1),
                                   scope.proto.value_or(6)};
    NOROSHI_ASSERT(list->match(endpoint).has_value());
  }
  return 0;
}
