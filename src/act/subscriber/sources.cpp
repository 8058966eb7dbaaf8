#include "act/subscriber/sources.hpp"

#include <chrono>
#include <filesystem>
#include <fmt/format.h>

#include "act/subscriber/coverage.hpp"
#include "act/subscriber/log_files.hpp"
#include "act/subscriber/lookup.hpp"
#include "io/input.hpp"
#include "io/whole_input.hpp"

namespace noroshi::subscriber {
namespace {

Result<std::optional<DeviceKey>> read_key(const std::string& path) {
  if (path.empty()) return std::optional<DeviceKey>();
  const auto input = NOROSHI_TRY(io::Input::open(path));
  const auto text = NOROSHI_TRY(io::whole(*input).within(path));
  return std::optional(NOROSHI_TRY(DeviceKey::parse(text).within(path)));
}

// Reads one file with `read(input, rejects)`, and reports on it.
template <class Read>
Status read_file(const std::string& path, Survey& survey, Read read) {
  const auto input = NOROSHI_TRY(io::Input::open(path));
  FileReport report{path, 0, io::Rejects()};
  report.records = NOROSHI_TRY(read(*input, report.rejects).within(path));
  if (!input->damage().empty()) {
    return Error{Errc::InvalidInput, fmt::format("{}: {}", path, input->damage())};
  }
  survey.files.push_back(std::move(report));
  return {};
}

// The oldest of the files' times of change: until then each of them was complete.
base::Micros changed(const std::vector<std::string>& files) {
  auto oldest = kForever;
  for (const auto& file : files) {
    std::error_code ignored;
    const auto time = std::filesystem::last_write_time(file, ignored);
    const auto system = std::chrono::file_clock::to_sys(time);
    const auto micros =
        std::chrono::duration_cast<std::chrono::microseconds>(system.time_since_epoch()).count();
    oldest = std::min<base::Micros>(oldest, micros);
  }
  return oldest;
}

Term term_of(const LogSettings& settings, base::Micros oldest, base::Micros newest) {
  Term term{oldest, newest};
  if (settings.kept_from.by == LogBound::By::Instant) term.kept_from = settings.kept_from.instant;
  if (settings.complete_until.by == LogBound::By::Instant) {
    term.complete_until = settings.complete_until.instant;
  } else if (settings.complete_until.by == LogBound::By::File) {
    term.complete_until = changed(settings.files);
  }
  term.clock_error = settings.clock_error;
  return term;
}

class Loading {
 public:
  Loading(const Settings& settings, Survey& survey) : settings_(settings), survey_(survey) {}

  Status read() {
    key_ = NOROSHI_TRY(read_key(settings_.device_key_file));
    NOROSHI_CHECK(read_static_files());
    NOROSHI_CHECK(read_lease_files());
    NOROSHI_CHECK(read_cgn_files());
    add_rules();
    for (const auto& nat : settings_.deterministic_nats) tables_.nats.push_back(nat);
    tables_.leases_cover = net::PrefixSet(settings_.leases.covers);
    tables_.cgn_covers = net::PrefixSet(settings_.cgn_log.covers);
    return {};
  }

  void report() {
    report_coverage(coverage_);
    survey_.overlaps = coverage_.overlaps();
    survey_.gaps = coverage_.gaps(settings_.ranges);
  }

  Tables take() { return std::move(tables_); }

 private:
  Status read_static_files() {
    for (const auto& file : settings_.static_files) {
      NOROSHI_CHECK(read_file(file, survey_, [&](io::Input& input, io::Rejects& rejects) {
        return read_static(input, rejects, tables_.lines, tables_.fixed, fixed_);
      }));
    }
    tables_.fixed.settle();
    return {};
  }

  Status read_lease_files() {
    for (const auto& file : settings_.leases.files) {
      NOROSHI_CHECK(read_file(file, survey_, [&](io::Input& input, io::Rejects& rejects) {
        return read_leases(input, rejects, tables_.lines, key_, tables_.leases,
                           survey_.devices_dropped);
      }));
    }
    leases_contested_ = tables_.leases.settle();
    tables_.lease_term =
        term_of(settings_.leases, tables_.leases.oldest(), tables_.leases.newest());
    return {};
  }

  Status read_cgn_files() {
    for (const auto& file : settings_.cgn_log.files) {
      NOROSHI_CHECK(read_file(file, survey_, [&](io::Input& input, io::Rejects& rejects) {
        return read_cgn_log(input, rejects, tables_.cgn);
      }));
    }
    cgn_contested_ = tables_.cgn.settle();
    tables_.cgn_term = term_of(settings_.cgn_log, tables_.cgn.oldest(), tables_.cgn.newest());
    return {};
  }

  void add_rules() {
    for (const auto& rule : settings_.map_rules) {
      tables_.rule_of.add(rule.v4, static_cast<std::uint32_t>(tables_.rules.size()));
      tables_.rules.push_back(rule);
    }
    tables_.rule_of.settle();
  }

  void report_coverage(Coverage& coverage) {
    add("static", fixed_, fixed_.size(), coverage);
    std::vector<net::Prefix> rules;
    for (const auto& rule : tables_.rules) rules.push_back(rule.v4);
    add("map-e", rules, rules.size(), coverage);
    if (!tables_.nats.empty()) {
      SourceReport report{"deterministic-nat", tables_.nats.size(), 0, 0, 0, 0, 0};
      for (const auto& nat : tables_.nats) {
        for (const auto& span : nat.plan().outside) coverage.add("deterministic-nat", span);
      }
      report.addresses = coverage.addresses("deterministic-nat");
      survey_.sources.push_back(std::move(report));
    }
    if (auto* cgn = add("cgn-log", settings_.cgn_log.covers, tables_.cgn.size(), coverage)) {
      *cgn = with(*cgn, tables_.cgn.octets(), cgn_contested_, tables_.cgn_term);
    }
    if (auto* lease = add("lease", settings_.leases.covers, tables_.leases.size(), coverage)) {
      const auto octets = tables_.leases.octets() + tables_.lines.octets();
      *lease = with(*lease, octets, leases_contested_, tables_.lease_term);
    }
  }

  SourceReport* add(const std::string& name, const std::vector<net::Prefix>& prefixes,
                    std::uint64_t records, Coverage& coverage) {
    if (records == 0 && prefixes.empty()) return nullptr;
    for (const auto& prefix : prefixes) coverage.add(name, span_of(prefix));
    survey_.sources.push_back({name, records, coverage.addresses(name), 0, 0, 0, 0});
    return &survey_.sources.back();
  }

  static SourceReport with(SourceReport report, std::uint64_t octets, std::uint64_t contested,
                           const Term& term) {
    report.octets = octets;
    report.contested = contested;
    report.kept_from = term.kept_from;
    report.complete_until = term.complete_until;
    return report;
  }

  const Settings& settings_;
  Survey& survey_;
  Tables tables_;
  Coverage coverage_;
  std::optional<DeviceKey> key_;
  std::vector<net::Prefix> fixed_;
  std::uint64_t leases_contested_ = 0;
  std::uint64_t cgn_contested_ = 0;
};

}  // namespace

Result<std::unique_ptr<Resolver>> make_resolver(const Settings& settings, Survey& survey) {
  survey = {};
  Loading loading(settings, survey);
  NOROSHI_CHECK(loading.read());
  loading.report();
  return std::unique_ptr<Resolver>(std::make_unique<Lookup>(loading.take()));
}

}  // namespace noroshi::subscriber
