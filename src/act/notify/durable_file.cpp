#include "act/notify/durable_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace noroshi::notify {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16;

Status sync_folder_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  const int folder =
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return base::system_error("opening the folder of " + path);
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  return synced ? Status{} : base::system_error("writing the folder of " + path);
}

}  // namespace

Result<DurableFile> DurableFile::create(const std::string& path) {
  std::string temporary = path + ".part";
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (descriptor < 0) return base::system_error("making " + temporary);
  return DurableFile(path, std::move(temporary), descriptor);
}

DurableFile::DurableFile(DurableFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      buffer_(std::move(other.buffer_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

DurableFile::~DurableFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

Status DurableFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const auto written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return base::system_error("writing " + temporary_);
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
  return {};
}

Status DurableFile::write(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < kBuffer ? Status{} : flush();
}

Status DurableFile::commit() {
  NOROSHI_CHECK(flush());
  if (::fsync(descriptor_) != 0) return base::system_error("writing " + temporary_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return base::system_error("renaming " + temporary_);
  }
  ::close(std::exchange(descriptor_, -1));
  return sync_folder_of(path_);
}

}  // namespace noroshi::notify
