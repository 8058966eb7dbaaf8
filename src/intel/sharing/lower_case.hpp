// ASCII letters in lower case; everything else, Japanese included, stays.  Private to this leaf.
#pragma once

#include <string>
#include <string_view>

namespace noroshi::sharing {

inline std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace noroshi::sharing
