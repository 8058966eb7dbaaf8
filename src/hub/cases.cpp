#include "hub/cases.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/time.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::json;
using sql::Value;

constexpr std::size_t kMostCases = 1'000;  // in one push
constexpr std::int64_t kMostRevision = 2'147'483'647;

constexpr std::array kSteps{sql::Step{
    .title = "cases of infections, as operators tell them",
    .both = "CREATE TABLE cases_operator (operator TEXT PRIMARY KEY, organisation BIGINT NOT NULL,"
            " until BIGINT NOT NULL);"
            "CREATE TABLE cases (id TEXT PRIMARY KEY, revision BIGINT NOT NULL,"
            " organisation BIGINT NOT NULL, operator TEXT NOT NULL, family TEXT NOT NULL,"
            " state TEXT NOT NULL, channel TEXT NOT NULL, opened BIGINT NOT NULL,"
            " notified BIGINT, cleared BIGINT, ended BIGINT);"
            "CREATE INDEX cases_of ON cases (organisation, id)"}};

constexpr std::array<std::string_view, 15> kStates{
    "sealed",     "routed",  "unroutable", "accepted",       "identified",
    "ambiguous",  "unknown", "opted-out",  "unreachable",    "notified",
    "persistent", "cleared", "returned",   "device-changed", "closed"};
constexpr std::array<std::string_view, 6> kChannels{"none",   "mail",   "letter",
                                                    "portal", "garden", "other"};

bool is_id(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Letters and hyphens: no address, no number and no mail address is such a word.
bool is_family(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos;
}

bool is_operator(std::string_view text) {
  return !text.empty() && text.size() <= 128 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") ==
             std::string_view::npos;
}

template <class Words>
bool among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<std::int64_t> day_of(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto instant = base::parse_rfc3339(std::string(text) + "T00:00:00Z");
  if (!instant || *instant < 0) return std::nullopt;
  return *instant / base::kDay;
}

Error wrong(std::string_view what) {
  return {Errc::InvalidInput, fmt::format("{} (docs/formats/case.md)", what)};
}

Result<std::string> text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found != json.end() && found->is_string()) return found->get<std::string>();
  return wrong(fmt::format("{}: a text is needed", name));
}

Result<std::optional<std::int64_t>> day_in(const Json& json, const char* name) {
  if (!json.contains(name)) return std::optional<std::int64_t>();
  const auto day = day_of(NOROSHI_TRY(text_in(json, name)));
  if (!day) return wrong(fmt::format("{}: no day such as 2026-01-14", name));
  return day;
}

Status only(const Json& json, std::span<const std::string_view> names) {
  for (const auto& [name, value] : json.items()) {
    // Not even the name is repeated: it, too, might say what must not be said.
    if (!among(names, name)) return wrong("a member that a case cannot have");
  }
  return {};
}

Result<CaseRow> row_of(const Json& json, const std::string& operator_id) {
  static constexpr std::array<std::string_view, 9> kMembers{
      "id", "revision", "family", "state", "channel", "opened", "notified", "cleared", "ended"};
  if (!json.is_object()) return wrong("cases: objects are needed");
  NOROSHI_CHECK(only(json, kMembers));
  CaseRow row;
  row.operator_id = operator_id;
  row.id = NOROSHI_TRY(text_in(json, "id"));
  row.family = NOROSHI_TRY(text_in(json, "family"));
  row.state = NOROSHI_TRY(text_in(json, "state"));
  row.channel = NOROSHI_TRY(text_in(json, "channel"));
  const auto revision = json.find("revision");
  const bool counted = revision != json.end() && revision->is_number_unsigned() &&
                       revision->get<std::uint64_t>() <= kMostRevision;
  if (!is_id(row.id)) return wrong("id: 32 hexadecimal digits are needed");
  if (!counted) return wrong("revision: a whole number is needed");
  if (!is_family(row.family)) return wrong("family: letters and hyphens, 32 at most");
  if (!among(kStates, row.state)) return wrong("state: none of a case");
  if (!among(kChannels, row.channel)) return wrong("channel: none that is known");
  row.revision = revision->get<std::int64_t>();
  const auto opened = NOROSHI_TRY(day_in(json, "opened"));
  if (!opened) return wrong("opened: a day is needed");
  row.opened = *opened;
  row.notified = NOROSHI_TRY(day_in(json, "notified"));
  row.cleared = NOROSHI_TRY(day_in(json, "cleared"));
  row.ended = NOROSHI_TRY(day_in(json, "ended"));
  return row;
}

Value maybe(const std::optional<std::int64_t>& day) {
  if (!day) return std::monostate{};
  return *day;
}

std::optional<std::int64_t> day_at(const sql::Cursor& row, int column) {
  if (row.null(column)) return std::nullopt;
  return row.integer(column);
}

}  // namespace

std::span<const sql::Step> case_steps() { return kSteps; }

std::string day_text(std::int64_t day) { return base::to_rfc3339(day * base::kDay).substr(0, 10); }

Result<CasePush> case_push_from_json(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kMembers{"operator", "until", "cases"};
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return wrong("a JSON object is needed");
  NOROSHI_CHECK(only(json, kMembers));
  CasePush push;
  push.operator_id = NOROSHI_TRY(text_in(json, "operator"));
  if (!is_operator(push.operator_id)) return wrong("operator: no id of an operator");
  const auto until = NOROSHI_TRY(day_in(json, "until"));
  if (!until) return wrong("until: a day is needed");
  push.until = *until;
  const auto cases = json.find("cases");
  if (cases == json.end() || !cases->is_array()) return wrong("cases: a list is needed");
  if (cases->size() > kMostCases) {
    return Error{Errc::Limit, fmt::format("cases: {} at most in one request", kMostCases)};
  }
  for (const Json& one : *cases) {
    push.cases.push_back(NOROSHI_TRY(row_of(one, push.operator_id)));
  }
  return push;
}

struct Cases::State {
  std::mutex mutex;  // of the connection
  std::unique_ptr<sql::Connection> connection;

  /// Call with the lock, within a transaction.
  Status own(std::int64_t organisation, const CasePush& push) const {
    const Value row[] = {std::string_view(push.operator_id), organisation, push.until};
    const auto kept = NOROSHI_TRY(connection->run(
        "INSERT INTO cases_operator (operator, organisation, until) VALUES ($1, $2, $3)"
        " ON CONFLICT (operator) DO UPDATE SET until = CASE WHEN cases_operator.until > "
        "excluded.until THEN cases_operator.until ELSE excluded.until END"
        " WHERE cases_operator.organisation = excluded.organisation",
        row));
    if (kept > 0) return {};
    return Error{Errc::InvalidUsage, "this operator's id is another organisation's"};
  }

  /// What is there of a case: its revision; nothing: no such case.
  Result<std::optional<std::int64_t>> known(std::int64_t organisation, const CaseRow& one) const {
    const Value key[] = {std::string_view(one.id)};
    const auto rows =
        NOROSHI_TRY(connection->ask("SELECT organisation, revision FROM cases WHERE id = $1", key));
    if (!NOROSHI_TRY(rows->next())) return std::optional<std::int64_t>();
    if (rows->integer(0) != organisation) {
      return Error{Errc::InvalidUsage, "one of the ids is another organisation's case"};
    }
    return std::optional(rows->integer(1));
  }

  Status put(std::int64_t organisation, const CaseRow& one) const {
    const Value row[] = {std::string_view(one.id),
                         one.revision,
                         organisation,
                         std::string_view(one.operator_id),
                         std::string_view(one.family),
                         std::string_view(one.state),
                         std::string_view(one.channel),
                         one.opened,
                         maybe(one.notified),
                         maybe(one.cleared),
                         maybe(one.ended)};
    NOROSHI_TRY(connection->run(
        "INSERT INTO cases (id, revision, organisation, operator, family, state, channel, opened,"
        " notified, cleared, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CAST($9 AS BIGINT),"
        " CAST($10 AS BIGINT), CAST($11 AS BIGINT))"
        " ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, family = excluded.family,"
        " state = excluded.state, channel = excluded.channel, opened = excluded.opened,"
        " notified = excluded.notified, cleared = excluded.cleared, ended = excluded.ended",
        row));
    return {};
  }
};

Cases::Cases(std::unique_ptr<State> state) : state_(std::move(state)) {}
Cases::~Cases() = default;

Result<std::unique_ptr<Cases>> Cases::open(sql::Database& database) {
  auto state = std::make_unique<State>();
  state->connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*state->connection, "cases", case_steps()));
  return std::unique_ptr<Cases>(new Cases(std::move(state)));
}

Result<Cases::Taken> Cases::take(std::int64_t organisation, const CasePush& push) {
  const std::lock_guard lock(state_->mutex);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*state_->connection));
  NOROSHI_CHECK(state_->own(organisation, push));
  Taken taken;
  for (const CaseRow& one : push.cases) {
    const auto before = NOROSHI_TRY(state_->known(organisation, one));
    if (before && *before >= one.revision) {
      ++taken.known;
      continue;
    }
    NOROSHI_CHECK(state_->put(organisation, one));
    ++(before ? taken.changed : taken.added);
  }
  NOROSHI_CHECK(transaction.commit());
  return taken;
}

Result<std::vector<CaseRow>> Cases::all(std::int64_t organisation, std::string_view after,
                                        std::size_t limit) {
  const std::lock_guard lock(state_->mutex);
  const Value key[] = {organisation, after, static_cast<std::int64_t>(limit)};
  const auto rows = NOROSHI_TRY(state_->connection->ask(
      "SELECT id, revision, operator, family, state, channel, opened, notified, cleared, ended"
      " FROM cases WHERE organisation = $1 AND id > $2 ORDER BY id LIMIT $3",
      key));
  std::vector<CaseRow> all;
  while (NOROSHI_TRY(rows->next())) {
    all.push_back({.id = std::string(rows->text(0)),
                   .revision = rows->integer(1),
                   .operator_id = std::string(rows->text(2)),
                   .family = std::string(rows->text(3)),
                   .state = std::string(rows->text(4)),
                   .channel = std::string(rows->text(5)),
                   .opened = rows->integer(6),
                   .notified = day_at(*rows, 7),
                   .cleared = day_at(*rows, 8),
                   .ended = day_at(*rows, 9)});
  }
  return all;
}

Result<std::vector<CaseCount>> Cases::counts(std::optional<std::int64_t> organisation) {
  const std::lock_guard lock(state_->mutex);
  const Value key[] = {organisation.value_or(-1)};
  const auto rows = NOROSHI_TRY(state_->connection->ask(
      "SELECT operator, state, COUNT(*) FROM cases WHERE organisation = $1 OR $1 = -1"
      " GROUP BY operator, state ORDER BY operator, state",
      key));
  std::vector<CaseCount> all;
  while (NOROSHI_TRY(rows->next())) {
    all.push_back({.operator_id = std::string(rows->text(0)),
                   .state = std::string(rows->text(1)),
                   .cases = static_cast<std::uint64_t>(rows->integer(2))});
  }
  return all;
}

Result<std::vector<CaseTimes>> Cases::times(std::optional<std::int64_t> organisation,
                                            std::uint64_t& too_young) {
  const std::lock_guard lock(state_->mutex);
  const Value key[] = {organisation.value_or(-1)};
  const auto rows = NOROSHI_TRY(state_->connection->ask(
      "SELECT c.operator, c.family, c.channel, COALESCE(c.notified, c.opened), c.cleared, c.ended,"
      " o.until FROM cases c JOIN cases_operator o ON o.operator = c.operator"
      " WHERE c.organisation = $1 OR $1 = -1",
      key));
  std::vector<CaseTimes> all;
  too_young = 0;
  while (NOROSHI_TRY(rows->next())) {
    const std::int64_t start = rows->integer(3);
    const std::int64_t until = rows->integer(6);
    if (start > until) {
      ++too_young;
      continue;
    }
    const auto cleared = day_at(*rows, 4);
    const auto end = cleared ? *cleared : std::min(day_at(*rows, 5).value_or(until), until);
    all.push_back({.operator_id = std::string(rows->text(0)),
                   .family = std::string(rows->text(1)),
                   .channel = std::string(rows->text(2)),
                   .days = static_cast<double>(std::max<std::int64_t>(0, end - start)),
                   .cleared = cleared.has_value()});
  }
  return all;
}

}  // namespace noroshi::hub
