// The report as JSON: names close to the elements of ETSI TS 119 102-2, times in RFC 3339.
#include <fmt/format.h>

#include "base/json_string.hpp"
#include "trust/validate/certificate_check.hpp"
#include "trust/validate/report.hpp"

namespace noroshi::validate {
namespace {

using base::json_string;

/// An object or array that grows member by member.
class Members {
 public:
  explicit Members(char open) : text_(1, open), close_(open == '{' ? '}' : ']') {}

  Members& raw(std::string_view name, std::string_view json) {
    separate();
    text_ += json_string(name);
    text_ += ':';
    text_ += json;
    return *this;
  }
  Members& text(std::string_view name, std::string_view value) {
    return raw(name, json_string(value));
  }
  Members& maybe(std::string_view name, const std::optional<std::string>& value) {
    return value ? text(name, std::string_view(*value)) : *this;
  }
  Members& flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
  Members& time(std::string_view name, std::optional<base::Micros> value) {
    return value ? text(name, base::to_rfc3339(*value)) : *this;
  }
  Members& item(std::string_view json) {
    separate();
    text_ += json;
    return *this;
  }
  [[nodiscard]] std::string close() const { return text_ + close_; }

 private:
  void separate() {
    if (text_.size() > 1) text_ += ',';
  }
  std::string text_;
  char close_;
};

template <class List, class Write>
std::string array_of(const List& list, Write write) {
  Members array('[');
  for (const auto& one : list) array.item(write(one));
  return array.close();
}

std::string texts(const std::vector<std::string>& list) {
  return array_of(list, [](const std::string& one) { return json_string(one); });
}

std::string conclusion_json(const Conclusion& conclusion, std::string_view indication) {
  Members object('{');
  object.text("MainIndication", indication);
  if (!conclusion.is(SubIndication::None)) {
    object.raw("SubIndication", "[" + json_string(to_string(conclusion.sub)) + "]");
  }
  object.text("rule", to_string(conclusion.reason.rule));
  object.raw("words", texts(conclusion.reason.words));
  object.text("en", conclusion.reason.sentence(Language::English));
  object.text("ja", conclusion.reason.sentence(Language::Japanese));
  return object.close();
}

std::string block_json(const Conclusion& conclusion) {
  return conclusion_json(conclusion, block_name(conclusion.indication));
}

std::string certificate_json(const CertificateReport& certificate) {
  Members object('{');
  object.text("subject", certificate.subject)
      .text("issuer", certificate.issuer)
      .text("serialNumber", certificate.serial)
      .text("sha256", certificate.fingerprint)
      .time("notBefore", certificate.not_before)
      .time("notAfter", certificate.not_after)
      .maybe("organizationIdentifier", certificate.organization_identifier)
      .maybe("corporateNumber", certificate.corporate_number);
  return object.close();
}

std::string digest_text(std::optional<pki::Digest> digest) {
  return digest ? std::string(pki::to_string(*digest)) : "unknown";
}

std::string reference_json(const ReferenceReport& reference) {
  Members object('{');
  object.text("name", reference.name)
      .flag("found", reference.found)
      .flag("intact", reference.intact)
      .text("digestAlgorithm", digest_text(reference.algorithm));
  return object.close();
}

std::string stamp_json(const StampReport& stamp) {
  Members object('{');
  object.text("id", stamp.id)
      .text("type", signature::to_string(stamp.kind))
      .time("POETime", stamp.time)
      .raw("status", block_json(stamp.conclusion))
      .raw("basicStatus", block_json(stamp.basic))
      .flag("signatureIntact", stamp.signature_intact)
      .flag("messageImprintDataFound", stamp.imprint_found)
      .flag("messageImprintDataIntact", stamp.imprint_intact)
      .text("digestAlgorithm", digest_text(stamp.digest));
  if (stamp.stamper) object.raw("timeStamper", certificate_json(*stamp.stamper));
  object.maybe("hashIndexFlaw", stamp.index_flaw);
  if (!stamp.references.empty()) {
    object.raw("timeStampedDocuments", array_of(stamp.references, reference_json));
  }
  return object.close();
}

std::string proof_json(const Proof& proof) {
  Members object('{');
  object.text("object", proof.object).time("POETime", proof.time).text("by", proof.by);
  return object.close();
}

std::string signature_json(const SignatureReport& signature);

void add_contents(const SignatureReport& signature, Members& object) {
  object.raw("signersDocuments", array_of(signature.references, reference_json))
      .raw("certificateChain", array_of(signature.chain, certificate_json))
      .flag("trustAnchorReached", signature.anchored)
      .raw("timeStamps", array_of(signature.stamps, stamp_json))
      .raw("proofsOfExistence", array_of(signature.proofs, proof_json))
      .maybe("signaturePolicy", signature.policy)
      .raw("claimedRoles", texts(signature.claimed_roles))
      .maybe("location", signature.location)
      .maybe("contentType", signature.content_type)
      .raw("counterSignatures", array_of(signature.counter_signatures, signature_json))
      .raw("remarks", texts(signature.remarks));
}

std::string signature_json(const SignatureReport& signature) {
  Members object('{');
  object.text("id", signature.id)
      .text("position", signature.position)
      .text("format", signature::to_string(signature.format))
      .text("level", signature::to_string(signature.level))
      .raw("SignatureValidationStatus",
           conclusion_json(signature.conclusion, total_name(signature.conclusion.indication)))
      .raw("basicSignatureStatus", block_json(signature.basic))
      .raw("withTimeStatus", block_json(signature.long_term))
      .time("bestSignatureTime", signature.best_time)
      .text("bestSignatureTimeBy", signature.best_time_by)
      .time("claimedSigningTime", signature.claimed_time)
      .flag("signatureIntact", signature.signature_intact)
      .text("signatureAlgorithm", signature.algorithm);
  add_contents(signature, object);
  return object.close();
}

}  // namespace

std::string to_json(const Report& report) {
  Members object('{');
  object.text("format", "noroshi-seal-report 1")
      .flag("valid", report.valid())
      .time("validationTime", report.validated_at)
      .text("process", "urn:etsi:019102:validationprocess:LTA")
      .text("cryptographicConstraints", report.algorithms);
  if (!report.container.empty()) {
    object.text("containerType", report.container).raw("notCovered", texts(report.uncovered));
  }
  object.raw("signatures", array_of(report.signatures, signature_json))
      .raw("timeStamps", array_of(report.stamps, stamp_json))
      .raw("remarks", texts(report.remarks));
  return object.close() + "\n";
}

}  // namespace noroshi::validate
