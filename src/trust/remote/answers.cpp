#include "trust/remote/answers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "trust/log/merkle.hpp"

namespace noroshi::remote {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostCertificates = 32;  // no chain is longer
constexpr std::size_t kLongestWords = 300;     // octets of a stranger's words in a message of ours

constexpr std::string_view kRsaEncryption = "1.2.840.113549.1.1.1";
constexpr std::array kAlgorithms{Algorithm{"1.2.840.10045.4.3.2", pki::Digest::Sha256, false},
                                 Algorithm{"1.2.840.10045.4.3.3", pki::Digest::Sha384, false},
                                 Algorithm{"1.2.840.10045.4.3.4", pki::Digest::Sha512, false},
                                 Algorithm{"1.2.840.113549.1.1.11", pki::Digest::Sha256, true},
                                 Algorithm{"1.2.840.113549.1.1.12", pki::Digest::Sha384, true},
                                 Algorithm{"1.2.840.113549.1.1.13", pki::Digest::Sha512, true}};
constexpr Algorithm kRsaSha256 = kAlgorithms[3];

Error broken(std::string_view what) {
  return Error{Errc::InvalidInput, fmt::format("the seal service's answer: {}", what)};
}

/// Null where it is no JSON object.
Json object_in(std::string_view body) {
  Json json = Json::parse(body, nullptr, false);
  return json.is_object() ? json : Json();
}

/// Null where there is no such member.
const Json& member(const Json& json, const char* name) {
  static const Json kNone;
  if (!json.is_object()) return kNone;
  const auto found = json.find(name);
  return found == json.end() ? kNone : *found;
}

std::string text_in(const Json& json, const char* name) {
  const Json& found = member(json, name);
  return found.is_string() ? found.get<std::string>() : std::string();
}

/// Its own status and its certificate's (section 11.5): what is not in use need not be asked.
Status in_use(const Json& info) {
  const std::string key = text_in(member(info, "key"), "status");
  if (key == "disabled") return Error{Errc::InvalidUsage, "the service has disabled this key"};
  const std::string certificate = text_in(member(info, "cert"), "status");
  if (!certificate.empty() && certificate != "valid") {
    return Error{Errc::InvalidUsage, fmt::format("the key's certificate is {}, says the service",
                                                 for_people(certificate))};
  }
  return {};
}

Result<std::vector<pki::Certificate>> certificates_in(const Json& info) {
  const Json& list = member(member(info, "cert"), "certificates");
  if (!list.is_array() || list.empty()) return broken("no certificate");
  if (list.size() > kMostCertificates) return broken("more certificates than a chain has");
  std::vector<pki::Certificate> all;
  for (const auto& one : list) {
    const auto octets = one.is_string() ? tlog::from_base64(one.get<std::string>()) : std::nullopt;
    if (!octets) return broken("a certificate that is no Base 64");
    all.push_back(NOROSHI_TRY(
        pki::Certificate::parse(der::view_of(*octets)).within("the seal service's answer")));
  }
  return all;
}

/// The first of the key's algorithms whose identifier says everything.
Status read_algorithm(const Json& info, Credential& credential) {
  const Json& list = member(member(info, "key"), "algo");
  const auto names = list.is_array() ? list : Json::array();
  for (const auto& one : names) {
    if (!one.is_string()) continue;
    credential.sign_algorithm = one.get<std::string>();
    const auto known = std::find_if(
        kAlgorithms.begin(), kAlgorithms.end(),
        [&](const Algorithm& algorithm) { return algorithm.oid == credential.sign_algorithm; });
    if (known != kAlgorithms.end()) {
      credential.algorithm = *known;
      return {};
    }
    // Alone it means PKCS #1 v1.5, with the digest that is named beside it.
    if (credential.sign_algorithm == kRsaEncryption && names.size() == 1) {
      credential.algorithm = kRsaSha256;
      return {};
    }
  }
  return broken("no signature algorithm that is known here (ECDSA, or RSA with PKCS #1 v1.5)");
}

}  // namespace

std::string for_people(std::string_view words) {
  std::string text(words.substr(0, kLongestWords));
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, ' ');
  return text;
}

Result<Credential> read_credential(std::string_view body) {
  const Json info = object_in(body);
  if (info.is_null()) return broken("no JSON object");
  NOROSHI_CHECK(in_use(info));
  Credential credential;
  credential.certificates = NOROSHI_TRY(certificates_in(info));
  NOROSHI_CHECK(read_algorithm(info, credential));
  return credential;
}

Result<Authorisation> read_authorisation(int status, std::string_view body) {
  const Json json = object_in(body);
  Authorisation given{text_in(json, "SAD"), text_in(json, "handle")};
  if (status == 202 && given.handle.empty()) return broken("no handle to ask again with");
  if (status == 202) return Authorisation{{}, std::move(given.handle)};
  if (given.sad.empty()) return broken("no SAD");
  return given;
}

Result<der::Bytes> read_signature(std::string_view body) {
  const Json json = object_in(body);
  const Json& list = member(json, "signatures");
  const bool one = list.is_array() && list.size() == 1 && list[0].is_string();
  const auto octets = one ? tlog::from_base64(list[0].get<std::string>()) : std::nullopt;
  if (!octets || octets->empty()) return broken("not the one signature that was asked for");
  return der::copy_of(der::view_of(*octets));
}

std::string reason_in(std::string_view body) {
  const Json json = object_in(body);
  const std::string words = text_in(json, "error_description");
  return for_people(words.empty() ? text_in(json, "error") : words);
}

}  // namespace noroshi::remote
