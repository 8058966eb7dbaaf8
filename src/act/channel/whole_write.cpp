#include "act/channel/whole_write.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace noroshi::channel {
namespace {

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(::open(path.c_str(), flags, 0600)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Status write_through(const std::string& path, int flags, std::string_view bytes) {
  const Descriptor file(path, flags | O_WRONLY | O_CREAT | O_CLOEXEC);
  if (file.number() < 0) return base::system_error("opening " + path);
  while (!bytes.empty()) {
    const auto written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return base::system_error("writing " + path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.number()) != 0) return base::system_error("writing " + path);
  return {};
}

Status sync_folder_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  const Descriptor folder(parent.empty() ? "." : parent.string(),
                          O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder.number() < 0 || ::fsync(folder.number()) != 0) {
    return base::system_error("writing " + parent.string());
  }
  return {};
}

}  // namespace

Status rename_whole(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return base::system_error("renaming " + from);
  return sync_folder_of(to);
}

Status write_whole(const std::string& path, std::string_view bytes) {
  const auto temporary = path + ".tmp";
  NOROSHI_CHECK(write_through(temporary, O_TRUNC, bytes));
  return rename_whole(temporary, path);
}

Status append_synced(const std::string& path, std::string_view bytes) {
  std::error_code ignored;
  const bool fresh = !std::filesystem::exists(path, ignored);
  NOROSHI_CHECK(write_through(path, O_APPEND, bytes));
  return fresh ? sync_folder_of(path) : Status{};
}

}  // namespace noroshi::channel
