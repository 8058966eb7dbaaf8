// Serials: numbers that are given once, whatever crashes (RFC 3161 §2.4.2).
//
// A block of numbers is put on the disk as given before its first one is; after a crash what was
// left of the block is skipped.  Numbers begin at the hour's (seconds since the epoch × 2^30), so
// that a folder that was lost, or restored from an old copy, leads to no second token of a number
// either: nobody gives 2^30 numbers a second.  Positive in 64 bits until the year 2242.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::stamp {

class Serials {
 public:
  static constexpr std::uint64_t kBlock = std::uint64_t{1} << 20;

  /// `path`: a file of this object's own; begun where there is none.
  static Result<std::unique_ptr<Serials>> open(const std::string& path, base::Micros now,
                                               std::uint64_t block = kBlock);

  /// From any thread.
  Result<std::uint64_t> next();

 private:
  Serials(std::string path, std::uint64_t next, std::uint64_t block)
      : path_(std::move(path)), block_(block), next_(next), reserved_(next) {}
  Status reserve();

  const std::string path_;
  const std::uint64_t block_;
  std::mutex mutex_;
  std::uint64_t next_;
  std::uint64_t reserved_;  // numbers below are on the disk as given
};

}  // namespace noroshi::stamp
