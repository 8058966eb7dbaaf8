#include "io/durable.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace noroshi::io {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMost = std::size_t{256} << 20;

}  // namespace

Status write_all(int descriptor, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return base::system_error(fmt::format("writing {}", name));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status sync_path(const std::string& path) {
  const base::Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.open() || ::fsync(opened.get()) != 0) {
    return base::system_error(fmt::format("syncing {}", path));
  }
  return {};
}

Status sync_folder_of(const std::string& path) {
  const auto parent = fs::path(path).parent_path();
  return sync_path(parent.empty() ? "." : parent.string());
}

Status make_folder(const std::string& path) {
  std::error_code error;
  const bool made = fs::create_directories(path, error);
  if (error) {
    return Error{Errc::Io, fmt::format("creating the folder {}: {}; does its owner run this?", path,
                                       error.message())};
  }
  if (made) ::chmod(path.c_str(), 0750);
  return {};
}

Status replace_file(const std::string& path, std::string_view bytes, Durable durable, mode_t mode) {
  const std::string temporary = path + ".new";
  {
    const base::Descriptor file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!file.open()) return base::system_error(fmt::format("opening {}", temporary));
    NOROSHI_CHECK(write_all(file.get(), bytes, temporary));
    if (durable == Durable::Yes && ::fsync(file.get()) != 0) {
      return base::system_error(fmt::format("syncing {}", temporary));
    }
  }
  if (durable == Durable::Yes) return rename_whole(temporary, path);
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    return base::system_error(fmt::format("renaming {}", temporary));
  }
  return {};
}

Status rename_whole(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) {
    return base::system_error(fmt::format("renaming {}", from));
  }
  return sync_folder_of(to);
}

Status append_synced(const std::string& path, std::string_view bytes) {
  std::error_code ignored;
  const bool fresh = !fs::exists(path, ignored);
  const base::Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!file.open()) return base::system_error(fmt::format("opening {}", path));
  NOROSHI_CHECK(write_all(file.get(), bytes, path));
  if (::fsync(file.get()) != 0) return base::system_error(fmt::format("syncing {}", path));
  return fresh ? sync_folder_of(path) : Status{};
}

Result<std::string> read_file(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return base::system_error(fmt::format("opening {}", path));
  std::string bytes;
  char buffer[65'536];
  for (;;) {
    const auto count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::system_error(fmt::format("reading {}", path));
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
    if (bytes.size() > kMost) {
      return Error{Errc::Limit,
                   fmt::format("{} is larger than 256 MiB; is it the right file?", path)};
    }
  }
}

Result<std::string> read_secret(const std::string& path, std::uint64_t largest) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return base::system_error("opening " + path);
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{}: others can read this secret; chmod 600 it first", path)};
  }
  if (static_cast<std::uint64_t>(about.st_size) > largest) {
    return Error{Errc::Limit,
                 fmt::format("{}: more than {} octets: is it the right file?", path, largest)};
  }
  return read_file(path);
}

Result<base::Descriptor> lock_folder(const std::string& folder, std::string_view why) {
  const std::string path = (fs::path(folder) / "lock").string();
  base::Descriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.open()) return base::system_error(fmt::format("opening {}", path));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return Error{Errc::Limit, fmt::format("{} is open in another process; {}", folder, why)};
  }
  return lock;
}

}  // namespace noroshi::io
