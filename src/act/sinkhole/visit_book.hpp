// VisitBook: visits on disk, one file an hour: DIR/visits-2026-01-14T09.jsonl (UTC).
//
// Lines are gathered and written at least once a second (`flush`), in whole lines; a crash loses
// at most those.  One source fills at most `kMostOfSource` lines an hour: what is beyond is
// counted, and a line at the hour's end says so.  One thread uses it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "act/sinkhole/confine.hpp"
#include "act/sinkhole/source_counts.hpp"
#include "act/sinkhole/visit.hpp"

namespace noroshi::sinkhole {

inline constexpr std::uint32_t kMostOfSource = 1'000;

class VisitBook {
 public:
  /// `folder` exists.  `places` must outlive the book.
  VisitBook(std::string folder, FilePlaces& places) : folder_(std::move(folder)), places_(places) {}

  /// Opens the file of the hour of `now`: before the process is confined, so that an error shows.
  Status open(base::Micros now);

  void note(const Visit& visit) { note(visit.source, to_json(visit)); }
  void note(const Stay& stay) { note(stay.visit.source, to_json(stay)); }

  /// Writes what was noted, into the file of the hour of `now`.
  Status flush(base::Micros now);

  [[nodiscard]] std::uint64_t withheld() const { return withheld_; }

 private:
  void note(const net::Address& source, std::string_view line);
  Status write(std::string_view lines);
  [[nodiscard]] std::string path(std::int64_t hour) const;

  std::string folder_;
  FilePlaces& places_;
  int file_ = -1;
  std::int64_t hour_ = 0;
  std::string lines_{};
  SourceCounts of_source_{};
  std::uint64_t withheld_ = 0;
  std::uint64_t withheld_this_hour_ = 0;
};

}  // namespace noroshi::sinkhole
