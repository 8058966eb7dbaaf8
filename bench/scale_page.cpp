#include "scale_page.hpp"

#include <fmt/format.h>

#include "detect/c2/hunt.hpp"
#include "markdown_table.hpp"

namespace noroshi::bench {
namespace {

using lesson::kSamplings;

constexpr std::string_view kOpening = R"(# What sampling leaves of the hunt

Made by `make eval`, with coefficients {}; the same data and program give the same page. Whole-day figures of
`noroshi c2 hunt` where a router looks at one of N packets, beside the beacon score of RITA v5 on the same records
([How well the hunt works](evaluation.md) says what is right, wrong and neither; an abandoned service is innocent here).

- The days are synthetic ([lab traffic](formats/lab-traffic.md)); no training run has seen their seeds. They say how the
  hunt does on that model of traffic, not what it will find on a network.
- Of labelled captures the infected host's flows are lived again by many subscribers of an innocent day. **These
  captures are also in the training data**; what a family loses when it is left out of it stands in the report of
  `noroshi lab train` ([How the coefficients were made](c2-training.md)).
- *in view*: a packet of the server was seen. *reported*: at p ≥ {}. *≤ 1 in 10⁶*: servers found above the last place
  at which no more than one innocent server in a million is ranked; on these days that means above **every** innocent
  server. With none wrong among n innocent servers the rate is below 3 ÷ n with 95 % confidence (rule of three).
- RITA scores addresses, not ports, and has no model of sampling; its *reported* is a score of 0.7 and more.
)";

std::string percent(std::size_t part, std::size_t of) {
  if (of == 0) return "–";
  return fmt::format("{} ({:.0f} %)", part,
                     100.0 * static_cast<double>(part) / static_cast<double>(of));
}

std::string rule_of_three(const Worth& worth) {
  if (worth.wrong > 0 || worth.innocent == 0) return fmt::format("{}", worth.wrong);
  return fmt::format("0 (< {:.0f} in 10⁶)", 3e6 / static_cast<double>(worth.innocent));
}

std::vector<std::string> worth_cells(std::uint32_t sampling, std::string who, const Worth& worth) {
  return {fmt::format("{}", sampling),
          std::move(who),
          fmt::format("{}", worth.innocent),
          fmt::format("{}", worth.c2),
          fmt::format("{}", worth.seen),
          fmt::format("{:.3f}", worth.pr_auc),
          fmt::format("{:.2f}", static_cast<double>(worth.first_20) / 20),
          percent(worth.at_one_million, worth.c2),
          percent(worth.reported, worth.c2),
          rule_of_three(worth)};
}

std::string study_text(const ScaleEvaluation& evaluation, const Study& study) {
  MarkdownTable table({"N:", "method", "innocent:", "C2:", "in view:", "PR-AUC:",
                       "precision in 20:", "found at ≤ 1 in 10⁶:", "reported:", "wrong:"});
  for (std::size_t i = 0; i < kSamplings.size(); ++i) {
    const lesson::View& view = study.day.views[i];
    table.add(worth_cells(
        view.sampling, "Noroshi",
        worth_of(view, lesson::ranked(view, evaluation.coefficients.band(view.sampling)))));
    if (study.rita.empty()) continue;
    Worth rita = worth_of(view, ranked_by_rita(view, study.rita[i]));
    auto cells = worth_cells(view.sampling, "RITA", rita);
    cells[4] = fmt::format("{}", rita.seen);
    table.add(std::move(cells));
  }
  return fmt::format("\n## {}\n\n{} subscribers, {} records at N = 1.\n\n", study.name,
                     study.day.truth.scenario.subscribers, study.day.truth.records) +
         table.text();
}

// Best rank of each family, of all its servers, by interval.
std::string families_text(const ScaleEvaluation& evaluation, const Study& study) {
  struct Best {
    std::size_t servers = 0;
    std::vector<std::string> cells;
  };
  std::map<std::string, Best> families;
  for (std::size_t i = 0; i < kSamplings.size(); ++i) {
    const lesson::View& view = study.day.views[i];
    const auto ranked = lesson::ranked(view, evaluation.coefficients.band(view.sampling));
    std::map<std::string, std::pair<std::size_t, std::size_t>> counts;  // seen, reported
    std::map<std::string, std::string> best;
    for (std::size_t place = 0; place < ranked.size(); ++place) {
      const lesson::Verdict& one = ranked[place];
      if (!one.c2()) continue;
      auto& [seen, reported] = counts[one.server->family];
      ++seen;
      reported += one.probability >= c2::kDefaultThreshold ? 1 : 0;
      best.try_emplace(one.server->family, fmt::format("{} ({:.2f})", place + 1, one.probability));
    }
    for (const lesson::KnownServer& one : view.unseen) counts[one.family];
    for (const auto& [family, count] : counts) {
      Best& row = families[family];
      if (i == 0) row.servers = count.first;
      row.cells.resize(i, "not in view");
      row.cells.push_back(
          count.first == 0 ? "not in view"
                           : fmt::format("{} · {} of {}", best[family], count.second, count.first));
    }
  }
  std::vector<std::string> headings = {"family", "servers:"};
  for (const std::uint32_t sampling : kSamplings)
    headings.push_back(fmt::format("N = {}", sampling));
  MarkdownTable table(std::move(headings));
  for (auto& [family, row] : families) {
    std::vector<std::string> cells = {family, fmt::format("{}", row.servers)};
    for (std::string& cell : row.cells) cells.push_back(std::move(cell));
    table.add(std::move(cells));
  }
  return "\nBy family: rank and probability of its likeliest server · how many of those in view "
         "are "
         "reported.\n\n" +
         table.text();
}

std::string calibration_text(const ScaleEvaluation& evaluation) {
  MarkdownTable table(
      {"N:", "error, all:", "error, p ≥ 0.01:", "servers p ≥ 0.01:", "promised:", "were C2:"});
  for (std::size_t i = 0; i < kSamplings.size(); ++i) {
    fit::Calibration all;
    for (const Study& study : evaluation.studies) {
      const lesson::View& view = study.day.views[i];
      for (const lesson::Verdict& one :
           lesson::ranked(view, evaluation.coefficients.band(view.sampling))) {
        all.add(one.probability, one.c2());
      }
    }
    fit::Calibration::Bin suspected;
    for (std::size_t bin = 0; bin < fit::Calibration::kEdges.size(); ++bin) {
      if (fit::Calibration::kEdges[bin] < fit::Calibration::kSuspected) continue;
      suspected.servers += all.bins()[bin].servers;
      suspected.c2 += all.bins()[bin].c2;
      suspected.promised += all.bins()[bin].promised;
    }
    table.add({fmt::format("{}", kSamplings[i]), fmt::format("{:.4f}", all.expected_error()),
               fmt::format("{:.3f}", all.expected_error(fit::Calibration::kSuspected)),
               fmt::format("{:.0f}", suspected.servers), fmt::format("{:.1f}", suspected.promised),
               fmt::format("{:.0f}", suspected.c2)});
  }
  return "\n## Can the probabilities be believed?\n\nExpected calibration error over all servers "
         "of "
         "the days above, and over those that were given p ≥ 0.01.\nThese days hold several times "
         "as many C2 servers as the prior expects of so many subscribers, so that there\nis "
         "something to count; probabilities are promised for the expected number, and are too low "
         "here by\nabout that factor.\n\n" +
         table.text();
}

std::string ablation_text(const ScaleEvaluation& evaluation) {
  std::vector<std::string> headings = {"without"};
  for (const std::uint32_t sampling : kSamplings)
    headings.push_back(fmt::format("N = {}:", sampling));
  MarkdownTable table(std::move(headings));
  for (const Ablation& one : evaluation.ablations) {
    std::vector<std::string> cells = {"`" + one.input + "`"};
    for (std::size_t i = 0; i < one.pr_auc.size(); ++i) {
      const double whole = evaluation.ablations.front().pr_auc[i];
      cells.push_back(&one == &evaluation.ablations.front()
                          ? fmt::format("{:.3f}", whole)
                          : fmt::format("{:+.3f}", one.pr_auc[i] - whole));
    }
    table.add(std::move(cells));
  }
  return "\n## What each input is good for\n\nPR-AUC over the C2 servers in view of all the days "
         "above, and its change when one input is worth nothing (set to 0,\nthe rest not fitted "
         "again; shared suspicion still follows from a first judging with everything).\n\n" +
         table.text();
}

std::string detection_text(const ScaleEvaluation& evaluation) {
  MarkdownTable table({"N:", "hours of traffic:", "C2:", "reported:", "found at ≤ 1 in 10⁶:"});
  for (const std::uint32_t sampling : kSamplings) {
    for (const Detection& one : evaluation.detections) {
      if (one.sampling != sampling) continue;
      table.add({fmt::format("{}", sampling),
                 fmt::format("{:.0f}", base::seconds(one.window) / 3600), fmt::format("{}", one.c2),
                 percent(one.reported, one.c2), percent(one.at_one_million, one.c2)});
    }
  }
  return "\n## How soon\n\nHunts over the first hours of one day whose bots were infected before "
         "it "
         "began.\n\n" +
         table.text();
}

std::string corners_text(const ScaleEvaluation& evaluation) {
  std::vector<std::string> headings = {"five HTTP beacons of 50 bots, each 300 s"};
  for (const std::uint32_t sampling : kSamplings)
    headings.push_back(fmt::format("N = {}", sampling));
  MarkdownTable table(std::move(headings));
  for (const Corner& corner : evaluation.corners) {
    std::vector<std::string> cells = {corner.name};
    for (std::size_t i = 0; i < corner.worth.size(); ++i) {
      const Worth& worth = corner.worth[i];
      cells.push_back(corner.ranks[i] == 0
                          ? "not in view"
                          : fmt::format("{} of {} reported, best rank {}, {} above all innocents",
                                        worth.reported, worth.c2, corner.ranks[i],
                                        worth.at_one_million));
    }
    table.add(std::move(cells));
  }
  return "\n## The adversary's corner\n\nWhat somebody does who expects to be looked for. A CDN's "
         "address counts as right here.\n\n" +
         table.text();
}

}  // namespace

std::string page_of(const ScaleEvaluation& evaluation) {
  std::string page =
      fmt::format(fmt::runtime(kOpening), evaluation.coefficients.version(), c2::kDefaultThreshold);
  for (const Study& study : evaluation.studies) {
    page += study_text(evaluation, study);
    page += families_text(evaluation, study);
  }
  return page + calibration_text(evaluation) + ablation_text(evaluation) +
         detection_text(evaluation) + corners_text(evaluation);
}

}  // namespace noroshi::bench
