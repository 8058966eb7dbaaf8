#include "observe/collect/worker.hpp"

#include <algorithm>
#include <chrono>
#include <random>

namespace noroshi::collect {
namespace {

using std::chrono::milliseconds;

constexpr base::Micros kTick = base::kSecond / 4;
constexpr base::Micros kExposure = base::kMinute;

panes::Options pane_options(const Options& options) {
  std::random_device random;  // strangers choose addresses: they must not choose collisions
  const auto seed = static_cast<std::uint64_t>(random()) << 32 | random();
  return {.most_pairs = options.panes_most_pairs, .linger = options.panes_linger, .seed = seed};
}

}  // namespace

Worker::Worker(const Parts& parts)
    : parts_(parts),
      rules_(parts.rules.read()),
      rules_version_(parts.rules.version()),
      sessions_(rules_, parts.exporters),
      minimiser_(rules_->subscribers, parts.epochs),
      panes_(pane_options(parts.options)) {
  batch_.reserve(parts_.options.batch_rows + parts_.options.batch_rows / 4);
  beat();
  publish();
}

Worker::~Worker() {
  if (thread_.joinable()) join();
}

void Worker::start() {
  const auto now = io::steady_clock();
  next_tick_ = now + kTick;
  next_save_ = now + parts_.options.save;
  next_exposure_ = now + kExposure;
  beat();
  thread_ = std::thread([this] { run(); });
}

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

Worker::Report Worker::report() const {
  const std::lock_guard lock(report_mutex_);
  return report_;
}

std::vector<SavedSession> Worker::saved_sessions() const {
  const std::lock_guard lock(report_mutex_);
  return saved_;
}

void Worker::run() {
  Parcel parcel;
  const auto patience =
      milliseconds(std::clamp<base::Micros>(parts_.options.flush / 2 / base::kMillisecond, 5, 200));
  for (;;) {
    const bool taken = parts_.intake.take(parcel, patience);
    beat();
    if (taken) decode(parcel);
    const auto now = io::steady_clock();
    send_when_due(now);
    if (now >= next_tick_) tick(now);
    if (!taken && parts_.intake.closed()) break;
  }
  finish();
}

void Worker::decode(const Parcel& parcel) {
  const auto from = batch_.size();
  for (const auto& message : parcel.messages) {
    if (message.kind == Message::Kind::End) {
      sessions_.end(message);
      continue;
    }
    const auto place = sessions_.place_of(message);
    if (place.session == nullptr) continue;
    place.session->take(parcel.at(message), message.received, place.exporter, batch_);
  }
  if (batch_.size() > from) keep(from, io::wall_clock());
}

// Rows [from, size) are minimised before anything else sees them.  Without a key nothing may be
// kept: the rows are dropped and counted.
void Worker::keep(std::size_t from, base::Micros now) {
  if (from == 0) batch_since_ = io::steady_clock();
  const auto minimised = minimiser_.apply(batch_, from, now);
  if (!minimised.has_value()) {
    unkept_ += batch_.size() - from;
    batch_.truncate(from);
    if (!key_failing_) {
      parts_.log(Level::Error, "no key: flows are dropped until there is one",
                 {{"problem", minimised.error().message}});
    }
    key_failing_ = true;
    return;
  }
  key_failing_ = false;
  panes_.add(batch_, from);
  // A full outbox leaves panes where they are; they are offered again after the next parcel.
  if (parts_.outbox.room_for_summaries()) {
    static_cast<void>(panes_.hand_over(now, pane_sink(false)).has_value());
  }
}

panes::Sink Worker::pane_sink(bool patient) {
  return
      [this, patient](const model::PairBatch& pairs, const model::ServerBatch& servers) -> Status {
        Outgoing outgoing{parts_.number, PaneRows{pairs, servers}};
        if (patient) {
          send(std::move(outgoing));
          return {};
        }
        if (offer_batch() && parts_.outbox.offer(outgoing, milliseconds(0))) return {};
        return Error{Errc::Limit, "the store is behind"};
      };
}

// Flows go before the panes that hold them, also those of this moment: whatever a kill leaves of a
// pane can then be completed from its flows (pane_repair.hpp).
bool Worker::offer_batch() {
  if (batch_.empty()) return true;
  Outgoing outgoing{parts_.number, std::move(batch_)};
  const bool taken = parts_.outbox.offer(outgoing, milliseconds(0));
  batch_ =
      taken ? parts_.outbox.fresh_batch() : std::get<model::FlowBatch>(std::move(outgoing.rows));
  return taken;
}

void Worker::send_when_due(base::Micros now) {
  if (batch_.empty()) return;
  const bool full = batch_.size() >= parts_.options.batch_rows;
  if (full || now - batch_since_ >= parts_.options.flush) send_batch();
}

void Worker::send_batch() {
  Outgoing outgoing{parts_.number, std::move(batch_)};
  batch_ = parts_.outbox.fresh_batch();
  send(std::move(outgoing));
}

// Waits for room.  While it waits the intake fills and drops by policy, and the report says so.
void Worker::send(Outgoing outgoing) {
  while (!parts_.outbox.offer(outgoing, milliseconds(200))) {
    beat();
    in_hand_ = outgoing.flows() ? outgoing.size() : 0;
    summaries_in_hand_ = outgoing.flows() ? 0 : outgoing.size();
    publish();
  }
  in_hand_ = 0;
  summaries_in_hand_ = 0;
}

void Worker::tick(base::Micros now) {
  next_tick_ = now + kTick;
  if (parts_.rules.version() != rules_version_) {
    rules_version_ = parts_.rules.version();
    rules_ = parts_.rules.read();
    sessions_.obey(rules_);
    minimiser_.set_subscribers(rules_->subscribers);
  }
  const auto day = io::wall_clock();
  sessions_.forget_silent(day);
  if (parts_.outbox.room_for_summaries()) {
    static_cast<void>(panes_.hand_over(day, pane_sink(false)).has_value());
  }
  if (now >= next_exposure_) {
    next_exposure_ = now + kExposure;
    send_exposure(day);
  }
  if (now >= next_save_) {
    next_save_ = now + parts_.options.save;
    auto saved = sessions_.save();
    const std::lock_guard lock(report_mutex_);
    saved_ = std::move(saved);
  }
  publish();
}

void Worker::send_exposure(base::Micros now) {
  auto exposure = sessions_.take_exposure(model::pane_of(now));
  if (exposure.size() > 0) send({parts_.number, std::move(exposure)});
}

void Worker::finish() {
  if (!batch_.empty()) send_batch();
  static_cast<void>(panes_.finish(pane_sink(true)).has_value());  // this sink does not fail
  send_exposure(io::wall_clock());
  auto saved = sessions_.save();
  {
    const std::lock_guard lock(report_mutex_);
    saved_ = std::move(saved);
  }
  publish();
}

void Worker::publish() {
  Report report;
  auto& totals = report.totals;
  const auto in = parts_.intake.counts();
  totals.received = in.received;
  totals.received_octets = in.received_octets;
  totals.waiting = in.waiting;
  totals.waiting_octets = in.waiting_octets;
  totals.dropped = sessions_.dropped();
  totals.of(Dropped::QueueFull) += in.dropped;
  totals.decoding = sessions_.decoding();
  const auto out = parts_.outbox.counts(parts_.number);
  totals.unkept = unkept_;
  totals.stored = out.flows.stored;
  totals.given_up = out.flows.given_up;
  totals.flows_waiting = out.flows.waiting + batch_.size() + in_hand_;
  totals.summarised = panes_.records();
  totals.pairs_open = panes_.pairs();
  totals.spilled_parts = panes_.spilled_parts();
  totals.summaries_stored = out.summaries.stored;
  totals.summaries_given_up = out.summaries.given_up;
  totals.summaries_waiting = out.summaries.waiting + summaries_in_hand_;
  totals.tokens = minimiser_.tokens_made();
  report.exporters = sessions_.exporters();
  report.strangers = sessions_.strangers();
  const std::lock_guard lock(report_mutex_);
  report_ = std::move(report);
}

}  // namespace noroshi::collect
