#include "observe/telescope/hour_tally.hpp"

namespace noroshi::telescope {
namespace {

void save_count(const base::DistinctCount& count, StateOut& out) {
  const auto hashes = count.hashes();
  out.number(hashes.size());
  for (const std::uint64_t hash : hashes) out.number(hash);
  out.text({reinterpret_cast<const char*>(count.registers().data()), count.registers().size()});
}

base::DistinctCount load_count(StateIn& in) {
  std::vector<std::uint64_t> hashes(in.count(base::DistinctCount::kExact));
  for (std::uint64_t& hash : hashes) hash = in.number();
  const std::string text = in.text(base::DistinctCount::kRegisters);
  return base::DistinctCount::from(
      hashes, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

void HourTally::describe(model::TelescopeHour& hour) const {
  for (std::size_t kind = 0; kind < kClasses; ++kind) {
    for (std::size_t fault = 0; fault < kFaults; ++fault) {
      const std::uint64_t count = counts_[kind][fault];
      if (count == 0) continue;
      hour.packets += count;
      hour.classes[class_name(static_cast<Class>(kind), static_cast<Fault>(fault))] += count;
    }
  }
  hour.octets = octets_;
  hour.lost = lost_;
  hour.sources = sources_.count();
  hour.backscatter_sources = backscatter_sources_.count();
}

bool HourTally::empty() const {
  for (const auto& faults : counts_) {
    for (const std::uint64_t count : faults) {
      if (count != 0) return false;
    }
  }
  return lost_ == 0;
}

void HourTally::save(StateOut& out) const {
  out.record(counts_);
  out.number(octets_);
  out.number(lost_);
  save_count(sources_, out);
  save_count(backscatter_sources_, out);
}

void HourTally::load(StateIn& in) {
  in.record(counts_);
  octets_ = in.number();
  lost_ = in.number();
  sources_ = load_count(in);
  backscatter_sources_ = load_count(in);
}

}  // namespace noroshi::telescope
