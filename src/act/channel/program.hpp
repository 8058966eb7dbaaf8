// A program of the operator's, run with arguments and standard input, and no shell between.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::channel {

struct Ending {
  bool timed_out = false;  ///< and killed, with all that it had started in its group
  int status = -1;         ///< exit status; −1: a signal ended it
  std::string complaint;   ///< first line of its standard error, at most 300 octets
};

/// Runs `arguments` (the first is the program's path), gives it `input`, waits at most `timeout`.
/// Its environment is PATH=/usr/bin:/bin and LANG=C.UTF-8; its standard output is dropped.
Result<Ending> run_program(const std::vector<std::string>& arguments, std::string_view input,
                           base::Micros timeout);

}  // namespace noroshi::channel
