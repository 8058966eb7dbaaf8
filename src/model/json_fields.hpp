// The members of an object as a table: what each is called, how it is read, whether it must be
// there.  On simdjson On Demand: for the records of which telescopes write and read millions.
//
// Members are looked for from where the last was found on, so that lines in the order in which we
// write them cost one comparison a member.  Include this in source files alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "model/json_line.hpp"
#include "net/address.hpp"

namespace noroshi::model {

using JsonValue = JsonLine::Value;
using JsonObject = JsonLine::Object;

template <class T>
struct Field {
  std::string_view name;
  bool (*read)(JsonValue, T&);
  bool required = true;
};

template <class Number>
bool number(JsonValue json, Number& out) {
  std::uint64_t read = 0;
  if (json.get_uint64().get(read) != simdjson::SUCCESS) return false;
  if (read > std::numeric_limits<Number>::max()) return false;
  out = static_cast<Number>(read);
  return true;
}

inline bool real(JsonValue json, double& out) {
  return json.get_double().get(out) == simdjson::SUCCESS;
}

/// Holds until the following line.
inline bool text(JsonValue json, std::string_view& out) {
  return json.get_string().get(out) == simdjson::SUCCESS;
}

inline bool text(JsonValue json, std::string& out) {
  std::string_view read;
  if (!text(json, read)) return false;
  out = read;
  return true;
}

inline bool yes(JsonValue json, bool& out) { return json.get_bool().get(out) == simdjson::SUCCESS; }

/// RFC 3339 has years of four digits; an offset could lead out of them.
inline bool instant(JsonValue json, base::Micros& out) {
  constexpr base::Micros kYear0 = -62'167'219'200 * base::kSecond;
  constexpr base::Micros kYear10000 = 253'402'300'800 * base::kSecond;
  std::string_view read;
  if (!text(json, read)) return false;
  const auto found = base::parse_rfc3339(read);
  if (!found || *found < kYear0 || *found >= kYear10000) return false;
  out = *found;
  return true;
}

inline bool address(JsonValue json, net::Address& out) {
  std::string_view read;
  if (!text(json, read)) return false;
  const auto found = net::Address::parse(read);
  if (!found) return false;
  out = *found;
  return true;
}

template <class Names, class Value>
bool word(JsonValue json, const Names& names, Value& out) {
  std::string_view read;
  if (!text(json, read)) return false;
  const auto* found = std::find_if(names.begin(), names.end(),
                                   [read](const auto& one) { return one.first == read; });
  if (found == names.end()) return false;
  out = found->second;
  return true;
}

template <class Visit>
bool each_member(JsonValue json, Visit visit) {
  JsonObject members;
  return json.get_object().get(members) == simdjson::SUCCESS &&
         JsonLine::each_member(members, visit);
}

template <class Visit>
bool each_element(JsonValue json, Visit visit) {
  simdjson::ondemand::array elements;
  if (json.get_array().get(elements) != simdjson::SUCCESS) return false;
  for (auto element : elements) {
    JsonValue one;
    if (std::move(element).get(one) != simdjson::SUCCESS || !visit(one)) return false;
  }
  return true;
}

enum class Members : std::uint8_t {
  Any,   ///< those that the table does not name are of a later version, and skipped
  Known  ///< only those of the table, each at most once
};

/// Reads the members of `json` that `fields` knows; what is wrong or missing, or nothing.
template <class T, std::size_t N>
std::string read_fields(JsonObject json, const std::array<Field<T>, N>& fields, T& out,
                        Members members = Members::Any) {
  static_assert(N <= 32);
  std::uint32_t seen = 0;
  std::size_t next = 0;
  std::string wrong;
  const bool whole = JsonLine::each_member(json, [&](std::string_view key, JsonValue member) {
    for (std::size_t tried = 0; tried < N; ++tried, next = next + 1 == N ? 0 : next + 1) {
      if (fields[next].name != key) continue;
      const bool again = members == Members::Known && (seen >> next & 1U) != 0;
      if (again || !fields[next].read(member, out)) {
        wrong = fmt::format("member '{}' is not what the format says", key);
        return false;
      }
      seen |= 1U << next;
      return true;
    }
    return members == Members::Any;
  });
  if (!wrong.empty()) return wrong;
  if (!whole) return "not a whole JSON object";
  for (std::size_t i = 0; i < N; ++i) {
    if (fields[i].required && (seen >> i & 1U) == 0) {
      return fmt::format("member '{}' is missing", fields[i].name);
    }
  }
  return {};
}

template <class T, std::size_t N>
bool read_nested(JsonValue json, const std::array<Field<T>, N>& fields, T& out,
                 Members members = Members::Any) {
  JsonObject object;
  return json.get_object().get(object) == simdjson::SUCCESS &&
         read_fields(object, fields, out, members).empty();
}

}  // namespace noroshi::model
