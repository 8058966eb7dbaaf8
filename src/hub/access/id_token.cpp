#include "hub/access/id_token.hpp"

#include <algorithm>
#include <array>
#include <cjose/cjose.h>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "hub/access/credentials.hpp"

namespace noroshi::access {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestToken = 32 << 10;
constexpr std::size_t kLongestSubject = 255;  // OpenID Connect Core, section 2
constexpr std::size_t kSmallestRsa = 2048;    // bits (RFC 7518, section 3.3)
constexpr double kLeeway = 60;                // seconds that clocks may differ
constexpr double kOldest = 600;               // seconds since the token was made

struct Algorithm {
  std::string_view name;
  cjose_jwk_kty_t kind;
  int curve;  // of EC
};
// Public-key signatures that cjose knows.  "none" and HMAC are not among them and never will be:
// with HMAC the public key, taken as a secret, would sign.
constexpr std::array kAlgorithms{Algorithm{"RS256", CJOSE_JWK_KTY_RSA, 0},
                                 Algorithm{"PS256", CJOSE_JWK_KTY_RSA, 0},
                                 Algorithm{"ES256", CJOSE_JWK_KTY_EC, CJOSE_JWK_EC_P_256},
                                 Algorithm{"ES384", CJOSE_JWK_KTY_EC, CJOSE_JWK_EC_P_384}};

struct ReleaseKey {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct ReleaseToken {
  void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};
using Jwk = std::unique_ptr<cjose_jwk_t, ReleaseKey>;
using Jws = std::unique_ptr<cjose_jws_t, ReleaseToken>;

Error refused(std::string_view why) {
  return {Errc::InvalidInput, fmt::format("the ID token {}", why)};
}

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> number_in(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

std::optional<json> object_of(std::string_view text) {
  auto parsed = json::parse(text.begin(), text.end(), nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  return parsed;
}

/// The protected header: "aaaa" of "aaaa.bbbb.cccc".
std::optional<json> header_of(std::string_view token) {
  if (token.size() > kLongestToken || std::ranges::count(token, '.') != 2) return std::nullopt;
  const auto text = base64_decoded(token.substr(0, token.find('.')), true);
  return text ? object_of(*text) : std::nullopt;
}

bool is_for_us(const json& claims, const std::string& client) {
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return false;
  if (audience->is_string()) return *audience == client;
  return audience->is_array() && !audience->empty() &&
         std::ranges::all_of(*audience, [&](const json& one) { return one == client; });
}

Status check_times(const json& claims, double now) {
  const auto expires = number_in(claims, "exp");
  if (!expires || *expires + kLeeway <= now) return refused("has expired");
  const auto made = number_in(claims, "iat");
  if (!made || *made - kLeeway > now) return refused("is from the future; do the clocks agree?");
  if (now - *made > kOldest) return refused("was made too long ago; do the clocks agree?");
  if (number_in(claims, "nbf").value_or(0) - kLeeway > now) return refused("is not valid yet");
  return {};
}

Status check_claims(const json& claims, const Expected& expected, double now) {
  if (text_in(claims, "iss") != expected.issuer) return refused("is of another issuer");
  if (!is_for_us(claims, expected.client)) return refused("is for another client");
  if (claims.contains("azp") && text_in(claims, "azp") != expected.client) {
    return refused("was given to another client");
  }
  NOROSHI_CHECK(check_times(claims, now));
  if (expected.nonce.empty() || text_in(claims, "nonce") != expected.nonce) {
    return refused("is not of this sign-in");
  }
  return {};
}

bool is_subject(std::string_view text) {
  return !text.empty() && text.size() <= kLongestSubject &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

struct KeySet::Keys {
  struct Key {
    std::string id;
    std::string algorithm;  // empty: any of its kind
    Jwk key;
    cjose_jwk_kty_t kind = CJOSE_JWK_KTY_OCT;
    int curve = 0;
  };
  std::vector<Key> keys;

  void add(const json& one) {
    if (!one.is_object()) return;
    const auto use = text_in(one, "use");
    if (!use.empty() && use != "sig") return;
    const auto text = one.dump(-1, ' ', false, json::error_handler_t::replace);
    cjose_err failure{};
    Jwk key(cjose_jwk_import(text.data(), text.size(), &failure));
    if (!key) return;
    const auto kind = cjose_jwk_get_kty(key.get(), &failure);
    if (kind != CJOSE_JWK_KTY_RSA && kind != CJOSE_JWK_KTY_EC) return;
    const auto bits = cjose_jwk_get_keysize(key.get(), &failure);
    if (kind == CJOSE_JWK_KTY_RSA && bits < kSmallestRsa) return;
    const int curve =
        kind == CJOSE_JWK_KTY_EC ? int{cjose_jwk_EC_get_curve(key.get(), &failure)} : 0;
    keys.push_back({text_in(one, "kid"), text_in(one, "alg"), std::move(key), kind, curve});
  }
};

Result<KeySet> KeySet::parse(std::string_view text) {
  const auto set = object_of(text);
  const auto list = set ? set->find("keys") : json::const_iterator();
  if (!set || list == set->end() || !list->is_array()) {
    return Error{Errc::InvalidInput, "the issuer's keys are no JWK Set"};
  }
  auto keys = std::make_shared<Keys>();
  for (const auto& one : *list) keys->add(one);
  return KeySet(std::move(keys));
}

std::size_t KeySet::size() const { return keys_->keys.size(); }

/// What a key of the issuer has signed.
Result<std::string> IdTokenCheck::signed_text(std::string_view token) const {
  const auto header = header_of(token);
  if (!header) return refused("is no JWS in compact form");
  const auto wanted = text_in(*header, "alg");
  const auto* algorithm = std::ranges::find(kAlgorithms, wanted, &Algorithm::name);
  if (algorithm == kAlgorithms.end()) {
    return refused("is not signed by RS256, PS256, ES256 or ES384");
  }
  if (header->contains("crit")) return refused("asks for an extension that is not known here");
  const auto id = text_in(*header, "kid");
  cjose_err failure{};
  const Jws jws(cjose_jws_import(token.data(), token.size(), &failure));
  if (!jws) return refused("is no JWS in compact form");
  bool tried = false;
  for (const auto& [key_id, key_algorithm, key, kind, curve] : keys_.keys_->keys) {
    if (kind != algorithm->kind || (kind == CJOSE_JWK_KTY_EC && curve != algorithm->curve))
      continue;
    if (!key_algorithm.empty() && key_algorithm != wanted) continue;
    if (!id.empty() && key_id != id) continue;
    tried = true;
    if (!cjose_jws_verify(jws.get(), key.get(), &failure)) continue;
    std::uint8_t* octets = nullptr;
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &octets, &size, &failure)) continue;
    return std::string(reinterpret_cast<const char*>(octets), size);
  }
  if (tried) return refused("has a signature that does not hold");
  return Error{Errc::NotFound, "the ID token is signed by a key that the issuer does not list"};
}

Result<std::string> IdTokenCheck::subject(std::string_view token, base::Micros now) const {
  const auto text = NOROSHI_TRY(signed_text(token));
  const auto claims = object_of(text);
  if (!claims) return refused("has no claims");
  NOROSHI_CHECK(check_claims(*claims, expected_, base::seconds(now)));
  auto subject = text_in(*claims, "sub");
  if (!is_subject(subject)) return refused("names no subject");
  return subject;
}

}  // namespace noroshi::access
