#include "cli/watch_out.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace noroshi::cli {
namespace {

// An open file that closes itself.
class File {
 public:
  explicit File(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

  // What stands from `at` on, `most` octets at most.
  [[nodiscard]] std::string read(std::uint64_t at, std::size_t most) const {
    std::string octets(most, '\0');
    const ssize_t got = ::pread(descriptor_, octets.data(), most, static_cast<off_t>(at));
    octets.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return octets;
  }

  [[nodiscard]] bool append(std::string_view octets) const {
    while (!octets.empty()) {
      const ssize_t written = ::write(descriptor_, octets.data(), octets.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      octets.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fdatasync(descriptor_) == 0 || errno == EINVAL;  // EINVAL: a pipe has no disk
  }

 private:
  int descriptor_;
};

}  // namespace

Result<std::uint64_t> WatchOut::size() const {
  std::error_code error;
  if (path_ == "-" || !std::filesystem::is_regular_file(path_, error)) return std::uint64_t{0};
  const auto octets = std::filesystem::file_size(path_, error);
  if (error) return Error{Errc::Io, path_ + ": " + error.message()};
  return std::uint64_t{octets};
}

Status WatchOut::deliver(std::string_view news, std::uint64_t at) {
  if (news.empty()) return {};
  if (path_ == "-") {
    NOROSHI_CHECK(standard_output_.write(news));
    return standard_output_.flush();
  }
  const File file(path_);
  if (!file.is_open()) return base::system_error("opening " + path_);
  // What a run before wrote of it; anything else means that the file was begun anew since.
  const std::string there = file.read(at, news.size());
  if (news.starts_with(there)) news.remove_prefix(there.size());
  if (!file.append(news)) return base::system_error("writing " + path_);
  return {};
}

}  // namespace noroshi::cli
