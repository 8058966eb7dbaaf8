#include "store/duck/folder.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace noroshi::duck {
namespace {

// A file descriptor that closes itself.
class Opened {
 public:
  Opened(const std::string& path, int flags)
      : file_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
  ~Opened() {
    if (file_ >= 0) ::close(file_);
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  [[nodiscard]] explicit operator bool() const { return file_ >= 0; }
  [[nodiscard]] int get() const { return file_; }
  [[nodiscard]] int release() { return std::exchange(file_, -1); }

 private:
  int file_;
};

Status sync(const std::string& path, int flags) {
  const Opened file(path, flags);
  if (!file) return base::system_error("opening " + path);
  if (::fsync(file.get()) != 0) return base::system_error("syncing " + path);
  return {};
}

std::string parent_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

Status write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return base::system_error("writing " + path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// Who holds the lock, as the holder wrote it; empty if it has not yet.
std::string holder(int file) {
  std::array<char, 24> text{};
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  std::string_view digits(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return std::string(digits.substr(0, digits.find_first_not_of("0123456789")));
}

}  // namespace

Status make_folder(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  if (failure) return Error{Errc::Io, fmt::format("creating {}: {}", path, failure.message())};
  return {};
}

Status sync_file(const std::string& path) { return sync(path, O_RDONLY); }

Status sync_folder(const std::string& path) { return sync(path, O_RDONLY | O_DIRECTORY); }

Result<std::string> read_text(const std::string& path) {
  const Opened file(path, O_RDONLY);
  if (!file) return base::system_error("opening " + path);
  std::string text;
  std::array<char, 16384> buffer{};
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::system_error("reading " + path);
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

Status replace_text(const std::string& path, std::string_view text) {
  const std::string beside = path + ".new";
  {
    const Opened file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return base::system_error("opening " + beside);
    NOROSHI_CHECK(write_all(file.get(), text, beside));
    if (::fsync(file.get()) != 0) return base::system_error("syncing " + beside);
  }
  return rename_durably(beside, path);
}

Status rename_durably(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return base::system_error(fmt::format("renaming {} to {}", from, to));
  }
  return sync_folder(parent_of(to));
}

Result<WriterLock> WriterLock::take(const std::string& path) {
  Opened file(path, O_RDWR | O_CREAT);
  if (!file) return base::system_error("opening " + path);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return base::system_error("locking " + path);
    const std::string pid = holder(file.get());
    return Error{Errc::Io,
                 fmt::format("{} is held by process {}, which writes this store; stop it, "
                             "or open the store to read only",
                             path, pid.empty() ? "?" : pid)};
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file.get(), 0) != 0) return base::system_error("writing " + path);
  NOROSHI_CHECK(write_all(file.get(), pid, path));
  return WriterLock(file.release());
}

WriterLock::WriterLock(WriterLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

WriterLock::~WriterLock() {
  if (file_ >= 0) ::close(file_);  // the lock goes with it
}

}  // namespace noroshi::duck
