// Chain: the text of a trail's entry and the hash that ties it to the one before.
//
//   line   {"number":2,"at":"…","account":"…",…,"peer":"…","chain":"<64 digits>"}
//          └──────────────── body ────────────────┘
//   chain  SHA-256, in hexadecimal, of the chain before (64 zeros before the first) and the body
//
// The hash is over the very octets of the line, so that a checker needs no JSON (audit-trail.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "hub/directory/trail.hpp"

namespace noroshi::directory {

/// Before the first entry.
std::string first_chain();

/// The line up to its chain.
std::string body_of(const Entry& entry);
std::string chain_after(std::string_view before, std::string_view body);
std::string line_of(const Entry& entry);

/// UTF-8 without NUL, cut to a bound: names come from whoever tried to sign in.
void clean(Entry& entry);

/// Goes along lines; each must follow from the one before.
class ChainCheck {
 public:
  /// An Error names what is wrong with this line.
  Status next(std::string_view line);
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  std::string before_ = first_chain();
  std::uint64_t count_ = 0;
};

}  // namespace noroshi::directory
