#include "trust/xades/material.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/cades/names.hpp"
#include "trust/cades/token_material.hpp"
#include "trust/xades/names.hpp"

namespace noroshi::xades {
namespace {

/// Properties nest two deep: TimeStampValidationData holds CertificateValues.
constexpr unsigned kDeepest = 3;

template <class T>
void add_new(T item, std::vector<T>& to) {
  const bool known =
      std::any_of(to.begin(), to.end(), [&](const T& each) { return each.der() == item.der(); });
  if (!known) to.push_back(std::move(item));
}

class Gatherer {
 public:
  Gatherer(pki::Material& to, std::vector<std::string>& remarks) : to_(to), remarks_(remarks) {}

  void certificate(Node element) {
    take(element, "certificate", [&](View octets) -> Status {
      add_new(NOROSHI_TRY(pki::Certificate::parse(octets)), to_.certificates);
      return {};
    });
  }
  void list(Node element) {
    take(element, "revocation list", [&](View octets) -> Status {
      add_new(NOROSHI_TRY(pki::Crl::parse(octets)), to_.crls);
      return {};
    });
  }
  void answer(Node element) {
    take(element, "OCSP answer", [&](View octets) -> Status {
      auto whole = pki::OcspResponse::parse(octets);
      if (!whole) whole = pki::OcspResponse::parse_basic(octets);
      add_new(NOROSHI_TRY(std::move(whole)), to_.ocsp);
      return {};
    });
  }
  void values(Node element, unsigned depth = 0) {
    for (const Node each : element.children()) {
      if (is_xades(each, "EncapsulatedX509Certificate")) {
        certificate(each);
      } else if (is_xades(each, "EncapsulatedCRLValue")) {
        list(each);
      } else if (is_xades(each, "EncapsulatedOCSPValue")) {
        answer(each);
      } else if (depth < kDeepest && is_xades(each)) {
        values(each, depth + 1);
      }
    }
  }

 private:
  template <class Add>
  void take(Node element, std::string_view what, const Add& add) {
    const auto octets = element.base64();
    const Status added = octets ? add(View(*octets)) : Status(octets.error());
    if (added) return;
    remarks_.push_back(
        fmt::format("a {} in {} cannot be read: {}", what, element.name(), added.error().message));
  }

  pki::Material& to_;
  std::vector<std::string>& remarks_;
};

}  // namespace

void add_key_info(Node key_info, pki::Material& to, std::vector<std::string>& remarks) {
  Gatherer gatherer(to, remarks);
  for (const Node data : key_info.children(xml::kDsig, "X509Data")) {
    for (const Node each : data.children(xml::kDsig, "X509Certificate")) gatherer.certificate(each);
    for (const Node each : data.children(xml::kDsig, "X509CRL")) gatherer.list(each);
  }
}

void add_property_material(Node property, pki::Material& to, std::vector<std::string>& remarks) {
  if (is_xades(property)) Gatherer(to, remarks).values(property);
}

void add_token_material(View token, pki::Material& to, std::vector<std::string>& remarks) {
  // As an attribute of CAdES, which has the same tokens.
  const cms::Attribute as_attribute{
      der::Oid(cades::kSignatureTimeStamp), {der::copy_of(token)}, {}};
  cades::add_attribute_material(as_attribute, to, remarks);
}

}  // namespace noroshi::xades
