#include "trust/publish/witness_call.hpp"

#include <fmt/format.h>

#include "io/http/client.hpp"
#include "trust/log/witness.hpp"

namespace noroshi::tlog {
namespace {

constexpr std::uint64_t kLargestAnswer = 1 << 16;

}  // namespace

WitnessCall::WitnessCall(const std::string& folder, const Checkpoint& checkpoint, std::string note,
                         base::Micros patience)
    : checkpoint_(checkpoint),
      note_(std::move(note)),
      patience_(patience),
      tiles_(folder),
      tree_(tiles_, checkpoint.size) {}

Result<std::string> WitnessCall::ask(const Policy::Witness& witness, std::uint64_t stands) {
  const auto url = NOROSHI_TRY(http::Url::parse(witness.url));
  http::Client client(url, {.connect_timeout = patience_,
                            .timeout = patience_,
                            .ca_file = {},
                            .body_limit = kLargestAnswer});
  std::string path = url.path;
  path += path.ends_with('/') ? "add-checkpoint" : "/add-checkpoint";
  std::uint64_t old_size = stands <= checkpoint_.size ? stands : 0;
  for (int tries = 0; tries < 3; ++tries) {
    const AddCheckpoint request{
        .old_size = old_size,
        .proof = NOROSHI_TRY(consistency_proof(tree_, old_size, checkpoint_.size)),
        .checkpoint = note_};
    const auto reply = NOROSHI_TRY(client.request("POST", path, to_text(request)));
    if (reply.status == 200) return checked(witness, reply.body);
    std::string_view body(reply.body);
    while (body.ends_with('\n')) body.remove_suffix(1);
    const auto says = parse_decimal(body);
    if (reply.status != 409 || !says || *says == old_size || *says > checkpoint_.size) {
      return Error{Errc::Io, fmt::format("status {}: {}", reply.status, body.substr(0, 200))};
    }
    old_size = *says;
  }
  return Error{Errc::Io, "it stands elsewhere each time it is asked"};
}

Result<std::string> WitnessCall::checked(const Policy::Witness& witness,
                                         const std::string& lines) const {
  const auto text = to_text(checkpoint_);
  const auto note = NOROSHI_TRY(parse_note(text + "\n" + lines));
  const auto verified = NOROSHI_TRY(verify(note, {witness.key}));
  if (verified.empty()) return Error{Errc::InvalidInput, "it signed with another key"};
  return lines;
}

}  // namespace noroshi::tlog
