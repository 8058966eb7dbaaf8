#include "hub/access/credentials.hpp"

#include <algorithm>
#include <sodium.h>
#include <utility>

#include "hub/access/session_cookie.hpp"

namespace noroshi::access {
namespace {

constexpr std::size_t kLongest = 4096;  // octets of one credential

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7F; }

/// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if ((first >= 0x80 && first < 0xC2) || first > 0xF4 || text.size() < size) return false;
    for (std::size_t i = 1; i < size; ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return false;
    }
    const auto second = size > 1 ? static_cast<unsigned char>(text[1]) : 0;
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
      return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

/// "Basic dXNlcjpwYXNz" → scheme and the rest (RFC 9110, section 11.4).
bool read_authorization(std::string_view value, Credentials& into) {
  const auto blank = value.find(' ');
  if (blank == std::string_view::npos || value.size() > kLongest) return false;
  const auto scheme = value.substr(0, blank);
  value.remove_prefix(std::min(value.size(), value.find_first_not_of(' ', blank)));
  if (same_word(scheme, "Basic")) {
    into.basic = read_basic(value);
    return into.basic.has_value();
  }
  if (!same_word(scheme, "Bearer") || value.empty()) return false;
  into.key = value;
  return std::ranges::none_of(value, [](char c) { return c == ' ' || is_control(c); });
}

std::string encoded(std::string_view octets, int variant) {
  std::string text(sodium_base64_encoded_len(octets.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(octets.data()),
                    octets.size(), variant);
  text.pop_back();  // the NUL
  return text;
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text, bool url) {
  // libsodium 1.0.18 takes some octets beyond ASCII for digits.
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x7F; })) {
    return std::nullopt;
  }
  std::string octets(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  const int variant =
      url ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(octets.data()), octets.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, variant);
  if (failed != 0) return std::nullopt;
  octets.resize(size);
  return octets;
}

std::string base64(std::string_view octets) {
  return encoded(octets, sodium_base64_VARIANT_ORIGINAL);
}

std::string base64url(std::string_view octets) {
  return encoded(octets, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<Credentials::Basic> read_basic(std::string_view encoded_text) {
  const auto text = base64_decoded(encoded_text);
  if (!text || std::ranges::any_of(*text, is_control) || !is_utf8(*text)) return std::nullopt;
  const auto colon = text->find(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  return Credentials::Basic{text->substr(0, colon), text->substr(colon + 1)};
}

std::optional<Credentials> read_credentials(const http::Request& request) {
  Credentials found;
  found.certificate = request.certificate;
  bool seen = false;
  for (const auto& [name, value] : request.headers) {
    if (name != "authorization") continue;
    if (std::exchange(seen, true) || !read_authorization(value, found)) return std::nullopt;
  }
  const auto sessions = cookies_named(request, kSessionCookie);
  if (sessions.size() > 1) return std::nullopt;
  if (!sessions.empty()) found.session = sessions.front();
  return found;
}

}  // namespace noroshi::access
