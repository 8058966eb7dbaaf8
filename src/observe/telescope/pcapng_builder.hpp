// pcapng files built by hand in memory, for tests, in either byte order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "net/packet.hpp"
#include "net/packet_builder.hpp"

namespace noroshi::telescope {

struct InterfaceFields {
  std::uint32_t snapshot = 262'144;
  int resolution = -1;  ///< if_tsresol; -1: not said, which means microseconds
  std::int64_t offset = 0;
};

class PcapngFile {
 public:
  explicit PcapngFile(bool big_endian = false) : big_endian_(big_endian) {
    block(0x0A0D0D0A, number(0x1A2B3C4D, 4) + number(1, 2) + number(0, 2) + std::string(8, '\xFF'));
  }

  PcapngFile& interface(net::LinkType link, const InterfaceFields& fields = {}) {
    std::string options;
    if (fields.resolution >= 0) {
      options += option(9, std::string(1, static_cast<char>(fields.resolution)));
    }
    if (fields.offset != 0) {
      options += option(14, number(static_cast<std::uint64_t>(fields.offset), 8));
    }
    if (!options.empty()) options += option(0, "");
    return block(1, number(static_cast<std::uint16_t>(link), 2) + number(0, 2) +
                        number(fields.snapshot, 4) + options);
  }

  PcapngFile& packet(std::uint32_t interface, std::int64_t ticks, const net::Frame& frame,
                     std::uint64_t dropped = 0) {
    const auto time = static_cast<std::uint64_t>(ticks);
    std::string body = number(interface, 4) + number(time >> 32, 4) + number(time & 0xFFFFFFFF, 4) +
                       number(frame.size(), 4) + number(frame.size(), 4) + padded(frame);
    if (dropped > 0) body += option(4, number(dropped, 8)) + option(0, "");
    return block(6, body);
  }

  PcapngFile& simple_packet(const net::Frame& frame, std::size_t captured) {
    return block(3, number(frame.size(), 4) + padded(frame.substr(0, captured)));
  }

  PcapngFile& statistics(std::uint32_t interface, std::uint64_t by_interface,
                         std::uint64_t by_system) {
    return block(5, number(interface, 4) + std::string(8, '\0') +
                        option(5, number(by_interface, 8)) + option(7, number(by_system, 8)));
  }

  PcapngFile& block(std::uint32_t type, const std::string& body) {
    const std::string length = number(12 + padded(body).size(), 4);
    bytes_ += number(type, 4) + length + padded(body) + length;
    return *this;
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  [[nodiscard]] std::string number(std::uint64_t value, std::size_t octets) const {
    std::string out = net::big_endian(value, octets);
    if (!big_endian_) std::reverse(out.begin(), out.end());
    return out;
  }

  static std::string padded(std::string text) {
    text.resize((text.size() + 3) / 4 * 4);
    return text;
  }

  [[nodiscard]] std::string option(std::uint16_t code, const std::string& value) const {
    return number(code, 2) + number(value.size(), 2) + padded(value);
  }

  bool big_endian_;
  std::string bytes_;
};

}  // namespace noroshi::telescope
