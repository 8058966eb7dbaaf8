// `noroshi telescope report`: a day of events → what each reader may know, in every form.
#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "act/report/forms.hpp"
#include "cli/calendar_day.hpp"
#include "cli/exit_status.hpp"
#include "cli/input_stage.hpp"
#include "cli/interrupt.hpp"
#include "cli/out_file.hpp"
#include "cli/progress.hpp"
#include "cli/registry_files.hpp"
#include "cli/scan_memory.hpp"
#include "cli/sealing.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"
#include "cli/telescope_day.hpp"
#include "cli/whole_folder.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

// What is asked about addresses: the registry and the places, both optional.
struct Ground {
  std::optional<registry::Registry> registry;
  std::optional<places::Places> places;

  [[nodiscard]] report::Atlas atlas() const {
    return report::Atlas(registry ? &*registry : nullptr, places ? &*places : nullptr);
  }
};

Result<Ground> open_ground(const Arguments& arguments, const Context& context) {
  static constexpr Text kNoRegistry{"{} needs --registry", "{} には --registry が必要です"};
  Ground ground;
  if (const auto path = arguments.word("--registry")) {
    ground.registry = NOROSHI_TRY(open_registry(*path, arguments, context));
  } else {
    for (const auto* option : {"--registry-key", "--rdap", "--isp"}) {
      if (!arguments.given(option)) continue;
      return Error{Errc::InvalidUsage, kNoRegistry.in(context.language, option)};
    }
  }
  std::vector<places::PlaceFile> files;
  for (const auto& path : arguments.all("--places")) {
    const auto input = NOROSHI_TRY(io::Input::open(path));
    files.push_back(NOROSHI_TRY(places::read_places(*input).within(path)));
    if (arguments.given("--quiet")) continue;
    for (const auto& line :
         describe_rejects(path, files.back().rejects, input->damage(), context.language)) {
      context.note(line);
    }
  }
  if (!files.empty()) ground.places.emplace(files);
  return ground;
}

class Forms {
 public:
  Forms(const Arguments& arguments, const CalendarDay& day)
      : day_(day.name),
        chosen_(arguments.all("--form")),
        pages_(arguments.word("--report-lang").value()) {}

  Status read_reporter(const Arguments& arguments) {
    if (const auto text = arguments.word("--reporter")) {
      reporter_ = NOROSHI_TRY(report::Reporter::parse(*text).within("--reporter"));
    }
    return {};
  }

  [[nodiscard]] bool wants(std::string_view form) const {
    return std::any_of(chosen_.begin(), chosen_.end(),
                       [&](const auto& one) { return one == form || one == "all"; });
  }
  [[nodiscard]] bool leaves_out_xarf() const { return wants("xarf") && !reporter_; }

  /// All chosen forms of one reader under `folder` ("" or "isp/example/").
  Status write(const report::Selection& it, const std::string& folder, Language own,
               WholeFolder& out) const {
    const auto put = [&](const std::string& name, const std::string& text) {
      return text.empty() ? Status{} : out.write(folder + name, text);
    };
    if (wants("findings")) {
      NOROSHI_CHECK(put("findings.jsonl", report::findings_form(it)));
      NOROSHI_CHECK(put("infected.jsonl", report::infected_form(it)));
    }
    if (wants("csv")) NOROSHI_CHECK(write_tables(it, put));
    if (wants("xarf") && reporter_) {
      NOROSHI_CHECK(put("xarf.jsonl", report::xarf_form(it, *reporter_)));
    }
    if (wants("stix")) {
      NOROSHI_CHECK(
          put("stix.json", report::stix_form(it, reporter_.value_or(report::Reporter{}))));
    }
    return wants("html") ? write_pages(it, own, put) : Status{};
  }

 private:
  // "2026-01-14-event4_honeypot_darknet-example.csv": as readers of Shadowserver's files expect.
  template <class Put>
  Status write_tables(const report::Selection& it, const Put& put) const {
    const auto whose = it.whole() ? std::string("all") : it.reader.id;
    for (const auto& [family, digit] :
         {std::pair{report::Family::V4, '4'}, std::pair{report::Family::V6, '6'}}) {
      NOROSHI_CHECK(put(fmt::format("{}-event{}_honeypot_darknet-{}.csv", day_, digit, whose),
                        report::darknet_form(it, family)));
      NOROSHI_CHECK(put(fmt::format("{}-event{}_honeypot_ddos_target-{}.csv", day_, digit, whose),
                        report::targets_form(it, family)));
    }
    return {};
  }

  template <class Put>
  Status write_pages(const report::Selection& it, Language own, const Put& put) const {
    const auto wanted = [&](Language language, std::string_view word) {
      return pages_ == word || pages_ == "both" || (pages_ == "own" && own == language);
    };
    if (wanted(Language::English, "en")) {
      NOROSHI_CHECK(put("report.en.html", report::page_form(it, Language::English)));
    }
    if (wanted(Language::Japanese, "ja")) {
      NOROSHI_CHECK(put("report.ja.html", report::page_form(it, Language::Japanese)));
    }
    return {};
  }

  std::string day_;
  std::vector<std::string> chosen_;
  std::string pages_;
  std::optional<report::Reporter> reporter_;
};

Result<std::vector<std::string>> readers(const Arguments& arguments, const report::Shares& shares,
                                         const report::Atlas& atlas, Language language) {
  static constexpr Text kUnknown{"--isp: nobody in the registry is called '{}'",
                                 "--isp: レジストリーに '{}' はありません"};
  const auto asked = arguments.all("--isp");
  for (const auto& id : asked) {
    if (atlas.operator_of(id) == nullptr) {
      return Error{Errc::InvalidUsage, kUnknown.in(language, id)};
    }
  }
  return asked.empty() ? report::concerned(shares) : asked;
}

scan::Day analyse(const TelescopeDay& records, const CalendarDay& day, const report::Atlas& atlas,
                  const scan::History& before, const Arguments& arguments) {
  scan::Settings settings;
  settings.infected_at = arguments.ratio("--threshold").value();
  settings.cleared_after = static_cast<std::uint32_t>(arguments.count("--cleared-after").value());
  settings.alarms_a_day = static_cast<std::uint32_t>(arguments.count("--alarms").value());
  return scan::analyse({.begin = day.begin,
                        .end = day.end,
                        .events = records.events,
                        .victims = records.victims,
                        .hours = records.hours,
                        .pool_of = atlas.pools(),
                        .sensor = records.sensor},
                       before, settings);
}

Status write_list(const Arguments& arguments, const scan::Day& day) {
  const auto path = arguments.word("--infected-list");
  if (!path) return {};
  StringSink nowhere;
  auto out = NOROSHI_TRY(OutFile::create(*path, nowhere));
  for (const auto& address : scan::infected_addresses(day)) {
    NOROSHI_CHECK(out->write(address.to_string() + "\n"));
  }
  return out->commit();
}

Sheet::Column figure(std::string name, Text title) {
  return {std::move(name), title, Sheet::Unit::Count, false, "-"};
}

// Names are for people: data has the English ones, and nothing where nobody is registered.
Sheet summary(const report::Selection& whole, bool for_people, Language language) {
  static constexpr Text kUnregistered{"not registered", "登録なし"};
  Sheet sheet({{"network", {"network", "ネットワーク"}, Sheet::Unit::Text, false, "-"},
               {"id", {"id", "ID"}, Sheet::Unit::Text, false, "-"},
               figure("infected", {"infected", "感染"}),
               figure("new", {"new", "新規"}),
               figure("persistent", {"persistent", "継続"}),
               figure("returned", {"returned", "再発"}),
               figure("cleared", {"cleared", "解消"}),
               figure("victims", {"DoS victims", "DoS 被害"})});
  for (const auto& one : whole.networks) {
    const bool japanese = for_people && language == Language::Japanese;
    Sheet::Cell name = japanese ? one.name_ja : one.name;
    if (one.id.empty()) {
      name = for_people ? Sheet::Cell{std::string(kUnregistered.in(language))} : Sheet::Cell{};
    }
    sheet.add({std::move(name), one.id.empty() ? Sheet::Cell{} : Sheet::Cell{one.id},
               one.standings.infected(), one.standings.fresh, one.standings.persistent,
               one.standings.returned, one.standings.cleared, one.victims});
  }
  return sheet;
}

void tell(const report::Selection& whole, const TelescopeDay& records, const CalendarDay& day,
          base::Micros lateness, std::size_t reports, const std::string& folder,
          const Context& context) {
  static constexpr Text kDone{
      "{}: infected addresses: {}, surging ports: {}, DoS victims: {}, research scanners apart: {}",
      "{}: 感染 {} アドレス、急増 {} ポート、DoS 被害 {} 件、調査スキャナー {} 件 (別扱い)"};
  static constexpr Text kWritten{"{}: the whole, and operators: {}", "{}: 全体と、事業者 {} 件"};
  static constexpr Text kMissing{
      "hours of this day of which nothing is known: {}; the sensor was off, or files are missing",
      "この日のうち {} 時間分の記録がありません。センサーの停止またはファイルの欠落です"};
  static constexpr Text kEarly{
      "early: events that still go on are in no file yet; the day is complete after {}",
      "早い実行です。続いているイベントはまだファイルにありません。この日がそろうのは {} 以降です"};
  static constexpr Text kElsewhere{"{} records of other days left out",
                                   "他の日の記録 {} 件を除きました"};
  context.note(kDone.in(context.language, day.name, grouped(whole.reader.standings.infected()),
                        whole.surges.size(), grouped(whole.reader.victims),
                        grouped(whole.all_researchers)));
  if (!whole.missing_hours.empty()) {
    context.note(kMissing.in(context.language, whole.missing_hours.size()));
  }
  if (const auto complete = day.end + lateness; io::wall_clock() < complete) {
    context.note(kEarly.in(context.language, base::to_rfc3339(complete)));
  }
  if (records.elsewhere > 0) {
    context.note(kElsewhere.in(context.language, grouped(records.elsewhere)));
  }
  context.note(kWritten.in(context.language, folder, reports));
}

Status write_reports(const scan::Day& day, const report::Shares& shares, const report::Atlas& atlas,
                     const Forms& forms, const report::Selection& whole,
                     const std::vector<std::string>& whom, const std::string& folder,
                     const Sealer* sealer, const Context& context) {
  auto out = NOROSHI_TRY(WholeFolder::create(folder));
  if (sealer != nullptr) out.seal_with(*sealer);
  NOROSHI_CHECK(forms.write(whole, "", context.language, out));
  for (const auto& id : whom) {
    if (interrupted()) return Error{Errc::Io, "interrupted: nothing was written"};
    const auto one = report::select_for(id, day, shares, atlas, whole.sensor);
    const auto* who = atlas.operator_of(id);
    const auto own = who == nullptr ? context.language : who->language;
    NOROSHI_CHECK(forms.write(one, fmt::format("isp/{}/", id), own, out));
  }
  return out.commit();
}

}  // namespace

Result<int> run_telescope_report(const Arguments& arguments, Context& context) {
  static constexpr Text kNoReporter{
      "XARF left out: it must name who reports; add --reporter \"NAME <MAIL>\"",
      "報告者が必要なため XARF は書きません。--reporter \"名称 <メール>\" を指定してください"};
  static constexpr Text kNothing{
      "{} has no record of {}: nothing to report, and nothing to conclude from it",
      "{} に {} の記録がありません。報告するものも、そこから言えることもありません"};
  static constexpr Text kJudging{"judging {} events …", "{} 件のイベントを判断しています …"};
  static constexpr Text kWriting{"writing reports …", "日報を書いています …"};
  choose_colour(arguments, context);
  const bool quiet = arguments.given("--quiet");
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto text = arguments.word("--day");
  const auto day = text ? NOROSHI_TRY(CalendarDay::parse(*text, zone))
                        : CalendarDay::before(io::wall_clock(), zone);
  Forms forms(arguments, day);
  NOROSHI_CHECK(forms.read_reporter(arguments));
  const auto sealer = NOROSHI_TRY(Sealer::open(arguments));
  const auto ground = NOROSHI_TRY(open_ground(arguments, context));
  const auto atlas = ground.atlas();
  ScanMemory memory(arguments.word("--history").value_or(""));
  const auto before = NOROSHI_TRY(memory.before(day));
  const auto records = NOROSHI_TRY(read_telescope_day(arguments, day, context));
  if (records.events.empty() && records.victims.empty() && records.hours.empty()) {
    return Error{Errc::NotFound,
                 kNothing.in(context.language, arguments.positionals().front(), day.name)};
  }

  Progress progress(context, quiet);
  progress.phase(kJudging.in(context.language, grouped(records.events.size())));
  const auto judged = analyse(records, day, atlas, before, arguments);
  progress.phase(kWriting.in(context.language));
  const auto whole = report::select_all(judged, atlas, records.sensor);
  const auto shares = report::shares_of(judged, atlas);
  const auto whom = NOROSHI_TRY(readers(arguments, shares, atlas, context.language));
  const auto folder = fmt::format("{}/{}", arguments.word("--out").value(), day.name);
  NOROSHI_CHECK(write_reports(judged, shares, atlas, forms, whole, whom, folder,
                              sealer ? &*sealer : nullptr, context));
  NOROSHI_CHECK(write_list(arguments, judged));
  // Last: a day whose reports are not all on the disk is not remembered as told.
  NOROSHI_CHECK(memory.keep(judged.after, before));
  progress.clear();

  if (!quiet && forms.leaves_out_xarf()) context.note(kNoReporter.in(context.language));
  const auto format = arguments.word("--format").value();
  NOROSHI_CHECK(
      context.out.write(summary(whole, format == "table", context.language)
                            .text(format, context.language, zone, context.terminal.colour)));
  if (quiet) return kDone;
  tell(whole, records, day, arguments.duration("--lateness").value(), whom.size(), folder, context);
  return kDone;
}

}  // namespace noroshi::cli
