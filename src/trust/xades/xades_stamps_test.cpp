// Time stamps, counter-signatures and levels of XAdES.  What a stamp should be over is put together
// here, piece by piece as the standard lists it, and not by the code that is tested.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/stamp/local_source.hpp"
#include "trust/xades/maker_test.hpp"
#include "trust/xades/reader.hpp"

namespace noroshi::xades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using signature::StampKind;
using testing::base64;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Maker;
using testing::reference_to;
using testing::replaced;
using testing::transform_of;
using testing::Wish;
using testing::with_property;

const std::string kMethod =
    R"(<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>)";
constexpr std::string_view kNewer = R"( xmlns:x141="http://uri.etsi.org/01903/v1.4.1#")";

class XadesStamps : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = stamp::testing_source(authority_.issue(key::time_stamper_wish()).signer,
                                      [this] { return now_ += base::kHour; });
    ASSERT_TRUE(made) << made.error().message;
    source_ = *std::move(made);
  }

  [[nodiscard]] std::string token(const std::string& over) {
    const auto digest = pki::digest(pki::Digest::Sha256, der::view_of(over));
    return base64(source_->stamp(pki::Digest::Sha256, digest).value());
  }

  /// A property with a stamp over these octets.
  std::string stamp(const std::string& name, const std::string& over,
                    const std::string& before = "") {
    const std::string prefix = name.ends_with("V2") || name == "ArchiveTimeStamp" ? "x141" : "x";
    return stamp_of(prefix + ":" + name, over, before);
  }
  std::string stamp_of(const std::string& name, const std::string& over,
                       const std::string& before = "") {
    return fmt::format("<{0}{1}>{2}{3}<x:EncapsulatedTimeStamp>{4}</x:EncapsulatedTimeStamp></{0}>",
                       name, name.starts_with("x141") ? kNewer : "", before, kMethod, token(over));
  }

  /// The canonical octets of the first element of this name, or of all of them in order.
  static std::string canonical(const std::string& text, std::string_view name, bool all = false) {
    const auto document = xml::Document::parse(der::view_of(text)).value();
    std::string octets;
    for (const auto uri : {xml::kDsig, xml::kXades132, xml::kXades141}) {
      for (const Node each : document.all(uri, name)) {
        const auto form = xml::canonical_form(testing::kExclusive).value();
        octets += der::text_of(xml::canonicalized(document, each, form).value());
        if (!all) return octets;
      }
    }
    return octets;
  }
  /// What the enveloped reference comes to: the document without its signature.
  static std::string referenced(const std::string& text) {
    const auto start = text.find("<ds:Signature ");
    std::string rest = text;
    rest.erase(start, text.rfind("</ds:Signature>") + 15 - start);
    return canonical_of(rest);
  }
  static std::string canonical_of(const std::string& text) {
    const auto document = xml::Document::parse(der::view_of(text)).value();
    const auto form = xml::canonical_form(testing::kExclusive).value();
    return std::string(der::text_of(xml::canonicalized(document, document.root(), form).value()));
  }

  static AdvancedSignature read_one(const std::string& text) {
    auto document = read(der::view_of(text), {});
    EXPECT_TRUE(document) << (document ? "" : document.error().message);
    return document ? std::move(document->signatures.at(0)) : AdvancedSignature{};
  }

  static bool is_intact(const AdvancedSignature& one, std::size_t index) {
    const auto& stamp = one.stamps.at(index);
    const auto token = stamp::Token::parse(stamp.token);
    const auto checked = stamp::check(*token, stamp.imprint, one.material.certificates);
    EXPECT_TRUE(checked.signature_intact) << checked.why;
    return checked.imprint_intact;
  }

  std::string values() const {
    const auto crl = authority_.crl({});
    return "<x:CertificateValues><x:EncapsulatedX509Certificate>" +
           base64(authority_.certificate().der()) +
           "</x:EncapsulatedX509Certificate></x:CertificateValues><x:RevocationValues>"
           "<x:CRLValues><x:EncapsulatedCRLValue>" +
           base64(crl.der()) + "</x:EncapsulatedCRLValue></x:CRLValues></x:RevocationValues>";
  }

  base::Micros now_ = key::kTestingFrom + 100 * base::kDay;
  key::TestingAuthority authority_ = key::TestingAuthority::root();
  std::unique_ptr<stamp::StampSource> source_;
  Maker maker_{authority_.issue(key::seal_wish())};
};

TEST_F(XadesStamps, ASignatureStampIsOverTheValueAlone) {
  const std::string text = maker_.finished(maker_.enveloped());
  const std::string stamped =
      with_property(text, stamp("SignatureTimeStamp", canonical(text, "SignatureValue")));
  const AdvancedSignature one = read_one(stamped);
  ASSERT_EQ(one.stamps.size(), 1U);
  EXPECT_EQ(one.stamps[0].kind, StampKind::Signature);
  EXPECT_TRUE(one.stamps[0].covers_signature);
  EXPECT_TRUE(is_intact(one, 0));
  EXPECT_THAT(one.stamps[0].covered.certificates, ElementsAre(maker_.certificate()));
  EXPECT_EQ(one.level, Level::BT);
  EXPECT_FALSE(is_intact(read_one(replaced(stamped, R"(Id="V-S")", R"(Id="W-S")")), 0));
}

TEST_F(XadesStamps, TheCanonicalFormOfAStampIsItsOwn) {
  const std::string text = maker_.finished(maker_.enveloped());
  // Without a method: Canonical XML 1.0, which keeps the document's default namespace.
  std::string property = stamp_of("x:SignatureTimeStamp", "");
  property = replaced(property, kMethod, "");
  const auto document = xml::Document::parse(der::view_of(text)).value();
  const Node value = document.all(xml::kDsig, "SignatureValue").at(0);
  const std::string inclusive(der::text_of(xml::canonicalized(document, value, {}).value()));
  property = property.substr(0, property.find("<x:Encapsulated")) + "<x:EncapsulatedTimeStamp>" +
             token(inclusive) + "</x:EncapsulatedTimeStamp></x:SignatureTimeStamp>";
  EXPECT_TRUE(is_intact(read_one(with_property(text, property)), 0));
  EXPECT_NE(inclusive, canonical(text, "SignatureValue"));
}

TEST_F(XadesStamps, StampsOfTheDataAreOverWhatTheReferencesComeTo) {
  const std::string object = R"(<ds:Object Id="O">one</ds:Object>)";
  const Wish plain{
      .references = testing::kEnvelopedReference +
                    reference_to(R"(Id="R2" URI="#O")", transform_of(testing::kExclusive)),
      .objects = object};
  const std::string draft = maker_.enveloped(plain);
  const std::string data = referenced(draft);
  const std::string second = canonical_of(
      R"(<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="O">one</ds:Object>)");
  Wish stamped = plain;
  stamped.data_objects += stamp("AllDataObjectsTimeStamp", data + second);
  stamped.data_objects += stamp("IndividualDataObjectsTimeStamp", second,
                                R"(<x:Include URI="#R2" referencedData="true"/>)");
  const std::string text = maker_.finished(maker_.enveloped(stamped));
  const AdvancedSignature one = read_one(text);
  ASSERT_EQ(one.stamps.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(one.stamps[i].kind, StampKind::Content);
    EXPECT_FALSE(one.stamps[i].covers_signature);
    EXPECT_TRUE(is_intact(one, i)) << i;
  }
  const AdvancedSignature altered = read_one(replaced(text, "a &amp; b", "a &amp; c"));
  EXPECT_FALSE(is_intact(altered, 0));
  EXPECT_TRUE(is_intact(altered, 1)) << "it is over the object alone";
}

TEST_F(XadesStamps, AnIncludeThatIsNoReferenceOfTheSignatureProvesNothing) {
  for (const char* include :
       {"", R"(<x:Include URI="#S" referencedData="true"/>)", R"(<x:Include URI="#R"/>)"}) {
    Wish wish;
    wish.data_objects += stamp("IndividualDataObjectsTimeStamp", "", include);
    const AdvancedSignature one = read_one(maker_.finished(maker_.enveloped(wish)));
    ASSERT_EQ(one.stamps.size(), 1U);
    EXPECT_FALSE(one.stamps[0].imprint(pki::Digest::Sha256)) << include;
  }
}

TEST_F(XadesStamps, StampsOfReferencesAreOverThoseBeforeThem) {
  for (const bool newer : {false, true}) {
    const std::string version = newer ? "V2" : "";
    const std::string prefix = newer ? "x141" : "x";
    std::string text = maker_.finished(maker_.enveloped());
    const std::string value = canonical(text, "SignatureValue");
    text = with_property(text, stamp("SignatureTimeStamp", value));
    text = with_property(text, fmt::format("<{0}:CompleteCertificateRefs{1}{2}>c"
                                           "</{0}:CompleteCertificateRefs{1}>",
                                           prefix, version, newer ? kNewer : ""));
    text = with_property(text, "<x:CompleteRevocationRefs>r</x:CompleteRevocationRefs>");
    const std::string signature_stamp = canonical(text, "SignatureTimeStamp");
    const std::string references = canonical(text, "CompleteCertificateRefs" + version) +
                                   canonical(text, "CompleteRevocationRefs");
    text = with_property(
        text, stamp("SigAndRefsTimeStamp" + version, value + signature_stamp + references));
    text = with_property(text, stamp("RefsOnlyTimeStamp" + version, references));
    text = with_property(text, "<x:AttributeRevocationRefs>behind</x:AttributeRevocationRefs>");
    const AdvancedSignature one = read_one(text);
    ASSERT_EQ(one.stamps.size(), 3U);
    EXPECT_EQ(one.stamps[1].kind, StampKind::References);
    EXPECT_TRUE(one.stamps[1].covers_signature);
    EXPECT_FALSE(one.stamps[2].covers_signature);
    EXPECT_TRUE(is_intact(one, 1) && is_intact(one, 2)) << version;
    EXPECT_THAT(one.stamps[1].covered_stamps, ElementsAre(one.stamps[0].id));
    EXPECT_THAT(one.stamps[2].covered_stamps, IsEmpty());
    EXPECT_EQ(one.level, Level::BT);
    const AdvancedSignature altered = read_one(replaced(text, ">c<", ">d<"));
    EXPECT_TRUE(is_intact(altered, 0));
    EXPECT_FALSE(is_intact(altered, 1) || is_intact(altered, 2));
  }
}

TEST_F(XadesStamps, PropertiesThatStandApartAreNamedOneByOne) {
  std::string text = maker_.finished(maker_.enveloped());
  text = with_property(text, R"(<x:CompleteCertificateRefs Id="C">c</x:CompleteCertificateRefs>)");
  text = with_property(text, R"(<x:CompleteRevocationRefs Id="D">r</x:CompleteRevocationRefs>)");
  const std::string over =
      canonical(text, "SignatureValue") + canonical(text, "CompleteRevocationRefs");
  text = with_property(text, stamp("SigAndRefsTimeStamp", over, R"(<x:Include URI="#D"/>)"));
  const AdvancedSignature one = read_one(text);
  ASSERT_EQ(one.stamps.size(), 1U);
  EXPECT_TRUE(is_intact(one, 0));
  EXPECT_FALSE(is_intact(read_one(replaced(text, ">r<", ">s<")), 0));
}

TEST_F(XadesStamps, AnArchiveStampIsOverAllBeforeIt) {
  const std::string object = R"(<ds:Object Id="O">one</ds:Object>)";
  std::string text = maker_.finished(maker_.enveloped({.objects = object}));
  text = with_property(text, stamp("SignatureTimeStamp", canonical(text, "SignatureValue")));
  text = with_property(text, values());
  const std::string over = referenced(text) + canonical(text, "SignedProperties") +
                           canonical(text, "SignedInfo") + canonical(text, "SignatureValue") +
                           canonical(text, "KeyInfo") + canonical(text, "SignatureTimeStamp") +
                           canonical(text, "CertificateValues") +
                           canonical(text, "RevocationValues") + canonical(text, "Object");
  text = with_property(text, stamp("ArchiveTimeStamp", over));
  const AdvancedSignature one = read_one(text);
  ASSERT_EQ(one.stamps.size(), 2U);
  EXPECT_EQ(one.stamps[1].kind, StampKind::Archive);
  EXPECT_TRUE(is_intact(one, 1));
  EXPECT_EQ(one.level, Level::BLTA) << ::testing::PrintToString(one.remarks);
  EXPECT_THAT(one.stamps[1].covered_stamps, ElementsAre(one.stamps[0].id));
  EXPECT_THAT(one.stamps[1].covered.certificates, Contains(authority_.certificate()));
  EXPECT_EQ(one.stamps[1].covered.crls.size(), 1U);
  for (const auto& [what, by] : {std::pair{">one<", ">two<"}, std::pair{"a &amp; b", "a &amp; c"},
                                 std::pair{"<x:CRLValues>", "<x:CRLValues >\n"},
                                 std::pair{"<x:MimeType>", "<x:MimeType>\n"}}) {
    EXPECT_FALSE(is_intact(read_one(replaced(text, what, by)), 1)) << what;
  }
  // What is put behind it later is not its business.
  EXPECT_TRUE(is_intact(read_one(with_property(text, values())), 1));
}

TEST_F(XadesStamps, AnArchiveStampOfTheOlderKindLeavesReferencedObjectsOut) {
  const std::string object = R"(<ds:Object Id="O">one</ds:Object>)";
  const std::string loose = R"(<ds:Object Id="L">loose</ds:Object>)";
  std::string text = maker_.finished(maker_.enveloped(
      {.references = reference_to(R"(Id="R" URI="#O")", transform_of(testing::kExclusive)),
       .objects = object + loose}));
  const std::string own = canonical(text, "Object", true);
  const auto first = canonical(text, "Object");
  const std::string over =
      first + canonical(text, "SignedProperties") + canonical(text, "SignedInfo") +
      canonical(text, "SignatureValue") + canonical(text, "KeyInfo") +
      own.substr(first.size(), own.find("</ds:Object>", first.size()) + 12 - first.size());
  text = with_property(text, stamp_of("x:ArchiveTimeStamp", over));
  const AdvancedSignature one = read_one(text);
  ASSERT_EQ(one.stamps.size(), 1U);
  EXPECT_TRUE(is_intact(one, 0));
  EXPECT_EQ(one.level, Level::None);
}

TEST_F(XadesStamps, LevelsGrowWithWhatIsThere) {
  std::string text = maker_.finished(maker_.enveloped());
  EXPECT_EQ(read_one(text).level, Level::BB);
  EXPECT_EQ(read_one(with_property(text, values())).level, Level::BB) << "nothing says when";
  text = with_property(text, stamp("SignatureTimeStamp", canonical(text, "SignatureValue")));
  EXPECT_EQ(read_one(text).level, Level::BT);
  EXPECT_EQ(read_one(with_property(text, values())).level, Level::BLT);
  const AdvancedSignature twice = read_one(with_property(text, values() + values()));
  EXPECT_EQ(twice.level, Level::BT);
  EXPECT_THAT(twice.remarks, Contains(HasSubstr("several CertificateValues")));
  const std::string any = "<x141:AnyValidationData" + std::string(kNewer) + ">" + values() +
                          "</x141:AnyValidationData>";
  EXPECT_EQ(read_one(with_property(text, any)).level, Level::BLT);
}

TEST_F(XadesStamps, AStampFromAfterTheCertificateProvesNoLevel) {
  auto wish = key::seal_wish();
  wish.not_after = key::kTestingFrom + 50 * base::kDay;
  const Maker by(authority_.issue(wish));
  std::string text = by.finished(by.enveloped());
  text = with_property(text, stamp("SignatureTimeStamp", canonical(text, "SignatureValue")));
  const AdvancedSignature one = read_one(text);
  EXPECT_EQ(one.level, Level::BB);
  EXPECT_THAT(one.remarks, Contains(HasSubstr("from after the signer's certificate")));
}

TEST_F(XadesStamps, WhatIsNoTokenIsRemarked) {
  const std::string text = maker_.finished(maker_.enveloped());
  const AdvancedSignature one = read_one(with_property(
      text,
      "<x:SignatureTimeStamp><x:EncapsulatedTimeStamp>AAAA</x:EncapsulatedTimeStamp>"
      "</x:SignatureTimeStamp><x:SignatureTimeStamp><x:XMLTimeStamp/></x:SignatureTimeStamp>"));
  EXPECT_THAT(one.stamps, IsEmpty());
  EXPECT_THAT(one.remarks, Contains(HasSubstr("proves nothing")));
  EXPECT_THAT(one.remarks, Contains(HasSubstr("in XML")));
}

TEST_F(XadesStamps, TheSameTokenTwiceIsTwoStamps) {
  std::string text = maker_.finished(maker_.enveloped());
  const std::string property = stamp("SignatureTimeStamp", canonical(text, "SignatureValue"));
  const AdvancedSignature one = read_one(with_property(text, property + property));
  ASSERT_EQ(one.stamps.size(), 2U);
  EXPECT_NE(one.stamps[0].id, one.stamps[1].id);
  EXPECT_TRUE(is_intact(one, 0) && is_intact(one, 1));
}

TEST_F(XadesStamps, CounterSignaturesStandWithWhatTheyAreOver) {
  const std::string text = maker_.finished(maker_.enveloped());
  const Wish counter{.id = "C",
                     .references = reference_to(
                         R"(Type="http://uri.etsi.org/01903#CountersignedSignature" URI="#V-S")"),
                     .data_objects = ""};
  const AdvancedSignature one = read_one(maker_.finished(with_property(
      text, "<x:CounterSignature>" + maker_.signature(counter) + "</x:CounterSignature>")));
  ASSERT_EQ(one.counter_signatures.size(), 1U);
  const AdvancedSignature& over = one.counter_signatures.front();
  EXPECT_TRUE(over.signature_intact);
  EXPECT_FALSE(over.malformed) << *over.malformed;
  EXPECT_EQ(over.references.at(0).name, "signature value of " + one.id);
  EXPECT_TRUE(over.references.at(0).intact);
  EXPECT_EQ(over.level, Level::BB) << ::testing::PrintToString(over.remarks);
}

TEST_F(XadesStamps, CounterSignaturesBeyondAllNeedArePassedOver) {
  std::string empty;
  for (int i = 0; i < 600; ++i) empty += "<ds:Signature/>";
  const AdvancedSignature one =
      read_one(with_property(maker_.finished(maker_.enveloped()),
                             "<x:CounterSignature>" + empty + "</x:CounterSignature>"));
  EXPECT_TRUE(one.signature_intact);
  EXPECT_LT(one.counter_signatures.size(), 500U);
  EXPECT_THAT(one.remarks, Contains(HasSubstr("too many")));
}

TEST_F(XadesStamps, ACounterSignatureElsewhereIsFoundByItsType) {
  const std::string master = maker_.signature({.references = reference_to(R"(Id="R" URI="#p")")});
  std::string text = maker_.finished(R"(<doc><p Id="p">a</p>)" + master + "<w></w></doc>");
  const Wish counter{.id = "C",
                     .references = reference_to(
                         R"(Type="http://uri.etsi.org/01903#CountersignedSignature" URI="#V-S")"),
                     .data_objects = ""};
  text = maker_.finished(replaced(text, "<w></w>", maker_.signature(counter)));
  const auto document = read(der::view_of(text), {});
  ASSERT_TRUE(document);
  ASSERT_EQ(document->signatures.size(), 1U);
  ASSERT_EQ(document->signatures[0].counter_signatures.size(), 1U);
  EXPECT_TRUE(document->signatures[0].counter_signatures[0].signature_intact);
}

TEST_F(XadesStamps, ACounterSignatureOverSomethingElseIsOfNothing) {
  const std::string text = maker_.finished(maker_.enveloped());
  const Wish counter{.id = "C", .references = reference_to(R"(URI="#SP-S")"), .data_objects = ""};
  const AdvancedSignature one = read_one(maker_.finished(with_property(
      text, "<x:CounterSignature>" + maker_.signature(counter) + "</x:CounterSignature>")));
  ASSERT_EQ(one.counter_signatures.size(), 1U);
  const AdvancedSignature& over = one.counter_signatures.front();
  EXPECT_TRUE(over.signature_intact);
  EXPECT_EQ(over.references.back().name, "signature value of " + one.id);
  EXPECT_TRUE(over.references.back().found);
  EXPECT_FALSE(over.references.back().intact);
}

}  // namespace
}  // namespace noroshi::xades
