#include "trust/remote/remote_signer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "io/durable.hpp"
#include "io/http/client.hpp"
#include "trust/der/writer.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::remote {
namespace {

using der::Bytes;
using der::View;
using Json = nlohmann::json;

constexpr auto kNap = std::chrono::seconds(2);
constexpr std::uint64_t kLargestAnswer = 4U << 20;

// AlgorithmIdentifiers whose parameters are known from their name alone (RFC 4055, 5758).

struct Algorithm {
  std::string_view oid;
  pki::Digest digest;
  bool null_parameters;
};
constexpr std::array kAlgorithms{Algorithm{"1.2.840.10045.4.3.2", pki::Digest::Sha256, false},
                                 Algorithm{"1.2.840.10045.4.3.3", pki::Digest::Sha384, false},
                                 Algorithm{"1.2.840.10045.4.3.4", pki::Digest::Sha512, false},
                                 Algorithm{"1.2.840.113549.1.1.11", pki::Digest::Sha256, true},
                                 Algorithm{"1.2.840.113549.1.1.12", pki::Digest::Sha384, true},
                                 Algorithm{"1.2.840.113549.1.1.13", pki::Digest::Sha512, true}};

Result<std::string> first_line(const std::string& path) {
  if (path.empty()) return std::string();
  std::string text = NOROSHI_TRY(io::read_secret(path));
  text.erase(std::min(text.find('\n'), text.size()));
  return text;
}

/// Calls of one service, one at a time.
class Service {
 public:
  Service(http::Url url, http::ClientOptions options, std::string token)
      : base_(url.path), client_(std::move(url), std::move(options)), token_(std::move(token)) {
    if (!base_.ends_with('/')) base_ += '/';
  }

  struct Answer {
    int status = 0;
    Json json;
  };

  Result<Answer> call(std::string_view method, const Json& body) {
    const std::lock_guard lock(mutex_);
    const auto reply = NOROSHI_TRY(client_.request(
        "POST", base_ + std::string(method), body.dump(),
        {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token_}}));
    Answer answer{reply.status, Json::parse(reply.body, nullptr, false)};
    if (!answer.json.is_object()) answer.json = Json::object();
    if (reply.status == 200 || reply.status == 202) return answer;
    const auto words = answer.json.find("error_description");
    return Error{Errc::Io,
                 fmt::format("{}{}: status {}{}", client_.url().to_string(), method, reply.status,
                             words != answer.json.end() && words->is_string()
                                 ? ": " + words->get<std::string>()
                                 : "")};
  }

 private:
  std::string base_;
  std::mutex mutex_;
  http::Client client_;
  std::string token_;
};

Error broken(std::string_view what) {
  return Error{Errc::InvalidInput, fmt::format("the seal service's answer: {}", what)};
}

Result<std::string> text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return broken(fmt::format("no {}", name));
  return found->get<std::string>();
}

std::string base64(View octets) { return tlog::to_base64(der::text_of(octets)); }

Result<std::vector<pki::Certificate>> certificates_in(const Json& info) {
  std::vector<pki::Certificate> all;
  const auto cert = info.find("cert");
  const auto list =
      cert == info.end() || !cert->is_object() ? Json() : cert->value("certificates", Json());
  if (!list.is_array() || list.empty()) return broken("no certificate");
  for (const auto& one : list) {
    const auto octets = one.is_string() ? tlog::from_base64(one.get<std::string>()) : std::nullopt;
    if (!octets) return broken("a certificate that is no Base 64");
    all.push_back(NOROSHI_TRY(pki::Certificate::parse(der::view_of(*octets))));
  }
  return all;
}

/// The first of the key's algorithms whose identifier says everything.
Result<Algorithm> algorithm_in(const Json& info) {
  const auto key = info.find("key");
  const auto list = key == info.end() || !key->is_object() ? Json() : key->value("algo", Json());
  if (list.is_array()) {
    for (const auto& one : list) {
      for (const Algorithm& known : kAlgorithms) {
        if (one.is_string() && one.get<std::string>() == known.oid) return known;
      }
      // Without PSS, rsaEncryption alone means PKCS #1 v1.5 with the digest of our choice.
      const bool plain = one.is_string() && one.get<std::string>() == "1.2.840.113549.1.1.1";
      if (plain && list.size() == 1) return kAlgorithms[3];
    }
  }
  return broken("no signature algorithm that is known here (ECDSA, or RSA with PKCS #1 v1.5)");
}

class RemoteSigner final : public key::Signer {
 public:
  RemoteSigner(std::unique_ptr<Service> service, RemoteKey from, std::string password,
               std::vector<pki::Certificate> certificates, const Algorithm& algorithm)
      : service_(std::move(service)),
        from_(std::move(from)),
        password_(std::move(password)),
        certificate_(certificates.front()),
        chain_(certificates.begin() + 1, certificates.end()),
        algorithm_(algorithm) {}

  [[nodiscard]] const pki::Certificate& certificate() const override { return certificate_; }
  [[nodiscard]] const std::vector<pki::Certificate>& chain() const override { return chain_; }
  [[nodiscard]] pki::Digest digest() const override { return algorithm_.digest; }
  [[nodiscard]] Bytes algorithm_identifier() const override {
    const Bytes oid = der::oid(algorithm_.oid);
    return algorithm_.null_parameters ? der::sequence({oid, der::null()}) : der::sequence({oid});
  }

  [[nodiscard]] Result<Bytes> sign(View message) const override {
    const Bytes digest = pki::digest(algorithm_.digest, message);
    Bytes signature = NOROSHI_TRY(sign_digest(digest));
    if (!certificate_.verifies(message, signature, algorithm_identifier())) {
      return broken("a signature that is not the certificate's");
    }
    return signature;
  }

  [[nodiscard]] Result<Bytes> sign_digest(View digest) const override {
    const std::string hash = base64(digest);
    const std::string sad = NOROSHI_TRY(authorised(hash));
    const Json body{{"credentialID", from_.credential},
                    {"SAD", sad},
                    {"hashes", {hash}},
                    {"hashAlgorithmOID", pki::oid_of(algorithm_.digest).dotted},
                    {"signAlgo", algorithm_.oid}};
    const auto answer = NOROSHI_TRY(service_->call("signatures/signHash", body));
    const auto list = answer.json.value("signatures", Json());
    const bool one = list.is_array() && list.size() == 1 && list[0].is_string();
    const auto octets = one ? tlog::from_base64(list[0].get<std::string>()) : std::nullopt;
    if (!octets) return broken("no signature");
    return der::copy_of(der::view_of(*octets));
  }

 private:
  [[nodiscard]] Result<std::string> authorised(const std::string& hash) const {
    Json body{{"credentialID", from_.credential},
              {"numSignatures", 1},
              {"hashes", {hash}},
              {"hashAlgorithmOID", pki::oid_of(algorithm_.digest).dotted}};
    if (!from_.description.empty()) body["description"] = from_.description;
    if (!password_.empty()) {
      body["authData"] = Json::array({{{"id", "PASSWORD"}, {"value", password_}}});
    }
    auto answer = NOROSHI_TRY(service_->call("credentials/authorize", body));
    const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(from_.patience);
    while (answer.status == 202) {
      const std::string handle = NOROSHI_TRY(text_in(answer.json, "handle"));
      if (std::chrono::steady_clock::now() + kNap > end) {
        return Error{
            Errc::Limit,
            fmt::format("request {} waits for approval; ask again when it is given", handle)};
      }
      std::this_thread::sleep_for(kNap);
      answer = NOROSHI_TRY(service_->call("credentials/authorizeCheck", Json{{"handle", handle}}));
    }
    return text_in(answer.json, "SAD");
  }

  std::unique_ptr<Service> service_;
  RemoteKey from_;
  std::string password_;
  pki::Certificate certificate_;
  std::vector<pki::Certificate> chain_;
  Algorithm algorithm_;
};

}  // namespace

Result<std::unique_ptr<key::Signer>> open_remote_key(const RemoteKey& from) {
  auto url = NOROSHI_TRY(http::Url::parse(from.url));
  http::ClientOptions options{.ca_file = from.ca_file, .fingerprint = from.fingerprint};
  options.body_limit = kLargestAnswer;
  auto service = std::make_unique<Service>(std::move(url), std::move(options),
                                           NOROSHI_TRY(first_line(from.token_file)));
  const Json question{{"credentialID", from.credential}, {"certificates", "chain"}};
  const auto answer = NOROSHI_TRY(service->call("credentials/info", question));
  auto certificates = NOROSHI_TRY(certificates_in(answer.json));
  const Algorithm algorithm = NOROSHI_TRY(algorithm_in(answer.json));
  return std::unique_ptr<key::Signer>(std::make_unique<RemoteSigner>(
      std::move(service), from, NOROSHI_TRY(first_line(from.password_file)),
      std::move(certificates), algorithm));
}

}  // namespace noroshi::remote
