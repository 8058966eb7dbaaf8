#include "intel/archive/readers.hpp"

#include <algorithm>
#include <utility>

namespace noroshi::archive {

Readers::Readers(sql::Database& database, std::size_t at_most)
    : database_(database), at_most_(std::max<std::size_t>(at_most, 1)) {}

Readers::Lent::Lent(Readers& from, std::unique_ptr<sql::Connection> connection)
    : from_(&from), connection_(std::move(connection)) {}

Readers::Lent::~Lent() {
  if (!connection_) return;
  connection_->roll_back();
  from_->give_back(std::move(connection_));
}

Result<Readers::Lent> Readers::borrow() {
  auto connection = NOROSHI_TRY(take());
  if (auto begun = connection->begin_read(); !begun) {
    // A connection that cannot even begin is not lent again: its server may be gone.
    connection.reset();
    one_less();
    return std::move(begun).error();
  }
  return Lent(*this, std::move(connection));
}

Result<std::unique_ptr<sql::Connection>> Readers::take() {
  {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !idle_.empty() || made_ < at_most_; });
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++made_;
  }
  auto connection = database_.connect();
  if (!connection) one_less();
  return connection;
}

void Readers::give_back(std::unique_ptr<sql::Connection> connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  freed_.notify_one();
}

void Readers::one_less() {
  const std::lock_guard lock(mutex_);
  --made_;
  freed_.notify_one();
}

}  // namespace noroshi::archive
