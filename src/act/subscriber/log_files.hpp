// Readers of the operator's files: static prefixes, leases, the log of the carrier NAT.
//
// Each takes an open Input and hands usable rows on; the others are counted by reason.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "act/subscriber/cgn_log.hpp"
#include "act/subscriber/lease_book.hpp"
#include "act/subscriber/name_pool.hpp"
#include "act/subscriber/prefix_table.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"

namespace noroshi::subscriber {

/// A key under which identifiers of devices are hashed: 32 octets, as 64 hexadecimal digits.
class DeviceKey {
 public:
  static Result<DeviceKey> parse(std::string_view text);
  /// Never 0.  BLAKE2b, keyed; case and separators of a MAC address do not matter.
  [[nodiscard]] std::uint64_t hash(std::string_view device) const;

 private:
  std::string key_;
};

/// How the hash of a device is written: 16 hexadecimal digits; empty for 0.
std::string device_text(std::uint64_t device);

using StaticTable = PrefixTable<std::uint32_t>;

/// Columns prefix, line.  Returns the rows taken; `prefixes` gets each prefix.
Result<std::uint64_t> read_static(io::Input& input, io::Rejects& rejects, NamePool& lines,
                                  StaticTable& table, std::vector<net::Prefix>& prefixes);

/// Columns start, end (empty: still held), address (or a prefix), line; optional device.
/// Without `key` devices are dropped, and `dropped` says so.
Result<std::uint64_t> read_leases(io::Input& input, io::Rejects& rejects, NamePool& lines,
                                  const std::optional<DeviceKey>& key, LeaseBook& book,
                                  bool& dropped);

/// Columns outside, ports ("4096" or "4096-5119"), protocol ("tcp", "udp", "icmp", "any" or a
/// number), inside, start, end (empty: still held).
Result<std::uint64_t> read_cgn_log(io::Input& input, io::Rejects& rejects, CgnLog& log);

}  // namespace noroshi::subscriber
