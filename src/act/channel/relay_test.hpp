// Relay: the mail server of the tests (relay_test.py), a process of its own on loopback.
#pragma once

#include <array>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace noroshi::channel {

class Relay {
 public:
  /// Waits until it listens.  Throws if it does not: nothing can be tested without it.
  explicit Relay(const std::string& folder, std::vector<std::string> options = {}) {
    std::vector<std::string> words{"/usr/bin/python3",
                                   NOROSHI_SOURCE_DIR "/src/act/channel/relay_test.py", folder};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("no pipe");
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    const int fault =
        posix_spawn(&child_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    port_ = fault == 0 ? read_port(out[0]) : 0;
    ::close(out[0]);
    if (port_ == 0) throw std::runtime_error("aiosmtpd does not start: see standard error");
  }
  ~Relay() {
    ::close(input_);  // its sign to stop
    int status = 0;
    ::waitpid(child_, &status, 0);
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  static std::uint16_t read_port(int pipe) {
    std::string text;
    char c = 0;
    while (::read(pipe, &c, 1) == 1 && c != '\n') text += c;
    return text.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>(std::stoi(text));
  }

  pid_t child_ = 0;
  int input_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace noroshi::channel
