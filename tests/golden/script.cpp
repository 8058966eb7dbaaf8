#include "script.hpp"

#include <cstdlib>
#include <string_view>

namespace noroshi::golden {
namespace {

constexpr std::string_view kWildcard = "...";

// Reads "[exit 2]".
bool take_status(const std::string& line, int& status) {
  if (!line.starts_with("[exit ") || !line.ends_with("]")) return false;
  status = std::atoi(line.c_str() + 6);
  return true;
}

// Reads one step whose command stands at lines[at]; leaves `at` behind it.
Step read_step(const std::vector<std::string>& lines, std::size_t& at, std::size_t end) {
  Step step;
  step.line = at + 1;
  step.command = lines[at++].substr(2);
  while (at < end && lines[at].starts_with("> ")) step.command += "\n" + lines[at++].substr(2);
  step.first = at;
  step.last = at;
  for (; at < end && !lines[at].starts_with("$ ") && !lines[at].starts_with("# "); ++at) {
    if (!lines[at].empty()) step.last = at + 1;
  }
  for (std::size_t i = step.first; i < step.last; ++i) step.expected.push_back(lines[i]);
  if (!step.expected.empty() && take_status(step.expected.back(), step.status)) {
    step.expected.pop_back();
  }
  return step;
}

void read_range(const std::vector<std::string>& lines, std::size_t begin, std::size_t end,
                std::vector<Step>& steps) {
  for (std::size_t at = begin; at < end;) {
    if (lines[at].starts_with("$ ")) {
      steps.push_back(read_step(lines, at, end));
    } else {
      ++at;
    }
  }
}

bool fits(const std::vector<std::string>& expected, std::size_t e,
          const std::vector<std::string>& actual, std::size_t a) {
  for (; e < expected.size(); ++e, ++a) {
    if (expected[e] == kWildcard) {
      for (auto rest = a; rest <= actual.size(); ++rest) {
        if (fits(expected, e + 1, actual, rest)) return true;
      }
      return false;
    }
    if (a == actual.size() || !line_matches(expected[e], actual[a])) return false;
  }
  return a == actual.size();
}

}  // namespace

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::vector<Step> read_steps(const std::vector<std::string>& lines, bool markdown) {
  std::vector<Step> steps;
  if (!markdown) {
    read_range(lines, 0, lines.size(), steps);
    return steps;
  }
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (lines[at] != "```console") continue;
    const auto begin = at + 1;
    for (at = begin; at < lines.size() && lines[at] != "```";) ++at;
    read_range(lines, begin, at, steps);
  }
  return steps;
}

bool line_matches(const std::string& expected, const std::string& actual) {
  const auto dots = expected.find(kWildcard);
  if (dots == std::string::npos) return expected == actual;
  if (actual.compare(0, dots, expected, 0, dots) != 0 || actual.size() < dots) return false;
  const auto rest = expected.substr(dots + kWildcard.size());
  for (auto at = dots + 1; at <= actual.size(); ++at) {
    if (line_matches(rest, actual.substr(at))) return true;
  }
  return false;
}

bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
  return fits(expected, 0, actual, 0);
}

}  // namespace noroshi::golden
