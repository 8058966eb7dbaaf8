#include "trust/xades/data.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/xades/names.hpp"
#include "trust/xades/reference.hpp"

namespace noroshi::xades {
namespace {

using signature::AdvancedSignature;

constexpr std::size_t kMostOfManifests = 20'000;

void fault(AdvancedSignature& to, std::string why) {
  if (!to.malformed) to.malformed = std::move(why);
}

/// What a person calls it: the name of an object, "#id", or the document.
std::string name_of(const Source& source, Node reference) {
  const auto uri = reference.attribute("URI");
  if (uri && uri->empty()) return "document";
  if (uri) return uri->starts_with('#') ? *uri : percent_decoded(*uri);
  const Detached* const only = source.only_detached();
  return only == nullptr || only->name.empty() ? "content" : only->name;
}

/// One ds:Reference; what stands in its way is a remark.
signature::Reference checked(const Source& source, Node element, AdvancedSignature& to) {
  signature::Reference reference;
  reference.name = name_of(source, element);
  const auto uri = element.attribute("URI").value_or("");
  if (is_ambiguous(source, uri)) {
    fault(to, fmt::format("\"{:.200}\" is the Id of more than one element", uri));
  }
  const std::string method =
      dsig_child(element, "DigestMethod").attribute("Algorithm").value_or("");
  reference.algorithm = digest_named(method);
  reference.digest = digest_value(element);
  const auto made = digest_of(source, element, reference.algorithm.value_or(pki::Digest::Sha256));
  reference.found = made.has_value();
  if (!made) {
    to.remarks.push_back(fmt::format("{}: {}", reference.name, made.error().message));
  } else if (!reference.algorithm) {
    to.remarks.push_back(
        fmt::format("{}: the digest algorithm \"{:.200}\" is unknown", reference.name, method));
  }
  reference.intact = made && reference.algorithm && *made == reference.digest;
  return reference;
}

/// No transform may take something of the properties away again.
bool only_canonical(Node reference) {
  for (const Node each :
       reference.child(xml::kDsig, "Transforms").children(xml::kDsig, "Transform")) {
    if (!xml::canonical_form(each.attribute("Algorithm").value_or(""))) return false;
  }
  return true;
}

/// EN 319 132-1 §4.3.1: exactly the SignedProperties of this signature are signed.
void check_properties_reference(const Parts& parts, Node element, signature::Reference& reference,
                                AdvancedSignature& to) {
  reference.name = "#signed-properties";
  const Node meant = element_at(*parts.source, element.attribute("URI").value_or(""));
  if (meant && meant != parts.signed_properties) {
    reference.intact = false;
    fault(to, "the reference to SignedProperties means something else than the signature's own");
  }
  if (!only_canonical(element)) {
    fault(to, "the reference to SignedProperties transforms them into something else");
  }
}

/// XMLDSig §5.1: entries are the application's to judge.  One that is not at hand is told of; only
/// where none is, the manifest itself counts as missing what it is about.
void add_manifest(const Parts& parts, Node manifest, AdvancedSignature& to) {
  std::vector<signature::Reference> missing;
  bool any = false;
  auto entries = manifest.children(xml::kDsig, "Reference");
  if (entries.size() > kMostOfManifests) {
    fault(to, fmt::format("a manifest has {} entries, and {} are read", entries.size(),
                          kMostOfManifests));
    entries.resize(kMostOfManifests);
  }
  for (const Node each : entries) {
    signature::Reference reference = checked(*parts.source, each, to);
    reference.name = "manifest: " + reference.name;
    if (!reference.found) {
      missing.push_back(std::move(reference));
      continue;
    }
    any = true;
    to.references.push_back(std::move(reference));
  }
  if (!any) to.references.insert(to.references.end(), missing.begin(), missing.end());
}

void check_presence(const Parts& parts, const CounterSigned& counter_signed, bool over_value,
                    AdvancedSignature& to) {
  const bool properties_signed =
      std::any_of(parts.references.begin(), parts.references.end(),
                  [&](Node each) { return parts.is_signed_properties(each); });
  if (parts.qualifying && !properties_signed) {
    fault(to, "no reference covers SignedProperties, so that nothing of them was signed");
  }
  if (counter_signed.value && !over_value) {
    to.references.push_back({.name = counter_signed.name, .found = true, .intact = false});
    to.remarks.emplace_back("it is not over the signature value that it stands with");
  }
}

}  // namespace

void check_references(const Parts& parts, const CounterSigned& counter_signed,
                      AdvancedSignature& to) {
  bool over_value = false;
  std::vector<Node> manifests;
  for (const Node element : parts.references) {
    signature::Reference reference = checked(*parts.source, element, to);
    const Node meant = element_at(*parts.source, element.attribute("URI").value_or(""));
    if (parts.is_signed_properties(element)) {
      check_properties_reference(parts, element, reference, to);
    } else if (counter_signed.value && meant == counter_signed.value && only_canonical(element)) {
      over_value = true;
      reference.name = counter_signed.name;
    } else if (element.attribute("Type") == kManifestType && meant.is(xml::kDsig, "Manifest")) {
      manifests.push_back(meant);
    }
    to.references.push_back(std::move(reference));
  }
  for (const Node manifest : manifests) add_manifest(parts, manifest, to);
  check_presence(parts, counter_signed, over_value, to);
}

}  // namespace noroshi::xades
