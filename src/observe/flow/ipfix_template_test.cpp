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

}  // namespace
}  // namespace noroshi::flow::ipfix
