#include "hub/access/oidc.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <sodium.h>
#include <utility>

#include "hub/access/credentials.hpp"
#include "hub/access/id_token.hpp"
#include "hub/access/limits.hpp"
#include "hub/access/session_cookie.hpp"
#include "io/clock.hpp"
#include "io/http/query.hpp"
#include "io/http/url.hpp"
#include "io/whole_input.hpp"

namespace noroshi::access {
namespace {

using nlohmann::json;

constexpr std::string_view kCookie = "__Host-noroshi-oidc";
constexpr std::string_view kWellKnown = "/.well-known/openid-configuration";
constexpr base::Micros kLife = 10 * base::kMinute;    // of one sign-in, from begin to finish
constexpr std::size_t kAtOnce = 10'000;               // sign-ins under way
constexpr base::Micros kFresh = base::kHour;          // of what the provider says of itself
constexpr base::Micros kBetweenKeys = base::kMinute;  // new keys are not asked for more often
constexpr base::Micros kRest = 10 * base::kSecond;    // after the provider failed
constexpr std::uint64_t kLargestAnswer = 1 << 20;
constexpr base::Micros kPatience = 10 * base::kSecond;

std::string random_text() {
  std::array<char, 32> octets{};
  randombytes_buf(octets.data(), octets.size());
  return base64url({octets.data(), octets.size()});
}

/// RFC 7636, section 4.2.
std::string challenge_of(std::string_view verifier) {
  std::array<char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
  return base64url({digest.data(), digest.size()});
}

std::string form(const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, http::percent_encoded(value));
  }
  return out;
}

std::string cookie(std::string_view value, base::Micros life) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", kCookie, value,
                     life / base::kSecond);
}

/// The one value of that name; nothing if there is none or several.
std::optional<std::string> only(const http::Query& query, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [field, value] : query) {
    if (field != name) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

/// What a stranger's server says, fit for an error message.
std::string harmless(std::string_view text) {
  std::string out(text.substr(0, 100));
  std::ranges::replace_if(
      out, [](char c) { return c < ' ' || c == 0x7F || c == '"'; }, '?');
  return out;
}

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Error stale() {
  return {Errc::InvalidInput,
          "this sign-in is not known: too old, used already, or begun in another browser; begin "
          "again"};
}

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3).
struct Provider {
  http::Url authorization, token, keys;
  bool names_itself = false;  // in its answers (RFC 9207)
  bool secret_in_body = false;
};

}  // namespace

struct Oidc::State {
  struct Pending {
    std::string nonce, verifier, binding;
    base::Micros until = 0;
  };

  OidcOptions options;
  directory::Directory& directory;
  std::string secret;

  std::mutex mutex;  // of the sign-ins under way
  Recent<Pending> pending{kAtOnce};

  std::mutex asking;  // of what is known of the provider; held while it is asked
  std::optional<Provider> provider;
  std::optional<KeySet> keys;
  base::Micros provider_at = 0;
  base::Micros keys_at = 0;
  base::Micros rest_until = 0;
  std::string failure;  // the last one, while we rest

  State(OidcOptions with, directory::Directory& who) : options(std::move(with)), directory(who) {
    if (!options.clock) options.clock = io::wall_clock;
    options.connection.body_limit = kLargestAnswer;
    options.connection.timeout = std::min(options.connection.timeout, kPatience);
  }

  Status configure();
  Result<http::Url> endpoint(const json& document, const char* name) const;
  Result<json> fetch(const http::Url& url, std::string_view what) const;
  Result<Provider> discover() const;
  Result<Provider> known_provider();
  Result<KeySet> known_keys(const Provider& of, bool renew);
  Result<std::string> redeem(const Provider& at, std::string_view code,
                             std::string_view verifier) const;
  Result<Pending> take(const http::Request& callback, const http::Query& query);
  Result<std::string> subject_of(const Provider& at, const std::string& token,
                                 const std::string& nonce);
};

Status Oidc::State::configure() {
  auto issuer = NOROSHI_TRY(http::Url::parse(options.issuer).within("the issuer of OIDC"));
  if (issuer.scheme != "https" || issuer.path.find('?') != std::string::npos) {
    return Error{Errc::InvalidUsage, fmt::format("the issuer of OIDC, {}, must begin with https:// "
                                                 "and have no query",
                                                 options.issuer)};
  }
  NOROSHI_TRY(http::Url::parse(options.redirect).within("the redirect of OIDC"));
  if (options.client.empty()) {
    return Error{Errc::InvalidUsage, "OIDC needs the id of this hub at the provider"};
  }
  if (options.secret_file.empty()) return {};
  auto file = NOROSHI_TRY(io::Input::open(options.secret_file));
  secret = NOROSHI_TRY(io::whole(*file).within(options.secret_file));
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (!secret.empty() && secret.find('\n') == std::string::npos) return {};
  return Error{Errc::InvalidInput,
               fmt::format("{}: one line with the secret of OIDC is needed", options.secret_file)};
}

/// Only over TLS, and only where the operator said that the provider is.
Result<http::Url> Oidc::State::endpoint(const json& document, const char* name) const {
  auto url = NOROSHI_TRY(http::Url::parse(text_in(document, name)).within(name));
  const auto home = NOROSHI_TRY(http::Url::parse(options.issuer));
  const bool allowed =
      url.host == home.host || std::ranges::find(options.hosts, url.host) != options.hosts.end();
  if (url.scheme == "https" && allowed) return url;
  return Error{Errc::InvalidInput, fmt::format("{} of {} is at {}; allow that host if it is right",
                                               name, options.issuer, harmless(url.to_string()))};
}

Result<json> Oidc::State::fetch(const http::Url& url, std::string_view what) const {
  http::Client client(url, options.connection);
  const auto reply = NOROSHI_TRY(
      client.request("GET", url.path, {}, {{"Accept", "application/json"}}).within(what));
  if (reply.status != 200) {
    return Error{Errc::Io, fmt::format("{}: {} answered {}", what, url.to_string(), reply.status)};
  }
  auto document = json::parse(reply.body, nullptr, false);
  if (document.is_object()) return document;
  return Error{Errc::Io, fmt::format("{}: {} answered no JSON object", what, url.to_string())};
}

Result<Provider> Oidc::State::discover() const {
  std::string_view issuer = options.issuer;
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  const auto url = NOROSHI_TRY(http::Url::parse(std::string(issuer) + std::string(kWellKnown)));
  const auto document = NOROSHI_TRY(fetch(url, "asking the provider of OIDC"));
  if (text_in(document, "issuer") != options.issuer) {
    return Error{Errc::InvalidInput,
                 fmt::format("{} calls itself \"{}\"; the issuer must be written so",
                             url.to_string(), harmless(text_in(document, "issuer")))};
  }
  Provider found;
  found.authorization = NOROSHI_TRY(endpoint(document, "authorization_endpoint"));
  found.token = NOROSHI_TRY(endpoint(document, "token_endpoint"));
  found.keys = NOROSHI_TRY(endpoint(document, "jwks_uri"));
  found.names_itself =
      document.value("authorization_response_iss_parameter_supported", json()) == true;
  const auto methods = document.value("token_endpoint_auth_methods_supported", json::array());
  const auto has = [&](const char* name) {
    return methods.is_array() && std::ranges::find(methods, json(name)) != methods.end();
  };
  found.secret_in_body = has("client_secret_post") && !has("client_secret_basic");
  return found;
}

Result<Provider> Oidc::State::known_provider() {
  const std::lock_guard lock(asking);
  const auto now = options.clock();
  if (provider && now - provider_at < kFresh) return *provider;
  if (now < rest_until) return Error{Errc::Io, failure};
  auto found = discover();
  if (found) {
    provider = *found;
    provider_at = now;
    return found;
  }
  if (provider) return *provider;  // what it said an hour ago will do
  rest_until = options.clock() + kRest;
  failure = found.error().message;
  return found;
}

Result<KeySet> Oidc::State::known_keys(const Provider& of, bool renew) {
  const std::lock_guard lock(asking);
  const auto now = options.clock();
  if (keys && now - keys_at < (renew ? kBetweenKeys : kFresh)) return *keys;
  const auto document = NOROSHI_TRY(fetch(of.keys, "asking for the keys of OIDC"));
  keys = NOROSHI_TRY(KeySet::parse(document.dump(-1, ' ', false, json::error_handler_t::replace)));
  keys_at = now;
  return *keys;
}

/// RFC 6749, section 4.1.3, with RFC 7636's verifier: the ID token.
Result<std::string> Oidc::State::redeem(const Provider& at, std::string_view code,
                                        std::string_view verifier) const {
  std::vector<std::pair<std::string_view, std::string_view>> fields{
      {"grant_type", "authorization_code"},
      {"code", code},
      {"redirect_uri", options.redirect},
      {"code_verifier", verifier}};
  http::Client::Fields headers{{"Content-Type", "application/x-www-form-urlencoded"},
                               {"Accept", "application/json"}};
  if (secret.empty() || at.secret_in_body) fields.emplace_back("client_id", options.client);
  if (at.secret_in_body && !secret.empty()) fields.emplace_back("client_secret", secret);
  if (!at.secret_in_body && !secret.empty()) {
    headers.emplace_back("Authorization", "Basic " + base64(http::percent_encoded(options.client) +
                                                            ":" + http::percent_encoded(secret)));
  }
  http::Client client(at.token, options.connection);
  const auto reply = NOROSHI_TRY(client.request("POST", at.token.path, form(fields), headers)
                                     .within("redeeming the code of OIDC"));
  const auto answer = json::parse(reply.body, nullptr, false);
  if (reply.status != 200 || !answer.is_object()) {
    const auto why = answer.is_object() ? text_in(answer, "error") : std::string();
    return Error{reply.status >= 500 ? Errc::Io : Errc::InvalidInput,
                 fmt::format("the provider did not redeem the code: status {}, \"{}\"",
                             reply.status, harmless(why))};
  }
  auto token = text_in(answer, "id_token");
  if (!token.empty()) return token;
  return Error{Errc::Io, "the provider gave no ID token; is the scope openid allowed there?"};
}

/// The sign-in that this answers; it is used up, whatever comes after.
Result<Oidc::State::Pending> Oidc::State::take(const http::Request& callback,
                                               const http::Query& query) {
  const auto state = only(query, "state");
  const auto bound = cookies_named(callback, kCookie);
  if (!state || bound.size() != 1) return stale();
  const std::lock_guard lock(mutex);
  const Pending* found = pending.find(*state);
  if (found == nullptr) return stale();
  Pending taken = *found;
  pending.erase(*state);
  const bool same =
      taken.binding.size() == bound.front().size() &&
      sodium_memcmp(taken.binding.data(), bound.front().data(), taken.binding.size()) == 0;
  if (!same || taken.until <= options.clock()) return stale();
  return taken;
}

/// Asks for the issuer's keys once more if the token is signed by one that is not known.
Result<std::string> Oidc::State::subject_of(const Provider& at, const std::string& token,
                                            const std::string& nonce) {
  const Expected expected{options.issuer, options.client, nonce};
  auto subject =
      IdTokenCheck(NOROSHI_TRY(known_keys(at, false)), expected).subject(token, options.clock());
  if (subject || subject.error().code != Errc::NotFound) return subject;
  subject =
      IdTokenCheck(NOROSHI_TRY(known_keys(at, true)), expected).subject(token, options.clock());
  if (!subject) subject.error().code = Errc::InvalidInput;
  return subject;
}

Oidc::Oidc(std::unique_ptr<State> state) : state_(std::move(state)) {}
Oidc::~Oidc() = default;

Result<std::unique_ptr<Oidc>> Oidc::open(const OidcOptions& options,
                                         directory::Directory& directory) {
  auto state = std::make_unique<State>(options, directory);
  NOROSHI_CHECK(state->configure());
  return std::unique_ptr<Oidc>(new Oidc(std::move(state)));
}

Result<Oidc::Departure> Oidc::begin() {
  State& s = *state_;
  const auto provider = NOROSHI_TRY(s.known_provider());
  const State::Pending fresh{random_text(), random_text(), random_text(),
                             s.options.clock() + kLife};
  const auto state = random_text();
  {
    const std::lock_guard lock(s.mutex);
    s.pending.touch(state) = fresh;
  }
  const auto place = provider.authorization.to_string();
  const auto question = form({{"response_type", "code"},
                              {"client_id", s.options.client},
                              {"redirect_uri", s.options.redirect},
                              {"scope", "openid"},
                              {"state", state},
                              {"nonce", fresh.nonce},
                              {"code_challenge", challenge_of(fresh.verifier)},
                              {"code_challenge_method", "S256"}});
  return Departure{place + (place.find('?') == std::string::npos ? "?" : "&") + question,
                   cookie(fresh.binding, kLife)};
}

Result<Oidc::Arrival> Oidc::finish(const http::Request& callback) {
  State& s = *state_;
  const auto query = NOROSHI_TRY(http::parse_query(callback.query()));
  const auto pending = NOROSHI_TRY(s.take(callback, query));
  const auto provider = NOROSHI_TRY(s.known_provider());
  const auto issuer = only(query, "iss");
  if (issuer ? *issuer != s.options.issuer : provider.names_itself) {
    return Error{Errc::InvalidInput, "the answer is not of the provider that was asked"};
  }
  if (const auto error = only(query, "error")) {
    return Error{Errc::InvalidInput, fmt::format("the provider says: {}", harmless(*error))};
  }
  const auto code = only(query, "code");
  if (!code || code->empty()) return Error{Errc::InvalidInput, "the answer has no code"};
  const auto token = NOROSHI_TRY(s.redeem(provider, *code, pending.verifier));
  const auto subject = NOROSHI_TRY(s.subject_of(provider, token, pending.nonce));
  auto account = s.directory.account_of_subject(s.options.issuer + " " + subject);
  if (account && account->active) return Arrival{*std::move(account), cookie("", 0)};
  return Error{Errc::NotFound,
               fmt::format("nobody here has the subject \"{} {}\"; the operator can give it to an "
                           "account",
                           s.options.issuer, subject)};
}

}  // namespace noroshi::access
