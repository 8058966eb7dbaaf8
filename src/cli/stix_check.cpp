// `noroshi stix check`: what is wrong with STIX objects.
#include "cli/exit_status.hpp"
#include "cli/noun.hpp"
#include "cli/sheet.hpp"
#include "cli/stix_files.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

constexpr Noun kObjects{{"{} object", "オブジェクト {} 件"}, {"{} objects", "オブジェクト {} 件"}};
constexpr Noun kErrors{{"{} error", "エラー {} 件"}, {"{} errors", "エラー {} 件"}};
constexpr Noun kWarnings{{"{} warning", "警告 {} 件"}, {"{} warnings", "警告 {} 件"}};

struct Tally {
  std::uint64_t seen = 0;
  std::uint64_t refused = 0;
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;

  [[nodiscard]] bool sound(bool strict) const {
    return refused == 0 && errors == 0 && (!strict || warnings == 0);
  }
};

Sheet empty_sheet() {
  return Sheet({{"file", {"file", "ファイル"}, Sheet::Unit::Text, false, "-"},
                {"weight", {"weight", "重さ"}, Sheet::Unit::Text, false, "-"},
                {"object", {"object", "オブジェクト"}, Sheet::Unit::Text, false, "-"},
                {"property", {"property", "プロパティー"}, Sheet::Unit::Text, false, "-"},
                {"rule", {"rule", "規則"}, Sheet::Unit::Text, false, "-"},
                {"message", {"what and why", "内容"}, Sheet::Unit::Text, false, "-"}});
}

Sheet::Cell cell(const std::string& text) {
  return text.empty() ? Sheet::Cell{} : Sheet::Cell{text};
}

void add(const std::string& file, const std::vector<stix::Complaint>& complaints, Sheet& sheet,
         Tally& tally) {
  for (const auto& complaint : complaints) {
    const bool error = complaint.weight == stix::Weight::Error;
    ++(error ? tally.errors : tally.warnings);
    sheet.add({file, error ? "error" : "warning", cell(complaint.object), cell(complaint.property),
               complaint.rule, complaint.message});
  }
}

std::string summary(const Tally& tally, Language language) {
  static constexpr Text kSummary{"{} read, {} refused; {}, {}",
                                 "{}を読み、うち {} 件を拒否。{}、{}"};
  return kSummary.in(language, kObjects.in(language, tally.seen), grouped(tally.refused),
                     kErrors.in(language, tally.errors), kWarnings.in(language, tally.warnings));
}

}  // namespace

Result<int> run_stix_check(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  stix::Policy policy;
  policy.allow_custom = !arguments.given("--no-custom");
  auto sheet = empty_sheet();
  Tally tally;
  for (const auto& file : stix_files(arguments)) {
    const auto reading = NOROSHI_TRY(read_stix_file(file, policy));
    tally.seen += reading.seen;
    tally.refused += reading.refused.size();
    add(file, reading.complaints, sheet, tally);
    add(file, pattern_complaints(reading.objects), sheet, tally);
  }
  const auto format = arguments.word("--format").value();
  const bool silent = format == "table" && sheet.size() == 0;
  if (!silent) {
    NOROSHI_CHECK(
        context.out.write(sheet.text(format, context.language, Zone(), context.terminal.colour)));
  }
  if (!arguments.given("--quiet")) context.note(summary(tally, context.language));
  return tally.sound(arguments.given("--strict")) ? kDone : kCouldNot;
}

}  // namespace noroshi::cli
