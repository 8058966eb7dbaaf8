// Members of what a server answered, which may be anything: a member that is not there, or is of
// another type, is empty or 0.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace noroshi::cli {

inline std::string text_in(const nlohmann::json& answer, const char* name) {
  const auto found = answer.is_object() ? answer.find(name) : answer.end();
  return found != answer.end() && found->is_string() ? found->get<std::string>() : std::string();
}

inline std::uint64_t count_in(const nlohmann::json& answer, const char* name) {
  const auto found = answer.is_object() ? answer.find(name) : answer.end();
  return found != answer.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

}  // namespace noroshi::cli
