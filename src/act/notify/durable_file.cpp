#include "act/notify/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "io/durable.hpp"

namespace noroshi::notify {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16;

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
  NOROSHI_CHECK(io::write_all(descriptor_, buffer_, temporary_));
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
  NOROSHI_CHECK(io::rename_whole(temporary_, path_));
  ::close(std::exchange(descriptor_, -1));
  return {};
}

}  // namespace noroshi::notify
