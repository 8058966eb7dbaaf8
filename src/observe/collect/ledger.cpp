#include "observe/collect/ledger.hpp"

#include <fmt/format.h>
#include <numeric>

namespace noroshi::collect {
namespace {

struct Name {
  std::string_view words;
  std::string_view label;
};
constexpr std::array<Name, kDropped> kNames{{{"queue full", "queue_full"},
                                             {"truncated", "truncated"},
                                             {"unknown exporter", "unknown_exporter"},
                                             {"over rate", "over_rate"},
                                             {"too many exporters", "too_many_exporters"},
                                             {"too many sessions", "too_many_sessions"}}};

void add_tallies(Tally& to, const std::map<std::string, io::Rejects::Tally, std::less<>>& from) {
  for (const auto& [reason, tally] : from) to[reason] += tally.count;
}

using L = netflow::Ledger;
constexpr std::array kLedger{
    Counter<L>{"messages", &L::messages},
    Counter<L>{"octets", &L::octets},
    Counter<L>{"decoded", &L::decoded},
    Counter<L>{"packed", &L::packed},
    Counter<L>{"sets", &L::sets},
    Counter<L>{"sets_read", &L::sets_read},
    Counter<L>{"records", &L::records},
    Counter<L>{"flows", &L::flows},
    Counter<L>{"options", &L::options},
    Counter<L>{"templates", &L::templates},
    Counter<L>{"withdrawals_ignored", &L::withdrawals_ignored},
    Counter<L>{"held_sets", &L::held_sets},
    Counter<L>{"replayed_sets", &L::replayed_sets},
    Counter<L>{"expired_sets", &L::expired_sets},
    Counter<L>{"overflowed_sets", &L::overflowed_sets},
    Counter<L>{"waiting_sets", &L::waiting_sets},
    Counter<L>{"waiting_octets", &L::waiting_octets},
    Counter<L>{"clamped_future", &L::clamped_future},
    Counter<L>{"clamped_past", &L::clamped_past},
    Counter<L>{"timed_by_export", &L::timed_by_export},
    Counter<L>{"sampling_unknown", &L::sampling_unknown},
    Counter<L>{"restarts", &L::restarts},
    Counter<L>{"reordered", &L::reordered},
    Counter<L>{"duplicates", &L::duplicates},
    Counter<L>{"gaps", &L::gaps},
    Counter<L>{"lost_records", &L::lost_records},
    Counter<L>{"lost_messages", &L::lost_messages},
    Counter<L>{"lost_samples", &L::lost_samples},
    Counter<L>{"recovered", &L::recovered},
    Counter<L>{"templates_expired", &L::templates_expired},
    Counter<L>{"templates_now", &L::templates_now},
    Counter<L>{"domains_now", &L::domains_now},
};
static_assert(sizeof(L) == kLedger.size() * sizeof(std::uint64_t), "a counter is not in the list");

using T = Totals;
constexpr std::array kTotals{
    Counter<T>{"received", &T::received},
    Counter<T>{"received_octets", &T::received_octets},
    Counter<T>{"waiting", &T::waiting},
    Counter<T>{"waiting_octets", &T::waiting_octets},
    Counter<T>{"unkept", &T::unkept},
    Counter<T>{"stored", &T::stored},
    Counter<T>{"given_up", &T::given_up},
    Counter<T>{"flows_waiting", &T::flows_waiting},
    Counter<T>{"summarised", &T::summarised},
    Counter<T>{"pairs_open", &T::pairs_open},
    Counter<T>{"spilled_parts", &T::spilled_parts},
    Counter<T>{"summaries_stored", &T::summaries_stored},
    Counter<T>{"summaries_given_up", &T::summaries_given_up},
    Counter<T>{"summaries_waiting", &T::summaries_waiting},
    Counter<T>{"tokens", &T::tokens},
    Counter<T>{"kernel_drops", &T::kernel_drops},
    Counter<T>{"refused_streams", &T::refused_streams},
};
static_assert(sizeof(T) ==
                  sizeof(T::dropped) + sizeof(T::decoding) + kTotals.size() * sizeof(std::uint64_t),
              "a counter is not in the list");

template <class Of>
void add_counters(Of& to, const Of& from, std::span<const Counter<Of>> counters) {
  for (const auto& counter : counters) to.*counter.member += from.*counter.member;
}

class Checker {
 public:
  explicit Checker(std::vector<std::string>& found) : found_(found) {}

  void equal(std::string_view what, std::uint64_t one, std::uint64_t other) {
    if (one != other) found_.push_back(fmt::format("{}: {} is not {}", what, one, other));
  }

 private:
  std::vector<std::string>& found_;
};

}  // namespace

std::span<const Counter<netflow::Ledger>> ledger_counters() { return kLedger; }
std::span<const Counter<Totals>> totals_counters() { return kTotals; }

std::string_view name_of(Dropped reason) { return kNames[static_cast<std::size_t>(reason)].words; }
std::string_view label_of(Dropped reason) { return kNames[static_cast<std::size_t>(reason)].label; }

std::uint64_t sum(const Tally& tally) {
  std::uint64_t total = 0;
  for (const auto& [reason, count] : tally) total += count;
  return total;
}

void add(Tally& to, const Tally& from) {
  for (const auto& [reason, count] : from) to[reason] += count;
}

void Decoding::add(const netflow::Session& session) {
  add_counters(ledger, session.ledger(), ledger_counters());
  for (std::size_t i = 0; i < protocols.size(); ++i) {
    protocols[i] += session.messages_of(static_cast<netflow::Protocol>(i));
  }
  add_tallies(rejected_messages, session.rejected_messages().rejected());
  add_tallies(rejected_sets, session.rejected_sets().rejected());
  add_tallies(rejected_records, session.rejected_records().rejected());
  add_tallies(skipped_records, session.rejected_records().skipped());
}

void Decoding::add(const Decoding& other) {
  add_counters(ledger, other.ledger, ledger_counters());
  for (std::size_t i = 0; i < protocols.size(); ++i) protocols[i] += other.protocols[i];
  collect::add(rejected_messages, other.rejected_messages);
  collect::add(rejected_sets, other.rejected_sets);
  collect::add(rejected_records, other.rejected_records);
  collect::add(skipped_records, other.skipped_records);
}

void Totals::add(const Totals& other) {
  add_counters(*this, other, totals_counters());
  for (std::size_t i = 0; i < kDropped; ++i) dropped[i] += other.dropped[i];
  decoding.add(other.decoding);
}

std::vector<std::string> Totals::discrepancies() const {
  std::vector<std::string> found;
  Checker check(found);
  const auto& l = decoding.ledger;
  const auto all_dropped = std::accumulate(dropped.begin(), dropped.end(), std::uint64_t{0});
  check.equal("received = dropped + waiting + messages", received,
              all_dropped + waiting + l.messages);
  check.equal("messages = decoded + rejected", l.messages,
              l.decoded + sum(decoding.rejected_messages));
  check.equal("sets = read + held + rejected", l.sets,
              l.sets_read + l.held_sets + sum(decoding.rejected_sets));
  check.equal("records = flows + options + rejected + skipped", l.records,
              l.flows + l.options + sum(decoding.rejected_records) + sum(decoding.skipped_records));
  check.equal("held sets = replayed + expired + overflowed + waiting", l.held_sets,
              l.replayed_sets + l.expired_sets + l.overflowed_sets + l.waiting_sets);
  check.equal("flows = stored + given up + unkept + waiting", l.flows,
              stored + given_up + unkept + flows_waiting);
  check.equal("flows = summarised + unkept", l.flows, summarised + unkept);
  return found;
}

}  // namespace noroshi::collect
