// A folder that a capture program fills (tcpdump -G, dumpcap -b): which file is next, and whether
// it is finished.
#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <sys/stat.h>

#include "observe/telescope/capture_walk.hpp"
#include "observe/telescope/file_source.hpp"

namespace noroshi::telescope {
namespace {

namespace fs = std::filesystem;

// What is known of one file, by its key.
struct Found {
  std::string path;
  std::uint64_t size = 0;
  base::Micros written = 0;  // last
  base::Micros begins = 0;   // its first packet, or `written` where there is none to be read; 0 of
                             // files that an earlier run has read
};

bool is_left_alone(std::string_view name) {
  constexpr std::array<std::string_view, 4> kUnfinished = {".part", ".partial", ".tmp", ".temp"};
  return name.starts_with('.') || std::any_of(kUnfinished.begin(), kUnfinished.end(),
                                              [&](auto ending) { return name.ends_with(ending); });
}

std::optional<base::Micros> first_packet(const std::string& path) {
  const auto input = io::Input::open(path);
  if (!input) return std::nullopt;
  const auto capture = Capture::open(**input);
  if (!capture) return std::nullopt;
  std::array<Frame, 1> frame;
  const auto count = (*capture)->next(frame);
  if (!count || *count == 0 || frame[0].fault != Fault::None) return std::nullopt;
  return frame[0].time;
}

class FolderSource final : public FileSource {
 public:
  FolderSource(fs::path folder, FollowOptions options, const Place& resume)
      : folder_(std::move(folder)), options_(std::move(options)), walk_(resume) {}

  Result<Batch> next(std::stop_token stop) override {
    while (!stop.stop_requested()) {
      if (!walk_.is_open() && !open_next()) {
        if (options_.end_when_done) return Batch{.ended = true};
        wait(stop);
        return Batch{.ended = stop.stop_requested()};
      }
      if (!walk_.is_open()) continue;  // it could not be read
      const auto packets = walk_.next();
      if (!packets.empty()) return Batch{.packets = packets};
    }
    return Batch{.ended = true};
  }

  [[nodiscard]] std::uint64_t lost() const override { return walk_.lost(); }
  [[nodiscard]] Place place() const override { return walk_.place(); }
  [[nodiscard]] std::vector<Error> failures() override { return walk_.failures(); }
  [[nodiscard]] std::uint64_t octets_read() const override { return walk_.octets_read(); }
  [[nodiscard]] std::uint64_t octets_known() const override { return 0; }
  [[nodiscard]] std::string_view file_name() const override { return walk_.name(); }

 private:
  using Files = std::map<std::string, Found, std::less<>>;

  bool open_next() {
    look();
    const auto interrupted = files_.find(walk_.interrupted().file);
    const Files::value_type* const next =
        interrupted != files_.end() ? &*interrupted : earliest_finished();
    if (interrupted == files_.end()) walk_.miss_interrupted();
    if (next == nullptr) return false;
    read_sizes_[next->first] = next->second.size;
    walk_.open(next->second.path, next->first);
    return true;
  }

  // Takes stock of the folder.  Where a plain file and its compressed copy are both there, the
  // copy is not finished.
  void look() {
    Files now;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder_, failure)) {
      const std::string name = entry.path().filename().string();
      struct stat status {};
      if (is_left_alone(name) || ::stat(entry.path().c_str(), &status) != 0) continue;
      if (!S_ISREG(status.st_mode)) continue;
      const std::string key = file_key(name);
      if (key != name && now.count(key) != 0) continue;
      now[key] = describe(entry.path().string(), key, status);
    }
    if (failure) {
      walk_.note_failure(
          {Errc::Io, fmt::format("looking into {}: {}", folder_.string(), failure.message())});
      return;
    }
    files_ = std::move(now);
    std::set<std::string> names;
    for (const auto& [key, found] : files_) {
      names.insert(key);
      check_growth(key, found);
    }
    walk_.forget_gone(names);
  }

  // The first packet is looked up again only when the file has changed, and never of a file that an
  // earlier run has read: there may be thousands.
  [[nodiscard]] Found describe(const std::string& path, const std::string& key,
                               const struct stat& status) const {
    Found found{.path = path,
                .size = static_cast<std::uint64_t>(status.st_size),
                .written = status.st_mtim.tv_sec * base::kSecond + status.st_mtim.tv_nsec / 1000};
    const auto before = files_.find(key);
    const bool same = before != files_.end() && before->second.path == path &&
                      before->second.size == found.size && before->second.written == found.written;
    if (same) {
      found.begins = before->second.begins;
    } else if (!walk_.is_done(key)) {
      found.begins = first_packet(path).value_or(found.written);
    }
    return found;
  }

  [[nodiscard]] const Files::value_type* earliest_finished() const {
    const Files::value_type* first = nullptr;
    for (const auto& file : files_) {
      if (walk_.is_done(file.first)) continue;
      if (first == nullptr || file.second.begins < first->second.begins) first = &file;
    }
    return first != nullptr && is_finished(first->second) ? first : nullptr;
  }

  // What is written to a file after it was read is not read; that must be said.
  void check_growth(const std::string& key, const Found& found) {
    const auto read = read_sizes_.find(key);
    if (read == read_sizes_.end() || !found.path.ends_with(key)) return;
    if (found.size <= read->second || !walk_.is_done(key)) return;
    walk_.note_failure(
        {Errc::InvalidInput,
         fmt::format("{}: grew after it was read; what was added is not used", found.path)});
    read->second = found.size;
  }

  [[nodiscard]] bool is_finished(const Found& file) const {
    const base::Micros quiet = options_.clock() - file.written;
    if (options_.end_when_done || quiet >= options_.stale) return true;
    const bool others_begin_later =
        std::any_of(files_.begin(), files_.end(),
                    [&](const auto& other) { return other.second.begins > file.begins; });
    return others_begin_later && quiet >= options_.quiet;
  }

  static void wait(const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait_for(lock, stop, std::chrono::seconds(1),
                                           [] { return false; });
  }

  fs::path folder_;
  FollowOptions options_;
  CaptureWalk walk_;
  Files files_;
  std::map<std::string, std::uint64_t, std::less<>> read_sizes_;  // of files read in this run
};

}  // namespace

Result<std::unique_ptr<FileSource>> follow_folder(const fs::path& folder,
                                                  const FollowOptions& options,
                                                  const Place& resume) {
  std::error_code failure;
  if (!fs::is_directory(folder, failure)) {
    return Error{Errc::NotFound,
                 fmt::format("{} is no folder to follow; name the one into which the capture "
                             "program writes",
                             folder.string())};
  }
  return std::make_unique<FolderSource>(folder, options, resume);
}

}  // namespace noroshi::telescope
