// Writes a capture of a made-up telescope to standard output, as fast as memory allows.
//
//   telescope_capture scans PACKETS SOURCES        SYNs of bots that take turns, over ten minutes
//   telescope_capture backscatter PACKETS SOURCES  SYN-ACKs, each from another source, over a day
//
// The dark addresses are 198.18.0.0/15.  bench/telescope.sh measures with it: the first shows what
// state costs, the second that what needs none gets none.
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kRecord = 16 + 60;  // a packet's header, and the shortest Ethernet frame
constexpr std::uint64_t kStart = 1'768'348'800;  // 2026-01-14T00:00:00Z

struct Plan {
  bool scans = true;
  std::uint64_t packets = 0;
  std::uint64_t sources = 0;
};

std::uint64_t mix(std::uint64_t value) {  // SplitMix64 (Steele, Lea and Flood, 2014)
  value += 0x9E3779B97F4A7C15;
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
  value = (value ^ value >> 27) * 0x94D049BB133111EB;
  return value ^ value >> 31;
}

template <class Number>
void put(unsigned char* at, Number value) {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    at[i] = static_cast<unsigned char>(value >> 8 * (sizeof value - 1 - i));
  }
}

void put_little(unsigned char* at, std::uint32_t value) { std::memcpy(at, &value, sizeof value); }

// Ethernet, IPv4 of 40 octets, TCP without options.
std::array<unsigned char, kRecord> record_template(bool scans) {
  std::array<unsigned char, kRecord> record{};
  put_little(&record[8], 60);
  put_little(&record[12], 60);
  unsigned char* const ip = &record[16 + 14];
  put<std::uint16_t>(ip - 2, 0x0800);
  put<std::uint32_t>(ip, 0x45000028);
  ip[8] = 52;  // TTL
  ip[9] = 6;
  put<std::uint16_t>(ip + 20 + 12, scans ? 0x5002 : 0x5012);
  put<std::uint16_t>(ip + 20 + 14, 14'600);
  return record;
}

class Traffic {
 public:
  explicit Traffic(const Plan& plan) : plan_(plan), record_(record_template(plan.scans)) {}

  const std::array<unsigned char, kRecord>& packet(std::uint64_t number) {
    const std::uint64_t seconds = plan_.scans ? 600 : 86'400;
    const auto micros = static_cast<std::uint64_t>(static_cast<double>(number) /
                                                   static_cast<double>(plan_.packets) *
                                                   static_cast<double>(seconds) * 1e6);
    put_little(&record_[0], static_cast<std::uint32_t>(kStart + micros / 1'000'000));
    put_little(&record_[4], static_cast<std::uint32_t>(micros % 1'000'000));
    const std::uint64_t chance = mix(number);
    const std::uint64_t source = plan_.scans ? chance % plan_.sources : number % plan_.sources;
    unsigned char* const ip = &record_[16 + 14];
    put(ip + 4, static_cast<std::uint16_t>(chance));
    // An odd factor takes every number to another one, so that sources are as many as asked for.
    put(ip + 12, static_cast<std::uint32_t>(source * 2'654'435'761));
    put(ip + 16, static_cast<std::uint32_t>(0xC6120000 | (chance >> 32 & 0x1FFFF)));
    constexpr std::array<std::uint16_t, 4> kPorts = {23, 2323, 5555, 8080};
    const std::uint16_t asked = kPorts[source % kPorts.size()];
    const auto other = static_cast<std::uint16_t>(1024 + (chance >> 16) % 60'000);
    put(ip + 20, plan_.scans ? other : std::uint16_t{443});
    put(ip + 22, plan_.scans ? asked : other);
    std::memcpy(ip + 24, ip + 16, 4);  // Mirai's mark
    return record_;
  }

 private:
  Plan plan_;
  std::array<unsigned char, kRecord> record_;
};

bool write_all(const Plan& plan) {
  std::array<unsigned char, 24> header{0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0};
  header[18] = 4;  // a snapshot of 262,144
  header[20] = 1;  // Ethernet
  std::vector<char> buffer(1 << 20);
  std::setvbuf(stdout, buffer.data(), _IOFBF, buffer.size());
  if (std::fwrite(header.data(), header.size(), 1, stdout) != 1) return false;
  Traffic traffic(plan);
  for (std::uint64_t i = 0; i < plan.packets; ++i) {
    if (std::fwrite(traffic.packet(i).data(), kRecord, 1, stdout) != 1) return false;
  }
  return std::fflush(stdout) == 0;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end() || value == 0) return std::nullopt;
  return value;
}

}  // namespace

int main(int count, char** words) {
  const std::string_view kind = count == 4 ? words[1] : "";
  const auto packets = count == 4 ? number(words[2]) : std::nullopt;
  const auto sources = count == 4 ? number(words[3]) : std::nullopt;
  if ((kind != "scans" && kind != "backscatter") || !packets || !sources) {
    std::fputs("usage: telescope_capture scans|backscatter PACKETS SOURCES\n", stderr);
    return 2;
  }
  if (write_all({kind == "scans", *packets, *sources})) return 0;
  std::perror("telescope_capture: writing");
  return 1;
}
