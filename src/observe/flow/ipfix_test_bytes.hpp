// For tests: IPFIX messages spelt out by hand, independent of the writer.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "observe/flow/ipfix_template.hpp"

namespace noroshi::flow::ipfix {

/// `value` in `width` bytes, network order.
inline std::string number(std::uint64_t value, std::size_t width) {
  std::string bytes(width, '\0');
  for (std::size_t i = 0; i < width; ++i) {
    bytes[width - 1 - i] = static_cast<char>(value & 0xFF);
    value >>= 8;
  }
  return bytes;
}

inline std::string specifiers(std::initializer_list<Field> fields) {
  std::string bytes;
  for (const Field& field : fields) {
    bytes += number(field.element | (field.enterprise != 0 ? 0x8000U : 0U), 2);
    bytes += number(field.length, 2);
    if (field.enterprise != 0) bytes += number(field.enterprise, 4);
  }
  return bytes;
}

inline std::string template_record(std::uint16_t id, std::initializer_list<Field> fields) {
  return number(id, 2) + number(fields.size(), 2) + specifiers(fields);
}

inline std::string options_template_record(std::uint16_t id, std::uint16_t scope_count,
                                           std::initializer_list<Field> fields) {
  return number(id, 2) + number(fields.size(), 2) + number(scope_count, 2) + specifiers(fields);
}

inline std::string set(std::uint16_t id, const std::string& body) {
  return number(id, 2) + number(body.size() + 4, 2) + body;
}

inline constexpr std::uint32_t kExportTime = 1'700'000'000;

inline std::string message(const std::string& sets, std::uint32_t domain = 1,
                           std::uint32_t export_time = kExportTime, std::uint32_t sequence = 0) {
  return number(10, 2) + number(sets.size() + 16, 2) + number(export_time, 4) +
         number(sequence, 4) + number(domain, 4) + sets;
}

}  // namespace noroshi::flow::ipfix
