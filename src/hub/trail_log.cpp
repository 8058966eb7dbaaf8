#include "hub/trail_log.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <mutex>
#include <utility>
#include <vector>

#include "hub/directory/chain.hpp"
#include "io/durable.hpp"
#include "trust/log/commitment.hpp"
#include "trust/log/ledger.hpp"
#include "trust/log/proof_file.hpp"
#include "trust/publish/pages.hpp"
#include "trust/publish/witnesses.hpp"

namespace noroshi::hub {
namespace {

constexpr std::string_view kPrefix = "/log/";
constexpr std::string_view kKind = "trail";
constexpr std::size_t kBatch = 4'096;

std::string committed(const tlog::CommitmentSecret& secret, const directory::Entry& entry) {
  return tlog::commitment(secret.opening(std::string(kKind), std::to_string(entry.number)),
                          directory::line_of(entry));
}

Result<std::string> entry_at(const std::string& folder, std::uint64_t index, std::uint64_t size) {
  tlog::FolderTiles tiles(folder);
  tlog::Tile bundle = tlog::tile_holding(0, index, size);
  bundle.entries = true;
  const std::string bytes = NOROSHI_TRY(tiles.read(bundle));
  const auto entries = NOROSHI_TRY(tlog::entries_of(bytes, bundle.width));
  return std::string(entries[index % tlog::kTileWidth]);
}

/// Like the trail's own `check`, but against what the log signed: whether the newest line that the
/// log holds is the trail's.  Earlier ones hang on it by the trail's chain.
Result<std::string> flaw_of(const std::string& folder, std::uint64_t size,
                            const tlog::CommitmentSecret& secret, directory::Trail& trail) {
  if (size == 0) return std::string();
  const auto last = NOROSHI_TRY(trail.read(static_cast<std::int64_t>(size) - 1, 1));
  if (last.empty()) {
    return fmt::format(
        "the log holds {} lines of the trail, and the base has fewer: it is not the newest one; "
        "restore a newer one, or begin another log (a new key, a new folder)",
        size);
  }
  if (NOROSHI_TRY(entry_at(folder, size - 1, size)) != committed(secret, last.front())) {
    return fmt::format(
        "line {} of the trail is not the one that the log holds: the trail was changed, or the "
        "log is of another base or another secret",
        size);
  }
  return std::string();
}

Result<tlog::SecretKey> read_key(const std::string& path) {
  std::string text = NOROSHI_TRY(io::read_secret(path));
  while (text.ends_with('\n')) text.pop_back();
  return tlog::SecretKey::parse(text).within(path);
}

Result<tlog::Policy> read_policy(const std::string& path) {
  if (path.empty()) return tlog::Policy();
  return tlog::Policy::parse(NOROSHI_TRY(io::read_file(path))).within(path);
}

}  // namespace

struct TrailLog::Inside {
  TrailLogSettings settings;
  directory::Trail& trail;
  tlog::CommitmentSecret secret;

  mutable std::mutex mutex;  // over what follows; never held while a witness is asked
  tlog::Ledger ledger;
  std::string note;  // the newest checkpoint, as it was signed
  std::string flaw;
  base::Micros due = 0;             // when the next checkpoint is; 0: nothing waits
  std::vector<std::string> news{};  // of witnesses, not yet said
  tlog::Witnesses witnesses;        // last: its thread uses all above

  Inside(TrailLogSettings wanted, directory::Trail& lines, tlog::CommitmentSecret drawn,
         const tlog::Policy& watchers, tlog::Ledger opened, std::string newest)
      : settings(std::move(wanted)),
        trail(lines),
        secret(std::move(drawn)),
        ledger(std::move(opened)),
        note(std::move(newest)),
        witnesses({.folder = settings.folder, .patience = settings.patience}, watchers,
                  [this](const auto& answer) { hear(answer); }) {}

  Result<bool> commit_some() {
    const auto lines = NOROSHI_TRY(trail.read(static_cast<std::int64_t>(ledger.size()), kBatch));
    std::vector<std::string> entries;
    entries.reserve(lines.size());
    for (const auto& line : lines) entries.push_back(committed(secret, line));
    if (!entries.empty()) NOROSHI_CHECK(ledger.append(entries));
    return lines.size() == kBatch;
  }

  /// On the thread of the witnesses.
  void hear(const tlog::Witnesses::Answer& answer) {
    const std::lock_guard lock(mutex);
    if (answer.lines) {
      if (const auto kept = ledger.cosign(answer.checkpoint, *answer.lines); !kept) {
        news.push_back(fmt::format("log: keeping a cosignature: {}", kept.error().message));
      }
    }
    if (!answer.news) return;
    news.push_back(answer.lines ? fmt::format("log: witness {}: cosigns again", answer.name)
                                : fmt::format("log: witness {}: no cosignature: {}", answer.name,
                                              answer.lines.error().message));
  }

  /// Signs a checkpoint if there is something new to sign and its time has come.
  Status publish(base::Micros now) {
    if (ledger.size() == ledger.published().size) return {};
    if (due == 0) due = now + settings.every;
    if (now < due) return {};
    due = 0;
    note = NOROSHI_TRY(ledger.publish());
    return {};
  }
};

TrailLog::TrailLog(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
TrailLog::~TrailLog() = default;

Result<std::unique_ptr<TrailLog>> TrailLog::open(const TrailLogSettings& settings,
                                                 directory::Trail& trail) {
  auto policy = NOROSHI_TRY(read_policy(settings.policy));
  auto key = NOROSHI_TRY(read_key(settings.key));
  auto ledger = NOROSHI_TRY(tlog::Ledger::open(settings.folder, std::move(key)));
  auto note = NOROSHI_TRY(ledger.publish());  // so that every entry can be read
  // A secret that is lost is not drawn anew in silence: entries that are there would stay shut.
  auto secret = ledger.size() == 0
                    ? NOROSHI_TRY(tlog::CommitmentSecret::open(settings.secret))
                    : NOROSHI_TRY(tlog::CommitmentSecret::read(settings.secret)
                                      .within("the log's entries need their secret; bring it back "
                                              "from a backup, or begin another log"));
  auto inside = std::make_unique<Inside>(settings, trail, std::move(secret), policy,
                                         std::move(ledger), std::move(note));
  inside->flaw =
      NOROSHI_TRY(flaw_of(settings.folder, inside->ledger.size(), inside->secret, trail));
  return std::unique_ptr<TrailLog>(new TrailLog(std::move(inside)));
}

Status TrailLog::tend(base::Micros now, const std::function<void(std::string_view)>& log) {
  Inside& inside = *inside_;
  const std::lock_guard lock(inside.mutex);
  for (const auto& line : std::exchange(inside.news, {})) log(line);
  if (!inside.flaw.empty()) return {};
  while (NOROSHI_TRY(inside.commit_some())) {
  }
  if (inside.witnesses.asking()) return {};  // what they sign must stay the newest until then
  NOROSHI_CHECK(inside.publish(now));
  inside.witnesses.ask(inside.ledger.published(), inside.note);  // some may have been away
  return {};
}

Result<TrailProof> prove_line(const TrailLogSettings& settings, directory::Trail& trail,
                              std::int64_t number) {
  const auto lines = NOROSHI_TRY(trail.read(number - 1, 1));
  if (number < 1 || lines.empty() || lines.front().number != number) {
    return Error{Errc::NotFound, "the trail has no such line"};
  }
  const auto index = static_cast<std::uint64_t>(number - 1);
  tlog::FolderLog shown(settings.folder);
  const std::string note = NOROSHI_TRY(shown.checkpoint());
  const auto parsed = NOROSHI_TRY(tlog::parse_note(note));
  const auto checkpoint = NOROSHI_TRY(tlog::parse_checkpoint(parsed.text));
  if (index >= checkpoint.size) {
    return Error{
        Errc::NotFound,
        fmt::format("line {} is not yet under a checkpoint; ask again in a while", number)};
  }
  tlog::TiledTree tree(shown, checkpoint.size);
  const auto secret = NOROSHI_TRY(tlog::CommitmentSecret::read(settings.secret));
  const auto opening = secret.opening(std::string(kKind), std::to_string(number));
  const tlog::ProofFile file{.extra = to_text(opening),
                             .index = index,
                             .proof = NOROSHI_TRY(inclusion_proof(tree, index, checkpoint.size)),
                             .checkpoint = note};
  return TrailProof{directory::line_of(lines.front()), to_text(file)};
}

Result<LogFit> fit_of(const TrailLogSettings& settings, directory::Trail& trail) {
  const auto note = tlog::FolderLog(settings.folder).checkpoint();
  if (!note) {
    if (note.error().code == Errc::NotFound) return LogFit{};
    return note.error();
  }
  const auto parsed = NOROSHI_TRY(tlog::parse_note(*note));
  const auto checkpoint = NOROSHI_TRY(tlog::parse_checkpoint(parsed.text));
  const auto secret = NOROSHI_TRY(tlog::CommitmentSecret::read(settings.secret));
  return LogFit{checkpoint.size,
                NOROSHI_TRY(flaw_of(settings.folder, checkpoint.size, secret, trail))};
}

TrailLog::State TrailLog::state() const {
  const std::lock_guard lock(inside_->mutex);
  return {.committed = inside_->ledger.size(),
          .published = inside_->ledger.published().size,
          .key = inside_->ledger.key().text(),
          .flaw = inside_->flaw};
}

const TrailLogSettings& TrailLog::settings() const { return inside_->settings; }

std::optional<http::Response> LogFace::answer(const http::Request& request,
                                              const access::Caller& /*caller*/) {
  std::string_view path = request.path();
  if (!path.starts_with(kPrefix)) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  tlog::FolderLog log(folder_);
  return tlog::shown(log, request.method, path);
}

std::optional<std::uint64_t> LogFace::body_limit(const http::Request& header) const {
  if (header.path().starts_with(kPrefix)) return 0;
  return std::nullopt;
}

}  // namespace noroshi::hub
