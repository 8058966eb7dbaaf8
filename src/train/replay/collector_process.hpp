// nfcapd and sfcapd (nfdump's collectors) as child processes, for tests.
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <vector>

#include "io/socket/free_port.hpp"
#include "train/replay/channel.hpp"

namespace noroshi::replay {

inline bool installed(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
}

class CollectorProcess {
 public:
  /// Starts `program` on a free port of 127.0.0.1, and waits until it listens.
  CollectorProcess(const std::string& program, const std::string& folder)
      : to_(Destination::of(net::Address::v4(0x7F000001), socket::free_udp_port()).value()) {
    const std::string port = std::to_string(to_.port());
    child_ = fork();
    if (child_ == 0) {
      const int quiet = open("/dev/null", O_WRONLY);
      dup2(quiet, STDOUT_FILENO);
      dup2(quiet, STDERR_FILENO);
      execlp(program.c_str(), program.c_str(), "-w", folder.c_str(), "-b", "127.0.0.1", "-p",
             port.c_str(), "-t", "3600", "-B", "4000000", nullptr);
      _exit(127);
    }
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!receive_queue(to_) && std::chrono::steady_clock::now() < patience) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  ~CollectorProcess() { stop(); }
  CollectorProcess(const CollectorProcess&) = delete;
  CollectorProcess& operator=(const CollectorProcess&) = delete;

  [[nodiscard]] const Destination& to() const { return to_; }

  /// It has written everything once this returns.
  void stop() {
    if (child_ <= 0) return;
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
    child_ = -1;
  }

 private:
  Destination to_;
  pid_t child_ = -1;
};

/// What `nfdump -I` says about the files in a folder.
struct NfdumpTotals {
  std::uint64_t flows = 0;
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  std::uint64_t sequence_failures = 0;

  static NfdumpTotals of(const std::string& folder) {
    NfdumpTotals totals;
    FILE* pipe = popen(("nfdump -R " + folder + " -I").c_str(), "r");
    std::array<char, 256> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr) {
      unsigned long long value = 0;
      if (std::sscanf(line.data(), "Flows: %llu", &value) == 1) totals.flows = value;
      if (std::sscanf(line.data(), "Packets: %llu", &value) == 1) totals.packets = value;
      if (std::sscanf(line.data(), "Bytes: %llu", &value) == 1) totals.octets = value;
      if (std::sscanf(line.data(), "Sequence failures: %llu", &value) == 1) {
        totals.sequence_failures = value;
      }
    }
    pclose(pipe);
    return totals;
  }
};

}  // namespace noroshi::replay
