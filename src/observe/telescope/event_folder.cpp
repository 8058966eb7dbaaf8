#include "observe/telescope/event_folder.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <variant>
#include <zstd.h>

#include "io/durable.hpp"
#include "observe/telescope/packet_clock.hpp"

namespace noroshi::telescope {
namespace {

constexpr std::size_t kFrame = std::size_t{4} << 20;  // octets of lines
constexpr int kLevel = 3;                             // zstd's own default
constexpr std::string_view kSuffix = ".jsonl.zst";

std::string compress(std::string_view lines) {
  std::string frame(ZSTD_compressBound(lines.size()), '\0');
  const std::size_t size =
      ZSTD_compress(frame.data(), frame.size(), lines.data(), lines.size(), kLevel);
  frame.resize(ZSTD_isError(size) != 0 ? 0 : size);  // fails only for want of memory
  return frame;
}

}  // namespace

std::string hour_file_name(base::Micros hour) {
  return base::to_rfc3339(PacketClock::floor_to(hour, base::kHour)).substr(0, 13) +
         std::string(kSuffix);
}

std::optional<base::Micros> hour_of_file(const std::string& name) {
  if (name.size() < 13) return std::nullopt;
  const std::string suffix = name.substr(13);
  if (suffix != kSuffix && suffix != ".jsonl") return std::nullopt;
  return base::parse_rfc3339(name.substr(0, 13) + ":00:00Z");
}

Result<std::unique_ptr<EventFolder>> EventFolder::open(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder / "events", error);
  if (error) {
    return Error{Errc::Io,
                 fmt::format("creating {}: {}", (folder / "events").string(), error.message())};
  }
  const int lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) return base::system_error(fmt::format("opening {}", folder.string()));
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Error{Errc::Io,
                 fmt::format("{}: another telescope writes into this folder; give each its own",
                             folder.string())};
  }
  return std::unique_ptr<EventFolder>(new EventFolder(folder, lock));
}

EventFolder::EventFolder(std::filesystem::path folder, int lock)
    : folder_(std::move(folder)), lock_(lock) {}

EventFolder::~EventFolder() { ::close(lock_); }

void EventFolder::take(model::TelescopeRecord&& record) {
  if (waiting_.empty()) waiting_.push_back({.hour = named_.value_or(0)});
  Waiting& waiting = waiting_.back();
  waiting.lines += std::visit([](const auto& one) { return model::to_json(one); }, record);
  waiting.lines += '\n';
  ++records_;
  if (waiting.lines.size() < kFrame) return;
  pack(waiting);
  if (wants_checkpoint()) return;
  if (const auto status = append(waiting.frames); !status && !failure_) failure_ = status.error();
  waiting.frames.clear();
}

void EventFolder::begin_hour(base::Micros hour) {
  if (!waiting_.empty() && waiting_.back().hour == hour) return;
  waiting_.push_back({.hour = hour});
}

bool EventFolder::wants_checkpoint() const {
  return !waiting_.empty() && (waiting_.size() > 1 || waiting_.front().hour != named_);
}

void EventFolder::pack(Waiting& waiting) {
  if (waiting.lines.empty()) return;
  waiting.frames += compress(waiting.lines);
  waiting.lines.clear();
}

Status EventFolder::append(std::string_view frames) {
  if (frames.empty()) return {};
  if (std::fwrite(frames.data(), 1, frames.size(), file_.get()) != frames.size() ||
      std::fflush(file_.get()) != 0) {
    return base::system_error(fmt::format("writing {}", hour_file_name(*named_)));
  }
  length_ += frames.size();
  return {};
}

Result<std::vector<HourOutput>> EventFolder::prepare() {
  if (failure_) return *failure_;
  if (file_ && ::fsync(::fileno(file_.get())) != 0) {
    return base::system_error(fmt::format("syncing {}", hour_file_name(*named_)));
  }
  std::vector<HourOutput> outputs;
  if (named_) outputs.push_back({.hour = *named_, .length = length_, .frames = {}});
  for (Waiting& waiting : waiting_) {
    pack(waiting);
    HourOutput* output = nullptr;
    for (HourOutput& one : outputs) {
      if (one.hour == waiting.hour) output = &one;
    }
    if (output == nullptr) {
      std::error_code absent;
      const auto size =
          std::filesystem::file_size(folder_ / "events" / hour_file_name(waiting.hour), absent);
      outputs.push_back({.hour = waiting.hour, .length = absent ? 0 : size, .frames = {}});
      output = &outputs.back();
    }
    output->frames += waiting.frames;
  }
  // The present hour's file comes last: it is the one that may grow.
  if (waiting_.empty()) return outputs;
  const base::Micros present = waiting_.back().hour;
  std::stable_partition(outputs.begin(), outputs.end(),
                        [present](const HourOutput& one) { return one.hour != present; });
  return outputs;
}

Result<EventFolder::File> EventFolder::open_at(const HourOutput& output) const {
  const auto path = folder_ / "events" / hour_file_name(output.hour);
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor < 0) return base::system_error(fmt::format("opening {}", path.string()));
  File file(::fdopen(descriptor, "wb"));
  const auto size = ::lseek(descriptor, 0, SEEK_END);
  if (size < 0 || static_cast<std::uint64_t>(size) < output.length) {
    return Error{Errc::Io,
                 fmt::format("{} is shorter than the state says ({} octets): was it changed? Put "
                             "it back, or move the state away to begin anew",
                             path.string(), output.length)};
  }
  if (::ftruncate(descriptor, static_cast<off_t>(output.length)) != 0 ||
      ::lseek(descriptor, 0, SEEK_END) < 0) {
    return base::system_error(fmt::format("cutting {}", path.string()));
  }
  return file;
}

Status EventFolder::apply(const std::vector<HourOutput>& outputs) {
  for (const HourOutput& output : outputs) {
    file_ = NOROSHI_TRY(open_at(output));
    named_ = output.hour;
    length_ = output.length;
    NOROSHI_CHECK(append(output.frames));
    if (&output != &outputs.back() && ::fsync(::fileno(file_.get())) != 0) {
      return base::system_error(fmt::format("syncing {}", hour_file_name(output.hour)));
    }
  }
  NOROSHI_CHECK(io::sync_path((folder_ / "events").string()));
  waiting_.clear();
  if (named_) waiting_.push_back({.hour = *named_});
  return {};
}

}  // namespace noroshi::telescope
