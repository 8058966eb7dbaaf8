#include "cli/batch_queue.hpp"

#include <utility>

namespace noroshi::cli {

model::FlowBatch BatchQueue::blank() {
  const std::lock_guard lock(mutex_);
  if (blank_.empty()) return {};
  auto batch = std::move(blank_.back());
  blank_.pop_back();
  return batch;
}

bool BatchQueue::put(model::FlowBatch batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return left_ || full_.size() < capacity_; });
  if (left_) return false;
  full_.push_back(std::move(batch));
  changed_.notify_all();
  return true;
}

void BatchQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::optional<model::FlowBatch> BatchQueue::take(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return closed_ || !full_.empty(); });
  if (full_.empty()) return std::nullopt;
  auto batch = std::move(full_.front());
  full_.pop_front();
  changed_.notify_all();
  return batch;
}

bool BatchQueue::ended() {
  const std::lock_guard lock(mutex_);
  return closed_ && full_.empty();
}

void BatchQueue::give_back(model::FlowBatch batch) {
  batch.clear();
  const std::lock_guard lock(mutex_);
  blank_.push_back(std::move(batch));
}

void BatchQueue::leave() {
  const std::lock_guard lock(mutex_);
  left_ = true;
  changed_.notify_all();
}

}  // namespace noroshi::cli
