#include "trust/publish/witnesses.hpp"

#include <algorithm>

#include "io/clock.hpp"
#include "trust/publish/witness_call.hpp"

namespace noroshi::tlog {
namespace {

bool stands_under(const std::string& note, const PublicKey& key) {
  const auto parsed = parse_note(note);
  if (!parsed) return false;
  const auto verified = verify(*parsed, {key});
  return verified && !verified->empty();
}

}  // namespace

Witnesses::Witnesses(Settings settings, const Policy& policy, Heard heard)
    : settings_(std::move(settings)), heard_(std::move(heard)) {
  for (const auto& witness : policy.witnesses()) {
    if (witness.url.empty()) continue;
    witnesses_.push_back({.witness = witness, .standing = {.name = witness.name}});
  }
  if (!witnesses_.empty()) thread_ = std::thread([this] { run(); });
}

Witnesses::~Witnesses() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Witnesses::wanted(const Asked& one, const Checkpoint& checkpoint) {
  return one.standing.cosigned < checkpoint.size && io::steady_clock() >= one.resting;
}

bool Witnesses::ask(const Checkpoint& checkpoint, std::string note) {
  const std::lock_guard lock(mutex_);
  const bool any = std::any_of(witnesses_.begin(), witnesses_.end(),
                               [&](const Asked& one) { return wanted(one, checkpoint); });
  if (round_ || !any) return false;
  round_ = Round{checkpoint, std::move(note)};
  changed_.notify_one();
  return true;
}

bool Witnesses::asking() const {
  const std::lock_guard lock(mutex_);
  return round_.has_value();
}

std::vector<Standing> Witnesses::standings() const {
  const std::lock_guard lock(mutex_);
  std::vector<Standing> all;
  all.reserve(witnesses_.size());
  for (const Asked& one : witnesses_) all.push_back(one.standing);
  return all;
}

void Witnesses::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || round_; });
    if (ending_) return;
    const Round round = *round_;
    lock.unlock();
    go_round(round);
    lock.lock();
    round_.reset();
  }
}

void Witnesses::go_round(const Round& round) {
  WitnessCall call(settings_.folder, round.checkpoint, round.note, settings_.patience);
  for (Asked& one : witnesses_) {
    std::uint64_t stands = 0;
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
      if (!wanted(one, round.checkpoint)) continue;
      stands = one.standing.cosigned;
    }
    if (stands_under(round.note, one.witness.key)) {  // from before the start
      learn(one, round.checkpoint, std::string());
      continue;
    }
    const auto lines = call.ask(one.witness, stands);
    const bool news = learn(one, round.checkpoint, lines);
    heard_({round.checkpoint, one.witness.name, lines, news});
  }
}

/// Whether it is another than before.
bool Witnesses::learn(Asked& asked, const Checkpoint& checkpoint,
                      const Result<std::string>& lines) {
  const std::lock_guard lock(mutex_);
  const bool was_silent = !asked.standing.silent.empty();
  asked.standing.asked = true;
  if (lines) {
    asked.standing.cosigned = checkpoint.size;
    asked.standing.silent.clear();
    asked.rest = asked.resting = 0;
    return was_silent;
  }
  asked.standing.silent = lines.error().message;
  asked.rest = std::clamp(2 * asked.rest, settings_.first_rest, settings_.longest_rest);
  asked.resting = io::steady_clock() + asked.rest;
  return !was_silent;
}

}  // namespace noroshi::tlog
