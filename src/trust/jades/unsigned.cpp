#include "trust/jades/unsigned.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace noroshi::jades {
namespace {

/// Archive time stamps are over all before them: the work grows with the square of their number.
constexpr std::size_t kMostComponents = 500;

/// A clear component, or the one that a base64url text stands for.
Result<Component> read_component(const Json& element) {
  Json parsed = element;
  Component component;
  if (element.is_string()) {
    component.text = element.get<std::string>();
    const auto octets = from_base64url(component.text);
    if (!octets) return Error{Errc::InvalidInput, "is no base64url"};
    parsed = NOROSHI_TRY(parse_json(der::text_of(*octets)));
  }
  if (!parsed.is_object() || parsed.size() != 1) {
    return Error{Errc::InvalidInput, "is not an object of one member"};
  }
  component.name = parsed.begin().key();
  component.value = parsed.begin().value();
  return component;
}

/// The octets of a pkiOb (clause 5.4.3.1): DER in base64.
std::optional<Bytes> object_in(const Json& pki_object) {
  const auto* value = text_in(pki_object, "val");
  return value != nullptr ? from_base64(*value) : std::nullopt;
}

class Gatherer {
 public:
  Gatherer(const std::string& where, pki::Material& to, std::vector<std::string>& remarks)
      : where_(where), to_(to), remarks_(remarks) {}

  void certificates(const Json* values) {
    for_each(values, [&](const Json& one) {
      const auto* x509 = member_of(one, "x509Cert");
      if (x509 == nullptr) return unread("certificate of another kind than X.509");
      const auto octets = object_in(*x509);
      auto certificate = octets ? pki::Certificate::parse(*octets) : unreadable<pki::Certificate>();
      if (!certificate) return unread("certificate");
      to_.certificates.push_back(*std::move(certificate));
    });
  }

  void revocation(const Json* values) {
    if (values == nullptr) return;
    for_each(member_of(*values, "crlVals"), [&](const Json& one) {
      const auto octets = object_in(one);
      auto list = octets ? pki::Crl::parse(*octets) : unreadable<pki::Crl>();
      if (!list) return unread("revocation list");
      to_.crls.push_back(*std::move(list));
    });
    for_each(member_of(*values, "ocspVals"), [&](const Json& one) {
      const auto octets = object_in(one);
      auto answer = octets ? pki::OcspResponse::parse(*octets) : unreadable<pki::OcspResponse>();
      if (!answer && octets) answer = pki::OcspResponse::parse_basic(*octets);
      if (!answer) return unread("OCSP answer");
      to_.ocsp.push_back(*std::move(answer));
    });
  }

 private:
  template <class T>
  static Result<T> unreadable() {
    return Error{Errc::InvalidInput, "no base64"};
  }

  template <class Take>
  static void for_each(const Json* values, const Take& take) {
    if (values == nullptr || !values->is_array()) return;
    for (const auto& one : *values) take(one);
  }

  void unread(std::string_view what) {
    remarks_.push_back(fmt::format("a {} in {} cannot be read", what, where_));
  }

  const std::string& where_;
  pki::Material& to_;
  std::vector<std::string>& remarks_;
};

}  // namespace

bool Unsigned::has(std::string_view name) const {
  return std::any_of(components.begin(), components.end(),
                     [&](const Component& one) { return one.name == name; });
}

Unsigned read_unsigned(const Jws& jws) {
  Unsigned added;
  const auto* array = jws.unprotected ? member_of(*jws.unprotected, "etsiU") : nullptr;
  if (array == nullptr) return added;
  if (!array->is_array() || array->empty()) {
    added.faults.emplace_back("\"etsiU\" is no array");
    return added;
  }
  if (array->size() > kMostComponents) {
    added.faults.push_back(fmt::format("\"etsiU\" has more than {} components", kMostComponents));
    return added;
  }
  bool clear = false;
  bool encoded = false;
  for (std::size_t i = 0; i < array->size(); ++i) {
    auto component = read_component((*array)[i]);
    if (!component) {
      added.faults.push_back(
          fmt::format("component {} of \"etsiU\": {}", i + 1, component.error().message));
      continue;
    }
    (component->text.empty() ? clear : encoded) = true;
    added.components.push_back(*std::move(component));
  }
  if (clear && encoded) {
    added.faults.emplace_back("\"etsiU\" mixes clear and base64url components");
  }
  return added;
}

void add_material(const Component& component, pki::Material& to,
                  std::vector<std::string>& remarks) {
  Gatherer gatherer(component.name, to, remarks);
  if (component.name == "xVals" || component.name == "axVals") {
    gatherer.certificates(&component.value);
  } else if (component.name == "rVals" || component.name == "arVals") {
    gatherer.revocation(&component.value);
  } else if (component.name == "tstVD" || component.name == "anyValData") {
    gatherer.certificates(member_of(component.value, "xVals"));
    gatherer.revocation(member_of(component.value, "rVals"));
  }
}

void add_chain(const Jws& jws, pki::Material& to, std::vector<std::string>& remarks) {
  const auto* chain = jws.member("x5c");
  if (chain == nullptr || !chain->is_array()) return;
  for (const auto& one : *chain) {
    const auto octets =
        one.is_string() ? from_base64(one.get_ref<const std::string&>()) : std::nullopt;
    if (octets) {
      if (auto certificate = pki::Certificate::parse(*octets)) {
        to.certificates.push_back(*std::move(certificate));
        continue;
      }
    }
    remarks.emplace_back("a certificate in x5c cannot be read");
  }
}

}  // namespace noroshi::jades
