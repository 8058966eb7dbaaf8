#include "observe/minimise/key_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "base/descriptor.hpp"

namespace noroshi::minimise {
namespace {

constexpr const char* kName = "epoch.key";
constexpr const char* kUnfinished = "epoch.key.new";
constexpr std::string_view kMagic = "NRSHKEY1";
constexpr std::size_t kSize = 40;  // magic, begin, end (little-endian, microseconds), key

using Image = std::array<std::uint8_t, kSize>;

void put(std::uint64_t value, std::uint8_t* to) {
  for (int i = 0; i < 8; ++i) to[i] = static_cast<std::uint8_t>(value >> 8 * i);
}

std::uint64_t get(const std::uint8_t* from) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | from[i];
  return value;
}

Image encode(const EpochKey& key) {
  Image image;
  std::memcpy(image.data(), kMagic.data(), kMagic.size());
  put(static_cast<std::uint64_t>(key.begin), image.data() + 8);
  put(static_cast<std::uint64_t>(key.end), image.data() + 16);
  std::memcpy(image.data() + 24, key.key.data(), key.key.size());
  return image;
}

std::optional<EpochKey> decode(const Image& image) {
  if (std::memcmp(image.data(), kMagic.data(), kMagic.size()) != 0) return std::nullopt;
  EpochKey key;
  key.begin = static_cast<base::Micros>(get(image.data() + 8));
  key.end = static_cast<base::Micros>(get(image.data() + 16));
  if (key.begin >= key.end) return std::nullopt;
  std::memcpy(key.key.data(), image.data() + 24, key.key.size());
  return key;
}

Status write_all(int fd, const Image& image, std::string_view what) {
  for (std::size_t done = 0; done < image.size();) {
    const auto put_now =
        ::pwrite(fd, image.data() + done, image.size() - done, static_cast<off_t>(done));
    if (put_now < 0 && errno == EINTR) continue;
    if (put_now <= 0) return base::system_error(what);
    done += static_cast<std::size_t>(put_now);
  }
  if (::fsync(fd) != 0) return base::system_error(what);
  return {};
}

// Nothing there: nothing is done.
Status destroy_file(int folder, const char* name) {
  const base::Descriptor file(::openat(folder, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return {};
    return base::system_error(fmt::format("destroying {}", name));
  }
  // Unlinked even where overwriting fails: a full disk must not keep a key alive.
  Status overwritten = write_all(file.get(), Image{}, fmt::format("overwriting {}", name));
  if (::unlinkat(folder, name, 0) != 0) return base::system_error(fmt::format("removing {}", name));
  if (::fsync(folder) != 0) return base::system_error("syncing the folder of keys");
  return overwritten;
}

Status private_to_us(int fd, const std::string& path, const char* mode) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return base::system_error(path);
  if ((status.st_mode & 077) == 0) return {};
  return Error{
      Errc::InvalidUsage,
      fmt::format("{} is open to other users (mode {:04o}), and keys must not be: chmod {} {}",
                  path, status.st_mode & 07777U, mode, path)};
}

Result<std::optional<EpochKey>> read_from(int folder, const std::string& path) {
  const base::Descriptor file(::openat(folder, kName, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  const std::string name = fmt::format("{}/{}", path, kName);
  if (file.get() < 0) {
    if (errno == ENOENT) return std::optional<EpochKey>();
    return base::system_error(fmt::format("opening {}", name));
  }
  NOROSHI_CHECK(private_to_us(file.get(), name, "600"));
  std::array<std::uint8_t, kSize + 1> octets;
  const auto got = ::read(file.get(), octets.data(), octets.size());
  if (got < 0) return base::system_error(fmt::format("reading {}", name));
  Image image;
  std::memcpy(image.data(), octets.data(), image.size());
  ::explicit_bzero(octets.data(), octets.size());
  auto key = got == static_cast<ssize_t>(kSize) ? decode(image) : std::nullopt;
  ::explicit_bzero(image.data(), image.size());
  if (!key) {
    return Error{Errc::InvalidInput,
                 fmt::format("{} is no key of an epoch; remove it to begin a new one (older tokens "
                             "of this epoch then match no new ones)",
                             name)};
  }
  return key;
}

Status make_folder(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), failed);
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return base::system_error(fmt::format("making the folder of keys {}", folder));
}

}  // namespace

KeyFile::KeyFile(KeyFile&& other) noexcept
    : folder_(std::move(other.folder_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

KeyFile::~KeyFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<KeyFile> KeyFile::open(const std::string& folder) {
  NOROSHI_CHECK(make_folder(folder));
  KeyFile file(folder, ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.descriptor_ < 0) {
    return base::system_error(fmt::format("opening the folder of keys {}", folder));
  }
  NOROSHI_CHECK(private_to_us(file.descriptor_, folder, "700"));
  if (::flock(file.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    return Error{Errc::Io, fmt::format("another process uses the keys in {}: stop it, or give this "
                                       "collector a state folder of its own",
                                       folder)};
  }
  // A process that was killed while it wrote leaves this.
  NOROSHI_CHECK(destroy_file(file.descriptor_, kUnfinished));
  return file;
}

Result<std::optional<EpochKey>> KeyFile::read() const { return read_from(descriptor_, folder_); }

Status KeyFile::write(const EpochKey& key) {
  {
    const base::Descriptor file(::openat(
        descriptor_, kUnfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    const std::string what = fmt::format("writing {}/{}", folder_, kName);
    if (file.get() < 0) return base::system_error(what);
    Image image = encode(key);
    Status written = write_all(file.get(), image, what);
    ::explicit_bzero(image.data(), image.size());
    if (!written) {
      (void)destroy_file(descriptor_, kUnfinished);  // the first failure is the one to tell
      return written;
    }
  }
  NOROSHI_CHECK(destroy());
  if (::renameat(descriptor_, kUnfinished, descriptor_, kName) != 0 || ::fsync(descriptor_) != 0) {
    return base::system_error(fmt::format("renaming {}/{}", folder_, kUnfinished));
  }
  return {};
}

Status KeyFile::destroy() { return destroy_file(descriptor_, kName).within(folder_); }

Result<Key> read_key(const std::string& folder, base::Micros instant) {
  const base::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) {
    if (errno != ENOENT) return base::system_error(fmt::format("opening {}", folder));
    return Error{Errc::NotFound,
                 fmt::format("there is no folder of keys {}: keys are kept in memory only, or no "
                             "collector has run yet ([minimise] keys)",
                             folder)};
  }
  auto found = NOROSHI_TRY(read_from(opened.get(), folder));
  if (!found) {
    return Error{Errc::NotFound,
                 fmt::format("{} holds no key: the last one was destroyed", folder)};
  }
  const Key key = found->key;
  ::explicit_bzero(&found->key, sizeof(Key));
  if (instant >= found->begin && instant < found->end) return key;
  const std::string when = base::to_rfc3339(instant);
  if (instant >= found->end) {
    return Error{Errc::NotFound,
                 fmt::format("there is no key for {} yet: the present epoch ends at {}", when,
                             base::to_rfc3339(found->end))};
  }
  return Error{
      Errc::NotFound,
      fmt::format("the key for {} was destroyed when its epoch ended, at {} or before: who "
                  "stands behind those tokens cannot be found out any more",
                  when, base::to_rfc3339(found->begin))};
}

}  // namespace noroshi::minimise
