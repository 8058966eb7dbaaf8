// Names as RFC 5280 §7.1 compares them and RFC 4514 writes them.
#include "trust/pki/name.hpp"

#include <gtest/gtest.h>

#include "trust/der/writer.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::pki {
namespace {

using der::Bytes;

Bytes part(const der::Oid& type, const Bytes& value) {
  return der::set_of({der::sequence({der::oid(type), value})});
}
Name of(const std::vector<Bytes>& parts) { return Name::parse(der::sequence(parts)).value(); }
Name common(const Bytes& value) { return of({part("2.5.4.3", value)}); }
Bytes utf8(std::string_view text) { return der::utf8_string(text); }

TEST(Name, CaseAndBlanksDoNotMatter) {
  EXPECT_TRUE(common(utf8("Good  CA")).matches(common(utf8(" good ca "))));
  EXPECT_FALSE(common(utf8("Good CA")).matches(common(utf8("GoodCA"))));
  EXPECT_TRUE(common(utf8("Éclair Straße")).matches(common(utf8("éCLAIR strasse"))));
  EXPECT_TRUE(common(utf8("ﾉﾛｼ 株式会社")).matches(common(utf8("ノロシ　株式会社"))));  // NFKC
}

TEST(Name, StringTypesDoNotMatter) {
  EXPECT_TRUE(common(utf8("Good CA")).matches(common(der::printable_string("Good CA"))));
  const Bytes wide = der::element({.number = 30}, Bytes{0x70, 0x4B});  // BMPString of U+704B
  EXPECT_TRUE(common(wide).matches(common(utf8("\u704B"))));
}

TEST(Name, OrderOfRelativeNamesMattersAndThatWithinOneDoesNot) {
  const Bytes organisation = part("2.5.4.10", utf8("A"));
  const Bytes country = part("2.5.4.6", der::printable_string("JP"));
  EXPECT_FALSE(of({organisation, country}).matches(of({country, organisation})));
  const Bytes a = der::sequence({der::oid("2.5.4.3"), utf8("a")});
  const Bytes b = der::sequence({der::oid("2.5.4.11"), utf8("b")});
  Bytes turned = a;  // not in DER's order
  der::append(turned, b);
  EXPECT_TRUE(of({der::set_of({a, b})}).matches(of({der::element(der::kSet, turned)})));
}

TEST(Name, AttributesOfAnotherTypeDoNotMatch) {
  EXPECT_FALSE(of({part("2.5.4.3", utf8("x"))}).matches(of({part("2.5.4.11", utf8("x"))})));
  EXPECT_FALSE(of({part("2.5.4.3", utf8("x"))}).matches(Name()));
}

TEST(Name, IsWithinANameThatItBeginsWith) {
  const Name base = of({part("2.5.4.6", utf8("JP")), part("2.5.4.10", utf8("A"))});
  const Name below = base.with(part("2.5.4.3", utf8("x"))).value();
  EXPECT_TRUE(below.within(base));
  EXPECT_TRUE(base.within(base));
  EXPECT_FALSE(base.within(below));
  EXPECT_FALSE(of({part("2.5.4.6", utf8("JP")), part("2.5.4.10", utf8("AB"))}).within(base));
}

TEST(Name, IsWrittenAsRfc4514Does) {
  EXPECT_EQ(of({part("2.5.4.6", utf8("JP")), part("2.5.4.10", utf8("A, B")),
                part("2.5.4.97", utf8("NTRJP-7000012050002")), part("2.5.4.3", utf8("#x "))})
                .text(),
            "CN=\\#x\\ ,organizationIdentifier=NTRJP-7000012050002,O=A\\, B,C=JP");
  EXPECT_EQ(common(utf8("a\x1B[31mb")).text(), "CN=a\\1B[31mb");  // no colours for the terminal
  EXPECT_EQ(of({part("1.2.3", der::octet_string(Bytes{1, 2}))}).text(), "1.2.3=#04020102");
}

TEST(Name, GivesTheLastValueOfAnAttribute) {
  const Name name = of({part("2.5.4.11", utf8("first")), part("2.5.4.11", utf8("second"))});
  EXPECT_EQ(name.attribute("2.5.4.11"), "second");
  EXPECT_EQ(name.attributes("2.5.4.11").size(), 2U);
  EXPECT_EQ(name.attribute("2.5.4.3"), std::nullopt);
}

TEST(Name, IsAWholeElementAndNothingBehindIt) {
  Bytes octets = der::sequence({part("2.5.4.3", utf8("x"))});
  octets.push_back(0);
  EXPECT_FALSE(Name::parse(octets));
  EXPECT_FALSE(Name::parse(der::sequence({der::set_of({})})));
  EXPECT_TRUE(Name::parse(der::sequence({})).value().empty());
}

TEST(Digest, HasTheValuesOfItsStandard) {
  // FIPS 180-4's example "abc"; RFC 1321 A.5 for MD5.
  const der::View abc = der::view_of("abc");
  EXPECT_EQ(digest(Digest::Sha1, abc),
            (Bytes{0xA9, 0x99, 0x3E, 0x36, 0x47, 0x06, 0x81, 0x6A, 0xBA, 0x3E,
                   0x25, 0x71, 0x78, 0x50, 0xC2, 0x6C, 0x9C, 0xD0, 0xD8, 0x9D}));
  EXPECT_EQ(digest(Digest::Md5, abc), (Bytes{0x90, 0x01, 0x50, 0x98, 0x3C, 0xD2, 0x4F, 0xB0, 0xD6,
                                             0x96, 0x3F, 0x7D, 0x28, 0xE1, 0x7F, 0x72}));
}

TEST(Digest, InPiecesIsAsWhole) {
  for (const Digest one : {Digest::Md5, Digest::Sha1, Digest::Ripemd160, Digest::Sha256,
                           Digest::Sha512, Digest::Sha3_384}) {
    Hasher hasher(one);
    hasher.add(der::view_of("a me"));
    hasher.add(der::view_of("ssage"));
    const Bytes whole = digest(one, der::view_of("a message"));
    EXPECT_EQ(hasher.finish(), whole);
    EXPECT_EQ(whole.size(), size_of(one));
    EXPECT_EQ(digest_of(oid_of(one)), one);
    EXPECT_EQ(digest_named(to_string(one)), one);
  }
  EXPECT_EQ(digest_named("S256"), Digest::Sha256);
  EXPECT_EQ(digest_named("sha-256"), Digest::Sha256);
  EXPECT_EQ(digest_named("CRC32"), std::nullopt);
}

TEST(Digest, SecretsAreEqualOrNot) {
  EXPECT_TRUE(same_secret(der::view_of("abc"), der::view_of("abc")));
  EXPECT_FALSE(same_secret(der::view_of("abc"), der::view_of("abd")));
  EXPECT_FALSE(same_secret(der::view_of("abc"), der::view_of("ab")));
}

}  // namespace
}  // namespace noroshi::pki
