#include "detect/c2/hunt.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>
#include <set>
#include <thread>
#include <tuple>

#include "detect/c2/candidates.hpp"
#include "detect/c2/graph.hpp"
#include "detect/c2/line.hpp"
#include "detect/c2/prior.hpp"
#include "detect/c2/suspicion.hpp"

namespace noroshi::c2 {
namespace {

constexpr const char* kMethod = "noroshi.c2.hunt";

double prior(const Surroundings& surroundings) {
  return prior_log_odds(static_cast<double>(surroundings.clients()),
                        static_cast<double>(surroundings.outside_servers()));
}

double logistic(double log_odds) { return 1.0 / (1.0 + std::exp(-log_odds)); }
double log_odds_of(double probability) { return std::log(probability / (1.0 - probability)); }

constexpr double kRounding = 1e-6;  // of log-odds, so that bounds are bounds

// The table turned into servers, and what is known of all of them together.
struct Field {
  FlowTable table;
  std::vector<CandidatePartition> partitions;
  std::unique_ptr<Surroundings> surroundings;
  std::unique_ptr<Graph> graph;
  HuntSummary summary;
  unsigned threads = 1;
};

unsigned threads_for(const HuntOptions& options) {
  return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

std::unique_ptr<Field> survey(FlowTable table, const HuntOptions& options) {
  auto field = std::make_unique<Field>();
  field->table = std::move(table);
  field->threads = threads_for(options);
  field->partitions.resize(FlowTable::kPartitions);
  if (options.overview) field->table.note_clients(*options.overview);
  const std::uint32_t sampling =
      std::max(1U, options.sampling > 0 ? options.sampling : field->table.stated_sampling());
  field->surroundings = std::make_unique<Surroundings>(
      field->table.hosts(), Surroundings::Settings{.sampling = sampling,
                                                   .inside = net::PrefixSet(options.inside),
                                                   .platforms = options.platforms,
                                                   .ages = options.ages,
                                                   .overview = options.overview.get()});
  in_parallel(FlowTable::kPartitions, field->threads, [&](std::size_t i) {
    field->partitions[i] = stitch_partition(field->table, i, sampling > 1);
    for (const Candidate& candidate : field->partitions[i].candidates) {
      field->surroundings->observe(field->partitions[i].server(candidate), candidate.host);
    }
  });
  field->surroundings->conclude();
  field->graph = std::make_unique<Graph>(GraphInput{.partitions = field->partitions,
                                                    .surroundings = *field->surroundings,
                                                    .hosts = field->table.hosts(),
                                                    .infected = options.infected,
                                                    .threads = field->threads});
  return field;
}

HuntSummary summary_of(const Field& field) {
  const Surroundings& surroundings = *field.surroundings;
  HuntSummary summary{.records = field.table.records(),
                      .ignored = field.table.ignored(),
                      .servers = surroundings.servers(),
                      .clients = surroundings.clients(),
                      .hosts = field.table.hosts().size(),
                      .sampling = surroundings.sampling()};
  for (const CandidatePartition& partition : field.partitions) {
    summary.contacts += partition.contacts.size();
  }
  if (summary.servers > 0) {
    summary.first_seen = surroundings.first_seen();
    summary.last_seen = surroundings.last_seen();
  }
  return summary;
}

Case open_case(const Server& server, const Surroundings& surroundings, const Standing& standing) {
  return {.server = server,
          .surroundings = surroundings,
          .visits = {},
          .schedule = {},
          .standing = standing};
}

// Nearly all the time of a hunt would go here, so it is done where it can matter (judge).
void look_for_schedule(Case& the_case) {
  for (const ClientContacts contacts : the_case.server.clients) {
    the_case.visits.push_back(visits(contacts));
  }
  const bool sampled = the_case.surroundings.sampling() > 1;
  the_case.schedule = find_schedule(the_case.visits, {.sampled = sampled});
}

// Calls `look` with every server as a Case without its schedule, and its place, from all threads.
template <class Look>
void for_each_case(const Field& field, Look look) {
  in_parallel(field.partitions.size(), field.threads, [&](std::size_t part) {
    const CandidatePartition& partition = field.partitions[part];
    for (std::size_t c = 0; c < partition.candidates.size(); ++c) {
      const Server server = partition.server(partition.candidates[c]);
      Case the_case = open_case(server, *field.surroundings, field.graph->of(part, c));
      look(the_case, part);
    }
  });
}

// What the lines saw of one server, and what follows.
struct Verdict {
  std::vector<std::pair<const Line*, Signal>> signals;
  double prior = 0;
  double probability = 0;
};

// Adds what the lines see that are (or are not) of the schedule.
void look_through(const Case& the_case, bool of_schedule, Verdict& verdict) {
  for (const Line& line : lines()) {
    if (line.of_schedule != of_schedule) continue;
    auto signal = line.look(the_case);
    if (signal) verdict.signals.emplace_back(&line, std::move(*signal));
  }
}

// In the order of the lines, so that the same signals give the same bits.
double log_odds_of(const Verdict& verdict, const Band& band) {
  double log_odds = verdict.prior;
  for (const auto& [line, signal] : verdict.signals) {
    log_odds += band.of(signal.input) * signal.strength;
  }
  return log_odds;
}

// More than a schedule can add to the log-odds: of its inputs, SlowPace speaks against.
double most_of_schedule(const Band& band) {
  return band.of(Input::PeriodicContact) + band.of(Input::QuickPace) + kRounding;
}

// A server that stays below `least` even with the best of schedules is judged without: then the
// verdict's probability is what it has at most.
Verdict judge(Case& the_case, const Coefficients& coefficients, double least) {
  const Band& band = coefficients.band(the_case.surroundings.sampling());
  Verdict verdict{.signals = {}, .prior = prior(the_case.surroundings) + band.bias};
  look_through(the_case, false, verdict);
  verdict.probability = logistic(log_odds_of(verdict, band) + most_of_schedule(band));
  if (verdict.probability < least) return verdict;
  look_for_schedule(the_case);
  look_through(the_case, true, verdict);
  std::ranges::sort(verdict.signals, {}, [](const auto& one) { return one.first - &lines()[0]; });
  verdict.probability = logistic(log_odds_of(verdict, band));
  return verdict;
}

// Judged to the end, whatever comes of it.
Verdict judge(Case& the_case, const Coefficients& coefficients) {
  return judge(the_case, coefficients, 0.0);
}

model::Finding finding_of(const Case& the_case, Verdict&& verdict,
                          const Coefficients& coefficients) {
  const Server& server = the_case.server;
  const Band& band = coefficients.band(the_case.surroundings.sampling());
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = server.endpoint;
  finding.first_seen = server.first_seen();
  finding.last_seen = server.last_seen();
  finding.clients = server.clients.size();
  finding.contacts = server.contacts.size();
  finding.sampling = the_case.surroundings.sampling();
  finding.method = kMethod;
  finding.version = coefficients.version();
  finding.prior = verdict.prior;
  finding.probability = verdict.probability;
  for (auto& [line, signal] : verdict.signals) {
    const double weight = band.of(signal.input) * signal.strength;
    finding.evidence.push_back(evidence_of(*line, std::move(signal), weight));
  }
  std::ranges::stable_sort(finding.evidence, std::greater{},
                           [](const model::Evidence& one) { return std::abs(one.weight); });
  finding.innocent = innocent_explanation(finding, base::Language::English);
  return finding;
}

// By partition and candidate: of the first judging, in which no server knows of another's.
using Probabilities = std::vector<std::vector<float>>;
using Suspects = std::vector<std::vector<Suspect>>;

Suspects find_suspects(const Field& field, const Probabilities& probabilities) {
  return shared_suspects(field.partitions, probabilities, *field.surroundings, field.threads);
}

// Calls `look` with every suspect as a Case that knows it, and its place, from all threads.
template <class Look>
void for_each_suspect(const Field& field, const Suspects& suspects, Look look) {
  in_parallel(suspects.size(), field.threads, [&](std::size_t part) {
    const CandidatePartition& partition = field.partitions[part];
    for (const Suspect& suspect : suspects[part]) {
      const Server server = partition.server(partition.candidates[suspect.candidate]);
      Standing standing = field.graph->of(part, suspect.candidate);
      standing.suspicious = suspect.company;
      Case the_case = open_case(server, *field.surroundings, standing);
      look(the_case, part);
    }
  });
}

// Leaves out whom the best of company cannot lift to the least probability of its endpoint.
template <class LeastOf>
void drop_hopeless(Suspects& suspects, const Field& field, const Probabilities& probabilities,
                   const Coefficients& coefficients, LeastOf least_of) {
  const Band& band = coefficients.band(field.surroundings->sampling());
  const double lift = band.of(Input::SharedSuspicion) + kRounding;
  for (std::size_t part = 0; part < suspects.size(); ++part) {
    std::erase_if(suspects[part], [&](const Suspect& suspect) {
      const double most = log_odds_of(probabilities[part][suspect.candidate]) + lift;
      const auto& candidate = field.partitions[part].candidates[suspect.candidate];
      return logistic(most) < least_of(candidate.endpoint);
    });
  }
}

// What the first judging of all servers says about the visitors of one.
Overlap company_of(const Field& field, const Coefficients& coefficients, std::size_t part,
                   std::size_t candidate) {
  Probabilities probabilities(field.partitions.size());
  for_each_case(field, [&](Case& the_case, std::size_t at) {
    const Verdict verdict = judge(the_case, coefficients, kLeavesTrace);
    probabilities[at].push_back(static_cast<float>(verdict.probability));
  });
  const Suspects suspects = find_suspects(field, probabilities);
  const auto found = std::ranges::find(suspects[part], candidate, &Suspect::candidate);
  return found == suspects[part].end() ? Overlap{} : found->company;
}

// Puts a finding in the place of the one of the same server, or adds it.
void put(std::vector<model::Finding>& findings, model::Finding finding) {
  const auto same = std::ranges::find(findings, finding.subject, &model::Finding::subject);
  if (same == findings.end()) {
    findings.push_back(std::move(finding));
  } else {
    *same = std::move(finding);
  }
}

auto rank_of(const model::Finding& finding) {
  return std::tuple(-finding.probability, finding.subject);
}

// The false-discovery share of a ranked list, from the probabilities themselves (Efron,
// "Large-Scale Inference", 2010, chapter 5: the mean local rate of the tail); it holds as far as
// they do.
void tell_false_shares(std::vector<model::Finding>& ranked) {
  double wrong = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    wrong += 1.0 - ranked[i].probability;
    ranked[i].false_share = wrong / static_cast<double>(i + 1);
  }
}

void set_suppressed_apart(HuntResult& result, std::span<const SuppressionList> lists) {
  if (lists.empty()) return;
  const auto reported = [](const model::Finding& one) { return one.suppressed_by.empty(); };
  for (model::Finding& finding : result.findings) {
    const SuppressionList* list = suppressing(lists, finding.subject);
    if (list != nullptr) finding.suppressed_by = list->name;
  }
  // Plain iterators: Clang 14 makes no subrange of these with libstdc++ 12.
  const auto rest = std::stable_partition(result.findings.begin(), result.findings.end(), reported);
  std::move(rest, result.findings.end(), std::back_inserter(result.suppressed));
  result.findings.erase(rest, result.findings.end());
}

Weighed weighed(const Case& the_case, const Verdict& verdict) {
  const Server& server = the_case.server;
  Weighed one{.endpoint = server.endpoint,
              .prior = prior(the_case.surroundings),
              .clients = static_cast<std::uint32_t>(server.clients.size()),
              .contacts = static_cast<std::uint32_t>(server.contacts.size())};
  for (const auto& [line, signal] : verdict.signals) {
    one.strengths[static_cast<std::size_t>(signal.input)] = static_cast<float>(signal.strength);
  }
  return one;
}

}  // namespace

HuntResult hunt(FlowTable table, const HuntOptions& options) {
  const std::unique_ptr<Field> field = survey(std::move(table), options);
  std::vector<std::vector<model::Finding>> found(field->partitions.size());
  Probabilities probabilities(field->partitions.size());
  const std::set<model::Endpoint> always(options.always.begin(), options.always.end());
  const auto least_of = [&](const model::Endpoint& server) {  // that is reported
    return options.all || always.contains(server) ? 0.0 : options.threshold;
  };
  for_each_case(*field, [&](Case& the_case, std::size_t part) {
    const double least = least_of(the_case.server.endpoint);
    Verdict verdict = judge(the_case, options.coefficients, std::min<double>(least, kLeavesTrace));
    probabilities[part].push_back(static_cast<float>(verdict.probability));
    if (verdict.probability < least) return;
    found[part].push_back(finding_of(the_case, std::move(verdict), options.coefficients));
  });
  Suspects suspects = find_suspects(*field, probabilities);
  drop_hopeless(suspects, *field, probabilities, options.coefficients, least_of);
  for_each_suspect(*field, suspects, [&](Case& the_case, std::size_t part) {
    const double least = least_of(the_case.server.endpoint);
    Verdict verdict = judge(the_case, options.coefficients, least);
    if (verdict.probability < least) return;
    put(found[part], finding_of(the_case, std::move(verdict), options.coefficients));
  });
  HuntResult result{.findings = {}, .summary = summary_of(*field)};
  for (auto& part : found) std::ranges::move(part, std::back_inserter(result.findings));
  std::ranges::sort(result.findings, {}, rank_of);
  set_suppressed_apart(result, options.suppressions);
  tell_false_shares(result.findings);
  return result;
}

std::vector<Weighed> weigh(FlowTable table, const HuntOptions& options, HuntSummary* summary) {
  const std::unique_ptr<Field> field = survey(std::move(table), options);
  std::vector<std::vector<Weighed>> found(field->partitions.size());
  Probabilities probabilities(field->partitions.size());
  for_each_case(*field, [&](Case& the_case, std::size_t part) {
    const Verdict verdict = judge(the_case, options.coefficients);
    probabilities[part].push_back(static_cast<float>(verdict.probability));
    found[part].push_back(weighed(the_case, verdict));
  });
  for_each_suspect(*field, find_suspects(*field, probabilities),
                   [&](Case& the_case, std::size_t part) {
                     Weighed one = weighed(the_case, judge(the_case, options.coefficients));
                     *std::ranges::find(found[part], one.endpoint, &Weighed::endpoint) = one;
                   });
  if (summary != nullptr) *summary = summary_of(*field);
  std::vector<Weighed> all;
  for (auto& part : found) std::ranges::move(part, std::back_inserter(all));
  std::ranges::sort(all, {}, &Weighed::endpoint);
  return all;
}

Result<Story> explain(FlowTable table, const HuntOptions& options, const model::Endpoint& server) {
  const std::unique_ptr<Field> field = survey(std::move(table), options);
  for (std::size_t part = 0; part < field->partitions.size(); ++part) {
    const CandidatePartition& partition = field->partitions[part];
    const auto found = std::ranges::find(partition.candidates, server, &Candidate::endpoint);
    if (found == partition.candidates.end()) continue;
    const auto c = static_cast<std::size_t>(found - partition.candidates.begin());
    const Server the_server = partition.server(*found);
    Standing standing = field->graph->of(part, c);
    standing.suspicious = company_of(*field, options.coefficients, part, c);
    Case the_case = open_case(the_server, *field->surroundings, standing);
    Verdict verdict = judge(the_case, options.coefficients);
    Story story{.finding = finding_of(the_case, std::move(verdict), options.coefficients),
                .summary = summary_of(*field),
                .schedule = the_case.schedule,
                .visits = the_case.visits,
                .intervals = {},
                .prior = {}};
    story.prior = story.finding.prior;
    const SuppressionList* list = suppressing(options.suppressions, server);
    if (list != nullptr) story.finding.suppressed_by = list->name;
    for (const auto& starts : story.visits) {
      for (std::size_t i = 1; i < starts.size(); ++i) {
        story.intervals.push_back(base::seconds(starts[i] - starts[i - 1]));
      }
    }
    std::ranges::stable_sort(story.visits, std::greater{}, &std::vector<base::Micros>::size);
    return story;
  }
  return Error{Errc::NotFound,
               fmt::format("nobody talks to {} in this input; `noroshi c2 hunt --all` "
                           "lists the servers that are in it",
                           model::to_string(server))};
}

}  // namespace noroshi::c2
