// `noroshi c2 score`: findings measured against the truth.
#include "cli/exit_status.hpp"
#include "cli/scorecard_text.hpp"
#include "cli/subcommands.hpp"
#include "train/score/ranking.hpp"

namespace noroshi::cli {
namespace {

Result<score::TruthEntry> read_entry(const Arguments& arguments) {
  const auto path = arguments.word("--truth").value();
  const auto input = NOROSHI_TRY(io::Input::open(path));
  const auto truth = NOROSHI_TRY(score::read_truth(*input));
  return score::choose(truth, arguments.word("--capture").value_or("")).within(path);
}

Result<std::vector<model::Finding>> read_ranking(const Arguments& arguments) {
  const auto& words = arguments.positionals();
  const auto input = NOROSHI_TRY(io::Input::open(words.empty() ? "-" : words.front()));
  return score::read_findings(*input);
}

}  // namespace

Result<int> run_c2_score(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto truth = NOROSHI_TRY(read_entry(arguments));
  const auto findings = NOROSHI_TRY(read_ranking(arguments));
  score::ScoreOptions options;
  options.threshold = arguments.ratio("--threshold").value();
  options.hosts = arguments.count("--hosts").value_or(0);
  options.duration = arguments.duration("--duration").value_or(0);
  const auto card = score::score(truth, findings, options);
  NOROSHI_CHECK(context.out.write(arguments.word("--format") == "json"
                                      ? score::to_json(card) + "\n"
                                      : scorecard_text(card, context)));
  return kDone;
}

}  // namespace noroshi::cli
