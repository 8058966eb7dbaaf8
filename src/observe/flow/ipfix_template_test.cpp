#include "observe/flow/ipfix_template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "observe/flow/ipfix_test_bytes.hpp"
#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::flow::ipfix {
namespace {

using testing::ElementsAre;

TEST(IpfixTemplate, ReadsFieldsWithAndWithoutEnterprise) {
  const std::string body = template_record(256, {{8, 4}, {1, 8, 29305}, {82, kVariableLength}});
  TemplateParser parser(body, false);
  const auto record = parser.next();
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->id, 256);
  EXPECT_THAT(record->fields,
              ElementsAre(Field{8, 4, 0}, Field{1, 8, 29305}, Field{82, kVariableLength, 0}));
  EXPECT_FALSE(parser.next().has_value());
  EXPECT_EQ(parser.defect(), nullptr);
}

TEST(IpfixTemplate, ReadsSeveralRecordsAndThePaddingBehind) {
  const std::string body =
      template_record(256, {{8, 4}}) + template_record(300, {{12, 4}}) + std::string(3, '\0');
  TemplateParser parser(body, false);
  EXPECT_EQ(parser.next()->id, 256);
  EXPECT_EQ(parser.next()->id, 300);
  EXPECT_FALSE(parser.next().has_value());
  EXPECT_EQ(parser.defect(), nullptr);
}

TEST(IpfixTemplate, TakesZeroesForPaddingEvenIfTheyFillARecord) {
  const std::string body = template_record(256, {{8, 4}}) + std::string(8, '\0');
  TemplateParser parser(body, false);
  EXPECT_TRUE(parser.next().has_value());
  EXPECT_FALSE(parser.next().has_value());
  EXPECT_EQ(parser.defect(), nullptr);
}

TEST(IpfixTemplate, ReadsTheScopeOfOptions) {
  const std::string body = options_template_record(257, 1, {{302, 8}, {34, 4}});
  TemplateParser parser(body, true);
  const auto record = parser.next();
  ASSERT_TRUE(record.has_value());
  EXPECT_TRUE(record->options);
  EXPECT_EQ(record->scope_count, 1);
  EXPECT_EQ(record->fields.size(), 2U);
}

TEST(IpfixTemplate, ARecordWithoutFieldsWithdraws) {
  const std::string body = template_record(256, {}) + template_record(2, {});
  TemplateParser parser(body, false);
  EXPECT_TRUE(parser.next()->withdrawal());
  const auto all = parser.next();
  EXPECT_TRUE(all->withdrawal());
  EXPECT_EQ(all->id, kTemplateSet);
}

std::string defect_of(const std::string& body, bool options = false) {
  TemplateParser parser(body, options);
  while (parser.next().has_value()) {
  }
  return parser.defect() == nullptr ? "" : parser.defect();
}

TEST(IpfixTemplate, SaysWhatIsWrong) {
  EXPECT_EQ(defect_of(template_record(255, {{8, 4}})), "template ID below 256");
  EXPECT_EQ(defect_of(number(256, 2) + number(2, 2) + specifiers({{8, 4}})),
            "template longer than its set");
  EXPECT_EQ(defect_of(number(256, 2) + number(1, 2) + number(0x8001, 2) + number(4, 2)),
            "template longer than its set");
  EXPECT_EQ(defect_of(number(256, 2) + number(1025, 2)), "template of more than 1,024 fields");
  EXPECT_EQ(defect_of(options_template_record(256, 2, {{34, 4}}), true),
            "more scope fields than fields");
  EXPECT_EQ(defect_of(number(256, 2) + number(1, 2), true), "template longer than its set");
}

// NetFlow v9 (RFC 3954) -----------------------------------------------------------------------

std::string defect_of_v9(const std::string& body, bool options) {
  TemplateParser parser(body, options, Dialect::NetFlow9);
  while (parser.next().has_value()) {
  }
  return parser.defect() == nullptr ? "" : parser.defect();
}

TEST(NetFlow9Template, HasFieldTypesOf16BitsAndNoEnterprises) {
  const std::string body = number(256, 2) + number(2, 2) + number(0x8001, 2) + number(4, 2) +
                           number(8, 2) + number(4, 2);
  TemplateParser parser(body, false, Dialect::NetFlow9);
  const auto record = parser.next();
  ASSERT_TRUE(record.has_value());
  EXPECT_THAT(record->fields, ElementsAre(Field{0x8001, 4, 0}, Field{8, 4, 0}));
}

TEST(NetFlow9Template, CountsScopeAndOptionsInOctetsAndHasScopesOfItsOwn) {
  // System, interface, line card, cache, template; then samplerId and an interval.
  const std::string body = number(257, 2) + number(20, 2) + number(8, 2) +
                           specifiers({{1, 4}, {2, 4}, {3, 4}, {4, 4}, {5, 2}, {48, 1}, {50, 4}});
  TemplateParser parser(body, true, Dialect::NetFlow9);
  const auto record = parser.next();
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->scope_count, 5);
  EXPECT_THAT(record->fields, ElementsAre(Field{0, 4}, Field{10, 4}, Field{0, 4}, Field{0, 4},
                                          Field{145, 2}, Field{48, 1}, Field{50, 4}));
  EXPECT_EQ(parser.defect(), nullptr);
}

TEST(NetFlow9Template, CannotWithdraw) {
  EXPECT_EQ(defect_of_v9(template_record(256, {}), false), "template without fields");
  EXPECT_EQ(defect_of_v9(std::string(12, '\0'), false), "");  // padding
}

TEST(NetFlow9Template, SaysWhatIsWrong) {
  EXPECT_EQ(defect_of_v9(number(257, 2) + number(4, 2), true), "template longer than its set");
  EXPECT_EQ(defect_of_v9(number(257, 2) + number(4, 2) + number(6, 2) + specifiers({{1, 4}}), true),
            "options template whose lengths are no multiple of four");
  EXPECT_EQ(defect_of_v9(number(257, 2) + number(4, 2) + number(4, 2) + specifiers({{1, 4}}), true),
            "template longer than its set");
  EXPECT_EQ(defect_of_v9(number(257, 2) + number(0xFFFC, 2) + number(0xFFFC, 2), true),
            "template of more than 1,024 fields");
}

}  // namespace
}  // namespace noroshi::flow::ipfix
