// OCSP answers (RFC 6960), read by hand so that the octets a signature stands over are at hand.
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "base/hex.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/revocation.hpp"

namespace noroshi::pki {
namespace {

constexpr std::string_view kBasic = "1.3.6.1.5.5.7.48.1.1";  // id-pkix-ocsp-basic

struct Single {
  std::optional<Digest> digest;  // none: one that is not known here, so that it speaks of nobody
  Bytes name_hash;
  Bytes key_hash;
  Bytes serial;
  OcspResponse::Answer answer;
  bool unknown_critical = false;
};

/// Extensions of an answer that change nothing for a reader who does not look at them: nonce,
/// archiveCutoff, CRL references, service locator, extended revoked.
bool is_known(const der::Oid& type) {
  return type.dotted.starts_with("1.3.6.1.5.5.7.48.1.") || type == ext::kReasonCode ||
         type == ext::kInvalidityDate || type == ext::kCertificateIssuer;
}

bool has_unknown_critical(const std::vector<Extension>& extensions) {
  return std::any_of(extensions.begin(), extensions.end(),
                     [](const Extension& one) { return one.critical && !is_known(one.type); });
}

Status read_certificate_id(der::Reader& single_fields, Single& single) {
  der::Reader fields = NOROSHI_TRY(single_fields.enter(der::kSequence));
  der::Reader algorithm = NOROSHI_TRY(fields.enter(der::kSequence));
  single.digest = digest_of(NOROSHI_TRY(algorithm.oid()));
  single.name_hash = NOROSHI_TRY(fields.octets());
  single.key_hash = NOROSHI_TRY(fields.octets());
  single.serial = NOROSHI_TRY(fields.integer());
  return fields.end("CertID");
}

Status read_revoked(der::Reader fields, Revoked& revoked) {
  revoked.time = NOROSHI_TRY(fields.time());
  const auto reason = NOROSHI_TRY(fields.optional(der::context(0)));
  if (!reason) return {};
  der::Reader inside = fields.inside(*reason);
  const std::int64_t code = NOROSHI_TRY(inside.small_integer());
  if (code >= 0 && code <= 10 && code != 7) revoked.reason = static_cast<RevocationReason>(code);
  return {};
}

Status read_status(const der::Element& status, const der::Reader& reader,
                   OcspResponse::Answer& answer) {
  using State = OcspResponse::Answer::State;
  if (status.tag.tag_class != der::TagClass::Context || status.tag.number > 2) {
    return Error{Errc::InvalidInput, "ASN.1: a CertStatus of no kind that RFC 6960 knows"};
  }
  constexpr State kStates[] = {State::Good, State::Revoked, State::Unknown};
  answer.state = kStates[status.tag.number];
  if (answer.state != State::Revoked) return {};
  return read_revoked(reader.inside(status), answer.revoked);
}

Result<Single> read_single(der::Reader& list) {
  der::Reader fields = NOROSHI_TRY(list.enter(der::kSequence));
  Single single;
  NOROSHI_CHECK(read_certificate_id(fields, single));
  const der::Element status = NOROSHI_TRY(fields.next());
  NOROSHI_CHECK(read_status(status, fields, single.answer));
  single.answer.this_update = NOROSHI_TRY(fields.time());
  if (const auto next = NOROSHI_TRY(fields.optional(der::context(0)))) {
    der::Reader inside = fields.inside(*next);
    single.answer.next_update = NOROSHI_TRY(inside.time());
  }
  if (const auto extensions = NOROSHI_TRY(fields.optional(der::context(1)))) {
    der::Reader inside = fields.inside(*extensions);
    const auto read = NOROSHI_TRY(read_extensions(inside));
    single.unknown_critical = has_unknown_critical(read);
    if (const Extension* cutoff = find_extension(read, ext::kArchiveCutoff)) {
      single.answer.archive_cutoff = NOROSHI_TRY(der::Reader(cutoff->value).time());
    }
  }
  NOROSHI_CHECK(fields.end("SingleResponse"));
  return single;
}

/// Of two answers about one certificate the one that revokes counts, then the later.
bool counts_more(const OcspResponse::Answer& a, const OcspResponse::Answer& b) {
  const bool a_revokes = a.state == OcspResponse::Answer::State::Revoked;
  const bool b_revokes = b.state == OcspResponse::Answer::State::Revoked;
  if (a_revokes != b_revokes) return a_revokes;
  return a.this_update > b.this_update;
}

/// OCSPResponseStatus (RFC 6960 §4.2.1) in words.
std::string_view status_text(std::int64_t status) {
  switch (status) {
    case 1:
      return "malformedRequest";
    case 2:
      return "internalError";
    case 3:
      return "tryLater";
    case 5:
      return "sigRequired";
    case 6:
      return "unauthorized";
    default:
      return "a status that RFC 6960 does not know";
  }
}

}  // namespace

struct OcspResponse::State {
  Bytes der;
  Bytes basic;
  SignedPart part;  // views into `basic`
  Name responder;
  Bytes responder_key;  // SHA-1; empty: named by its subject
  base::Micros produced_at = 0;
  std::vector<Single> singles;
  std::vector<Certificate> certificates;
  bool unknown_critical = false;
  std::unique_ptr<OCSP_BASICRESP, decltype(&OCSP_BASICRESP_free)> openssl{nullptr,
                                                                          &OCSP_BASICRESP_free};

  Status read_data();
  Status read_responder(der::Reader& fields);
};

Status OcspResponse::State::read_responder(der::Reader& fields) {
  const der::Element id = NOROSHI_TRY(fields.next());
  der::Reader inside = fields.inside(id);
  if (id.tag == der::context(1)) {
    responder = NOROSHI_TRY(Name::read(inside));
    return {};
  }
  if (id.tag != der::context(2)) {
    return Error{Errc::InvalidInput, "ASN.1: a ResponderID of no kind that RFC 6960 knows"};
  }
  responder_key = NOROSHI_TRY(inside.octets());
  return {};
}

Status OcspResponse::State::read_data() {
  der::Reader fields = NOROSHI_TRY(der::Reader(part.message).enter(der::kSequence));
  (void)NOROSHI_TRY(fields.optional(der::context(0)));  // version
  NOROSHI_CHECK(read_responder(fields));
  produced_at = NOROSHI_TRY(fields.time());
  der::Reader list = NOROSHI_TRY(fields.enter(der::kSequence));
  while (!list.done()) {
    singles.push_back(NOROSHI_TRY(read_single(list)));
  }
  if (const auto extensions = NOROSHI_TRY(fields.optional(der::context(1)))) {
    der::Reader inside = fields.inside(*extensions);
    unknown_critical = has_unknown_critical(NOROSHI_TRY(read_extensions(inside)));
  }
  return fields.end("ResponseData");
}

Result<OcspResponse> OcspResponse::parse_basic(View octets) {
  const auto state = std::make_shared<State>();
  state->basic = der::copy_of(octets);
  der::Reader outer(state->basic);
  der::Reader response = NOROSHI_TRY(outer.enter(der::kSequence));
  NOROSHI_CHECK(outer.end("the OCSP answer"));
  state->part = NOROSHI_TRY(read_signed_part(response));
  if (const auto certificates = NOROSHI_TRY(response.optional(der::context(0)))) {
    der::Reader inside = response.inside(*certificates);
    der::Reader list = NOROSHI_TRY(inside.enter(der::kSequence));
    while (!list.done()) {
      // One that cannot be read signs nothing; the answer may still be somebody else's.
      auto certificate = Certificate::parse(NOROSHI_TRY(list.next()).whole);
      if (certificate) state->certificates.push_back(std::move(*certificate));
    }
  }
  NOROSHI_CHECK(response.end("BasicOCSPResponse"));
  NOROSHI_CHECK(state->read_data());

  const unsigned char* at = state->basic.data();
  state->openssl.reset(d2i_OCSP_BASICRESP(nullptr, &at, static_cast<long>(state->basic.size())));
  ERR_clear_error();
  if (!state->openssl) return Error{Errc::InvalidInput, "OpenSSL cannot read the OCSP answer"};
  state->der = der::sequence(
      {der::enumerated(0),
       der::explicitly(0, der::sequence({der::oid(kBasic), der::octet_string(state->basic)}))});
  return OcspResponse(state);
}

Result<OcspResponse> OcspResponse::parse(View octets) {
  der::Reader outer(octets);
  der::Reader response = NOROSHI_TRY(outer.enter(der::kSequence));
  NOROSHI_CHECK(outer.end("the OCSP answer's file"));
  const std::int64_t status = NOROSHI_TRY(response.small_integer());
  if (status != 0) {
    return Error{Errc::InvalidInput,
                 fmt::format("the OCSP responder gave no answer but {}", status_text(status))};
  }
  der::Reader tagged = NOROSHI_TRY(response.enter(der::context(0)));
  der::Reader fields = NOROSHI_TRY(tagged.enter(der::kSequence));
  const der::Oid type = NOROSHI_TRY(fields.oid());
  if (type.dotted != kBasic) {
    return Error{Errc::InvalidInput,
                 fmt::format("an OCSP answer of type {}, which nobody here knows", type.dotted)};
  }
  const Bytes basic = NOROSHI_TRY(fields.octets());
  OcspResponse answer = NOROSHI_TRY(parse_basic(basic));
  const auto state = std::const_pointer_cast<State>(answer.state_);  // not yet anybody else's
  state->der = der::copy_of(octets);
  return answer;
}

const Bytes& OcspResponse::der() const { return state_->der; }
const Bytes& OcspResponse::basic() const { return state_->basic; }
base::Micros OcspResponse::produced_at() const { return state_->produced_at; }
const std::vector<Certificate>& OcspResponse::certificates() const { return state_->certificates; }
const SignedPart& OcspResponse::signed_part() const { return state_->part; }
bool OcspResponse::unknown_critical() const { return state_->unknown_critical; }
void* OcspResponse::handle() const { return state_->openssl.get(); }

der::Oid OcspResponse::signature_algorithm() const { return algorithm_in(state_->part.algorithm); }

std::string OcspResponse::responder() const {
  if (state_->responder_key.empty()) return state_->responder.text();
  return "the key " + base::to_hex(state_->responder_key);
}

bool OcspResponse::names_responder(const Certificate& certificate) const {
  if (state_->responder_key.empty()) return state_->responder.matches(certificate.subject());
  return state_->responder_key == digest(Digest::Sha1, certificate.public_key_bits());
}

std::optional<OcspResponse::Answer> OcspResponse::answer_for(const Certificate& certificate,
                                                             const Certificate& issuer) const {
  std::optional<Answer> answer;
  for (const Single& one : state_->singles) {
    if (!one.digest || one.unknown_critical || one.serial != certificate.serial()) continue;
    if (one.key_hash != digest(*one.digest, issuer.public_key_bits())) continue;
    // The name as the certificate writes its issuer, or as that writes itself.
    if (one.name_hash != digest(*one.digest, certificate.issuer().octets()) &&
        one.name_hash != digest(*one.digest, issuer.subject().octets())) {
      continue;
    }
    if (!answer || counts_more(one.answer, *answer)) answer = one.answer;
  }
  return answer;
}

}  // namespace noroshi::pki
