#include "intel/archive/bells.hpp"

#include <algorithm>
#include <chrono>

#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

constexpr std::chrono::milliseconds kGlance{200};

Result<std::int64_t> newest_number(sql::Connection& connection) {
  return NOROSHI_TRY(number(connection, "SELECT MAX(number) FROM events")).value_or(0);
}

}  // namespace

/// One listener.  The mutex lets whoever takes it down wait for a ring that is running.
struct Bells::Bell {
  explicit Bell(std::function<void()> what) : ring(std::move(what)) {}
  std::recursive_mutex mutex;
  std::function<void()> ring;
};

Bells::Bells(sql::Database& database) : database_(database) {}

Bells::~Bells() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  if (watcher_.joinable()) watcher_.join();
}

std::shared_ptr<void> Bells::hang(std::function<void()> bell) {
  auto hung = std::make_shared<Bell>(std::move(bell));
  const std::lock_guard lock(mutex_);
  bells_.push_back(hung);
  if (!watcher_.joinable()) watcher_ = std::thread([this] { watch(); });
  // Whoever lets go of this takes the bell down: later rings find nothing in it.
  return {hung.get(), [hung](void*) {
            const std::lock_guard held(hung->mutex);
            hung->ring = nullptr;
          }};
}

void Bells::ring(std::int64_t newest) {
  std::vector<std::shared_ptr<Bell>> ringing;
  {
    const std::lock_guard lock(mutex_);
    if (newest <= newest_) return;
    newest_ = newest;
    std::erase_if(bells_, [](const std::weak_ptr<Bell>& bell) { return bell.expired(); });
    for (const auto& bell : bells_) {
      if (auto held = bell.lock()) ringing.push_back(std::move(held));
    }
  }
  for (const auto& bell : ringing) {
    const std::lock_guard held(bell->mutex);
    if (bell->ring) bell->ring();
  }
}

// A base that cannot be asked now is asked again: whoever listens also reads, and hears of it
// there.
void Bells::watch() {
  std::unique_ptr<sql::Connection> connection;
  while (wait_a_moment()) {
    if (!connection) {
      auto made = database_.connect();
      if (!made) continue;
      connection = std::move(*made);
    }
    const auto newest = newest_number(*connection);
    if (newest) {
      ring(*newest);
    } else {
      connection.reset();
    }
  }
}

bool Bells::wait_a_moment() {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, kGlance, [this] { return ends_; });
}

}  // namespace noroshi::archive
