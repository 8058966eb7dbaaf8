// Directory::State: the book in memory, the base behind it, and how one follows the other.
//
// Every change of the base adds one to a number there, `revision`.  The book is read again after a
// change of our own, and when a look at the number (every kLookEvery at most) finds one of another
// hub.  While the base cannot be reached the last book stands: it can only be as old as the outage.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "hub/directory/tables.hpp"
#include "io/clock.hpp"

namespace noroshi::directory {

/// Less than a command needs to start: what one of them changed (`noroshi hub key add`) holds for
/// the next.  One row is read each time.
inline constexpr base::Micros kLookEvery = 20 * base::kMillisecond;

struct Directory::State {
  explicit State(std::function<base::Micros()> day) : clock(std::move(day)) {}

  const std::function<base::Micros()> clock;

  /// As it is now, or was kLookEvery ago at most.
  std::shared_ptr<const Book> book();

  /// One transaction, whole and on disk, or an Error and nothing.
  template <class Work>
  Status write(const Work& work) {
    const std::lock_guard lock(writing);
    auto transaction = NOROSHI_TRY(sql::Transaction::write(*writer));
    NOROSHI_CHECK(work(*writer));
    return transaction.commit();
  }

  /// The same, of something that the book holds.
  template <class Work>
  Status change(const Work& work) {
    const auto counted = [&](sql::Connection& connection) -> Status {
      NOROSHI_CHECK(work(connection));
      NOROSHI_CHECK(
          connection.run("UPDATE directory_number SET last = last + 1 WHERE name = 'revision'"));
      return {};
    };
    NOROSHI_CHECK(write(counted));
    stale = true;
    return {};
  }

  /// Notes the hour in which a key was used, once.
  void note_use(const Key& key, base::Micros now);

  /// Asks the base itself.
  template <class Work>
  auto ask(const Work& work) {
    const std::lock_guard lock(reading);
    return work(*reader);
  }

  std::mutex reading;  ///< guards what follows, up to `writing`
  std::unique_ptr<sql::Connection> reader;
  std::shared_ptr<const Book> read;
  base::Micros looked = 0;                    ///< steady clock
  std::map<std::int64_t, base::Micros> used;  ///< the hour in which a key was last noted as used

  std::mutex writing;
  std::unique_ptr<sql::Connection> writer;
  std::atomic<bool> stale = false;

 private:
  Status renew();
};

/// The one of `list` that `is`; nothing where there is none.
template <class Thing, class Is>
std::optional<Thing> first_of(const std::vector<Thing>& list, const Is& is) {
  for (const Thing& thing : list) {
    if (is(thing)) return thing;
  }
  return std::nullopt;
}

/// An account that may be used.
std::optional<Account> active_account(const Book& book, std::int64_t id);

/// Fingerprints are kept as 64 lower-case digits, however people write them ("AB:CD:…").
std::string plain_fingerprint(std::string_view text);

}  // namespace noroshi::directory
