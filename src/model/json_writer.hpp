// JsonWriter: one JSON object, written member by member at the end of a text.
//
// For records that are written by the million, always with their members in the same order.  The
// constructor opens the object, `close` ends it; one inside another is a JsonWriter on `out()`
// after `key`.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "base/json_string.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::model {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) { out_ += '{'; }

  void number(std::string_view name, std::uint64_t value) {
    key(name);
    const fmt::format_int digits(value);
    out_.append(digits.data(), digits.size());
  }
  void count_if_any(std::string_view name, std::uint64_t value) {
    if (value != 0) number(name, value);
  }
  void yes_if(std::string_view name, bool holds) {
    if (!holds) return;
    key(name);
    out_ += "true";
  }
  /// A text that needs no escapes: a word of ours, an address, an instant.
  void plain(std::string_view name, std::string_view value) {
    key(name);
    out_ += '"';
    out_ += value;
    out_ += '"';
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    out_ += base::json_string(value);
  }
  void instant(std::string_view name, base::Micros value) { plain(name, base::to_rfc3339(value)); }
  void address(std::string_view name, const net::Address& value) { plain(name, value.to_string()); }
  void key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }
  void close() { out_ += '}'; }
  std::string& out() { return out_; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace noroshi::model
