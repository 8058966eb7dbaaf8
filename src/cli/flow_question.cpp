#include "cli/flow_question.hpp"

#include <fmt/format.h>

#include "cli/audit.hpp"
#include "cli/subscriber_tokens.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

Error wrong(std::string message) { return {Errc::InvalidUsage, std::move(message)}; }

Result<query::Window> read_window(const Arguments& arguments, const Context& context,
                                  base::Micros now) {
  static constexpr Text kEither{"--last excludes --from and --to",
                                "--last は --from や --to と同時に指定できません"};
  static constexpr Text kEmpty{"--from {} is not before --to {}",
                               "--from {} が --to {} より前ではありません"};
  query::Window window;
  const auto from = arguments.instant("--from");
  const auto to = arguments.instant("--to");
  const auto last = arguments.duration("--last");
  if (last && (from || to)) return wrong(std::string(kEither.in(context.language)));
  if (from) window.from = *from;
  if (to) window.to = *to;
  if (last) window = {now - *last, now};
  if (window.from >= window.to) {
    return wrong(
        kEmpty.in(context.language, base::to_rfc3339(window.from), base::to_rfc3339(window.to)));
  }
  return window;
}

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

// Does the filter single out a subscriber?
bool names_subscriber(const Question& question) {
  bool names = false;
  const Subscribers subscribers(question.open);
  query::each_address(question.filter, [&](const query::AddressRange& range) {
    names = names || subscribers.named_by(range);
  });
  return names;
}

}  // namespace

Result<Question> read_question(const Arguments& arguments, const Context& context) {
  Question question;
  question.now = io::wall_clock();
  question.window = NOROSHI_TRY(read_window(arguments, context, question.now));
  question.open = NOROSHI_TRY(open_store(arguments, context, Access::Read));
  question.text = joined(arguments.positionals());
  question.filter =
      NOROSHI_TRY(query::parse(question.text, {question.now, question.open.exporters}));
  return question;
}

bool subscribers_unknown(const OpenStore& open) {
  return open.settings && !open.settings->minimise.off.empty();
}

Status admit(Question& question, bool names, const std::string& details, const Arguments& arguments,
             const Context& context) {
  static constexpr Text kWhy{
      "this names single subscribers: say why with --purpose \"…\"; who asked, what and why is "
      "written to {}",
      "個々の利用者を特定する問い合わせです。--purpose \"…\" で目的を示してください。誰が何をなぜ"
      "尋ねたかを {} に記録します"};
  const auto purpose = arguments.word("--purpose");
  if (!purpose && (names || names_subscriber(question))) {
    return wrong(kWhy.in(context.language, question.open.audit_path()));
  }
  if (purpose) {
    NOROSHI_CHECK(check_purpose(*purpose));
    NOROSHI_CHECK(append_audit(
        question.open.audit_path(),
        {question.now, Asker::detect(), std::string(arguments.command().path), question.text,
         fmt::format("{}{}{}", details, details.empty() ? "" : ", ", window_text(question.window)),
         *purpose}));
    question.purposeful = true;
  }
  question.filter =
      NOROSHI_TRY(with_tokens(question.filter, question.open, question.window, question.now));
  return {};
}

std::string window_text(const query::Window& window) {
  const bool from = window.from > -query::Window::kOpen;
  const bool to = window.to < query::Window::kOpen;
  if (!from && !to) return "all times";
  return fmt::format("{}{}{}", from ? "from " + base::to_rfc3339(window.from) : "",
                     from && to ? " " : "", to ? "to " + base::to_rfc3339(window.to) : "");
}

}  // namespace noroshi::cli
