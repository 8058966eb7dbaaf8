#include "io/whole_input.hpp"

#include <fmt/format.h>

namespace noroshi::io {

Result<std::string_view> whole(Input& input) {
  constexpr std::size_t kMost = std::size_t{256} << 20;
  std::size_t wanted = std::size_t{1} << 20;
  while (true) {
    const std::string_view bytes = NOROSHI_TRY(input.window(wanted));
    if (!input.damage().empty()) {
      return Error{Errc::InvalidInput, fmt::format("{}: {}", input.name(), input.damage())};
    }
    if (bytes.size() < wanted) return bytes;
    if (wanted >= kMost) {
      return Error{Errc::Limit, fmt::format("{}: larger than 256 MiB", input.name())};
    }
    wanted *= 2;
  }
}

}  // namespace noroshi::io
