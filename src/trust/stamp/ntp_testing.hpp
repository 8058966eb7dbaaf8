// An NTP server on loopback for tests, which may lie.
#pragma once

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <cstdint>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>

#include "base/descriptor.hpp"
#include "io/clock.hpp"

namespace noroshi::stamp {

struct NtpAnswer {
  base::Micros offset = 0;  ///< of the server's clock from this machine's
  unsigned leap = 0;
  unsigned mode = 4;
  unsigned stratum = 2;
  std::uint64_t origin_error = 0;
  base::Micros held = 0;  ///< between hearing and answering, as the server says
  bool silent = false;

  /// To a question with this origin, heard at `when` by this machine's clock.
  [[nodiscard]] std::string packet(std::uint64_t origin, base::Micros when) const {
    std::string octets(48, '\0');
    octets[0] = static_cast<char>(leap << 6U | 4U << 3U | mode);
    octets[1] = static_cast<char>(stratum);
    put(octets, 4, 655, 4);  // root delay: 10 ms in 16.16
    put(octets, 8, 197, 4);  // root dispersion: 3 ms
    octets.replace(12, 4, "RATE");
    put(octets, 24, origin + origin_error, 8);
    put(octets, 32, time_stamp(when + offset), 8);
    put(octets, 40, time_stamp(when + offset + held), 8);
    return octets;
  }

 private:
  static void put(std::string& octets, std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      octets[at + i] = static_cast<char>(value >> (8 * (size - 1 - i)));
    }
  }
  static std::uint64_t time_stamp(base::Micros time) {
    const auto seconds = static_cast<std::uint64_t>(time / base::kSecond) + 2'208'988'800;
    const auto micros = static_cast<std::uint64_t>(time % base::kSecond);
    return seconds << 32U | ((micros << 32U) / 1'000'000 + 1);
  }
};

class NtpServer {
 public:
  explicit NtpServer(const NtpAnswer& answer) : answer_(answer), offset_(answer.offset) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), length);
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &length);
    source_ = fmt::format("ntp://127.0.0.1:{}", ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~NtpServer() {
    ending_ = true;
    thread_.join();
  }
  NtpServer(const NtpServer&) = delete;
  NtpServer& operator=(const NtpServer&) = delete;

  [[nodiscard]] const std::string& source() const { return source_; }
  void set_offset(base::Micros offset) { offset_ = offset; }

 private:
  void serve() {
    while (!ending_) {
      pollfd waiting{socket_.get(), POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      std::array<char, 512> question{};
      sockaddr_in peer{};
      socklen_t length = sizeof peer;
      const auto size = ::recvfrom(socket_.get(), question.data(), question.size(), 0,
                                   reinterpret_cast<sockaddr*>(&peer), &length);
      if (size < 48 || answer_.silent) continue;
      std::uint64_t origin = 0;
      for (std::size_t i = 40; i < 48; ++i) {
        origin = origin << 8U | static_cast<unsigned char>(question.at(i));
      }
      answer_.offset = offset_;
      const std::string packet = answer_.packet(origin, io::wall_clock());
      ::sendto(socket_.get(), packet.data(), packet.size(), 0,
               reinterpret_cast<const sockaddr*>(&peer), length);
    }
  }

  NtpAnswer answer_;
  std::atomic<base::Micros> offset_;
  base::Descriptor socket_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  std::string source_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace noroshi::stamp
