// For tests: a template and one record of it, built field by field.
#pragma once

#include <string>

#include "observe/netflow/wire_test_bytes.hpp"

namespace noroshi::netflow {

/// Addresses and a start stand in front.
class Layout {
 public:
  Layout() {
    add(flow::ipfix::kSourceIPv4Address, 4, wire::kSource);
    add(flow::ipfix::kDestinationIPv4Address, 4, wire::kDestination);
    add(flow::ipfix::kFlowStartSeconds, 4, wire::kSeconds);
  }
  Layout& add(std::uint16_t element, std::uint16_t width, std::uint64_t value,
              std::uint32_t enterprise = 0) {
    return add_bytes({element, width, enterprise}, wire::number(value, width));
  }
  Layout& add_bytes(flow::ipfix::Field field, const std::string& bytes) {
    specifiers_ += flow::ipfix::specifiers({field});
    ++count_;
    bytes_ += bytes;
    return *this;
  }
  [[nodiscard]] std::string layout(std::uint16_t id = 256) const {
    return wire::number(id, 2) + wire::number(count_, 2) + specifiers_;
  }
  [[nodiscard]] std::string record() const { return bytes_; }
  [[nodiscard]] std::string in_ipfix() const {
    return wire::ipfix(0, wire::set(2, layout()) + wire::set(256, record()));
  }
  [[nodiscard]] std::string in_v9(const wire::V9& header = {}) const {
    return wire::v9(header, wire::set(0, layout()) + wire::set(256, record()));
  }

 private:
  std::size_t count_ = 0;
  std::string specifiers_;
  std::string bytes_;
};

}  // namespace noroshi::netflow
