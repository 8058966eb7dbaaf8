#include "cli/sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/token.hpp"

namespace noroshi::cli {
namespace {

Sheet some() {
  static constexpr Text kServer{"server", "サーバー"};
  static constexpr Text kOctets{"octets", "オクテット"};
  static constexpr Text kClients{"clients", "利用者数"};
  static constexpr Text kTime{"seen", "観測"};
  Sheet sheet({{"server", kServer, Sheet::Unit::Text, false, ""},
               {"octets", kOctets, Sheet::Unit::Octets, false, ""},
               {"clients", kClients, Sheet::Unit::Count, false, "<3"},
               {"start", kTime, Sheet::Unit::Instant, false, ""}});
  sheet.add({std::string("a \"b\", c"), std::uint64_t{1'234'567}, std::uint64_t{12'345},
             std::int64_t{0}});
  sheet.add({std::string("d"), std::uint64_t{999}, std::monostate{}, std::int64_t{1'500'000}});
  return sheet;
}

TEST(Sheet, ShowsPeopleUnitsAndWithholdsInWords) {
  EXPECT_EQ(some().text("table", Language::English, Zone(), false),
            "server    octets  clients  seen (UTC)\n"
            "a \"b\", c  1.2 MB   12,345  1970-01-01 00:00:00\n"
            "d          999 B       <3  1970-01-01 00:00:01\n");
}

TEST(Sheet, GivesProgramsPlainValues) {
  EXPECT_EQ(some().text("jsonl", Language::Japanese, Zone(), true),
            R"({"server":"a \"b\", c","octets":1234567,"clients":12345,)"
            R"("start":"1970-01-01T00:00:00Z"})"
            "\n"
            R"({"server":"d","octets":999,"clients":null,"start":"1970-01-01T00:00:01.5Z"})"
            "\n");
  EXPECT_EQ(some().text("csv", Language::English, Zone(), false),
            "server,octets,clients,start\n"
            "\"a \"\"b\"\", c\",1234567,12345,1970-01-01T00:00:00Z\n"
            "d,999,,1970-01-01T00:00:01.5Z\n");
}

TEST(Sheet, IsAnEmptyArrayWithoutRows) {
  const Sheet sheet({{"n", {}, Sheet::Unit::Count, false, ""}});
  EXPECT_EQ(sheet.text("json", Language::English, Zone(), false), "[]\n");
  EXPECT_EQ(sheet.text("jsonl", Language::English, Zone(), false), "");
}

TEST(Sheet, WritesTokensAsSuch) {
  EXPECT_EQ(shown_address(model::from_token(0x0123456789ABCDEF)), "token:0123456789abcdef");
  EXPECT_EQ(shown_address(net::Address::v4(0xC0000207)), "192.0.2.7");
}

}  // namespace
}  // namespace noroshi::cli
