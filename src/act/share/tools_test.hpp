// Programs that others wrote, as judges in tests.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <sys/wait.h>

namespace noroshi::share {

inline bool installed(const std::string& program) {
  return std::system(
             ("PATH=$PATH:/usr/sbin:/sbin command -v " + program + " >/dev/null").c_str()) == 0;
}

struct Outcome {
  int status = -1;
  std::string output;  ///< of both streams
};

inline Outcome run(const std::string& command) {
  Outcome outcome;
  FILE* pipe =
      ::popen(("export PATH=$PATH:/usr/sbin:/sbin; { " + command + " ; } 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  while (const std::size_t octets = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    outcome.output.append(buffer.data(), octets);
  }
  const int status = ::pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

inline void write_file(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace noroshi::share
