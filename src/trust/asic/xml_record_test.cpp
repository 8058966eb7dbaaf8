// XML evidence records written here, checked, renewed, and changed.
#include "trust/asic/xml_record.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "trust/asic/asic_testing.hpp"
#include "trust/asic/reader.hpp"
#include "trust/asic/stamps_alone.hpp"
#include "trust/xml/document.hpp"

namespace noroshi::asic {
namespace {

using signature::Detached;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kDay = "address,port\n192.0.2.7,443\n";
constexpr std::string_view kNotes = "nothing else was seen\n";

class XmlRecord : public AsicWorld {
 protected:
  static constexpr std::string_view kForm = "http://www.w3.org/2001/10/xml-exc-c14n#";

  static Bytes hash(std::string_view octets) {
    return pki::digest(pki::Digest::Sha256, der::view_of(octets));
  }
  std::string time_stamp(const Bytes& imprint) {
    return "<TimeStamp><TimeStampToken Type=\"RFC3161\">" +
           xml::base64_text(stamps->stamp(pki::Digest::Sha256, imprint).value()) +
           "</TimeStampToken></TimeStamp>";
  }
  /// What a renewal binds: the element in canonical form, which says its namespace itself.
  static Bytes hash_of_stamp(std::string element) {
    return hash(element.insert(std::string_view("<TimeStamp").size(),
                               " xmlns=\"urn:ietf:params:xml:ns:ers\""));
  }
  static std::string tree(const std::vector<evidence::HashGroup>& groups) {
    std::string made = "<HashTree>";
    for (std::size_t i = 0; i < groups.size(); ++i) {
      made += fmt::format("<Sequence Order=\"{}\">", i + 1);
      for (const auto& one : groups[i]) {
        made += "<DigestValue>" + xml::base64_text(one) + "</DigestValue>";
      }
      made += "</Sequence>";
    }
    return made + "</HashTree>";
  }
  static std::string stamp(int order, const std::string& within) {
    return fmt::format("<ArchiveTimeStamp Order=\"{}\">{}</ArchiveTimeStamp>", order, within);
  }
  static std::string chain(int order, const std::string& within) {
    return fmt::format(
        "<ArchiveTimeStampChain Order=\"{}\"><DigestMethod "
        "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>"
        "<CanonicalizationMethod Algorithm=\"{}\"></CanonicalizationMethod>{}"
        "</ArchiveTimeStampChain>",
        order, kForm, within);
  }
  static std::string sequence(const std::string& within) {
    return "<ArchiveTimeStampSequence xmlns=\"urn:ietf:params:xml:ns:ers\">" + within +
           "</ArchiveTimeStampSequence>";
  }
  static std::string record(const std::string& within) {
    return "<EvidenceRecord xmlns=\"urn:ietf:params:xml:ns:ers\" Version=\"1.0\">" + within +
           "</EvidenceRecord>";
  }
  static RecordStamps checked(const std::string& record, const std::vector<Detached>& objects) {
    auto found = record_stamps(der::view_of(record), objects, "E-");
    EXPECT_TRUE(found) << found.error().message;
    return found ? *std::move(found) : RecordStamps{};
  }
  static std::string refusal_of(const std::string& record) {
    const auto found = record_stamps(der::view_of(record), {}, "E-");
    return found ? "" : found.error().message;
  }

  const std::vector<Detached> one{{"day.csv", der::view_of(kDay)}};
};

TEST_F(XmlRecord, ARecordWithoutATreeIsOverTheOneDocument) {
  const auto found = checked(record(sequence(chain(1, stamp(1, time_stamp(hash(kDay)))))), one);
  ASSERT_THAT(found.stamps, SizeIs(1));
  EXPECT_TRUE(imprint_is_right(found.stamps.front()));
  EXPECT_THAT(found.uncovered, IsEmpty());
  const std::vector<Detached> other{{"notes", der::view_of(kNotes)}};
  EXPECT_FALSE(imprint_is_right(
      checked(record(sequence(chain(1, stamp(1, time_stamp(hash(kDay)))))), other).stamps.front()));
}

TEST_F(XmlRecord, AGroupIsFollowedUpToTheTokenAndRenewedTwice) {
  const evidence::HashGroup group{hash(kDay), hash(kNotes)};
  const auto first_token = time_stamp(evidence::group_hash(
      pki::Digest::Sha256, {evidence::group_hash(pki::Digest::Sha256, group), hash("neighbour")}));
  const auto first = stamp(1, tree({group, {hash("neighbour")}}) + first_token);
  const auto renewed = stamp(2, time_stamp(hash_of_stamp(first_token)));
  const auto before = chain(1, first + renewed);
  const evidence::HashGroup again{hash(kDay), hash(kNotes), hash(sequence(before))};
  const auto newest =
      stamp(1, tree({again}) + time_stamp(evidence::group_hash(pki::Digest::Sha256, again)));
  const auto whole = record(sequence(before + chain(2, newest)));
  const std::vector<Detached> both{{"day.csv", der::view_of(kDay)},
                                   {"notes", der::view_of(kNotes)}};
  const auto found = checked(whole, both);
  ASSERT_THAT(found.stamps, SizeIs(3));
  for (const auto& each : found.stamps) EXPECT_TRUE(imprint_is_right(each)) << each.id;
  EXPECT_THAT(found.stamps[1].covered_stamps, ElementsAre("E-1.1"));
  EXPECT_THAT(found.stamps[2].covered_stamps, ElementsAre("E-1.1", "E-1.2"));

  const std::vector<Detached> changed{{"day.csv", der::view_of("x")},
                                      {"notes", der::view_of(kNotes)}};
  const auto other = checked(whole, changed);
  EXPECT_THAT(other.uncovered, ElementsAre("day.csv"));
  ASSERT_TRUE(other.stamps.front().index_flaw);
  EXPECT_FALSE(imprint_is_right(other.stamps[2]));
}

TEST_F(XmlRecord, ARenewalOfAnotherTokenIsFound) {
  const auto token = time_stamp(hash(kDay));
  const auto other = time_stamp(hash(kDay));
  const auto found = checked(
      record(sequence(chain(1, stamp(1, token) + stamp(2, time_stamp(hash_of_stamp(other)))))),
      one);
  EXPECT_TRUE(imprint_is_right(found.stamps[0]));
  EXPECT_FALSE(imprint_is_right(found.stamps[1]));
}

TEST_F(XmlRecord, XmlIsHashedInCanonicalForm) {
  const std::vector<Detached> document{
      {"a.xml", der::view_of("<?xml version=\"1.0\"?>\n<a  b='1'/>")}};
  const auto over = [&](std::string_view octets) {
    return checked(record(sequence(chain(1, stamp(1, time_stamp(hash(octets)))))), document);
  };
  EXPECT_TRUE(imprint_is_right(over("<a b=\"1\"></a>").stamps.front()));
  EXPECT_FALSE(imprint_is_right(over(der::text_of(document.front().octets)).stamps.front()));
}

TEST_F(XmlRecord, WhatFollowsNoOrderIsRefused) {
  const auto token = time_stamp(hash(kDay));
  EXPECT_THAT(refusal_of("<other/>"), HasSubstr("RFC 6283"));
  EXPECT_THAT(refusal_of(record("")), HasSubstr("no ArchiveTimeStampChain"));
  EXPECT_THAT(refusal_of(record(sequence(chain(1, "")))), HasSubstr("no ArchiveTimeStamp"));
  EXPECT_THAT(refusal_of(record(sequence(chain(1, stamp(1, token) + stamp(1, token))))),
              HasSubstr("one Order"));
  EXPECT_THAT(refusal_of(record(sequence(chain(1, stamp(1, ""))))), HasSubstr("TimeStampToken"));
  EXPECT_THAT(refusal_of(record(sequence(chain(1, stamp(1, "<HashTree/>" + token))))),
              HasSubstr("no Sequence"));
  std::string many;
  for (int i = 1; i <= 300; ++i) many += stamp(i, token);
  EXPECT_THAT(refusal_of(record(sequence(chain(1, many)))), HasSubstr("may have 256"));
}

TEST_F(XmlRecord, IsReadInAContainer) {
  const auto list = manifest_over(one, "META-INF/evidencerecord001.xml", "");
  const auto whole = record(sequence(chain(1, stamp(1, time_stamp(hash(kDay))))));
  const auto document =
      read(testing_zip({{"mimetype", std::string(kExtendedType), true},
                        {"day.csv", std::string(kDay)},
                        {"META-INF/ASiCEvidenceRecordManifest001.xml", text(list)},
                        {"META-INF/evidencerecord001.xml", whole}}));
  ASSERT_TRUE(document) << document.error().message;
  ASSERT_THAT(document->stamps, SizeIs(1));
  EXPECT_TRUE(imprint_is_right(document->stamps.front()));
  EXPECT_THAT(document->uncovered, IsEmpty());
}

}  // namespace
}  // namespace noroshi::asic
