#include "trust/stamp/purpose.hpp"

#include "trust/der/reader.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::stamp {

std::string_view purpose_flaw(const pki::Certificate& certificate) {
  const pki::Extension* const extension = certificate.extension("2.5.29.37");
  if (extension == nullptr) return "the certificate has no extended key usage";
  if (!extension->critical) return "the certificate's extended key usage is not critical";
  der::Reader outer(extension->value);
  auto purposes = outer.enter(der::kSequence);
  if (!purposes) return "the certificate's extended key usage cannot be read";
  const auto only = purposes->oid();
  if (!only || *only != der::Oid(kTimeStamping)) return "the certificate is not for time stamps";
  if (!purposes->done()) return "the certificate is not for time stamps alone";
  return {};
}

}  // namespace noroshi::stamp
