#include "act/channel/notice_mark.hpp"

#include <array>
#include <fmt/format.h>
#include <sodium.h>

#include "base/hex.hpp"

namespace noroshi::channel {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kMarkDigits = 16;

std::string mark_of(std::string_view id, std::string_view key) {
  std::array<unsigned char, crypto_generichash_BYTES> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(id.data()), id.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return base::to_hex(std::span(digest).first(kMarkDigits / 2));
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view id) {
  std::string plain;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (is_plain(id[i])) {
      plain += id[i];
      continue;
    }
    if (id[i] != '=' || i + 2 >= id.size()) return std::nullopt;
    const int high = digit(id[i + 1]);
    const int low = digit(id[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

}  // namespace

Result<std::string> parse_mark_key(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  std::string key(kKeySize, '\0');
  std::size_t length = 0;
  const char* stop = nullptr;
  const int fault = sodium_hex2bin(reinterpret_cast<unsigned char*>(key.data()), key.size(),
                                   text.data(), text.size(), nullptr, &length, &stop);
  if (fault != 0 || length != kKeySize || stop != text.data() + text.size()) {
    return Error{Errc::InvalidInput,
                 "a key is 64 hexadecimal digits; make one with: openssl rand -hex 32"};
  }
  return key;
}

std::string marked(std::string_view notice, std::string_view key) {
  std::string id;
  for (const char c : notice) {
    id += is_plain(c) ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
  }
  return id + '.' + mark_of(id, key);
}

std::optional<std::string> unmarked(std::string_view text, std::string_view key) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto id = text.substr(0, dot);
  const auto mark = text.substr(dot + 1);
  const auto own = mark_of(id, key);
  if (mark.size() != own.size() || sodium_memcmp(mark.data(), own.data(), own.size()) != 0) {
    return std::nullopt;
  }
  return decoded(id);
}

}  // namespace noroshi::channel
