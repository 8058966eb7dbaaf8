// NIST's Public Key Interoperability Test Suite: chains and lists that RFC 5280 settles.
//
// The answers come from the suite's table, by its default inputs unless a case says otherwise.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>

#include "trust/pki/path.hpp"

namespace noroshi::pki {
namespace {

const std::filesystem::path kPkits =
    std::filesystem::path(NOROSHI_SHARED_DATA) / "trust-signatures/pkits";

Bytes read(const std::string& name) {
  std::ifstream in(kPkits / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Certificate certificate(const std::string& name) { return Certificate::parse(read(name)).value(); }

/// What the table gives as the reason, as our faults.
bool fits(const std::string& error, PathFault fault) {
  struct Reason {
    std::string_view words;
    PathFault fault;
  };
  constexpr Reason kReasons[] = {
      {"indicates the end-entity certificate was revoked", PathFault::Revoked},
      {"indicates intermediate certificate", PathFault::CaRevoked},
      {"signature of the end-entity certificate", PathFault::BadSignature},
      {"is not valid until", PathFault::NotYetValid},
      {" expired ", PathFault::Expired},
      {"should have been regenerated", PathFault::RevocationStale},
      {"revocation", PathFault::RevocationUnknown},
      {"is not a CA", PathFault::NotAuthority},
      {"maximum path length", PathFault::NotAuthority},
      {"not allowed to sign certificates", PathFault::NotAuthority},
      {"polic", PathFault::Policy},
  };
  for (const Reason& one : kReasons) {
    if (error.find(one.words) != std::string::npos) return fault == one.fault;
  }
  return false;
}

TEST(Pkits, EveryCaseOfTheTableIsJudgedAsItSays) {
  std::ifstream in(kPkits / "truth.json");
  if (!in) GTEST_SKIP() << "skipped: no PKITS at " << kPkits;
  std::size_t cases = 0;
  for (const auto& one : nlohmann::json::parse(in)) {
    ++cases;
    SCOPED_TRACE(one.at("test").get<std::string>());
    const TrustStore trust{{certificate(one.at("trust_anchor"))}};
    Material material;
    for (const auto& name : one.at("other_certs")) {
      material.certificates.push_back(certificate(name));
    }
    for (const auto& name : one.at("crls")) {
      material.crls.push_back(Crl::parse(read(name)).value());
    }
    const PathVerdict verdict =
        judge_path(certificate(one.at("cert")), trust, material,
                   {.at = base::parse_rfc3339("2022-05-01T00:00:00Z").value()});
    EXPECT_EQ(verdict.valid(), one.at("valid").get<bool>()) << verdict.why;
    if (verdict.valid()) {
      EXPECT_EQ(verdict.chain.size(), one.at("path_len").get<std::size_t>());
      EXPECT_TRUE(verdict.why.empty());
    } else {
      EXPECT_FALSE(verdict.why.empty());
      EXPECT_TRUE(one.at("valid").get<bool>() || fits(one.at("error"), verdict.fault))
          << to_string(verdict.fault) << ": " << verdict.why << "\n"
          << one.at("error");
    }
  }
  EXPECT_GE(cases, 86U);
}

}  // namespace
}  // namespace noroshi::pki
