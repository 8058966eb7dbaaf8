// `noroshi permit show`: what a permit allows, for people.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/exit_status.hpp"
#include "cli/permit_files.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "trust/permit/permit.hpp"

namespace noroshi::cli {
namespace {

template <class Values>
std::string listed(const Values& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(value.to_string());
  return texts.empty() ? "-" : fmt::format("{}", fmt::join(texts, ", "));
}

std::string window_text(const permit::Window& window) {
  auto text = fmt::format("{} – {}", base::to_rfc3339(window.from), base::to_rfc3339(window.until));
  if (!window.hours.empty()) {
    text += fmt::format(", {} ({})", listed(window.hours), permit::offset_text(window.offset));
  }
  return text;
}

void add_people(const permit::Permit& permit, Language language, std::string& out) {
  static constexpr Text kHead{"permit {}, written {}\n", "許可書 {} ({} 作成)\n"};
  static constexpr Text kWho{"who            {}; by {}; approved by {}\n",
                             "組織           {}。根拠 {}。承認 {}\n"};
  static constexpr Text kWhy{"what for       {}\n", "目的           {}\n"};
  static constexpr Text kOperator{"operator       {}; {}; {}\n", "従事者         {}、{}、{}\n"};
  static constexpr Text kOutsourced{"outsourced     {}: {}; {}\n", "委託           {}: {}、{}\n"};
  out += kHead.in(language, permit.id, base::to_rfc3339(permit.issued));
  out += kWho.in(language, permit.organisation, permit.legal_basis, permit.approved_by);
  out += kWhy.in(language, permit.purpose);
  for (const auto& person : permit.operators) {
    out += kOperator.in(language, person.name, person.department, person.contact);
  }
  for (const auto& work : permit.outsourcing) {
    out += kOutsourced.in(language, work.organisation, work.task, work.contact);
  }
}

void add_scope(const permit::Permit& permit, Language language, std::string& out) {
  static constexpr Text kRanges{"to             {}\n", "送信先         {}\n"};
  static constexpr Text kExcluded{"never to       {}\n", "除外           {}\n"};
  static constexpr Text kTests{"test networks  {}\n", "試験用の範囲   {}\n"};
  static constexpr Text kSources{"from           {}\n", "送信元         {}\n"};
  static constexpr Text kServices{"services       {}\n", "サービス       {}\n"};
  static constexpr Text kPace{
      "pace           {} packets/s, {} at once; to a /24 or /48 {}, {}\n",
      "速さ           毎秒 {} パケット、一度に {}。/24、/48 ごとに {}、{}\n"};
  static constexpr Text kWindow{"when           {}\n", "期間           {}\n"};
  out += kRanges.in(language, listed(permit.ranges));
  out += kExcluded.in(language, listed(permit.excluded));
  if (!permit.test_networks.empty()) out += kTests.in(language, listed(permit.test_networks));
  out += kSources.in(language, listed(permit.sources));
  out += kServices.in(language, listed(permit.services));
  out += kPace.in(language, permit.pace.total, permit.pace.burst, permit.pace.per_prefix,
                  permit.pace.prefix_burst);
  for (const auto& window : permit.windows) out += kWindow.in(language, window_text(window));
}

void add_lists(const permit::Permit& permit, Language language, std::string& out) {
  static constexpr Text kLogins{"logins         with the list {}\n", "ログイン試行   一覧 {}\n"};
  static constexpr Text kNoLogins{"logins         none\n", "ログイン試行   なし\n"};
  static constexpr Text kOptOuts{"opt-outs       revision {}, {}\n",
                                 "送信拒否       第 {} 版、{}\n"};
  static constexpr Text kStops{"revocations    list {} or newer, at most {} old\n",
                               "取消           一覧 {} 以降、発行から {} 以内\n"};
  out += permit.credentials ? kLogins.in(language, permit::to_string(*permit.credentials))
                            : std::string(kNoLogins.in(language));
  out += kOptOuts.in(language, permit.opt_outs.revision, permit::to_string(permit.opt_outs.digest));
  out += kStops.in(language, permit.least_revocations, base::humane(permit.most_revocations_age));
}

Status add_signatures(const SignedText& parts, Language language, std::string& out) {
  static constexpr Text kSigned{"signed         {}, not verified\n",
                                "署名           {} (未検証)\n"};
  static constexpr Text kDraft{"signed         by nobody: a draft\n",
                               "署名           なし (下書き)\n"};
  if (parts.signatures.empty()) {
    out += kDraft.in(language);
    return {};
  }
  for (const auto& signature : NOROSHI_TRY(tlog::parse_signatures(parts.signatures))) {
    out += kSigned.in(language, signature.name);
  }
  return {};
}

}  // namespace

Result<int> run_permit_show(const Arguments& arguments, Context& context) {
  static constexpr Text kEnough{"signed         by enough approvers: it takes {}\n",
                                "署名           足りています (必要数 {})\n"};
  const auto path = arguments.positionals().front();
  const auto file = NOROSHI_TRY(read_whole(path, kLargestPermitText));
  const auto parts = take_apart(file);
  const auto permit = NOROSHI_TRY(permit::Permit::parse(parts.text, path));
  std::string out;
  add_people(permit, context.language, out);
  add_scope(permit, context.language, out);
  add_lists(permit, context.language, out);
  if (const auto approvers_path = arguments.word("--approvers")) {
    const auto approvers = NOROSHI_TRY(read_approvers(*approvers_path));
    NOROSHI_CHECK(approvers.permits.open(file, path));
    out += kEnough.in(context.language, approvers.permits.threshold);
  } else {
    NOROSHI_CHECK(add_signatures(parts, context.language, out));
  }
  NOROSHI_CHECK(context.out.write(out));
  return kDone;
}

}  // namespace noroshi::cli
