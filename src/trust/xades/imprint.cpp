#include "trust/xades/imprint.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "trust/xades/names.hpp"
#include "trust/xades/reference.hpp"

namespace noroshi::xades {
namespace {

struct Known {
  std::string_view name;
  Container kind;
};

constexpr std::array kContainers{
    Known{"AllDataObjectsTimeStamp", Container::AllDataObjects},
    Known{"IndividualDataObjectsTimeStamp", Container::IndividualDataObjects},
    Known{"SignatureTimeStamp", Container::Signature},
    Known{"SigAndRefsTimeStamp", Container::SignatureAndReferences},
    Known{"SigAndRefsTimeStampV2", Container::SignatureAndReferences},
    Known{"RefsOnlyTimeStamp", Container::ReferencesOnly},
    Known{"RefsOnlyTimeStampV2", Container::ReferencesOnly},
    Known{"ArchiveTimeStamp", Container::Archive}};

/// What a digest is fed with, piece by piece: nothing is kept together.
class Imprint {
 public:
  Imprint(const Parts& parts, xml::CanonicalMethod method, pki::Digest digest)
      : parts_(parts), method_(std::move(method)), hasher_(digest) {}

  Status add(Node element) {
    if (!element) return {};
    hasher_.add(NOROSHI_TRY(parts_.source->canonicalized(element, method_)));
    return {};
  }

  /// What a reference comes to; nodes in the container's canonical form.
  Status add_referenced(Node reference) {
    Content content = NOROSHI_TRY(content_of(*parts_.source, reference));
    NOROSHI_CHECK(make_octets(*parts_.source, method_, content));
    NOROSHI_CHECK(parts_.source->spend_digest(content.octets.size()));
    hasher_.add(content.octets);
    return {};
  }

  [[nodiscard]] Bytes finish() { return hasher_.finish(); }

 private:
  const Parts& parts_;
  xml::CanonicalMethod method_;
  pki::Hasher hasher_;
};

Status add_data_objects(const Parts& parts, Imprint& to) {
  for (const Node each : parts.references) {
    if (!parts.is_signed_properties(each)) NOROSHI_CHECK(to.add_referenced(each));
  }
  return {};
}

bool means_referenced(Node include) {
  const std::string said = include.attribute("referencedData").value_or("false");
  return said == "true" || said == "1";
}

/// Include of XAdES: what to take, by its URI (§5.1.4.4.2).
Status add_included(const Parts& parts, Node include, Imprint& to) {
  const std::string uri = include.attribute("URI").value_or("");
  const Node element = element_at(*parts.source, uri);
  if (!element) {
    return Error{Errc::NotFound,
                 fmt::format("\"{:.200}\" of the time stamp's Include is no element", uri)};
  }
  return means_referenced(include) ? to.add_referenced(element) : to.add(element);
}

Status add_individual(const Parts& parts, Node container, Imprint& to) {
  const auto includes = properties(container, "Include");
  if (includes.empty()) {
    return Error{Errc::InvalidInput, "IndividualDataObjectsTimeStamp includes nothing"};
  }
  for (const Node each : includes) {
    const Node reference = element_at(*parts.source, each.attribute("URI").value_or(""));
    const bool signed_one = std::find(parts.references.begin(), parts.references.end(),
                                      reference) != parts.references.end();
    if (!reference || !signed_one) {
      return Error{Errc::NotFound, "what the time stamp includes is no reference of the signature"};
    }
    if (!means_referenced(each)) {
      return Error{Errc::InvalidInput, "the time stamp is not over what its Include refers to"};
    }
    NOROSHI_CHECK(to.add_referenced(reference));
  }
  return {};
}

Status add_covered(const Parts& parts, const StampContainer& container, Imprint& to) {
  for (std::size_t i = 0; i < container.before; ++i) {
    const Node each = parts.unsigned_ones[i];
    if (covers(container, each)) NOROSHI_CHECK(to.add(each));
  }
  return {};
}

/// Objects that V1.3.2 leaves out are referenced, so that they are in already.
bool is_referenced(const Parts& parts, Node object) {
  return std::any_of(parts.references.begin(), parts.references.end(), [&](Node each) {
    return element_at(*parts.source, each.attribute("URI").value_or("")) == object;
  });
}

Status add_archived(const Parts& parts, const StampContainer& container, Imprint& to) {
  for (const Node each : parts.references) NOROSHI_CHECK(to.add_referenced(each));
  NOROSHI_CHECK(to.add(parts.signed_info));
  NOROSHI_CHECK(to.add(parts.value_element));
  NOROSHI_CHECK(to.add(parts.key_info));
  NOROSHI_CHECK(add_covered(parts, container, to));
  for (const Node object : parts.objects) {
    if (property(object, "QualifyingProperties")) continue;
    if (!container.newer && is_referenced(parts, object)) continue;
    NOROSHI_CHECK(to.add(object));
  }
  return {};
}

/// Properties that stand apart are named one by one (A.1.5.1.3 and its like).
Status add_distributed(const Parts& parts, const StampContainer& container, Imprint& to) {
  if (container.kind == Container::SignatureAndReferences) {
    NOROSHI_CHECK(to.add(parts.value_element));
  }
  for (const Node each : properties(container.element, "Include")) {
    const Node element = element_at(*parts.source, each.attribute("URI").value_or(""));
    // Makers name ds:SignatureValue, too, which stands first whether or not it is named.
    if (element && element == parts.value_element) continue;
    NOROSHI_CHECK(add_included(parts, each, to));
  }
  return {};
}

Status add_all(const Parts& parts, const StampContainer& container, Imprint& to) {
  const bool distributed =
      container.kind != Container::Signature && property(container.element, "Include");
  switch (container.kind) {
    case Container::AllDataObjects:
      return add_data_objects(parts, to);
    case Container::IndividualDataObjects:
      return add_individual(parts, container.element, to);
    case Container::Signature:
      return to.add(parts.value_element);
    case Container::SignatureAndReferences:
      if (distributed) return add_distributed(parts, container, to);
      NOROSHI_CHECK(to.add(parts.value_element));
      return add_covered(parts, container, to);
    case Container::ReferencesOnly:
      if (distributed) return add_distributed(parts, container, to);
      return add_covered(parts, container, to);
    case Container::Archive:
      break;
  }
  if (distributed) {
    return Error{Errc::InvalidInput,
                 "an archive time stamp over properties that stand apart is not computed here"};
  }
  return add_archived(parts, container, to);
}

bool is_reference_property(Node property, bool newer) {
  constexpr std::array kAlways{std::string_view("CompleteRevocationRefs"),
                               std::string_view("AttributeRevocationRefs")};
  const std::array versioned{newer ? "CompleteCertificateRefsV2" : "CompleteCertificateRefs",
                             newer ? "AttributeCertificateRefsV2" : "AttributeCertificateRefs"};
  const auto has = [&](const auto& names) {
    return std::find(names.begin(), names.end(), property.name()) != names.end();
  };
  return has(kAlways) || has(versioned);
}

}  // namespace

std::optional<StampContainer> stamp_container(Node element, std::size_t before) {
  if (!is_xades(element)) return std::nullopt;
  const auto known = std::find_if(kContainers.begin(), kContainers.end(),
                                  [&](const Known& each) { return each.name == element.name(); });
  if (known == kContainers.end()) return std::nullopt;
  return StampContainer{element, known->kind, before, element.namespace_uri() == xml::kXades141};
}

bool covers(const StampContainer& container, Node property) {
  switch (container.kind) {
    case Container::Archive:
      return true;
    case Container::SignatureAndReferences:
      return is_xades(property) && (property.name() == "SignatureTimeStamp" ||
                                    is_reference_property(property, container.newer));
    case Container::ReferencesOnly:
      return is_xades(property) && is_reference_property(property, container.newer);
    case Container::AllDataObjects:
    case Container::IndividualDataObjects:
    case Container::Signature:
      break;
  }
  return false;
}

Result<Bytes> imprint_of(const Parts& parts, const StampContainer& container, pki::Digest digest) {
  const auto method = NOROSHI_TRY(canonical_method(
      container.element.child(xml::kDsig, "CanonicalizationMethod"), xml::CanonicalMethod{}));
  Imprint imprint(parts, method, digest);
  NOROSHI_CHECK(add_all(parts, container, imprint));
  return imprint.finish();
}

}  // namespace noroshi::xades
