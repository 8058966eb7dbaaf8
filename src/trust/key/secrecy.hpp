// Where secrets lie while they are in memory: pages that are locked, kept out of core dumps, and
// wiped when they are given back (OpenSSL's secure heap, which also holds the private numbers of
// its keys).
//
// A key that was used leaves traces elsewhere too (stack, Montgomery forms), so a program that
// holds one also calls keep_out_of_core_dumps() before it opens it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "trust/der/bytes.hpp"

namespace noroshi::key {

/// Makes the secure heap, once a process; every function here that needs it calls it.
void prepare_secure_heap();

/// No core dumps of this process, and no other process of the same user may look into its memory
/// (PR_SET_DUMPABLE).  For programs, not for libraries: debuggers are shut out as well.
Status keep_out_of_core_dumps();

class Secret {
 public:
  Secret() = default;
  /// Null octets where `size` is more than the secure heap can give.
  explicit Secret(std::size_t size);
  Secret(Secret&& other) noexcept
      : octets_(std::exchange(other.octets_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept {
    std::swap(octets_, other.octets_);
    std::swap(size_, other.size_);
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] char* octets() { return octets_; }
  [[nodiscard]] std::string_view text() const { return {octets_, size_}; }
  /// Up to the first end of line, which may be CR LF.
  [[nodiscard]] std::string_view first_line() const;

 private:
  friend Result<Secret> read_secret_file(const std::string& path);
  char* octets_ = nullptr;
  std::size_t size_ = 0;
};

/// A file of at most 64 KiB.  Refuses one that the group or others may read, and what is no file.
Result<Secret> read_secret_file(const std::string& path);

}  // namespace noroshi::key
