// An organisation's own table, in TOML:
//
//   [algorithms]
//   name = "Example Ministry 2026"
//   [[algorithms.digest]]
//   algorithm = "SHA-1"
//   until = "2012-08-01"
//   [[algorithms.key]]
//   scheme = "rsa"            # rsa rsa-pss dsa ec ed25519 ed448
//   least-bits = 1900
//   until = "2031-01-01"      # left out: no end
#include <array>

#include "base/config.hpp"
#include "trust/validate/algorithms.hpp"

namespace noroshi::validate {
namespace {

using Scheme = KeyLimit::Scheme;
using Section = base::Config::Section;

constexpr std::int64_t kMostBits = 1 << 16;

base::Micros end_of(Section& section) {
  const auto date = section.text("until", "");
  if (date.empty()) return kNoEnd;
  const auto instant = base::parse_rfc3339(date + "T00:00:00Z");
  if (!instant) section.problem("until", "not a date such as 2031-01-01");
  return instant.value_or(kNever);
}

Scheme scheme_of(Section& section) {
  static const std::vector<std::string_view> kNames{"rsa", "rsa-pss", "dsa",
                                                    "ec",  "ed25519", "ed448"};
  const auto name = section.choice("scheme", "rsa", kNames);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Scheme>(i);
  }
  return Scheme::RsaPkcs1;
}

void read_digest(Section section, AlgorithmTable& table) {
  const auto digest = pki::digest_named(section.text("algorithm", ""));
  const auto until = end_of(section);
  if (!digest) return section.problem("algorithm", "not a hash function, such as SHA-256");
  table.digests.push_back({*digest, until});
}

void read_key(Section section, AlgorithmTable& table) {
  const auto scheme = scheme_of(section);
  const auto bits = section.whole("least-bits", 0, 0, kMostBits);
  table.keys.push_back({scheme, static_cast<unsigned>(bits), end_of(section)});
}

}  // namespace

Result<AlgorithmTable> AlgorithmTable::parse(std::string_view toml, std::string file) {
  auto config = NOROSHI_TRY(base::Config::parse(toml, std::move(file)));
  auto top = config.section("algorithms");
  AlgorithmTable table{top.text("name", "own table")};
  for (const auto& section : top.sections("digest")) read_digest(section, table);
  for (const auto& section : top.sections("key")) read_key(section, table);
  if (table.digests.empty()) top.problem("digest", "nothing is reliable without a hash function");
  if (table.keys.empty()) top.problem("key", "nothing is reliable without a kind of key");
  NOROSHI_CHECK(config.finish());
  return table;
}

}  // namespace noroshi::validate
