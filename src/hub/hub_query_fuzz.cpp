// Any bytes as a query and as the text of an object: what is read stays within the text, and an
// edit leaves the members as they were.
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "hub/json_members.hpp"
#include "hub/query.hpp"
#include "hub/taxii_wire.hpp"

namespace {

using namespace noroshi;

void read_query(std::string_view text) {
  const hub::Query query(text);
  for (const auto& one : query.list("match[id]")) NOROSHI_ASSERT(!one.empty());
  NOROSHI_ASSERT(hub::percent_decoded(text).size() <= text.size());
  const auto asked = hub::asked_of(query, "objects");
  if (!asked) return;
  NOROSHI_ASSERT(asked->limit >= 1 && asked->limit <= hub::kPageLimit);
  NOROSHI_ASSERT(asked->after == 0);  // `next` is sealed: nobody can say a number
}

void edit_object(std::string_view text) {
  for (const char* name : {"", "id", "object_marking_refs"}) {
    const auto found = hub::member(text, name);
    if (!found) continue;
    NOROSHI_ASSERT(found->data() >= text.data());
    NOROSHI_ASSERT(found->data() + found->size() <= text.data() + text.size());
  }
  const std::string marked = hub::with_marking(text, "m");
  NOROSHI_ASSERT(marked.size() >= text.size());
  NOROSHI_ASSERT(hub::with_id_replaced(text, "a", "a") == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_query(text);
  edit_object(text);
  (void)hub::accepts_taxii(text);
  (void)hub::is_taxii(text);
  return 0;
}
