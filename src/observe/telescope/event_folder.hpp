// EventFolder: records on disk, one file an hour, and never a line twice or lost after a kill.
//
//   DIR/events/2026-01-14T09.jsonl.zst   whole zstd frames of JSON Lines, appended
//   DIR/state                            the last checkpoint (checkpoint.hpp)
//
// Between two checkpoints only one file grows: the one that the last checkpoint named, with the
// length it had.  Lines of other hours wait in memory.  A checkpoint first writes down what each
// file shall hold (its length and the frames to append), then appends; going on from it cuts the
// files to those lengths and appends again.  So whatever was written after a checkpoint, by a
// process that was then killed, is gone before it is written anew.
//
// One thread uses an EventFolder; a lock on DIR keeps others out.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "observe/telescope/record_sink.hpp"

namespace noroshi::telescope {

/// What a file of an hour shall hold: its first `length` octets, then `frames`.
struct HourOutput {
  base::Micros hour = 0;
  std::uint64_t length = 0;
  std::string frames;
  friend bool operator==(const HourOutput&, const HourOutput&) = default;
};

/// "2026-01-14T09.jsonl.zst", and back.
std::string hour_file_name(base::Micros hour);
std::optional<base::Micros> hour_of_file(const std::string& name);

class EventFolder : public RecordSink {
 public:
  /// Makes the folder where there is none.  An Error when another process writes into it.
  static Result<std::unique_ptr<EventFolder>> open(const std::filesystem::path& folder);
  ~EventFolder() override;

  void take(model::TelescopeRecord&& record) override;
  void begin_hour(base::Micros hour) override;

  /// An hour has begun whose file no checkpoint has named: lines wait in memory.
  [[nodiscard]] bool wants_checkpoint() const;

  /// What went wrong while records were taken.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

  /// For a checkpoint: makes durable what the files hold, and says what they shall hold.
  Result<std::vector<HourOutput>> prepare();

  /// After the checkpoint is durable, or to go on from it.
  Status apply(const std::vector<HourOutput>& outputs);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::uint64_t records() const { return records_; }

 private:
  struct Waiting {
    base::Micros hour = 0;
    std::string lines{};
    std::string frames{};
  };
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, CloseFile>;

  EventFolder(std::filesystem::path folder, int lock);
  void pack(Waiting& waiting);
  Status append(std::string_view frames);
  Result<File> open_at(const HourOutput& output) const;

  std::filesystem::path folder_;
  int lock_;
  std::vector<Waiting> waiting_;  // the last one is the present hour's
  File file_;                     // of the hour that the last checkpoint named
  std::optional<base::Micros> named_;
  std::uint64_t length_ = 0;  // of it
  std::optional<Error> failure_;
  std::uint64_t records_ = 0;
};

}  // namespace noroshi::telescope
