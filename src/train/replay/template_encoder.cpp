// NetFlow v9 (RFC 3954) and IPFIX (RFC 7011): sets of records, described by templates.
//
//   v9     version(2)=9  count(2)  sysUptime(4) seconds(4) sequence(4) sourceId(4)
//   IPFIX  version(2)=10 length(2) seconds(4) sequence(4) observationDomain(4)
//   set    id(2) length(2) records … padding to four octets
//
// A template, and the options record that gives a sampler its rate, stand in the same datagram
// before the first data that needs them, and again after each refresh.  v9 counts datagrams in its
// sequence; IPFIX counts data records, options records among them (RFC 7011, section 3.1).
#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "observe/flow/ipfix_elements.hpp"
#include "train/replay/template_layout.hpp"

namespace noroshi::replay {
namespace {

namespace ie = flow::ipfix;

constexpr std::size_t kNetFlow9Header = 20;
constexpr std::size_t kSetHeader = 4;
constexpr std::size_t kMostPadding = 3;
constexpr std::uint16_t kSelectorAlgorithm = 304;  // in the IANA registry
constexpr std::uint16_t kSamplerMode = 49;         // FLOW_SAMPLER_MODE
constexpr std::uint8_t kRandomSampling = 2;
constexpr std::uint16_t kSystematicCounting = 1;  // IANA registry "PSAMP selectorAlgorithm"
constexpr std::size_t kSamplerAnnouncement = 64;  // octets: options template and record, padded
constexpr std::size_t kMostSamplers9 = 255;       // one octet names a sampler; 0 none
constexpr std::size_t kMostSelectors = 65'535;

class TemplateEncoder final : public Encoder {
 public:
  TemplateEncoder(Format format, const EncoderOptions& options, Take take)
      : Encoder(options, std::move(take)), format_(format) {
    for (std::size_t i = 0; i < kVariants; ++i) {
      auto& shape = shapes_[i];
      shape.fields = fields_of(static_cast<Variant>(i), format, options.sampling_in);
      for (const auto& field : shape.fields) {
        shape.record += field.length;
        shape.announcement += field.enterprise == 0 ? 4 : 8;
      }
      shape.announcement += kSetHeader + 4;
    }
  }

 protected:
  [[nodiscard]] bool pairs() const override { return format_ == Format::Ipfix; }
  const char* obstacle(const model::Flow& flow) const override;
  Status place(const model::Flow& flow) override;
  void begin() override;
  void seal() override;

 private:
  struct Shape {
    std::vector<ie::Field> fields;
    std::size_t record = 0;        // octets
    std::size_t announcement = 0;  // octets of its template set
    bool announced = false;
  };
  struct Sampler {
    std::uint32_t id = 0;
    bool announced = false;
  };

  [[nodiscard]] bool is_v9() const { return format_ == Format::NetFlow9; }
  [[nodiscard]] bool names_sampler(const model::Flow& flow) const {
    return flow.sampling_interval > 0 && options_.sampling_in == SamplingIn::Options;
  }
  void refresh();
  void announce(Variant variant);
  void announce(std::uint32_t interval, Sampler& sampler);
  void put_sampler_template();
  void open_set(std::uint16_t id);
  void close_set();

  Format format_;
  std::array<Shape, kVariants> shapes_;
  std::map<std::uint32_t, Sampler> samplers_;  // by interval
  bool sampler_template_announced_ = false;
  std::uint32_t since_refresh_ = 0;        // datagrams
  std::optional<base::Micros> refreshed_;  // export time of the first flow after it
  std::size_t set_ = 0;                    // place of the header of the set under way; 0: none
  std::uint16_t set_id_ = 0;
  std::uint32_t counted_ = 0;   // v9: records of any kind; IPFIX: data and options records
  std::uint32_t sequence_ = 0;  // before this datagram
  std::uint32_t flow_id_ = 0;
  Uptime uptime_;
};

const char* TemplateEncoder::obstacle(const model::Flow& flow) const {
  if (names_sampler(flow) && !samplers_.contains(flow.sampling_interval) &&
      samplers_.size() >= (is_v9() ? kMostSamplers9 : kMostSelectors)) {
    return "more different sampling intervals than sampler numbers";
  }
  if (is_v9()) return uptime_.obstacle(flow, latest_);
  if (flow.end - flow.start > base::kMillisecond * std::numeric_limits<std::uint32_t>::max()) {
    return "lasted more than 49 days";
  }
  return nullptr;
}

Status TemplateEncoder::place(const model::Flow& flow) {
  const Variant variant = variant_of(flow, format_);
  const Shape& shape = shapes_[variant];
  const std::size_t most =
      2 * kSetHeader + shape.record + 2 * kMostPadding + shape.announcement + kSamplerAnnouncement;
  const bool known =
      shape.announced && (!names_sampler(flow) || (samplers_.contains(flow.sampling_interval) &&
                                                   samplers_[flow.sampling_interval].announced));
  NOROSHI_CHECK(make_room(known ? kSetHeader + shape.record + 2 * kMostPadding : most));
  uptime_.see(flow);
  if (!refreshed_) refreshed_ = std::max(latest_, flow.end);
  RecordContext context{
      .uptime = &uptime_, .flow_id = ++flow_id_, .sampling = flow.sampling_interval};
  if (names_sampler(flow)) {
    auto& sampler = samplers_[flow.sampling_interval];
    if (sampler.id == 0) sampler.id = static_cast<std::uint32_t>(samplers_.size());
    if (!sampler.announced) announce(flow.sampling_interval, sampler);
    context.sampling = sampler.id;
  }
  if (!shape.announced) announce(variant);
  const auto id = static_cast<std::uint16_t>(kFirstTemplate + variant);
  if (set_id_ != id) open_set(id);
  put_record(message_, flow, variant, format_, options_.sampling_in, context);
  if (is_v9() && (flow.traits & model::kPayloadOctets) != 0) {
    note_simplified("payload octets sent as octets");
  }
  ++counted_;
  note_record(flow);
  return {};
}

void TemplateEncoder::begin() {
  message_.put_zeros(is_v9() ? kNetFlow9Header : ie::kMessageHeader);
  const bool old = refreshed_ && *refreshed_ <= latest_ - options_.refresh_age;
  if (since_refresh_ >= options_.refresh_datagrams || old) refresh();
  ++since_refresh_;
}

// What is announced anew is announced when it is next needed.
void TemplateEncoder::refresh() {
  for (auto& shape : shapes_) shape.announced = false;
  for (auto& [interval, sampler] : samplers_) sampler.announced = false;
  sampler_template_announced_ = false;
  since_refresh_ = 0;
  refreshed_.reset();
}

void TemplateEncoder::announce(Variant variant) {
  Shape& shape = shapes_[variant];
  open_set(is_v9() ? 0 : ie::kTemplateSet);
  message_.put(static_cast<std::uint16_t>(kFirstTemplate + variant));
  message_.put(static_cast<std::uint16_t>(shape.fields.size()));
  for (const auto& field : shape.fields) {
    const std::uint32_t enterprise_bit = field.enterprise == 0 ? 0 : ie::kEnterpriseBit;
    message_.put(static_cast<std::uint16_t>(field.element | enterprise_bit));
    message_.put(field.length);
    if (field.enterprise != 0) message_.put(field.enterprise);
  }
  shape.announced = true;
  if (is_v9()) ++counted_;
}

// "One packet of N": for IPFIX as PSAMP says it, one packet taken and N - 1 left (RFC 5477).
void TemplateEncoder::announce(std::uint32_t interval, Sampler& sampler) {
  if (!sampler_template_announced_) put_sampler_template();
  open_set(kSamplerTemplate);
  if (is_v9()) {
    message_.put(options_.domain);  // scope: the system
    message_.put(static_cast<std::uint8_t>(sampler.id));
    message_.put(kRandomSampling);
    message_.put(interval);
  } else {
    message_.put(sampler.id);  // scope: the selector
    message_.put(kSystematicCounting);
    message_.put(std::uint32_t{1});
    message_.put(interval - 1);
  }
  sampler.announced = true;
  ++counted_;
}

void TemplateEncoder::put_sampler_template() {
  open_set(is_v9() ? 1 : ie::kOptionsTemplateSet);
  message_.put(kSamplerTemplate);
  if (is_v9()) {
    message_.put(std::uint16_t{4});   // octets of scope fields (RFC 3954, section 6.1)
    message_.put(std::uint16_t{12});  // octets of option fields
    for (const std::uint16_t word :
         {std::uint16_t{1} /* System */, std::uint16_t{4}, std::uint16_t{ie::kSamplerId},
          std::uint16_t{1}, kSamplerMode, std::uint16_t{1},
          std::uint16_t{ie::kSamplerRandomInterval}, std::uint16_t{4}}) {
      message_.put(word);
    }
    ++counted_;
  } else {
    message_.put(std::uint16_t{4});  // fields
    message_.put(std::uint16_t{1});  // of them scope (RFC 7011, section 3.4.2.2)
    for (const std::uint16_t word :
         {std::uint16_t{ie::kSelectorId}, std::uint16_t{4}, kSelectorAlgorithm, std::uint16_t{2},
          std::uint16_t{ie::kSamplingPacketInterval}, std::uint16_t{4},
          std::uint16_t{ie::kSamplingPacketSpace}, std::uint16_t{4}}) {
      message_.put(word);
    }
  }
  sampler_template_announced_ = true;
}

void TemplateEncoder::open_set(std::uint16_t id) {
  close_set();
  set_ = message_.size();
  set_id_ = id;
  message_.put(id);
  message_.put(std::uint16_t{0});
}

void TemplateEncoder::close_set() {
  if (set_ == 0) return;
  message_.align();
  message_.put_at(set_ + 2, static_cast<std::uint16_t>(message_.size() - set_));
  set_ = 0;
  set_id_ = 0;
}

void TemplateEncoder::seal() {
  close_set();
  const auto seconds = static_cast<std::uint32_t>(export_time() / base::kSecond);
  message_.put_at(0, static_cast<std::uint16_t>(is_v9() ? 9 : ie::kVersion));
  message_.put_at(2, static_cast<std::uint16_t>(is_v9() ? counted_ : message_.size()));
  std::size_t place = 4;
  if (is_v9()) {
    message_.put_at(place, uptime_.at(export_time()));
    place += 4;
  }
  message_.put_at(place, seconds);
  message_.put_at(place + 4, sequence_);
  message_.put_at(place + 8, options_.domain);
  sequence_ += is_v9() ? 1 : counted_;
  counted_ = 0;
}

}  // namespace

std::unique_ptr<Encoder> make_netflow9_encoder(const EncoderOptions& options, Take take) {
  return std::make_unique<TemplateEncoder>(Format::NetFlow9, options, std::move(take));
}

std::unique_ptr<Encoder> make_ipfix_encoder(const EncoderOptions& options, Take take) {
  return std::make_unique<TemplateEncoder>(Format::Ipfix, options, std::move(take));
}

}  // namespace noroshi::replay
