#include "observe/telescope/capture_walk.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::telescope {
namespace {

constexpr std::size_t kMostForgottenLater = 4096;  // names of files that are gone
constexpr std::string_view kStandardInput = "-";

}  // namespace

CaptureWalk::CaptureWalk(const Place& resume)
    : interrupted_(resume),
      done_(resume.done.begin(), resume.done.end()),
      done_in_order_(resume.done) {}

void CaptureWalk::open(const std::string& path, const std::string& key) {
  if (auto status = begin(path, key); !status) {
    failures_.push_back(std::move(status).error());
    finish();
  }
}

Status CaptureWalk::begin(const std::string& path, const std::string& key) {
  key_ = key;
  given_out_ = 0;
  lost_in_skipped_ = 0;
  input_ = NOROSHI_TRY(io::Input::open(path));
  capture_ = NOROSHI_TRY(Capture::open(*input_));
  if (interrupted_.file != key || key == kStandardInput) return {};
  interrupted_.file.clear();
  return skip(interrupted_.packets);
}

Status CaptureWalk::skip(std::uint64_t packets) {
  while (given_out_ < packets) {
    const std::uint64_t wanted = std::min<std::uint64_t>(packets - given_out_, kBatch);
    const std::size_t count =
        NOROSHI_TRY(capture_->next(std::span(frames_.data(), static_cast<std::size_t>(wanted))));
    given_out_ += count;
    if (count == 0) {
      return Error{Errc::InvalidInput,
                   fmt::format("{}: holds {} packets, of which the run before had read {}; it is "
                               "not the file that it was",
                               input_->name(), given_out_, packets)};
    }
  }
  lost_in_skipped_ = capture_->lost();
  return {};
}

void CaptureWalk::miss_interrupted() {
  if (interrupted_.file.empty()) return;
  failures_.push_back(
      {Errc::NotFound, fmt::format("{}: was being read when the run before ended, and is gone; {} "
                                   "of its packets were used",
                                   interrupted_.file, interrupted_.packets)});
  if (done_.insert(interrupted_.file).second) done_in_order_.push_back(interrupted_.file);
  interrupted_.file.clear();
}

std::span<const Packet> CaptureWalk::next() {
  const auto count = fill();
  if (!count) failures_.push_back(count.error());
  const std::size_t packets = count.value_or(0);
  given_out_ += packets;
  if (packets == 0) finish();
  return {packets_.data(), packets};
}

Result<std::size_t> CaptureWalk::fill() {
  const std::size_t count = NOROSHI_TRY(capture_->next(frames_));
  decode(std::span<const Frame>(frames_.data(), count), packets_);
  return count;
}

void CaptureWalk::finish() {
  if (input_ && !input_->damage().empty()) {
    failures_.push_back(
        {Errc::InvalidInput, fmt::format("{}: {}; the packets before that were used",
                                         input_->name(), input_->damage())});
  }
  if (capture_) lost_before_ += capture_->lost() - lost_in_skipped_;
  octets_before_ = octets_read();
  capture_.reset();
  input_.reset();
  given_out_ = 0;
  if (key_ != kStandardInput && done_.insert(key_).second) done_in_order_.push_back(key_);
  key_.clear();
}

void CaptureWalk::forget_gone(const std::set<std::string>& still_there) {
  if (done_in_order_.size() <= kMostForgottenLater) return;
  std::size_t surplus = done_in_order_.size() - kMostForgottenLater;
  std::vector<std::string> kept;
  for (std::string& key : done_in_order_) {
    if (surplus > 0 && still_there.count(key) == 0) {
      done_.erase(key);
      --surplus;
    } else {
      kept.push_back(std::move(key));
    }
  }
  done_in_order_ = std::move(kept);
}

Place CaptureWalk::place() const {
  Place place{.done = done_in_order_};
  if (!key_.empty() && key_ != kStandardInput) {
    place.file = key_;
    place.packets = given_out_;
  } else if (!interrupted_.file.empty()) {  // not begun again yet
    place.file = interrupted_.file;
    place.packets = interrupted_.packets;
  }
  return place;
}

std::vector<Error> CaptureWalk::failures() { return std::exchange(failures_, {}); }

std::uint64_t CaptureWalk::lost() const {
  return lost_before_ + (capture_ ? capture_->lost() - lost_in_skipped_ : 0);
}

std::uint64_t CaptureWalk::octets_read() const {
  return octets_before_ + (input_ ? input_->source_offset() : 0);
}

}  // namespace noroshi::telescope
