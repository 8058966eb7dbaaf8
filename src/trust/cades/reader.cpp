#include "trust/cades/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/cades/claims.hpp"
#include "trust/cades/evidence_stamps.hpp"
#include "trust/cades/level.hpp"
#include "trust/cades/material.hpp"
#include "trust/cades/names.hpp"
#include "trust/cades/signer_certificate.hpp"
#include "trust/cades/stamps.hpp"
#include "trust/cades/token_material.hpp"
#include "trust/der/reader.hpp"
#include "trust/pki/signature_algorithm.hpp"

namespace noroshi::cades {
namespace {

using signature::AdvancedSignature;
using signature::Detached;

// A counter-signature of a counter-signature … of others: deeper nesting is no document's need.
constexpr unsigned kDeepestCounterSignature = 8;

std::string_view name_of(pki::Scheme scheme) {
  switch (scheme) {
    case pki::Scheme::RsaPkcs1:
      return "RSA";
    case pki::Scheme::RsaPss:
      return "RSASSA-PSS";
    case pki::Scheme::Dsa:
      return "DSA";
    case pki::Scheme::Ecdsa:
      return "ECDSA";
    case pki::Scheme::EcdsaPlain:
      return "plain ECDSA";
    case pki::Scheme::Ed25519:
      return "Ed25519";
    case pki::Scheme::Ed448:
      return "Ed448";
  }
  return "";
}

void describe_algorithm(const cms::SignerInfo& signer, AdvancedSignature& to) {
  to.digest = signer.digest;
  const auto algorithm = pki::parse_signature_algorithm(signer.signature_algorithm);
  if (!algorithm) {
    to.remarks.push_back(algorithm.error().message);
    return;
  }
  if (algorithm->digest) to.digest = algorithm->digest;
  to.algorithm = name_of(algorithm->scheme);
  const bool names_digest =
      algorithm->scheme != pki::Scheme::Ed25519 && algorithm->scheme != pki::Scheme::Ed448;
  if (names_digest && to.digest) to.algorithm += fmt::format(" with {}", to_string(*to.digest));
}

/// The octets of messageDigest; empty: there is none that can be read.
Bytes message_digest(const cms::SignerInfo& signer) {
  const cms::Attribute* const attribute = signer.signed_attribute(cms::kMessageDigest);
  if (attribute == nullptr || attribute->values.empty()) return {};
  const auto octets = der::Reader(attribute->values.front()).octets();
  return octets ? *octets : Bytes();
}

/// Finds the octets that this signer signed: embedded, the detached content whose digest it names,
/// or the only one that there is.
void find_content(const cms::SignedData& data, std::span<const Detached> detached,
                  Subject& subject) {
  subject.content_name = "content";
  if (data.content) {
    subject.content = View(*data.content);
    return;
  }
  const Bytes wanted = message_digest(*subject.signer);
  for (const Detached& each : detached) {
    const bool named = subject.signer->digest &&
                       der::same(pki::digest(*subject.signer->digest, each.octets), wanted);
    if (named || detached.size() == 1) {
      subject.content = each.octets;
      subject.content_name = each.name;
      return;
    }
  }
}

/// Why the signed attributes are not what RFC 5652 §11 and EN 319 122-1 allow; none: they are.
std::optional<std::string> attribute_flaw(const Subject& subject) {
  const cms::SignerInfo& signer = *subject.signer;
  if (!signer.has_signed_attributes) return std::nullopt;
  for (const auto& [type, name] : {std::pair(cms::kContentType, "content-type"),
                                   std::pair(cms::kMessageDigest, "message-digest")}) {
    const auto count = std::count_if(
        signer.signed_attributes.begin(), signer.signed_attributes.end(),
        [type = type](const cms::Attribute& each) { return each.type == der::Oid(type); });
    const bool may_lack = type == cms::kContentType && subject.parent_signature != nullptr;
    if (count == 0 && !may_lack) return fmt::format("the {} attribute is missing", name);
    if (count > 1) return fmt::format("the {} attribute is there {} times", name, count);
  }
  if (subject.parent_signature) return std::nullopt;
  const cms::Attribute* const said = signer.signed_attribute(cms::kContentType);
  if (said->values.size() != 1) return "the content-type attribute has other than one value";
  const auto type = der::Reader(said->values.front()).oid();
  if (!type) return "the content-type attribute holds no object identifier";
  if (*type == subject.data->content_type) return std::nullopt;
  return fmt::format("the content-type attribute says {}, the content is of {}", type->dotted,
                     subject.data->content_type.dotted);
}

signature::Reference content_reference(const Subject& subject) {
  const cms::SignerInfo& signer = *subject.signer;
  signature::Reference reference;
  reference.name = subject.content_name;
  reference.algorithm = signer.digest;
  reference.found = subject.content.has_value();
  if (!signer.digest) return reference;
  if (!signer.has_signed_attributes) {
    if (subject.content) reference.digest = pki::digest(*signer.digest, *subject.content);
    return reference;
  }
  reference.digest = message_digest(signer);
  reference.intact = subject.content && !reference.digest.empty() &&
                     der::same(pki::digest(*signer.digest, *subject.content), reference.digest);
  return reference;
}

/// Digest and signature; without attributes the signature is all that there is.
void check_arithmetic(const Subject& subject, AdvancedSignature& to) {
  to.references.push_back(content_reference(subject));
  if (!to.certificate) return;
  const bool bare = !subject.signer->has_signed_attributes;
  if (bare && !subject.content) return;
  const cms::SignerCheck check = cms::check(*subject.signer, subject.data->content_type,
                                            bare ? *subject.content : View(), *to.certificate);
  to.signature_intact = check.signature_intact;
  if (bare) to.references.front().intact = check.signature_intact;
}

void describe_claims(const Subject& subject, AdvancedSignature& to) {
  Claims claims = claims_of(*subject.signer);
  to.claimed_time = subject.signer->claimed_time();
  to.policy = std::move(claims.policy);
  to.claimed_roles = std::move(claims.roles);
  to.location = std::move(claims.location);
  to.content_type = std::move(claims.content_type);
  if (!to.content_type) to.content_type = subject.data->content_type.dotted;
  to.remarks.insert(to.remarks.end(), claims.remarks.begin(), claims.remarks.end());
}

void describe_certificate(const Subject& subject, const std::vector<pki::Certificate>& more,
                          AdvancedSignature& to) {
  std::vector<pki::Certificate> candidates = to.material.certificates;
  candidates.insert(candidates.end(), more.begin(), more.end());
  SignerCertificate signer = signer_certificate(*subject.signer, candidates);
  to.certificate = std::move(signer.certificate);
  to.certificate_referenced = signer.referenced;
  to.reference_matches = signer.reference_matches;
  to.reference_digest = signer.reference_digest;
  to.remarks.insert(to.remarks.end(), signer.remarks.begin(), signer.remarks.end());
}

/// Reads one signer after the other; the same for counter-signatures, which have another content.
class SignerReader {
 public:
  SignerReader(View document, std::shared_ptr<const cms::SignedData> data,
               std::span<const Detached> detached, const std::vector<pki::Certificate>& more)
      : document_(document), data_(std::move(data)), detached_(detached), more_(more) {}

  AdvancedSignature signer(std::size_t index) const {
    // The signer shares the life of the document that it stands in.
    Subject subject;
    subject.document = document_;
    subject.data = data_;
    subject.signer = {data_, &data_->signers[index]};
    find_content(*data_, detached_, subject);
    return described(subject, fmt::format("signer {} of {}", index + 1, data_->signers.size()), 0);
  }

 private:
  AdvancedSignature described(const Subject& subject, std::string position, unsigned depth) const {
    AdvancedSignature to;
    to.format = signature::Format::Cades;
    to.id = signature::id_of("S-", subject.signer->whole);
    to.position = std::move(position);
    to.value = subject.signer->signature;
    if (!subject.signer->flaw.empty()) {
      to.malformed = subject.signer->flaw;
      return to;
    }
    to.malformed = attribute_flaw(subject);
    add_material(*data_, to.material, to.remarks);
    for (const auto* attributes :
         {&subject.signer->signed_attributes, &subject.signer->unsigned_attributes}) {
      for (const cms::Attribute& each : *attributes) {
        add_attribute_material(each, to.material, to.remarks);
      }
    }
    describe_algorithm(*subject.signer, to);
    describe_claims(subject, to);
    describe_certificate(subject, more_, to);
    check_arithmetic(subject, to);
    to.stamps =
        stamps_of(subject, to.reference_matches ? to.certificate : std::nullopt, to.remarks);
    if (depth == 0) add_evidence(subject, to.material, to.stamps, to.remarks);
    to.level = level_of(subject, to);
    add_counter_signatures(subject, to, depth);
    return to;
  }

  void add_counter_signatures(const Subject& parent, AdvancedSignature& to, unsigned depth) const {
    for (const cms::Attribute& attribute : parent.signer->unsigned_attributes) {
      if (attribute.type != der::Oid(kCounterSignature)) continue;
      for (const Bytes& value : attribute.values) {
        if (depth == kDeepestCounterSignature) {
          to.remarks.emplace_back("counter-signatures nested too deeply were passed over");
          return;
        }
        to.counter_signatures.push_back(counter_signature(parent, value, to, depth));
      }
    }
  }

  AdvancedSignature counter_signature(const Subject& parent, View value,
                                      const AdvancedSignature& of, unsigned depth) const {
    Subject subject;
    subject.data = data_;
    subject.signer = std::make_shared<cms::SignerInfo>(cms::read_signer_info(value));
    subject.parent_signature = {parent.signer, &parent.signer->signature};
    subject.content = View(parent.signer->signature);
    subject.content_name = "signature value of " + of.id;
    return described(
        subject,
        fmt::format("counter-signature {} of {}", of.counter_signatures.size() + 1, of.position),
        depth + 1);
  }

  View document_;
  std::shared_ptr<const cms::SignedData> data_;
  std::span<const Detached> detached_;
  const std::vector<pki::Certificate>& more_;
};

void number_twins(std::vector<AdvancedSignature>& signatures) {
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    const auto twins =
        std::count_if(signatures.begin(), signatures.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](const auto& each) { return each.value == signatures[i].value; });
    if (twins > 0) signatures[i].id += fmt::format("-{}", twins + 1);
  }
}

/// Makers that reserve room for a signature leave zeros behind it.
Result<View> first_element(View octets) {
  der::Reader reader(octets);
  const der::Element element = NOROSHI_TRY(reader.next(der::kSequence).within("CMS document"));
  return element.whole;
}

}  // namespace

Result<signature::Document> read(View octets, std::span<const Detached> detached,
                                 const std::vector<pki::Certificate>& more) {
  const View info = NOROSHI_TRY(first_element(octets));
  auto data = std::make_shared<const cms::SignedData>(NOROSHI_TRY(cms::SignedData::parse(info)));
  if (data->signers.empty()) {
    return Error{Errc::NotFound, "the CMS document holds certificates but no signature"};
  }
  const SignerReader reader(info, data, detached, more);
  signature::Document document;
  for (std::size_t index = 0; index < data->signers.size(); ++index) {
    document.signatures.push_back(reader.signer(index));
  }
  number_twins(document.signatures);
  if (info.size() < octets.size()) {
    document.remarks.push_back(fmt::format("{} octets behind the signature are no part of it",
                                           octets.size() - info.size()));
  }
  return document;
}

}  // namespace noroshi::cades
