// Archive::open, use_warning_lists, known, health and check.
#include <array>
#include <fmt/format.h>
#include <random>

#include "intel/archive/schema.hpp"
#include "intel/archive/state.hpp"
#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

/// Something that must not be found: a statement that counts it, and what to say.
struct Question {
  std::string_view count;
  std::string_view complaint;  ///< "{}" is the number
};

constexpr std::array kQuestions = {
    Question{"SELECT COUNT(*) FROM revisions r LEFT JOIN texts t ON t.revision = r.sequence"
             " WHERE t.revision IS NULL",
             "{} revisions have no text"},
    Question{"SELECT COUNT(*) FROM revisions r LEFT JOIN objects o ON o.number = r.object"
             " WHERE o.number IS NULL OR o.revised = 0",
             "{} revisions belong to no object"},
    Question{"SELECT COUNT(*) FROM revisions r LEFT JOIN assertions a ON a.number = r.sole"
             " WHERE r.sole <> 0 AND (a.number IS NULL OR a.revision <> r.sequence)",
             "{} revisions name an assertion that is not theirs"},
    Question{"SELECT COUNT(*) FROM revisions r WHERE r.sole = 0 AND"
             " (SELECT COUNT(*) FROM assertions a WHERE a.revision = r.sequence) < 2",
             "{} revisions say that they have several assertions, and have not"},
    Question{"SELECT COUNT(*) FROM assertions a LEFT JOIN revisions r ON r.sequence = a.revision"
             " WHERE r.sequence IS NULL",
             "{} assertions belong to no revision"},
    Question{"SELECT COUNT(*) FROM assertions a LEFT JOIN labels l ON l.number = a.label"
             " WHERE l.number IS NULL",
             "{} assertions have no label"},
    Question{"SELECT COUNT(*) FROM assertions a LEFT JOIN shared_texts s ON s.assertion = a.number"
             " WHERE a.shared <> 0 AND s.assertion IS NULL",
             "{} assertions have lost the text that others are to see"},
    Question{"SELECT COUNT(*) FROM value_of v LEFT JOIN revisions r ON r.sequence = v.revision"
             " WHERE r.sequence IS NULL",
             "{} entries of the index of values lead nowhere"},
    Question{"SELECT COUNT(*) FROM observed o WHERE o.degree <"
             " (SELECT COUNT(*) FROM value_of v WHERE v.value = o.number)",
             "{} values are counted too low"},
    Question{"SELECT COUNT(*) FROM counters c WHERE c.sequence <"
             " (SELECT COALESCE(MAX(sequence), 0) FROM revisions) OR c.assertion <"
             " (SELECT COALESCE(MAX(number), 0) FROM assertions) OR c.object <"
             " (SELECT COALESCE(MAX(number), 0) FROM objects) OR c.value <"
             " (SELECT COALESCE(MAX(number), 0) FROM observed) OR c.event <"
             " (SELECT COALESCE(MAX(number), 0) FROM events)",
             "{} counters stand below what is there"},
};

std::string random_secret() {
  std::random_device device;
  std::string secret;
  for (int i = 0; i < 8; ++i) secret += fmt::format("{:08x}", device());
  return secret;
}

/// Made once with the base: pseudonyms stay the same from one start to the next.
Result<std::string> secret_of(Parts& parts) {
  constexpr std::string_view kAsked = "SELECT value FROM settings WHERE name = 'secret'";
  if (auto kept = NOROSHI_TRY(text(*parts.writer, kAsked))) return std::move(*kept);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*parts.writer));
  const std::string made = random_secret();
  const sql::Value row[] = {std::string_view(made)};
  NOROSHI_CHECK(
      parts.writer->run("INSERT INTO settings (name, value) VALUES ('secret', $1)"
                        " ON CONFLICT DO NOTHING",
                        row));
  // Another hub may have been quicker.
  auto kept = NOROSHI_TRY(text(*parts.writer, kAsked));
  NOROSHI_CHECK(transaction.commit());
  return kept.value_or(made);
}

Result<std::uint64_t> counted(sql::Connection& connection, std::string_view statement) {
  const auto answer = NOROSHI_TRY(number(connection, statement));
  return static_cast<std::uint64_t>(answer.value_or(0));
}

Result<std::uint64_t> octets(sql::Connection& connection) {
  if (connection.dialect() == sql::Dialect::Postgres) {
    return counted(connection, "SELECT pg_database_size(current_database())");
  }
  return counted(connection,
                 "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
}

Result<bool> is_known(sql::Connection& connection, const stix::Object& object) {
  const auto number_of_it = NOROSHI_TRY(object_number(connection, object.id));
  if (!number_of_it) return false;
  const auto version = object.modified ? object.modified : object.created;
  const sql::Value parameters[] = {*number_of_it, version.value_or(0)};
  const auto found = NOROSHI_TRY(
      number(connection,
             version ? "SELECT sequence FROM revisions WHERE object = $1 AND version = $2 LIMIT 1"
                     : "SELECT sequence FROM revisions WHERE object = $1 AND version >= $2 LIMIT 1",
             parameters));
  return found.has_value();
}

}  // namespace

Archive::Archive(std::unique_ptr<State> state) : state_(std::move(state)) {}
Archive::~Archive() = default;

Result<std::unique_ptr<Archive>> Archive::open(sql::Database& database, Options options) {
  auto state = std::make_unique<State>(database, std::move(options));
  state->writer = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*state->writer, kPart, steps()));
  state->secret = NOROSHI_TRY(secret_of(*state));
  return std::unique_ptr<Archive>(new Archive(std::move(state)));
}

void Archive::use_warning_lists(std::shared_ptr<const std::vector<feeds::WarningList>> lists) {
  const std::lock_guard lock(state_->lists_mutex);
  state_->lists = std::move(lists);
}

Result<std::vector<bool>> Archive::known(std::span<const stix::Object> objects) {
  const auto connection = NOROSHI_TRY(state_->readers.borrow());
  std::vector<bool> answers;
  answers.reserve(objects.size());
  for (const stix::Object& object : objects) {
    answers.push_back(NOROSHI_TRY(is_known(*connection, object)));
  }
  return answers;
}

Result<Archive::Health> Archive::health() {
  const auto connection = NOROSHI_TRY(state_->readers.borrow());
  Health health;
  health.objects =
      NOROSHI_TRY(counted(*connection, "SELECT COUNT(*) FROM objects WHERE revised > 0"));
  health.revisions = NOROSHI_TRY(counted(*connection, "SELECT COUNT(*) FROM revisions"));
  health.assertions = NOROSHI_TRY(counted(*connection, "SELECT COUNT(*) FROM assertions"));
  health.values = NOROSHI_TRY(counted(*connection, "SELECT COUNT(*) FROM observed"));
  health.waiting =
      NOROSHI_TRY(counted(*connection, "SELECT COUNT(*) FROM assertions WHERE state = 0"));
  health.octets = NOROSHI_TRY(octets(*connection));
  return health;
}

Result<std::vector<std::string>> Archive::check(const std::function<bool()>& go_on) {
  const auto connection = NOROSHI_TRY(state_->readers.borrow());
  std::vector<std::string> complaints;
  const auto ended = [&] { return go_on && !go_on(); };
  const Error unfinished{Errc::Limit, "the archive was not looked through to its end"};
  for (const Question& question : kQuestions) {
    if (ended()) break;
    const auto bad = NOROSHI_TRY(counted(*connection, question.count));
    if (bad > 0) complaints.push_back(fmt::format(fmt::runtime(question.complaint), bad));
  }
  if (ended())
    return complaints.empty() ? Result<std::vector<std::string>>(unfinished) : complaints;
  if (connection->dialect() == sql::Dialect::Postgres) return complaints;
  const auto rows = NOROSHI_TRY(connection->ask("SELECT * FROM pragma_integrity_check(20)"));
  while (NOROSHI_TRY(rows->next())) {
    if (rows->text(0) != "ok") complaints.push_back(fmt::format("SQLite: {}", rows->text(0)));
  }
  return complaints;
}

}  // namespace noroshi::archive
