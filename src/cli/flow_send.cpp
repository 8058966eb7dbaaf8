// `noroshi flow send`: flow records, or captured datagrams, to a collector on this machine.
#include <algorithm>
#include <limits>

#include "cli/exit_status.hpp"
#include "cli/input_stage.hpp"
#include "cli/interrupt.hpp"
#include "cli/send_request.hpp"
#include "cli/send_summary.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "train/replay/captured.hpp"

namespace noroshi::cli {
namespace {

/// From the first start to the last end of all records.
struct Span {
  base::Micros first = std::numeric_limits<base::Micros>::max();
  base::Micros last = std::numeric_limits<base::Micros>::min();

  void widen(const model::FlowBatch& batch) {
    for (const auto start : batch.start) first = std::min(first, start);
    for (const auto end : batch.end) last = std::max(last, end);
  }
  [[nodiscard]] bool empty() const { return last < first; }
};

Result<Span> span_of(const InputPlan& plan, const Context& context) {
  Span span;
  (void)NOROSHI_TRY(read_flows(plan, context, [&span](const model::FlowBatch& batch) {
    span.widen(batch);
    return Result<bool>(true);
  }));
  return span;
}

/// What each round adds to the times: rounds follow one another, a second apart.
struct Shifts {
  base::Micros first = 0;
  base::Micros step = 0;

  static Shifts of(const SendRequest& request, const Span& span) {
    if (span.empty()) return {};
    const base::Micros step = span.last - span.first + base::kSecond;
    const auto later_rounds = static_cast<base::Micros>(request.loops - 1);
    return {request.now ? io::wall_clock() - span.last - later_rounds * step : 0, step};
  }
};

// The records have to be read more than once.
Result<Shifts> find_shifts(const SendRequest& request, const InputPlan& plan,
                           const Context& context) {
  static constexpr Text kFiles{"--now and --loop read their input more than once: name a FILE",
                               "--now と --loop は入力を何度も読むため、FILE を指定する"};
  if (!request.now && request.loops == 1) return Shifts{};
  if (std::find(plan.files.begin(), plan.files.end(), "-") != plan.files.end()) {
    return Error{Errc::InvalidUsage, std::string(kFiles.in(context.language))};
  }
  return Shifts::of(request, NOROSHI_TRY(span_of(plan, context)));
}

Status send_flows(const SendRequest& request, const InputPlan& plan, const Context& context,
                  replay::Sender& sender, SendSummary& summary) {
  // What a reader could not use is told once, not in every round.
  StringSink unheard;
  const Context again{context.language, context.terminal, context.out, unheard};
  const auto shifts = NOROSHI_TRY(find_shifts(request, plan, again));
  (void)sender.add(NOROSHI_TRY(request.open()));
  const auto encoder = NOROSHI_TRY(
      replay::make_encoder(request.format, request.encoder,
                           [&sender](const replay::Datagram& d) { return sender.take(d); }));
  for (std::uint64_t round = 0; round < request.loops; ++round) {
    const auto shift = shifts.first + static_cast<base::Micros>(round) * shifts.step;
    const auto totals = NOROSHI_TRY(read_flows(plan, round == 0 ? context : again,
                                               [&](const model::FlowBatch& batch) -> Result<bool> {
                                                 NOROSHI_CHECK(encoder->add(batch, shift));
                                                 return true;
                                               }));
    summary.read += totals.records;
  }
  NOROSHI_CHECK(encoder->flush());
  const auto& tally = encoder->tally();
  summary.converted = tally.flows;
  summary.unsent = tally.unsent;
  summary.simplified = tally.simplified;
  return {};
}

Status send_captured(const SendRequest& request, const InputPlan& plan, replay::Sender& sender,
                     SendSummary& summary) {
  replay::Captured captured(sender, [&request] { return request.open(); });
  for (std::uint64_t round = 0; round < request.loops; ++round) {
    for (const auto& file : plan.files) {
      const auto input = NOROSHI_TRY(io::Input::open(file));
      NOROSHI_CHECK(captured.replay(*input));
    }
  }
  summary.captured = true;
  summary.read = captured.tally().packets;
  summary.unsent = captured.tally().not_export;
  summary.converted = summary.read;
  for (const auto& [reason, count] : summary.unsent) summary.converted -= count;
  return {};
}

std::uint64_t drops_at(const SendRequest& request) {
  if (request.transport != "udp") return 0;
  const auto queue = replay::receive_queue(request.to);
  return queue ? queue->drops : 0;
}

}  // namespace

Result<int> run_flow_send(const Arguments& arguments, Context& context) {
  const auto request = NOROSHI_TRY(SendRequest::from(arguments, context));
  const auto plan = NOROSHI_TRY(InputPlan::from(arguments, context));
  const auto drops_before = drops_at(request);
  replay::Sender sender(request.sender);
  SendSummary summary;
  summary.to = request.to.to_string();
  NOROSHI_CHECK(request.captured ? send_captured(request, plan, sender, summary)
                                 : send_flows(request, plan, context, sender, summary));
  NOROSHI_CHECK(sender.finish());
  summary.sent = sender.sent();
  const auto drops = drops_at(request);
  summary.receiver_drops = drops - std::min(drops, drops_before);
  NOROSHI_CHECK(context.out.write(request.json ? summary.json() : summary.text(context.language)));
  const bool nobody = summary.sent.refused > 0 && !replay::receive_queue(request.to);
  return nobody ? kCouldNot : kDone;
}

}  // namespace noroshi::cli
