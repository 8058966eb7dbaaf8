#include "observe/collect/health.hpp"

namespace noroshi::collect {

double ExporterHealth::lost_share() const {
  // The unit that this exporter counts in: flows (v5, IPFIX), else messages.
  const auto lost = ledger.lost_records > 0 ? ledger.lost_records : ledger.lost_messages;
  const auto came = ledger.lost_records > 0 ? ledger.records : ledger.messages;
  if (lost == 0) return 0;
  return static_cast<double>(lost) / static_cast<double>(lost + came);
}

std::vector<Loss> losses(const Health& health) {
  const auto& t = health.totals;
  const auto& l = t.decoding.ledger;
  std::vector<Loss> found;
  const auto add = [&](Loss::Kind kind, std::uint64_t count) {
    if (count > 0) found.push_back({kind, count});
  };
  add(Loss::Kind::Kernel, t.kernel_drops);
  add(Loss::Kind::QueueFull, t.of(Dropped::QueueFull));
  add(Loss::Kind::Truncated, t.of(Dropped::Truncated));
  add(Loss::Kind::OverRate, t.of(Dropped::OverRate));
  add(Loss::Kind::Exporters, t.of(Dropped::TooManyExporters));
  add(Loss::Kind::Sessions, t.of(Dropped::TooManySessions));
  add(Loss::Kind::Messages, sum(t.decoding.rejected_messages));
  add(Loss::Kind::Sets, sum(t.decoding.rejected_sets));
  add(Loss::Kind::Records, sum(t.decoding.rejected_records));
  add(Loss::Kind::Waited, l.expired_sets + l.overflowed_sets);
  add(Loss::Kind::Unkept, t.unkept);
  add(Loss::Kind::GivenUp, t.given_up);
  add(Loss::Kind::Summaries, t.summaries_given_up);
  add(Loss::Kind::SentFlows, l.lost_records);
  add(Loss::Kind::SentPackets, l.lost_messages + l.lost_samples);
  return found;
}

std::string health_path(const std::string& state_folder) { return state_folder + "/health.json"; }

}  // namespace noroshi::collect
