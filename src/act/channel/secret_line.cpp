#include "act/channel/secret_line.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>

namespace noroshi::channel {

Result<std::string> secret_line(const std::string& path) {
  std::error_code fault;
  const auto status = std::filesystem::status(path, fault);
  if (fault) return Error{Errc::NotFound, fmt::format("{}: {}", path, fault.message())};
  if ((status.permissions() & std::filesystem::perms::others_read) !=
      std::filesystem::perms::none) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: everybody may read this secret; try: chmod o-r {}", path, path)};
  }
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.empty()) {
    return Error{Errc::InvalidInput, fmt::format("{}: its first line is empty", path)};
  }
  return line;
}

}  // namespace noroshi::channel
