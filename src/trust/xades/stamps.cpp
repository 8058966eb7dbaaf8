#include "trust/xades/stamps.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/stamp/token.hpp"
#include "trust/xades/imprint.hpp"
#include "trust/xades/material.hpp"
#include "trust/xades/names.hpp"

namespace noroshi::xades {
namespace {

using signature::Stamp;
using signature::StampKind;

struct Found {
  StampContainer container{};
  bool is_signed = false;
  Bytes octets{};
  std::string id{};
};

StampKind kind_of(Container container) {
  switch (container) {
    case Container::AllDataObjects:
    case Container::IndividualDataObjects:
      return StampKind::Content;
    case Container::Signature:
      return StampKind::Signature;
    case Container::SignatureAndReferences:
    case Container::ReferencesOnly:
      return StampKind::References;
    case Container::Archive:
      break;
  }
  return StampKind::Archive;
}

/// Finds the tokens and numbers those that are there twice.
class Finder {
 public:
  explicit Finder(std::vector<std::string>& remarks) : remarks_(remarks) {}

  void look_at(Node element, std::size_t before, bool is_signed) {
    const auto container = stamp_container(element, before);
    if (!container || (kind_of(container->kind) == StampKind::Content) != is_signed) return;
    if (property(element, "XMLTimeStamp")) {
      remarks_.push_back(
          fmt::format("{} holds a time stamp in XML, which is not read", element.name()));
    }
    for (const Node each : properties(element, "EncapsulatedTimeStamp")) {
      auto octets = each.base64();
      if (octets && stamp::Token::parse(*octets)) {
        add({*container, is_signed, *std::move(octets), {}});
      } else {
        remarks_.push_back(
            fmt::format("{} holds a time stamp that cannot be read: it proves "
                        "nothing",
                        element.name()));
      }
    }
  }

  std::vector<Found> all{};

 private:
  void add(Found found) {
    found.id = signature::id_of("T-", found.octets);
    const auto twins = std::count_if(
        all.begin(), all.end(), [&](const Found& each) { return each.octets == found.octets; });
    if (twins > 0) found.id += fmt::format("-{}", twins + 1);
    all.push_back(std::move(found));
  }

  std::vector<std::string>& remarks_;
};

bool covers(const Found& by, const Found& other) {
  if (other.is_signed) return by.container.kind == Container::Archive;
  return other.container.before < by.container.before &&
         covers(by.container, other.container.element);
}

/// What an archive stamp proves to have been there: all that stands in its imprint.
pki::Material archived(const Parts& parts, const Found& by, const std::vector<Found>& all) {
  pki::Material covered;
  std::vector<std::string> told_elsewhere;
  add_key_info(parts.key_info, covered, told_elsewhere);
  for (std::size_t i = 0; i < by.container.before; ++i) {
    add_property_material(parts.unsigned_ones[i], covered, told_elsewhere);
  }
  for (const Found& other : all) {
    if (covers(by, other)) add_token_material(other.octets, covered, told_elsewhere);
  }
  return covered;
}

Stamp described(const std::shared_ptr<const Parts>& parts, const Found& found,
                const std::vector<Found>& all, const std::optional<pki::Certificate>& certificate) {
  Stamp stamp;
  stamp.kind = kind_of(found.container.kind);
  stamp.id = found.id;
  stamp.token = found.octets;
  stamp.imprint = [parts, container = found.container](pki::Digest digest) {
    return imprint_of(*parts, container, digest);
  };
  stamp.covers_signature =
      stamp.kind != StampKind::Content && found.container.kind != Container::ReferencesOnly;
  if (stamp.kind == StampKind::Archive) stamp.covered = archived(*parts, found, all);
  for (const Found& other : all) {
    if (covers(found, other)) stamp.covered_stamps.push_back(other.id);
  }
  auto& certificates = stamp.covered.certificates;
  const bool adds =
      stamp.covers_signature && certificate &&
      std::find(certificates.begin(), certificates.end(), *certificate) == certificates.end();
  if (adds) certificates.push_back(*certificate);
  return stamp;
}

}  // namespace

std::vector<Stamp> stamps_of(const std::shared_ptr<const Parts>& parts,
                             const std::optional<pki::Certificate>& certificate,
                             std::vector<std::string>& remarks) {
  Finder finder(remarks);
  for (const Node each : parts->data_object_properties.children()) finder.look_at(each, 0, true);
  for (std::size_t i = 0; i < parts->unsigned_ones.size(); ++i) {
    finder.look_at(parts->unsigned_ones[i], i, false);
  }
  std::vector<Stamp> stamps;
  for (const Found& each : finder.all) {
    stamps.push_back(described(parts, each, finder.all, certificate));
  }
  return stamps;
}

}  // namespace noroshi::xades
