// `noroshi permit check`: whether something may be sent, and if not, why.
#include <array>
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/permit_files.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "io/clock.hpp"
#include "trust/log/merkle.hpp"
#include "trust/permit/opt_outs.hpp"
#include "trust/permit/warrant.hpp"

namespace noroshi::cli {
namespace {

using permit::Refusal;

/// In Japanese, in the order of `Refusal`; English is permit::to_string.
constexpr std::array<std::string_view, permit::kRefusals> kJapanese{
    "取消一覧が古すぎます",
    "取消一覧の発行時刻が未来です",
    "許可書は取り消されています",
    "許可された時間の外です",
    "許可されたプロトコルとポートではありません",
    "特殊またはプライベートなアドレスです",
    "許可された範囲の外です",
    "許可書が除外しています",
    "送信拒否一覧にあります",
    "許可された送信元アドレスではありません",
    "時計が逆行しました",
    "全体の速さを超えています",
    "一つの範囲への速さを超えています",
    "パケットを判定できません"};

std::string_view reason_text(Refusal reason, Language language) {
  if (language == Language::Japanese) return kJapanese[static_cast<std::size_t>(reason)];
  return permit::to_string(reason);
}

Result<permit::Warrant> open_warrant(const Arguments& arguments) {
  const auto whole = [&](std::string_view option) {
    return read_whole(arguments.word(option).value(), kLargestPermitText);
  };
  const auto permit = NOROSHI_TRY(whole("--permit"));
  const auto revocations = NOROSHI_TRY(whole("--revocations"));
  const auto opt_outs = NOROSHI_TRY(read_whole(arguments.word("--opt-outs").value()));
  std::optional<permit::Digest> credentials;
  if (const auto path = arguments.word("--credentials")) {
    credentials = tlog::sha256(NOROSHI_TRY(read_whole(*path)));
  }
  const permit::Papers papers{
      .permit = permit,
      .approvers = NOROSHI_TRY(read_approvers(arguments.word("--approvers").value())),
      .revocations = revocations,
      .opt_outs = opt_outs,
      .credentials = credentials};
  auto warrant = NOROSHI_TRY(permit::Warrant::open(papers));
  for (const auto& path : arguments.all("--also-spare")) {
    const auto text = NOROSHI_TRY(read_whole(path));
    warrant.also_spare(NOROSHI_TRY(permit::OptOuts::parse(text, path)).prefixes);
  }
  return warrant;
}

}  // namespace

Result<int> run_permit_check(const Arguments& arguments, Context& context) {
  static constexpr Text kAllowed{"{}: allowed\n", "{}: 許可されています\n"};
  static constexpr Text kRefused{"{}: refused: {}\n", "{}: 拒否: {}\n"};
  const auto warrant = NOROSHI_TRY(open_warrant(arguments));
  const auto now = arguments.instant("--at").value_or(io::wall_clock());
  permit::Target target;
  if (const auto source = arguments.word("--source")) {
    target.source = NOROSHI_TRY(net::Address::parse(*source));
  }
  bool all = true;
  for (const auto& text : arguments.positionals()) {
    const auto endpoint = NOROSHI_TRY(model::parse_endpoint(text));
    target.address = endpoint.ip;
    target.port = endpoint.port;
    target.protocol = endpoint.proto;
    const auto reason = warrant.refusal(target, now);
    all = all && !reason;
    const auto name = model::to_string(endpoint);
    NOROSHI_CHECK(context.out.write(
        reason ? kRefused.in(context.language, name, reason_text(*reason, context.language))
               : kAllowed.in(context.language, name)));
  }
  return all ? kDone : kCouldNot;
}

}  // namespace noroshi::cli
