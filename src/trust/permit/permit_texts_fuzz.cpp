// The texts of a permit, from whoever hands them in: nothing fails, and what is read as a permit
// keeps its promises.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "trust/permit/opt_outs.hpp"
#include "trust/permit/reserved.hpp"
#include "trust/permit/warrant.hpp"

namespace {

using namespace noroshi;

void keeps_its_promises(const permit::Permit& permit) {
  NOROSHI_ASSERT(!permit.ranges.empty() && !permit.sources.empty() && !permit.services.empty());
  NOROSHI_ASSERT(!permit.windows.empty() && !permit.operators.empty());
  NOROSHI_ASSERT(permit.pace.total > 0 && permit.pace.per_prefix > 0);
  for (const auto& window : permit.windows) {
    NOROSHI_ASSERT(window.from < window.until);
    NOROSHI_ASSERT(!window.holds(window.from - 1) && !window.holds(window.until));
  }
  for (const auto& service : permit.services) {
    NOROSHI_ASSERT(permit::Service::parse(service.to_string()).value() == service);
  }
  for (const auto& network : permit.test_networks) {
    NOROSHI_ASSERT(permit::is_reserved(network.address) && !permit::is_no_host(network.address));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto permit = permit::Permit::parse(text, "fuzz")) keeps_its_promises(*permit);
  if (const auto list = permit::Revocations::parse(text, "fuzz")) {
    NOROSHI_ASSERT(list->issued < list->valid_until);
  }
  if (const auto approvers = permit::Approvers::parse(text, "fuzz")) {
    NOROSHI_ASSERT(approvers->permits.threshold >= 1);
    NOROSHI_ASSERT(approvers->permits.threshold <= approvers->permits.keys.size());
    (void)approvers->permits.open(text, "fuzz");
  }
  if (const auto list = permit::OptOuts::parse(text, "fuzz")) NOROSHI_ASSERT(list->revision >= 0);
  return 0;
}
