#include "intel/mapping/misp.hpp"

#include "intel/mapping/misp_event.hpp"

namespace noroshi::mapping {
namespace {

// {"Event": …}, {"response": […]} (or one event in it), […], each within another.
bool read_events(const Json& json, Objects& into, FromMisp& counts) {
  if (json.is_array()) {
    bool any = json.empty();
    for (const Json& one : json) any = read_events(one, into, counts) || any;
    return any;
  }
  if (const Json& event = part_of(json, "Event"); event.is_object()) {
    read_misp_event(event, into, counts);
    return true;
  }
  const Json& response = part_of(json, "response");
  return !response.is_null() && read_events(response, into, counts);
}

}  // namespace

Result<FromMisp> from_misp(std::string_view json) {
  const Json document = NOROSHI_TRY(parse_document(json).within("MISP"));
  FromMisp from;
  Objects objects;
  if (!read_events(document, objects, from)) {
    return Error{Errc::InvalidInput,
                 "no MISP event: neither {\"Event\": …} nor {\"response\": […]}"};
  }
  from.objects = objects.take();
  return from;
}

}  // namespace noroshi::mapping
