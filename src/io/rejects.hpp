// Rejects: what a reader could not use, counted by reason, with the first place of each.
//
// Malformed input is an observation, not an Error: the reader counts it and goes on, and the user
// sees the counts at the end.  Nothing is dropped in silence.  With `strict`, the first reject
// becomes an Error instead.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::io {

/// Where a record stands: a line number for text (from 1), a byte offset for binary input, the
/// number of the entry (from 1) in a JSON array.
struct Place {
  enum class Unit : std::uint8_t { Line, Byte, Packet, Entry };
  Unit unit = Unit::Line;
  std::uint64_t number = 0;
};

std::string to_string(const Place& place);  ///< "line 12", "byte 340", "packet 7", "entry 3"

class Rejects {
 public:
  struct Tally {
    std::uint64_t count = 0;
    Place first;
  };

  explicit Rejects(bool strict = false) : strict_(strict) {}

  /// Counts one unusable record.  `reason` is a short constant phrase ("port is no number");
  /// never text from the input, so that the number of reasons stays small.  Returns an Error in
  /// strict mode: `NOROSHI_CHECK(rejects.add("…", place));`
  Status add(std::string_view reason, Place place);

  /// A record that is well-formed but of no use here (an ARP flow, an alert event): counted
  /// apart, never an Error.
  void skip(std::string_view reason, Place place, std::uint64_t records = 1);

  [[nodiscard]] const std::map<std::string, Tally, std::less<>>& rejected() const {
    return rejected_;
  }
  [[nodiscard]] const std::map<std::string, Tally, std::less<>>& skipped() const {
    return skipped_;
  }
  [[nodiscard]] std::uint64_t total_rejected() const;

 private:
  bool strict_;
  std::map<std::string, Tally, std::less<>> rejected_;
  std::map<std::string, Tally, std::less<>> skipped_;
};

}  // namespace noroshi::io
