#include "observe/collect/outbox.hpp"

#include <utility>

namespace noroshi::collect {
namespace {

constexpr std::size_t kSpare = 4;

Outbox::Side& side_of(Outbox::Counts& counts, const Outgoing& outgoing) {
  return outgoing.flows() ? counts.flows : counts.summaries;
}

}  // namespace

std::uint64_t Outgoing::size() const {
  if (const auto* batch = std::get_if<model::FlowBatch>(&rows)) return batch->size();
  if (const auto* exposure = std::get_if<model::ExposureBatch>(&rows)) return exposure->size();
  const auto& panes = std::get<PaneRows>(rows);
  return panes.pairs.size() + panes.servers.size();
}

Outbox::Outbox(std::size_t origins, std::size_t most_batches)
    : most_(most_batches), counts_(origins) {}

bool Outbox::offer(Outgoing& outgoing, std::chrono::milliseconds patience) {
  {
    std::unique_lock lock(mutex_);
    if (!emptied_.wait_for(lock, patience, [&] { return room(outgoing.flows()); })) return false;
    side_of(counts_[outgoing.origin], outgoing).waiting += outgoing.size();
    ++(outgoing.flows() ? batches_ : slices_);
    queue_.push_back(std::move(outgoing));
  }
  filled_.notify_one();
  return true;
}

bool Outbox::room_for_summaries() const {
  const std::lock_guard lock(mutex_);
  return room(false);
}

std::optional<Outgoing> Outbox::take(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!filled_.wait_for(lock, patience, [&] { return !queue_.empty(); })) return std::nullopt;
  auto taken = std::move(queue_.front());
  queue_.pop_front();
  return taken;
}

void Outbox::settle(Outgoing done, bool stored) {
  const auto size = done.size();
  {
    const std::lock_guard lock(mutex_);
    auto& side = side_of(counts_[done.origin], done);
    side.waiting -= size;
    (stored ? side.stored : side.given_up) += size;
    --(done.flows() ? batches_ : slices_);
    if (done.flows() && spare_.size() < kSpare) {
      auto& batch = std::get<model::FlowBatch>(done.rows);
      batch.clear();
      spare_.push_back(std::move(batch));
    }
  }
  emptied_.notify_all();
}

model::FlowBatch Outbox::fresh_batch() {
  const std::lock_guard lock(mutex_);
  if (spare_.empty()) return {};
  auto batch = std::move(spare_.back());
  spare_.pop_back();
  return batch;
}

Outbox::Counts Outbox::counts(std::size_t origin) const {
  const std::lock_guard lock(mutex_);
  return counts_[origin];
}

std::size_t Outbox::waiting_batches() const {
  const std::lock_guard lock(mutex_);
  return batches_;
}

}  // namespace noroshi::collect
