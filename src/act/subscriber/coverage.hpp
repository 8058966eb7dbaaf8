// Coverage: which addresses which source answers for; where two do, and where none does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "act/subscriber/sources.hpp"

namespace noroshi::subscriber {

/// All addresses of a prefix, of either family.
Span span_of(const net::Prefix& prefix);

class Coverage {
 public:
  void add(const std::string& source, const Span& span);

  /// IPv4 addresses that the source answers for, each once.
  [[nodiscard]] std::uint64_t addresses(const std::string& source) const;

  /// Stretches where two sources of different names answer.
  [[nodiscard]] std::vector<Stretch> overlaps() const;

  /// What of `ranges` no source answers for.
  [[nodiscard]] std::vector<Stretch> gaps(const std::vector<net::Prefix>& ranges) const;

 private:
  struct Claim {
    Span span;
    std::string source;
  };
  std::vector<Claim> claims_;
};

}  // namespace noroshi::subscriber
