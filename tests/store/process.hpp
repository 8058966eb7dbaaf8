// Process: a server that a test starts for itself and ends by its own id.
//
// It dies with the test (PR_SET_PDEATHSIG), also when the test is killed.  Its output goes to a
// file in its folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/result.hpp"

namespace noroshi::store_test {

/// What a listener of loopback answers to these octets before it closes; empty: nobody there, or no
/// answer within a second.
std::string exchange(std::uint16_t port, const std::string& octets);

void write_file(const std::filesystem::path& path, const std::string& text);
std::string read_file(const std::filesystem::path& path);

class Process {
 public:
  Process() = default;
  /// `arguments[0]` is looked up in PATH and /usr/sbin.
  Process(const std::vector<std::string>& arguments, const std::filesystem::path& output);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  [[nodiscard]] bool running();
  /// Sends the signal and waits until the process is gone.
  void end(int signal);

 private:
  pid_t id_ = -1;
};

/// Whether a program of that name is installed.
bool installed(const std::string& program);

}  // namespace noroshi::store_test
