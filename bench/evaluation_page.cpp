#include "evaluation_page.hpp"

#include <fmt/format.h>
#include <map>

#include "markdown_table.hpp"

namespace noroshi::bench {
namespace {

constexpr std::string_view kMarker =
    "<!-- Below this line people write; `make eval` keeps it. -->\n";

constexpr std::string_view kOpening =
    R"(# How well the hunt works

Made by `make eval`; the same data and program give the same page. It says what `noroshi c2 hunt` finds
in labelled captures and in generated days, what it reports wrongly, and whether its probabilities can be
believed, beside the beacon score of RITA v5 on the same records, computed from its published formulas
(`bench/rita_baseline.hpp`).

## What is measured, and what it is worth

- **Right** is a report of a server endpoint (address, port, protocol) that the [truth](formats/truth.md)
  names as C2. **Neither** is a report of one of its `other_endpoints`: loaders, ordinary sites and unproven
  servers of an infected host, victims, shared CDN addresses. **Wrong** is any other report, and on captures
  without C2 any report at all.
- A *report* is a finding of probability 0.7 and more, the default; for RITA a score of 0.7 and more, its
  "high". *Rank* is the place in the whole list (`--all`), those that are neither included.
- RITA knows no ports and no sampling: it is right if the address is right, and gets the records as they are.
  It looks from inside to outside only, so it says nothing where the watched host has a public address.
- **The captures were looked at while lines of evidence were written, and the coefficients are fitted to them too
  ([how](c2-training.md)). Figures on them are optimistic.** They are few, short, mostly of one infected Windows host each; they hold no operator's traffic.
- **Generated days are synthetic.** They show whether the detector scales, survives sampling and is fooled by
  innocents that poll, within what [lab traffic](formats/lab-traffic.md) models; they claim no rate on real
  networks. The model was written by the same people as the detector.
- Files are found by content; no name, label or known address reaches a detector.
)";

std::string percent(std::uint64_t part, std::uint64_t of) {
  if (of == 0) return "–";
  return fmt::format("{:.0f} %", 100.0 * static_cast<double>(part) / static_cast<double>(of));
}

std::string share(std::uint64_t part, std::uint64_t of) {
  return of == 0 ? "–" : fmt::format("{} of {} ({})", part, of, percent(part, of));
}

std::string figure(std::optional<double> value) {
  return value ? fmt::format("{:.2f}", *value) : "–";
}

std::string place(std::size_t rank) { return rank == 0 ? "–" : fmt::format("{}", rank); }

// The name of a capture without the endings that all have.
std::string short_name(std::string name) {
  for (const std::string_view ending :
       {".gz", ".labeled", ".pcap", ".pcapng", ".log", ".binetflow", ".json", "/conn", ".conn"}) {
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  }
  constexpr std::size_t kLongest = 48;
  if (name.size() > kLongest) name = name.substr(0, kLongest) + "…";
  return name;
}

std::string targets_text(const Evaluation& evaluation) {
  if (!evaluation.captures_found) return "\nSkipped: the captures are not on this machine.\n";
  const Targets targets = targets_of(evaluation.captures);
  MarkdownTable table({"Asked of the labelled captures", "At least", "Measured"});
  table.add({"of `kind: c2`: a true server among the first 3", "80 %",
             share(targets.first_three, targets.c2)});
  table.add({"of these with 10 contacts and more with true servers: one reported", "50 %",
             share(targets.ten_reported, targets.ten_contacts)});
  table.add({"benign and no-c2: captures without a report", "100 %",
             share(targets.innocent - targets.innocent_reported, targets.innocent)});
  if (const Verdict* mirai =
          find_capture(evaluation.captures, "iot23-34-1-mirai.conn.log.labeled.gz")) {
    table.add({"`iot23-34-1-mirai`: rank of the C2", "1",
               fmt::format("{} (RITA: {} of {})", place(mirai->noroshi.best_rank()),
                           place(mirai->rita.best_rank()), mirai->rita.findings.size())});
  }
  return "\n" + table.text();
}

std::vector<std::string> capture_cells(const Verdict& verdict) {
  const auto best = verdict.noroshi.best();
  const auto rita_best = verdict.rita.best();
  const bool has_c2 = !verdict.noroshi.card.servers.empty();
  return {
      short_name(verdict.truth.file),
      verdict.truth.kind,
      verdict.truth.family.starts_with("none") ? "–" : verdict.truth.family,
      fmt::format("{}", verdict.summary.records),
      has_c2 ? fmt::format("{}", verdict.contacts) : "–",
      place(verdict.noroshi.best_rank()),
      best ? fmt::format("{:.2f}", verdict.noroshi.card.servers[*best].probability) : "–",
      has_c2 ? (verdict.noroshi.card.found() > 0 ? "yes" : "no") : "–",
      fmt::format("{}", verdict.noroshi.card.false_reports.size()),
      place(verdict.rita.best_rank()),
      rita_best ? fmt::format("{:.2f}", verdict.rita.card.servers[*rita_best].probability) : "–",
      fmt::format("{}", verdict.rita.card.false_reports.size()),
  };
}

std::string captures_text(const Evaluation& evaluation) {
  MarkdownTable table({"capture", "kind", "family", "records:", "contacts:", "rank:", "p:",
                       "reported", "false:", "RITA rank:", "RITA score:", "RITA false:"});
  for (const Verdict& verdict : evaluation.captures) table.add(capture_cells(verdict));
  if (!evaluation.captures_found) table.add({"skipped: no folder ../shared/data/c2-flows"});
  return "\n## Labelled captures\n\n"
         "*contacts*: with all true servers together, after stitching. *rank* and *p*: of the "
         "best true server.\n*false*: wrong reports at the threshold.\n\n" +
         table.text();
}

std::string reports_of(const Verdict& verdict) {
  std::string out;
  for (const model::Finding& finding : verdict.noroshi.findings) {
    if (finding.probability < c2::kDefaultThreshold) break;
    out += fmt::format("{}{} ({:.2f})", out.empty() ? "" : ", ", model::to_string(finding.subject),
                       finding.probability);
  }
  return out.empty() ? "none" : out;
}

std::string unlabelled_text(const Evaluation& evaluation) {
  MarkdownTable table({"file", "records:", "servers:", "reports", "RITA at 0.7:"});
  for (const Verdict& verdict : evaluation.unlabelled) {
    table.add({short_name(verdict.truth.file), fmt::format("{}", verdict.summary.records),
               fmt::format("{}", verdict.summary.servers), reports_of(verdict),
               fmt::format("{}", verdict.rita.card.reported())});
  }
  if (!evaluation.captures_found) table.add({"skipped: no folder ../shared/data/c2-flows"});
  return "\n## Files without a label\n\n"
         "Nobody has said what is right here, so the reports are listed and not counted.\n\n" +
         table.text();
}

std::string thinned_text(const Evaluation& evaluation) {
  MarkdownTable table(
      {"N:", "trials:", "C2 in view:", "in the first 3:", "reported:", "RITA first 3:",
       "RITA reported:", "innocent trials:", "with a false report:", "RITA false:"});
  for (const Thinned& one : evaluation.thinned) {
    const auto cell = [](std::uint64_t count) { return fmt::format("{}", count); };
    table.add({cell(one.sampling), cell(one.trials), cell(one.in_view), cell(one.first_three),
               cell(one.reported), cell(one.rita_first_three), cell(one.rita_reported),
               cell(one.innocent_trials), cell(one.innocent_reports),
               cell(one.rita_innocent_reports)});
  }
  if (!evaluation.captures_found) table.add({"skipped"});
  return "\n## The same captures under packet sampling\n\n"
         "1 of N packets is kept, drawn from the flow records (each packet by itself, evenly "
         "spread "
         "within its\nrecord), five draws of each capture of `kind: c2` and of each innocent one. "
         "*C2 in view*: at least one\npacket of a true server was kept; a capture of one host and "
         "some minutes has little to lose. What is\nfirst may be first of very few.\n\n" +
         table.text();
}

std::vector<std::string> day_cells(const Day& day, const char* method, const Showing& showing) {
  const score::Scorecard& card = showing.card;
  const auto rate = card.false_reports_per_host_day();
  std::vector<std::string> cells = {fmt::format("{}", day.subscribers), fmt::format("{}", day.seed),
                                    fmt::format("{}", day.sampling),    method,
                                    figure(card.precision()),           figure(card.recall())};
  for (const score::Cut& cut : card.cuts) cells.push_back(fmt::format("{}", cut.hits));
  cells.push_back(figure(card.average_precision));
  cells.push_back(fmt::format("{}", card.false_reports.size()));
  cells.push_back(rate ? fmt::format("{:.2g}", *rate) : "–");
  return cells;
}

std::string days_text(const Evaluation& evaluation) {
  MarkdownTable sizes(
      {"subscribers:", "seed:", "N:", "records:", "servers:", "C2 servers:", "in view:"});
  MarkdownTable table({"subscribers:", "seed:", "N:", "method",
                       "precision:", "recall:", "true in 1:", "in 3:", "in 10:", "in 100:",
                       "PR-AUC:", "false:", "a host-day:"});
  for (const Day& day : evaluation.days) {
    const Showing& showing = day.verdict.noroshi;
    std::size_t unseen = 0;
    for (const auto& server : showing.card.servers) unseen += server.unseen() ? 1 : 0;
    sizes.add({fmt::format("{}", day.subscribers), fmt::format("{}", day.seed),
               fmt::format("{}", day.sampling), fmt::format("{}", day.verdict.summary.records),
               fmt::format("{}", day.verdict.summary.servers),
               fmt::format("{}", showing.card.servers.size()),
               fmt::format("{}", showing.card.servers.size() - unseen)});
    table.add(day_cells(day, "Noroshi", day.verdict.noroshi));
    table.add(day_cells(day, "RITA", day.verdict.rita));
  }
  return "\n## Generated days\n\n"
         "`noroshi lab traffic` with its default scenario: a synthetic day of 20,000 subscribers "
         "and eight botnets,\nas a router exports it, at packet sampling 1:N; a second seed; and "
         "three times the subscribers with the\nsame botnets.\n\n" +
         sizes.text() +
         "\nPrecision and recall at the threshold; how many of the first 1, 3, 10 and 100 are "
         "right; the area under\nthe precision-recall curve; wrong reports, and these for each "
         "subscriber and day.\n\n" +
         table.text();
}

// "**1** (0.99)": rank, and probability; bold if reported.
std::string family_cell(const Showing& showing, const model::Endpoint& server) {
  for (std::size_t i = 0; i < showing.ranks.size(); ++i) {
    const score::ServerResult& result = showing.card.servers[i];
    if (result.server.endpoint != server) continue;
    if (result.unseen()) return "not in view";
    if (showing.ranks[i] == 0) return "–";
    return fmt::format(fmt::runtime(result.reported ? "**{}** ({:.2f})" : "{} ({:.2f})"),
                       showing.ranks[i], result.probability);
  }
  return "–";
}

std::string families_text(const Evaluation& evaluation) {
  std::vector<std::string> headings = {"subscribers:", "seed:", "family", "port:", "method"};
  for (const std::uint32_t sampling : kSamplings)
    headings.push_back(fmt::format("N = {}", sampling));
  MarkdownTable table(std::move(headings));
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::vector<const Day*>> by_scenario;
  for (const Day& day : evaluation.days) by_scenario[{day.subscribers, day.seed}].push_back(&day);
  for (const auto& [scenario, days] : by_scenario) {
    for (const score::TrueServer& server : days.front()->verdict.truth.servers) {
      std::vector<std::string> noroshi = {fmt::format("{}", scenario.first),
                                          fmt::format("{}", scenario.second), server.family,
                                          fmt::format("{}", server.endpoint.port), "Noroshi"};
      std::vector<std::string> rita = {"", "", "", "", "RITA"};
      for (const Day* day : days) {
        noroshi.push_back(family_cell(day->verdict.noroshi, server.endpoint));
        rita.push_back(family_cell(day->verdict.rita, server.endpoint));
      }
      table.add(std::move(noroshi));
      table.add(std::move(rita));
    }
  }
  return "\nServer by server: rank, and in brackets probability (RITA: score); bold where it is "
         "reported. A\ndomain-fronted C2 and a peer-to-peer botnet have no endpoint of their own "
         "that could be found.\n\n" +
         table.text();
}

std::string false_reports_text(const Evaluation& evaluation) {
  MarkdownTable table({"subscribers:", "seed:", "N:", "server",
                       "p:", "clients:", "contacts:", "heaviest evidence"});
  for (const Day& day : evaluation.days) {
    for (const score::FalseReport& wrong : day.verdict.noroshi.card.false_reports) {
      for (const model::Finding& finding : day.verdict.noroshi.findings) {
        if (finding.subject != wrong.endpoint) continue;
        std::string reasons;
        for (std::size_t i = 0; i < std::min<std::size_t>(3, finding.evidence.size()); ++i) {
          reasons += fmt::format("{}{} {:+.1f}", i == 0 ? "" : ", ", finding.evidence[i].name,
                                 finding.evidence[i].weight);
        }
        table.add({fmt::format("{}", day.subscribers), fmt::format("{}", day.seed),
                   fmt::format("{}", day.sampling), model::to_string(finding.subject),
                   fmt::format("{:.2f}", finding.probability), fmt::format("{}", finding.clients),
                   fmt::format("{}", finding.contacts), reasons});
      }
    }
  }
  if (table.empty()) return "\nNo report of Noroshi on these days is wrong.\n";
  return "\nEvery wrong report of Noroshi on these days:\n\n" + table.text();
}

std::vector<std::string> bin_cells(const Reliability::Bin& bin) {
  if (bin.servers == 0) return {"0", "–", "–", "–"};
  return {fmt::format("{}", bin.servers), fmt::format("{}", bin.true_servers),
          fmt::format("{:.3f}", bin.mean_predicted()), fmt::format("{:.3f}", bin.share_true())};
}

std::string reliability_text(const Evaluation& evaluation) {
  MarkdownTable table({"probability", "captures: servers:", "C2:", "mean p:", "share C2:",
                       "days: servers:", "C2:", "mean p:", "share C2:"});
  const auto row = [&](std::string name, const Reliability::Bin& captures,
                       const Reliability::Bin& days) {
    std::vector<std::string> cells = {std::move(name)};
    for (auto& cell : bin_cells(captures)) cells.push_back(std::move(cell));
    for (auto& cell : bin_cells(days)) cells.push_back(std::move(cell));
    table.add(std::move(cells));
  };
  const auto& edges = Reliability::kEdges;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const double end = i + 1 < edges.size() ? edges[i + 1] : 1.0;
    row(fmt::format("{:.2f}–{:.2f}", edges[i], end), evaluation.capture_reliability.bins()[i],
        evaluation.day_reliability.bins()[i]);
  }
  row("all", evaluation.capture_reliability.total(), evaluation.day_reliability.total());
  const auto brier = [](const Reliability& one) {
    return fmt::format("{:.5f} (giving every server the share of C2 among all: {:.5f})",
                       one.brier(), one.brier_of_ignorance());
  };
  return "\n## Can the probabilities be believed?\n\n"
         "All servers of all labelled captures (N = 1) and of all generated days (every N), by the "
         "probability they\nwere given; those that are neither right nor wrong are left out. Where "
         "the share of C2 is near the mean\nprobability, they hold; where it is less, they promise "
         "too much; where it is more, too little. A handful of\nservers to a bin proves "
         "nothing.\n\n" +
         table.text() +
         fmt::format("\nBrier score: captures {}; generated days {}.\n",
                     brier(evaluation.capture_reliability), brier(evaluation.day_reliability));
}

}  // namespace

std::string page_of(const Evaluation& evaluation) {
  return std::string(kOpening) + targets_text(evaluation) + captures_text(evaluation) +
         unlabelled_text(evaluation) + thinned_text(evaluation) + days_text(evaluation) +
         families_text(evaluation) + false_reports_text(evaluation) + reliability_text(evaluation);
}

std::string with_hand_written_part(std::string generated, std::string_view old_page) {
  const auto marker = old_page.find(kMarker);
  generated += "\n";
  generated += kMarker;
  if (marker != std::string_view::npos) generated += old_page.substr(marker + kMarker.size());
  return generated;
}

}  // namespace noroshi::bench
