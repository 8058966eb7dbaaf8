#include "trust/pades/build.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "base/hex.hpp"
#include "base/time.hpp"
#include "trust/pades/parser.hpp"

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

bool is_plain(char each) { return each >= ' ' && each < 127; }

Object of_text(Kind kind, std::string_view text) {
  Object made;
  made.kind = kind;
  made.text = text;
  return made;
}

// The next code point; what is no UTF-8 counts as Latin-1.
std::uint32_t take_point(std::string_view& utf8) {
  const auto first = static_cast<std::uint8_t>(utf8.front());
  const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  std::uint32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
  if (utf8.size() < length) {
    utf8.remove_prefix(1);
    return first;
  }
  for (std::size_t index = 1; index < length; ++index)
    point = (point << 6U) | (static_cast<std::uint8_t>(utf8[index]) & 0x3FU);
  utf8.remove_prefix(length);
  return point;
}

void put_unit(std::string& to, std::uint32_t unit) {
  to += static_cast<char>((unit >> 8U) & 0xFFU);
  to += static_cast<char>(unit & 0xFFU);
}

std::string written_name(std::string_view name) {
  std::string text = "/";
  for (const char each : name) {
    const auto octet = static_cast<std::uint8_t>(each);
    if (is_regular(octet) && is_plain(each) && each != '#')
      text += each;
    else
      text += fmt::format("#{:02X}", octet);
  }
  return text;
}

std::string written_string(std::string_view octets) {
  const auto simple = [](char each) {
    return is_plain(each) && each != '(' && each != ')' && each != '\\';
  };
  if (std::all_of(octets.begin(), octets.end(), simple)) return fmt::format("({})", octets);
  return "<" + base::to_hex(octets, base::HexCase::Capital) + ">";
}

// No exponents: PDF knows none.
std::string written_real(double value) {
  auto text = fmt::format("{:.10f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text += '0';
  return text;
}

std::string written_entries(const Object& object) {
  std::string text = "<<";
  for (std::size_t index = 0; index < object.keys.size(); ++index)
    text += fmt::format("{} {}\n", written_name(object.keys[index]), written(object.items[index]));
  return text + ">>";
}

}  // namespace

Object name_of(std::string_view name) { return of_text(Kind::Name, name); }

Object number_of(std::int64_t number) {
  Object made;
  made.kind = Kind::Integer;
  made.integer = number;
  made.real = static_cast<double>(number);
  return made;
}

Object string_of(std::string_view octets) { return of_text(Kind::String, octets); }

Object text_string_of(std::string_view utf8) {
  if (std::all_of(utf8.begin(), utf8.end(), is_plain)) return string_of(utf8);
  std::string text = "\xFE\xFF";
  while (!utf8.empty()) {
    const auto point = take_point(utf8);
    if (point >= 0x10000) {
      put_unit(text, 0xD800 + ((point - 0x10000) >> 10U));
      put_unit(text, 0xDC00 + ((point - 0x10000) & 0x3FFU));
    } else {
      put_unit(text, point);
    }
  }
  return string_of(text);
}

Object reference_to(std::uint32_t number, std::uint32_t generation) {
  Object made;
  made.kind = Kind::Reference;
  made.reference = {number, generation};
  return made;
}

Object array_of(std::vector<Object> items) {
  Object made;
  made.kind = Kind::Array;
  made.items = std::move(items);
  return made;
}

Object dictionary_of(std::vector<std::pair<std::string_view, Object>> entries) {
  Object made;
  made.kind = Kind::Dictionary;
  for (auto& [key, value] : entries) put(made, key, std::move(value));
  return made;
}

void put(Object& dictionary, std::string_view key, Object value) {
  const auto found = std::find(dictionary.keys.begin(), dictionary.keys.end(), key);
  if (found != dictionary.keys.end()) {
    dictionary.items[static_cast<std::size_t>(found - dictionary.keys.begin())] = std::move(value);
    return;
  }
  dictionary.keys.emplace_back(key);
  dictionary.items.push_back(std::move(value));
}

std::string written(const Object& object) {
  switch (object.kind) {
    case Kind::Null:
      return "null";
    case Kind::Boolean:
      return object.integer != 0 ? "true" : "false";
    case Kind::Integer:
      return std::to_string(object.integer);
    case Kind::Real:
      return written_real(object.real);
    case Kind::String:
      return written_string(object.text);
    case Kind::Name:
      return written_name(object.text);
    case Kind::Reference:
      return fmt::format("{} {} R", object.reference.number, object.reference.generation);
    case Kind::Array:
      break;
    case Kind::Dictionary:
    case Kind::Stream:
      return written_entries(object);
  }
  std::string text = "[";
  for (const auto& each : object.items) {
    if (text.size() > 1) text += ' ';
    text += written(each);
  }
  return text + "]";
}

std::string date_of(base::Micros time) {
  const std::chrono::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(time)};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day civil(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(instant - day));
  return fmt::format("D:{:04}{:02}{:02}{:02}{:02}{:02}Z", static_cast<int>(civil.year()),
                     static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace noroshi::pades
