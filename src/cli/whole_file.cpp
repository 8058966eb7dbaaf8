#include "cli/whole_file.hpp"

#include <fmt/format.h>

#include "io/input.hpp"

namespace noroshi::cli {
namespace {

constexpr std::uint64_t kLargest = 64 << 20;

}  // namespace

Result<std::string> read_whole(const std::string& path) {
  const auto input = NOROSHI_TRY(io::Input::open(path));
  const auto bytes = NOROSHI_TRY(input->window(kLargest + 1));
  if (!input->damage().empty()) {
    return Error{Errc::InvalidInput, fmt::format("{}: {}", input->name(), input->damage())};
  }
  if (bytes.size() > kLargest) {
    return Error{Errc::Limit,
                 fmt::format("{}: larger than 64 MiB, so hardly what it should be", input->name())};
  }
  return std::string(bytes);
}

}  // namespace noroshi::cli
