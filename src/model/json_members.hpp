// Reading and writing the members of JSON objects, for the values of this folder that are JSON
// Lines between processes.
//
// The readers throw Malformed where a member is missing or wrong; `read_json` turns that, and what
// the library throws, into a Result, so that no exception leaves this folder.  Include this in
// source files alone: nlohmann's header is dear to compile.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/finding.hpp"

namespace noroshi::model {

// Members keep the order in which they are written: what identifies a value comes first.
using Json = nlohmann::ordered_json;

struct Malformed {
  std::string what;
};

/// Six significant digits: more than any figure here is good for, and the same on every machine;
/// 0 for what is no number.
double rounded(double value);

const Json& member(const Json& object, const char* name);
base::Micros instant(const Json& object, const char* name);
double share(const Json& object, const char* name);  ///< 0–1

template <class T>
T get(const Json& object, const char* name) {
  try {
    return member(object, name).get<T>();
  } catch (const nlohmann::json::type_error&) {
    throw Malformed{fmt::format("member '{}' has the wrong type", name)};
  }
}

/// A whole number from 0 to the most that T holds.
template <class T>
T count(const Json& object, const char* name) {
  const Json& found = member(object, name);
  if (!found.is_number_integer() || (!found.is_number_unsigned() && found < 0) ||
      found.get<std::uint64_t>() > std::numeric_limits<T>::max()) {
    throw Malformed{fmt::format("member '{}' is not in 0–{}", name, std::numeric_limits<T>::max())};
  }
  return found.get<T>();
}

template <class T>
T must(Result<T> result) {
  if (!result.has_value()) throw Malformed{result.error().message};
  return std::move(*result);
}

Json json_of(const std::vector<Evidence>& evidence);
std::vector<Evidence> evidence_of(const Json& object);  ///< of its member "evidence"

/// What `read` makes of the parsed text, or an Error that begins with `what`.
template <class Read>
auto read_json(std::string_view what, std::string_view text, Read read)
    -> Result<decltype(read(Json{}))> {
  try {
    const Json json = Json::parse(text);
    if (!json.is_object()) throw Malformed{"not a JSON object"};
    return read(json);
  } catch (const Malformed& malformed) {
    return Error{Errc::InvalidInput, fmt::format("{}: {}", what, malformed.what)};
  } catch (const nlohmann::json::exception& error) {
    return Error{Errc::InvalidInput, fmt::format("{}: {}", what, error.what())};
  }
}

}  // namespace noroshi::model
