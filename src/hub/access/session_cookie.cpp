#include "hub/access/session_cookie.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sodium.h>

#include "hub/access/credentials.hpp"

namespace noroshi::access {
namespace {

constexpr std::string_view kAttributes = "; Path=/; Secure; HttpOnly; SameSite=Lax";
constexpr std::string_view kPurpose = "noroshi cross-site request token";

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

/// "hub.example" for "hub.example:443": browsers leave the usual port out.
std::string host_of(std::string_view authority) {
  auto host = lower(authority);
  if (host.ends_with(":443")) host.resize(host.size() - 4);
  return host;
}

bool is_own_origin(const http::Request& request) {
  const auto origin = request.header("origin");
  constexpr std::string_view kScheme = "https://";
  return origin.starts_with(kScheme) &&
         host_of(origin.substr(kScheme.size())) == host_of(request.header("host"));
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string session_cookie(std::string_view secret, base::Micros lifetime) {
  return fmt::format("{}={}{}; Max-Age={}", kSessionCookie, secret, kAttributes,
                     lifetime / base::kSecond);
}

std::string ended_session_cookie() { return session_cookie("", 0); }

std::vector<std::string> cookies_named(const http::Request& request, std::string_view name) {
  std::vector<std::string> found;
  for (const auto& [field, value] : request.headers) {
    if (field != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      auto pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      pair.remove_prefix(std::min(pair.size(), pair.find_first_not_of(' ')));
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
        found.emplace_back(pair.substr(equals + 1));
      }
    }
  }
  return found;
}

std::string session_of(const http::Request& request) {
  const auto found = cookies_named(request, kSessionCookie);
  return found.size() == 1 ? found.front() : std::string();
}

std::string csrf_token(std::string_view session_secret) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> digest{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(session_secret.data()),
                              session_secret.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(kPurpose.data()),
                                kPurpose.size());
  crypto_auth_hmacsha256_final(&state, digest.data());
  return base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool changes_something(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

bool from_own_page(const http::Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  return request.header("origin").empty() || is_own_origin(request);
}

bool is_meant(const http::Request& request, std::string_view session_secret) {
  if (!from_own_page(request)) return false;
  if (request.header("sec-fetch-site") == "same-origin" || is_own_origin(request)) return true;
  return same(request.header("x-csrf-token"), csrf_token(session_secret));
}

}  // namespace noroshi::access
