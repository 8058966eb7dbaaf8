#include "trust/stamp/clock_source.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <openssl/rand.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/descriptor.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"

namespace noroshi::stamp {
namespace {

constexpr std::string_view kNtp = "ntp://";
constexpr std::string_view kChrony = "chrony:";

// A socket that sends to and hears from this server alone.
Result<base::Descriptor> connect_to(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    return Error{Errc::Io, fmt::format("finding {}: {}", host, ::gai_strerror(error))};
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, ::freeaddrinfo);
  base::Descriptor socket(
      ::socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, found->ai_protocol));
  if (!socket.open() || ::connect(socket.get(), found->ai_addr, found->ai_addrlen) != 0) {
    return base::system_error(fmt::format("reaching {}", host));
  }
  return socket;
}

class NtpSource final : public ClockSource {
 public:
  NtpSource(std::string name, std::string host, std::string port, base::Micros patience)
      : name_(std::move(name)),
        host_(std::move(host)),
        port_(std::move(port)),
        patience_(patience) {}

  [[nodiscard]] const std::string& name() const override { return name_; }

  Result<ClockReading> read() override {
    const auto socket = NOROSHI_TRY(connect_to(host_, port_));
    std::array<char, 48> question{};
    question[0] = 0x23;  // version 4, client
    NtpExchange exchange;
    // Not our time but a number that nobody else can know: who has not seen the question cannot
    // answer it.
    RAND_bytes(reinterpret_cast<unsigned char*>(question.data()) + 40, 8);
    for (std::size_t i = 40; i < 48; ++i) {
      exchange.origin = exchange.origin << 8U | static_cast<unsigned char>(question.at(i));
    }
    exchange.sent = io::wall_clock();
    const base::Micros began = io::steady_clock();
    if (::send(socket.get(), question.data(), question.size(), 0) !=
        static_cast<ssize_t>(question.size())) {
      return base::system_error(fmt::format("asking {}", host_));
    }
    return wait_for(socket.get(), exchange, began);
  }

 private:
  // What is no answer to this question is passed over as long as there is patience.
  Result<ClockReading> wait_for(int socket, NtpExchange exchange, base::Micros began) const {
    Error last{Errc::Io, fmt::format("no answer within {}", base::humane(patience_))};
    for (;;) {
      const base::Micros left = patience_ - (io::steady_clock() - began);
      if (left <= 0) return last;
      pollfd waiting{socket, POLLIN, 0};
      const int ready = ::poll(&waiting, 1, static_cast<int>(left / base::kMillisecond) + 1);
      if (ready < 0 && errno != EINTR) return base::system_error("waiting for an NTP answer");
      if (ready <= 0) continue;
      std::array<char, 512> packet{};
      const auto size = ::recv(socket, packet.data(), packet.size(), 0);
      if (size < 0) return base::system_error(fmt::format("hearing {}", host_));
      exchange.round_trip = io::steady_clock() - began;
      auto reading = read_ntp({packet.data(), static_cast<std::size_t>(size)}, exchange);
      if (reading) {
        reading->source = name_;
        return reading;
      }
      last = std::move(reading).error();
    }
  }

  std::string name_;
  std::string host_;
  std::string port_;
  base::Micros patience_;
};

class ChronyFile final : public ClockSource {
 public:
  ChronyFile(std::string name, std::string path, base::Micros oldest)
      : name_(std::move(name)), path_(std::move(path)), oldest_(oldest) {}

  [[nodiscard]] const std::string& name() const override { return name_; }

  Result<ClockReading> read() override {
    struct stat about {};
    if (::stat(path_.c_str(), &about) != 0) {
      return base::system_error(fmt::format("looking at {}", path_));
    }
    const base::Micros written =
        about.st_mtim.tv_sec * base::kSecond + about.st_mtim.tv_nsec / 1000;
    const base::Micros age = io::wall_clock() - written;
    if (age < -base::kSecond || age > oldest_) {
      return Error{Errc::InvalidInput,
                   fmt::format("{} was written {} ago; is the timer that writes it running?", path_,
                               base::humane(age))};
    }
    const std::string line = NOROSHI_TRY(io::read_file(path_));
    ClockReading reading =
        NOROSHI_TRY(read_chrony(line, std::max<base::Micros>(age, 0)).within(path_));
    reading.source = name_;
    return reading;
  }

 private:
  std::string name_;
  std::string path_;
  base::Micros oldest_;
};

struct Place {
  std::string host;
  std::string port = "123";
};

// "192.0.2.1", "time.example.org:1123", "[2001:db8::1]:123".
std::optional<Place> place_in(std::string_view text) {
  Place place;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    place.host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
  } else {
    place.host = text.substr(0, text.find(':'));
    rest = text.substr(place.host.size());
  }
  if (!rest.empty()) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), port);
    if (rest[0] != ':' || error != std::errc() || end != rest.data() + rest.size() || port == 0 ||
        port > 65'535) {
      return std::nullopt;
    }
    place.port = rest.substr(1);
  }
  if (place.host.empty() || place.host.find('/') != std::string::npos) return std::nullopt;
  return place;
}

}  // namespace

Result<std::unique_ptr<ClockSource>> clock_source(std::string_view text,
                                                  const ClockSourceOptions& options) {
  const std::string name(text);
  if (text.starts_with(kChrony) && text.size() > kChrony.size()) {
    return std::unique_ptr<ClockSource>(std::make_unique<ChronyFile>(
        name, std::string(text.substr(kChrony.size())), options.oldest_file));
  }
  if (text.starts_with(kNtp)) {
    if (auto place = place_in(text.substr(kNtp.size()))) {
      return std::unique_ptr<ClockSource>(std::make_unique<NtpSource>(
          name, std::move(place->host), std::move(place->port), options.patience));
    }
  }
  return Error{Errc::InvalidUsage,
               fmt::format("\"{}\" is no source of time; write ntp://HOST[:PORT], or "
                           "chrony:FILE for what `chronyc -c tracking` prints",
                           text)};
}

}  // namespace noroshi::stamp
