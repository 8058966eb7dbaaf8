#include "cli/whole_file.hpp"

#include <fmt/format.h>

#include "io/input.hpp"

namespace noroshi::cli {

Result<std::string> read_whole(const std::string& path, std::uint64_t largest) {
  const auto input = NOROSHI_TRY(io::Input::open(path));
  const auto bytes = NOROSHI_TRY(input->window(largest + 1));
  if (!input->damage().empty()) {
    return Error{Errc::InvalidInput, fmt::format("{}: {}", input->name(), input->damage())};
  }
  if (bytes.size() > largest) {
    return Error{Errc::Limit, fmt::format("{}: larger than {} octets, so hardly what it should be",
                                          input->name(), largest)};
  }
  return std::string(bytes);
}

}  // namespace noroshi::cli
