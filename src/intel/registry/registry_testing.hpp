// A registry for tests: two operators, a nested range, and a key that signs it.
#pragma once

#include <string>

#include "intel/registry/registry.hpp"
#include "intel/registry/signature.hpp"

namespace noroshi::registry {

inline constexpr base::Micros kTestNow = 1'768'392'000'000'000;  // 2026-01-14T12:00:00Z

inline std::string test_body() {
  return R"([registry]
version = 1
serial = 7
issuer = "Example programme office"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2026-02-01T00:00:00Z"

[[registry.operator]]
id = "example-telecom"
name = "Example Telecom, Inc."
name_ja = "エグザンプル電信"
country = "JP"
asns = ["AS64500"]
contact = "abuse@telecom.example"
language = "ja"
ranges = ["192.0.2.0/24", "2001:db8::/32 AS64501 KR"]

[[registry.operator]]
id = "campus"
name = "Example University"
country = "JP"
contact = "csirt@campus.example"
ranges = ["192.0.2.64/26 AS64510", "198.51.100.0/24"]
)";
}

/// Always the same pair: signatures in tests do not change from run to run.
inline SigningKey test_key() {
  return signing_key_from_text(
             "noroshi-registry-secret-key 1 "
             "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n")
      .value();
}

inline std::string signed_by_test_key(const std::string& body) {
  return body + signature_line(body, test_key());
}

inline Result<Registry> read_test_registry(const std::string& text, base::Micros now = kTestNow) {
  const auto input = io::Input::over(text, "registry.toml");
  return Registry::read(*input, {test_key().public_key}, now);
}

}  // namespace noroshi::registry
