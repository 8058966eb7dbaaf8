// `noroshi stix match`: patterns over observed data.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/noun.hpp"
#include "cli/sheet.hpp"
#include "cli/stix_files.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "intel/pattern/pattern.hpp"

namespace noroshi::cli {
namespace {

using pattern::Match;
using pattern::Pattern;

constexpr Noun kObservations{{"{} observation", "観測 {} 件"}, {"{} observations", "観測 {} 件"}};

// What patterns are matched against, with the ids under which people know it.
struct Observed {
  std::vector<pattern::Observation> observations;
  std::vector<std::string> ids;  // of the same places
  std::uint64_t refused = 0;
};

Result<Observed> read_observed(const Arguments& arguments) {
  std::vector<stix::Object> objects;
  Observed made;
  for (const auto& file : stix_files(arguments)) {
    // What an observation says counts, not whether its sender obeys every rule.
    auto reading = NOROSHI_TRY(read_stix_file(file, {.strict = false}));
    if (reading.seen == 0 && !reading.complaints.empty())
      return Error{Errc::InvalidInput, fmt::format("{}: {}", file, reading.complaints[0].message)};
    made.refused += reading.refused.size();
    for (auto& object : reading.objects) objects.push_back(std::move(object));
  }
  made.observations = pattern::observations_of(objects);
  for (const auto& object : objects) {
    if (object.type == "observed-data") made.ids.push_back(object.id);
  }
  return made;
}

Result<std::vector<Pattern>> parsed_patterns(const Arguments& arguments) {
  std::vector<Pattern> made;
  for (const auto& text : arguments.all("--pattern"))
    made.push_back(NOROSHI_TRY(Pattern::parse(text).within("--pattern")));
  return made;
}

void add_row(const Pattern& pattern, const std::optional<Match>& match, const Observed& observed,
             Language language, Table& table) {
  static constexpr Text kNo{"no", "なし"};
  static constexpr Text kYes{"yes", "あり"};
  if (!match) {
    table.add({std::string(kNo.in(language)), "-", "-", pattern.text()});
    return;
  }
  std::vector<std::string> ids;
  for (const auto index : match->observations) ids.push_back("  " + observed.ids[index]);
  table.add({std::string(kYes.in(language)), stix::timestamp(match->begin),
             stix::timestamp(match->end), pattern.text()},
            std::move(ids));
}

std::string json(const Pattern& pattern, const std::optional<Match>& match,
                 const Observed& observed) {
  if (!match) return fmt::format(R"({{"pattern":{},"match":false}})", json_string(pattern.text()));
  std::string ids;
  for (const auto index : match->observations)
    ids += (ids.empty() ? "" : ",") + json_string(observed.ids[index]);
  return fmt::format(R"({{"pattern":{},"match":true,"begin":"{}","end":"{}","observations":[{}]}})",
                     json_string(pattern.text()), stix::timestamp(match->begin),
                     stix::timestamp(match->end), ids);
}

Table empty_table(Language language) {
  static constexpr Text kMatch{"match", "一致"};
  static constexpr Text kBegin{"begin", "始まり"};
  static constexpr Text kEnd{"end", "終わり"};
  static constexpr Text kPattern{"pattern", "パターン"};
  const auto title = [&](const Text& text) {
    return Table::Column{std::string(text.in(language))};
  };
  return Table({title(kMatch), title(kBegin), title(kEnd), title(kPattern)});
}

void note_counts(const Observed& observed, const Context& context) {
  static constexpr Text kLookedAt{"{} looked at", "{}を調べました"};
  static constexpr Text kRefused{"{} objects were refused; see noroshi stix check",
                                 "オブジェクト {} 件を拒みました。noroshi stix check を参照"};
  const auto count = kObservations.in(context.language, observed.observations.size());
  context.note(kLookedAt.in(context.language, count));
  if (observed.refused > 0) context.note(kRefused.in(context.language, grouped(observed.refused)));
}

}  // namespace

Result<int> run_stix_match(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto format = arguments.word("--format").value();
  const auto patterns = NOROSHI_TRY(parsed_patterns(arguments));
  const auto observed = NOROSHI_TRY(read_observed(arguments));
  auto table = empty_table(context.language);
  std::string out;
  for (const auto& pattern : patterns) {
    const auto match = NOROSHI_TRY(
        pattern.match(observed.observations, *arguments.count("--budget")).within(pattern.text()));
    if (format == "table") {
      add_row(pattern, match, observed, context.language, table);
    } else if (format == "jsonl") {
      out += json(pattern, match, observed) + "\n";
    } else {
      out += (out.empty() ? "[\n" : ",\n") + json(pattern, match, observed);
    }
  }
  if (format == "table") out = table.text(context.terminal.colour);
  if (format == "json") out += "\n]\n";
  NOROSHI_CHECK(context.out.write(out));
  if (!arguments.given("--quiet")) note_counts(observed, context);
  return kDone;
}

}  // namespace noroshi::cli
