#include "observe/flow/ipfix_template.hpp"

#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::flow::ipfix {
namespace {

constexpr std::size_t kRecordHeader = 4;  // template ID, field count
constexpr std::size_t kFieldSpecifier = 4;
constexpr std::size_t kEnterpriseNumber = 4;

std::uint16_t take16(std::string_view& bytes) {
  const auto value = load<std::uint16_t>(bytes.data());
  bytes.remove_prefix(sizeof value);
  return value;
}

}  // namespace

std::optional<Template> TemplateParser::next() {
  if (defect_ != nullptr || rest_.size() < kRecordHeader) return std::nullopt;  // ≤ 3: padding
  Template record;
  record.options = options_;
  record.id = take16(rest_);
  const std::size_t count = take16(rest_);
  if (count == 0) {
    if (record.id == 0) rest_ = {};  // padding, longer than it needs to be
    return record.id == 0 ? std::nullopt : std::optional(std::move(record));
  }
  if (record.id < kFirstDataSet) defect_ = "template ID below 256";
  if (count > kMostFields) defect_ = "template of more than 1,024 fields";
  if (options_ && rest_.size() >= 2) record.scope_count = take16(rest_);
  if (record.scope_count > count) defect_ = "more scope fields than fields";
  if (defect_ != nullptr || !take_fields(record, count)) return std::nullopt;
  return record;
}

bool TemplateParser::take_fields(Template& record, std::size_t count) {
  record.fields.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (rest_.size() < kFieldSpecifier) break;
    Field field;
    field.element = take16(rest_);
    field.length = take16(rest_);
    if ((field.element & kEnterpriseBit) != 0) {
      if (rest_.size() < kEnterpriseNumber) break;
      field.element &= static_cast<std::uint16_t>(~kEnterpriseBit);
      field.enterprise = load<std::uint32_t>(rest_.data());
      rest_.remove_prefix(kEnterpriseNumber);
    }
    record.fields.push_back(field);
  }
  if (record.fields.size() < count) defect_ = "template longer than its set";
  return record.fields.size() == count;
}

}  // namespace noroshi::flow::ipfix
