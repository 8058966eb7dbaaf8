#include "act/subscriber/log_files.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <sodium.h>

#include "act/subscriber/table_reader.hpp"

namespace noroshi::subscriber {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kLongestName = 255;  // octets of a line's name

// One form for "00:53:1A:…", "00-53-1a-…" and "0053.1a…": DHCP and RADIUS write the same device
// differently.
std::string plain_device(std::string_view device) {
  std::string plain;
  for (const char c : device) {
    if (c == ':' || c == '-' || c == '.') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

// Names are printed and go into messages: no control characters.
bool is_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return false;
  }
  return true;
}

struct Term {
  base::Micros start = 0;
  base::Micros end = kForever;
};

// Empty: why not.
std::string_view read_term(std::string_view start, std::string_view end, Term& term) {
  const auto from = parse_instant(start);
  if (!from) return "start is no instant";
  term.start = *from;
  if (end.empty()) return {};
  const auto to = parse_instant(end);
  if (!to) return "end is no instant";
  if (*to <= *from) return "ends before it begins, or at once";
  term.end = *to;
  return {};
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  return fault == std::errc() && stop == end && !text.empty();
}

bool read_ports(std::string_view text, CgnEntry& entry) {
  const auto dash = text.find('-');
  if (!read_number(text.substr(0, dash), entry.first_port)) return false;
  entry.last_port = entry.first_port;
  if (dash == std::string_view::npos) return true;
  return read_number(text.substr(dash + 1), entry.last_port) && entry.first_port <= entry.last_port;
}

// IANA, protocol numbers.
bool read_protocol(std::string_view text, std::uint8_t& protocol) {
  static constexpr std::array<std::pair<std::string_view, std::uint8_t>, 8> kNames{{{"any", 0},
                                                                                    {"tcp", 6},
                                                                                    {"udp", 17},
                                                                                    {"icmp", 1},
                                                                                    {"TCP", 6},
                                                                                    {"UDP", 17},
                                                                                    {"ICMP", 1},
                                                                                    {"", 0}}};
  for (const auto& [name, number] : kNames) {
    if (text == name) {
      protocol = number;
      return true;
    }
  }
  return read_number(text, protocol);
}

// Empty: usable.
std::string_view read_entry(const TableReader& row, CgnEntry& entry) {
  const auto outside = net::Address::parse(row.field(0));
  if (!outside.has_value() || !outside->is_v4()) return "outside is no IPv4 address";
  entry.outside = *outside;
  if (!read_ports(row.field(1), entry)) return "ports are no port and no range";
  if (!read_protocol(row.field(2), entry.protocol)) return "protocol is none";
  const auto inside = net::Address::parse(row.field(3));
  if (!inside.has_value()) return "inside is no address";
  entry.inside = *inside;
  Term term;
  const auto fault = read_term(row.field(4), row.field(5), term);
  entry.start = term.start;
  entry.end = term.end;
  return fault;
}

}  // namespace

Result<DeviceKey> DeviceKey::parse(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  DeviceKey key;
  key.key_.resize(kKeySize);
  std::size_t length = 0;
  const char* stop = nullptr;
  const int fault = sodium_hex2bin(reinterpret_cast<unsigned char*>(key.key_.data()), kKeySize,
                                   text.data(), text.size(), nullptr, &length, &stop);
  if (fault != 0 || length != kKeySize || stop != text.data() + text.size()) {
    return Error{Errc::InvalidInput,
                 "a device key is 64 hexadecimal digits; make one with: openssl rand -hex 32"};
  }
  return key;
}

std::uint64_t DeviceKey::hash(std::string_view device) const {
  const auto plain = plain_device(device);
  std::array<unsigned char, crypto_generichash_BYTES> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                     reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof(number); ++i) number = number << 8 | digest[i];
  return number == 0 ? 1 : number;
}

std::string device_text(std::uint64_t device) {
  return device == 0 ? std::string() : fmt::format("{:016x}", device);
}

Result<std::uint64_t> read_static(io::Input& input, io::Rejects& rejects, NamePool& lines,
                                  StaticTable& table, std::vector<net::Prefix>& prefixes) {
  static constexpr std::array<TableReader::Column, 2> kColumns{{{"prefix"}, {"line"}}};
  auto rows = NOROSHI_TRY(TableReader::open(input, rejects, kColumns));
  std::uint64_t taken = 0;
  while (NOROSHI_TRY(rows.next())) {
    const auto prefix = net::Prefix::parse(rows.field(0));
    if (!prefix.has_value()) {
      NOROSHI_CHECK(rejects.add("prefix is none", rows.place()));
    } else if (!is_name(rows.field(1))) {
      NOROSHI_CHECK(rejects.add("line has no usable name", rows.place()));
    } else {
      table.add(*prefix, lines.number(rows.field(1)));
      prefixes.push_back(*prefix);
      ++taken;
    }
  }
  return taken;
}

Result<std::uint64_t> read_leases(io::Input& input, io::Rejects& rejects, NamePool& lines,
                                  const std::optional<DeviceKey>& key, LeaseBook& book,
                                  bool& dropped) {
  static constexpr std::array<TableReader::Column, 5> kColumns{
      {{"start"}, {"end"}, {"address"}, {"line"}, {"device", false}}};
  auto rows = NOROSHI_TRY(TableReader::open(input, rejects, kColumns));
  std::uint64_t taken = 0;
  while (NOROSHI_TRY(rows.next())) {
    Term term;
    auto fault = read_term(rows.field(0), rows.field(1), term);
    const auto prefix = net::Prefix::parse(rows.field(2));
    if (fault.empty() && !prefix.has_value()) fault = "address is neither address nor prefix";
    if (fault.empty() && !is_name(rows.field(3))) fault = "line has no usable name";
    if (!fault.empty()) {
      NOROSHI_CHECK(rejects.add(fault, rows.place()));
      continue;
    }
    const auto device = rows.field(4);
    dropped = dropped || (!device.empty() && !key);
    const auto hash = !device.empty() && key ? key->hash(device) : 0;
    book.add(*prefix, {term.start, term.end, hash, lines.number(rows.field(3))});
    ++taken;
  }
  return taken;
}

Result<std::uint64_t> read_cgn_log(io::Input& input, io::Rejects& rejects, CgnLog& log) {
  static constexpr std::array<TableReader::Column, 6> kColumns{
      {{"outside"}, {"ports"}, {"protocol"}, {"inside"}, {"start"}, {"end"}}};
  auto rows = NOROSHI_TRY(TableReader::open(input, rejects, kColumns));
  std::uint64_t taken = 0;
  while (NOROSHI_TRY(rows.next())) {
    CgnEntry entry;
    const auto fault = read_entry(rows, entry);
    if (!fault.empty()) {
      NOROSHI_CHECK(rejects.add(fault, rows.place()));
      continue;
    }
    log.add(entry);
    ++taken;
  }
  return taken;
}

}  // namespace noroshi::subscriber
