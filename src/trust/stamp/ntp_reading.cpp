// What an NTP answer and a line of chrony say (RFC 5905 §7.3, §8; chronyc's tracking report).
#include <array>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <vector>

#include "trust/stamp/clock_source.hpp"

namespace noroshi::stamp {
namespace {

constexpr std::size_t kPacket = 48;
constexpr std::uint64_t kFrom1900To1970 = 2'208'988'800;  // seconds
constexpr unsigned kServerMode = 4;
constexpr unsigned kHighestStratum = 15;
constexpr std::uint8_t kUnsynchronised = 3;
// The rate at which a clock that nobody corrects may run away (RFC 5905, PHI is 15; quartz at the
// edge of its temperatures has 100).
constexpr base::Micros kDriftPerSecond = 100;

std::uint64_t big_endian(std::string_view packet, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8U | static_cast<unsigned char>(packet[at + i]);
  }
  return value;
}

// Seconds since 1900 modulo 2^32, and their fraction.
std::uint64_t ntp_time(base::Micros time) {
  const auto seconds = static_cast<std::uint64_t>(time / base::kSecond) + kFrom1900To1970;
  const auto micros = static_cast<std::uint64_t>(time % base::kSecond);
  return seconds << 32U | ((micros << 32U) / 1'000'000);
}

// A difference of time stamps, right across the end of an era (2036) since it is modulo 2^64.
base::Micros micros_between(std::uint64_t later, std::uint64_t earlier) {
  const auto difference = static_cast<std::int64_t>(later - earlier);
  const std::int64_t seconds = difference >> 32U;
  const auto fraction =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(difference) & 0xFFFF'FFFFU);
  return seconds * base::kSecond + ((fraction * base::kSecond) >> 32U);
}

base::Micros short_micros(std::uint64_t value) {  // 16.16
  return static_cast<base::Micros>((value * 1'000'000) >> 16U);
}

LeapNotice leap_of(unsigned indicator) {
  if (indicator == 1) return LeapNotice::Insert;
  return indicator == 2 ? LeapNotice::Delete : LeapNotice::None;
}

Error unusable(std::string what) { return Error{Errc::InvalidInput, std::move(what)}; }

Status check_ntp(std::string_view packet, const NtpExchange& exchange) {
  if (packet.size() < kPacket) {
    return unusable(fmt::format("{} octets are no NTP packet", packet.size()));
  }
  const auto first = static_cast<unsigned char>(packet[0]);
  const auto stratum = static_cast<unsigned char>(packet[1]);
  if ((first & 7U) != kServerMode) return unusable("it is no answer of an NTP server");
  if (big_endian(packet, 24, 8) != exchange.origin) {
    return unusable("it answers another question than was asked");
  }
  if (stratum == 0) {  // RFC 5905 §7.4
    std::string code(packet.substr(12, 4));
    for (char& c : code) c = c >= 'A' && c <= 'Z' ? c : '?';
    return unusable(fmt::format("the server does not want to answer ({})", code));
  }
  if (stratum > kHighestStratum || first >> 6U == kUnsynchronised ||
      big_endian(packet, 40, 8) == 0) {
    return unusable("the server says that its own clock is not synchronised");
  }
  return {};
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  line = line.substr(0, line.find_first_of("\r\n"));
  for (std::size_t comma = line.find(','); comma != std::string_view::npos;
       comma = line.find(',')) {
    fields.push_back(line.substr(0, comma));
    line.remove_prefix(comma + 1);
  }
  fields.push_back(line);
  return fields;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Beyond a year nothing is an offset; it would not fit into microseconds at last.
  if (error != std::errc() || end != text.data() + text.size() || !(std::abs(value) < 3.2e7)) {
    return std::nullopt;
  }
  return value;
}

base::Micros micros(double seconds) { return static_cast<base::Micros>(seconds * 1e6); }

}  // namespace

Result<ClockReading> read_ntp(std::string_view packet, const NtpExchange& exchange) {
  NOROSHI_CHECK(check_ntp(packet, exchange));
  const std::uint64_t t1 = ntp_time(exchange.sent);
  const std::uint64_t t2 = big_endian(packet, 32, 8);
  const std::uint64_t t3 = big_endian(packet, 40, 8);
  const std::uint64_t t4 = ntp_time(exchange.sent + exchange.round_trip);
  const base::Micros delay = exchange.round_trip - micros_between(t3, t2);
  if (delay < 0 || micros_between(t3, t2) < 0) {
    return unusable("the server's times contradict the time its answer took");
  }
  ClockReading reading;
  reading.offset = micros_between(t2, t1) / 2 + micros_between(t3, t4) / 2;
  reading.uncertainty = delay / 2 + short_micros(big_endian(packet, 4, 4)) / 2 +
                        short_micros(big_endian(packet, 8, 4));
  reading.stratum = static_cast<unsigned char>(packet[1]);
  reading.leap = leap_of(static_cast<unsigned char>(packet[0]) >> 6U);
  return reading;
}

// Reference id, its name, stratum, reference time, correction, last and mean offset, frequency,
// residual, skew, root delay, root dispersion, interval, leap status.
Result<ClockReading> read_chrony(std::string_view line, base::Micros age) {
  const auto fields = fields_of(line);
  if (fields.size() != 14) {
    return unusable(fmt::format("{} fields, where `chronyc -c tracking` prints 14", fields.size()));
  }
  const auto stratum = number(fields[2]);
  const auto correction = number(fields[4]);
  const auto root_delay = number(fields[10]);
  const auto root_dispersion = number(fields[11]);
  if (!stratum || !correction || !root_delay || !root_dispersion) {
    return unusable("a field that is no number, where `chronyc -c tracking` prints one");
  }
  if (fields[13] == "Not synchronised" || *stratum < 1 || *stratum > kHighestStratum) {
    return unusable("chrony says that the clock is not synchronised");
  }
  ClockReading reading;
  reading.offset = micros(*correction);
  reading.uncertainty = micros(std::abs(*root_delay) / 2 + std::abs(*root_dispersion)) +
                        age / base::kSecond * kDriftPerSecond;
  reading.stratum = static_cast<unsigned>(*stratum);
  if (fields[13] == "Insert second") reading.leap = LeapNotice::Insert;
  if (fields[13] == "Delete second") reading.leap = LeapNotice::Delete;
  return reading;
}

}  // namespace noroshi::stamp
