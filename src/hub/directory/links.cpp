// One-time links: a secret that signs its account in, once.
//
// What must stay true: of two hubs on one base that are shown the same link at the same moment, one
// lets it in.  The base decides that, by which of them deletes the row; and the base is asked
// whether the account is active, not the book, which may be a moment old.
#include <optional>
#include <string>

#include "hub/directory/rows.hpp"
#include "hub/directory/secret.hpp"
#include "hub/directory/state.hpp"

namespace noroshi::directory {
namespace {

using sql::Value;

constexpr base::Micros kShortest = base::kMinute;
constexpr base::Micros kLongest = 7 * base::kDay;

}  // namespace

Result<std::string> Directory::make_link(std::int64_t account, base::Micros lifetime) {
  if (lifetime < kShortest || lifetime > kLongest) {
    return Error{Errc::InvalidUsage, "a link lives between one minute and seven days"};
  }
  const std::string secret = random_secret();
  const std::string digest = digest_of(secret);
  const base::Micros now = state_->clock();
  const auto keep = [&](sql::Connection& connection) -> Status {
    const Value over[] = {now};
    NOROSHI_CHECK(connection.run("DELETE FROM directory_link WHERE expires <= $1", over));
    NOROSHI_CHECK(check_account_there(connection, account));
    const Value id[] = {account};
    const auto active = NOROSHI_TRY(
        first_number(connection, "SELECT active FROM directory_account WHERE id = $1", id));
    if (active != 1) {
      return Error{Errc::InvalidUsage, "the account is switched off: a link would open nothing"};
    }
    const Value row[] = {sql::Octets{digest}, account, now + lifetime};
    NOROSHI_CHECK(connection.run("INSERT INTO directory_link VALUES ($1, $2, $3)", row));
    return {};
  };
  NOROSHI_CHECK(state_->write(keep));
  return secret;
}

Result<std::optional<Account>> Directory::take_link(std::string_view secret) {
  const std::string digest = digest_of(secret);
  std::int64_t owner = 0;  // accounts are numbered from 1
  const auto take = [&](sql::Connection& connection) -> Status {
    const Value alive[] = {sql::Octets{digest}, state_->clock()};
    const auto found =
        NOROSHI_TRY(first_number(connection,
                                 "SELECT a.id FROM directory_link l"
                                 " JOIN directory_account a ON a.id = l.account"
                                 " WHERE l.hash = $1 AND l.expires > $2 AND a.active = 1",
                                 alive));
    if (!found) return {};
    const Value hash[] = {sql::Octets{digest}};
    const auto taken =
        NOROSHI_TRY(connection.run("DELETE FROM directory_link WHERE hash = $1", hash));
    if (taken == 1) owner = *found;
    return {};
  };
  NOROSHI_CHECK(state_->write(take));
  if (owner == 0) return std::optional<Account>();
  return active_account(*state_->book(), owner);
}

}  // namespace noroshi::directory
