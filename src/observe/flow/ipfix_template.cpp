#include "observe/flow/ipfix_template.hpp"

#include <algorithm>

#include "observe/flow/ipfix_elements.hpp"
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

// The scope types of NetFlow v9 (RFC 3954, section 6.1) are no field types; this is what says the
// same in IPFIX.  0 where nothing does.
std::uint16_t element_of_scope(std::uint16_t type) {
  constexpr std::uint16_t kInterface = 2;
  constexpr std::uint16_t kTemplate = 5;
  if (type == kInterface) return kIngressInterface;
  return type == kTemplate ? kTemplateId : 0;
}

}  // namespace

std::optional<Template> TemplateParser::next() {
  if (defect_ != nullptr || rest_.size() < kRecordHeader) return std::nullopt;  // ≤ 3: padding
  Template record;
  record.options = options_;
  record.id = take16(rest_);
  std::size_t count = take16(rest_);
  if (count == 0 && (record.id == 0 || dialect_ == Dialect::Ipfix)) {
    if (record.id == 0) rest_ = {};  // padding, longer than it needs to be
    return record.id == 0 ? std::nullopt : std::optional(std::move(record));
  }
  if (record.id < kFirstDataSet) defect_ = "template ID below 256";
  if (options_ && defect_ == nullptr && !take_scope(record, count)) return std::nullopt;
  if (count == 0) defect_ = "template without fields";
  if (count > kMostFields) defect_ = "template of more than 1,024 fields";
  if (record.scope_count > count) defect_ = "more scope fields than fields";
  if (defect_ != nullptr || !take_fields(record, count)) return std::nullopt;
  return record;
}

// `count` is the number of all fields in IPFIX, and in NetFlow v9 the octets of the scope fields,
// with those of the others behind it.
bool TemplateParser::take_scope(Template& record, std::size_t& count) {
  if (rest_.size() < 2) {
    defect_ = "template longer than its set";
    return false;
  }
  const std::size_t second = take16(rest_);
  if (dialect_ == Dialect::Ipfix) {
    record.scope_count = static_cast<std::uint16_t>(second);
    return true;
  }
  if (count % kFieldSpecifier != 0 || second % kFieldSpecifier != 0) {
    defect_ = "options template whose lengths are no multiple of four";
    return false;
  }
  record.scope_count = static_cast<std::uint16_t>(count / kFieldSpecifier);
  count = (count + second) / kFieldSpecifier;
  return true;
}

bool TemplateParser::take_fields(Template& record, std::size_t count) {
  const std::size_t possible = rest_.size() / kFieldSpecifier;
  record.fields.reserve(std::min(count, possible));
  for (std::size_t i = 0; i < count && rest_.size() >= kFieldSpecifier; ++i) {
    const Field field = take_field(i, record);
    if (defect_ != nullptr) return false;
    record.fields.push_back(field);
  }
  if (record.fields.size() < count) defect_ = "template longer than its set";
  return record.fields.size() == count;
}

Field TemplateParser::take_field(std::size_t index, const Template& record) {
  Field field;
  field.element = take16(rest_);
  field.length = take16(rest_);
  if (dialect_ == Dialect::NetFlow9) {
    if (index < record.scope_count) field.element = element_of_scope(field.element);
    return field;
  }
  if ((field.element & kEnterpriseBit) == 0) return field;
  if (rest_.size() < kEnterpriseNumber) {
    defect_ = "template longer than its set";
    return field;
  }
  field.element &= static_cast<std::uint16_t>(~kEnterpriseBit);
  field.enterprise = load<std::uint32_t>(rest_.data());
  rest_.remove_prefix(kEnterpriseNumber);
  return field;
}

}  // namespace noroshi::flow::ipfix
