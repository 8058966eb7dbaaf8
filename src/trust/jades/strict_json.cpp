#include "trust/jades/strict_json.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

namespace noroshi::jades {
namespace {

/// Looks at the events of a parse for what the library lets pass.
class Watch {
 public:
  /// Whether the parse may go on.
  bool see(int depth, Json::parse_event_t event, const Json& parsed) {
    if (static_cast<std::size_t>(depth) >= kDeepestJson) {
      return refuse(fmt::format("JSON is nested more than {} levels deep", kDeepestJson));
    }
    switch (event) {
      case Json::parse_event_t::object_start:
        open_.emplace_back();
        break;
      case Json::parse_event_t::object_end:
        open_.pop_back();
        break;
      case Json::parse_event_t::key:
        return see_name(parsed.get_ref<const std::string&>());
      default:
        break;
    }
    return true;
  }

  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  bool see_name(const std::string& name) {
    if (open_.back().insert(name).second) return true;
    return refuse(fmt::format("the JSON member \"{}\" stands twice in one object", name));
  }

  /// What is refused is dropped by the library; the reason stays.
  bool refuse(std::string why) {
    if (why_.empty()) why_ = std::move(why);
    return false;
  }

  std::vector<std::set<std::string>> open_{};
  std::string why_{};
};

}  // namespace

Result<Json> parse_json(std::string_view text) {
  // The library recurses for a discarded value's sake only on its way out; the depth of brackets
  // is bounded before it builds anything.
  Watch watch;
  bool stopped = false;
  auto parsed = Json::parse(
      text.begin(), text.end(),
      [&](int depth, Json::parse_event_t event, Json& value) {
        if (!stopped) stopped = !watch.see(depth, event, value);
        return !stopped;
      },
      false);
  if (stopped) return Error{Errc::InvalidInput, watch.why()};
  if (parsed.is_discarded()) return Error{Errc::InvalidInput, "no JSON, or more than one text"};
  return parsed;
}

}  // namespace noroshi::jades
