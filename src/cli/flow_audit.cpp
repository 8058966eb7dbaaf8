// `noroshi flow audit`: who asked about subscribers, and is the trail whole?
#include <fmt/format.h>

#include "cli/audit.hpp"
#include "cli/exit_status.hpp"
#include "cli/noun.hpp"
#include "cli/open_store.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

constexpr Noun kQuestions{{"{} question", "問い合わせ {} 件"},
                          {"{} questions", "問い合わせ {} 件"}};

Sheet sheet_of(const AuditChain& chain) {
  static constexpr Text kTime{"time", "時刻"};
  static constexpr Text kUser{"user", "使用者"};
  static constexpr Text kCommand{"command", "コマンド"};
  static constexpr Text kFilter{"filter", "フィルター"};
  static constexpr Text kDetails{"details", "詳細"};
  static constexpr Text kPurpose{"purpose", "目的"};
  Sheet sheet({{"time", kTime, Sheet::Unit::Instant, false, ""},
               {"user", kUser, Sheet::Unit::Text, false, ""},
               {"command", kCommand, Sheet::Unit::Text, false, ""},
               {"filter", kFilter, Sheet::Unit::Text, false, ""},
               {"details", kDetails, Sheet::Unit::Text, false, ""},
               {"purpose", kPurpose, Sheet::Unit::Text, false, ""}});
  for (const auto& entry : chain.entries) {
    const auto& asker = entry.asker;
    const auto& name = asker.login_name.empty() ? asker.name : asker.login_name;
    sheet.add({entry.time, name.empty() ? fmt::format("{}", asker.uid) : name, entry.command,
               entry.filter, entry.details, entry.purpose});
  }
  return sheet;
}

// The verdict; a chain that is broken is a failure, whatever was asked.
Status judge(const AuditChain& chain, const std::string& path, bool verify,
             const Context& context) {
  static constexpr Text kWhole{"{}: whole: {}, last hash {}",
                               "{}: 完全です: {}、最後のハッシュ {}"};
  static constexpr Text kBroken{"{}: broken at line {}: {}", "{}: {} 行目で壊れています: {}"};
  if (chain.broken != 0) {
    return Error{Errc::InvalidInput, kBroken.in(context.language, path, chain.broken, chain.why)};
  }
  if (verify) {
    context.note(kWhole.in(context.language, path,
                           kQuestions.in(context.language, chain.entries.size()), chain.last_hash));
  }
  return {};
}

}  // namespace

Result<int> run_flow_audit(const Arguments& arguments, Context& context) {
  static constexpr Text kNobody{"{}: nobody has asked about subscribers yet",
                                "{}: 利用者についての問い合わせはまだありません"};
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto path = NOROSHI_TRY(audit_folder(arguments, context)) + "/audit.jsonl";
  const auto chain = read_audit(path);
  if (!chain.has_value() && chain.error().code == Errc::NotFound) {
    context.note(kNobody.in(context.language, path));
    return kDone;
  }
  if (!chain.has_value()) return chain.error();
  const bool verify = arguments.given("--verify");
  if (!verify) {
    const auto format =
        arguments.word("--format").value_or(context.terminal.out_is_terminal ? "table" : "jsonl");
    choose_colour(arguments, context);
    NOROSHI_CHECK(context.out.write(
        sheet_of(*chain).text(format, context.language, zone, context.terminal.colour)));
  }
  NOROSHI_CHECK(judge(*chain, path, verify, context));
  return kDone;
}

}  // namespace noroshi::cli
