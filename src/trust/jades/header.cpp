#include "trust/jades/header.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace noroshi::jades {
namespace {

using Check = bool (*)(const Json&);

bool is_text(const Json& value) { return value.is_string(); }
bool is_truth(const Json& value) { return value.is_boolean(); }
bool is_time(const Json& value) {
  return value.is_string() && base::parse_rfc3339(value.get_ref<const std::string&>()).has_value();
}
bool is_number(const Json& value) { return value.is_number(); }

bool all_of(const Json& value, std::size_t least, Check check) {
  return value.is_array() && value.size() >= least &&
         std::all_of(value.begin(), value.end(), check);
}

bool is_base64_text(const Json& value) {
  return value.is_string() && from_base64(value.get_ref<const std::string&>()).has_value();
}
bool is_chain(const Json& value) { return all_of(value, 1, is_base64_text); }

bool is_digest(const Json& value) {
  return text_in(value, "digAlg") != nullptr && text_in(value, "digVal") != nullptr;
}
bool is_digests(const Json& value) { return all_of(value, 2, is_digest); }

bool is_identifier(const Json& value) { return text_in(value, "id") != nullptr; }
bool is_commitment(const Json& value) {
  const auto* id = member_of(value, "commId");
  return id != nullptr && is_identifier(*id);
}
bool is_commitments(const Json& value) { return all_of(value, 1, is_commitment); }

bool is_texts(const Json& value) { return all_of(value, 1, is_text); }
bool is_place(const Json& value) {
  return value.is_object() && !value.empty() && std::all_of(value.begin(), value.end(), is_text);
}
bool is_some_object(const Json& value) { return value.is_object() && !value.empty(); }

bool is_policy(const Json& value) {
  const auto* id = member_of(value, "id");
  return id != nullptr && is_identifier(*id);
}

bool is_token(const Json& value) { return text_in(value, "val") != nullptr; }
bool is_stamps(const Json& value) {
  const auto* tokens = member_of(value, "tstTokens");
  return tokens != nullptr && all_of(*tokens, 1, is_token);
}

bool is_detached(const Json& value) {
  if (text_in(value, "mId") == nullptr) return false;
  for (const char* list : {"pars", "hashV", "ctys"}) {
    const auto* found = member_of(value, list);
    if (found != nullptr && !is_texts(*found)) return false;
  }
  const auto* method = member_of(value, "hashM");
  return method == nullptr || method->is_string();
}

bool is_list(const Json& value) { return value.is_array(); }

struct Shape {
  const char* name;
  Check check;
  const char* should_be;
};
/// Clauses 5.1 and 5.2, as the standard's JSON schema has them.
constexpr std::array kShapes{
    Shape{"alg", is_text, "a text"},
    Shape{"cty", is_text, "a text"},
    Shape{"typ", is_text, "a text"},
    Shape{"kid", is_text, "a text"},
    Shape{"x5u", is_text, "a text"},
    Shape{"x5c", is_chain, "an array of certificates in base64"},
    Shape{"x5t#S256", is_text, "a text"},
    Shape{"x5t#o", is_digest, "digAlg and digVal"},
    Shape{"sigX5ts", is_digests, "two or more of digAlg and digVal"},
    Shape{"crit", is_list, "an array"},
    Shape{"b64", is_truth, "true or false"},
    Shape{"iat", is_number, "a number of seconds"},
    Shape{"sigT", is_time, "a time of RFC 3339"},
    Shape{"srCms", is_commitments, "an array of commitments"},
    Shape{"sigPl", is_place, "an address"},
    Shape{"srAts", is_some_object, "attributes of the signer"},
    Shape{"sigPId", is_policy, "an identifier of a policy"},
    Shape{"adoTst", is_stamps, "time stamps"},
    Shape{"sigD", is_detached, "a mechanism and its parameters"},
};

/// RFC 7515 §4.1.11: names of RFC 7515 and RFC 7518, never to be listed.
constexpr std::array<std::string_view, 20> kNeverCritical{
    "alg",  "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty",
    "crit", "epk", "apu", "apv", "iv",  "tag", "p2s", "p2c",      "enc", "zip"};

/// What this reader understands when it is listed.
constexpr std::array<std::string_view, 12> kUnderstood{"sigT",   "iat",   "x5t#o", "sigX5ts",
                                                       "srCms",  "sigPl", "srAts", "adoTst",
                                                       "sigPId", "sigD",  "b64",   "etsiU"};

/// What must be listed where it is used: RFC 7797 §6 and clause 5.2.8.
constexpr std::array<const char*, 2> kMustBeCritical{"b64", "sigD"};

/// From then on iat takes sigT's place (V1.2.1, clause 6.3 a): 2025-05-15T00:00:00Z.
constexpr base::Micros kEndOfSigT = 1'747'267'200 * base::kSecond;

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void judge_shapes(const Jws& jws, HeaderVerdict& verdict) {
  for (const auto& shape : kShapes) {
    const auto* found = jws.member(shape.name);
    if (found != nullptr && !shape.check(*found)) {
      verdict.faults.push_back(
          fmt::format("\"{}\" of the protected header is not {}", shape.name, shape.should_be));
    }
  }
  if (jws.member("alg") == nullptr) {
    verdict.faults.emplace_back("the protected header has no \"alg\"");
  }
}

/// Whether a name stands in either header.
bool used(const Jws& jws, const std::string& name) {
  return jws.member(name.c_str()) != nullptr ||
         (jws.unprotected && jws.unprotected->contains(name));
}

void judge_critical_name(const Jws& jws, const Json& entry, std::set<std::string>& seen,
                         HeaderVerdict& verdict) {
  if (!entry.is_string()) {
    verdict.gaps.emplace_back("\"crit\" lists something that is no name");
    return;
  }
  const auto& name = entry.get_ref<const std::string&>();
  if (!seen.insert(name).second) {
    verdict.gaps.push_back(fmt::format("\"crit\" lists \"{}\" twice", name));
  } else if (among(kNeverCritical, name)) {
    verdict.gaps.push_back(fmt::format("\"crit\" lists \"{}\", which every JWS has", name));
  } else if (!among(kUnderstood, name)) {
    // RFC 7515 §4.1.11: who does not understand it must not accept.
    verdict.faults.push_back(fmt::format("the critical header \"{}\" is unknown here", name));
  } else if (!used(jws, name)) {
    verdict.gaps.push_back(fmt::format("\"crit\" lists \"{}\", which is not there", name));
  }
}

void judge_critical(const Jws& jws, HeaderVerdict& verdict) {
  std::set<std::string> seen;
  if (const auto* critical = jws.member("crit"); critical != nullptr && critical->is_array()) {
    if (critical->empty()) verdict.gaps.emplace_back("\"crit\" is empty");
    for (const auto& entry : *critical) judge_critical_name(jws, entry, seen, verdict);
  }
  for (const char* name : kMustBeCritical) {
    if (jws.member(name) == nullptr || seen.contains(name)) continue;
    verdict.gaps.push_back(fmt::format("\"crit\" does not list \"{}\"", name));
  }
  if (jws.unencoded() && !seen.contains("b64")) {
    verdict.faults.emplace_back(
        "\"b64\" is false and not critical: readers would disagree on the payload");
  }
}

void judge_time(const Jws& jws, HeaderVerdict& verdict) {
  const bool iat = jws.member("iat") != nullptr;
  const bool sig_t = jws.member("sigT") != nullptr;
  if (iat == sig_t) {
    verdict.faults.emplace_back(iat ? "the protected header has both \"iat\" and \"sigT\""
                                    : "the protected header has neither \"iat\" nor \"sigT\"");
    return;
  }
  const auto time = claimed_time(jws);
  if (!time) {
    verdict.gaps.emplace_back("the claimed signing time cannot be read");
  } else if (sig_t && *time >= kEndOfSigT) {
    verdict.gaps.emplace_back("\"sigT\" has given way to \"iat\" since 2025-05-15");
  }
}

void judge_certificate(const Jws& jws, HeaderVerdict& verdict) {
  if (jws.member("x5t") != nullptr) {
    verdict.faults.emplace_back("\"x5t\" names the certificate by SHA-1");
  }
  const auto present = [&](const char* name) { return jws.member(name) != nullptr ? 1 : 0; };
  const int digests = present("x5t#S256") + present("x5t#o") + present("sigX5ts");
  if (digests == 0 && present("x5c") == 0) {
    verdict.faults.emplace_back("the protected header names no certificate");
  } else if (digests != 1) {
    verdict.gaps.emplace_back(
        "not exactly one of \"x5t#S256\", \"x5t#o\" and \"sigX5ts\" is there");
  }
}

}  // namespace

HeaderVerdict judge_header(const Jws& jws, bool counter_signature) {
  HeaderVerdict verdict;
  if (!jws.header) return verdict;
  judge_shapes(jws, verdict);
  judge_critical(jws, verdict);
  judge_time(jws, verdict);
  judge_certificate(jws, verdict);
  if (counter_signature && jws.member("cty") != nullptr) {
    verdict.gaps.emplace_back("a counter-signature has no \"cty\"");
  }
  return verdict;
}

std::optional<base::Micros> claimed_time(const Jws& jws) {
  const auto* iat = jws.member("iat");
  const auto* sig_t = jws.member("sigT");
  if ((iat == nullptr) == (sig_t == nullptr)) return std::nullopt;
  if (sig_t != nullptr) {
    if (!sig_t->is_string()) return std::nullopt;
    return base::parse_rfc3339(sig_t->get_ref<const std::string&>());
  }
  if (!iat->is_number()) return std::nullopt;
  // RFC 7519 §2: seconds, with a fraction at will.  Beyond the year 9999 it is no time.
  const double seconds = iat->get<double>();
  if (!(seconds >= 0) || seconds > 253'402'300'799.0) return std::nullopt;
  return static_cast<base::Micros>(std::floor(seconds * 1e6));
}

std::vector<CertificateDigest> certificate_digests(const Jws& jws) {
  std::vector<CertificateDigest> digests;
  const auto add = [&](std::optional<pki::Digest> algorithm, const std::string& text) {
    if (auto value = from_either_base64(text)) digests.push_back({algorithm, *std::move(value)});
  };
  const auto add_object = [&](const Json& one) {
    if (is_digest(one)) add(pki::digest_named(*text_in(one, "digAlg")), *text_in(one, "digVal"));
  };
  if (const auto* thumb = jws.member("x5t#S256"); thumb != nullptr && thumb->is_string()) {
    add(pki::Digest::Sha256, thumb->get_ref<const std::string&>());
  }
  if (const auto* other = jws.member("x5t#o")) add_object(*other);
  if (const auto* list = jws.member("sigX5ts"); list != nullptr && list->is_array()) {
    for (const auto& one : *list) add_object(one);
  }
  return digests;
}

}  // namespace noroshi::jades
