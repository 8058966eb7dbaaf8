// A TCP proxy on loopback that breaks connections at the worst moment.
//
// Connections are carried one at a time (a client of Noroshi has one).  Told to lose an answer, it
// lets the whole request through, waits for the first octet of the answer, so that the server is
// done, throws the answer away and closes both sides.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace noroshi::store_test {

class CuttingProxy {
 public:
  explicit CuttingProxy(std::uint16_t upstream);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  /// The answers to the next `count` requests with "INSERT" in their first octets are lost.
  void lose_answers(int count) { lose_ = count; }
  /// The next `count` inserts are cut after that many octets of the request.
  void cut_requests(int count, std::size_t after) {
    cut_after_ = after;
    cut_ = count;
  }
  [[nodiscard]] int lost() const { return lost_; }

 private:
  void serve();
  void carry(int client);

  std::uint16_t upstream_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<bool> stop_ = false;
  std::atomic<int> lose_ = 0;
  std::atomic<int> cut_ = 0;
  std::atomic<std::size_t> cut_after_ = 0;
  std::atomic<int> lost_ = 0;
  std::thread thread_;
};

}  // namespace noroshi::store_test
