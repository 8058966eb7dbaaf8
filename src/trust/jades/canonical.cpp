#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/canonical_json.hpp"
#include "trust/jades/strict_json.hpp"

namespace noroshi::jades {
namespace {

void add(std::string& to, const Json& value);

void add_object(std::string& to, const Json& object) {
  std::vector<Json::const_iterator> members;
  for (auto it = object.begin(); it != object.end(); ++it) members.push_back(it);
  std::sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return base::before_in_utf16(a.key(), b.key()); });
  to += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) to += ',';
    base::append_canonical_string(members[i].key(), to);
    to += ':';
    add(to, *members[i]);
  }
  to += '}';
}

void add(std::string& to, const Json& value) {
  if (value.is_object()) return add_object(to, value);
  if (value.is_string()) {
    return base::append_canonical_string(value.get_ref<const std::string&>(), to);
  }
  if (value.is_number()) return base::append_canonical_number(value.get<double>(), to);
  if (!value.is_array()) {
    to += value.dump();
    return;
  }
  to += '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) to += ',';
    add(to, value[i]);
  }
  to += ']';
}

}  // namespace

std::string canonical(const Json& value) {
  std::string text;
  add(text, value);
  return text;
}

}  // namespace noroshi::jades
