// The tables, and how a use is looked up in them.
//
// Sources, opened on the day the table was written:
//  [E2] ETSI TS 119 312 V2.1.1 in its machine-readable form (TS 119 322), as esig/dss carries it:
//       dss-policy-crypto-json/src/test/resources/19312MachineReadable-v2.1.1.json
//  [E1] ETSI TS 119 312 V1.5.1 with the dates of its predecessors (TS 102 176-1), ibid.:
//       dss-policy-crypto-xml/src/main/resources/suite/dss-crypto-suite.xml
//  [CR] CRYPTREC's periods as an accredited authority publishes them
//       (https://www.c-a-c.jp/japan/plan.html): 112 bits of security (RSA 2048, SHA-2) in
//       transition for new signatures until 2030, then no more; 128 bits until 2050.  CRYPTREC
//       LS-0003 itself was not at hand.
#include "trust/validate/algorithms.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/der/reader.hpp"
#include "trust/pki/signature_algorithm.hpp"

namespace noroshi::validate {
namespace {

using Scheme = KeyLimit::Scheme;

base::Micros day(std::string_view date) {
  return base::parse_rfc3339(std::string(date) + "T00:00:00Z").value_or(kNever);
}

std::vector<DigestLimit> digests() {
  using enum pki::Digest;
  return {{Md5, day("2004-08-01")},        // [E1]
          {Sha1, day("2012-08-01")},       // [E1]
          {Ripemd160, day("2014-08-01")},  // [E1]
          {Sha224, day("2029-01-01")},     // [E1] [E2]
          {Sha3_224, day("2029-01-01")},   // [E2], with RSA PKCS #1
          {Sha256},
          {Sha384},
          {Sha512},
          {Sha3_256},
          {Sha3_384},
          {Sha3_512}};  // [E2] recommended
}

/// What both tables say of keys: history from [E1], elliptic curves and Edwards from [E2].
std::vector<KeyLimit> common_keys() {
  std::vector<KeyLimit> keys{{Scheme::Dsa, 1024, day("2015-12-01")},
                             {Scheme::Dsa, 1900, day("2026-04-01")},  // [E2]
                             {Scheme::Dsa, 3000},                     // [E2]
                             {Scheme::Ec, 160, day("2012-08-01")},    // [E1]
                             {Scheme::Ec, 224, day("2021-10-01")},    // [E1]
                             {Scheme::Ec, 256},                       // [E2]
                             {Scheme::Ed25519},
                             {Scheme::Ed448}};  // [E2]
  for (const auto scheme : {Scheme::RsaPkcs1, Scheme::RsaPss}) {
    keys.push_back({scheme, 786, day("2010-08-01")});   // [E1]
    keys.push_back({scheme, 1024, day("2019-10-01")});  // [E1]
  }
  return keys;
}

/// Sizes a little below 2048 and 3072, as ETSI has them: a modulus may begin with zero bits.
AlgorithmTable make_cryptrec() {
  AlgorithmTable table{"CRYPTREC", digests(), common_keys()};
  for (const auto scheme : {Scheme::RsaPkcs1, Scheme::RsaPss}) {
    table.keys.push_back({scheme, 1900, day("2031-01-01")});  // [CR] 112 bits
    table.keys.push_back({scheme, 3000, day("2051-01-01")});  // [CR] 128 bits
  }
  return table;
}

AlgorithmTable make_etsi() {
  AlgorithmTable table{"ETSI TS 119 312 V2.1.1", digests(), common_keys()};
  table.keys.push_back({Scheme::RsaPkcs1, 1900, day("2026-04-01")});  // [E2]
  table.keys.push_back({Scheme::RsaPkcs1, 3000, day("2034-01-01")});  // [E2]
  table.keys.push_back({Scheme::RsaPss, 1900, day("2026-04-01")});    // [E2]
  table.keys.push_back({Scheme::RsaPss, 3000});                       // [E2]
  return table;
}

std::optional<Scheme> scheme_of(const AlgorithmUse& use) {
  using enum pki::KeyKind;
  switch (use.key.value_or(Other)) {
    case Rsa:
      return use.pss ? Scheme::RsaPss : Scheme::RsaPkcs1;
    case RsaPss:
      return Scheme::RsaPss;
    case Dsa:
      return Scheme::Dsa;
    case Ec:
      return Scheme::Ec;
    case Ed25519:
      return Scheme::Ed25519;
    case Ed448:
      return Scheme::Ed448;
    case Other:
      break;
  }
  return std::nullopt;
}

std::string key_name(const AlgorithmUse& use) {
  using enum pki::KeyKind;
  switch (use.key.value_or(Other)) {
    case Rsa:
      return fmt::format("{} {}", use.pss ? "RSASSA-PSS" : "RSA", use.bits);
    case RsaPss:
      return fmt::format("RSASSA-PSS {}", use.bits);
    case Dsa:
      return fmt::format("DSA {}", use.bits);
    case Ec:
      return fmt::format("ECDSA {}", use.bits);
    case Ed25519:
      return "Ed25519";
    case Ed448:
      return "Ed448";
    case Other:
      break;
  }
  return "a key of an unknown kind";
}

/// The line with the most demanding size that the key still meets.
base::Micros key_until(const std::vector<KeyLimit>& keys, Scheme scheme, unsigned bits) {
  const KeyLimit* best = nullptr;
  for (const auto& limit : keys) {
    if (limit.scheme != scheme || limit.least_bits > bits) continue;
    if (best == nullptr || limit.least_bits > best->least_bits) best = &limit;
  }
  return best == nullptr ? kNever : best->until;
}

/// The AlgorithmIdentifier in the middle of what is signed in three fields.
Result<pki::SignatureAlgorithm> outer_algorithm(der::View octets) {
  der::Reader whole(octets);
  auto fields = NOROSHI_TRY(whole.enter(der::kSequence));
  static_cast<void>(NOROSHI_TRY(fields.next()));
  return pki::parse_signature_algorithm(NOROSHI_TRY(fields.next(der::kSequence)).whole);
}

bool hashes_for_itself(const AlgorithmUse& use) {
  return use.key == pki::KeyKind::Ed25519 || use.key == pki::KeyKind::Ed448;
}

}  // namespace

const AlgorithmTable& AlgorithmTable::cryptrec() {
  static const AlgorithmTable table = make_cryptrec();
  return table;
}

const AlgorithmTable& AlgorithmTable::etsi() {
  static const AlgorithmTable table = make_etsi();
  return table;
}

std::string AlgorithmUse::name() const {
  if (!key) return digest ? std::string(pki::to_string(*digest)) : "an unknown hash function";
  if (!digest) return key_name(*this);
  return fmt::format("{} with {}", pki::to_string(*digest), key_name(*this));
}

base::Micros AlgorithmTable::until(const AlgorithmUse& use) const {
  auto end = kNoEnd;
  if (use.digest) {
    const auto found = std::find_if(digests.begin(), digests.end(), [&](const DigestLimit& limit) {
      return limit.digest == *use.digest;
    });
    end = found == digests.end() ? kNever : found->until;
  } else if (!hashes_for_itself(use)) {
    return kNever;
  }
  if (!use.key) return end;
  const auto scheme = scheme_of(use);
  return scheme ? std::min(end, key_until(keys, *scheme, use.bits)) : kNever;
}

AlgorithmUse use_of_key(const pki::Certificate& certificate, std::optional<pki::Digest> digest,
                        std::string where) {
  return {digest, certificate.key_kind(), certificate.key_bits(), false, std::move(where)};
}

AlgorithmUse signed_with(der::View octets, const pki::Certificate& issuer, std::string where) {
  auto use = use_of_key(issuer, std::nullopt, std::move(where));
  if (const auto outer = outer_algorithm(octets)) {
    use.digest = hashes_for_itself(use) ? std::nullopt : outer->digest;
    use.pss = outer->scheme == pki::Scheme::RsaPss;
  }
  return use;
}

}  // namespace noroshi::validate
