// What the texts of this leaf share: values behind the keys of a TOML section, each checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/config.hpp"
#include "net/prefix.hpp"

namespace noroshi::permit {

using Section = base::Config::Section;

/// One line that says something: not empty, no control characters.
std::string said(Section& section, std::string_view key);

/// Such a line, or nothing.
std::string said_if_any(Section& section, std::string_view key);

/// A word of letters, digits, '.', '-', '_' and '/'.
std::string word(Section& section, std::string_view key);

/// RFC 3339, at least to the second, in quotes.
base::Micros instant(Section& section, std::string_view key);

/// Must be there.
std::int64_t whole(Section& section, std::string_view key, std::int64_t least, std::int64_t most);

/// Reads each text of a list with `parse` (text → Result<T>); what fails is a problem of the key.
template <class T, class Parse>
std::vector<T> each(Section& section, std::string_view key, Parse parse) {
  std::vector<T> values;
  for (const auto& text : section.texts(key)) {
    auto value = parse(text);
    if (value) {
      values.push_back(*std::move(value));
    } else {
      section.problem(key, value.error().message);
    }
  }
  return values;
}

std::vector<net::Prefix> prefixes(Section& section, std::string_view key);

/// The first key of every text says which form it has.
void expect_format(Section& section, std::string_view format);

}  // namespace noroshi::permit
