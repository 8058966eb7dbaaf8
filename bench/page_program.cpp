#include "page_program.hpp"

#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

#include "page_file.hpp"

namespace noroshi::bench {
namespace {

struct Bounds {
  std::size_t fewest = 0;
  std::size_t most = 0;
};

// Words in brackets may be left out.
Bounds bounds_of(std::string_view usage) {
  Bounds bounds;
  for (std::size_t i = usage.find(' '); i != std::string_view::npos; i = usage.find(' ', i + 1)) {
    ++bounds.most;
    if (!usage.substr(i + 1).starts_with('[')) ++bounds.fewest;
  }
  return bounds;
}

}  // namespace

int page_program(int argc, char** argv, std::string_view usage,
                 const std::function<Status(const Words&)>& write) {
  const Words words(argv + 1, argv + argc);
  const auto [fewest, most] = bounds_of(usage);
  if (words.size() < fewest || words.size() > most) {
    fmt::print(stderr, "usage: {}\n", usage);
    return 2;
  }
  if (const Status status = write(words); !status) {
    fmt::print(stderr, "{}: {}\n", usage.substr(0, usage.find(' ')), status.error().message);
    return 1;
  }
  fmt::print(stderr, "written: {}\n", words.front());
  return 0;
}

bool has_captures(const std::string& folder) {
  return std::filesystem::exists(folder + "/truth.json");
}

Result<std::vector<lesson::Capture>> captures_in(const std::string& folder) {
  if (!has_captures(folder)) return std::vector<lesson::Capture>{};
  return lesson::read_captures(folder);
}

Result<c2::Coefficients> coefficients_of(const Words& words, std::size_t index) {
  if (index >= words.size()) return c2::built_in_coefficients();
  return c2::Coefficients::parse(text_of(words[index]), words[index]);
}

}  // namespace noroshi::bench
