#include "trust/stamp/token.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/stamp/purpose.hpp"

namespace noroshi::stamp {
namespace {

constexpr const char* kQcStatements = "1.3.6.1.5.5.7.1.3";  // EN 319 422, Annex B

void add_reason(TokenCheck& check, std::string_view reason) {
  if (!check.why.empty()) check.why += "; ";
  check.why += reason;
}

// What of a token's signature is wrong, or nothing.
std::string_view flaw_of(const cms::SignerCheck& signer) {
  if (!signer.content_type_ok) return "its contentType attribute is not that of a time stamp";
  if (!signer.digest_found) return "it has no message digest";
  if (!signer.digest_intact) return "its message digest is not that of its TSTInfo";
  if (!signer.signature_intact) return "its signature does not hold";
  if (!signer.reference_present) return "it does not say whose certificate it is (ESSCertID)";
  if (!signer.reference_matches) return "its first ESSCertID is another certificate's";
  return {};
}

bool has_unknown_critical(const TstInfo& info) {
  return std::any_of(info.extensions.begin(), info.extensions.end(), [](const auto& extension) {
    return extension.critical && extension.type != der::Oid(kQcStatements);
  });
}

// Certificates that the SignerInfo may mean: issuer and serial are not unique where somebody wants
// to deceive, so that each is tried.
std::vector<pki::Certificate> possible_signers(const Token& token,
                                               const std::vector<pki::Certificate>& more) {
  std::vector<pki::Certificate> known = token.data.readable_certificates();
  known.insert(known.end(), more.begin(), more.end());
  std::vector<pki::Certificate> possible;
  for (const auto& candidate : known) {
    if (cms::signer_among(token.data.signers.front(), {candidate})) possible.push_back(candidate);
  }
  return possible;
}

void check_signature(const Token& token, const std::vector<pki::Certificate>& more,
                     TokenCheck& check) {
  if (token.data.signers.size() != 1) {
    return add_reason(check, fmt::format("it has {} signatures, where a token has one",
                                         token.data.signers.size()));
  }
  std::string_view first_flaw = "nobody has the certificate of its signer";
  for (const auto& candidate : possible_signers(token, more)) {
    const std::string_view flaw = flaw_of(cms::check(
        token.data.signers.front(), token.data.content_type, *token.data.content, candidate));
    if (!check.certificate) {
      check.certificate = candidate;
      first_flaw = flaw;
    }
    if (!flaw.empty()) continue;
    check.certificate = candidate;
    check.signature_intact = true;
    break;
  }
  if (!check.signature_intact) add_reason(check, first_flaw);
  if (!has_unknown_critical(token.info)) return;
  check.signature_intact = false;
  add_reason(check, "it has a critical extension that is not known here");
}

void check_imprint(const TstInfo& info, const Imprint& stamped, TokenCheck& check) {
  if (!info.digest) return add_reason(check, "its imprint is of an algorithm not known here");
  if (!stamped) return add_reason(check, "what it stamps is not at hand");
  const auto digest = stamped(*info.digest);
  if (!digest) {
    return add_reason(check, "what it stamps could not be had: " + digest.error().message);
  }
  check.imprint_found = true;
  check.imprint_intact = *digest == info.imprint;
  if (!check.imprint_intact) add_reason(check, "it stamps other octets than these");
}

}  // namespace

Result<Token> Token::parse(View content_info) {
  Token token;
  token.whole = der::copy_of(content_info);
  token.data = NOROSHI_TRY(cms::SignedData::parse(content_info).within("time-stamp token"));
  if (token.data.content_type != der::Oid(cms::kTstInfo)) {
    return Error{Errc::InvalidInput, fmt::format("time-stamp token: its content is of type {}",
                                                 token.data.content_type.dotted)};
  }
  if (!token.data.content) {
    return Error{Errc::InvalidInput, "time-stamp token: its content is missing"};
  }
  token.info = NOROSHI_TRY(TstInfo::parse(*token.data.content).within("time-stamp token: TSTInfo"));
  return token;
}

TokenCheck check(const Token& token, const Imprint& stamped,
                 const std::vector<pki::Certificate>& more) {
  TokenCheck check;
  check_signature(token, more, check);
  if (check.certificate) {
    const std::string_view flaw = purpose_flaw(*check.certificate);
    check.purpose_ok = flaw.empty();
    if (!flaw.empty()) add_reason(check, flaw);
  }
  check_imprint(token.info, stamped, check);
  return check;
}

Imprint imprint_of(View octets) {
  return [octets](pki::Digest digest) -> Result<Bytes> { return pki::digest(digest, octets); };
}

}  // namespace noroshi::stamp
