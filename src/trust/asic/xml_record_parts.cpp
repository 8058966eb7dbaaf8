#include "trust/asic/xml_record_parts.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "trust/asic/digest_method.hpp"

namespace noroshi::asic {
namespace {

using evidence::HashGroup;

/// Each renewal hashes all before it: a record of a century has dozens.
constexpr std::size_t kMostStamps = 256;

/// Children of one name by their Order, which must tell them apart (RFC 6283 §2.1).
Result<std::vector<xml::Node>> ordered(xml::Node parent, std::string_view name) {
  std::vector<std::pair<unsigned, xml::Node>> found;
  for (const auto node : parent.children(kErs, name)) {
    const auto text = node.attribute("Order").value_or("");
    unsigned order = 0;
    const auto end = text.data() + text.size();
    if (std::from_chars(text.data(), end, order).ptr != end || text.empty()) {
      return Error{Errc::InvalidInput, fmt::format("{} without an Order", name)};
    }
    found.emplace_back(order, node);
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<xml::Node> nodes;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (i > 0 && found[i].first == found[i - 1].first) {
      return Error{Errc::InvalidInput, fmt::format("two {} of one Order", name)};
    }
    nodes.push_back(found[i].second);
  }
  if (nodes.empty()) return Error{Errc::InvalidInput, fmt::format("no {}", name)};
  return nodes;
}

Result<std::vector<HashGroup>> tree_of(xml::Node hash_tree) {
  std::vector<HashGroup> tree;
  for (const auto node : NOROSHI_TRY(ordered(hash_tree, "Sequence"))) {
    HashGroup group;
    for (const auto value : node.children(kErs, "DigestValue")) {
      group.push_back(NOROSHI_TRY(value.base64()));
    }
    if (group.empty()) return Error{Errc::InvalidInput, "a Sequence without a DigestValue"};
    tree.push_back(std::move(group));
  }
  return tree;
}

Result<XmlStamp> stamp_of(xml::Node node) {
  XmlStamp stamp;
  stamp.time_stamp = node.child(kErs, "TimeStamp");
  const auto token = stamp.time_stamp.child(kErs, "TimeStampToken");
  if (!token) return Error{Errc::InvalidInput, "an ArchiveTimeStamp without a TimeStampToken"};
  if (token.attribute("Type").value_or("") != "RFC3161") {
    return Error{Errc::InvalidInput, "a time stamp of another type than RFC3161"};
  }
  stamp.token = NOROSHI_TRY(token.base64());
  if (const auto hash_tree = node.child(kErs, "HashTree")) {
    stamp.tree = NOROSHI_TRY(tree_of(hash_tree));
  }
  return stamp;
}

Result<XmlChain> chain_of(xml::Node node) {
  XmlChain chain{.node = node};
  const auto method = node.child(kErs, "DigestMethod").attribute("Algorithm").value_or("");
  chain.digest = digest_by_uri(method);
  const auto canonical =
      node.child(kErs, "CanonicalizationMethod").attribute("Algorithm").value_or("");
  const auto form = xml::canonical_form(canonical);
  if (!form) {
    return Error{Errc::InvalidInput, "a canonical form that is unknown here: " + canonical};
  }
  chain.form = *form;
  for (const auto stamp : NOROSHI_TRY(ordered(node, "ArchiveTimeStamp"))) {
    chain.stamps.push_back(NOROSHI_TRY(stamp_of(stamp)));
  }
  return chain;
}

}  // namespace

Result<XmlRecord> parse_xml_record(der::View octets) {
  XmlRecord record{.document = NOROSHI_TRY(xml::Document::parse(octets))};
  const auto root = record.document.root();
  if (!root.is(kErs, "EvidenceRecord")) {
    return Error{Errc::InvalidInput, "not an XML evidence record (RFC 6283)"};
  }
  record.sequence = root.child(kErs, "ArchiveTimeStampSequence");
  std::size_t stamps = 0;
  for (const auto node : NOROSHI_TRY(ordered(record.sequence, "ArchiveTimeStampChain"))) {
    record.chains.push_back(NOROSHI_TRY(chain_of(node)));
    stamps += record.chains.back().stamps.size();
  }
  if (stamps <= kMostStamps) return record;
  return Error{Errc::Limit,
               fmt::format("{} archive time stamps; a record may have {}", stamps, kMostStamps)};
}

}  // namespace noroshi::asic
