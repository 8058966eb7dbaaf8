// Sinkhole: accepts, listens, parks, and is silent.
//
// Names and addresses of C&C servers are pointed here by those who may (a registry, a court, the
// operator of the network).  Bots connect and wait for orders that never come; each tells, by
// connecting, which line it stands behind.
//
// Everything is bounded: connections in all and for each source (beyond them the one that has been
// silent longest goes), first bytes kept (kMostFirstBytes for each of `most_waiting`), octets that
// one visitor may send.  Nothing is ever queued for a visitor, so one that does not read costs
// nothing.  72 octets a connection here; what the kernel takes is in docs/operations/sinkhole.md.
//
// accepted = open + Σ ended, and accepted = waiting + Σ judged, always.
//
// One thread uses a Sinkhole.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "act/sinkhole/visit.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::sinkhole {

struct Listen {
  net::Address address;
  std::uint16_t port = 0;  ///< 0 takes a free one
};

struct Settings {
  std::vector<Listen> listen{};
  bool echo = false;        ///< answer keep-alives of Mirai-like bots; otherwise nothing is written
  bool share_port = false;  ///< SO_REUSEPORT: several processes on one port, the kernel parts them
  std::size_t most_connections = 1'000'000;
  std::size_t most_from_one = 1'000;   ///< at once; IPv6 counts by /64.  Shared addresses need many
  std::size_t most_waiting = 16'384;   ///< visits whose first bytes are being collected
  std::uint64_t most_octets = 65'536;  ///< from one visitor; then it is shown out
  base::Micros introduction = 30 * base::kSecond;  ///< to say who one is
  base::Micros idle = 15 * base::kMinute;          ///< silence after which a visitor is shown out
};

/// Why a connection ended.
enum class Ended : std::uint8_t {
  Left,  ///< closed by the visitor
  Idle,
  SentTooMuch,
  MadeRoom,      ///< all places were taken, and it had been silent longest
  TooManyOfOne,  ///< its source had `most_from_one` already; never listened to
  Stopped,       ///< the sinkhole ended
};
inline constexpr std::size_t kEnds = 6;
std::string_view to_string(Ended ended);

struct Numbers {
  std::uint64_t accepted = 0;
  std::uint64_t open = 0;
  std::uint64_t waiting = 0;              ///< of the open ones: not judged yet
  std::array<std::uint64_t, 6> judged{};  ///< by Kind
  std::array<std::uint64_t, kEnds> ended{};
  std::uint64_t octets = 0;
  std::uint64_t keep_alives = 0;
  std::uint64_t echoes = 0;
  std::uint64_t echoes_refused = 0;  ///< the peer did not take two octets
  std::uint64_t judged_early = 0;    ///< no room to collect first bytes
  std::uint64_t not_accepted = 0;    ///< the kernel refused (out of descriptors or memory)
};

class Sinkhole {
 public:
  using Clock = std::function<base::Micros()>;  ///< UTC
  struct Log {
    std::function<void(const Visit&)> visit;
    std::function<void(const Stay&)> stay;  ///< of Mirai-like visitors, when they go
  };

  /// Opens the doors.  The Error names address and port, and says what to try.
  static Result<Sinkhole> open(Settings settings, Clock clock, Log log);
  Sinkhole(Sinkhole&&) noexcept;
  Sinkhole& operator=(Sinkhole&&) noexcept;
  ~Sinkhole();

  /// Waits up to `patience` for something to happen, and does what there is to do.
  Status turn(std::chrono::milliseconds patience);

  /// Judges who is still waiting, ends all connections and shuts the doors.
  void stop();

  [[nodiscard]] const Numbers& numbers() const;
  /// As asked, or as many as the process may have descriptors for (RLIMIT_NOFILE).
  [[nodiscard]] std::size_t most_connections() const;
  [[nodiscard]] std::vector<std::uint16_t> ports() const;  ///< in the order of `listen`

 private:
  struct State;
  explicit Sinkhole(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::sinkhole
