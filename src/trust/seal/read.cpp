#include "trust/seal/read.hpp"

#include "trust/asic/reader.hpp"
#include "trust/asic/stamps_alone.hpp"
#include "trust/cades/reader.hpp"
#include "trust/jades/reader.hpp"
#include "trust/pades/reader.hpp"
#include "trust/pki/pem.hpp"
#include "trust/xades/reader.hpp"

namespace noroshi::seal {

Result<Bytes> unwrapped(Bytes file) {
  if (!pki::is_pem(file)) return file;
  auto blocks = NOROSHI_TRY(pki::pem_blocks(file, {"CMS", "PKCS7", "PKCS #7 SIGNED DATA"}));
  if (blocks.empty()) return file;
  if (blocks.size() > 1) {
    return Error{Errc::InvalidInput, "several PEM blocks in one file; give them one by one"};
  }
  return std::move(blocks.front());
}

Result<signature::Document> read(View octets, std::span<const signature::Detached> detached,
                                 const std::vector<pki::Certificate>& more) {
  const auto kind = kind_of(octets);
  if (!kind) {
    return Error{Errc::InvalidInput,
                 "neither CMS nor JWS nor PDF nor XML nor an ASiC container nor an evidence record "
                 "nor a time-stamp token"};
  }
  switch (*kind) {
    case Kind::Cades:
      return cades::read(octets, detached, more);
    case Kind::Jades:
      return jades::read(octets, detached);
    case Kind::Pades:
      return pades::read(octets, more);
    case Kind::Xades:
      return xades::read(octets, detached, more);
    case Kind::Asic:
      return asic::read(octets, more);
    case Kind::Evidence:
      return asic::read_evidence(octets, detached);
    case Kind::Stamp:
      return asic::read_stamp(octets, detached);
  }
  return Error{Errc::InvalidInput, "a format that nobody reads"};
}

}  // namespace noroshi::seal
