// Any text: no crash, no growth, every object counted, what is kept is the sender's own octets, and
// what is taken for JSON is what simdjson takes for JSON too.

#include <cstddef>
#include <cstdint>
#include <simdjson.h>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/json_tree.hpp"
#include "intel/stix/object.hpp"

namespace {

namespace stix = noroshi::stix;

/// simdjson refuses some of what our reader calls flaws, and nests deeper.
void compare_with_oracle(std::string_view text) {
  if (!stix::is_utf8(text)) return;
  stix::Tree tree;
  const bool ours = tree.read(text, 512).has_value();
  if (ours && !tree.flaws().empty()) return;
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  const auto error = parser.parse(simdjson::padded_string(text)).get(element);
  // Integers beyond 64 bits are JSON, and more than its DOM holds.
  if (error == simdjson::NUMBER_ERROR && ours) return;
  NOROSHI_ASSERT(ours == (error == simdjson::SUCCESS));
}

void read(std::string_view text, const stix::Policy& policy) {
  const auto reading = stix::read_objects(text, policy);
  if (!reading) return;
  NOROSHI_ASSERT(reading->seen == reading->objects.size() + reading->refused.size());
  for (const auto& complaint : reading->complaints) {
    NOROSHI_ASSERT(!complaint.object.empty() && !complaint.rule.empty());
    NOROSHI_ASSERT(!stix::to_string(complaint).empty());
  }
  for (const auto& object : reading->objects) {
    NOROSHI_ASSERT(text.find(object.text) != std::string_view::npos);
    std::vector<stix::Complaint> complaints;
    const auto again = stix::read_object(object.text, "object", policy, complaints);
    NOROSHI_ASSERT(again && again->text == object.text && again->id == object.id);
    for (const auto& value : stix::observed_values(object)) {
      const auto same = stix::canonical_value(value.kind, value.value);
      NOROSHI_ASSERT(same && *same == value);
    }
    static_cast<void>(stix::observable_id(object.text));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  compare_with_oracle(text);
  read(text, {});
  read(text, {.strict = false, .allow_custom = false, .depth = 8, .object_limit = 4096});
  static_cast<void>(stix::guess_values(text));
  const auto canonical = stix::canonical_json(text);
  NOROSHI_ASSERT(canonical.empty() || stix::canonical_json(canonical) == canonical);
  return 0;
}
