#include "observe/collect/template_file.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace noroshi::collect {
namespace {

constexpr std::string_view kMagic = "NRSHTPL1";
constexpr std::size_t kChecksum = 8;

std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325ULL;
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x0000'0100'0000'01B3ULL;
  }
  return hash;
}

template <class Whole>
void put(std::string& out, Whole value) {
  for (std::size_t i = sizeof(Whole); i-- > 0;) {
    out.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFF));
  }
}

// Takes integers off the front; `fail` sticks once there is not enough.
struct Cursor {
  std::string_view rest;
  bool failed = false;

  std::string_view take(std::size_t length) {
    if (length > rest.size()) {
      failed = true;
      return {};
    }
    const auto piece = rest.substr(0, length);
    rest.remove_prefix(length);
    return piece;
  }
  template <class Whole>
  Whole whole() {
    std::uint64_t value = 0;
    for (const char byte : take(sizeof(Whole))) {
      value = value << 8 | static_cast<unsigned char>(byte);
    }
    return static_cast<Whole>(value);
  }
};

}  // namespace

std::string write_sessions(const std::vector<SavedSession>& sessions) {
  std::string file(kMagic);
  for (const auto& session : sessions) {
    put(file, session.address.high());
    put(file, session.address.low());
    put(file, session.port);
    put(file, static_cast<std::uint32_t>(session.bytes.size()));
    file += session.bytes;
  }
  put(file, fnv1a(file));
  return file;
}

Result<std::vector<SavedSession>> read_sessions(std::string_view file) {
  const auto damaged = Error{Errc::InvalidInput, "no file of saved templates, or a damaged one"};
  if (file.size() < kMagic.size() + kChecksum || !file.starts_with(kMagic)) return damaged;
  const auto body = file.substr(0, file.size() - kChecksum);
  Cursor checksum{file.substr(body.size())};
  if (checksum.whole<std::uint64_t>() != fnv1a(body)) return damaged;
  Cursor cursor{body.substr(kMagic.size())};
  std::vector<SavedSession> sessions;
  while (!cursor.rest.empty()) {
    const auto high = cursor.whole<std::uint64_t>();
    const auto low = cursor.whole<std::uint64_t>();
    const auto port = cursor.whole<std::uint16_t>();
    const auto bytes = cursor.take(cursor.whole<std::uint32_t>());
    if (cursor.failed) return damaged;
    sessions.push_back({net::Address::v6(high, low), port, std::string(bytes)});
  }
  return sessions;
}

}  // namespace noroshi::collect
