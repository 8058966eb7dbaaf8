// `noroshi tsa audit`: the history of a clock, and that nobody changed it.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/exit_status.hpp"
#include "cli/subcommands.hpp"
#include "trust/stamp/audit_book.hpp"

namespace noroshi::cli {
namespace {

using Json = nlohmann::json;

// One row: when, whether it passed, how far each source saw the clock.
std::string row_of(const stamp::RecordedAudit& audit, Language language) {
  static constexpr Text kPassed{"passed", "合格"};
  static constexpr Text kFailed{"FAILED", "不合格"};
  const Json read = Json::parse(audit.json, nullptr, false);
  if (!read.is_object()) return audit.json + "\n";
  std::string row = fmt::format("{}  {}", read.value("time", "?"),
                                (read.value("passed", false) ? kPassed : kFailed).in(language));
  for (const auto& reading : read.value("readings", Json::array())) {
    row += fmt::format("  {} {:+} ± {} µs", reading.value("source", "?"),
                       reading.value("offset_us", std::int64_t{0}),
                       reading.value("uncertainty_us", std::int64_t{0}));
  }
  for (const auto& silent : read.value("silent", Json::array())) {
    if (silent.is_string()) row += "  " + silent.get<std::string>();
  }
  return row + "\n";
}

}  // namespace

Result<int> run_tsa_audit(const Arguments& arguments, Context& context) {
  static constexpr Text kAll{"{} audits, all as the log has them", "{} 件の監査はログと一致"};
  const std::string& folder = arguments.positionals().front();
  const auto audits = NOROSHI_TRY(stamp::read_audits(folder));
  const std::size_t last = arguments.count("--last").value_or(audits.size());
  const bool table = arguments.word("--format") == "table";
  for (std::size_t i = audits.size() - std::min<std::size_t>(last, audits.size());
       i < audits.size(); ++i) {
    const auto& audit = audits[i];
    NOROSHI_CHECK(context.out.write(table ? row_of(audit, context.language) : audit.json + "\n"));
    if (!NOROSHI_TRY(stamp::log_holds(folder, audit.index, stamp::audit_entry(audit.json)))) {
      return Error{Errc::InvalidInput,
                   fmt::format("the log's entry {} is not this audit: it was changed, or is newer "
                               "than the log's checkpoint",
                               audit.index)};
    }
  }
  if (!arguments.given("--quiet")) context.note(kAll.in(context.language, audits.size()));
  return kDone;
}

}  // namespace noroshi::cli
