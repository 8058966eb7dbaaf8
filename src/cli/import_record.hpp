// Which files a store has already taken in: `imports.jsonl`, beside the store.
//
// A file is known by the SHA-256 of its octets, not by its name.  "begun" is written and on the
// disk before the first record is stored, "done" after the last: a file that is begun and not done
// was interrupted, and part of it is in the store.
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::cli {

class ImportRecord {
 public:
  enum class State : unsigned char { New, Begun, Done };

  /// None is fine: nothing was imported yet.
  explicit ImportRecord(std::string path) : path_(std::move(path)) {}

  /// Of the file with that SHA-256; `when` is the time of the last line about it.
  [[nodiscard]] Result<State> state_of(const std::string& sha256, base::Micros& when) const;

  Status begun(const std::string& name, const std::string& sha256, base::Micros now);
  Status done(const std::string& name, const std::string& sha256, base::Micros now,
              std::uint64_t records);

 private:
  Status append(std::string line) const;
  std::string path_;
};

}  // namespace noroshi::cli
