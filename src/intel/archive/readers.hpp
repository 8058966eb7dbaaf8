// Readers: connections kept for reading, lent one at a time.
//
// A verb borrows one, looks at one unchanging view of the base, and gives it back.  Nobody borrows
// a second one while holding a first: so waiting for one cannot go on for ever.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "io/sql/database.hpp"

namespace noroshi::archive {

class Readers {
 public:
  Readers(sql::Database& database, std::size_t at_most);

  /// A connection in a read transaction, until it is destroyed.
  class Lent {
   public:
    Lent(Readers& from, std::unique_ptr<sql::Connection> connection);
    ~Lent();
    Lent(Lent&&) noexcept = default;
    Lent& operator=(Lent&&) = delete;

    sql::Connection& operator*() const { return *connection_; }
    sql::Connection* operator->() const { return connection_.get(); }

   private:
    Readers* from_;
    std::unique_ptr<sql::Connection> connection_;
  };

  Result<Lent> borrow();

 private:
  Result<std::unique_ptr<sql::Connection>> take();
  void give_back(std::unique_ptr<sql::Connection> connection);
  void one_less();

  sql::Database& database_;
  std::size_t at_most_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t made_ = 0;
  std::vector<std::unique_ptr<sql::Connection>> idle_;
};

}  // namespace noroshi::archive
