#include "trust/key/secrecy.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <mutex>
#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.hpp"

namespace noroshi::key {
namespace {

// Thousands of keys: an RSA key of 4,096 bits keeps about 2 KiB there.
constexpr std::size_t kSecureHeap = std::size_t{4} << 20;
constexpr std::size_t kSmallestPiece = 32;
constexpr std::size_t kLargestFile = std::size_t{64} << 10;

Status check_readers(int file, const std::string& path) {
  struct stat about {};
  if (::fstat(file, &about) != 0) return base::system_error(fmt::format("looking at {}", path));
  if (!S_ISREG(about.st_mode)) {
    return Error{Errc::InvalidInput, fmt::format("{} is no file; a secret is read from one", path)};
  }
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{
        Errc::InvalidUsage,
        fmt::format("{}: others can read this secret; close it: chmod 600 {}", path, path)};
  }
  return {};
}

// The octets that came; an Error also where there are more than `size`.
Result<std::size_t> read_up_to(int file, char* to, std::size_t size, const std::string& path) {
  std::size_t have = 0;
  while (have < size) {
    const auto count = ::read(file, to + have, size - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::system_error(fmt::format("reading {}", path));
    if (count == 0) return have;
    have += static_cast<std::size_t>(count);
  }
  return Error{Errc::Limit, fmt::format("{} has more than {} octets; is it the right file?", path,
                                        kLargestFile)};
}

}  // namespace

void prepare_secure_heap() {
  static std::once_flag once;
  // Where locking is not allowed the heap is there all the same: out of core dumps, not of swap.
  std::call_once(once, [] { CRYPTO_secure_malloc_init(kSecureHeap, kSmallestPiece); });
}

Status keep_out_of_core_dumps() {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return base::system_error("keeping keys out of core dumps");
  }
  return {};
}

Secret::Secret(std::size_t size) {
  prepare_secure_heap();
  octets_ = static_cast<char*>(OPENSSL_secure_zalloc(size));
  if (octets_ != nullptr) size_ = size;
}

Secret::~Secret() { OPENSSL_secure_clear_free(octets_, size_); }

std::string_view Secret::first_line() const {
  const std::string_view line = text().substr(0, text().find('\n'));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

Result<Secret> read_secret_file(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.open()) return base::system_error(fmt::format("opening {}", path));
  NOROSHI_CHECK(check_readers(file.get(), path));
  Secret secret(kLargestFile + 1);
  if (secret.octets() == nullptr) {
    return Error{Errc::Limit, fmt::format("no protected memory is left for {}", path)};
  }
  secret.size_ = NOROSHI_TRY(read_up_to(file.get(), secret.octets(), kLargestFile + 1, path));
  return secret;
}

}  // namespace noroshi::key
