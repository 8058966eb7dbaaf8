#include "intel/archive/state.hpp"

#include <fmt/format.h>

#include "intel/archive/statements.hpp"
#include "io/clock.hpp"

namespace noroshi::archive {
Result<Visit> Visit::begin(Parts& parts, const sharing::Viewer& viewer) {
  auto connection = NOROSHI_TRY(parts.readers.borrow());
  return Visit{std::move(connection), Sight(viewer, parts.labels, now(parts))};
}

Writing::Writing(Parts& parts, std::unique_lock<std::mutex> lock, sql::Transaction transaction)
    : parts_(&parts), lock_(std::move(lock)), transaction_(std::move(transaction)) {}

Result<Writing> Writing::begin(Parts& parts) {
  std::unique_lock lock(parts.writing);
  if (!parts.writer) parts.writer = NOROSHI_TRY(parts.database.connect());
  auto transaction = sql::Transaction::write(*parts.writer);
  if (!transaction) {
    // The next writer begins with a fresh connection: this one's server may be gone.
    parts.writer.reset();
    return std::move(transaction).error();
  }
  Writing writing(parts, std::move(lock), std::move(*transaction));
  NOROSHI_CHECK(writing.read_counters());
  return writing;
}

Status Writing::read_counters() {
  const auto rows = NOROSHI_TRY(
      connection().ask("SELECT sequence, assertion, object, value, event FROM counters"));
  if (!NOROSHI_TRY(rows->next())) return {};
  sequence_ = rows->integer(0);
  assertion_ = rows->integer(1);
  object_ = rows->integer(2);
  value_ = rows->integer(3);
  event_ = first_event_ = rows->integer(4);
  return {};
}

Status Writing::write_counters() {
  const sql::Value row[] = {sequence_, assertion_, object_, value_, event_};
  NOROSHI_CHECK(connection().run(
      "UPDATE counters SET sequence = $1, assertion = $2, object = $3, value = $4, event = $5",
      row));
  return {};
}

Status Writing::commit() {
  NOROSHI_CHECK(write_counters());
  auto committed = transaction_->commit();
  transaction_.reset();
  lock_.unlock();
  if (committed && event_ != first_event_) parts_->bells.ring(event_);
  return committed;
}

Result<std::int64_t> Writing::label(const sharing::Label& label) {
  return parts_->labels.number_of(connection(), label);
}

std::int64_t stored(sharing::State state) {
  switch (state) {
    case sharing::State::Held:
      return kHeld;
    case sharing::State::Released:
      return kReleased;
    case sharing::State::Retracted:
      return kRetracted;
    case sharing::State::Refused:
      break;
  }
  return kRefused;
}

std::vector<sql::Value> event_row(std::int64_t number, const Happening& happening) {
  return {number,
          happening.at,
          static_cast<std::int64_t>(happening.kind),
          happening.collection,
          happening.sequence,
          happening.object,
          happening.assertion,
          happening.label};
}

Status tell(Writing& writing, const Happening& happening) {
  const auto row = event_row(writing.next_event(), happening);
  NOROSHI_CHECK(writing.connection().run(kTell, row));
  return {};
}

base::Micros now(const Parts& parts) {
  return parts.options.clock ? parts.options.clock() : io::wall_clock();
}

Error not_found(std::string_view id) {
  return {Errc::NotFound, fmt::format("there is no object {}; check its id, and what your account "
                                      "may see",
                                      id)};
}

bool may_take_back(const sharing::Viewer& viewer, const sharing::Label& label) {
  if (viewer.kind == sharing::Kind::Anonymous || viewer.kind == sharing::Kind::Peer) return false;
  const auto role = viewer.role_in(label.community);
  if (role == sharing::Role::Steward) return true;
  const bool owner = label.owner != 0 && label.owner == viewer.organisation;
  return owner && (label.community == 0 || (role && *role >= sharing::Role::Contributor));
}

}  // namespace noroshi::archive
