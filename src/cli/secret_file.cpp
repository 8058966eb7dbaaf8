#include "cli/secret_file.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/terminal.hpp"

namespace noroshi::cli {
namespace {

// `octets` to the file from its beginning, and to the disk.
Status write_down(int file, const std::string& path, std::string_view octets) {
  FdSink sink(file, path);
  NOROSHI_CHECK(sink.write(octets));
  NOROSHI_CHECK(sink.flush());
  if (fsync(file) != 0) return base::system_error("writing " + path);
  return {};
}

}  // namespace

Status keep_secret(const std::string& path, std::string_view octets) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} exists: it may belong to a run that is not finished; finish that, "
                             "remove the file, or choose another --secret",
                             path)};
  }
  if (file < 0) return base::system_error("creating " + path);
  auto status = write_down(file, path, octets);
  if (close(file) != 0 && status.has_value()) status = base::system_error("writing " + path);
  if (!status.has_value()) unlink(path.c_str());
  return status;
}

Status destroy_secret(const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return base::system_error("opening " + path);
  struct stat about {};
  fstat(file, &about);
  auto status = write_down(file, path, std::string(static_cast<std::size_t>(about.st_size), '\0'));
  close(file);
  // Unlinked even where overwriting fails: a full disk must not keep a key alive.
  if (unlink(path.c_str()) != 0) return base::system_error("removing " + path);
  return status;
}

}  // namespace noroshi::cli
