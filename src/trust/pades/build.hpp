// Objects made, changed and written (ISO 32000-2 §7.3): the other direction of parser.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "trust/pades/object.hpp"

namespace noroshi::pades {

Object name_of(std::string_view name);
Object number_of(std::int64_t number);
Object string_of(std::string_view octets);
/// As UTF-16 where ASCII does not do (§7.9.2.2).
Object text_string_of(std::string_view utf8);
Object reference_to(std::uint32_t number, std::uint32_t generation = 0);
Object array_of(std::vector<Object> items);
Object dictionary_of(std::vector<std::pair<std::string_view, Object>> entries);

/// Puts the value of a key, in the place of the one that was there.
void put(Object& dictionary, std::string_view key, Object value);

/// As it stands in a file.  Streams are written as their dictionaries.
std::string written(const Object& object);

/// "D:20240110121946Z" (§7.9.4).
std::string date_of(base::Micros time);

}  // namespace noroshi::pades
