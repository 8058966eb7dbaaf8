#include "io/sql/engine.hpp"

#include <utility>

namespace noroshi::sql {

Status EngineConnection::ready() const {
  NOROSHI_ASSERT(!answering_);
  if (phase_ != Phase::Failed) return {};
  return Error{*failure_}.within("nothing more can be done in a transaction that failed");
}

Error EngineConnection::noted(Error error) {
  if (phase_ == Phase::Reading || phase_ == Phase::Writing) {
    phase_ = Phase::Failed;
    failure_ = error;
  }
  return error;
}

Result<std::int64_t> EngineConnection::run(std::string_view statement,
                                           std::span<const Value> parameters) {
  NOROSHI_CHECK(ready());
  auto changed = execute(statement, parameters);
  if (!changed) return noted(std::move(changed.error()));
  return changed;
}

Result<std::unique_ptr<Cursor>> EngineConnection::ask(std::string_view statement,
                                                      std::span<const Value> parameters) {
  NOROSHI_CHECK(ready());
  auto cursor = query(statement, parameters);
  if (!cursor) return noted(std::move(cursor.error()));
  return cursor;
}

/// Outside a transaction all of `work` is one of its own.
template <class Work>
Status EngineConnection::in_write(const Work& work) {
  NOROSHI_CHECK(ready());
  const bool own = phase_ == Phase::Idle;
  if (own) NOROSHI_CHECK(begin_write());
  auto status = work();
  if (!status) {
    const Error error = noted(std::move(status.error()));
    if (own) roll_back();
    return error;
  }
  return own ? commit() : Status{};
}

Status EngineConnection::run_each(std::string_view statement,
                                  std::span<const std::vector<Value>> rows) {
  return in_write([&] { return execute_each(statement, rows); });
}

Status EngineConnection::script(std::string_view statements) {
  return in_write([&] { return execute_script(statements); });
}

Status EngineConnection::begin_read() {
  NOROSHI_ASSERT(phase_ == Phase::Idle && !answering_);
  NOROSHI_CHECK(start(Phase::Reading));
  phase_ = Phase::Reading;
  return {};
}

Status EngineConnection::begin_write() {
  NOROSHI_ASSERT(phase_ == Phase::Idle && !answering_);
  NOROSHI_CHECK(start(Phase::Writing));
  phase_ = Phase::Writing;
  return {};
}

Status EngineConnection::commit() {
  NOROSHI_ASSERT(phase_ != Phase::Idle && !answering_);
  auto status = phase_ == Phase::Failed
                    ? Status{Error{*failure_}.within("nothing of the transaction was kept")}
                    : keep();
  if (!status) {
    roll_back();
    return status;
  }
  phase_ = Phase::Idle;
  return {};
}

void EngineConnection::roll_back() {
  if (phase_ == Phase::Idle) return;
  NOROSHI_ASSERT(!answering_);
  undo();
  failure_.reset();
  phase_ = Phase::Idle;
}

}  // namespace noroshi::sql
