#include "trust/stamp/fields.hpp"

#include "trust/der/writer.hpp"

namespace noroshi::stamp {

Result<MessageImprint> read_imprint(der::Reader& fields) {
  der::Reader imprint = NOROSHI_TRY(fields.enter(der::kSequence).within("messageImprint"));
  der::Reader algorithm = NOROSHI_TRY(imprint.enter(der::kSequence).within("messageImprint"));
  MessageImprint read;
  read.algorithm = NOROSHI_TRY(algorithm.oid().within("messageImprint"));
  read.digest = pki::digest_of(read.algorithm);
  if (const auto null = NOROSHI_TRY(algorithm.optional(der::kNull))) {
    read.parameters_ok = null->contents.empty();
  }
  read.parameters_ok = read.parameters_ok && algorithm.done();
  read.octets = NOROSHI_TRY(imprint.octets().within("messageImprint"));
  NOROSHI_CHECK(imprint.end("messageImprint"));
  return read;
}

// The parameters are NULL: RFC 3161's own time wrote them so, and RFC 5754 §2 has readers take
// both.
Bytes write_imprint(pki::Digest digest, View octets) {
  const Bytes algorithm = der::sequence({der::oid(pki::oid_of(digest)), der::null()});
  return der::sequence({algorithm, der::octet_string(octets)});
}

Result<std::vector<pki::Extension>> read_extensions(der::Reader list) {
  std::vector<pki::Extension> extensions;
  while (!list.done()) {
    der::Reader fields = NOROSHI_TRY(list.enter(der::kSequence).within("extension"));
    pki::Extension extension;
    extension.type = NOROSHI_TRY(fields.oid().within("extension"));
    if (const auto critical = NOROSHI_TRY(fields.optional(der::kBoolean))) {
      extension.critical = NOROSHI_TRY(der::Reader(critical->whole).boolean());
    }
    extension.value = NOROSHI_TRY(fields.octets().within("extension"));
    NOROSHI_CHECK(fields.end("extension"));
    extensions.push_back(std::move(extension));
  }
  return extensions;
}

}  // namespace noroshi::stamp
