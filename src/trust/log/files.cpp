#include "trust/log/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace noroshi::tlog {

namespace fs = std::filesystem;

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Status write_all(int descriptor, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      Error error = base::system_error(fmt::format("writing {}", name));
      if (errno == ENOSPC) error.code = Errc::Full;
      return error;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status sync_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) {
    return base::system_error(fmt::format("syncing {}", path));
  }
  return {};
}

Status replace_file(const std::string& path, std::string_view bytes, bool sync) {
  const std::string temporary = path + ".new";
  {
    const Descriptor file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file.get() < 0) return base::system_error(fmt::format("opening {}", temporary));
    NOROSHI_CHECK(write_all(file.get(), bytes, temporary));
    if (sync && ::fdatasync(file.get()) != 0) {
      return base::system_error(fmt::format("syncing {}", temporary));
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    return base::system_error(fmt::format("renaming {}", temporary));
  }
  return sync ? sync_file(fs::path(path).parent_path().string()) : Status{};
}

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    Error error = base::system_error(fmt::format("opening {}", path));
    if (errno == ENOENT) error.code = Errc::NotFound;
    return error;
  }
  std::string bytes;
  char buffer[65'536];
  for (;;) {
    const auto count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::system_error(fmt::format("reading {}", path));
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

Result<Descriptor> lock_folder(const std::string& folder, std::string_view what) {
  const std::string path = (fs::path(folder) / "lock").string();
  Descriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.get() < 0) return base::system_error(fmt::format("opening {}", path));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return Error{Errc::Io, fmt::format("{} is open in another process; {}", folder, what)};
  }
  return lock;
}

}  // namespace noroshi::tlog
