// Chains of well-known sites as x509-limbo keeps them: real CAs, cross-certificates and all.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "trust/der/reader.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/general_name.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::pki {
namespace {

const std::filesystem::path kLimbo =
    std::filesystem::path(NOROSHI_SHARED_DATA) / "trust-signatures/limbo-online";

Certificate certificate(const nlohmann::json& pem) {
  return Certificate::parse_all(der::view_of(pem.get_ref<const std::string&>())).value().front();
}

std::vector<Certificate> certificates(const nlohmann::json& pems) {
  std::vector<Certificate> all;
  for (const auto& pem : pems) all.push_back(certificate(pem));
  return all;
}

/// A DNS name of the certificate is this host, or a wildcard over its first label (RFC 6125).
bool names_host(const Certificate& of, const std::string& host) {
  const Extension* alternatives = of.extension(ext::kSubjectAltName);
  if (alternatives == nullptr) return false;
  der::Reader names = der::Reader(alternatives->value).enter(der::kSequence).value();
  while (!names.done()) {
    const GeneralName name = read_general_name(names).value();
    const std::string text(der::text_of(name.value));
    if (name.kind != NameKind::Dns) continue;
    if (text == host) return true;
    if (text.starts_with("*.") &&
        text.substr(1) == host.substr(std::min(host.find('.'), host.size()))) {
      return true;
    }
  }
  return false;
}

void check(const nlohmann::json& one) {
  SCOPED_TRACE(one.at("id").get<std::string>());
  const TrustStore trust{certificates(one.at("trusted_certs"))};
  Material material;
  material.certificates = certificates(one.at("untrusted_intermediates"));
  PathQuestion question{
      .at = base::parse_rfc3339(one.at("validation_time").get<std::string>()).value(),
      .revocation = RevocationCheck::WhereHeld};
  question.purpose = "1.3.6.1.5.5.7.3.1";  // id-kp-serverAuth
  const Certificate peer = certificate(one.at("peer_certificate"));
  const PathVerdict verdict = judge_path(peer, trust, material, question);
  const bool valid = verdict.valid() && names_host(peer, one.at("expected_peer_name").at("value"));
  EXPECT_EQ(valid, one.at("expected_result") == "SUCCESS") << verdict.why;

  question.at = peer.not_after() + base::kSecond;
  EXPECT_EQ(judge_path(peer, trust, material, question).fault, PathFault::Expired);
  material.certificates.clear();
  EXPECT_EQ(judge_path(peer, trust, material, question).fault, PathFault::NoChain);
}

TEST(Limbo, ChainsOfKnownSitesAreJudgedAsTheirCasesSay) {
  if (!std::filesystem::exists(kLimbo)) GTEST_SKIP() << "skipped: no x509-limbo at " << kLimbo;
  std::size_t cases = 0;
  for (const auto& file : std::filesystem::directory_iterator(kLimbo)) {
    if (file.path().extension() != ".json") continue;
    std::ifstream in(file.path());
    check(nlohmann::json::parse(in));
    ++cases;
  }
  EXPECT_GE(cases, 7U);
}

}  // namespace
}  // namespace noroshi::pki
