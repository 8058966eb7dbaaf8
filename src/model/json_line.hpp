// JsonLine: one line of JSON Lines as an object, read once from front to back (simdjson On Demand).
//
// The line is copied into a buffer with the padding that simdjson reads behind its input; the
// buffer is kept, so that nothing is allocated per line.  Include this in source files alone:
// simdjson's header is dear to compile.
#pragma once

#include <cstring>
#include <simdjson.h>
#include <string_view>
#include <vector>

namespace noroshi::model {

class JsonLine {
 public:
  using Value = simdjson::ondemand::value;
  using Object = simdjson::ondemand::object;

  /// The object that `line` begins with; it and its values hold until the following line.
  simdjson::error_code open(std::string_view line, Object& out) {
    if (const auto error = parser_.iterate(padded(line)).get(document_)) return error;
    return document_.get_object().get(out);
  }

  /// Whether nothing follows the object that was read: simdjson has no place any more then.
  bool at_end() { return document_.current_location().error() == simdjson::OUT_OF_BOUNDS; }

  /// Calls `visit(key, value)` for every member of the object in `line`, in order; `visit` returns
  /// whether the value was as it should be.  False if `line` is not one whole, well-formed object.
  template <class Visit>
  bool each_member(std::string_view line, Visit visit) {
    Object object;
    if (open(line, object) != simdjson::SUCCESS) return false;
    return each_member(object, visit) && at_end();
  }

  template <class Visit>
  static bool each_member(Object object, Visit visit) {
    for (auto member : object) {
      simdjson::ondemand::field field;
      std::string_view key;
      if (std::move(member).get(field) != simdjson::SUCCESS) return false;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
      if (!visit(key, field.value())) return false;
    }
    return true;
  }

  /// The text of a string, without escapes; of a number or a literal, as it stands; of null,
  /// nothing.  Holds until the following line.
  static std::string_view text(Value value) {
    std::string_view string;
    if (value.get_string().get(string) == simdjson::SUCCESS) return string;
    std::string_view token = value.raw_json_token();
    while (!token.empty() && token.back() <= ' ') token.remove_suffix(1);
    return token == "null" ? std::string_view{} : token;
  }

 private:
  simdjson::padded_string_view padded(std::string_view line) {
    if (buffer_.size() < line.size() + simdjson::SIMDJSON_PADDING) {
      buffer_.resize(2 * line.size() + simdjson::SIMDJSON_PADDING);
    }
    if (!line.empty()) std::memcpy(buffer_.data(), line.data(), line.size());
    return simdjson::padded_string_view(buffer_.data(), line.size(), buffer_.size());
  }

  simdjson::ondemand::parser parser_;
  simdjson::ondemand::document document_;
  std::vector<char> buffer_;
};

/// Whether `head` looks like lines of JSON objects that have the member `key`.
inline bool has_json_key(std::string_view head, std::string_view key) {
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || head[first] != '{') return false;
  std::size_t at = 0;
  while ((at = head.find(key, at)) != std::string_view::npos) {
    const bool opens = at > 0 && head[at - 1] == '"';
    at += key.size();
    if (opens && head.substr(at).starts_with('"')) return true;
  }
  return false;
}

}  // namespace noroshi::model
