#include "train/darknet/hours.hpp"

namespace noroshi::darknet {

using base::kHour;

Hours::Hours(const Scenario& scenario, const Span& span, const std::vector<Outage>& outages)
    : span_(span) {
  base::Micros begin = span.begin;
  for (Slot& slot : slots_) {
    slot.hour.sensor = "generated";
    slot.hour.begin = begin;
    slot.hour.end = begin += kHour;
    slot.hour.dark_addresses = dark_addresses(scenario);
    for (const Outage& outage : outages) {
      const bool within = outage.span.begin <= slot.hour.begin && outage.span.end >= slot.hour.end;
      slot.dead |= within && outage.lost >= 1;
      const bool touches = outage.span.begin < slot.hour.end && outage.span.end > slot.hour.begin;
      slot.counted |= touches && outage.counted;
    }
  }
}

Hours::Slot* Hours::at(base::Micros instant) {
  if (instant < span_.begin || instant >= span_.end) return nullptr;
  return &slots_[static_cast<std::size_t>((instant - span_.begin) / kHour)];
}

void Hours::offer(base::Micros instant) {
  if (Slot* slot = at(instant)) ++slot->offered;
}

void Hours::hear(base::Micros instant, std::uint16_t octets, std::string_view kind,
                 const net::Address& from) {
  Slot* slot = at(instant);
  if (slot == nullptr) return;
  ++slot->hour.packets;
  slot->hour.octets += octets;
  ++slot->hour.classes[std::string(kind)];
  if (kind == "scan") slot->sources.insert(from);
  if (kind == "backscatter") slot->answering.insert(from);
}

std::vector<model::TelescopeHour> Hours::finish() {
  std::vector<model::TelescopeHour> hours;
  for (Slot& slot : slots_) {
    if (slot.dead) continue;
    if (slot.counted) slot.hour.lost = slot.offered - slot.hour.packets;
    slot.hour.sources = slot.sources.size();
    slot.hour.backscatter_sources = slot.answering.size();
    hours.push_back(std::move(slot.hour));
  }
  return hours;
}

}  // namespace noroshi::darknet
