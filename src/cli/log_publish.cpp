// `noroshi log publish`: a checkpoint, and the witnesses' names under it.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/log_files.hpp"
#include "cli/subcommands.hpp"
#include "trust/log/ledger.hpp"
#include "trust/log/witness.hpp"

namespace noroshi::cli {
namespace {

/// The lines of one witness that hold, or why there are none.
class WitnessCall {
 public:
  WitnessCall(const std::string& folder, const tlog::Checkpoint& checkpoint, std::string note)
      : checkpoint_(checkpoint),
        note_(std::move(note)),
        tiles_(folder),
        tree_(tiles_, checkpoint.size) {}

  Result<std::string> ask(const tlog::Policy::Witness& witness) {
    const auto url = NOROSHI_TRY(http::Url::parse(witness.url));
    http::Client client(url);
    std::string path = url.path;
    path += path.ends_with('/') ? "add-checkpoint" : "/add-checkpoint";
    // A first guess of 0 makes it say where it stands.
    std::uint64_t old_size = 0;
    for (int tries = 0; tries < 3; ++tries) {
      const tlog::AddCheckpoint request{
          .old_size = old_size,
          .proof = NOROSHI_TRY(tlog::consistency_proof(tree_, old_size, checkpoint_.size)),
          .checkpoint = note_};
      const auto reply = NOROSHI_TRY(client.request("POST", path, to_text(request)));
      if (reply.status == 200) return checked(witness, reply.body);
      std::string_view body(reply.body);
      while (body.ends_with('\n')) body.remove_suffix(1);
      const auto stands = tlog::parse_decimal(body);
      if (reply.status != 409 || !stands || *stands == old_size || *stands > checkpoint_.size) {
        return Error{Errc::Io, fmt::format("status {}: {}", reply.status, body.substr(0, 200))};
      }
      old_size = *stands;
    }
    return Error{Errc::Io, "it stands elsewhere each time it is asked"};
  }

 private:
  Result<std::string> checked(const tlog::Policy::Witness& witness, const std::string& lines) {
    const auto text = to_text(checkpoint_);
    const auto note = NOROSHI_TRY(tlog::parse_note(text + "\n" + lines));
    const auto verified = NOROSHI_TRY(verify(note, {witness.key}));
    if (verified.empty()) return Error{Errc::InvalidInput, "it signed with another key"};
    return lines;
  }

  tlog::Checkpoint checkpoint_;
  std::string note_;
  tlog::FolderTiles tiles_;
  tlog::TiledTree tree_;
};

}  // namespace

Result<int> run_log_publish(const Arguments& arguments, Context& context) {
  static constexpr Text kCosigned{"{}: cosigned", "{}: 連署しました"};
  static constexpr Text kRefused{"{}: no cosignature: {}", "{}: 連署なし: {}"};
  const auto folder = arguments.word("--log").value();
  const auto policy = NOROSHI_TRY(read_policy(arguments.word("--policy").value()));
  auto key = NOROSHI_TRY(read_log_key(arguments.word("--key").value()));
  auto ledger = NOROSHI_TRY(tlog::Ledger::open(folder, std::move(key)));
  const std::string note = NOROSHI_TRY(ledger.publish());
  const auto checkpoint = ledger.published();
  WitnessCall call(folder, checkpoint, note);
  for (const auto& witness : policy.witnesses()) {
    if (witness.url.empty()) continue;
    const auto lines = call.ask(witness);
    if (lines) NOROSHI_CHECK(ledger.cosign(checkpoint, *lines));
    if (!lines) {
      context.note(kRefused.in(context.language, witness.name, lines.error().message));
    } else if (!arguments.given("--quiet")) {
      context.note(kCosigned.in(context.language, witness.name));
    }
  }
  const std::string now = NOROSHI_TRY(ledger.publish());
  NOROSHI_CHECK(context.out.write(now));
  const auto cosigned = NOROSHI_TRY(tlog::parse_note(now));
  NOROSHI_CHECK(policy.accept(cosigned));
  return kDone;
}

}  // namespace noroshi::cli
