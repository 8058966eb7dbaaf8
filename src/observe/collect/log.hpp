// What a collector says while it runs.  Only `cli` prints: this is the slot that it fills.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace noroshi::collect {

enum class Level : std::uint8_t { Info, Warning, Error };

struct Field {
  std::string_view key;
  std::string value;
};

/// One event: a short constant phrase, and what belongs to it.  Called from any thread.
using Log = std::function<void(Level, std::string_view event, const std::vector<Field>& fields)>;

}  // namespace noroshi::collect
