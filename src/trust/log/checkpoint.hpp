// Checkpoints (C2SP tlog-checkpoint): what a log says of itself, in three lines, signed.
//
//   log.example.org/cases
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::tlog {

struct Checkpoint {
  std::string origin;  ///< names the log
  std::uint64_t size = 0;
  Hash root{};
  std::vector<std::string> extensions{};  ///< opaque lines; a Noroshi log writes none

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// The text that is signed: each line with its line feed.
std::string to_text(const Checkpoint& checkpoint);

/// Of a note's text; strict: any other form is an Error.
Result<Checkpoint> parse_checkpoint(std::string_view text);

/// A decimal without leading zeros, as these formats write all numbers; nothing if it is none.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace noroshi::tlog
