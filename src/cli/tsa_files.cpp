#include "cli/tsa_files.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "io/durable.hpp"
#include "trust/stamp/exchange.hpp"

namespace noroshi::cli {
namespace {

std::string real_path(const std::string& path) { return path == "-" ? "/dev/stdin" : path; }

}  // namespace

Result<stamp::Token> read_token(const std::string& path) {
  const std::string octets = NOROSHI_TRY(io::read_file(real_path(path)));
  const auto response = stamp::Response::parse(der::view_of(octets));
  if (!response) return stamp::Token::parse(der::view_of(octets)).within(path);
  if (response->token.empty()) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: no token, the authority says {}", path, response->text())};
  }
  return stamp::Token::parse(response->token).within(path);
}

Result<stamp::Bytes> digest_of_file(const std::string& path, pki::Digest digest) {
  const base::Descriptor file(::open(real_path(path).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return base::system_error(fmt::format("opening {}", path));
  pki::Hasher hasher(digest);
  std::array<std::uint8_t, 65'536> piece{};
  for (;;) {
    const auto count = ::read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::system_error(fmt::format("reading {}", path));
    if (count == 0) return hasher.finish();
    hasher.add(stamp::View(piece).first(static_cast<std::size_t>(count)));
  }
}

}  // namespace noroshi::cli
