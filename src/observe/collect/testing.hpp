// For tests: a store and keys that do as they are told, and datagrams.
#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "io/clock.hpp"
#include "observe/minimise/minimiser.hpp"
#include "store/store.hpp"

namespace noroshi::collect::testing {

/// Counts rows.  `refuse(n)`: the next n appends fail.  `hold`: appends wait until `release`.
class CountingStore : public store::Store {
 public:
  Status append(const store::Rows& rows) override {
    std::unique_lock lock(mutex_);
    ++attempts_;
    released_.wait(lock, [&] { return !held_; });
    if (refusals_ > 0) {
      --refusals_;
      return Error{Errc::Io, "the disk is full"};
    }
    rows_[static_cast<std::size_t>(rows.table->id)] += rows.size;
    return {};
  }
  Result<std::unique_ptr<store::Answer>> select(const std::string& /*sql*/) override {
    return Error{Errc::Limit, "this store answers nothing"};
  }
  Result<std::uint64_t> expire(const store::Retention& retention, base::Micros /*now*/) override {
    const std::lock_guard lock(mutex_);
    retention_ = retention;
    return 0;
  }
  Result<bool> tend() override { return false; }
  Result<store::TableHealth> health(store::TableId id) override {
    const std::lock_guard lock(mutex_);
    store::TableHealth health;
    health.rows = rows_[static_cast<std::size_t>(id)];
    return health;
  }
  [[nodiscard]] std::string describe() const override { return "a store of tests"; }

  void refuse(std::uint64_t appends) {
    const std::lock_guard lock(mutex_);
    refusals_ = appends;
  }
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
    }
    released_.notify_all();
  }
  [[nodiscard]] std::uint64_t rows(store::TableId id) const {
    const std::lock_guard lock(mutex_);
    return rows_[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] std::uint64_t attempts() const {
    const std::lock_guard lock(mutex_);
    return attempts_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable released_;
  std::array<std::uint64_t, store::kTables> rows_{};
  std::uint64_t refusals_ = 0;
  std::uint64_t attempts_ = 0;
  bool held_ = false;
  store::Retention retention_;
};

class FixedKey : public minimise::Epochs {
 public:
  Result<minimise::Key> key(base::Micros /*now*/) override {
    if (missing) return Error{Errc::Io, "there is no randomness"};
    return minimise::Key{};
  }
  Result<minimise::Key> key_of(base::Micros now) override { return key(now); }
  [[nodiscard]] base::Micros epoch_end() const override { return 0; }
  std::atomic<bool> missing{false};
};

/// A router on 127.0.0.`host`.
class Sender {
 public:
  explicit Sender(std::uint16_t port, std::uint8_t host = 1)
      : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in from = address(0, host);
    const bool bound = ::bind(socket_, reinterpret_cast<sockaddr*>(&from), sizeof from) == 0;
    sockaddr_in to = address(port, 1);
    const bool connected = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    if (!bound || !connected) throw std::system_error(errno, std::generic_category(), "sender");
  }
  ~Sender() { ::close(socket_); }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  void send(const std::string& bytes) const {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), 0));
  }

 private:
  static sockaddr_in address(std::uint16_t port, std::uint8_t host) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    made.sin_addr.s_addr = htonl(0x7F00'0000U | host);
    return made;
  }
  int socket_;
};

inline void put16(std::string& to, std::uint64_t value) {
  to.push_back(static_cast<char>(value >> 8 & 0xFF));
  to.push_back(static_cast<char>(value & 0xFF));
}
inline void put32(std::string& to, std::uint64_t value) {
  put16(to, value >> 16);
  put16(to, value);
}

/// NetFlow v5, `records` records, flow sequence `sequence`, of flows that began `age` ago.
inline std::string netflow5(std::size_t records, std::uint32_t sequence,
                            base::Micros age = 10 * base::kSecond) {
  const auto now = static_cast<std::uint64_t>((io::wall_clock() - age) / base::kSecond + 10);
  std::string bytes;
  put16(bytes, 5);
  put16(bytes, records);
  put32(bytes, 100'000);  // up time, ms
  put32(bytes, now);
  put32(bytes, 0);
  put32(bytes, sequence);
  put16(bytes, 0);  // engine
  put16(bytes, 0);  // sampling: the exporter does not say
  for (std::size_t i = 0; i < records; ++i) {
    put32(bytes, 0xC633'6400U + i % 200);        // 198.51.100.x: a subscriber
    put32(bytes, 0xCB00'7100U + sequence % 50);  // 203.0.113.x
    put32(bytes, 0);
    put32(bytes, 0);
    put32(bytes, 3);    // packets
    put32(bytes, 180);  // octets
    put32(bytes, 90'000);
    put32(bytes, 95'000);
    put16(bytes, 40'000 + i);
    put16(bytes, 443);
    bytes += std::string("\0\x12\x06\0", 4);  // flags SYN ACK, TCP
    bytes += std::string(8, '\0');
  }
  return bytes;
}

/// Until `holds`, or a generous time is over: does it hold?
inline bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < deadline) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return holds();
}

}  // namespace noroshi::collect::testing
