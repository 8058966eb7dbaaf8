// `noroshi log prove` and `noroshi log verify`: out of a log, and without one.
#include <fmt/format.h>

#include "base/time.hpp"
#include "cli/exit_status.hpp"
#include "cli/log_files.hpp"
#include "cli/out_file.hpp"
#include "cli/progress.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "trust/log/commitment.hpp"
#include "trust/log/proof_file.hpp"

namespace noroshi::cli {
namespace {

std::string vouchers(const tlog::Policy& policy, const tlog::Policy::Accepted& accepted) {
  std::string text;
  for (std::size_t i = 0; i < accepted.witnesses.size(); ++i) {
    const auto time = static_cast<base::Micros>(accepted.times[i]) * base::kSecond;
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ",
                        policy.witnesses()[accepted.witnesses[i]].name, base::to_rfc3339(time));
  }
  return text;
}

}  // namespace

Result<int> run_log_prove(const Arguments& arguments, Context& context) {
  const auto log =
      NOROSHI_TRY(open_shown_log(arguments.positionals().front(), server_trust(arguments)));
  const std::string text = NOROSHI_TRY(log->checkpoint());
  const auto note = NOROSHI_TRY(tlog::parse_note(text));
  const auto checkpoint = NOROSHI_TRY(tlog::parse_checkpoint(note.text));
  const std::uint64_t index = arguments.count("--index").value();
  if (index >= checkpoint.size) {
    return Error{Errc::InvalidUsage,
                 fmt::format("--index {}: the log holds {} entries, from 0 on; an entry appended "
                             "since is proved after the next `log publish`",
                             index, checkpoint.size)};
  }
  tlog::TiledTree tree(*log, checkpoint.size);
  const tlog::ProofFile file{
      .index = index,
      .proof = NOROSHI_TRY(tlog::inclusion_proof(tree, index, checkpoint.size)),
      .checkpoint = text};
  auto out = NOROSHI_TRY(OutFile::create(arguments.word("--out").value(), context.out));
  NOROSHI_CHECK(out->write(to_text(file)));
  NOROSHI_CHECK(out->commit());
  return kDone;
}

Result<int> run_log_verify(const Arguments& arguments, Context& context) {
  static constexpr Text kHolds{"entry {} of '{}' ({} entries)",
                               "'{1}' の {0} 番のエントリ (全 {2})"};
  static constexpr Text kVouched{"vouched for by {}", "保証した証人: {}"};
  static constexpr Text kNobody{"no witness vouched for the log: the policy asks for none",
                                "証人なし: ポリシーが求めていません"};
  static constexpr Text kOpened{"the entry is a commitment to it: {} {}",
                                "エントリはこの内容へのコミットメント: {} {}"};
  const auto policy = NOROSHI_TRY(read_policy(arguments.word("--policy").value()));
  const auto& path = arguments.positionals().front();
  const std::string text = NOROSHI_TRY(read_whole(path));
  const auto file = NOROSHI_TRY(tlog::parse_proof_file(text).within(path));
  std::string entry = NOROSHI_TRY(read_whole(arguments.word("--entry").value()));
  if (arguments.given("--line") && entry.ends_with('\n')) entry.pop_back();
  std::string opened;
  if (file.extra) {
    const auto opening = NOROSHI_TRY(tlog::parse_opening(*file.extra).within(path));
    entry = tlog::commitment(opening, entry);
    opened = kOpened.in(context.language, opening.kind, opening.id) + "\n";
  }
  const auto accepted = NOROSHI_TRY(tlog::check(file, tlog::leaf_hash(entry), policy).within(path));
  const std::string who = vouchers(policy, accepted);
  const std::string holds = kHolds.in(context.language, file.index, accepted.checkpoint.origin,
                                      grouped(accepted.checkpoint.size));
  const std::string vouched =
      who.empty() ? std::string(kNobody.in(context.language)) : kVouched.in(context.language, who);
  NOROSHI_CHECK(context.out.write(holds + "\n" + opened + vouched + "\n"));
  return kDone;
}

}  // namespace noroshi::cli
