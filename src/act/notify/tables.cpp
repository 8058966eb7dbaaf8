#include "act/notify/tables.hpp"

namespace noroshi::notify {
namespace {

// An event's outcome is empty while it waits; its body lies apart, so that handling it does not
// write it again.  A case is open unless it is closed or its device
// has changed (Course::open); only one open case may have a key.  SQLite uses a partial index only
// where a question repeats its condition word for word.
constexpr sql::Step kSteps[] = {{.title = "events, cases, notices", .both = R"(
CREATE TABLE notify_value (name TEXT PRIMARY KEY, number BIGINT NOT NULL, text TEXT NOT NULL);
CREATE TABLE notify_event (
  number BIGINT PRIMARY KEY, hash BYTEA NOT NULL UNIQUE, chain BYTEA NOT NULL,
  taken BIGINT NOT NULL, form TEXT NOT NULL, address TEXT NOT NULL, family TEXT NOT NULL,
  first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL, clearance BIGINT NOT NULL,
  octets BIGINT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, handled BIGINT NOT NULL,
  case_id TEXT NOT NULL, operator TEXT NOT NULL, batch BIGINT NOT NULL);
CREATE TABLE notify_body (number BIGINT PRIMARY KEY, body TEXT NOT NULL);
CREATE INDEX notify_event_queue ON notify_event (number) WHERE outcome = '';
CREATE INDEX notify_event_outbox ON notify_event (operator, batch, number) WHERE operator <> '';
CREATE INDEX notify_event_case ON notify_event (case_id) WHERE case_id <> '';
CREATE TABLE notify_seal (
  number BIGINT PRIMARY KEY, chain BYTEA NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL,
  token BYTEA NOT NULL);
CREATE TABLE notify_case (
  id TEXT PRIMARY KEY, state TEXT NOT NULL, line TEXT NOT NULL, device TEXT NOT NULL,
  address TEXT NOT NULL, family TEXT NOT NULL, how TEXT NOT NULL, operator TEXT NOT NULL,
  opened BIGINT NOT NULL, first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL,
  notified BIGINT NOT NULL, last_notice BIGINT NOT NULL, round_began BIGINT NOT NULL,
  cleared BIGINT NOT NULL, ended BIGINT NOT NULL, arm TEXT NOT NULL, round BIGINT NOT NULL,
  step BIGINT NOT NULL, notices BIGINT NOT NULL, events BIGINT NOT NULL, revision BIGINT NOT NULL,
  pushed BIGINT NOT NULL, token TEXT NOT NULL);
CREATE UNIQUE INDEX notify_case_line ON notify_case (line, family, device)
  WHERE line <> '' AND state NOT IN ('closed', 'device-changed');
CREATE UNIQUE INDEX notify_case_address ON notify_case (address, family)
  WHERE line = '' AND state NOT IN ('closed', 'device-changed');
CREATE INDEX notify_case_of_line ON notify_case (line, family) WHERE line <> '';
CREATE INDEX notify_case_silence ON notify_case (state, last_seen);
CREATE INDEX notify_case_push ON notify_case (revision) WHERE revision > pushed;
CREATE TABLE notify_history (
  case_id TEXT NOT NULL, revision BIGINT NOT NULL, at BIGINT NOT NULL, cause TEXT NOT NULL,
  from_state TEXT NOT NULL, to_state TEXT NOT NULL, channel TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (case_id, revision));
CREATE TABLE notify_notice (
  case_id TEXT NOT NULL, number BIGINT NOT NULL, channel TEXT NOT NULL, status TEXT NOT NULL,
  round BIGINT NOT NULL, step BIGINT NOT NULL, attempts BIGINT NOT NULL, next_try BIGINT NOT NULL,
  intended BIGINT NOT NULL, done BIGINT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (case_id, number, channel));
CREATE INDEX notify_notice_waiting ON notify_notice (next_try)
  WHERE status IN ('intended', 'later');
CREATE TABLE notify_optout (
  line TEXT NOT NULL, device TEXT NOT NULL, since BIGINT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (line, device));
CREATE TABLE notify_tally (
  stage TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, count BIGINT NOT NULL,
  PRIMARY KEY (stage, outcome, reason));
)"},
                                {.title = "packed bodies",
                                 .sqlite = "UPDATE notify_body SET body = CAST(body AS BLOB);",
                                 .postgres = "ALTER TABLE notify_body ALTER COLUMN body TYPE BYTEA"
                                             " USING convert_to(body, 'UTF8');"}};

}  // namespace

std::span<const sql::Step> steps() { return kSteps; }

}  // namespace noroshi::notify
