#include "train/replay/encoder.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <utility>

namespace noroshi::replay {
namespace {

// The ICMP type that answers: echo and echo reply (RFC 792, RFC 4443, section 4); else the same.
std::uint16_t answer_to(std::uint8_t protocol, std::uint16_t type_and_code) {
  if (protocol == model::kIcmp && type_and_code >> 8 == 8) return type_and_code & 0xFF;
  if (protocol == model::kIcmpV6 && type_and_code >> 8 == 128) {
    return static_cast<std::uint16_t>(129 << 8 | (type_and_code & 0xFF));
  }
  return type_and_code;
}

model::Flow one_way(model::Flow flow) {
  flow.traits = static_cast<std::uint8_t>(flow.traits & ~model::kBiflow);
  flow.reverse_tcp_flags = 0;
  flow.reverse_packets = 0;
  flow.reverse_octets = 0;
  return flow;
}

model::Flow turned_round(model::Flow flow) {
  std::swap(flow.source_address, flow.destination_address);
  if (flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6) {
    flow.destination_port = answer_to(flow.protocol, flow.destination_port);
  } else {
    std::swap(flow.source_port, flow.destination_port);
  }
  flow.tcp_flags = flow.reverse_tcp_flags;
  flow.packets = flow.reverse_packets;
  flow.octets = flow.reverse_octets;
  return one_way(flow);
}

// Export times are whole seconds in 32 bits, flow times milliseconds since 1970.
bool outside_calendar(const model::Flow& flow) {
  constexpr base::Micros kLast =
      (base::Micros{std::numeric_limits<std::uint32_t>::max()} - 1) * base::kSecond;
  return flow.start < 0 || flow.end > kLast;
}

}  // namespace

Encoder::Encoder(const EncoderOptions& options, Take take)
    : options_(options), message_(options.mtu), take_(std::move(take)) {}

Status Encoder::add(const model::FlowBatch& batch, base::Micros shift) {
  for (std::size_t row = 0; row < batch.size(); ++row) {
    model::Flow flow = batch.at(row);
    flow.start += shift;
    flow.end += shift;
    NOROSHI_CHECK(add(flow));
  }
  return {};
}

Status Encoder::add(const model::Flow& flow) {
  const auto refuse = [this](const char* why) -> Status {
    ++tally_.unsent[why];
    return {};
  };
  if (outside_calendar(flow)) return refuse("time outside the years 1970 to 2106");
  const bool there = pairs() || flow.packets > 0 || flow.reverse_packets == 0;
  const bool back = !pairs() && flow.reverse_packets > 0;
  const model::Flow first = pairs() ? flow : one_way(flow);
  const model::Flow second = back ? turned_round(flow) : model::Flow{};
  if (there) {
    if (const char* why = obstacle(first)) return refuse(why);
  }
  if (back) {
    if (const char* why = obstacle(second)) return refuse(why);
  }
  if (options_.most_wait > 0 && !message_.empty() && flow.end - first_end_ > options_.most_wait) {
    NOROSHI_CHECK(flush());
  }
  if (there) NOROSHI_CHECK(place(first));
  if (back) NOROSHI_CHECK(place(second));
  ++tally_.flows;
  return {};
}

Status Encoder::make_room(std::size_t octets) {
  if (!message_.empty() && message_.room() < octets) NOROSHI_CHECK(flush());
  if (message_.empty()) begin();
  return {};
}

void Encoder::note_record(const model::Flow& flow) {
  if (records_ == 0) first_end_ = flow.end;
  ++records_;
  ++tally_.records;
  latest_ = std::max(latest_, flow.end);
}

base::Micros Encoder::export_time() const {
  return (latest_ + base::kSecond - 1) / base::kSecond * base::kSecond;
}

Status Encoder::flush() {
  if (message_.empty()) return {};
  seal();
  const Datagram datagram{message_.view(), records_, latest_};
  auto taken = take_(datagram);
  message_.clear();
  records_ = 0;
  return taken;
}

Result<std::unique_ptr<Encoder>> make_encoder(Format format, const EncoderOptions& options,
                                              Take take) {
  if (options.mtu < kLeastMtu || options.mtu > kMostMtu) {
    return Error{Errc::InvalidUsage, fmt::format("a datagram has {} to {} octets, not {}",
                                                 kLeastMtu, kMostMtu, options.mtu)};
  }
  if (format == Format::NetFlow5 && options.domain > 0xFFFF) {
    return Error{Errc::InvalidUsage,
                 fmt::format("NetFlow v5 has 16 bits for engine type and ID; {} is more than 65535",
                             options.domain)};
  }
  switch (format) {
    case Format::NetFlow5:
      return make_netflow5_encoder(options, std::move(take));
    case Format::NetFlow9:
      return make_netflow9_encoder(options, std::move(take));
    case Format::Ipfix:
      return make_ipfix_encoder(options, std::move(take));
    case Format::Sflow5:
      break;
  }
  return make_sflow5_encoder(options, std::move(take));
}

}  // namespace noroshi::replay
