#include "intel/archive/sight.hpp"

#include <fmt/format.h>

#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

constexpr std::int64_t kRowsAtOnce = 64;

std::optional<base::Micros> optional_time(const sql::Cursor& cursor, int column) {
  if (cursor.null(column)) return std::nullopt;
  return cursor.integer(column);
}

Mark mark_at(const sql::Cursor& cursor, std::int64_t number, int column) {
  return {.number = number,
          .label = cursor.integer(column),
          .expires = optional_time(cursor, column + 1),
          .shared = static_cast<Shared>(cursor.integer(column + 2)),
          .reliability = static_cast<char>(cursor.integer(column + 3)),
          .credibility = static_cast<int>(cursor.integer(column + 4))};
}

}  // namespace

Row row_at(const sql::Cursor& cursor) {
  Row row;
  row.sequence = cursor.integer(0);
  row.collection = cursor.integer(1);
  row.object = cursor.integer(2);
  row.added = cursor.integer(3);
  row.version = cursor.integer(4);
  row.several = cursor.integer(5) != 0;
  row.revoked = cursor.integer(6) != 0;
  row.confidence = static_cast<int>(cursor.integer(7));
  row.decay = static_cast<int>(cursor.integer(8));
  row.valid_until = optional_time(cursor, 9);
  row.spec = cursor.text(10);
  row.sole = cursor.integer(11);
  if (row.sole != 0) row.mark = mark_at(cursor, row.sole, 12);
  return row;
}

Result<std::vector<Row>> rows(sql::Connection& connection, std::string_view statement,
                              std::span<const sql::Value> parameters) {
  std::vector<Row> all;
  const auto cursor = NOROSHI_TRY(connection.ask(statement, parameters));
  while (NOROSHI_TRY(cursor->next())) all.push_back(row_at(*cursor));
  return all;
}

Result<std::optional<Row>> row_of(sql::Connection& connection, std::int64_t sequence) {
  static const std::string kAsked = std::string(kRows) + "WHERE r.sequence = $1";
  const sql::Value key[] = {sequence};
  auto found = NOROSHI_TRY(rows(connection, kAsked, key));
  if (found.empty()) return std::optional<Row>();
  return std::optional(std::move(found.front()));
}

Result<Sight::Answer> Sight::answer(sql::Connection& connection, std::int64_t label) {
  if (const auto found = answers_.find(label); found != answers_.end()) return found->second;
  const sharing::Label* read = NOROSHI_TRY(labels_.at(connection, label));
  Answer answer;
  answer.may_see = sharing::may_see(viewer_, *read);
  answer.owner = viewer_.kind != sharing::Kind::Anonymous && read->owner != 0 &&
                 read->owner == viewer_.organisation;
  answer.live = read->state == sharing::State::Released || read->state == sharing::State::Held;
  answers_.emplace(label, answer);
  return answer;
}

Result<bool> Sight::entitled(sql::Connection& connection, std::int64_t label) {
  return NOROSHI_TRY(answer(connection, label)).may_see;
}

Result<bool> Sight::sees(sql::Connection& connection, const Mark& mark) {
  const Answer known = NOROSHI_TRY(answer(connection, mark.label));
  return known.may_see && (known.owner || lasts(mark));
}

Result<std::vector<Mark>> Sight::marks(sql::Connection& connection, const Row& row) {
  if (row.sole != 0) return std::vector<Mark>{row.mark};
  const sql::Value key[] = {row.sequence};
  const auto cursor = NOROSHI_TRY(connection.ask(
      "SELECT number, label, expires, shared, reliability, credibility FROM assertions"
      " WHERE revision = $1 ORDER BY number",
      key));
  std::vector<Mark> all;
  while (NOROSHI_TRY(cursor->next())) all.push_back(mark_at(*cursor, cursor->integer(0), 1));
  return all;
}

Result<std::optional<Seen>> Sight::of(sql::Connection& connection, const Row& row) {
  std::optional<Seen> seen;
  for (const Mark& mark : NOROSHI_TRY(marks(connection, row))) {
    if (!NOROSHI_TRY(sees(connection, mark))) continue;
    const Answer known = NOROSHI_TRY(answer(connection, mark.label));
    if (!seen) seen = Seen{.mark = mark, .original = false, .live = false};
    seen->original = seen->original || known.owner;
    seen->live = seen->live || (known.live && lasts(mark));
  }
  return seen;
}

Result<std::optional<Found>> newest(sql::Connection& connection, Sight& sight,
                                    std::int64_t object) {
  static const std::string kAsked =
      std::string(kRows) +
      "WHERE r.object = $1 ORDER BY r.version DESC, r.sequence LIMIT $2 OFFSET $3";
  for (std::int64_t at = 0;; at += kRowsAtOnce) {
    const sql::Value parameters[] = {object, kRowsAtOnce, at};
    auto some = NOROSHI_TRY(rows(connection, kAsked, parameters));
    for (Row& row : some) {
      const auto seen = NOROSHI_TRY(sight.of(connection, row));
      if (seen) return std::optional(Found{.row = std::move(row), .seen = *seen});
    }
    if (some.size() < static_cast<std::size_t>(kRowsAtOnce)) return std::optional<Found>();
  }
}

Result<std::optional<Seen>> seen_as_newest(sql::Connection& connection, Sight& sight,
                                           const Row& row) {
  auto seen = NOROSHI_TRY(sight.of(connection, row));
  if (!seen || !row.several) return seen;
  const auto first = NOROSHI_TRY(newest(connection, sight, row.object));
  if (!first || first->row.sequence != row.sequence) return std::optional<Seen>();
  return seen;
}

Result<std::string> text_of(sql::Connection& connection, std::int64_t sequence, const Seen& seen) {
  const sql::Value key[] = {seen.shared() ? seen.mark.number : sequence};
  auto found = NOROSHI_TRY(text(connection,
                                seen.shared() ? "SELECT text FROM shared_texts WHERE assertion = $1"
                                              : "SELECT text FROM texts WHERE revision = $1",
                                key));
  if (found) return std::move(*found);
  return Error{Errc::InvalidInput,
               fmt::format("revision {} has lost its text; run `noroshi hub doctor`, or restore a "
                           "backup",
                           sequence)};
}

}  // namespace noroshi::archive
