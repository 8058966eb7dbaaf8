#include "observe/collect/state_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace noroshi::collect {
namespace {

constexpr std::uintmax_t kMost = 256U << 20;

// A descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Status write_all(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return base::system_error(fmt::format("writing {}", path));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status write_new(const std::string& path, std::string_view bytes, Durable durable) {
  const Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP));
  if (file.number() < 0) return base::system_error(fmt::format("creating {}", path));
  NOROSHI_CHECK(write_all(file.number(), bytes, path));
  if (durable == Durable::Yes && ::fsync(file.number()) != 0) {
    return base::system_error(fmt::format("syncing {}", path));
  }
  return {};
}

void sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() >= 0) ::fsync(opened.number());
}

}  // namespace

Status make_folder(const std::string& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(path, error);
  if (error) {
    return Error{Errc::Io, fmt::format("creating the folder {}: {}; does its owner run this?", path,
                                       error.message())};
  }
  if (made) ::chmod(path.c_str(), 0750);
  return {};
}

Status replace_file(const std::string& path, std::string_view bytes, Durable durable) {
  const auto beside = path + ".new";
  NOROSHI_CHECK(write_new(beside, bytes, durable));
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    return base::system_error(fmt::format("renaming {} to {}", beside, path));
  }
  if (durable == Durable::Yes) sync_folder_of(path);
  return {};
}

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0 && errno == ENOENT) {
    return Error{Errc::NotFound, fmt::format("{}: no such file", path)};
  }
  if (file.number() < 0) return base::system_error(fmt::format("opening {}", path));
  struct stat about {};
  if (::fstat(file.number(), &about) != 0) return base::system_error(path);
  if (static_cast<std::uintmax_t>(about.st_size) > kMost) {
    return Error{Errc::Limit,
                 fmt::format("{} is larger than 256 MiB; is it the right file?", path)};
  }
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const auto count = ::read(file.number(), bytes.data() + got, bytes.size() - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::system_error(fmt::format("reading {}", path));
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

}  // namespace noroshi::collect
