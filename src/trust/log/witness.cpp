#include "trust/log/witness.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>
#include <optional>

#include "base/hex.hpp"
#include "io/durable.hpp"
#include "trust/log/lines.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::tlog {
namespace {

Error bad(std::string_view why) { return Error{Errc::InvalidInput, std::string(why)}; }

WitnessAnswer refusal(int status, std::string why) {
  return {.status = status, .body = std::move(why) + "\n"};
}

WitnessAnswer stands_at(std::uint64_t size) {
  return {.status = 409, .type = "text/x.tlog.size", .body = fmt::format("{}\n", size)};
}

}  // namespace

std::string to_text(const AddCheckpoint& request) {
  std::string text = fmt::format("old {}\n", request.old_size);
  for (const Hash& hash : request.proof) text.append(to_base64(hash)).append("\n");
  return text.append("\n").append(request.checkpoint);
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view text) {
  AddCheckpoint request;
  const auto old_line = take_line(text);
  const auto size =
      old_line && old_line->starts_with("old ") ? parse_decimal(old_line->substr(4)) : std::nullopt;
  if (!size) return bad("the first line is not 'old <size>'");
  request.old_size = *size;
  for (;;) {
    const auto line = take_line(text);
    if (!line) return bad("there is no empty line before the checkpoint");
    if (line->empty()) break;
    const auto hash = hash_from_base64(*line);
    if (!hash) return bad("a line of the proof is no hash in Base 64");
    if (request.proof.size() == kLongestProof) return bad("the proof has more than 63 lines");
    request.proof.push_back(*hash);
  }
  request.checkpoint = text;
  return request;
}

struct Witness::State {
  State(std::string where, SecretKey secret, std::vector<PublicKey> known)
      : folder(std::move(where)), key(std::move(secret)), logs(std::move(known)) {}

  [[nodiscard]] std::string path(std::string_view origin) const;
  [[nodiscard]] Result<Checkpoint> latest(std::string_view origin) const;

  std::string folder;
  SecretKey key;
  std::vector<PublicKey> logs;
  base::Descriptor lock{};
  mutable std::mutex mutex{};
};

std::string Witness::State::path(std::string_view origin) const {
  return folder + "/" + base::to_hex(sha256(origin));
}

Result<Checkpoint> Witness::State::latest(std::string_view origin) const {
  const std::string file = path(origin);
  const auto text = io::read_file(file);
  if (text) return parse_checkpoint(*text).within(file);
  // A file that cannot be read is no reason to begin anew: that would forget what was vouched for.
  if (text.error().code != Errc::NotFound) return text.error();
  return Checkpoint{.origin = std::string(origin), .root = empty_root()};
}

Result<Witness> Witness::open(const std::string& folder, SecretKey key,
                              std::vector<PublicKey> logs) {
  if (key.open().type() != KeyType::Cosignature) {
    return Error{Errc::InvalidUsage,
                 "a witness signs with a key of type 0x04 (noroshi log key --witness)"};
  }
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{Errc::Io, fmt::format("making {}: {}", folder, failed.message())};
  auto state = std::make_unique<State>(folder, std::move(key), std::move(logs));
  state->lock = NOROSHI_TRY(io::lock_folder(folder, "a witness has one memory"));
  return Witness(std::move(state));
}

WitnessAnswer Witness::add_checkpoint(std::string_view body, std::uint64_t now) {
  const auto request = parse_add_checkpoint(body);
  if (!request) return refusal(400, request.error().message);
  const auto note = parse_note(request->checkpoint);
  if (!note) return refusal(400, note.error().message);
  const auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return refusal(400, checkpoint.error().message);

  State& state = *state_;
  std::vector<PublicKey> keys;
  std::copy_if(state.logs.begin(), state.logs.end(), std::back_inserter(keys),
               [&](const PublicKey& log) { return log.name() == checkpoint->origin; });
  if (keys.empty()) return refusal(404, "this witness does not know that log");
  const auto verified = verify(*note, keys);
  if (!verified || verified->empty()) {
    return refusal(403, "no key that is trusted for that log signed the checkpoint");
  }
  if (request->old_size > checkpoint->size) return refusal(400, "the old size is the larger one");

  const std::lock_guard guard(state.mutex);
  const auto latest = state.latest(checkpoint->origin);
  if (!latest) return refusal(500, latest.error().message);
  if (request->old_size != latest->size) return stands_at(latest->size);
  if (checkpoint->size == latest->size && checkpoint->root != latest->root) {
    return stands_at(latest->size);
  }
  if (const auto flaw = consistency_flaw(latest->size, checkpoint->size, latest->root,
                                         checkpoint->root, request->proof)) {
    return refusal(422, std::string(*flaw));
  }
  const auto kept =
      io::replace_file(state.path(checkpoint->origin), to_text(*checkpoint), io::Durable::Yes);
  if (!kept.has_value()) return refusal(500, kept.error().message);
  return {.body = state.key.sign(note->text, now)};
}

Result<Checkpoint> Witness::latest(std::string_view origin) const {
  const std::lock_guard guard(state_->mutex);
  return state_->latest(origin);
}

const PublicKey& Witness::key() const { return state_->key.open(); }

Witness::Witness(std::unique_ptr<State> state) : state_(std::move(state)) {}
Witness::Witness(Witness&&) noexcept = default;
Witness& Witness::operator=(Witness&&) noexcept = default;
Witness::~Witness() = default;

}  // namespace noroshi::tlog
