// What both engines share: in which order a Connection may be used, and what a failure means.
//
//   Idle ── begin_read ──► Reading ─┐
//    │                              ├── commit, roll_back ──► Idle
//    └──── begin_write ──► Writing ─┘
//                │ any Error
//                ▼
//             Failed ── commit (an Error), roll_back ──► Idle
//
// PostgreSQL would accept nothing more after an error inside a transaction; SQLite would go on.
// Here both stop, and `commit` says what the first failure was.  A misuse of the order is our own
// bug and stops the program.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "io/sql/database.hpp"

namespace noroshi::sql {

Result<std::unique_ptr<Database>> open_sqlite(std::string_view path, const Options& options);
Result<std::unique_ptr<Database>> open_postgres(std::string_view address, const Options& options);

/// A Connection without its engine: the order above.  An engine adds the private verbs.
class EngineConnection : public Connection {
 public:
  Result<std::int64_t> run(std::string_view statement, std::span<const Value> parameters) final;
  Status run_each(std::string_view statement, std::span<const std::vector<Value>> rows) final;
  Result<std::unique_ptr<Cursor>> ask(std::string_view statement,
                                      std::span<const Value> parameters) final;
  Status script(std::string_view statements) final;
  Status begin_read() final;
  Status begin_write() final;
  Status commit() final;
  void roll_back() final;

 protected:
  enum class Phase : std::uint8_t { Idle, Reading, Writing, Failed };

  /// Held by a cursor for as long as it lives: meanwhile its connection answers nothing else.
  class Answering {
   public:
    explicit Answering(EngineConnection& connection) : connection_(connection) {
      connection_.answering_ = true;
    }
    ~Answering() { connection_.answering_ = false; }
    Answering(const Answering&) = delete;
    Answering& operator=(const Answering&) = delete;
    /// The same error, noted: the transaction is lost.
    Error failed(Error error) { return connection_.noted(std::move(error)); }

   private:
    EngineConnection& connection_;
  };

  [[nodiscard]] Phase phase() const { return phase_; }

 private:
  virtual Result<std::int64_t> execute(std::string_view statement,
                                       std::span<const Value> parameters) = 0;
  /// In a write transaction.
  virtual Status execute_each(std::string_view statement,
                              std::span<const std::vector<Value>> rows) = 0;
  virtual Result<std::unique_ptr<Cursor>> query(std::string_view statement,
                                                std::span<const Value> parameters) = 0;
  /// In a write transaction.
  virtual Status execute_script(std::string_view statements) = 0;
  virtual Status start(Phase kind) = 0;
  virtual Status keep() = 0;
  virtual void undo() = 0;

  /// Whether a statement may run now.
  Status ready() const;
  Error noted(Error error);
  template <class Work>
  Status in_write(const Work& work);

  Phase phase_ = Phase::Idle;
  bool answering_ = false;
  std::optional<Error> failure_;  ///< why the transaction is lost
};

}  // namespace noroshi::sql
