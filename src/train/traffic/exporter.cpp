#include "train/traffic/exporter.hpp"

#include <algorithm>

namespace noroshi::traffic {
namespace {

using base::Micros;

constexpr std::uint8_t kMiddle = model::kAck | model::kPsh;

model::Flow skeleton(const Conversation& c) {
  model::Flow flow;
  flow.source_address = c.client;
  flow.destination_address = c.server;
  flow.source_port = c.client_port;
  flow.destination_port = c.server_port;
  flow.protocol = c.protocol;
  flow.traits = c.traits;
  return flow;
}

void turn(model::Flow& flow) {
  std::swap(flow.source_address, flow.destination_address);
  std::swap(flow.source_port, flow.destination_port);
  std::swap(flow.packets, flow.reverse_packets);
  std::swap(flow.octets, flow.reverse_octets);
  std::swap(flow.tcp_flags, flow.reverse_tcp_flags);
}

// Adds `count` beats to the counters of `flow`.  Over TCP the side that spoke acknowledges too.
void add_beats(model::Flow& flow, const Conversation& c, std::uint64_t count) {
  const bool tcp = c.protocol == model::kTcp;
  const std::uint64_t header = header_octets(c.client, c.protocol);
  const std::uint64_t acks = tcp && c.beat.answered ? count : 0;
  const std::uint64_t answers = c.beat.answered ? count : 0;
  flow.packets += count + (c.beat.from_server ? 0 : acks);
  flow.reverse_packets += answers + (c.beat.from_server ? acks : 0);
  flow.octets += count * (header + c.beat.octets) + (c.beat.from_server ? 0 : acks * header);
  flow.reverse_octets +=
      answers * (header + c.beat.reverse_octets) + (c.beat.from_server ? acks * header : 0);
  if (!tcp || count == 0) return;
  flow.tcp_flags |= kMiddle;
  if (c.beat.answered) flow.reverse_tcp_flags |= kMiddle;
}

void add_opening(model::Flow& flow, const Conversation& c) {
  flow.packets += c.packets;
  flow.reverse_packets += c.reverse_packets;
  flow.octets += c.octets;
  flow.reverse_octets += c.reverse_octets;
  const auto edges = static_cast<std::uint8_t>(~(model::kFin | model::kRst));
  flow.tcp_flags |= c.flags & edges;
  flow.reverse_tcp_flags |= c.reverse_flags & edges;
}

void add_closing(model::Flow& flow, const Conversation& c) {
  const std::uint64_t header = header_octets(c.client, c.protocol);
  flow.packets += 2;
  flow.reverse_packets += 1;
  flow.octets += 2 * header;
  flow.reverse_octets += header;
  flow.tcp_flags |= model::kFin | model::kAck;
  flow.reverse_tcp_flags |= model::kFin | model::kAck;
  flow.end_reason = model::kEndOfFlow;
}

bool ends_by_flags(std::uint8_t flags) { return (flags & (model::kFin | model::kRst)) != 0; }

// The packets or octets, out of `total` spread evenly over `c`, that fall between two instants.
std::uint64_t share_of(std::uint64_t total, const Conversation& c, Micros from, Micros to) {
  const double length = static_cast<double>(c.end - c.start);
  const auto until = [&](Micros at) {
    return static_cast<std::uint64_t>(static_cast<double>(total) *
                                      (static_cast<double>(at - c.start) / length));
  };
  return until(to) - until(from);
}

std::uint64_t beats_in(const Conversation& c, Micros from, Micros to) {
  return static_cast<std::uint64_t>((to - from) / c.beat.period);
}

}  // namespace

Exporter::Exporter(const Scenario& scenario, Outlet& outlet)
    : rules_(scenario.exporter),
      begin_(scenario.start),
      end_(scenario.end()),
      seed_(scenario.seed),
      outlet_(outlet) {}

// Cuts off what lies outside the observed time; false if nothing is left.
bool Exporter::clip(Conversation& c) const {
  if (c.end < begin_ || c.start >= end_) return false;
  const Micros first = std::max(c.start, begin_);
  const Micros last = std::min(c.end, end_ - 1);
  if (first == c.start && last == c.end) return true;
  if (!c.held()) {
    const double share = static_cast<double>(last - first) / static_cast<double>(c.end - c.start);
    for (auto* count : {&c.packets, &c.reverse_packets, &c.octets, &c.reverse_octets}) {
      *count = static_cast<std::uint64_t>(static_cast<double>(*count) * share);
    }
    if (c.packets + c.reverse_packets == 0) return false;
  }
  if (first != c.start) {
    c.opens = false;
    if (!c.held()) c.flags &= static_cast<std::uint8_t>(~model::kSyn);
    if (!c.held()) c.reverse_flags &= static_cast<std::uint8_t>(~model::kSyn);
  }
  if (last != c.end) {
    c.closes = false;
    if (!c.held()) c.flags &= static_cast<std::uint8_t>(~(model::kFin | model::kRst));
    if (!c.held()) c.reverse_flags &= static_cast<std::uint8_t>(~(model::kFin | model::kRst));
  }
  c.start = first;
  c.end = last;
  return true;
}

void Exporter::add(const Conversation& conversation, Tag tag) {
  Conversation c = conversation;
  if (!clip(c)) return;
  Stream stream = Stream::of(seed_, Domain::Held, net::hash(c.client), net::hash(c.server),
                             static_cast<std::uint64_t>(conversation.start) + c.client_port);
  if (c.held() && !c.opens) {  // the day begins between two beats
    c.start += static_cast<Micros>(stream.unit() * static_cast<double>(c.beat.period));
    if (c.start > c.end) return;
  }
  const bool cut = rules_.router && (c.held() || c.end - c.start > rules_.active_timeout);
  if (!cut) return whole(c, tag);
  open_.push_back({c, c.start, c.opens ? 0U : 1U, stream, tag});
}

void Exporter::whole(const Conversation& c, Tag tag) {
  model::Flow flow = skeleton(c);
  flow.start = c.start;
  flow.end = c.end;
  if (!c.held() || c.opens) add_opening(flow, c);
  if (c.held()) {
    add_beats(flow, c, beats_in(c, c.start, c.end));
    if (c.closes && c.protocol == model::kTcp) add_closing(flow, c);
  } else {
    flow.tcp_flags = c.flags;
    flow.reverse_tcp_flags = c.reverse_flags;
  }
  const bool closed = ends_by_flags(flow.tcp_flags | flow.reverse_tcp_flags);
  flow.end_reason = closed ? model::kEndOfFlow : model::kIdleTimeout;
  if (flow.packets + flow.reverse_packets > 0) outlet_.add(flow, tag);
}

void Exporter::advance(Micros until) {
  for (Open& open : open_) {
    while (open.cursor < until && open.cursor <= open.conversation.end) step(open);
  }
  // `erase_if` keeps the order, so that ties of other conversations do not change (outlet.hpp).
  std::erase_if(open_, [](const Open& o) { return o.cursor > o.conversation.end; });
}

void Exporter::step(Open& open) {
  if (!open.conversation.held()) return next_part(open);
  if (open.conversation.beat.period > rules_.inactive_timeout) return next_beat(open);
  next_run_of_beats(open);
}

// A part of a long transfer, cut by the active timeout.
void Exporter::next_part(Open& open) {
  const Conversation& c = open.conversation;
  const Micros next = std::min(c.end, open.cursor + rules_.active_timeout);
  const bool first = open.cursor == c.start;
  const bool last = next == c.end;
  model::Flow flow = skeleton(c);
  flow.start = open.cursor;
  flow.end = last ? c.end : next - 1;
  flow.packets = share_of(c.packets, c, open.cursor, next);
  flow.reverse_packets = share_of(c.reverse_packets, c, open.cursor, next);
  if (flow.packets > 0) flow.octets = share_of(c.octets, c, open.cursor, next);
  if (flow.reverse_packets > 0)
    flow.reverse_octets = share_of(c.reverse_octets, c, open.cursor, next);
  const auto mask = static_cast<std::uint8_t>(kMiddle | (first ? model::kSyn : 0) |
                                              (last ? model::kFin | model::kRst : 0));
  flow.tcp_flags = c.flags & mask;
  flow.reverse_tcp_flags = c.reverse_flags & mask;
  flow.end_reason = !last                    ? model::kActiveTimeout
                    : ends_by_flags(c.flags) ? model::kEndOfFlow
                                             : model::kIdleTimeout;
  if (flow.packets + flow.reverse_packets > 0) outlet_.add(flow, open.tag);
  open.cursor = last ? c.end + 1 : next;
}

// One keep-alive by itself: the silence around it is longer than the inactive timeout.
void Exporter::next_beat(Open& open) {
  const Conversation& c = open.conversation;
  model::Flow flow = skeleton(c);
  flow.start = open.cursor;
  flow.end_reason = model::kIdleTimeout;
  const bool closing = open.cursor == c.end && open.piece > 0;
  if (open.piece == 0) {
    add_opening(flow, c);
  } else if (closing) {
    if (c.closes && c.protocol == model::kTcp) add_closing(flow, c);
  } else {
    add_beats(flow, c, 1);
  }
  const bool alone = flow.packets + flow.reverse_packets <= 1;
  flow.end = std::min(c.end, open.cursor + (alone ? 0 : round_trip(open.stream)));
  if (open.piece > 0 && !closing && c.beat.from_server) turn(flow);
  if (flow.packets + flow.reverse_packets > 0) outlet_.add(flow, open.tag);
  ++open.piece;
  const double swing = open.stream.between(-c.beat.jitter, c.beat.jitter);
  const Micros next =
      open.cursor + static_cast<Micros>(static_cast<double>(c.beat.period) * (1.0 + swing));
  open.cursor = closing ? c.end + 1 : std::min(next, c.end);
}

// Keep-alives so close together that only the active timeout cuts.
void Exporter::next_run_of_beats(Open& open) {
  const Conversation& c = open.conversation;
  const Micros end = std::min(c.end, open.cursor + rules_.active_timeout);
  model::Flow flow = skeleton(c);
  flow.start = open.cursor;
  flow.end = end;
  flow.end_reason = end == c.end ? model::kIdleTimeout : model::kActiveTimeout;
  if (open.piece == 0) add_opening(flow, c);
  add_beats(flow, c, beats_in(c, open.cursor, end));
  if (end == c.end && c.closes && c.protocol == model::kTcp) add_closing(flow, c);
  if (flow.packets + flow.reverse_packets > 0) outlet_.add(flow, open.tag);
  ++open.piece;
  open.cursor = end == c.end ? c.end + 1 : end;
}

}  // namespace noroshi::traffic
