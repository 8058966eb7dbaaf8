// For tests: a program run to its end, with what it was given and what it said.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace noroshi::hub_e2e {

struct Ran {
  int status = -1;  ///< exit status; 128 + the signal that ended it
  std::string out, err;
};

/// `words[0]` is the program, found in PATH where it holds no slash.
Ran run(const std::vector<std::string>& words, const std::string& input = {});
/// The same of `noroshi`.
Ran noroshi(std::vector<std::string> words, const std::string& input = {});

std::string content(const std::string& path);
/// For its owner only: it may be a secret.
void write(const std::string& path, const std::string& text);

/// Waits for what is sure to come; false after a minute.
bool within_a_minute(const std::function<bool()>& happens);

}  // namespace noroshi::hub_e2e
