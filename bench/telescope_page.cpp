#include "telescope_page.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "markdown_table.hpp"

namespace noroshi::bench {
namespace {

constexpr double kAllowed = 0.15;  // of the hosts, either way

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string of(std::uint64_t part, std::uint64_t all) {
  return fmt::format("{} of {} ({})", part, all, percent(Tally::share(part, all)));
}

Warnings operator+(Warnings one, const Warnings& other) {
  one.days += other.days;
  one.alarms += other.alarms;
  one.explained += other.explained;
  one.surges += other.surges;
  one.found += other.found;
  one.updates += other.updates;
  one.updates_found += other.updates_found;
  one.delays.insert(one.delays.end(), other.delays.begin(), other.delays.end());
  return one;
}

double alarms_a_day(const Warnings& warnings) {
  return static_cast<double>(warnings.alarms) / static_cast<double>(warnings.days);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::vector<std::string> warning_cells(const std::string& who, const Warnings& warnings) {
  return {who,
          fmt::format("{:.2f}", alarms_a_day(warnings)),
          percent(Tally::share(warnings.explained, warnings.alarms)),
          of(warnings.found, warnings.surges),
          of(warnings.updates_found, warnings.updates),
          fmt::format("{:.0f} h", median(warnings.delays))};
}

std::map<double, Warnings> baselines_of(const Months& months) {
  std::map<double, Warnings> all;
  for (const auto& [seed, month] : months) {
    for (const auto& [threshold, warnings] : month.baselines) {
      all[threshold] = all[threshold] + warnings;
    }
  }
  return all;
}

// The threshold that finds most on the practice months.
double best_threshold(const Months& practice) {
  double best = 0;
  std::uint64_t most = 0;
  for (const auto& [threshold, warnings] : baselines_of(practice)) {
    const std::uint64_t found = warnings.found + warnings.updates_found;
    if (found < most) continue;
    most = found;
    best = threshold;
  }
  return best;
}

Warnings ours_of(const Months& months) {
  Warnings all;
  for (const auto& [seed, month] : months) all = all + month.ours;
  return all;
}

std::string warnings_text(const Months& practice, const Months& exam) {
  MarkdownTable table({"", "alarms a day:", "with a reason:", "surges named:",
                       "families' new ports named:", "median delay:"});
  table.add(warning_cells("Noroshi", ours_of(exam)));
  const double chosen = best_threshold(practice);
  for (const auto& [threshold, warnings] : baselines_of(exam)) {
    const char* mark = threshold == chosen ? " (best in practice)" : "";
    table.add(warning_cells(fmt::format("ChangeFinder at {:.0f}{}", threshold, mark), warnings));
  }
  table.add(warning_cells("Noroshi, practice", ours_of(practice)));
  return "## Ports that rise\n\nSurges: a port's hosts an hour jump, or rise over one to three "
         "days, by six and more and usually to about three times\nwhat they were. *Families' new "
         "ports*: hosts that are infected already learn one. A surge is named when its port is,\n"
         "within three days of its peak. *With a reason*: on that port a surge, a group's session "
         "or a new payload began in the five days\nbefore. *Delay*: from the first newcomer to the "
         "end of the day whose report names the port.\n\n" +
         table.text();
}

std::string infected_text(const Months& exam) {
  Tally all;
  std::vector<Strength> strengths = exam.front().second.strengths;
  for (Strength& strength : strengths) strength.seen = strength.reported = 0;
  std::map<std::string, Tally> families;
  std::map<std::string, std::uint64_t> roles;
  for (const auto& [seed, month] : exam) {
    all += month.infected;
    for (std::size_t i = 0; i < strengths.size(); ++i) {
      strengths[i].seen += month.strengths[i].seen;
      strengths[i].reported += month.strengths[i].reported;
    }
    for (const auto& [name, tally] : month.families) families[name] += tally;
    for (const auto& [role, count] : month.wrong_roles) roles[role] += count;
  }
  MarkdownTable by_strength({"packets heard in the day:", "infected addresses:", "reported:"});
  for (const Strength& strength : strengths) {
    by_strength.add({fmt::format("{} and more", strength.least), fmt::format("{}", strength.seen),
                     of(strength.reported, strength.seen)});
  }
  MarkdownTable by_family({"family", "infected addresses:", "reported:"});
  for (const auto& [name, tally] : families) {
    const std::uint64_t seen = tally.right + tally.missed;
    by_family.add({name, fmt::format("{}", seen), percent(Tally::share(tally.right, seen))});
  }
  std::string wrong;
  for (const auto& [role, count] : roles) wrong += fmt::format(" {} {};", count, role);
  return fmt::format(
             "## Who is infected\n\nAddresses a day, reported at p ≥ 0.9. Right: {} ({} of right "
             "and wrong). Wrong: {} (by what they were:{} see\n[the truth](formats/"
             "darknet-truth.md)). Neither: {} one-off scans with an ordinary machine's stack, of "
             "which nobody can know.\n\n",
             all.right, percent(all.precision()), all.wrong, wrong.empty() ? " none;" : wrong,
             all.neither) +
         by_strength.text() + "\nBy family, of addresses with five packets and more:\n\n" +
         by_family.text();
}

// Network-days of one kind of lease.
struct LeaseSum {
  double addresses = 0;
  double hosts = 0;
  double estimate = 0;
  double days = 0;
  double close = 0;
  double held = 0;  // by the interval

  void add(const NetworkDay& day) {
    addresses += day.addresses;
    hosts += day.hosts;
    estimate += day.estimate;
    days += 1;
    close += std::abs(day.estimate - day.hosts) <= kAllowed * day.hosts ? 1 : 0;
    held += day.low <= day.hosts && day.hosts <= day.high ? 1 : 0;
  }
};

// All networks of one day together.
struct DaySums {
  std::uint64_t days = 0;
  std::uint64_t close = 0;
  std::uint64_t addresses_close = 0;
  double worst = 0;
};

DaySums day_sums(const Months& exam) {
  DaySums sums;
  for (const auto& [seed, month] : exam) {
    std::map<std::uint32_t, LeaseSum> days;
    for (const NetworkDay& day : month.networks) days[day.day].add(day);
    for (const auto& [number, day] : days) {
      const double error = std::abs(day.estimate - day.hosts) / day.hosts;
      ++sums.days;
      sums.close += error <= kAllowed ? 1 : 0;
      sums.addresses_close += day.addresses <= (1 + kAllowed) * day.hosts ? 1 : 0;
      sums.worst = std::max(sums.worst, error);
    }
  }
  return sums;
}

std::string hosts_text(const Months& exam) {
  std::map<std::string, LeaseSum> leases;
  for (const auto& [seed, month] : exam) {
    for (const NetworkDay& day : month.networks) leases[day.lease].add(day);
  }
  MarkdownTable table({"addresses change", "network-days:", "hosts:", "addresses a host:",
                       "estimate a host:", "within ±15 %:", "in the 95 % interval:"});
  for (const auto& [lease, sum] : leases) {
    table.add({lease, fmt::format("{:.0f}", sum.days), fmt::format("{:.0f}", sum.hosts),
               fmt::format("{:.2f}", sum.addresses / sum.hosts),
               fmt::format("{:.3f}", sum.estimate / sum.hosts), percent(sum.close / sum.days),
               percent(sum.held / sum.days)});
  }
  const DaySums sums = day_sums(exam);
  return fmt::format(
             "## How many hosts\n\nHosts behind the addresses that were reported, one network and "
             "day at a time. All networks of a day together: within\n±15 % on {}; the worst day "
             "is {} off. Counting addresses would be within ±15 % on {}.\n\n",
             of(sums.close, sums.days), percent(sums.worst), of(sums.addresses_close, sums.days)) +
         table.text();
}

struct Rest {
  Tally campaigns;
  Tally grouped;
  std::uint64_t crowds = 0;
  Tally novelties;
  Tally research;
  std::uint64_t octets = 0;
};

Rest rest_of(const Months& exam) {
  Rest rest;
  for (const auto& [seed, month] : exam) {
    rest.campaigns += month.campaigns;
    rest.grouped += month.grouped;
    rest.crowds += month.crowds;
    rest.novelties += month.novelties;
    rest.research += month.research;
    rest.octets = std::max(rest.octets, month.history_octets);
  }
  return rest;
}

std::string rest_text(const Months& exam) {
  const Rest rest = rest_of(exam);
  const Tally& campaigns = rest.campaigns;
  const Tally& research = rest.research;
  return fmt::format(
      "## What moves together, and the rest\n\n"
      "- Groups that one hand moves, a day each: found {}. A group is found when a campaign that "
      "is said to move together has half\n  of its members, four fifths of the campaign being "
      "theirs; {} when any campaign will do.\n"
      "- Campaigns said to move together that are one group or family: {}. {} more were only told "
      "to use the same tool on the same\n  services, which is so by their making.\n"
      "- New payloads named: {}. Named besides: {} services or payloads that were heard from three "
      "hosts for the first time, as they were.\n"
      "- Surveyors' addresses kept apart, a day each: {}; others called surveyors: {}.\n"
      "- The History after a month: {:.1f} MB of text at most.\n",
      of(campaigns.right, campaigns.right + campaigns.missed),
      of(rest.grouped.right, rest.grouped.right + rest.grouped.missed),
      of(campaigns.neither, campaigns.neither + campaigns.wrong), rest.crowds,
      of(rest.novelties.right, rest.novelties.right + rest.novelties.missed),
      rest.novelties.neither, of(research.right, research.right + research.missed), research.wrong,
      static_cast<double>(rest.octets) / 1e6);
}

std::string seeds_of(const Months& months) {
  std::string text;
  for (const auto& [seed, month] : months) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", seed);
  }
  return text;
}

std::uint64_t events_of(const Months& months) {
  std::uint64_t events = 0;
  for (const auto& [seed, month] : months) events += month.events;
  return events;
}

std::string asked_text(const Months& exam) {
  const Rest rest = rest_of(exam);
  const Warnings warnings = ours_of(exam);
  const DaySums sums = day_sums(exam);
  MarkdownTable table({"Asked of a generated day", "At least", "Measured"});
  table.add({"infected hosts within ±15 % of the truth, days", "–", of(sums.close, sums.days)});
  const Tally& campaigns = rest.campaigns;
  table.add({"campaign recall", "90 %", of(campaigns.right, campaigns.right + campaigns.missed)});
  table.add(
      {"campaign precision", "90 %", of(campaigns.neither, campaigns.neither + campaigns.wrong)});
  const std::uint64_t surges = warnings.surges + warnings.updates;
  table.add(
      {fmt::format("surges named, at {:.2f} alarms a day (3 allowed)", alarms_a_day(warnings)),
       "90 %", of(warnings.found + warnings.updates_found, surges)});
  return table.text();
}

}  // namespace

std::string telescope_page(const Months& practice, const Months& exam) {
  return fmt::format(
             "# How well the telescope's analysis works\n\n"
             "Made by `build/release/evaluate_telescope` (`make eval`); the same program gives the "
             "same page. Generated months ([how](formats/darknet-truth.md))\nof 30 days before "
             "16,384 dark addresses go through the analysis day by day, each day with the History "
             "of the days before.\n\n"
             "- **Synthetic.** The months were imagined by the people who wrote the detector; "
             "their figures show whether the methods do what they\n  should where hosts change "
             "addresses, sleep, return and are few. They claim no rate on real networks.\n"
             "- Months {} were looked at while the methods were written. **All figures are of "
             "months {}**, which were not ({} events),\n  unless a line says *practice*.\n"
             "- An address with one to four packets a day tells little; tables say from how many "
             "packets they count.\n\n",
             seeds_of(practice), seeds_of(exam), events_of(exam)) +
         asked_text(exam) + "\n" + infected_text(exam) + "\n" + hosts_text(exam) + "\n" +
         warnings_text(practice, exam) + "\n" + rest_text(exam);
}

}  // namespace noroshi::bench
