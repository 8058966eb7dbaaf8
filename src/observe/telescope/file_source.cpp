#include "observe/telescope/file_source.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include "observe/telescope/capture_walk.hpp"

namespace noroshi::telescope {
namespace {

class ListSource final : public FileSource {
 public:
  ListSource(std::vector<std::string> paths, const Place& resume)
      : paths_(std::move(paths)), walk_(resume) {
    for (const std::string& path : paths_) note_size(path);
  }

  Result<Batch> next(std::stop_token stop) override {
    while (!stop.stop_requested() && (walk_.is_open() || open_next())) {
      const auto packets = walk_.is_open() ? walk_.next() : std::span<const Packet>();
      if (!packets.empty()) return Batch{.packets = packets};
    }
    return Batch{.ended = true};
  }

  [[nodiscard]] std::uint64_t lost() const override { return walk_.lost(); }
  [[nodiscard]] Place place() const override { return walk_.place(); }
  [[nodiscard]] std::vector<Error> failures() override { return walk_.failures(); }
  [[nodiscard]] std::uint64_t octets_read() const override { return walk_.octets_read(); }
  [[nodiscard]] std::uint64_t octets_known() const override { return octets_known_; }
  [[nodiscard]] std::string_view file_name() const override { return walk_.name(); }

 private:
  // Files done in an earlier run are neither read nor counted.
  void note_size(const std::string& path) {
    struct stat status {};
    const bool file = ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
    unknown_size_ = unknown_size_ || (!file && !walk_.is_done(file_key(path)));
    if (file && !walk_.is_done(file_key(path))) {
      octets_known_ += static_cast<std::uint64_t>(status.st_size);
    }
    if (unknown_size_) octets_known_ = 0;
  }

  bool open_next() {
    while (next_path_ < paths_.size()) {
      const std::string& path = paths_[next_path_++];
      const std::string key = file_key(path);
      if (walk_.is_done(key)) continue;
      walk_.open(path, key);
      return true;
    }
    walk_.miss_interrupted();
    return false;
  }

  std::vector<std::string> paths_;
  CaptureWalk walk_;
  std::size_t next_path_ = 0;
  std::uint64_t octets_known_ = 0;
  bool unknown_size_ = false;
};

}  // namespace

std::string file_key(std::string_view path) {
  for (const std::string_view ending : {".gz", ".zst"}) {
    if (path.ends_with(ending)) return std::string(path.substr(0, path.size() - ending.size()));
  }
  return std::string(path);
}

std::unique_ptr<FileSource> read_files(std::vector<std::string> paths, const Place& resume) {
  return std::make_unique<ListSource>(std::move(paths), resume);
}

}  // namespace noroshi::telescope
