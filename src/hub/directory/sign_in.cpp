// Passwords, keys and sessions.
#include <utility>

#include "hub/directory/rows.hpp"
#include "hub/directory/secret.hpp"
#include "hub/directory/state.hpp"

namespace noroshi::directory {
namespace {

using sql::Value;

constexpr std::string_view kPrefix = "noroshi_";

Value maybe(const std::optional<base::Micros>& time) { return time ? Value{*time} : Value{}; }

}  // namespace

void Directory::State::note_use(const Key& key, base::Micros now) {
  const base::Micros hour = now - now % base::kHour;
  if (key.last_used.value_or(0) >= hour) return;
  {
    const std::lock_guard lock(reading);
    auto& noted = used[key.id];
    if (noted >= hour) return;
    noted = hour;
  }
  // Only a note: a base that cannot take it does not keep a key from working.
  (void)write([&](sql::Connection& connection) -> Status {
    const Value row[] = {key.id, hour};
    NOROSHI_CHECK(connection.run("UPDATE directory_key SET last_used = $2 WHERE id = $1", row));
    return {};
  });
}

Result<std::optional<Account>> Directory::check_password(std::string_view name,
                                                         std::string_view password) {
  const auto book = state_->book();
  const auto account =
      first_of(book->accounts, [&](const Account& one) { return one.name == name && one.active; });
  const auto hash = account ? book->passwords.find(account->id) : book->passwords.end();
  const bool fits =
      fits_password(hash == book->passwords.end() ? std::string_view() : hash->second, password);
  return fits ? account : std::nullopt;
}

Result<Key> Directory::make_key(Key key, std::string& secret) {
  if (key.name.empty()) return Error{Errc::InvalidUsage, "a key needs a name"};
  if (bits_of(key.scopes) == 0) {
    return Error{Errc::InvalidUsage, "a key without a scope opens nothing: read, write or operate"};
  }
  key.created = state_->clock();
  key.last_used.reset();
  if (key.expires && *key.expires <= key.created) {
    return Error{Errc::InvalidUsage, "the key would have run out before its first use"};
  }
  const std::string made = std::string(kPrefix) + random_secret();
  const std::string digest = digest_of(made);
  const auto keep = [&](sql::Connection& connection) -> Status {
    key.id = NOROSHI_TRY(next_number(connection, "key"));
    NOROSHI_CHECK(check_account_there(connection, key.account));
    const Value row[] = {key.id,
                         std::string_view(key.name),
                         key.account,
                         sql::Octets{digest},
                         bits_of(key.scopes),
                         key.created,
                         maybe(key.expires)};
    NOROSHI_CHECK(
        connection.run("INSERT INTO directory_key (id, name, account, hash, scopes,"
                       " created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                       row));
    return {};
  };
  NOROSHI_CHECK(state_->change(keep));
  secret = made;
  return key;
}

std::vector<Key> Directory::keys(std::int64_t account) {
  return state_->ask([&](sql::Connection& connection) { return read_keys(connection, account); })
      .value_or(std::vector<Key>());
}

Status Directory::revoke_key(std::int64_t key) {
  return state_->change([&](sql::Connection& connection) -> Status {
    const Value id[] = {key};
    return run_on_one(connection, "DELETE FROM directory_key WHERE id = $1", id, "key");
  });
}

std::optional<Directory::Keyholder> Directory::check_key(std::string_view secret) {
  if (!secret.starts_with(kPrefix)) return std::nullopt;
  const auto book = state_->book();
  const auto found = book->keys.find(digest_of(secret));
  if (found == book->keys.end()) return std::nullopt;
  Key key = found->second;
  const base::Micros now = state_->clock();
  if (key.expires && *key.expires <= now) return std::nullopt;
  auto account = active_account(*book, key.account);
  if (!account) return std::nullopt;
  key.scopes.operate = key.scopes.operate && account->operates;
  state_->note_use(key, now);
  return Keyholder{*std::move(account), std::move(key)};
}

Result<std::string> Directory::make_session(std::int64_t account, base::Micros lifetime) {
  const std::string secret = random_secret();
  const std::string digest = digest_of(secret);
  const base::Micros now = state_->clock();
  const auto keep = [&](sql::Connection& connection) -> Status {
    const Value over[] = {now};
    NOROSHI_CHECK(connection.run("DELETE FROM directory_session WHERE expires <= $1", over));
    NOROSHI_CHECK(check_account_there(connection, account));
    const Value row[] = {sql::Octets{digest}, account, now + lifetime};
    NOROSHI_CHECK(connection.run("INSERT INTO directory_session VALUES ($1, $2, $3)", row));
    return {};
  };
  NOROSHI_CHECK(state_->write(keep));
  return secret;
}

std::optional<Account> Directory::check_session(std::string_view secret) {
  const std::string digest = digest_of(secret);
  const Value parameters[] = {sql::Octets{digest}, state_->clock()};
  // Asked of the base each time: a session may begin and end on another hub.
  const auto account = state_->ask([&](sql::Connection& connection) {
    return first_number(connection,
                        "SELECT account FROM directory_session WHERE hash = $1 AND expires > $2",
                        parameters);
  });
  if (!account || !*account) return std::nullopt;
  return active_account(*state_->book(), **account);
}

Status Directory::end_session(std::string_view secret) {
  const std::string digest = digest_of(secret);
  return state_->write([&](sql::Connection& connection) -> Status {
    const Value hash[] = {sql::Octets{digest}};
    NOROSHI_CHECK(connection.run("DELETE FROM directory_session WHERE hash = $1", hash));
    return {};
  });
}

}  // namespace noroshi::directory
