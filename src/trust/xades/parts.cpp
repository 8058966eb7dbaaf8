#include "trust/xades/parts.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/xades/names.hpp"
#include "trust/xades/reference.hpp"

namespace noroshi::xades {
namespace {

// A container of thousands of documents has as many.
constexpr std::size_t kMostReferences = 20'000;

bool is_one_of(Node node, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return is_xades(node, name); });
}

/// The only child of this name; a fault where there is none or more.
Node only_child(Node of, std::string_view name, std::vector<std::string>& faults) {
  const auto found = of.children(xml::kDsig, name);
  if (found.size() != 1) {
    faults.push_back(fmt::format("the signature has {} ds:{}", found.size(), name));
  }
  return found.empty() ? Node() : found.front();
}

void find_properties(Parts& parts) {
  std::vector<Node> found;
  for (const Node object : parts.objects) {
    for (const Node each : properties(object, "QualifyingProperties")) found.push_back(each);
    if (property(object, "QualifyingPropertiesReference")) {
      parts.remarks.emplace_back("properties that stand in another document are not looked for");
    }
  }
  if (found.empty()) return;
  if (found.size() > 1) parts.faults.emplace_back("the signature has several QualifyingProperties");
  parts.qualifying = found.front();
  const auto target = parts.qualifying.attribute("Target");
  const auto id = parts.signature.attribute("Id");
  if (!target || !id || *target != "#" + *id) {
    parts.remarks.emplace_back("the Target of QualifyingProperties is not the signature's Id");
  }
  const auto with_signed = properties(parts.qualifying, "SignedProperties");
  if (with_signed.size() > 1) parts.faults.emplace_back("there are several SignedProperties");
  if (with_signed.empty()) return;
  parts.signed_properties = with_signed.front();
  parts.signature_properties = property(parts.signed_properties, "SignedSignatureProperties");
  parts.data_object_properties = property(parts.signed_properties, "SignedDataObjectProperties");
}

void find_unsigned(Parts& parts) {
  const auto all = properties(parts.qualifying, "UnsignedProperties");
  if (all.empty()) return;
  const auto ours = properties(all.front(), "UnsignedSignatureProperties");
  if (all.size() > 1 || ours.size() > 1) {
    parts.faults.emplace_back("there are several UnsignedSignatureProperties");
  }
  if (!ours.empty()) parts.unsigned_ones = ours.front().children();
}

/// Ids of what a signature is made of stand once in the whole document.
void check_ids(Parts& parts) {
  std::vector<Node> own{parts.signature, parts.signed_info,       parts.value_element,
                        parts.key_info,  parts.signed_properties, parts.qualifying};
  own.insert(own.end(), parts.objects.begin(), parts.objects.end());
  own.insert(own.end(), parts.references.begin(), parts.references.end());
  for (const Node each : own) {
    const auto id = each.attribute("Id");
    if (!id || parts.source->with_id(*id).size() < 2) continue;
    parts.faults.push_back(
        fmt::format("the Id \"{:.200}\" of a part of the signature stands {} "
                    "times in the document",
                    *id, parts.source->with_id(*id).size()));
  }
}

}  // namespace

std::size_t Parts::count_signed(std::initializer_list<std::string_view> names) const {
  const auto children = signature_properties.children();
  return static_cast<std::size_t>(std::count_if(
      children.begin(), children.end(), [&](const Node& each) { return is_one_of(each, names); }));
}

std::size_t Parts::count_unsigned(std::initializer_list<std::string_view> names) const {
  return static_cast<std::size_t>(
      std::count_if(unsigned_ones.begin(), unsigned_ones.end(),
                    [&](const Node& each) { return is_one_of(each, names); }));
}

bool Parts::is_signed_properties(Node reference) const {
  return qualifying &&
         reference.attribute("Type") == signed_properties_type(qualifying.namespace_uri());
}

Parts parts_of(std::shared_ptr<const Source> source, Node signature) {
  Parts parts;
  parts.source = std::move(source);
  parts.signature = signature;
  parts.signed_info = only_child(signature, "SignedInfo", parts.faults);
  parts.value_element = only_child(signature, "SignatureValue", parts.faults);
  const auto keys = signature.children(xml::kDsig, "KeyInfo");
  if (keys.size() > 1) parts.faults.emplace_back("the signature has several ds:KeyInfo");
  if (!keys.empty()) parts.key_info = keys.front();
  parts.objects = signature.children(xml::kDsig, "Object");
  parts.references = parts.signed_info.children(xml::kDsig, "Reference");
  if (parts.references.empty()) parts.faults.emplace_back("the signature refers to nothing");
  if (parts.references.size() > kMostReferences) {
    parts.faults.push_back(fmt::format("the signature has {} references, and {} are read",
                                       parts.references.size(), kMostReferences));
    parts.references.resize(kMostReferences);
  }
  auto value = parts.value_element.base64();
  if (!value) parts.faults.push_back(value.error().message);
  parts.value = value ? *std::move(value) : Bytes();
  find_properties(parts);
  find_unsigned(parts);
  check_ids(parts);
  return parts;
}

}  // namespace noroshi::xades
