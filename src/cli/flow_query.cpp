// `noroshi flow query`: records, a course over time, sizes, beacon candidates, or one's own SELECT.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "cli/answer_columns.hpp"
#include "cli/exit_status.hpp"
#include "cli/flow_question.hpp"
#include "cli/flow_rows.hpp"
#include "cli/interrupt.hpp"
#include "cli/noun.hpp"
#include "cli/sheet.hpp"
#include "cli/store_notes.hpp"
#include "cli/subcommands.hpp"
#include "model/finding.hpp"
#include "store/query/answer_rows.hpp"

namespace noroshi::cli {
namespace {

using Cell = Sheet::Cell;
using Unit = Sheet::Unit;

// What every kind of answer needs.
struct Asked {
  const Arguments& arguments;
  Context& context;
  Question& question;
  Zone zone;
  std::string format;

  [[nodiscard]] bool quiet() const { return arguments.given("--quiet"); }
  Status show(const Sheet& sheet) const {
    return context.out.write(sheet.text(format, context.language, zone, context.terminal.colour));
  }
};

// ---- Records -----------------------------------------------------------------------------------

std::string record_text(const model::Flow& flow, const Asked& asked) {
  if (asked.format == "csv") return flow_csv_row(flow);
  return asked.format == "table" ? flow_table_row(flow, asked.zone) : flow_json(flow);
}

// A JSON array is JSON Lines with brackets and commas.
Status show_record(const model::Flow& flow, bool first, const Asked& asked) {
  auto text = record_text(flow, asked);
  if (asked.format == "json") {
    text.pop_back();
    text.insert(0, first ? "[\n" : ",\n");
  }
  return asked.context.out.write(text);
}

Result<int> run_records(Asked& asked) {
  static constexpr Text kMore{"there are more: --limit {} shows the first only",
                              "まだあります。--limit {} では最初のものだけを示します"};
  NOROSHI_CHECK(query::fits(asked.question.filter, store::TableId::Flows));
  NOROSHI_CHECK(admit(asked.question, true, "records", asked.arguments, asked.context));
  const auto limit = asked.arguments.count("--limit").value();
  StoreNotes notes(asked.question.open, asked.context, asked.quiet());
  const auto answer = NOROSHI_TRY(asked.question.open.store->select(
      query::sql_of(query::Records{limit + 1, asked.question.window, asked.question.filter})));
  auto& out = asked.context.out;
  if (asked.format == "csv") NOROSHI_CHECK(out.write(flow_csv_header()));
  if (asked.format == "table") {
    NOROSHI_CHECK(out.write(flow_table_header(asked.zone, asked.context.language)));
  }
  std::uint64_t shown = 0;
  model::FlowBatch batch;
  while (shown <= limit && !interrupted()) {
    const auto chunk = NOROSHI_TRY(answer->next());
    notes.answered();
    if (!chunk) break;
    batch.clear();
    NOROSHI_CHECK(query::append_records(*chunk, batch));
    for (std::size_t row = 0; row < batch.size(); ++row) {
      if (shown++ < limit) NOROSHI_CHECK(show_record(batch.at(row), shown == 1, asked));
    }
  }
  if (asked.format == "json") NOROSHI_CHECK(out.write(shown == 0 ? "[]\n" : "\n]\n"));
  if (shown > limit) notes.say(kMore.in(asked.context.language, limit));
  return kDone;
}

// ---- A course over time ------------------------------------------------------------------------

Columns series_columns(bool estimate) {
  static constexpr Text kTime{"from", "開始"};
  Columns columns{{"start", kTime, Unit::Instant, false, ""}};
  append(columns, count_columns());
  append(columns, reverse_columns());
  if (estimate) append(columns, estimate_columns(false));
  return columns;
}

Result<int> run_series(Asked& asked) {
  query::Series series;
  // Words of panes only can be asked of panes; everything else of records.
  if (!query::fits(asked.question.filter, series.table).has_value() &&
      query::fits(asked.question.filter, store::TableId::Pairs).has_value()) {
    series.table = store::TableId::Pairs;
  }
  NOROSHI_CHECK(query::fits(asked.question.filter, series.table));
  NOROSHI_CHECK(admit(asked.question, false, "series", asked.arguments, asked.context));
  series.bucket = asked.arguments.duration("--bucket").value();
  series.window = asked.question.window;
  series.filter = asked.question.filter;
  series.estimate = asked.arguments.given("--estimate");
  StoreNotes notes(asked.question.open, asked.context, asked.quiet());
  Sheet sheet(series_columns(series.estimate));
  NOROSHI_CHECK(query::each_row(*asked.question.open.store, query::sql_of(series),
                                [&](const query::Row& row) {
                                  std::vector<Cell> cells{row.instant("k_bucket") * series.bucket,
                                                          row.whole("n_flows"),
                                                          row.whole("n_packets"),
                                                          row.whole("n_octets"),
                                                          row.whole("n_rev_packets"),
                                                          row.whole("n_rev_octets")};
                                  if (series.estimate) {
                                    cells.emplace_back(row.whole("est_packets"));
                                    cells.emplace_back(row.whole("est_octets"));
                                    cells.emplace_back(row.whole("n_unknown"));
                                  }
                                  sheet.add(std::move(cells));
                                  return Result<bool>(true);
                                }));
  notes.answered();
  NOROSHI_CHECK(asked.show(sheet));
  if (asked.format == "table" && series.estimate) notes.estimated(series.table);
  return kDone;
}

// ---- Sizes -------------------------------------------------------------------------------------

Columns sizes_columns() {
  static constexpr Text kFrom{"octets a packet from", "1 パケットの長さ 以上"};
  static constexpr Text kBelow{"below", "未満"};
  Columns columns{{"from", kFrom, Unit::Count, false, ""},
                  {"below", kBelow, Unit::Count, false, ""}};
  append(columns, count_columns());
  return columns;
}

Result<int> run_sizes(Asked& asked) {
  NOROSHI_CHECK(query::fits(asked.question.filter, store::TableId::Flows));
  NOROSHI_CHECK(admit(asked.question, false, "sizes", asked.arguments, asked.context));
  StoreNotes notes(asked.question.open, asked.context, asked.quiet());
  Sheet sheet(sizes_columns());
  NOROSHI_CHECK(query::each_row(
      *asked.question.open.store,
      query::sql_of(query::Sizes{asked.question.window, asked.question.filter}),
      [&](const query::Row& row) {
        const auto bin = row.whole("k_bin");
        // The first bin holds everything below 2, the last everything from 2^15.
        sheet.add({bin == 0 ? std::uint64_t{0} : std::uint64_t{1} << bin,
                   bin == 15 ? Cell{} : Cell{std::uint64_t{2} << bin}, row.whole("n_flows"),
                   row.whole("n_packets"), row.whole("n_octets")});
        return Result<bool>(true);
      }));
  notes.answered();
  NOROSHI_CHECK(asked.show(sheet));
  return kDone;
}

// ---- Beacon candidates -------------------------------------------------------------------------

struct Rhythm {
  base::Micros median = 0;     ///< between two starts
  base::Micros deviation = 0;  ///< median absolute deviation from it
};

base::Micros median_of(std::vector<base::Micros> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Rhythm rhythm_of(const std::vector<std::int64_t>& starts) {
  std::vector<base::Micros> gaps;
  for (std::size_t i = 1; i < starts.size(); ++i) gaps.push_back(starts[i] - starts[i - 1]);
  Rhythm rhythm{median_of(gaps), 0};
  for (auto& gap : gaps) gap = std::abs(gap - rhythm.median);
  rhythm.deviation = median_of(std::move(gaps));
  return rhythm;
}

struct Beacon {
  std::vector<Cell> cells;
  double jitter = 0;  ///< deviation / median: the steadiest first
};

Status collect_beacons(store::Answer& answer, std::vector<Beacon>& beacons) {
  while (true) {
    const auto chunk = NOROSHI_TRY(answer.next());
    if (!chunk) return {};
    const auto starts = std::find(chunk->names.begin(), chunk->names.end(), "n_starts");
    if (starts == chunk->names.end()) return Error{Errc::InvalidInput, "no starts in the answer"};
    const auto& lists = std::get<std::vector<std::vector<std::int64_t>>>(
        chunk->columns[static_cast<std::size_t>(starts - chunk->names.begin())]);
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const query::Row row(*chunk, i);
      const auto rhythm = rhythm_of(lists[i]);
      if (rhythm.median <= 0) continue;
      const auto jitter =
          static_cast<double>(rhythm.deviation) / static_cast<double>(rhythm.median);
      beacons.push_back({{shown_address(row.address("src")), shown_address(row.address("dst")),
                          row.whole("dst_port"),
                          model::protocol_name(static_cast<std::uint8_t>(row.whole("proto"))),
                          row.whole("n_flows"), rhythm.median, jitter},
                         jitter});
    }
  }
}

Columns beacon_columns() {
  static constexpr Text kEvery{"every", "間隔"};
  static constexpr Text kJitter{"jitter", "揺らぎ"};
  return {source_column(),
          destination_column(),
          port_column(),
          protocol_column(),
          count_columns().front(),  // flows
          {"every", kEvery, Unit::Duration, false, ""},
          {"jitter", kJitter, Unit::Share, false, ""}};
}

Result<int> run_beacons(Asked& asked) {
  NOROSHI_CHECK(query::fits(asked.question.filter, store::TableId::Flows));
  NOROSHI_CHECK(admit(asked.question, true, "beacons", asked.arguments, asked.context));
  StoreNotes notes(asked.question.open, asked.context, asked.quiet());
  query::BeaconCandidates candidates;
  candidates.window = asked.question.window;
  candidates.filter = asked.question.filter;
  std::vector<Beacon> beacons;
  const auto answer = NOROSHI_TRY(asked.question.open.store->select(query::sql_of(candidates)));
  NOROSHI_CHECK(collect_beacons(*answer, beacons));
  notes.answered();
  std::stable_sort(beacons.begin(), beacons.end(),
                   [](const Beacon& a, const Beacon& b) { return a.jitter < b.jitter; });
  Sheet sheet(beacon_columns());
  const auto limit = asked.arguments.count("--limit").value();
  for (auto& beacon : beacons) {
    if (sheet.size() < limit) sheet.add(std::move(beacon.cells));
  }
  NOROSHI_CHECK(asked.show(sheet));
  return kDone;
}

// ---- One's own SELECT --------------------------------------------------------------------------

Cell cell_of(const store::AnswerColumn& column, std::size_t row) {
  if (const auto* values = std::get_if<std::vector<std::uint64_t>>(&column)) return (*values)[row];
  if (const auto* values = std::get_if<std::vector<std::int64_t>>(&column)) return (*values)[row];
  if (const auto* values = std::get_if<std::vector<double>>(&column)) return (*values)[row];
  if (const auto* values = std::get_if<std::vector<std::string>>(&column)) return (*values)[row];
  const auto& lists = std::get<std::vector<std::vector<std::int64_t>>>(column);
  return fmt::format("[{}]", fmt::join(lists[row], ","));
}

Result<int> run_sql(Asked& asked, const std::string& sql) {
  static constexpr Text kAlone{
      "--sql is a question of its own: leave out FILTER, --from, --to and "
      "--last",
      "--sql は単独の問い合わせです。FILTER、--from、--to、--last は付けません"};
  const auto& arguments = asked.arguments;
  if (!arguments.positionals().empty() || arguments.given("--from") || arguments.given("--to") ||
      arguments.given("--last")) {
    return Error{Errc::InvalidUsage, std::string(kAlone.in(asked.context.language))};
  }
  asked.question.text = sql;
  NOROSHI_CHECK(admit(asked.question, true, "sql", arguments, asked.context));
  StoreNotes notes(asked.question.open, asked.context, asked.quiet());
  const auto answer = NOROSHI_TRY(asked.question.open.store->select(sql).within("--sql"));
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> names;
  const auto limit = arguments.count("--limit").value();
  while (rows.size() < limit) {
    const auto chunk = NOROSHI_TRY(answer->next().within("--sql"));
    if (!chunk) break;
    names = chunk->names;
    for (std::size_t row = 0; row < chunk->rows && rows.size() < limit; ++row) {
      std::vector<Cell> cells;
      for (const auto& column : chunk->columns) cells.push_back(cell_of(column, row));
      rows.push_back(std::move(cells));
    }
  }
  notes.answered();
  std::vector<Sheet::Column> columns;
  for (auto& name : names) columns.push_back({std::move(name), {}, Unit::Text, false, ""});
  Sheet sheet(std::move(columns));
  for (auto& row : rows) sheet.add(std::move(row));
  NOROSHI_CHECK(asked.show(sheet));
  return kDone;
}

}  // namespace

Result<int> run_flow_query(const Arguments& arguments, Context& context) {
  static constexpr Text kOne{"--series, --sizes, --beacons and --sql exclude each other",
                             "--series、--sizes、--beacons、--sql は同時に指定できません"};
  static constexpr std::array<std::string_view, 4> kKinds{"--series", "--sizes", "--beacons",
                                                          "--sql"};
  if (std::count_if(kKinds.begin(), kKinds.end(),
                    [&](auto kind) { return arguments.given(kind); }) > 1) {
    return Error{Errc::InvalidUsage, std::string(kOne.in(context.language))};
  }
  choose_colour(arguments, context);
  auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  auto question = NOROSHI_TRY(read_question(arguments, context));
  Asked asked{
      arguments, context, question, std::move(zone),
      arguments.word("--format").value_or(context.terminal.out_is_terminal ? "table" : "jsonl")};
  if (arguments.given("--series")) return run_series(asked);
  if (arguments.given("--sizes")) return run_sizes(asked);
  if (arguments.given("--beacons")) return run_beacons(asked);
  if (const auto sql = arguments.word("--sql")) return run_sql(asked, *sql);
  return run_records(asked);
}

}  // namespace noroshi::cli
