#include "hub/seals/csc_face.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "io/clock.hpp"
#include "trust/der/reader.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::seals {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPrefix = "/csc/v2/";
constexpr std::uint64_t kLargestBody = 4U << 20;  // 10,000 hashes of SHA-512
constexpr base::Micros kLogin = base::kHour;
constexpr std::size_t kLongestDescription = 500;
constexpr std::string_view kRsa = "1.2.840.113549.1.1.1";
constexpr std::string_view kRsaPss = "1.2.840.113549.1.1.10";

http::Response json_answer(const Json& body, int status = 200) {
  return {.status = status,
          .content_type = "application/json",
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

http::Response failure(std::string_view error, std::string_view words, int status = 400) {
  return json_answer({{"error", error}, {"error_description", words}}, status);
}

http::Response failure_of(const Error& error) {
  if (error.code == Errc::InvalidInput) {
    const bool secret = error.message == "The authentication data is invalid";
    return failure(secret ? "invalid_authentication_data" : "invalid_request", error.message);
  }
  const int status = error.code == Errc::Full ? 507 : 500;
  return failure("server_error", "the service could not do it; its operator is told why", status);
}

Error wrong(std::string_view what) { return Error{Errc::InvalidInput, std::string(what)}; }

/// What a call says; every look-up fails in the specification's words.
class Body {
 public:
  static Result<Body> read(const http::Request& request) {
    if (request.body.empty()) return Body(Json::object());
    auto json = Json::parse(request.body, nullptr, false);
    if (!json.is_object()) return wrong("The body is no JSON object");
    return Body(std::move(json));
  }

  [[nodiscard]] Result<std::string> text(const char* name) const {
    const auto found = json_.find(name);
    if (found == json_.end() || !found->is_string()) {
      return wrong(fmt::format("Missing (or invalid type) string parameter {}", name));
    }
    return found->get<std::string>();
  }
  [[nodiscard]] std::string text_or(const char* name, std::string_view fallback) const {
    const auto found = json_.find(name);
    return found != json_.end() && found->is_string() ? found->get<std::string>()
                                                      : std::string(fallback);
  }
  [[nodiscard]] bool flag(const char* name) const {
    const auto found = json_.find(name);
    return found != json_.end() && found->is_boolean() && found->get<bool>();
  }
  [[nodiscard]] bool has(const char* name) const {
    return json_.contains(name) && !json_[name].is_null();
  }
  [[nodiscard]] Result<std::int64_t> whole(const char* name) const {
    const auto found = json_.find(name);
    if (found == json_.end() || !found->is_number_integer()) {
      return wrong(fmt::format("Missing (or invalid type) integer parameter {}", name));
    }
    return found->get<std::int64_t>();
  }
  [[nodiscard]] Result<std::vector<std::string>> hashes() const {
    const auto found = json_.find("hashes");
    if (found == json_.end() || !found->is_array()) {
      return wrong("Missing (or invalid type) array parameter hash");
    }
    std::vector<std::string> all;
    for (const auto& one : *found) {
      if (!one.is_string()) return wrong("Invalid Base64 hash string parameter");
      all.push_back(one.get<std::string>());
    }
    return all;
  }
  /// The value of an object of authData.
  [[nodiscard]] std::string secret(std::string_view id) const {
    const auto found = json_.find("authData");
    if (found == json_.end() || !found->is_array()) return {};
    for (const auto& one : *found) {
      if (!one.is_object() || one.value("id", "") != id) continue;
      const auto value = one.find("value");
      if (value != one.end() && value->is_string()) return value->get<std::string>();
    }
    return {};
  }

 private:
  explicit Body(Json json) : json_(std::move(json)) {}
  Json json_;
};

/// The algorithm of an AlgorithmIdentifier, and of an EC key its curve.
std::string oid_in(der::View algorithm_identifier) {
  der::Reader outer(algorithm_identifier);
  auto inner = outer.enter(der::kSequence);
  if (!inner) return {};
  const auto oid = inner->oid();
  return oid ? oid->dotted : std::string();
}

std::string curve_of(const pki::Certificate& certificate) {
  der::Reader outer(certificate.public_key_info());
  auto info = outer.enter(der::kSequence);
  if (!info) return {};
  auto algorithm = info->enter(der::kSequence);
  if (!algorithm || !algorithm->oid()) return {};
  const auto curve = algorithm->oid();
  return curve ? curve->dotted : std::string();
}

Json algorithms_of(const Credential& credential) {
  const std::string own = oid_in(credential.signer->algorithm_identifier());
  Json all = Json::array({own});
  const bool pkcs1 =
      credential.signer->certificate().key_kind() == pki::KeyKind::Rsa && own != kRsaPss;
  if (pkcs1) all.push_back(kRsa);
  return all;
}

/// "20261122030405Z".
std::string general(base::Micros time) {
  std::string text = base::to_rfc3339(time).substr(0, 19) + "Z";
  text.erase(std::remove_if(text.begin(), text.end(),
                            [](char c) { return c == '-' || c == ':' || c == 'T'; }),
             text.end());
  return text;
}

std::string base64(const der::Bytes& octets) { return tlog::to_base64(der::text_of(octets)); }

Json certificate_json(const Credential& credential, const Body& body) {
  const auto& certificate = credential.signer->certificate();
  Json json{{"status", io::wall_clock() > certificate.not_after() ? "expired" : "valid"}};
  const std::string which = body.text_or("certificates", "single");
  if (which != "none") {
    Json all = Json::array({base64(certificate.der())});
    if (which == "chain") {
      for (const auto& one : credential.signer->chain()) all.push_back(base64(one.der()));
    }
    json["certificates"] = std::move(all);
  }
  if (body.flag("certInfo")) {
    json["issuerDN"] = certificate.issuer().text();
    json["serialNumber"] = certificate.serial_hex();
    json["subjectDN"] = certificate.subject().text();
    json["validFrom"] = general(certificate.not_before());
    json["validTo"] = general(certificate.not_after());
  }
  return json;
}

Json info_of(const Credential& credential, const Body& body) {
  const auto& certificate = credential.signer->certificate();
  Json key{{"status", credential.enabled ? "enabled" : "disabled"},
           {"algo", algorithms_of(credential)},
           {"len", certificate.key_bits()}};
  if (certificate.key_kind() == pki::KeyKind::Ec) key["curve"] = curve_of(certificate);
  Json objects = Json::array();
  if (credential.ask_password) {
    objects.push_back({{"type", "Password"},
                       {"id", "PASSWORD"},
                       {"format", "A"},
                       {"label", "Password"},
                       {"description", "The password of your account at this hub"}});
  }
  Json json;
  if (!credential.description.empty()) json["description"] = credential.description;
  json["key"] = std::move(key);
  json["cert"] = certificate_json(credential, body);
  json["auth"] = {{"mode", "explicit"}, {"objects", std::move(objects)}};
  if (credential.ask_password) json["auth"]["expression"] = "PASSWORD";
  json["SCAL"] = "2";
  json["multisign"] = credential.most;
  return json;
}

Json grant_json(const Grant& grant) {
  if (grant.sad.empty()) return {{"handle", grant.handle}};
  return {{"SAD", grant.sad}, {"expiresIn", grant.lifetime / base::kSecond}};
}

http::Response grant_answer(const Grant& grant) {
  return json_answer(grant_json(grant), grant.sad.empty() ? 202 : 200);
}

/// One call of the API, by somebody who is known.
struct Call {
  Desk& desk;
  Asker asker;
  const Body& body;

  [[nodiscard]] Result<const Credential*> credential() const {
    const std::string id = NOROSHI_TRY(body.text("credentialID"));
    const Credential* found = desk.find(asker.account, id);
    if (found == nullptr) return wrong("Invalid parameter credentialID");
    return found;
  }
  [[nodiscard]] Status check_certificates() const {
    const std::string which = body.text_or("certificates", "single");
    if (which == "none" || which == "single" || which == "chain") return {};
    return wrong("Invalid parameter certificates");
  }
};

Result<http::Response> list(const Call& call) {
  if (call.body.has("userID")) return wrong("userID parameter MUST be null");
  NOROSHI_CHECK(call.check_certificates());
  const bool only_valid = call.body.flag("onlyValid");
  Json ids = Json::array();
  Json infos = Json::array();
  for (const Credential* one : call.desk.credentials_of(call.asker.account)) {
    const bool usable = one->enabled && io::wall_clock() <= one->signer->certificate().not_after();
    if (only_valid && !usable) continue;
    ids.push_back(one->id);
    Json info{{"credentialID", one->id}};
    info.update(info_of(*one, call.body));
    infos.push_back(std::move(info));
  }
  Json body{{"credentialIDs", std::move(ids)}};
  if (call.body.flag("credentialInfo")) body["credentialInfos"] = std::move(infos);
  if (only_valid) body["onlyValid"] = true;
  return json_answer(body);
}

Result<http::Response> credential_info(const Call& call) {
  const Credential* credential = NOROSHI_TRY(call.credential());
  NOROSHI_CHECK(call.check_certificates());
  return json_answer(info_of(*credential, call.body));
}

Result<http::Response> authorize(const Call& call) {
  const Credential* credential = NOROSHI_TRY(call.credential());
  const Desk::Wish wish{.digest = NOROSHI_TRY(call.body.text("hashAlgorithmOID")),
                        .hashes = NOROSHI_TRY(call.body.hashes()),
                        .count = NOROSHI_TRY(call.body.whole("numSignatures")),
                        .description = call.body.text_or("description", ""),
                        .password = call.body.secret("PASSWORD")};
  if (wish.description.size() > kLongestDescription) {
    return wrong("Invalid parameter description");
  }
  return grant_answer(NOROSHI_TRY(call.desk.ask(call.asker, *credential, wish)));
}

Result<http::Response> authorize_check(const Call& call) {
  const std::string handle = NOROSHI_TRY(call.body.text("handle"));
  return grant_answer(NOROSHI_TRY(call.desk.check(call.asker, handle)));
}

Result<http::Response> extend(const Call& call) {
  const Credential* credential = NOROSHI_TRY(call.credential());
  const std::string sad = NOROSHI_TRY(call.body.text("SAD"));
  const std::string digest = NOROSHI_TRY(call.body.text("hashAlgorithmOID"));
  const auto hashes = NOROSHI_TRY(call.body.hashes());
  return grant_answer(NOROSHI_TRY(call.desk.extend(call.asker, *credential, sad, digest, hashes)));
}

Result<http::Response> sign_hash(const Call& call) {
  const Credential* credential = NOROSHI_TRY(call.credential());
  const std::string sad = NOROSHI_TRY(call.body.text("SAD"));
  const auto hashes = NOROSHI_TRY(call.body.hashes());
  const std::string algorithm = NOROSHI_TRY(call.body.text("signAlgo"));
  const Json known = algorithms_of(*credential);
  if (std::find(known.begin(), known.end(), algorithm) == known.end()) {
    return wrong("Invalid parameter signAlgo");
  }
  if (call.body.text_or("operationMode", "S") != "S") {
    return wrong("Invalid parameter operationMode");
  }
  // Where the algorithm says the digest, it need not be said.
  const bool implied = algorithm != kRsa && algorithm != kRsaPss;
  const std::string digest = implied && !call.body.has("hashAlgorithmOID")
                                 ? pki::oid_of(credential->signer->digest()).dotted
                                 : NOROSHI_TRY(call.body.text("hashAlgorithmOID"));
  const auto made = NOROSHI_TRY(call.desk.sign(call.asker, *credential, sad, digest, hashes));
  Json signatures = Json::array();
  for (const auto& one : made) signatures.push_back(base64(one));
  return json_answer({{"signatures", std::move(signatures)}});
}

struct Method {
  std::string_view path;
  Result<http::Response> (*answer)(const Call&);
};
constexpr std::array kMethods{Method{"credentials/list", list},
                              Method{"credentials/info", credential_info},
                              Method{"credentials/authorize", authorize},
                              Method{"credentials/authorizeCheck", authorize_check},
                              Method{"credentials/extendTransaction", extend},
                              Method{"signatures/signHash", sign_hash}};

http::Response info(const Service& service) {
  Json methods = Json::array({"auth/login", "auth/revoke"});
  for (const Method& one : kMethods) methods.push_back(one.path);
  Json body{
      {"specs", "2.0.0.2"},
      {"name", service.name},
      {"logo", ""},
      {"region", service.region},
      {"lang", "en"},
      {"description", "Seals of organisations; every use of a key is in a public log"},
      {"authType", {"basic", "external", "TLS"}},
      {"methods", std::move(methods)},
      {"signAlgorithms",
       {{"algos",
         {"1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
          "1.2.840.113549.1.1.11", std::string(kRsa), std::string(kRsaPss)}}}},
      {"signature_formats", {{"formats", Json::array()}, {"envelope_properties", Json::array()}}},
      {"conformance_levels", Json::array()}};
  return json_answer(body);
}

http::Response login(directory::Directory& directory, const access::Caller& caller) {
  if (caller.way != access::Way::Password) {
    return failure("invalid_request", "Malformed authentication parameter", 401);
  }
  directory::Key key{.name = "csc login",
                     .account = caller.account->id,
                     .scopes = {.read = true, .write = true, .operate = false},
                     .expires = io::wall_clock() + kLogin,
                     .last_used = {}};
  std::string secret;
  const auto made = directory.make_key(std::move(key), secret);
  if (!made) return failure_of(made.error());
  return json_answer({{"access_token", secret}, {"expires_in", kLogin / base::kSecond}});
}

/// RFC 7009: a token that is none is revoked as well as one that is.
http::Response revoke(directory::Directory& directory, access::Gate& gate,
                      const access::Caller& caller, const Body& body) {
  const auto token = body.text("token");
  if (!token) return failure_of(token.error());
  const auto holder = directory.check_key(*token);
  if (holder && holder->account.id == caller.account->id) {
    if (const auto done = directory.revoke_key(holder->key.id); !done) {
      return failure_of(done.error());
    }
    gate.forget(holder->account.id);
  }
  return {.status = 204};
}

}  // namespace

std::optional<std::uint64_t> CscFace::body_limit(const http::Request& header) {
  if (header.path().starts_with(kPrefix)) return kLargestBody;
  return std::nullopt;
}

std::optional<http::Response> CscFace::answer(const http::Request& request,
                                              const access::Caller& caller) const {
  std::string_view path = request.path();
  if (!path.starts_with(kPrefix)) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  if (request.method != "POST") {
    http::Response response = failure("invalid_request", "POST is asked for", 405);
    response.headers.emplace_back("Allow", "POST");
    return response;
  }
  if (path == "info") return info(service_);
  if (!caller.account) {
    http::Response response = failure("invalid_request", "sign in, or send a key", 401);
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"noroshi\"");
    return response;
  }
  const auto body = Body::read(request);
  if (!body) return failure_of(body.error());
  if (path == "auth/login") return login(directory_, caller);
  if (path == "auth/revoke") return revoke(directory_, gate_, caller, *body);
  const auto method = std::find_if(kMethods.begin(), kMethods.end(),
                                   [&](const Method& one) { return one.path == path; });
  if (method == kMethods.end()) {
    return failure("invalid_request", "there is no such method; see info", 404);
  }
  if (!caller.scopes.write) {
    return failure("invalid_request", "the key may not write: seals are made", 403);
  }
  auto answered = method->answer(Call{desk_, {*caller.account, caller.peer}, *body});
  return answered ? *std::move(answered) : failure_of(answered.error());
}

}  // namespace noroshi::seals
