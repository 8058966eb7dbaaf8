#include "hub/seals/book.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

#include "base/hex.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::seals {
namespace {

using sql::Value;

constexpr std::array kSteps{
    sql::Step{.title = "requests for seals, and their uses",
              .both =
                  "CREATE TABLE seal_request (handle TEXT PRIMARY KEY, credential TEXT NOT NULL,"
                  " account TEXT NOT NULL, digest TEXT NOT NULL, hashes TEXT NOT NULL,"
                  " count BIGINT NOT NULL, signed BIGINT NOT NULL, description TEXT NOT NULL,"
                  " state BIGINT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL,"
                  " approvals TEXT NOT NULL, grant_hash TEXT NOT NULL);"
                  "CREATE INDEX seal_request_grant ON seal_request (grant_hash);"
                  "CREATE INDEX seal_request_waiting ON seal_request (state, created);"
                  "CREATE TABLE seal_use (number BIGINT PRIMARY KEY, at BIGINT NOT NULL,"
                  " credential TEXT NOT NULL, account TEXT NOT NULL, handle TEXT NOT NULL,"
                  " peer TEXT NOT NULL, signatures BIGINT NOT NULL, hashes TEXT NOT NULL,"
                  " approvals TEXT NOT NULL)"},
    // 0: of before this step, until the owner of the key is asked (Book::adopt).
    sql::Step{
        .title = "whose key it was",
        .both = "ALTER TABLE seal_request ADD COLUMN organisation BIGINT NOT NULL DEFAULT 0;"
                "ALTER TABLE seal_use ADD COLUMN organisation BIGINT NOT NULL DEFAULT 0;"
                "DROP INDEX seal_request_waiting;"
                "CREATE INDEX seal_request_waiting ON seal_request (organisation, state, created);"
                "CREATE INDEX seal_request_ends ON seal_request (expires);"
                "CREATE INDEX seal_use_owner ON seal_use (organisation, number);"
                "CREATE INDEX seal_use_handle ON seal_use (handle);"
                "CREATE INDEX seal_use_at ON seal_use (at)"}};

constexpr std::string_view kColumns =
    "handle, credential, account, digest, hashes, count, signed, description, state, created,"
    " expires, approvals, grant_hash, organisation";

// Neither Base 64 nor a name of an account holds a line feed.
std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(word).push_back('\n');
  return text;
}

std::vector<std::string> parted(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = text.find('\n');
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return words;
}

Request request_at(const sql::Cursor& row) {
  const auto text = [&](int column) { return std::string(row.text(column)); };
  return {.handle = text(0),
          .credential = text(1),
          .organisation = row.integer(13),
          .account = text(2),
          .digest = text(3),
          .hashes = parted(row.text(4)),
          .count = row.integer(5),
          .made = row.integer(6),
          .description = text(7),
          .state = static_cast<State>(std::clamp<std::int64_t>(row.integer(8), 0, 2)),
          .created = row.integer(9),
          .expires = row.integer(10),
          .approvals = parted(row.text(11)),
          .fetched = !row.text(12).empty()};
}

std::string hash_of(const std::vector<std::string>& hashes) {
  pki::Hasher hasher(pki::Digest::Sha256);
  for (const std::string& hash : hashes)
    hasher.add(der::view_of(fmt::format("{}:{}", hash.size(), hash)));
  return base::to_hex(hasher.finish());
}

Error gone() { return Error{Errc::NotFound, "there is no such request"}; }

Status must_wait(const Request& request, base::Micros now) {
  if (request.state != State::Waiting || request.expires <= now) {
    return Error{Errc::InvalidUsage, "the request does not wait for anybody (any more)"};
  }
  return {};
}

}  // namespace

std::span<const sql::Step> seal_steps() { return kSteps; }

std::string_view to_string(State state) {
  constexpr std::array<std::string_view, 3> kNames{"waiting", "granted", "refused"};
  return kNames.at(static_cast<std::size_t>(state));
}

Result<std::unique_ptr<Book>> Book::open(sql::Database& database) {
  auto connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*connection, "seals", seal_steps()));
  return std::unique_ptr<Book>(new Book(std::move(connection)));
}

Status Book::add(const Request& request) {
  const std::lock_guard lock(mutex_);
  const std::string hashes = joined(request.hashes);
  const std::string approvals = joined(request.approvals);
  const std::array<Value, 13> row{std::string_view(request.handle),
                                  std::string_view(request.credential),
                                  std::string_view(request.account),
                                  std::string_view(request.digest),
                                  std::string_view(hashes),
                                  request.count,
                                  request.made,
                                  std::string_view(request.description),
                                  static_cast<std::int64_t>(request.state),
                                  request.created,
                                  request.expires,
                                  std::string_view(approvals),
                                  request.organisation};
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  NOROSHI_CHECK(connection_->run(
      fmt::format("INSERT INTO seal_request ({}) VALUES ($1, $2, $3, $4, $5, $6, $7,"
                  " $8, $9, $10, $11, $12, '', $13)",
                  kColumns),
      row));
  return transaction.commit();
}

Result<std::optional<Request>> Book::one(std::string_view where, std::string_view value) {
  const std::array<Value, 1> wanted{value};
  const auto rows = NOROSHI_TRY(connection_->ask(
      fmt::format("SELECT {} FROM seal_request WHERE {} = $1", kColumns, where), wanted));
  if (!NOROSHI_TRY(rows->next())) return std::optional<Request>();
  return std::optional(request_at(*rows));
}

Status Book::save(const Request& request) {
  const std::string hashes = joined(request.hashes);
  const std::string approvals = joined(request.approvals);
  const std::array<Value, 6> row{std::string_view(hashes),
                                 request.made,
                                 static_cast<std::int64_t>(request.state),
                                 request.expires,
                                 std::string_view(approvals),
                                 std::string_view(request.handle)};
  NOROSHI_CHECK(
      connection_->run("UPDATE seal_request SET hashes = $1, signed = $2, state = $3, expires = $4,"
                       " approvals = $5 WHERE handle = $6",
                       row));
  return {};
}

Result<std::optional<Request>> Book::find(std::string_view handle) {
  const std::lock_guard lock(mutex_);
  return one("handle", handle);
}

Result<std::optional<Request>> Book::find_grant(std::string_view grant_hash) {
  const std::lock_guard lock(mutex_);
  return one("grant_hash", grant_hash);
}

Status Book::adopt(std::string_view credential, std::int64_t organisation) {
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  const std::array<Value, 2> row{organisation, credential};
  for (const char* table : {"seal_request", "seal_use"}) {
    NOROSHI_CHECK(connection_->run(
        fmt::format("UPDATE {} SET organisation = $1 WHERE organisation = 0 AND credential = $2",
                    table),
        row));
  }
  return transaction.commit();
}

Result<std::vector<Request>> Book::waiting(std::int64_t organisation, base::Micros now) {
  const std::lock_guard lock(mutex_);
  const std::array<Value, 3> wanted{organisation, static_cast<std::int64_t>(State::Waiting), now};
  const auto rows =
      NOROSHI_TRY(connection_->ask(fmt::format("SELECT {} FROM seal_request WHERE organisation = $1"
                                               " AND state = $2 AND expires > $3 ORDER BY created",
                                               kColumns),
                                   wanted));
  std::vector<Request> found;
  while (NOROSHI_TRY(rows->next())) found.push_back(request_at(*rows));
  return found;
}

Result<Request> Book::approve(std::string_view handle, std::string_view account,
                              std::int64_t quorum, base::Micros now, base::Micros expires) {
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  auto request = NOROSHI_TRY(one("handle", handle));
  if (!request) return gone();
  NOROSHI_CHECK(must_wait(*request, now));
  auto& given = request->approvals;
  if (std::find(given.begin(), given.end(), account) != given.end()) {
    return Error{Errc::InvalidUsage, "this account approved already: another one is needed"};
  }
  given.emplace_back(account);
  if (static_cast<std::int64_t>(given.size()) >= quorum) {
    request->state = State::Granted;
    request->expires = expires;
  }
  NOROSHI_CHECK(save(*request));
  NOROSHI_CHECK(transaction.commit());
  return *std::move(request);
}

Status Book::refuse(std::string_view handle, base::Micros now) {
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  auto request = NOROSHI_TRY(one("handle", handle));
  if (!request) return gone();
  NOROSHI_CHECK(must_wait(*request, now));
  request->state = State::Refused;
  NOROSHI_CHECK(save(*request));
  return transaction.commit();
}

Status Book::set_grant(std::string_view handle, std::string_view grant_hash, base::Micros expires) {
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  const std::array<Value, 3> row{grant_hash, expires, handle};
  NOROSHI_CHECK(connection_->run(
      "UPDATE seal_request SET grant_hash = $1, expires = $2 WHERE handle = $3", row));
  return transaction.commit();
}

Status Book::bind(std::string_view handle, std::string_view grant_hash,
                  const std::vector<std::string>& hashes) {
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  auto request = NOROSHI_TRY(one("handle", handle));
  if (!request) return gone();
  const auto left = request->count - request->made;
  request->hashes.insert(request->hashes.end(), hashes.begin(), hashes.end());
  if (static_cast<std::int64_t>(request->hashes.size()) > left) {
    return Error{Errc::InvalidInput, "Numbers of signatures is too high"};
  }
  NOROSHI_CHECK(save(*request));
  const std::array<Value, 2> row{grant_hash, handle};
  NOROSHI_CHECK(connection_->run("UPDATE seal_request SET grant_hash = $1 WHERE handle = $2", row));
  return transaction.commit();
}

Result<Use> Book::use(std::string_view grant_hash, const std::vector<std::string>& hashes,
                      std::string_view peer, base::Micros now) {
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  auto request = NOROSHI_TRY(one("grant_hash", grant_hash));
  if (!request || request->state != State::Granted || request->expires <= now) {
    return Error{Errc::InvalidInput, "SAD expired"};
  }
  for (const std::string& hash : hashes) {
    const auto at = std::find(request->hashes.begin(), request->hashes.end(), hash);
    if (at == request->hashes.end()) {
      return Error{Errc::InvalidInput, "Hash is not authorized by the SAD"};
    }
    request->hashes.erase(at);
  }
  request->made += static_cast<std::int64_t>(hashes.size());
  NOROSHI_CHECK(save(*request));
  const Use made{.at = now,
                 .credential = request->credential,
                 .account = request->account,
                 .handle = request->handle,
                 .peer = std::string(peer),
                 .organisation = request->organisation,
                 .signatures = static_cast<std::int64_t>(hashes.size()),
                 .hashes = hash_of(hashes),
                 .approvals = request->approvals};
  NOROSHI_CHECK(write(made));
  NOROSHI_CHECK(transaction.commit());
  return made;
}

Status Book::write(const Use& use) {
  const std::string approvals = joined(use.approvals);
  const std::array<Value, 9> row{use.at,
                                 std::string_view(use.credential),
                                 std::string_view(use.account),
                                 std::string_view(use.handle),
                                 std::string_view(use.peer),
                                 use.signatures,
                                 std::string_view(use.hashes),
                                 std::string_view(approvals),
                                 use.organisation};
  NOROSHI_CHECK(connection_->run(
      "INSERT INTO seal_use (number, at, credential, account, handle, peer, signatures, hashes,"
      " approvals, organisation) SELECT COALESCE(MAX(number), 0) + 1, CAST($1 AS BIGINT), $2, $3,"
      " $4, $5, CAST($6 AS BIGINT), $7, $8, CAST($9 AS BIGINT) FROM seal_use",
      row));
  return {};
}

Status Book::note(const Use& use) {
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  NOROSHI_CHECK(write(use));
  return transaction.commit();
}

Result<std::vector<Use>> Book::uses(std::int64_t organisation, std::int64_t before,
                                    std::size_t limit) {
  const std::lock_guard lock(mutex_);
  if (before <= 0) before = std::numeric_limits<std::int64_t>::max();
  const std::array<Value, 3> wanted{organisation, before, static_cast<std::int64_t>(limit)};
  const auto rows = NOROSHI_TRY(connection_->ask(
      "SELECT number, at, credential, account, handle, peer, signatures, hashes, approvals"
      " FROM seal_use WHERE organisation = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
      wanted));
  std::vector<Use> found;
  while (NOROSHI_TRY(rows->next())) {
    const auto text = [&](int column) { return std::string(rows->text(column)); };
    found.push_back({.number = rows->integer(0),
                     .at = rows->integer(1),
                     .credential = text(2),
                     .account = text(3),
                     .handle = text(4),
                     .peer = text(5),
                     .organisation = organisation,
                     .signatures = rows->integer(6),
                     .hashes = text(7),
                     .approvals = parted(rows->text(8))});
  }
  return found;
}

/// The newest use stays, so that its number never comes twice.
Result<Forgotten> Book::forget(const Retention& retention, base::Micros now) {
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  Forgotten removed;
  const std::array<Value, 1> uses{now - retention.uses};
  removed.uses = NOROSHI_TRY(connection_->run(
      "DELETE FROM seal_use WHERE at < $1 AND number < (SELECT MAX(number) FROM seal_use)", uses));
  const std::array<Value, 1> requests{now - retention.requests};
  removed.requests = NOROSHI_TRY(
      connection_->run("DELETE FROM seal_request WHERE expires < $1 AND NOT EXISTS"
                       " (SELECT 1 FROM seal_use WHERE seal_use.handle = seal_request.handle)",
                       requests));
  NOROSHI_CHECK(transaction.commit());
  return removed;
}

}  // namespace noroshi::seals
