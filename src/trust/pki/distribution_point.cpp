#include "trust/pki/distribution_point.hpp"

#include <algorithm>

#include "trust/der/reader.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/general_name.hpp"

namespace noroshi::pki {
namespace {

/// A text that is equal for equal names: the kind, then the value.
std::string comparable(NameKind kind, std::string_view value) {
  return static_cast<char>('0' + static_cast<int>(kind)) + std::string(value);
}
std::string comparable(const Name& name) {
  return comparable(NameKind::Directory, name.canonical());
}
Result<std::string> comparable(const GeneralName& name) {
  if (name.kind != NameKind::Directory) return comparable(name.kind, der::text_of(name.value));
  return comparable(NOROSHI_TRY(Name::parse(name.value)));
}

Result<PointNames> full_names(der::Reader names) {
  PointNames texts;
  while (!names.done()) {
    const GeneralName name = NOROSHI_TRY(read_general_name(names));
    texts.push_back(NOROSHI_TRY(comparable(name)));
  }
  return texts;
}

/// DistributionPointName; a relative name goes on behind each of `bases`.
Result<PointNames> point_names(der::Reader choice, const std::vector<Name>& bases) {
  const der::Element found = NOROSHI_TRY(choice.next());
  if (found.tag == der::context(0)) return full_names(choice.inside(found));
  if (found.tag != der::context(1)) {
    return Error{Errc::InvalidInput, "ASN.1: a DistributionPointName of no kind that is known"};
  }
  // [1] IMPLICIT RelativeDistinguishedName: the SET's contents under another tag.
  der::Bytes relative = der::copy_of(found.whole);
  relative[0] = 0x31;
  PointNames texts;
  for (const Name& base : bases) {
    const Name whole = NOROSHI_TRY(base.with(relative));
    texts.push_back(comparable(whole));
  }
  return texts;
}

Reasons reasons_of(const der::Element& bits) {
  Reasons reasons = 0;
  for (std::size_t bit = 0; bit < 9 && bit / 8 + 1 < bits.contents.size(); ++bit) {
    if ((bits.contents[bit / 8 + 1] & (0x80U >> (bit % 8))) != 0) {
      reasons = static_cast<Reasons>(reasons | (1U << bit));
    }
  }
  return reasons & kAllReasons;
}

Result<DistributionPoint> read_point(der::Reader& list, const Certificate& certificate) {
  DistributionPoint point;
  der::Reader fields = NOROSHI_TRY(list.enter(der::kSequence));
  const auto names = NOROSHI_TRY(fields.optional(der::context(0)));
  if (const auto reasons = NOROSHI_TRY(fields.optional(der::context_primitive(1)))) {
    point.reasons = reasons_of(*reasons);
  }
  if (const auto issuers = NOROSHI_TRY(fields.optional(der::context(2)))) {
    point.crl_issuers = NOROSHI_TRY(directory_names(fields.inside(*issuers)));
  }
  NOROSHI_CHECK(fields.end("DistributionPoint"));
  if (names) {
    const std::vector<Name> bases =
        point.crl_issuers.empty() ? std::vector<Name>{certificate.issuer()} : point.crl_issuers;
    point.names = NOROSHI_TRY(point_names(fields.inside(*names), bases));
  }
  return point;
}

bool is_true(const der::Element& element) {
  return !element.contents.empty() && element.contents[0] != 0;
}

bool share_one(const PointNames& a, const PointNames& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& name) {
    return std::find(b.begin(), b.end(), name) != b.end();
  });
}

PointNames texts_of(const std::vector<Name>& names) {
  PointNames texts;
  for (const Name& name : names) texts.push_back(comparable(name));
  return texts;
}

}  // namespace

Result<std::vector<DistributionPoint>> distribution_points(const Certificate& certificate) {
  std::vector<DistributionPoint> points;
  const Extension* extension = certificate.extension(ext::kCrlDistributionPoints);
  if (extension == nullptr) return points;
  der::Reader outer(extension->value);
  der::Reader list = NOROSHI_TRY(outer.enter(der::kSequence));
  while (!list.done()) points.push_back(NOROSHI_TRY(read_point(list, certificate)));
  return points;
}

DistributionPoint default_point(const Certificate& certificate) {
  return {.names = {comparable(certificate.issuer())}};
}

Result<CrlScope> crl_scope(const Crl& list) {
  CrlScope scope;
  const Extension* extension = list.extension(ext::kIssuingDistributionPoint);
  if (extension == nullptr) return scope;
  der::Reader outer(extension->value);
  der::Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  if (const auto names = NOROSHI_TRY(fields.optional(der::context(0)))) {
    scope.names = NOROSHI_TRY(point_names(fields.inside(*names), {list.issuer()}));
  }
  while (!fields.done()) {
    const der::Element field = NOROSHI_TRY(fields.next());
    if (field.tag == der::context_primitive(1)) scope.only_users = is_true(field);
    if (field.tag == der::context_primitive(2)) scope.only_authorities = is_true(field);
    if (field.tag == der::context_primitive(3)) scope.reasons = reasons_of(field);
    if (field.tag == der::context_primitive(4)) scope.indirect = is_true(field);
    if (field.tag == der::context_primitive(5)) scope.only_attributes = is_true(field);
  }
  return scope;
}

bool same_scope(const Crl& a, const Crl& b) {
  const Extension* of_a = a.extension(ext::kIssuingDistributionPoint);
  const Extension* of_b = b.extension(ext::kIssuingDistributionPoint);
  if ((of_a == nullptr) != (of_b == nullptr)) return false;
  if (of_a != nullptr && of_a->value != of_b->value) return false;
  return a.authority_key_id() == b.authority_key_id();
}

bool is_responsible(const Crl& list, const CrlScope& scope, const Certificate& certificate,
                    const DistributionPoint& point) {
  if (point.crl_issuers.empty()) {
    if (!list.issuer().matches(certificate.issuer())) return false;
  } else {
    const bool named = std::any_of(point.crl_issuers.begin(), point.crl_issuers.end(),
                                   [&](const Name& name) { return name.matches(list.issuer()); });
    if (!named || !scope.indirect) return false;
  }
  if (scope.only_attributes) return false;
  if (certificate.is_authority() ? scope.only_users : scope.only_authorities) return false;
  if (scope.names.empty()) return true;
  return share_one(scope.names, point.names.empty() ? texts_of(point.crl_issuers) : point.names);
}

}  // namespace noroshi::pki
