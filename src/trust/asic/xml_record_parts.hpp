// The parts of an XML evidence record, as they stand in it, in their Order.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "trust/evidence/record.hpp"
#include "trust/xml/document.hpp"

namespace noroshi::asic {

inline constexpr std::string_view kErs = "urn:ietf:params:xml:ns:ers";

struct XmlStamp {
  xml::Node time_stamp{};  ///< TimeStamp, which a renewal binds
  std::vector<evidence::HashGroup> tree{};
  der::Bytes token{};
};

struct XmlChain {
  xml::Node node{};
  std::optional<pki::Digest> digest{};
  xml::CanonicalForm form{};
  std::vector<XmlStamp> stamps{};
};

/// Nodes live as long as the document.
struct XmlRecord {
  xml::Document document;
  xml::Node sequence{};
  std::vector<XmlChain> chains{};
};

/// An Error: no record, parts without an Order or with the same, more of them than anybody needs.
Result<XmlRecord> parse_xml_record(der::View octets);

}  // namespace noroshi::asic
