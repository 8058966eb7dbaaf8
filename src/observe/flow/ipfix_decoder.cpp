#include "observe/flow/ipfix_decoder.hpp"

#include <utility>

#include "base/assert.hpp"
#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::flow::ipfix {
namespace {

// Bounds on what a hostile input can make us keep.
constexpr std::size_t kMostTemplates = 8192;
constexpr std::size_t kMostDomains = 4096;
constexpr std::size_t kMostSelectors = 65536;

}  // namespace

void Decoder::begin(std::string_view message, std::uint64_t offset) {
  NOROSHI_ASSERT(message.size() >= kMessageHeader);
  message_ = message;
  offset_ = offset;
  cut_short_ = message.size() < load<std::uint16_t>(message.data() + 2);
  rest_ = message.substr(kMessageHeader);
  around_.export_time = std::int64_t{load<std::uint32_t>(message.data() + 4)} * base::kSecond;
  const auto domain = domains_.find(load<std::uint32_t>(message.data() + 12));
  domain_ = domain == domains_.end() ? nullptr : &domain->second;
  sequence_ = load<std::uint32_t>(message.data() + 8);
  data_records_ = 0;
  all_counted_ = !cut_short_;
  count_missing();
  leave_set();
}

// A number behind the expected one, or absurdly far ahead, is an exporter that began again.
void Decoder::count_missing() {
  constexpr std::uint32_t kImpossibleGap = 1U << 28;
  if (domain_ == nullptr || !domain_->next_record.has_value()) return;
  const std::uint32_t missing = sequence_ - *domain_->next_record;
  if (missing == 0 || missing >= kImpossibleGap) return;
  rejects_.skip("data record missing, by the sequence of the messages", place(message_.data()),
                missing);
}

void Decoder::finish_message() {
  if (domain_ == nullptr) return;
  domain_->next_record.reset();
  if (all_counted_) domain_->next_record = sequence_ + data_records_;
}

Result<bool> Decoder::drain(model::FlowBatch& batch, std::size_t limit) {
  while (true) {
    if (program_ == nullptr) {
      const bool more = NOROSHI_TRY(enter_set());
      if (!more) {
        finish_message();
        return true;
      }
      continue;
    }
    limit -= NOROSHI_TRY(take_records(batch, limit));
    if (program_ != nullptr) return false;  // the limit came before the end of the set
  }
}

// Looks at the next set; false at the end of the message.  A length that makes no sense costs the
// rest of the message: where the next set begins is then unknown.
Result<bool> Decoder::enter_set() {
  if (rest_.empty()) return false;
  std::string_view set = std::exchange(rest_, {});
  const Place here = place(set.data());
  if (set.size() < kSetHeader) {
    if (!cut_short_) NOROSHI_CHECK(rejects_.add("bytes behind the last set of a message", here));
    return false;
  }
  const auto id = load<std::uint16_t>(set.data());
  const std::size_t length = load<std::uint16_t>(set.data() + 2);
  if (length < kSetHeader || (length > set.size() && !cut_short_)) {
    all_counted_ = false;
    NOROSHI_CHECK(rejects_.add("set length does not fit its message", here));
    return false;
  }
  if (length < set.size()) {
    rest_ = set.substr(length);
    set = set.substr(0, length);
  }
  const std::string_view body = set.substr(kSetHeader);
  if (id == kTemplateSet || id == kOptionsTemplateSet) {
    NOROSHI_CHECK(take_templates(body, id == kOptionsTemplateSet));
    return true;
  }
  if (id < kFirstDataSet) {
    NOROSHI_CHECK(rejects_.add("set of a reserved kind", here));
    return true;
  }
  if (domain_ != nullptr) {
    if (const auto known = domain_->programs.find(id); known != domain_->programs.end()) {
      program_ = &known->second;
      records_ = body;
      record_ = Record{};
      return true;
    }
  }
  all_counted_ = false;
  NOROSHI_CHECK(rejects_.add("data set without a template", here));
  return true;
}

Status Decoder::take_templates(std::string_view body, bool options) {
  TemplateParser parser(body, options);
  while (auto record = parser.next()) {
    NOROSHI_CHECK(record->withdrawal() ? withdraw(*record) : take_template(*record));
  }
  if (parser.defect() == nullptr || cut_short_) return {};
  return rejects_.add(parser.defect(), place(body.data()));
}

Status Decoder::take_template(const Template& record) {
  const Place here = place(message_.data());
  FieldProgram program(record);
  if (program.minimum_length() == 0) return rejects_.add("template of no length", here);
  if (domain_ == nullptr) {
    if (domains_.size() >= kMostDomains) return rejects_.add("too many observation domains", here);
    domain_ = &domains_[load<std::uint32_t>(message_.data() + 12)];
  }
  const auto known = domain_->programs.find(record.id);
  if (known != domain_->programs.end()) {
    known->second = std::move(program);  // a template may be sent again, and may have changed
    return {};
  }
  if (template_count_ >= kMostTemplates) return rejects_.add("too many templates", here);
  ++template_count_;
  domain_->programs.emplace(record.id, std::move(program));
  return {};
}

// RFC 7011, section 8.1: one template, or all of a kind if the ID is that of the set.
Status Decoder::withdraw(const Template& record) {
  if (withdrawals_ == Withdrawals::Ignore || domain_ == nullptr) return {};
  const std::size_t erased =
      record.id == kTemplateSet || record.id == kOptionsTemplateSet
          ? std::erase_if(domain_->programs,
                          [&](const auto& entry) {
                            const bool options =
                                entry.second.purpose() == FieldProgram::Purpose::Options;
                            return options == (record.id == kOptionsTemplateSet);
                          })
          : domain_->programs.erase(record.id);
  template_count_ -= erased;
  return {};
}

Result<std::size_t> Decoder::take_records(model::FlowBatch& batch, std::size_t limit) {
  around_.boot = domain_->boot;
  around_.sampling = &domain_->sampling;
  std::size_t taken = 0;
  while (records_.size() >= program_->minimum_length()) {
    if (taken == limit) return taken;
    const std::size_t length = program_->run(records_.data(), records_.size(), around_, record_);
    if (length == 0) {
      all_counted_ = false;
      const Place here = place(records_.data());
      leave_set();
      if (!cut_short_) NOROSHI_CHECK(rejects_.add("record longer than its set", here));
      return taken;
    }
    ++data_records_;
    taken += NOROSHI_TRY(take_flow(record_, batch)) ? 1 : 0;
    records_.remove_prefix(length);
  }
  leave_set();  // what is left is padding
  return taken;
}

// Appends the flow in a record; false if there is none.
Result<bool> Decoder::take_flow(const Record& record, model::FlowBatch& batch) {
  switch (program_->purpose()) {
    case FieldProgram::Purpose::Options:
      take_options(record);
      rejects_.skip("options record, not a flow", place(records_.data()));
      return false;
    case FieldProgram::Purpose::NoAddresses:
      rejects_.skip("record without addresses", place(records_.data()));
      return false;
    case FieldProgram::Purpose::NoTimes:
      rejects_.skip("record without times", place(records_.data()));
      return false;
    case FieldProgram::Purpose::Flow:
      break;
  }
  model::Flow flow;
  const Reading reading = program_->interpret(record, around_, flow);
  if (!reading.objection.empty()) {
    if (reading.malformed) {
      NOROSHI_CHECK(rejects_.add(reading.objection, place(records_.data())));
    } else {
      rejects_.skip(reading.objection, place(records_.data()));
    }
    return false;
  }
  batch.append(flow);
  return true;
}

void Decoder::take_options(const Record& record) {
  if (program_->has(Slot::BootTime)) {
    domain_->boot = static_cast<base::Micros>(record[Slot::BootTime]);
    around_.boot = domain_->boot;
  }
  Sampling& sampling = domain_->sampling;
  const std::size_t others = selector_count_ - sampling.size();
  program_->announce(record, sampling, kMostSelectors - others);
  selector_count_ = others + sampling.size();
}

void Decoder::leave_set() {
  program_ = nullptr;
  records_ = {};
}

Place Decoder::place(const char* at) const {
  return {Place::Unit::Byte, offset_ + static_cast<std::uint64_t>(at - message_.data())};
}

}  // namespace noroshi::flow::ipfix
