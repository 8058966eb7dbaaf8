// Papers for tests: a permit that opens, and the keys that signed it.
#pragma once

#include <fmt/format.h>
#include <string>
#include <string_view>

#include "trust/log/merkle.hpp"
#include "trust/permit/warrant.hpp"

namespace noroshi::permit::testing {

inline constexpr base::Micros kMidday = 1'772'539'200'000'000;  // 2026-03-03T12:00:00Z

inline constexpr std::string_view kOptOuts =
    "# asked by letter\nrevision 12\n198.51.100.64/26\n2001:db8:1::bad/128\n";

/// `text` with the first `from` in it become `to`.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  return at == std::string::npos ? "no such place" : text.replace(at, from.size(), to);
}

inline std::string permit_text() {
  return fmt::format(R"([permit]
format = "noroshi-permit-1"
id = "survey-2026-03"
purpose = "devices with passwords that are known to everybody"
issued = "2026-02-20T00:00:00Z"

[permit.authority]
organisation = "Example Institute"
legal_basis = "Act 1, article 2"
approved_by = "The Minister"

[[permit.operators]]
name = "Example Taro"
department = "Survey"
contact = "survey@institute.example"

[[permit.outsourcing]]
organisation = "Example Works"
task = "keeping the machines"
contact = "works@works.example"

[permit.scope]
ranges = ["198.51.100.0/24", "203.0.113.7", "2001:db8:1::/64", "127.0.0.0/8"]
excluded = ["198.51.100.128/30", "2001:db8:1::ff00/120"]
test_networks = ["198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "127.0.0.1"]
sources = ["192.0.2.1", "2001:db8:f::/64"]
services = ["tcp/23", "tcp/8000-8080", "udp/161", "icmp/8"]

[permit.pace]
packets_per_second = 100
per_prefix_per_second = 10
burst = 4
prefix_burst = 2

[[permit.windows]]
from = "2026-03-01T00:00:00Z"
until = "2026-03-31T00:00:00Z"

[permit.credentials]
sha256 = "none"

[permit.opt_outs]
revision = 12
sha256 = "{}"

[permit.revocations]
least = 5
max_age = "2d"
)",
                     to_string(tlog::sha256(kOptOuts)));
}

inline std::string revocations_text() {
  return R"([revocations]
format = "noroshi-revocations-1"
number = 7
issued = "2026-03-03T00:00:00Z"
valid_until = "2026-03-04T00:00:00Z"

[[revocations.revoked]]
permit = "another"
since = "2026-03-02T00:00:00Z"
reason = "its ranges were sold"
)";
}

/// Two approvers, both of whom must sign permits and one of whom may stop them.
struct Office {
  tlog::SecretKey minister = *tlog::SecretKey::draw("ministry.example", tlog::KeyType::Ed25519);
  tlog::SecretKey institute = *tlog::SecretKey::draw("institute.example", tlog::KeyType::Ed25519);
  tlog::SecretKey stranger = *tlog::SecretKey::draw("stranger.example", tlog::KeyType::Ed25519);

  [[nodiscard]] Approvers approvers() const {
    const std::vector keys{minister.open(), institute.open()};
    return {.permits = {keys, 2}, .revocations = {keys, 1}};
  }
  [[nodiscard]] std::string signed_by_both(const std::string& text) const {
    return text + "\n" + minister.sign(text) + institute.sign(text);
  }
  [[nodiscard]] std::string signed_by_one(const std::string& text) const {
    return text + "\n" + institute.sign(text);
  }
  [[nodiscard]] Result<Warrant> open(const std::string& permit, const std::string& revocations,
                                     std::optional<Digest> credentials = {}) const {
    const auto permit_note = signed_by_both(permit);
    const auto revocations_note = signed_by_one(revocations);
    return Warrant::open({.permit = permit_note,
                          .approvers = approvers(),
                          .revocations = revocations_note,
                          .opt_outs = kOptOuts,
                          .credentials = credentials});
  }
  [[nodiscard]] Result<Warrant> open(const std::string& permit) const {
    return open(permit, revocations_text());
  }
};

}  // namespace noroshi::permit::testing
