#include "trust/remote/remote_signer.hpp"

#include <chrono>
#include <fmt/format.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "io/http/client.hpp"
#include "trust/cms/digest_signature.hpp"
#include "trust/der/writer.hpp"
#include "trust/key/secrecy.hpp"
#include "trust/log/merkle.hpp"
#include "trust/remote/answers.hpp"

namespace noroshi::remote {
namespace {

using der::Bytes;
using der::View;
using Json = nlohmann::json;

constexpr std::uint64_t kLargestAnswer = 4U << 20;

Result<key::Secret> secret_in(const std::string& path) {
  if (path.empty()) return key::Secret();
  return key::read_secret_file(path);
}

/// A name of this machine, where nobody listens on the way.
bool is_here(const http::Url& url) {
  return url.host == "localhost" || url.host == "::1" || url.host.starts_with("127.");
}

std::string base64(View octets) { return tlog::to_base64(der::text_of(octets)); }

/// What was never text becomes a sign for it, and the service refuses it.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Calls of one service, one at a time.
class Service {
 public:
  Service(http::Url url, http::ClientOptions options, key::Secret token)
      : base_(url.path), client_(std::move(url), std::move(options)), token_(std::move(token)) {
    if (!base_.ends_with('/')) base_ += '/';
  }

  struct Answer {
    int status = 0;  ///< 200 or 202
    std::string body;
  };

  Result<Answer> call(std::string_view method, const Json& body) {
    const std::lock_guard lock(mutex_);
    auto reply = NOROSHI_TRY(
        client_.request("POST", base_ + std::string(method), text_of(body),
                        {{"Content-Type", "application/json"},
                         {"Authorization", fmt::format("Bearer {}", token_.first_line())}}));
    if (reply.status == 200 || reply.status == 202) return Answer{reply.status, reply.body};
    const std::string reason = reason_in(reply.body);
    return Error{Errc::Io, fmt::format("{}{}: status {}{}{}", client_.url().to_string(), method,
                                       reply.status, reason.empty() ? "" : ": ", reason)};
  }

 private:
  std::string base_;
  std::mutex mutex_;
  http::Client client_;
  key::Secret token_;
};

class RemoteSigner final : public key::Signer {
 public:
  RemoteSigner(std::unique_ptr<Service> service, RemoteKey from, key::Secret password,
               Credential credential)
      : service_(std::move(service)),
        from_(std::move(from)),
        password_(std::move(password)),
        certificate_(credential.certificates.front()),
        chain_(credential.certificates.begin() + 1, credential.certificates.end()),
        algorithm_(credential.algorithm),
        sign_algorithm_(std::move(credential.sign_algorithm)) {}

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
    // Again with the identifier that will stand beside it: RSA has two paddings.
    if (!certificate_.verifies(message, signature, algorithm_identifier())) return not_its();
    return signature;
  }

  [[nodiscard]] Result<Bytes> sign_digest(View digest) const override {
    const std::string hash = base64(digest);
    const std::string sad = NOROSHI_TRY(authorised(hash));
    const Json body{{"credentialID", from_.credential},
                    {"SAD", sad},
                    {"hashes", {hash}},
                    {"hashAlgorithmOID", pki::oid_of(algorithm_.digest).dotted},
                    {"signAlgo", sign_algorithm_}};
    const auto answer = NOROSHI_TRY(service_->call("signatures/signHash", body));
    Bytes signature = NOROSHI_TRY(read_signature(answer.body));
    if (!cms::verifies_digest(certificate_, algorithm_.digest, digest, signature)) {
      return not_its();
    }
    return signature;
  }

 private:
  static Error not_its() {
    return Error{Errc::InvalidInput,
                 "the seal service's answer: a signature that is not the certificate's"};
  }

  /// The SAD for one hash: at once, or when others have approved.
  [[nodiscard]] Result<std::string> authorised(const std::string& hash) const {
    Json body{{"credentialID", from_.credential},
              {"numSignatures", 1},
              {"hashes", {hash}},
              {"hashAlgorithmOID", pki::oid_of(algorithm_.digest).dotted}};
    if (!from_.description.empty()) body["description"] = from_.description;
    if (!password_.text().empty()) {
      body["authData"] =
          Json::array({{{"id", "PASSWORD"}, {"value", std::string(password_.first_line())}}});
    }
    const auto pause = std::chrono::microseconds(from_.pause);
    const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(from_.patience);
    auto answer = NOROSHI_TRY(service_->call("credentials/authorize", body));
    for (;;) {
      auto given = NOROSHI_TRY(read_authorisation(answer.status, answer.body));
      if (!given.sad.empty()) return std::move(given.sad);
      if (std::chrono::steady_clock::now() + pause > end) {
        return Error{Errc::Limit,
                     fmt::format("request {} waits for approval; ask again when it is given",
                                 for_people(given.handle))};
      }
      std::this_thread::sleep_for(pause);
      answer =
          NOROSHI_TRY(service_->call("credentials/authorizeCheck", Json{{"handle", given.handle}}));
    }
  }

  std::unique_ptr<Service> service_;
  RemoteKey from_;
  key::Secret password_;
  pki::Certificate certificate_;
  std::vector<pki::Certificate> chain_;
  Algorithm algorithm_;
  std::string sign_algorithm_;
};

}  // namespace

Result<std::unique_ptr<key::Signer>> open_remote_key(const RemoteKey& from) {
  auto url = NOROSHI_TRY(http::Url::parse(from.url));
  if (url.scheme != "https" && !is_here(url)) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{}: the key to the service would travel in the clear; https is asked "
                             "for",
                             from.url)};
  }
  http::ClientOptions options{.ca_file = from.ca_file, .fingerprint = from.fingerprint};
  options.timeout = from.timeout;
  options.body_limit = kLargestAnswer;
  auto service = std::make_unique<Service>(std::move(url), std::move(options),
                                           NOROSHI_TRY(secret_in(from.token_file)));
  const Json question{{"credentialID", from.credential}, {"certificates", "chain"}};
  const auto answer = NOROSHI_TRY(service->call("credentials/info", question));
  auto credential = NOROSHI_TRY(read_credential(answer.body));
  return std::unique_ptr<key::Signer>(std::make_unique<RemoteSigner>(
      std::move(service), from, NOROSHI_TRY(secret_in(from.password_file)), std::move(credential)));
}

}  // namespace noroshi::remote
