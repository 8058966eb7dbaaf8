#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/xades/judge_test.hpp"
#include "trust/xades/maker_test.hpp"
#include "trust/xades/names.hpp"
#include "trust/xades/reader.hpp"

namespace noroshi::xades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Maker;
using testing::reference_to;
using testing::replaced;
using testing::transform_of;
using testing::Wish;

class Xades : public ::testing::Test {
 protected:
  [[nodiscard]] Maker maker(key::TestingKey kind = key::TestingKey::P256) const {
    auto wish = key::seal_wish();
    wish.key = kind;
    if (kind == key::TestingKey::RsaPss2048) wish.padding = key::RsaPadding::Pss;
    return Maker(authority_.issue(wish));
  }

  static AdvancedSignature read_one(const std::string& text,
                                    std::span<const Detached> detached = {},
                                    const std::vector<pki::Certificate>& more = {}) {
    auto document = read(der::view_of(text), detached, more);
    EXPECT_TRUE(document) << (document ? "" : document.error().message);
    if (!document) return {};
    EXPECT_EQ(document->signatures.size(), 1U);
    return std::move(document->signatures.at(0));
  }

  static bool is_right(const AdvancedSignature& one) {
    const bool references = std::all_of(one.references.begin(), one.references.end(),
                                        [](const auto& each) { return each.found && each.intact; });
    return references && one.signature_intact && one.reference_matches && !one.malformed;
  }

  key::TestingAuthority authority_ = key::TestingAuthority::root();
};

TEST_F(Xades, SignaturesOfEveryKindOfKeyAreRight) {
  for (const auto& [kind, text] :
       {std::pair{key::TestingKey::P256, "ECDSA with SHA-256"},
        std::pair{key::TestingKey::P384, "ECDSA with SHA-384"},
        std::pair{key::TestingKey::P521, "ECDSA with SHA-512"},
        std::pair{key::TestingKey::Rsa2048, "RSA with SHA-256"},
        std::pair{key::TestingKey::RsaPss2048, "RSASSA-PSS with SHA-256"},
        std::pair{key::TestingKey::Ed25519, "Ed25519"}}) {
    const Maker by = maker(kind);
    const std::string signed_text = by.finished(by.enveloped());
    const AdvancedSignature one = read_one(signed_text);
    EXPECT_TRUE(is_right(one)) << text;
    EXPECT_EQ(one.level, Level::BB) << ::testing::PrintToString(one.remarks);
    EXPECT_EQ(one.algorithm, text);
    EXPECT_EQ(one.certificate, by.certificate());
    EXPECT_FALSE(
        read_one(replaced(signed_text, "xmlenc#sha256", "xmlenc#sha512")).signature_intact);
  }
}

TEST_F(Xades, AnOutsideJudgeAgrees) {
  const std::string object = R"(<ds:Object Id="O"><b xmlns="urn:b">1</b></ds:Object>)";
  Wish enveloping{.references = reference_to(R"(Id="R" URI="#O")"), .objects = object};
  Wish inclusive{.canonical = std::string(testing::kInclusive)};
  Wish filtered{.references = reference_to(
                    R"(Id="R" URI="")",
                    transform_of("http://www.w3.org/TR/1999/REC-xpath-19991116",
                                 "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>"))};
  Wish filtered_again{
      .references = reference_to(
          R"(Id="R" URI="")",
          transform_of("http://www.w3.org/2002/06/xmldsig-filter2",
                       R"(<f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" )"
                       R"(Filter="subtract">//ds:Signature</f:XPath>)"))};
  for (const auto kind : {key::TestingKey::P256, key::TestingKey::Rsa2048}) {
    for (const Wish& wish : {Wish{}, enveloping, inclusive, filtered, filtered_again}) {
      const Maker by = maker(kind);
      const std::string text = by.finished(by.enveloped(wish));
      EXPECT_TRUE(testing::judged_right(text, by.certificate())) << text;
      EXPECT_TRUE(is_right(read_one(text)));
      const std::string altered = replaced(text, "MimeType>text", "MimeType>fake");
      EXPECT_FALSE(testing::judged_right(altered, by.certificate()));
      EXPECT_FALSE(is_right(read_one(altered)));
    }
  }
}

TEST_F(Xades, PssMayNameItsParametersApart) {
  const Maker by = maker(key::TestingKey::RsaPss2048);
  const auto method = [](std::string_view parameters) {
    return fmt::format(
        R"(<ds:SignatureMethod Algorithm="http://www.w3.org/2007/05/xmldsig-more#rsa-pss">{}</ds:SignatureMethod>)",
        parameters);
  };
  const auto parameters = [](int salt) {
    return fmt::format(
        R"(<p:RSAPSSParams xmlns:p="http://www.w3.org/2007/05/xmldsig-more#"><ds:DigestMethod )"
        R"(Algorithm="{0}"/><p:MaskGenerationFunction><ds:DigestMethod Algorithm="{0}"/>)"
        "</p:MaskGenerationFunction><p:SaltLength>{1}</p:SaltLength></p:RSAPSSParams>",
        testing::kSha256, salt);
  };
  for (const std::string& each : {std::string(), parameters(32)}) {
    const AdvancedSignature one = read_one(by.finished(by.enveloped({.method = method(each)})));
    EXPECT_TRUE(is_right(one)) << each;
    EXPECT_EQ(one.algorithm, "RSASSA-PSS with SHA-256");
  }
  const auto other = by.finished(by.enveloped({.method = method(parameters(20))}));
  EXPECT_FALSE(read_one(other).signature_intact);
  const auto none = by.finished(by.enveloped({.method = method(parameters(-1))}));
  EXPECT_THAT(read_one(none).remarks, Contains(HasSubstr("salt")));
}

TEST_F(Xades, AFormMayKeepPrefixesThatItNames) {
  const Maker by = maker();
  const Wish wish{
      .canonical_inside =
          R"(<i:InclusiveNamespaces xmlns:i="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="#default"/>)"};
  const std::string text = by.finished(by.enveloped(wish));
  EXPECT_TRUE(testing::judged_right(text, by.certificate()));
  EXPECT_TRUE(is_right(read_one(text)));
  // The document's namespace is part of what is signed now.
  EXPECT_FALSE(read_one(replaced(text, "urn:doc", "urn:cod")).signature_intact);
}

TEST_F(Xades, EachPartThatWasAlteredIsTold) {
  const Maker by = maker();
  const std::string text = by.finished(by.enveloped());
  const AdvancedSignature data = read_one(replaced(text, "a &amp; b", "a &amp; c"));
  EXPECT_TRUE(data.signature_intact);
  EXPECT_EQ(data.references.at(0).name, "document");
  EXPECT_TRUE(data.references.at(0).found);
  EXPECT_FALSE(data.references.at(0).intact);
  EXPECT_TRUE(data.references.at(1).intact);
  const AdvancedSignature time = read_one(replaced(text, "2020-04-10T", "2021-04-10T"));
  EXPECT_TRUE(time.signature_intact);
  EXPECT_TRUE(time.references.at(0).intact);
  EXPECT_EQ(time.references.at(1).name, "#signed-properties");
  EXPECT_FALSE(time.references.at(1).intact);
  const AdvancedSignature info = read_one(replaced(text, R"(URI="")", R"(URI=" ")"));
  EXPECT_FALSE(info.signature_intact);
}

TEST_F(Xades, DetachedObjectsAreFoundByTheirNamesAlone) {
  const Maker by = maker();
  const std::string content = "content";
  const std::vector<Detached> objects{{"folder/a b.txt", der::view_of(content)},
                                      {"other", der::view_of("other")}};
  const Wish wish{.references = reference_to(R"(Id="R" URI="folder/a%20b.txt")")};
  const std::string text = by.finished(by.signature(wish), objects);
  const AdvancedSignature one = read_one(text, objects);
  EXPECT_TRUE(is_right(one));
  EXPECT_EQ(one.references.at(0).name, "folder/a b.txt");
  const std::vector<Detached> altered{{"./folder/a b.txt", der::view_of("another")}};
  EXPECT_TRUE(read_one(text, altered).references.at(0).found);
  EXPECT_FALSE(read_one(text, altered).references.at(0).intact);
  const std::vector<Detached> renamed{{"a b.txt", der::view_of(content)}};
  EXPECT_FALSE(read_one(text, renamed).references.at(0).found);
  const std::vector<Detached> unnamed{{"", der::view_of(content)}};
  EXPECT_TRUE(is_right(read_one(text, unnamed)));
}

TEST_F(Xades, WhatHasAnAddressIsFoundByItsLastPart) {
  const Maker by = maker();
  const std::vector<Detached> objects{{"a b.txt", der::view_of("content")}, {"c", {}}};
  const Wish wish{.references = reference_to(R"(Id="R" URI="https://example.org/x/a%20b.txt")")};
  const std::string text = by.finished(by.signature(wish), objects);
  EXPECT_TRUE(is_right(read_one(text, objects)));
  const std::vector<Detached> others{{"b.txt", der::view_of("content")}, {"c", {}}};
  EXPECT_FALSE(read_one(text, others).references.at(0).found);
}

TEST_F(Xades, AContainerOfThousandsIsReadAtOnce) {
  const Maker by = maker();
  const std::string digest = testing::base64(pki::digest(pki::Digest::Sha256, {}));
  std::vector<Detached> objects;
  Wish wish{.references = "", .data_objects = ""};
  for (int i = 0; i < 2500; ++i) {
    objects.push_back({fmt::format("{}.txt", i), {}});
    wish.references += reference_to(fmt::format(R"(Id="R{0}" URI="{0}.txt")", i), "", digest);
    wish.data_objects += fmt::format(
        R"(<x:DataObjectFormat ObjectReference="#R{}"><x:MimeType>text/plain</x:MimeType>)"
        "</x:DataObjectFormat>",
        i);
  }
  const AdvancedSignature one = read_one(by.finished(by.signature(wish), objects), objects);
  EXPECT_TRUE(is_right(one));
  EXPECT_EQ(one.level, Level::BB) << ::testing::PrintToString(one.remarks);
  EXPECT_EQ(one.references.size(), 2501U);
}

TEST_F(Xades, NothingIsFetched) {
  const Maker by = maker();
  for (const char* uri : {"http://192.0.2.1/a", "file:///etc/hostname", "/etc/hostname"}) {
    const Wish wish{.references = reference_to(fmt::format(R"(Id="R" URI="{}")", uri))};
    const AdvancedSignature one = read_one(by.finished(by.signature(wish)));
    EXPECT_TRUE(one.signature_intact);
    EXPECT_FALSE(one.references.at(0).found || one.references.at(0).intact) << uri;
    EXPECT_THAT(one.remarks, Contains(HasSubstr("nothing is fetched")));
  }
}

TEST_F(Xades, PointersOfXmldsigMeanWhatTheySay) {
  const Maker by = maker();
  const std::string object = R"(<ds:Object Id="O"><!--c--><b xmlns="urn:b">YWJj</b></ds:Object>)";
  for (const char* uri : {"#O", "#xpointer(id('O'))", "#xpointer(id(&quot;O&quot;))"}) {
    const Wish wish{.references = reference_to(fmt::format(R"(Id="R" URI="{}")", uri)),
                    .objects = object};
    const std::string text = by.finished(by.enveloped(wish));
    EXPECT_TRUE(is_right(read_one(text))) << uri;
    EXPECT_FALSE(is_right(read_one(replaced(text, "YWJj", "YWJk")))) << uri;
  }
  const Wish unknown{.references = reference_to("Id='R' URI='#xpointer(//b)'")};
  EXPECT_FALSE(read_one(by.finished(by.enveloped(unknown))).references.at(0).found);
}

TEST_F(Xades, CommentsCountWhereAPointerAndAFormSaySo) {
  const Maker by = maker();
  const std::string object = R"(<ds:Object Id="O"><!--one--></ds:Object>)";
  const std::string form = transform_of(std::string(testing::kExclusive) + "WithComments");
  for (const auto& [uri, counts] :
       {std::pair{"#O", false}, std::pair{"#xpointer(id('O'))", true}}) {
    const Wish wish{.references = reference_to(fmt::format(R"(Id="R" URI="{}")", uri), form),
                    .objects = object};
    const std::string text = by.finished(by.enveloped(wish));
    EXPECT_EQ(is_right(read_one(replaced(text, "<!--one-->", "<!--two-->"))), !counts) << uri;
  }
}

TEST_F(Xades, Base64OfAnObjectIsDecoded) {
  const Maker by = maker();
  const Wish wish{
      .references = reference_to(R"(Id="R" URI="#O")",
                                 transform_of("http://www.w3.org/2000/09/xmldsig#base64")),
      .objects = R"(<ds:Object Id="O">bm9y b3NoaQ==</ds:Object>)"};
  const std::string text = by.finished(by.enveloped(wish));
  const AdvancedSignature one = read_one(text);
  EXPECT_TRUE(is_right(one));
  EXPECT_EQ(one.references.at(0).digest, pki::digest(pki::Digest::Sha256, der::view_of("noroshi")));
  EXPECT_TRUE(testing::judged_right(text, by.certificate()));
}

TEST_F(Xades, ProgramsOfStrangersAreNotRun) {
  const Maker by = maker();
  for (const char* uri : {"http://www.w3.org/TR/1999/REC-xslt-19991116", "urn:unknown"}) {
    const Wish wish{.references = reference_to(R"(Id="R" URI="")", transform_of(uri))};
    const AdvancedSignature one = read_one(by.finished(by.enveloped(wish)));
    EXPECT_FALSE(one.references.at(0).found);
    EXPECT_THAT(one.remarks, Contains(HasSubstr("is not done here")));
  }
}

TEST_F(Xades, AnIdThatStandsTwiceIsMalformed) {
  const Maker by = maker();
  const std::string object = R"(<ds:Object Id="O"><b/></ds:Object>)";
  const Wish wish{.references = reference_to(R"(Id="R" URI="#O")"), .objects = object};
  const std::string text = by.finished(by.enveloped(wish));
  EXPECT_TRUE(is_right(read_one(text)));
  for (const char* attribute : {"Id", "ID", "id"}) {
    const AdvancedSignature one =
        read_one(replaced(text, "<p n=", fmt::format("<p {}=\"O\" n=", attribute)));
    EXPECT_TRUE(one.malformed);
    EXPECT_FALSE(one.references.at(0).intact);
    EXPECT_EQ(one.level, Level::None);
  }
  EXPECT_TRUE(read_one(replaced(text, "<p n=", R"(<p Id="SP-S" n=)")).malformed);
}

TEST_F(Xades, AReferenceToOtherPropertiesThanItsOwnIsMalformed) {
  const Maker by = maker();
  const std::string text = by.finished(by.enveloped());
  // The signed properties move away, and others take their place.
  const auto start = text.find("<x:SignedProperties");
  const auto end = text.find("</x:SignedProperties>") + std::string("</x:SignedProperties>").size();
  const std::string original = text.substr(start, end - start);
  const std::string forged =
      replaced(replaced(original, "SP-S", "SP-other"), "2020-04-10T", "2031-04-10T");
  std::string moved = replaced(text, original, forged);
  moved = replaced(moved, "</doc>",
                   R"(<w xmlns:x="http://uri.etsi.org/01903/v1.3.2#" )"
                   R"(xmlns:ds="http://www.w3.org/2000/09/xmldsig#">)" +
                       original + "</w></doc>");
  const AdvancedSignature one = read_one(moved);
  ASSERT_TRUE(one.malformed);
  EXPECT_THAT(*one.malformed, HasSubstr("something else"));
  EXPECT_FALSE(one.references.at(1).intact);
}

TEST_F(Xades, PropertiesThatNobodySignedAreMalformed) {
  const Maker by = maker();
  const AdvancedSignature none = read_one(by.finished(by.enveloped({.signed_type = ""})));
  ASSERT_TRUE(none.malformed);
  EXPECT_THAT(*none.malformed, HasSubstr("no reference covers SignedProperties"));
  const AdvancedSignature other =
      read_one(by.finished(by.enveloped({.signed_type = "urn:another-type"})));
  EXPECT_TRUE(other.malformed);
}

TEST_F(Xades, PropertiesThatATransformEmptiesAreMalformed) {
  const Maker by = maker();
  std::string text = by.enveloped();
  const auto at = text.find(R"(URI="#SP-S">)");
  text.insert(
      text.find("<ds:Transforms>", at) + std::string("<ds:Transforms>").size(),
      transform_of("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>false()</ds:XPath>"));
  EXPECT_TRUE(read_one(by.finished(text)).malformed);
}

TEST_F(Xades, PlainXmldsigIsReadAndHasNoLevel) {
  const Maker by = maker();
  std::string text = by.enveloped({.signed_type = ""});
  const auto start = text.find("<ds:Object>");
  const auto end = text.find("</ds:Object>") + std::string("</ds:Object>").size();
  text.erase(start, end - start);
  const AdvancedSignature one = read_one(by.finished(text));
  EXPECT_TRUE(one.signature_intact);
  EXPECT_FALSE(one.malformed);
  EXPECT_EQ(one.level, Level::None);
  EXPECT_FALSE(one.certificate_referenced);
  EXPECT_THAT(one.remarks, Contains(HasSubstr("plain XMLDSig")));
}

TEST_F(Xades, ASignedKeyInfoNamesItsCertificate) {
  const Maker by = maker();
  const Wish wish{.references = testing::kEnvelopedReference + reference_to(R"(URI="#K")"),
                  .signing_certificate = " ",
                  .key_info_attributes = R"( Id="K")"};
  const AdvancedSignature one = read_one(by.finished(by.enveloped(wish)));
  EXPECT_TRUE(one.certificate_referenced);
  EXPECT_TRUE(one.reference_matches);
  EXPECT_EQ(one.level, Level::None);
}

TEST_F(Xades, BothVersionsOfSigningCertificateNameTheSigner) {
  const Maker by = maker();
  for (const char* version : {"V1", "V2"}) {
    const std::string text = by.finished(by.enveloped({.signing_certificate = version}));
    const AdvancedSignature one = read_one(text);
    EXPECT_TRUE(one.reference_matches) << version;
    EXPECT_EQ(one.reference_digest, pki::Digest::Sha256);
    EXPECT_THAT(one.remarks, IsEmpty());
  }
}

TEST_F(Xades, AnotherSerialNumberOrIssuerIsRemarked) {
  const Maker by = maker();
  const std::string v1 = by.certificate_reference(false);
  const std::string serial = Maker::decimal(by.certificate().serial());
  const AdvancedSignature first = read_one(by.finished(
      by.enveloped({.signing_certificate = replaced(v1, ">" + serial, ">1" + serial)})));
  EXPECT_TRUE(first.reference_matches);
  EXPECT_THAT(first.remarks, Contains(HasSubstr("another serial number")));
  const std::string v2 = by.certificate_reference(true);
  const auto own = testing::base64(by.issuer_serial(by.certificate().serial()));
  const auto other = testing::base64(by.issuer_serial(der::Bytes{1, 2, 3}));
  const AdvancedSignature second =
      read_one(by.finished(by.enveloped({.signing_certificate = replaced(v2, own, other)})));
  EXPECT_THAT(second.remarks, Contains(HasSubstr("another serial number")));
}

TEST_F(Xades, ACertificateThatIsNotTheNamedOneDoesNotMatch) {
  const Maker by = maker();
  const Maker another = maker(key::TestingKey::P384);
  const AdvancedSignature one = read_one(
      by.finished(by.enveloped({.signing_certificate = another.certificate_reference(true)})));
  EXPECT_TRUE(one.signature_intact);
  EXPECT_TRUE(one.certificate_referenced);
  EXPECT_FALSE(one.reference_matches);
}

TEST_F(Xades, ASignersCertificateMayComeFromElsewhere) {
  const Maker by = maker();
  std::string text = by.finished(by.enveloped());
  const auto start = text.find("<ds:KeyInfo>");
  text.erase(start, text.find("</ds:KeyInfo>") + 13 - start);
  EXPECT_FALSE(read_one(text).certificate);
  const AdvancedSignature one = read_one(text, {}, {by.certificate()});
  EXPECT_TRUE(is_right(one));
  EXPECT_EQ(one.level, Level::None);
  EXPECT_THAT(one.remarks, Contains(HasSubstr("KeyInfo does not hold")));
}

TEST_F(Xades, ClaimsAreTold) {
  const Maker by = maker();
  const Wish wish{.more_signed =
                      "<x:SignaturePolicyIdentifier><x:SignaturePolicyId><x:SigPolicyId>"
                      "<x:Identifier>urn:oid:1.2.3.4</x:Identifier></x:SigPolicyId>"
                      "</x:SignaturePolicyId></x:SignaturePolicyIdentifier>"
                      "<x:SignatureProductionPlaceV2><x:City>Tokyo</x:City>"
                      "<x:CountryName>JP</x:CountryName></x:SignatureProductionPlaceV2>"
                      "<x:SignerRoleV2><x:ClaimedRoles><x:ClaimedRole> clerk </x:ClaimedRole>"
                      "</x:ClaimedRoles></x:SignerRoleV2>"};
  const AdvancedSignature one = read_one(by.finished(by.enveloped(wish)));
  EXPECT_EQ(one.claimed_time, base::parse_rfc3339("2020-04-10T00:00:00Z"));
  EXPECT_EQ(one.policy, "1.2.3.4");
  EXPECT_EQ(one.location, "Tokyo, JP");
  EXPECT_THAT(one.claimed_roles, ::testing::ElementsAre("clerk"));
  EXPECT_EQ(one.content_type, "text/xml");
  EXPECT_EQ(one.level, Level::BB);
  const Wish implied{.more_signed =
                         "<x:SignaturePolicyIdentifier><x:SignaturePolicyImplied/>"
                         "</x:SignaturePolicyIdentifier>"};
  EXPECT_EQ(read_one(by.finished(by.enveloped(implied))).policy, std::nullopt);
}

TEST_F(Xades, WhatKeepsItFromTheBaselineIsSaid) {
  const Maker by = maker();
  const std::string format = Wish{}.data_objects;
  const std::vector<std::pair<Wish, std::string>> cases{
      {{.signing_time = ""}, "SigningTime"},
      {{.signing_certificate = " "}, "SigningCertificate"},
      {{.data_objects = ""}, "no DataObjectFormat speaks"},
      {{.data_objects = replaced(format, "#R", "#nothing")}, "refers to no ds:Reference"},
      {{.data_objects = replaced(format, "<x:MimeType>text/xml</x:MimeType>", "")}, "MimeType"},
      {{.more_signed = "<x:SignerRole/><x:SignerRoleV2/>"}, "several SignerRole"},
      {{.unsigned_ones = "<x:ArchiveTimeStamp/>"}, "V1.3.2"}};
  for (const auto& [wish, why] : cases) {
    const AdvancedSignature one = read_one(by.finished(by.enveloped(wish)));
    EXPECT_EQ(one.level, Level::None) << why;
    EXPECT_THAT(one.remarks, Contains(HasSubstr(why)));
    EXPECT_TRUE(one.signature_intact);
  }
}

TEST_F(Xades, OlderNamespacesAreRead) {
  const Maker by = maker();
  for (const auto uri : {kXades111, kXades122}) {
    const Wish wish{.signing_certificate = "V1",
                    .xades_namespace = std::string(uri),
                    .signed_type = std::string(uri) + "SignedProperties"};
    const AdvancedSignature one = read_one(by.finished(by.enveloped(wish)));
    EXPECT_TRUE(is_right(one)) << uri;
    EXPECT_TRUE(one.claimed_time);
    EXPECT_EQ(one.level, Level::None);
  }
}

TEST_F(Xades, EntriesOfAManifestAreChecked) {
  const Maker by = maker();
  const std::string content = "content";
  const std::vector<Detached> objects{{"a.txt", der::view_of(content)}};
  const auto manifest = [](const std::string& entries) {
    return R"(<ds:Object><ds:Manifest Id="M">)" + entries + "</ds:Manifest></ds:Object>";
  };
  const std::string to_manifest =
      reference_to(R"(Id="R" Type="http://www.w3.org/2000/09/xmldsig#Manifest" URI="#M")");
  const std::string entry = reference_to(R"(URI="a.txt")");
  const std::string missing = reference_to(R"(URI="missing.txt")", "", "AAAA");
  const std::string text = by.finished(
      by.signature({.references = to_manifest, .objects = manifest(entry + missing)}), objects);
  const AdvancedSignature one = read_one(text, objects);
  ASSERT_EQ(one.references.size(), 3U);
  EXPECT_EQ(one.references[2].name, "manifest: a.txt");
  EXPECT_TRUE(is_right(one)) << "what is not at hand of a manifest is a remark";
  EXPECT_THAT(one.remarks, Contains(HasSubstr("missing.txt")));
  const std::vector<Detached> altered{{"a.txt", der::view_of("altered")}};
  EXPECT_FALSE(read_one(text, altered).references.at(2).intact);
  const AdvancedSignature nothing = read_one(text);
  ASSERT_EQ(nothing.references.size(), 4U);
  EXPECT_FALSE(nothing.references[2].found) << "a manifest of which nothing is there";
}

TEST_F(Xades, EveryBrokenSignatureIsToldOf) {
  const Maker by = maker();
  const std::string text = by.finished(by.enveloped());
  const std::string second = by.finished(by.signature({.id = "T"}));
  const auto document =
      read(der::view_of(
               replaced(text, "</doc>",
                        second + R"(<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">)"
                                 "</ds:Signature></doc>")),
           {});
  ASSERT_TRUE(document);
  ASSERT_EQ(document->signatures.size(), 3U);
  EXPECT_EQ(document->signatures[0].position, "signature 1 of 3");
  EXPECT_TRUE(document->signatures[0].signature_intact);
  EXPECT_TRUE(document->signatures[1].signature_intact);
  EXPECT_TRUE(document->signatures[2].malformed);
  EXPECT_NE(document->signatures[0].id, document->signatures[1].id);
}

TEST_F(Xades, WhatIsNoSignatureIsAnError) {
  for (const char* text : {"", "{}", "<a/>", "<!DOCTYPE a><a/>", "<Signature/>"}) {
    EXPECT_FALSE(read(der::view_of(text), {})) << text;
  }
}

TEST_F(Xades, WorkHasABound) {
  const Maker by = maker();
  std::string references = testing::kEnvelopedReference;
  for (int i = 0; i < 900; ++i) references += reference_to(R"(URI="")", "", "AAAA");
  std::string filling;
  for (int i = 0; i < 150'000; ++i) filling += "<q/>";
  const std::string text =
      replaced(by.enveloped({.references = references}), "<p n=", filling + "<p n=");
  const AdvancedSignature one = read_one(text);
  EXPECT_THAT(one.remarks, Contains(HasSubstr("more work")));
}

}  // namespace
}  // namespace noroshi::xades
