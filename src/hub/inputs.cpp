#include "hub/inputs.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <mutex>

#include "hub/fetch.hpp"
#include "hub/input_run.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {
namespace {

constexpr std::array kSteps{
    sql::Step{.title = "inputs",
              .both =
                  "CREATE TABLE inputs (name TEXT PRIMARY KEY, kind TEXT NOT NULL,"
                  " source TEXT NOT NULL, remote TEXT NOT NULL, collection TEXT NOT NULL,"
                  " every BIGINT NOT NULL, reliability TEXT NOT NULL, credibility BIGINT NOT NULL,"
                  " account TEXT NOT NULL, secret_file TEXT NOT NULL, fingerprint TEXT NOT NULL,"
                  " ca_file TEXT NOT NULL, active BIGINT NOT NULL, last_run BIGINT NOT NULL,"
                  " last_success BIGINT NOT NULL, failures BIGINT NOT NULL, taken BIGINT NOT NULL,"
                  " last_result TEXT NOT NULL, cursor_text TEXT NOT NULL)"},
    sql::Step{.title = "seals of what inputs fetch",
              .both = "ALTER TABLE inputs ADD COLUMN anchors TEXT NOT NULL DEFAULT '';"
                      "ALTER TABLE inputs ADD COLUMN tsa_anchors TEXT NOT NULL DEFAULT '';"
                      "ALTER TABLE inputs ADD COLUMN material TEXT NOT NULL DEFAULT '';"
                      "ALTER TABLE inputs ADD COLUMN sealed_by TEXT NOT NULL DEFAULT '';"
                      "ALTER TABLE inputs ADD COLUMN seal_required BIGINT NOT NULL DEFAULT 0;"
                      "ALTER TABLE inputs ADD COLUMN last_seal TEXT NOT NULL DEFAULT ''"}};

constexpr std::string_view kColumns =
    "name, kind, source, remote, collection, every, reliability, credibility, account, secret_file,"
    " fingerprint, ca_file, active, last_run, last_success, failures, taken, last_result,"
    " cursor_text, anchors, tsa_anchors, material, sealed_by, seal_required, last_seal";

Input input_at(const sql::Cursor& row) {
  Input input;
  input.name = row.text(0);
  input.kind = parse_input_kind(row.text(1)).value_or(InputKind::Feed);
  input.from = row.text(2);
  input.remote = row.text(3);
  input.collection = row.text(4);
  input.every = row.integer(5);
  const auto reliability = row.text(6);
  input.trust = {reliability.empty() ? 'F' : reliability.front(),
                 static_cast<std::uint8_t>(row.integer(7))};
  input.user = row.text(8);
  input.secret_file = row.text(9);
  input.fingerprint = row.text(10);
  input.ca_file = row.text(11);
  input.active = row.integer(12) != 0;
  input.last_run = row.integer(13);
  input.last_success = row.integer(14);
  input.failures = static_cast<std::uint64_t>(row.integer(15));
  input.taken = static_cast<std::uint64_t>(row.integer(16));
  input.last_result = row.text(17);
  input.cursor = row.text(18);
  input.seals = {.believed = {.anchors = std::string(row.text(19)),
                              .tsa_anchors = std::string(row.text(20)),
                              .material = std::string(row.text(21))},
                 .required = row.integer(23) != 0,
                 .sealed_by = std::string(row.text(22))};
  input.last_seal = row.text(24);
  return input;
}

}  // namespace

std::string_view name_of(InputKind kind) {
  switch (kind) {
    case InputKind::Feed:
      return "feed";
    case InputKind::Warnings:
      return "warning-lists";
    case InputKind::Misp:
      return "misp";
    case InputKind::Taxii:
      return "taxii";
    case InputKind::Peer:
      return "peer";
  }
  return "feed";
}

Result<InputKind> parse_input_kind(std::string_view text) {
  for (const auto kind :
       {InputKind::Feed, InputKind::Warnings, InputKind::Misp, InputKind::Taxii, InputKind::Peer}) {
    if (text == name_of(kind)) return kind;
  }
  return Error{
      Errc::InvalidInput,
      fmt::format("\"{}\" is no kind of input: feed, warning-lists, misp, taxii or peer", text)};
}

base::Micros Input::due() const {
  if (last_run == 0) return 0;
  if (failures == 0) return last_run + every;
  const auto doublings = std::min<std::uint64_t>(failures - 1, 10);
  return last_run + std::min(every, base::kMinute << doublings);
}

std::string_view Input::health(base::Micros now) const {
  if (!active) return "off";
  if (last_run == 0) return "new";
  if (failures > 0) return "failing";
  return now - last_success > 3 * every ? "late" : "fine";
}

struct Inputs::State {
  Parts& parts;
  std::mutex mutex;  // of the connection
  std::unique_ptr<sql::Connection> connection;
  WarningShelf shelf;

  explicit State(Parts& all) : parts(all), shelf(all.archive) {}

  /// Lists live in the memory of the process, so each process reads them when it begins.
  bool is_due(const Input& input, base::Micros now) {
    const bool unread = input.kind == InputKind::Warnings && !shelf.has("input:" + input.name);
    return input.active && (input.due() <= now || (unread && input.failures == 0));
  }

  Result<InputResult> read_lists(const Input& input, SealedBatches& seals) {
    const auto checked = [&](const std::string& file) -> Result<std::string> {
      auto read = NOROSHI_TRY(read_sealed_file(input, file));
      NOROSHI_TRY(seals.check({.text = read.text, .seal = read.seal, .name = file}, parts.clock()));
      return std::move(read.text);
    };
    auto lists = NOROSHI_TRY(warning_lists_in(input.from, checked));
    std::uint64_t entries = 0;
    for (const auto& list : lists) entries += list.entries;
    const std::string text = fmt::format("{} lists, {} entries", lists.size(), entries);
    shelf.put("input:" + input.name, std::move(lists));
    return InputResult{.added = 0, .text = text};
  }

  Result<std::vector<Input>> all() {
    const std::lock_guard lock(mutex);
    std::vector<Input> inputs;
    const auto rows =
        NOROSHI_TRY(connection->ask(fmt::format("SELECT {} FROM inputs ORDER BY name", kColumns)));
    while (NOROSHI_TRY(rows->next())) inputs.push_back(input_at(*rows));
    return inputs;
  }

  /// Whether it could ever run.
  Status check(const Input& input) {
    if (input.every <= 0) return Error{Errc::InvalidUsage, "an input runs every so often: above 0"};
    if (input.seals.required && input.seals.believed.anchors.empty()) {
      return Error{Errc::InvalidUsage,
                   "without anchors no seal can be believed, and nothing would come in"};
    }
    if (input.kind == InputKind::Warnings) return {};
    if (target_of(parts, input)) return {};
    return Error{Errc::InvalidUsage, fmt::format("there is no collection {}", input.collection)};
  }

  Status write(std::string_view statement, std::span<const sql::Value> values) {
    const std::lock_guard lock(mutex);
    auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection));
    NOROSHI_TRY(connection->run(statement, values));
    return transaction.commit();
  }

  Status keep_cursor(const Input& input) {
    const std::array<sql::Value, 2> values{input.cursor, input.name};
    return write("UPDATE inputs SET cursor_text = $1 WHERE name = $2", values);
  }

  Status keep_result(const Input& input) {
    const std::array<sql::Value, 7> values{input.last_run,
                                           input.last_success,
                                           static_cast<std::int64_t>(input.failures),
                                           static_cast<std::int64_t>(input.taken),
                                           input.last_result,
                                           input.name,
                                           input.last_seal};
    return write(
        "UPDATE inputs SET last_run = $1, last_success = $2, failures = $3, taken = $4,"
        " last_result = $5, last_seal = $7 WHERE name = $6",
        values);
  }

  Result<InputResult> fetched(Input& input, const std::function<bool()>& go_on) {
    auto seals = NOROSHI_TRY(SealedBatches::open(input.seals));
    const auto keep = [this](const Input& now) { return keep_cursor(now); };
    auto result = input.kind == InputKind::Warnings ? read_lists(input, seals)
                                                    : run_input(parts, input, seals, go_on, keep);
    if (!seals.last().empty()) input.last_seal = seals.last();
    if (result && seals.without() > 0) result->text += ", not sealed";
    return result;
  }

  Result<std::string> run(Input input, const std::function<bool()>& go_on) {
    const auto result = fetched(input, go_on);
    input.last_run = parts.clock();
    if (result) {
      input.last_success = input.last_run;
      input.failures = 0;
      input.taken += result->added;
      input.last_result = result->text;
    } else {
      ++input.failures;
      input.last_result = "failed: " + result.error().message;
    }
    NOROSHI_CHECK(keep_result(input));
    return input.last_result;
  }
};

std::span<const sql::Step> input_steps() { return kSteps; }

Inputs::Inputs(std::unique_ptr<State> state) : state_(std::move(state)) {}
Inputs::~Inputs() = default;

Result<std::unique_ptr<Inputs>> Inputs::open(Parts& parts) {
  auto state = std::make_unique<State>(parts);
  state->connection = NOROSHI_TRY(parts.database.connect());
  NOROSHI_CHECK(sql::migrate(*state->connection, "inputs", input_steps()));
  NOROSHI_CHECK(sql::migrate(*state->connection, "arrivals", arrival_steps()));
  return std::unique_ptr<Inputs>(new Inputs(std::move(state)));
}

WarningShelf& Inputs::warning_lists() { return state_->shelf; }

Status Inputs::add(Input input) {
  for (const Input& one : NOROSHI_TRY(state_->all())) {
    if (one.name == input.name) {
      return Error{Errc::InvalidUsage, fmt::format("there is an input \"{}\" already", one.name)};
    }
  }
  NOROSHI_CHECK(state_->check(input));
  const std::string reliability(1, input.trust.reliability);
  const auto& believed = input.seals.believed;
  const std::array<sql::Value, 25> values{input.name,
                                          name_of(input.kind),
                                          input.from,
                                          input.remote,
                                          input.collection,
                                          input.every,
                                          std::string_view(reliability),
                                          std::int64_t{input.trust.credibility},
                                          input.user,
                                          input.secret_file,
                                          input.fingerprint,
                                          input.ca_file,
                                          std::int64_t{input.active},
                                          std::int64_t{0},
                                          std::int64_t{0},
                                          std::int64_t{0},
                                          std::int64_t{0},
                                          std::string_view(""),
                                          std::string_view(""),
                                          believed.anchors,
                                          believed.tsa_anchors,
                                          believed.material,
                                          input.seals.sealed_by,
                                          std::int64_t{input.seals.required},
                                          std::string_view("")};
  return state_->write(fmt::format("INSERT INTO inputs ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8,"
                                   " $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,"
                                   " $21, $22, $23, $24, $25)",
                                   kColumns),
                       values);
}

Status Inputs::remove(std::string_view name) {
  const auto inputs = NOROSHI_TRY(state_->all());
  const bool known =
      std::any_of(inputs.begin(), inputs.end(), [&](const Input& one) { return one.name == name; });
  if (!known) return Error{Errc::NotFound, fmt::format("there is no input \"{}\"", name)};
  const std::array<sql::Value, 1> values{name};
  return state_->write("DELETE FROM inputs WHERE name = $1", values);
}

Result<std::vector<Input>> Inputs::all() { return state_->all(); }

Result<std::string> Inputs::run(std::string_view name, const std::function<bool()>& go_on) {
  for (Input& one : NOROSHI_TRY(state_->all())) {
    if (one.name == name) return state_->run(std::move(one), go_on);
  }
  return Error{Errc::NotFound, fmt::format("there is no input \"{}\"", name)};
}

Result<std::uint64_t> Inputs::run_due(base::Micros now, const std::function<bool()>& go_on) {
  std::uint64_t ran = 0;
  for (Input& one : NOROSHI_TRY(state_->all())) {
    if (!go_on()) break;
    if (!state_->is_due(one, now)) continue;
    NOROSHI_TRY(state_->run(std::move(one), go_on));
    ++ran;
  }
  return ran;
}

}  // namespace noroshi::hub
