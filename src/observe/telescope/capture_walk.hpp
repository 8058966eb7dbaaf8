// What both file sources do alike: open a capture, skip what an earlier run has counted, give out
// batches of its packets, and remember how far they are.
#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/input.hpp"
#include "observe/telescope/capture.hpp"
#include "observe/telescope/file_source.hpp"

namespace noroshi::telescope {

class CaptureWalk {
 public:
  explicit CaptureWalk(const Place& resume);

  [[nodiscard]] bool is_open() const { return capture_ != nullptr; }
  [[nodiscard]] bool is_done(const std::string& key) const { return done_.count(key) != 0; }

  /// Begins to read `path`, known as `key`; what fails is kept for `failures` and is done.
  void open(const std::string& path, const std::string& key);

  /// The next packets of the open file; none when it ends, after which no file is open.
  std::span<const Packet> next();

  /// Says that the interrupted file is not there any more, if there was one; it counts as done.
  void miss_interrupted();

  void note_failure(Error error) { failures_.push_back(std::move(error)); }

  /// The file that an earlier run was reading, until it is opened here.
  [[nodiscard]] const Place& interrupted() const { return interrupted_; }

  /// Forgets done files, the oldest first, that `still_there` does not hold, down to a bound.
  void forget_gone(const std::set<std::string>& still_there);

  [[nodiscard]] Place place() const;
  [[nodiscard]] std::vector<Error> failures();
  [[nodiscard]] std::uint64_t lost() const;
  [[nodiscard]] std::uint64_t octets_read() const;
  [[nodiscard]] std::string_view name() const { return input_ ? input_->name() : ""; }

 private:
  static constexpr std::size_t kBatch = 256;  // what fits the first-level cache, nearly

  Status begin(const std::string& path, const std::string& key);
  Result<std::size_t> fill();
  Status skip(std::uint64_t packets);
  void finish();

  std::unique_ptr<io::Input> input_;
  std::unique_ptr<Capture> capture_;
  std::array<Frame, kBatch> frames_;
  std::array<Packet, kBatch> packets_;
  Place interrupted_;
  std::string key_;
  std::uint64_t given_out_ = 0;  // packets of the open file
  std::uint64_t lost_before_ = 0;
  std::uint64_t lost_in_skipped_ = 0;
  std::uint64_t octets_before_ = 0;
  std::set<std::string> done_;
  std::vector<std::string> done_in_order_;
  std::vector<Error> failures_;
};

}  // namespace noroshi::telescope
