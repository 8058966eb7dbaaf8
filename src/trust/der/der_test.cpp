// Octets of X.690 and RFC 5280, both ways; what BER allows and DER does not; lies about lengths.
#include <gtest/gtest.h>

#include "base/time.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::der {
namespace {

Bytes octets(std::initializer_list<int> list) {
  Bytes bytes;
  for (const int octet : list) bytes.push_back(static_cast<std::uint8_t>(octet));
  return bytes;
}

TEST(DerWriter, WritesObjectIdentifiersAsX690Does) {
  EXPECT_EQ(oid("2.999.3"), octets({6, 3, 0x88, 0x37, 3}));  // X.690 §8.19.5
  EXPECT_EQ(oid("1.2.840.113549"), octets({6, 6, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D}));
}

TEST(DerWriter, ReadsBackEveryObjectIdentifierItWrote) {
  for (const char* text : {"2.5.4.97", "0.0", "0.4.0.1733.2.5", "2.16.840.1.101.3.4.2.1",
                           "2.25.9223372036854775807"}) {
    const Bytes whole = oid(text);
    Reader reader(whole, Rules::Der);
    EXPECT_EQ(reader.oid().value().dotted, text);
  }
}

TEST(DerWriter, WritesIntegersShortest) {
  EXPECT_EQ(integer(0), octets({2, 1, 0}));
  EXPECT_EQ(integer(127), octets({2, 1, 127}));
  EXPECT_EQ(integer(128), octets({2, 2, 0, 128}));
  EXPECT_EQ(integer(-128), octets({2, 1, 128}));
  EXPECT_EQ(unsigned_integer(octets({0x80})), octets({2, 2, 0, 0x80}));
  EXPECT_EQ(unsigned_integer(octets({0, 0, 1})), octets({2, 1, 1}));
}

TEST(DerWriter, SortsASetByItsOctets) {
  const Bytes set = set_of({octet_string(octets({9})), integer(1), oid("1.2")});
  EXPECT_EQ(set, octets({0x31, 9, 2, 1, 1, 4, 1, 9, 6, 1, 0x2A}));
}

TEST(DerWriter, LengthsTakeAsManyOctetsAsTheyNeed) {
  for (const std::size_t length : {0U, 127U, 128U, 255U, 256U, 65'535U, 65'536U}) {
    const Bytes whole = octet_string(Bytes(length, 7));
    Reader reader(whole, Rules::Der);
    EXPECT_EQ(reader.octets().value().size(), length);
    EXPECT_TRUE(reader.done());
  }
}

TEST(DerWriter, TimesComeBackAsTheyWere) {
  const base::Micros time = base::parse_rfc3339("2026-11-22T03:04:05.25Z").value();
  const Bytes general = generalized_time(time);
  EXPECT_EQ(text_of(View(general).subspan(2)), "20261122030405.25Z");
  EXPECT_EQ(Reader(general).time().value(), time);
  EXPECT_EQ(text_of(View(cms_time(time)).subspan(2)), "261122030405Z");
  const base::Micros later = base::parse_rfc3339("2050-01-01T00:00:00Z").value();
  EXPECT_EQ(Reader(cms_time(later)).time().value(), later);
  const base::Micros before = base::parse_rfc3339("1969-12-31T23:59:59Z").value();
  const Bytes old = cms_time(before);
  EXPECT_EQ(Reader(old).time().value(), before);
}

TEST(DerWriter, AnImplicitTagKeepsWhetherItIsConstructed) {
  EXPECT_EQ(implicitly(0, octet_string(octets({1}))), octets({0x80, 1, 1}));
  EXPECT_EQ(implicitly(1, sequence({integer(1)})), octets({0xA1, 3, 2, 1, 1}));
  EXPECT_EQ(explicitly(2, integer(1)), octets({0xA2, 3, 2, 1, 1}));
}

TEST(DerReader, JoinsAStringThatComesInPieces) {
  // 24 80 / 04 02 61 62 / 04 01 63 / 00 00
  const Bytes pieces = octets({0x24, 0x80, 4, 2, 0x61, 0x62, 4, 1, 0x63, 0, 0});
  EXPECT_EQ(Reader(pieces).octets().value(), octets({0x61, 0x62, 0x63}));
  EXPECT_FALSE(Reader(pieces, Rules::Der).octets());
}

TEST(DerReader, FindsTheEndOfNestedIndefiniteLengths) {
  const Bytes nested = octets({0x30, 0x80, 0x30, 0x80, 2, 1, 5, 0, 0, 2, 1, 6, 0, 0, 2, 1, 7});
  Reader reader(nested);
  const Element outer = reader.next(kSequence).value();
  EXPECT_EQ(outer.whole.size(), 14U);
  EXPECT_EQ(outer.contents.size(), 10U);
  EXPECT_EQ(reader.small_integer().value(), 7);
}

TEST(DerReader, RefusesLengthsBeyondTheOctets) {
  EXPECT_FALSE(Reader(octets({4, 5, 1})).next());
  EXPECT_FALSE(Reader(octets({4, 0x84, 0xFF, 0xFF, 0xFF, 0xFF})).next());
  EXPECT_FALSE(Reader(octets({0x30, 0x80, 2, 1, 5})).next());
  EXPECT_FALSE(Reader(octets({})).next());
}

TEST(DerReader, RefusesUnderDerWhatIsNotShortest) {
  const Bytes long_length = octets({4, 0x81, 1, 7});
  EXPECT_TRUE(Reader(long_length).octets());
  EXPECT_FALSE(Reader(long_length, Rules::Der).octets());
  const Bytes long_integer = octets({2, 2, 0, 1});
  EXPECT_EQ(Reader(long_integer).integer().value(), octets({1}));
  EXPECT_FALSE(Reader(long_integer, Rules::Der).integer());
}

TEST(DerReader, DoesNotFollowNestingWithoutEnd) {
  Bytes deep;
  for (int i = 0; i < 100'000; ++i) append(deep, octets({0x30, 0x80}));
  EXPECT_FALSE(Reader(deep).next());
}

TEST(DerReader, TakesNothingWhereAnOptionalElementIsAnother) {
  const Bytes whole = integer(5);
  Reader reader(whole);
  EXPECT_FALSE(reader.optional(kOctetString).value());
  EXPECT_EQ(reader.small_integer().value(), 5);
  EXPECT_FALSE(reader.optional(kInteger).value());
}

TEST(DerReader, ReadsTextOfEveryKind) {
  const auto text = [](std::uint32_t number, std::initializer_list<int> contents) {
    const Bytes whole = element(Tag{.number = number}, octets(contents));
    Reader reader(whole);
    return text_of(reader.next().value()).value();
  };
  EXPECT_EQ(text(12, {0xE7, 0x83, 0xBD}), "烽");
  EXPECT_EQ(text(30, {0x70, 0xFD}), "烽");
  EXPECT_EQ(text(20, {0xE9}), "é");
  EXPECT_EQ(text(28, {0, 1, 0xF6, 0}), "😀");
}

TEST(DerReader, RefusesTimesThatAreNone) {
  for (const char* text : {"261322030405Z", "260230030405Z", "2602100304", "26021003040Z"}) {
    const Bytes whole = element(kUtcTime, view_of(text));
    EXPECT_FALSE(Reader(whole).time()) << text;
  }
}

}  // namespace
}  // namespace noroshi::der
