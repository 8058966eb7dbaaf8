#include "intel/archive/schema.hpp"

#include <array>
#include <string>

namespace noroshi::archive {
namespace {

// NUMBER stands for the type of a table's own number.  SQLite knows the number of a row by itself
// only where it is declared INTEGER; PostgreSQL's INTEGER has 32 bits.
//
// Numbers come from `counters`, not from the engine: they never come twice, even after a deletion,
// and one row of it is rewritten for each transaction.
constexpr std::string_view kTables = R"(
CREATE TABLE counters (
  sequence BIGINT NOT NULL, assertion BIGINT NOT NULL, object BIGINT NOT NULL,
  value BIGINT NOT NULL, event BIGINT NOT NULL);
INSERT INTO counters VALUES (0, 0, 0, 0, 0);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE labels (number NUMBER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE sources (number NUMBER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE texts (revision NUMBER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE shared_texts (assertion NUMBER PRIMARY KEY, text TEXT NOT NULL);

CREATE TABLE revisions (
  sequence NUMBER PRIMARY KEY,
  collection BIGINT NOT NULL,
  object BIGINT NOT NULL,
  added BIGINT NOT NULL,
  version BIGINT NOT NULL,
  several BIGINT NOT NULL,
  sole BIGINT NOT NULL,
  digest BIGINT NOT NULL,
  confidence BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  decay BIGINT NOT NULL,
  valid_until BIGINT,
  type TEXT NOT NULL,
  spec TEXT NOT NULL,
  version_text TEXT NOT NULL);
CREATE UNIQUE INDEX revisions_in_order ON revisions (collection, sequence);
CREATE INDEX revisions_by_type ON revisions (collection, type, sequence);
CREATE INDEX revisions_of_object ON revisions (object, version, sequence);
CREATE INDEX revisions_by_digest ON revisions (object, digest);

CREATE TABLE assertions (
  number NUMBER PRIMARY KEY,
  revision BIGINT NOT NULL,
  source BIGINT NOT NULL,
  label BIGINT NOT NULL,
  state BIGINT NOT NULL,
  received BIGINT NOT NULL,
  reliability BIGINT NOT NULL,
  credibility BIGINT NOT NULL,
  shared BIGINT NOT NULL,
  expires BIGINT);
CREATE INDEX assertions_of_revision ON assertions (revision);
CREATE INDEX assertions_held ON assertions (revision) WHERE state = 0;
CREATE INDEX assertions_expiring ON assertions (expires) WHERE expires IS NOT NULL AND state < 2;

CREATE TABLE sightings (
  object BIGINT NOT NULL, at BIGINT NOT NULL, revision BIGINT NOT NULL,
  PRIMARY KEY (object, at, revision));

CREATE TABLE events (
  number NUMBER PRIMARY KEY,
  at BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  collection BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  object BIGINT NOT NULL,
  assertion BIGINT NOT NULL,
  label BIGINT NOT NULL)
)";

// Pairs are their own index: no second tree beside it.  The words' own copy is left out
// (content=''), and so are the sizes that ranking would need: the newest comes first here.
constexpr std::string_view kSqlite = R"(
CREATE TABLE objects (
  number NUMBER PRIMARY KEY, revised BIGINT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL UNIQUE);
CREATE TABLE observed (
  number NUMBER PRIMARY KEY, degree BIGINT NOT NULL, value TEXT NOT NULL UNIQUE);
CREATE TABLE value_of (
  value BIGINT NOT NULL, revision BIGINT NOT NULL, PRIMARY KEY (value, revision)) WITHOUT ROWID;
CREATE TABLE references_to (
  target BIGINT NOT NULL, revision BIGINT NOT NULL, PRIMARY KEY (target, revision)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (text, content='', columnsize=0, tokenize='ascii')
)";

// Ids are sorted by octets on both engines, whatever the language of the base.
constexpr std::string_view kPostgres = R"(
CREATE TABLE objects (
  number NUMBER PRIMARY KEY, revised BIGINT NOT NULL, type TEXT NOT NULL,
  id TEXT COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE observed (
  number NUMBER PRIMARY KEY, degree BIGINT NOT NULL, value TEXT COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE value_of (
  value BIGINT NOT NULL, revision BIGINT NOT NULL, PRIMARY KEY (value, revision));
CREATE TABLE references_to (
  target BIGINT NOT NULL, revision BIGINT NOT NULL, PRIMARY KEY (target, revision));
CREATE TABLE words (revision NUMBER PRIMARY KEY, text TSVECTOR NOT NULL);
CREATE INDEX words_found ON words USING gin (text)
)";

std::string with_number(std::string_view tables, std::string_view type) {
  constexpr std::string_view kNumber = " NUMBER ";
  std::string text(tables);
  for (auto at = text.find(kNumber); at != std::string::npos; at = text.find(kNumber, at)) {
    text.replace(at + 1, kNumber.size() - 2, type);
  }
  return text;
}

}  // namespace

std::span<const sql::Step> steps() {
  static const std::string kSqlite1 =
      with_number(kTables, "INTEGER") + ";" + with_number(kSqlite, "INTEGER");
  static const std::string kPostgres1 =
      with_number(kTables, "BIGINT") + ";" + with_number(kPostgres, "BIGINT");
  static const std::array kSteps = {
      sql::Step{.title = "objects, revisions, assertions, values, words and events",
                .both = {},
                .sqlite = kSqlite1,
                .postgres = kPostgres1},
      sql::Step{.title = "what an organisation contributed, newest first",
                .both = "CREATE INDEX assertions_by_label ON assertions (label, number)"},
      sql::Step{.title = "what became of an object's contributions",
                .both = "CREATE INDEX events_after_arrival ON events (object) WHERE kind <> 0"},
  };
  return kSteps;
}

}  // namespace noroshi::archive
