// Exporter numbers: what the `exporter` column of a stored flow means, for ever.
//
// An address gets the next number when it first sends something that is allowed, and keeps it over
// restarts: numbers are written to `<state>/exporters.json` before any row that carries them.
// Any thread may ask.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::collect {

struct ExporterEntry {
  std::uint32_t number = 0;
  net::Address address;
  std::string name;  ///< when it was last seen with one
  base::Micros first_seen = 0;
};

/// Those of a state folder, by number; none if nothing was ever collected.
Result<std::vector<ExporterEntry>> read_exporters(const std::string& state_folder);

class ExporterNumbers {
 public:
  static Result<std::unique_ptr<ExporterNumbers>> open(const std::string& state_folder);

  /// The number of `address`, a new one if need be; nothing if there are `most` already.
  std::optional<std::uint32_t> number_of(const net::Address& address, const std::string& name,
                                         base::Micros now, std::uint32_t most);

  /// Writes the file if anything has changed.
  Status save();

 private:
  ExporterNumbers(std::string path, std::vector<ExporterEntry> entries);

  const std::string path_;
  std::mutex saving_;  // one writer of the file at a time
  std::mutex mutex_;
  std::map<net::Address, ExporterEntry> entries_;
  std::uint32_t next_ = 1;
  bool changed_ = false;
};

}  // namespace noroshi::collect
