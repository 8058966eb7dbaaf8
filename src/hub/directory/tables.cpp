#include "hub/directory/tables.hpp"

#include <utility>

namespace noroshi::directory {
namespace {

// Numbers are never given twice, also not after a removal: what the archive keeps under the number
// of a collection must not come to light in a later one.
constexpr sql::Step kSteps[] = {
    {.title = "organisations, communities, accounts, keys, roots and collections", .both = R"(
CREATE TABLE directory_number (name TEXT PRIMARY KEY, last BIGINT NOT NULL);
INSERT INTO directory_number VALUES
  ('revision', 0), ('organisation', 0), ('community', 0), ('account', 0), ('key', 0),
  ('collection', 0);
CREATE TABLE directory_organisation (
  id BIGINT PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
  regions BIGINT NOT NULL, domains TEXT NOT NULL, reliability TEXT NOT NULL);
CREATE TABLE directory_community (
  id BIGINT PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL);
CREATE TABLE directory_account (
  id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  organisation BIGINT NOT NULL REFERENCES directory_organisation (id),
  kind BIGINT NOT NULL, operates BIGINT NOT NULL, active BIGINT NOT NULL,
  certificate TEXT UNIQUE, subject TEXT UNIQUE, password TEXT NOT NULL);
CREATE TABLE directory_membership (
  account BIGINT NOT NULL REFERENCES directory_account (id) ON DELETE CASCADE,
  community BIGINT NOT NULL REFERENCES directory_community (id),
  role BIGINT NOT NULL, PRIMARY KEY (account, community));
CREATE TABLE directory_key (
  id BIGINT PRIMARY KEY, name TEXT NOT NULL,
  account BIGINT NOT NULL REFERENCES directory_account (id) ON DELETE CASCADE,
  hash BYTEA NOT NULL UNIQUE, scopes BIGINT NOT NULL,
  created BIGINT NOT NULL, expires BIGINT, last_used BIGINT);
CREATE TABLE directory_session (
  hash BYTEA PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES directory_account (id) ON DELETE CASCADE,
  expires BIGINT NOT NULL);
CREATE TABLE directory_root (
  path TEXT PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL,
  max_content_length BIGINT NOT NULL, is_default BIGINT NOT NULL);
CREATE TABLE directory_collection (
  id BIGINT PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
  root TEXT NOT NULL REFERENCES directory_root (path),
  title TEXT NOT NULL, description TEXT NOT NULL, alias TEXT,
  community BIGINT REFERENCES directory_community (id),
  owner BIGINT NOT NULL REFERENCES directory_organisation (id),
  tlp BIGINT NOT NULL, hops BIGINT NOT NULL, release_rule BIGINT NOT NULL,
  anonymous BIGINT NOT NULL, readable BIGINT NOT NULL, writable BIGINT NOT NULL,
  open_access BIGINT NOT NULL, lifetime BIGINT NOT NULL, UNIQUE (root, alias));
)"},
    {.title = "one-time links for signing in", .both = R"(
CREATE TABLE directory_link (
  hash BYTEA PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES directory_account (id) ON DELETE CASCADE,
  expires BIGINT NOT NULL);
)"}};

/// Reads the columns of a row one after the other.
class Columns {
 public:
  explicit Columns(const sql::Cursor& row) : row_(row) {}

  std::int64_t number() { return row_.integer(next_++); }
  bool flag() { return number() != 0; }
  std::string text() { return std::string(row_.text(next_++)); }
  std::optional<std::int64_t> maybe() {
    const int column = next_++;
    if (row_.null(column)) return std::nullopt;
    return row_.integer(column);
  }
  template <class Kind>
  Kind kind() {
    return static_cast<Kind>(number());
  }

 private:
  const sql::Cursor& row_;
  int next_ = 0;
};

template <class Take>
Status each_row(sql::Connection& connection, std::string_view question, const Take& take,
                std::span<const sql::Value> parameters = {}) {
  const auto rows = NOROSHI_TRY(connection.ask(question, parameters));
  while (NOROSHI_TRY(rows->next())) take(Columns(*rows));
  return {};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

Status read_organisations(sql::Connection& connection, Book& book) {
  return each_row(connection,
                  "SELECT id, uuid, name, regions, domains, reliability"
                  " FROM directory_organisation ORDER BY id",
                  [&](Columns row) {
                    Organisation organisation;
                    organisation.id = row.number();
                    organisation.uuid = row.text();
                    organisation.name = row.text();
                    organisation.regions =
                        sharing::Regions(static_cast<unsigned long long>(row.number()));
                    organisation.domains = words_of(row.text());
                    organisation.reliability = row.text().front();
                    book.organisations.push_back(std::move(organisation));
                  });
}

Status read_communities(sql::Connection& connection, Book& book) {
  return each_row(connection, "SELECT id, uuid, name, title FROM directory_community ORDER BY id",
                  [&](Columns row) {
                    Community community;
                    community.id = row.number();
                    community.uuid = row.text();
                    community.name = row.text();
                    community.title = row.text();
                    book.communities.push_back(std::move(community));
                  });
}

Status read_accounts(sql::Connection& connection, Book& book) {
  std::map<std::int64_t, std::vector<sharing::Membership>> memberships;
  NOROSHI_CHECK(each_row(
      connection, "SELECT account, community, role FROM directory_membership ORDER BY community",
      [&](Columns row) {
        auto& of_account = memberships[row.number()];
        const auto community = row.number();
        of_account.push_back({.community = community, .role = row.kind<sharing::Role>()});
      }));
  return each_row(connection,
                  "SELECT id, name, organisation, kind, operates, active, certificate, subject,"
                  " password FROM directory_account ORDER BY id",
                  [&](Columns row) {
                    Account account;
                    account.id = row.number();
                    account.name = row.text();
                    account.organisation = row.number();
                    account.kind = row.kind<sharing::Kind>();
                    account.operates = row.flag();
                    account.active = row.flag();
                    account.certificate = row.text();
                    account.subject = row.text();
                    account.memberships = std::move(memberships[account.id]);
                    book.passwords[account.id] = row.text();
                    book.accounts.push_back(std::move(account));
                  });
}

constexpr std::string_view kKeyColumns =
    "SELECT id, name, account, scopes, created, expires, last_used, hash FROM directory_key";

Key key_of(Columns& row) {
  Key key;
  key.id = row.number();
  key.name = row.text();
  key.account = row.number();
  const std::int64_t bits = row.number();
  key.scopes = {.read = (bits & 1) != 0, .write = (bits & 2) != 0, .operate = (bits & 4) != 0};
  key.created = row.number();
  key.expires = row.maybe();
  key.last_used = row.maybe();
  return key;
}

Status read_all_keys(sql::Connection& connection, Book& book) {
  return each_row(connection, kKeyColumns, [&](Columns row) {
    Key key = key_of(row);
    book.keys.emplace(row.text(), std::move(key));
  });
}

Status read_roots(sql::Connection& connection, Book& book) {
  return each_row(connection,
                  "SELECT path, title, description, max_content_length, is_default"
                  " FROM directory_root ORDER BY path",
                  [&](Columns row) {
                    Root root;
                    root.path = row.text();
                    root.title = row.text();
                    root.description = row.text();
                    root.max_content_length = static_cast<std::uint64_t>(row.number());
                    root.is_default = row.flag();
                    book.roots.push_back(std::move(root));
                  });
}

Status read_collections(sql::Connection& connection, Book& book) {
  return each_row(connection,
                  "SELECT id, uuid, root, title, description, alias, community, owner, tlp, hops,"
                  " release_rule, anonymous, readable, writable, open_access, lifetime"
                  " FROM directory_collection ORDER BY uuid",
                  [&](Columns row) {
                    Collection collection;
                    collection.id = row.number();
                    collection.uuid = row.text();
                    collection.root = row.text();
                    collection.title = row.text();
                    collection.description = row.text();
                    collection.alias = row.text();
                    collection.community = row.maybe().value_or(0);
                    collection.owner = row.number();
                    collection.tlp = row.kind<sharing::Tlp>();
                    collection.hops = static_cast<std::uint8_t>(row.number());
                    collection.release = row.kind<Release>();
                    collection.anonymous = row.flag();
                    collection.readable = row.flag();
                    collection.writable = row.flag();
                    collection.open = row.flag();
                    collection.lifetime = row.number();
                    book.collections.push_back(std::move(collection));
                  });
}

}  // namespace

std::span<const sql::Step> directory_steps() { return kSteps; }

std::int64_t bits_of(const Scopes& scopes) {
  return (scopes.read ? 1 : 0) + (scopes.write ? 2 : 0) + (scopes.operate ? 4 : 0);
}

Result<std::int64_t> read_revision(sql::Connection& connection) {
  std::int64_t revision = 0;
  NOROSHI_CHECK(each_row(connection, "SELECT last FROM directory_number WHERE name = 'revision'",
                         [&](Columns row) { revision = row.number(); }));
  return revision;
}

Result<Book> read_book(sql::Connection& connection) {
  auto moment = NOROSHI_TRY(sql::Transaction::read(connection));
  Book book;
  book.revision = NOROSHI_TRY(read_revision(connection));
  NOROSHI_CHECK(read_organisations(connection, book));
  NOROSHI_CHECK(read_communities(connection, book));
  NOROSHI_CHECK(read_accounts(connection, book));
  NOROSHI_CHECK(read_all_keys(connection, book));
  NOROSHI_CHECK(read_roots(connection, book));
  NOROSHI_CHECK(read_collections(connection, book));
  NOROSHI_CHECK(moment.commit());
  return book;
}

Result<std::vector<Key>> read_keys(sql::Connection& connection, std::int64_t account) {
  std::vector<Key> keys;
  const sql::Value of[] = {account};
  NOROSHI_CHECK(each_row(
      connection, std::string(kKeyColumns) + " WHERE account = $1 ORDER BY id",
      [&](Columns row) { keys.push_back(key_of(row)); }, of));
  return keys;
}

}  // namespace noroshi::directory
