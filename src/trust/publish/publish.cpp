#include "trust/publish/publish.hpp"

#include <fmt/format.h>

#include "io/http/client.hpp"
#include "trust/log/witness.hpp"

namespace noroshi::tlog {
namespace {

constexpr std::uint64_t kLargestAnswer = 1 << 16;

/// The lines of one witness that hold, or why there are none.
class WitnessCall {
 public:
  WitnessCall(const std::string& folder, const Checkpoint& checkpoint, std::string note,
              base::Micros patience)
      : checkpoint_(checkpoint),
        note_(std::move(note)),
        patience_(patience),
        tiles_(folder),
        tree_(tiles_, checkpoint.size) {}

  Result<std::string> ask(const Policy::Witness& witness) {
    const auto url = NOROSHI_TRY(http::Url::parse(witness.url));
    http::Client client(url, {.connect_timeout = patience_,
                              .timeout = patience_,
                              .ca_file = {},
                              .body_limit = kLargestAnswer});
    std::string path = url.path;
    path += path.ends_with('/') ? "add-checkpoint" : "/add-checkpoint";
    // A first guess of 0 makes it say where it stands.
    std::uint64_t old_size = 0;
    for (int tries = 0; tries < 3; ++tries) {
      const AddCheckpoint request{
          .old_size = old_size,
          .proof = NOROSHI_TRY(consistency_proof(tree_, old_size, checkpoint_.size)),
          .checkpoint = note_};
      const auto reply = NOROSHI_TRY(client.request("POST", path, to_text(request)));
      if (reply.status == 200) return checked(witness, reply.body);
      std::string_view body(reply.body);
      while (body.ends_with('\n')) body.remove_suffix(1);
      const auto stands = parse_decimal(body);
      if (reply.status != 409 || !stands || *stands == old_size || *stands > checkpoint_.size) {
        return Error{Errc::Io, fmt::format("status {}: {}", reply.status, body.substr(0, 200))};
      }
      old_size = *stands;
    }
    return Error{Errc::Io, "it stands elsewhere each time it is asked"};
  }

 private:
  Result<std::string> checked(const Policy::Witness& witness, const std::string& lines) {
    const auto text = to_text(checkpoint_);
    const auto note = NOROSHI_TRY(parse_note(text + "\n" + lines));
    const auto verified = NOROSHI_TRY(verify(note, {witness.key}));
    if (verified.empty()) return Error{Errc::InvalidInput, "it signed with another key"};
    return lines;
  }

  Checkpoint checkpoint_;
  std::string note_;
  base::Micros patience_;
  FolderTiles tiles_;
  TiledTree tree_;
};

}  // namespace

Result<Publication> publish(Ledger& ledger, const std::string& folder, const Policy& policy,
                            base::Micros patience) {
  Publication done;
  done.note = NOROSHI_TRY(ledger.publish());
  const auto checkpoint = ledger.published();
  WitnessCall call(folder, checkpoint, done.note, patience);
  for (const auto& witness : policy.witnesses()) {
    if (witness.url.empty()) continue;
    const auto lines = call.ask(witness);
    if (lines) NOROSHI_CHECK(ledger.cosign(checkpoint, *lines));
    done.witnesses.push_back(Cosigning{witness.name, lines ? Status{} : Status(lines.error())});
  }
  if (!done.witnesses.empty()) done.note = NOROSHI_TRY(ledger.publish());
  return done;
}

}  // namespace noroshi::tlog
