// Sends the flow records of a file as NetFlow v9 (RFC 3954) to a collector on this machine, so that
// nfdump can be measured on the same records.
//
//   replay_netflow FILE PORT
//
// Goes to 127.0.0.1 and nowhere else.  Nothing is lost: the sender waits while the collector's
// receive queue, as the kernel shows it, is not nearly empty, and looks at the kernel's count of
// drops when all is sent.  Prints the number of records sent.
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "observe/flow/reader.hpp"

namespace noroshi::bench {
namespace {

constexpr std::size_t kDatagram = 8'000;      // octets; the loopback interface takes 64 KiB
constexpr std::uint64_t kQueued = 64 * 1024;  // octets waiting at the collector, then we wait
constexpr std::uint16_t kTemplateV4 = 256;
constexpr std::uint16_t kTemplateV6 = 257;
constexpr base::Micros kBooted = base::kHour;  // before the first record

// The kernel's view of the collector's socket.
struct Queue {
  std::uint64_t waiting = 0;  // octets
  std::uint64_t drops = 0;    // datagrams since the socket was made
};

// A line of /proc/net/udp: number, local address:port, remote address:port, state, tx:rx queue, …,
// drops.  Nothing if nobody listens.
std::optional<Queue> queue_of(std::uint16_t port) {
  std::ifstream table("/proc/net/udp");
  const std::string wanted = fmt::format(":{:04X}", port);
  std::string line;
  while (std::getline(table, line)) {
    std::array<char, 64> local{};
    unsigned long long waiting = 0;
    const char* format = " %*[^:]: %63s %*s %*s %*[^:]:%llx";
    if (std::sscanf(line.c_str(), format, local.data(), &waiting) != 2) continue;
    if (!std::string_view(local.data()).ends_with(wanted)) continue;
    const std::size_t last = line.find_last_not_of(' ');
    const std::string drops = line.substr(line.find_last_of(' ', last) + 1);
    return Queue{waiting, std::strtoull(drops.c_str(), nullptr, 10)};
  }
  return std::nullopt;
}

void pause_briefly() {
  const timespec wait{.tv_sec = 0, .tv_nsec = 100'000};
  nanosleep(&wait, nullptr);
}

class Datagram {
 public:
  [[nodiscard]] std::size_t room() const { return bytes_.size() - used_; }
  [[nodiscard]] std::size_t size() const { return used_; }
  [[nodiscard]] const char* bytes() const { return bytes_.data(); }
  void clear() { used_ = 0; }

  template <class Unsigned>
  void put(Unsigned value) {
    for (std::size_t shift = sizeof(value); shift-- > 0;) {
      bytes_[used_++] = static_cast<char>(value >> (8 * shift));
    }
  }
  void put_at(std::size_t place, std::uint16_t value) {
    const std::size_t end = std::exchange(used_, place);
    put(value);
    used_ = end;
  }

 private:
  std::array<char, kDatagram> bytes_{};
  std::size_t used_ = 0;
};

struct TemplateField {
  std::uint16_t type;
  std::uint16_t length;
};

// RFC 3954, section 8.
std::vector<TemplateField> fields(bool v6) {
  const auto pick = [v6](std::uint16_t four, std::uint16_t six) { return v6 ? six : four; };
  return {{pick(8, 27), pick(4, 16)},
          {pick(12, 28), pick(4, 16)},
          {7, 2},  // L4_SRC_PORT
          {11, 2},
          {4, 1},
          {6, 1},  // L4_DST_PORT, PROTOCOL, TCP_FLAGS
          {1, 8},
          {2, 8},
          {23, 8},
          {24, 8},  // octets and packets, in and out
          {22, 4},
          {21, 4}};  // first and last, milliseconds of uptime
}

class Sender {
 public:
  Sender(int socket, std::uint16_t port) : socket_(socket), port_(port) {}

  Status send(const model::FlowBatch& batch) {
    for (std::size_t row = 0; row < batch.size(); ++row) NOROSHI_CHECK(add(batch.at(row)));
    return {};
  }

  // Sends what is buffered and waits until the collector has read everything.
  Result<std::uint64_t> finish() {
    NOROSHI_CHECK(flush());
    NOROSHI_CHECK(wait_below(1));
    const auto queue = queue_of(port_);
    if (!queue || queue->drops > 0) {
      return Error{Errc::Limit, "the collector's socket lost datagrams; give it a larger buffer"};
    }
    return records_;
  }

 private:
  Status add(const model::Flow& flow) {
    constexpr std::size_t kLongestRecord = 78 + 4 + 4;  // with a set header and padding
    if (boot_ == 0) boot_ = flow.start - kBooted;
    const bool v6 = !flow.source_address.is_v4() || !flow.destination_address.is_v4();
    if (datagram_.size() > 0 && datagram_.room() < kLongestRecord) NOROSHI_CHECK(flush());
    if (datagram_.size() == 0) begin();
    const std::uint16_t set = v6 ? kTemplateV6 : kTemplateV4;
    if (set_ != set) {
      close_set();
      open_set(set);
    }
    put(flow, v6);
    ++count_;
    ++records_;
    latest_ = std::max(latest_, flow.end);
    return {};
  }

  void begin() {
    for (int i = 0; i < 5; ++i) datagram_.put(std::uint32_t{0});  // the header, filled by flush
    if (datagrams_++ % 64 != 0) return;
    open_set(0);
    for (const bool v6 : {false, true}) {
      const auto list = fields(v6);
      datagram_.put(v6 ? kTemplateV6 : kTemplateV4);
      datagram_.put(static_cast<std::uint16_t>(list.size()));
      for (const TemplateField& field : list) {
        datagram_.put(field.type);
        datagram_.put(field.length);
      }
      ++count_;
    }
    close_set();
  }

  void open_set(std::uint16_t id) {
    set_ = id;
    set_place_ = datagram_.size();
    datagram_.put(id);
    datagram_.put(std::uint16_t{0});
  }

  void close_set() {
    if (set_place_ == 0) return;
    while (datagram_.size() % 4 != 0) datagram_.put(std::uint8_t{0});
    datagram_.put_at(set_place_ + 2, static_cast<std::uint16_t>(datagram_.size() - set_place_));
    set_place_ = 0;
    set_ = 0;
  }

  void put(const net::Address& address, bool v6) {
    if (!v6) return datagram_.put(address.v4_bits());
    datagram_.put(address.high());
    datagram_.put(address.low());
  }

  [[nodiscard]] std::uint32_t uptime(base::Micros at) const {
    return static_cast<std::uint32_t>((at - boot_) / base::kMillisecond);
  }

  void put(const model::Flow& flow, bool v6) {
    put(flow.source_address, v6);
    put(flow.destination_address, v6);
    datagram_.put(flow.source_port);
    datagram_.put(flow.destination_port);
    datagram_.put(flow.protocol);
    datagram_.put(flow.tcp_flags);
    datagram_.put(flow.octets);
    datagram_.put(flow.packets);
    datagram_.put(flow.reverse_octets);
    datagram_.put(flow.reverse_packets);
    datagram_.put(uptime(flow.start));
    datagram_.put(uptime(flow.end));
  }

  void fill_header() {
    // The whole second after everything in the datagram had been seen.
    const base::Micros now = (latest_ / base::kSecond + 1) * base::kSecond;
    Datagram header;
    header.put(std::uint16_t{9});
    header.put(count_);
    header.put(uptime(now));
    header.put(static_cast<std::uint32_t>(now / base::kSecond));
    header.put(sequence_++);
    std::size_t place = 0;
    for (; place < header.size(); place += 2) {
      std::uint16_t word = 0;
      std::memcpy(&word, header.bytes() + place, sizeof(word));
      datagram_.put_at(place, ntohs(word));
    }
  }

  Status flush() {
    if (datagram_.size() == 0) return {};
    close_set();
    fill_header();
    NOROSHI_CHECK(wait_below(kQueued));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto sent = sendto(socket_, datagram_.bytes(), datagram_.size(), 0,
                             reinterpret_cast<const sockaddr*>(&to), sizeof(to));
    if (sent != static_cast<ssize_t>(datagram_.size())) return base::system_error("sending");
    datagram_.clear();
    count_ = 0;
    return {};
  }

  Status wait_below(std::uint64_t octets) {
    for (auto queue = queue_of(port_);; queue = queue_of(port_)) {
      if (!queue) return Error{Errc::Io, fmt::format("nobody listens on UDP port {}", port_)};
      if (queue->waiting < octets) return {};
      pause_briefly();
    }
  }

  int socket_;
  std::uint16_t port_;
  Datagram datagram_;
  std::uint16_t set_ = 0;
  std::size_t set_place_ = 0;  // 0: no set is open
  std::uint16_t count_ = 0;    // records and templates in the datagram
  std::uint32_t sequence_ = 0;
  std::uint64_t datagrams_ = 0;
  std::uint64_t records_ = 0;
  base::Micros boot_ = 0;
  base::Micros latest_ = 0;
};

Result<std::uint64_t> replay(const std::string& path, std::uint16_t port) {
  auto input = NOROSHI_TRY(io::Input::open(path));
  const auto reader = NOROSHI_TRY(flow::open(std::move(input)).within(path));
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  if (socket < 0) return base::system_error("opening a socket");
  for (int i = 0; i < 100'000 && !queue_of(port); ++i) pause_briefly();  // the collector starts
  Sender sender(socket, port);
  model::FlowBatch batch;
  while (true) {
    batch.clear();
    if (!NOROSHI_TRY(reader->read(batch, 8'192).within(path))) break;
    NOROSHI_CHECK(sender.send(batch));
  }
  auto sent = sender.finish();
  close(socket);
  return sent;
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  const auto port = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 0;
  if (port == 0 || port > 65'535) {
    fmt::print(stderr, "usage: replay_netflow FILE PORT\n");
    return 2;
  }
  const auto sent = noroshi::bench::replay(argv[1], static_cast<std::uint16_t>(port));
  if (!sent) {
    fmt::print(stderr, "replay_netflow: {}\n", sent.error().message);
    return 1;
  }
  fmt::print("{}\n", *sent);
}
