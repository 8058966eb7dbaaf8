// `noroshi subscriber check`: what the operator's sources cover.
#include <fmt/format.h>

#include "act/subscriber/sources.hpp"
#include "cli/exit_status.hpp"
#include "cli/noun.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

using Unit = Sheet::Unit;

Sheet empty_sheet() {
  return Sheet({{"what", {"what", "種別"}, Unit::Text, false, "-"},
                {"source", {"source", "情報源"}, Unit::Text, false, "-"},
                {"first", {"first", "先頭"}, Unit::Text, false, "-"},
                {"last", {"last", "末尾"}, Unit::Text, false, "-"},
                {"records", {"records", "レコード"}, Unit::Count, false, "-"},
                {"addresses", {"IPv4 addresses", "IPv4 アドレス"}, Unit::Count, false, "-"},
                {"contested", {"contested", "重複貸出"}, Unit::Count, false, "-"},
                {"kept_from", {"kept from", "保存開始"}, Unit::Instant, false, "-"},
                {"complete_until", {"complete until", "完全な期限"}, Unit::Instant, false, "-"},
                {"memory", {"memory", "メモリー"}, Unit::Octets, false, "-"}});
}

Sheet::Cell instant(base::Micros time) {
  return time == 0 ? Sheet::Cell{} : Sheet::Cell{std::int64_t{time}};
}

Sheet::Cell octets(std::uint64_t count) { return count == 0 ? Sheet::Cell{} : Sheet::Cell{count}; }

void add_sources(const subscriber::Survey& survey, Sheet& sheet) {
  for (const auto& source : survey.sources) {
    sheet.add({"source",
               source.name,
               {},
               {},
               source.records,
               source.addresses,
               source.contested,
               instant(source.kept_from),
               instant(source.complete_until),
               octets(source.octets)});
  }
}

void add_stretches(const std::string& what, const std::vector<subscriber::Stretch>& stretches,
                   Sheet& sheet) {
  for (const auto& stretch : stretches) {
    const auto sources = stretch.sources.empty() ? Sheet::Cell{} : Sheet::Cell{stretch.sources};
    sheet.add({what,
               sources,
               stretch.first.to_string(),
               stretch.last.to_string(),
               {},
               {},
               {},
               {},
               {},
               {}});
  }
}

// What could not be used, on standard error; whether there was any.
bool note_rejects(const subscriber::Survey& survey, Context& context) {
  static constexpr Text kReject{"{}: {} of {}: {}; the first is {}",
                                "{}: {} 件 (全 {} 件中): {}、最初は {}"};
  bool any = false;
  for (const auto& file : survey.files) {
    const auto all = file.records + file.rejects.total_rejected();
    for (const auto& [reason, tally] : file.rejects.rejected()) {
      any = true;
      context.note(kReject.in(context.language, file.path, grouped(tally.count), grouped(all),
                              reason, io::to_string(tally.first)));
    }
  }
  return any;
}

}  // namespace

Result<int> run_subscriber_check(const Arguments& arguments, Context& context) {
  static constexpr Text kDevices{
      "the leases name devices, and `device_key` is not set: nothing is kept of them",
      "リースに機器の識別子がありますが、device_key がないため保持しません"};
  choose_colour(arguments, context);
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto settings = NOROSHI_TRY(subscriber::load_settings(arguments.positionals().front()));
  subscriber::Survey survey;
  const auto resolver = NOROSHI_TRY(subscriber::make_resolver(settings, survey));
  auto sheet = empty_sheet();
  add_sources(survey, sheet);
  add_stretches("overlap", survey.overlaps, sheet);
  add_stretches("gap", survey.gaps, sheet);
  NOROSHI_CHECK(context.out.write(sheet.text(arguments.word("--format").value(), context.language,
                                             zone, context.terminal.colour)));
  const bool rejected = note_rejects(survey, context);
  if (survey.devices_dropped && !arguments.given("--quiet")) {
    context.note(std::string(kDevices.in(context.language)));
  }
  const bool sound = survey.overlaps.empty() && survey.gaps.empty() && !rejected;
  return sound ? kDone : kCouldNot;
}

}  // namespace noroshi::cli
