// The last words of `noroshi flow send`: what went, how fast, and what did not.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "train/replay/sender.hpp"

namespace noroshi::cli {

struct SendSummary {
  std::string to;               ///< "127.0.0.1:2055"
  std::uint64_t read = 0;       ///< flows, or packets of captures
  std::uint64_t converted = 0;  ///< flows that are in datagrams, or packets that are datagrams
  bool captured = false;
  replay::Sent sent;
  std::map<std::string_view, std::uint64_t> unsent;      ///< flows or packets, by reason
  std::map<std::string_view, std::uint64_t> simplified;  ///< records
  std::uint64_t receiver_drops = 0;  ///< the kernel's count at the collector's socket

  [[nodiscard]] std::string json() const;  ///< one line
  [[nodiscard]] std::string text(Language language) const;
};

}  // namespace noroshi::cli
