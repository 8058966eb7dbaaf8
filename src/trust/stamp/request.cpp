#include <openssl/rand.h>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/stamp/exchange.hpp"
#include "trust/stamp/fields.hpp"

namespace noroshi::stamp {
namespace {

Status read_optional(der::Reader& fields, Request& request) {
  if (const auto policy = NOROSHI_TRY(fields.optional(der::kOid))) {
    request.policy = NOROSHI_TRY(der::oid_of(*policy));
  }
  if (const auto nonce = NOROSHI_TRY(fields.optional(der::kInteger))) {
    request.nonce = NOROSHI_TRY(der::Reader(nonce->whole).integer());
  }
  if (const auto wanted = NOROSHI_TRY(fields.optional(der::kBoolean))) {
    request.certificate_wanted = NOROSHI_TRY(der::Reader(wanted->whole).boolean());
  }
  if (const auto extensions = NOROSHI_TRY(fields.optional(der::context(0)))) {
    request.extensions = NOROSHI_TRY(read_extensions(fields.inside(*extensions)));
  }
  return {};
}

}  // namespace

Result<Request> Request::parse(View octets) {
  der::Reader outer(octets);
  der::Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  NOROSHI_CHECK(outer.end("TimeStampReq"));
  Request request;
  request.version = NOROSHI_TRY(fields.small_integer());
  MessageImprint imprint = NOROSHI_TRY(read_imprint(fields));
  request.algorithm = std::move(imprint.algorithm);
  request.algorithm_parameters_ok = imprint.parameters_ok;
  request.digest = imprint.digest;
  request.imprint = std::move(imprint.octets);
  NOROSHI_CHECK(read_optional(fields, request));
  NOROSHI_CHECK(fields.end("TimeStampReq"));
  return request;
}

Bytes Request::encode() const {
  std::vector<Bytes> parts{der::integer(version),
                           write_imprint(digest.value_or(pki::Digest::Sha256), imprint)};
  if (!policy.empty()) parts.push_back(der::oid(policy));
  if (!nonce.empty()) parts.push_back(der::integer(View(nonce)));
  if (certificate_wanted) parts.push_back(der::boolean(true));
  return der::sequence(parts);
}

Request request_for(pki::Digest digest, View imprint) {
  Request request;
  request.algorithm = pki::oid_of(digest);
  request.digest = digest;
  request.imprint = der::copy_of(imprint);
  request.certificate_wanted = true;
  Bytes nonce(8);
  RAND_bytes(nonce.data(), static_cast<int>(nonce.size()));
  // Positive and with its first bits set, so that what comes back has this very form.
  nonce[0] = static_cast<std::uint8_t>((nonce[0] & 0x7FU) | 0x40U);
  request.nonce = std::move(nonce);
  return request;
}

}  // namespace noroshi::stamp
