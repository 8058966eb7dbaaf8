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
#include "trust/publish/publish.hpp"

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
  tlog::Policy policy;

  mutable std::mutex mutex;  // over all below
  tlog::Ledger ledger;
  std::string flaw;
  base::Micros due = 0;               // when the next checkpoint is; 0: nothing waits
  std::vector<std::string> silent{};  // witnesses that did not cosign last

  Inside(TrailLogSettings wanted, directory::Trail& lines, tlog::CommitmentSecret drawn,
         tlog::Policy watchers, tlog::Ledger opened)
      : settings(std::move(wanted)),
        trail(lines),
        secret(std::move(drawn)),
        policy(std::move(watchers)),
        ledger(std::move(opened)) {}

  Result<bool> commit_some() {
    const auto lines = NOROSHI_TRY(trail.read(static_cast<std::int64_t>(ledger.size()), kBatch));
    std::vector<std::string> entries;
    entries.reserve(lines.size());
    for (const auto& line : lines) entries.push_back(committed(secret, line));
    if (!entries.empty()) NOROSHI_CHECK(ledger.append(entries));
    return lines.size() == kBatch;
  }

  void tell(const tlog::Publication& done, const std::function<void(std::string_view)>& log) {
    std::vector<std::string> now;
    for (const auto& [name, status] : done.witnesses) {
      const bool was = std::find(silent.begin(), silent.end(), name) != silent.end();
      if (!status) now.push_back(name);
      if (!status && !was) {
        log(fmt::format("log: witness {}: no cosignature: {}", name, status.error().message));
      }
      if (status && was) log(fmt::format("log: witness {}: cosigns again", name));
    }
    silent = std::move(now);
  }
};

TrailLog::TrailLog(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
TrailLog::~TrailLog() = default;

Result<std::unique_ptr<TrailLog>> TrailLog::open(const TrailLogSettings& settings,
                                                 directory::Trail& trail) {
  auto policy = NOROSHI_TRY(read_policy(settings.policy));
  auto key = NOROSHI_TRY(read_key(settings.key));
  auto ledger = NOROSHI_TRY(tlog::Ledger::open(settings.folder, std::move(key)));
  NOROSHI_CHECK(ledger.publish());  // so that every entry can be read
  // A secret that is lost is not drawn anew in silence: entries that are there would stay shut.
  auto secret = ledger.size() == 0
                    ? NOROSHI_TRY(tlog::CommitmentSecret::open(settings.secret))
                    : NOROSHI_TRY(tlog::CommitmentSecret::read(settings.secret)
                                      .within("the log's entries need their secret; bring it back "
                                              "from a backup, or begin another log"));
  auto inside = std::make_unique<Inside>(settings, trail, std::move(secret), std::move(policy),
                                         std::move(ledger));
  inside->flaw =
      NOROSHI_TRY(flaw_of(settings.folder, inside->ledger.size(), inside->secret, trail));
  return std::unique_ptr<TrailLog>(new TrailLog(std::move(inside)));
}

Status TrailLog::tend(base::Micros now, const std::function<void(std::string_view)>& log) {
  const std::lock_guard lock(inside_->mutex);
  if (!inside_->flaw.empty()) return {};
  while (NOROSHI_TRY(inside_->commit_some())) {
  }
  if (inside_->ledger.size() == inside_->ledger.published().size) return {};
  if (inside_->due == 0) inside_->due = now + inside_->settings.every;
  if (now < inside_->due) return {};
  inside_->due = 0;
  inside_->tell(NOROSHI_TRY(tlog::publish(inside_->ledger, inside_->settings.folder,
                                          inside_->policy, inside_->settings.patience)),
                log);
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
