#include "trust/jades/reader.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "trust/jades/algorithm.hpp"
#include "trust/jades/header.hpp"
#include "trust/jades/jws.hpp"
#include "trust/jades/properties.hpp"
#include "trust/jades/sig_d.hpp"
#include "trust/jades/unsigned.hpp"

namespace noroshi::jades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using Objects = std::span<const signature::Detached>;

/// Counter-signatures of counter-signatures are read this deep.
constexpr unsigned kDeepestCounter = 4;

/// What the caller gave.
struct Given {
  Objects objects;
  std::span<const pki::Certificate> known;
};

/// What a counter-signature is over; null: it is none.
struct Master {
  const Bytes* value = nullptr;
  unsigned depth = 0;
};

AdvancedSignature read_signature(const Jws& jws, const Given& given, const Master& master);

bool is_named_by(const pki::Certificate& certificate, const CertificateDigest& digest) {
  return digest.algorithm && certificate.fingerprint(*digest.algorithm) == digest.value;
}

/// The signer's certificate: the one that a signed digest names, else the first of x5c.
void find_signer(const Jws& jws, AdvancedSignature& signature, std::size_t chain,
                 std::span<const pki::Certificate> known) {
  auto candidates = signature.material.certificates;
  candidates.insert(candidates.end(), known.begin(), known.end());
  const auto digests = certificate_digests(jws);
  for (const auto& certificate : candidates) {
    const auto named = std::find_if(digests.begin(), digests.end(),
                                    [&](const auto& one) { return is_named_by(certificate, one); });
    if (named == digests.end()) continue;
    signature.certificate = certificate;
    signature.reference_matches = true;
    signature.reference_digest = named->algorithm;
    break;
  }
  if (!signature.certificate && chain > 0) signature.certificate = candidates.front();
  // x5c itself is signed and holds the certificate (clause 5.1.8).
  signature.certificate_referenced = !digests.empty() || chain > 0;
  if (digests.empty()) {
    signature.reference_matches = signature.certificate.has_value();
  } else if (!signature.reference_digest) {
    signature.reference_digest = digests.front().algorithm;
  }
}

void check_value(const Jws& jws, const SignedContent& content, AdvancedSignature& signature) {
  signature::Reference reference;
  reference.name = "payload";
  reference.found = content.payload.has_value();
  const auto* name = jws.header ? text_in(*jws.header, "alg") : nullptr;
  const auto* algorithm = name != nullptr ? algorithm_named(*name) : nullptr;
  if (algorithm == nullptr) {
    signature.remarks.push_back(
        name != nullptr ? fmt::format("the algorithm \"{}\" is not for signatures of keys", *name)
                        : "no algorithm is named");
    signature.references.push_back(std::move(reference));
    return;
  }
  signature.algorithm = describe(*algorithm);
  signature.digest = algorithm->digest;
  const auto input = jws.signing_input(content.payload.value_or(""));
  reference.algorithm = algorithm->digest;
  reference.digest = pki::digest(algorithm->digest, input);
  if (signature.certificate && content.payload) {
    if (!fits(*algorithm, *signature.certificate)) {
      signature.remarks.push_back(
          fmt::format("the certificate's key is not one for \"{}\"", algorithm->name));
    }
    signature.signature_intact = verifies(*algorithm, *signature.certificate, input, jws.signature);
  }
  reference.intact = signature.signature_intact;
  signature.references.push_back(std::move(reference));
}

/// A counter-signature's payload, if it holds one, is its master's signature value.
void check_counter_payload(const Jws& jws, const Master& master, AdvancedSignature& signature) {
  signature::Reference reference;
  reference.name = "counter-signed signature value";
  reference.found = true;
  reference.intact = true;
  if (jws.payload) {
    const auto octets = jws.unencoded() ? der::copy_of(der::view_of(*jws.payload))
                                        : from_base64url(*jws.payload).value_or(Bytes{});
    reference.intact = octets == *master.value;
  }
  signature.references.push_back(std::move(reference));
}

Result<AdvancedSignature> read_counter(const Component& component, const Master& master,
                                       const std::string& position,
                                       std::span<const pki::Certificate> known) {
  const auto text =
      component.value.is_string() ? component.value.get<std::string>() : component.value.dump();
  auto document = NOROSHI_TRY(parse_jws(der::view_of(text)));
  if (document.signatures.size() != 1) {
    return Error{Errc::InvalidInput, "holds more than one signature"};
  }
  auto& jws = document.signatures.front();
  jws.position = fmt::format("counter-signature of {}", position);
  const signature::Detached content{"", *master.value};
  return read_signature(jws, {{&content, 1}, known}, master);
}

void read_counters(const Jws& jws, const Unsigned& added, unsigned depth,
                   std::span<const pki::Certificate> known, AdvancedSignature& signature) {
  for (const auto& component : added.components) {
    if (component.name != "cSig") continue;
    if (depth >= kDeepestCounter) {
      signature.remarks.emplace_back("a counter-signature lies too deep to be read");
      continue;
    }
    auto counter = read_counter(component, {&jws.signature, depth + 1}, jws.position, known);
    if (counter) {
      signature.counter_signatures.push_back(*std::move(counter));
    } else {
      signature.remarks.push_back(fmt::format("a counter-signature {}", counter.error().message));
    }
  }
}

bool has_any(const Unsigned& added, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](auto name) { return added.has(name); });
}

bool has_single_signature_stamps(const Unsigned& added) {
  return std::all_of(added.components.begin(), added.components.end(), [](const Component& one) {
    if (one.name != "sigTst") return true;
    const auto* tokens = member_of(one.value, "tstTokens");
    return tokens != nullptr && tokens->is_array() && tokens->size() == 1;
  });
}

/// Clause 6.3: what each level wants to be there.
Level level_of(const HeaderVerdict& header, const Unsigned& added,
               const AdvancedSignature& signature) {
  if (!header.faults.empty() || !header.gaps.empty() || signature.malformed) return Level::None;
  if (!added.has("sigTst") || !has_single_signature_stamps(added)) return Level::BB;
  const bool certificates = has_any(added, {"xVals", "axVals", "tstVD", "anyValData"});
  const bool revocation = !signature.material.crls.empty() || !signature.material.ocsp.empty();
  const bool references =
      has_any(added, {"xRefs", "rRefs", "axRefs", "arRefs", "sigRTst", "rfsTst"});
  if (!certificates || !revocation || references) return Level::BT;
  return added.has("arcTst") ? Level::BLTA : Level::BLT;
}

void judge_policy_store(const Jws& jws, const Unsigned& added, HeaderVerdict& verdict) {
  const auto stores = std::count_if(added.components.begin(), added.components.end(),
                                    [](const Component& one) { return one.name == "sigPSt"; });
  if (stores > 1) verdict.gaps.emplace_back("more than one \"sigPSt\" is there");
  const auto* policy = jws.member("sigPId");
  if (stores > 0 && (policy == nullptr || text_in(*policy, "digVal") == nullptr)) {
    verdict.gaps.emplace_back("\"sigPSt\" holds a policy of which nothing was signed");
  }
}

AdvancedSignature read_signature(const Jws& jws, const Given& given, const Master& master) {
  AdvancedSignature signature;
  signature.format = signature::Format::Jades;
  signature.id =
      signature::id_of("S-", jws.signing_input(jws.payload.value_or("") + jws.signature_text));
  signature.position = jws.position;
  signature.value = jws.signature;
  signature.malformed = jws.fault;
  const auto added = read_unsigned(jws);
  auto header = judge_header(jws, master.value != nullptr);
  judge_policy_store(jws, added, header);
  header.faults.insert(header.faults.end(), added.faults.begin(), added.faults.end());
  if (!signature.malformed && !header.faults.empty()) {
    signature.malformed = fmt::format("{}", fmt::join(header.faults, "; "));
  }
  signature.remarks.insert(signature.remarks.end(), header.gaps.begin(), header.gaps.end());

  add_chain(jws, signature.material, signature.remarks);
  const auto chain = signature.material.certificates.size();
  for (const auto& one : added.components) add_material(one, signature.material, signature.remarks);
  find_signer(jws, signature, chain, given.known);

  const auto content = find_content(jws, given.objects);
  if (!content.why.empty()) signature.remarks.push_back(content.why);
  check_value(jws, content, signature);
  signature.references.insert(signature.references.end(), content.objects.begin(),
                              content.objects.end());
  if (master.value != nullptr) check_counter_payload(jws, master, signature);

  describe_properties(jws, signature);
  signature.stamps = read_stamps(jws, content, added, signature.remarks);
  read_counters(jws, added, master.depth, given.known, signature);
  signature.level = level_of(header, added, signature);
  return signature;
}

}  // namespace

bool looks_like_jades(der::View octets) { return looks_like_jws(octets); }

Result<signature::Document> read(der::View octets, Objects detached,
                                 std::span<const pki::Certificate> known) {
  auto parsed = NOROSHI_TRY(parse_jws(octets));
  signature::Document document;
  document.remarks = std::move(parsed.remarks);
  for (const auto& jws : parsed.signatures) {
    document.signatures.push_back(read_signature(jws, {detached, known}, {}));
  }
  return document;
}

}  // namespace noroshi::jades
