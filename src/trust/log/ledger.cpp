#include "trust/log/ledger.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <xxhash.h>

#include "base/assert.hpp"
#include "io/durable.hpp"
#include "trust/log/edge.hpp"

namespace noroshi::tlog {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kForAll = 0644;  // what a web server may show

// A record of the journal: length (two octets), entry, XXH3 over both and the entry's index.  The
// index is in the sum, so that a record of another journal is not taken for one of this.
constexpr std::size_t kSum = 8;

std::uint64_t sum_of(std::string_view bytes, std::uint64_t index) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), index);
}

void append_record(std::string& journal, std::string_view entry, std::uint64_t index) {
  const std::size_t start = journal.size();
  append_entry(journal, entry);
  const std::uint64_t sum = sum_of(std::string_view(journal).substr(start), index);
  journal.append(reinterpret_cast<const char*>(&sum), sizeof sum);
}

/// The entry at the beginning of `rest`, which is moved on; nothing where it is torn.
std::optional<std::string_view> take_record(std::string_view& rest, std::uint64_t index) {
  if (rest.size() < 2 + kSum) return std::nullopt;
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(rest[0])) << 8 |
                      static_cast<unsigned char>(rest[1]);
  if (rest.size() < 2 + length + kSum) return std::nullopt;
  std::uint64_t sum = 0;
  std::memcpy(&sum, rest.data() + 2 + length, sizeof sum);
  if (sum != sum_of(rest.substr(0, 2 + length), index)) return std::nullopt;
  const auto entry = rest.substr(2, length);
  rest.remove_prefix(2 + length + kSum);
  return entry;
}

}  // namespace

struct Ledger::State {
  State(std::string where, SecretKey secret, LedgerSettings given)
      : folder(std::move(where)), key(std::move(secret)), settings(given) {}
  ~State();

  Status begin();
  Status recover();
  Status replay(const std::string& path, std::uint64_t first, bool newest);
  Status open_journal(std::uint64_t first);
  Status turn_page(std::unique_lock<std::mutex>& guard);
  void write_journal();
  Status commit(const std::string& records);
  Status write_tile(const Tile& tile, std::string_view bytes);
  Status drop_journal();
  Status sync_written();
  [[nodiscard]] std::string hidden(std::string_view name) const {
    return fmt::format("{}/.private/{}", folder, name);
  }
  [[nodiscard]] std::string journal_path(std::uint64_t index) const {
    return hidden(fmt::format("journal-{:020}", index));
  }

  std::string folder;
  SecretKey key;
  LedgerSettings settings;
  base::Descriptor lock{};

  // Of the one thread that publishes.
  Edge edge{};                          // as far as tiles have been written
  Checkpoint checkpoint{};              // published last
  std::string note{};                   // its text with signatures
  std::vector<std::string> written{};   // files since `base`, not synced yet
  std::vector<std::string> journals{};  // on disk, oldest first

  // Of the journal's thread and those who append.
  std::mutex mutex{};
  std::condition_variable work{};      // there is something to write, or it is time to stop
  std::condition_variable progress{};  // something has become durable, or the disk failed
  base::Descriptor journal{};          // changed only while the writer waits
  std::string journal_name{};
  std::uint64_t journal_octets = 0;
  std::string records{};               // not yet written
  std::vector<std::string> entries{};  // of `records`, then of what is durable: for `publish`
  std::uint64_t next = 0;              // index of the next entry
  std::uint64_t durable = 0;
  std::optional<Error> failure{};  // of the disk: nothing more is taken
  bool writing = false;
  bool turning = false;  // a new journal is being begun: the writer waits
  bool stopping = false;
  std::thread writer{};
};

Ledger::State::~State() {
  if (!writer.joinable()) return;
  {
    const std::lock_guard guard(mutex);
    stopping = true;
  }
  work.notify_all();
  writer.join();
}

Status Ledger::State::begin() {
  std::error_code failed;
  fs::create_directories(hidden(""), failed);
  if (failed) {
    return Error{Errc::Io, fmt::format("making {}: {}", hidden(""), failed.message())};
  }
  ::chmod(hidden("").c_str(), 0700);
  lock = NOROSHI_TRY(io::lock_folder(hidden(""), "a log has one writer"));
  NOROSHI_CHECK(recover());
  NOROSHI_CHECK(open_journal(next));
  writer = std::thread([this] { write_journal(); });
  return {};
}

/// base, then every journal: the tree as it was acknowledged.  Then the checkpoint must be of it.
Status Ledger::State::recover() {
  const auto base_text = io::read_file(hidden("base"));
  if (base_text) {
    edge = NOROSHI_TRY(Edge::parse(*base_text).within(hidden("base")));
  } else if (base_text.error().code != Errc::NotFound) {
    return base_text.error();
  }
  for (const auto& file : fs::directory_iterator(hidden(""))) {
    if (file.path().filename().string().starts_with("journal-")) {
      journals.push_back(file.path().string());
    }
  }
  std::sort(journals.begin(), journals.end());
  std::optional<Note> note_there;
  const auto text = io::read_file(folder + "/checkpoint");
  if (text) {
    note = *text;
    note_there = NOROSHI_TRY(parse_note(*text).within(folder + "/checkpoint"));
    const auto verified = NOROSHI_TRY(verify(*note_there, {key.open()}));
    checkpoint = NOROSHI_TRY(parse_checkpoint(note_there->text));
    if (verified.empty() || checkpoint.origin != key.open().name()) {
      return Error{Errc::InvalidUsage, fmt::format("{} is the log '{}', signed by another key",
                                                   folder, checkpoint.origin)};
    }
  } else if (text.error().code != Errc::NotFound) {
    return text.error();
  } else {
    checkpoint = {.origin = key.open().name(), .root = empty_root()};
  }
  for (std::size_t i = 0; i < journals.size(); ++i) {
    const auto first = std::stoull(journals[i].substr(journals[i].rfind('-') + 1));
    NOROSHI_CHECK(replay(journals[i], first, i + 1 == journals.size()));
  }
  if (edge.size() < checkpoint.size) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: {} entries are left of {} that were signed for; the log was cut, "
                             "and cannot go on without contradicting itself: restore it",
                             folder, edge.size(), checkpoint.size)};
  }
  FolderTiles tiles(folder);
  TiledTree tree(tiles, edge.size());
  NOROSHI_CHECK(edge.write_partial(
      [this](const Tile& tile, std::string_view bytes) { return write_tile(tile, bytes); }));
  const Hash root = NOROSHI_TRY(root_of(tree, checkpoint.size));
  if (root != checkpoint.root) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: its {} entries do not lead to the root that was signed; it was "
                             "rewritten, and cannot go on: restore it",
                             folder, checkpoint.size)};
  }
  next = durable = edge.size();
  return {};
}

Status Ledger::State::replay(const std::string& path, std::uint64_t first, bool newest) {
  const std::string bytes = NOROSHI_TRY(io::read_file(path));
  std::string_view rest = bytes;
  std::uint64_t index = first;
  while (const auto entry = take_record(rest, index)) {
    if (index > edge.size()) break;
    if (index == edge.size()) {
      NOROSHI_CHECK(edge.add(*entry, [this](const Tile& tile, std::string_view octets) {
        return write_tile(tile, octets);
      }));
    }
    ++index;
  }
  if (rest.empty()) return {};
  if (!newest) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: entry {} is damaged, and others follow it in a later journal; "
                             "restore the file",
                             path, index)};
  }
  // Torn by a crash: acknowledged to nobody, and in the way of whoever reads this next.
  if (::truncate(path.c_str(), static_cast<off_t>(bytes.size() - rest.size())) != 0) {
    return base::system_error(fmt::format("cutting the torn end of {}", path));
  }
  return io::sync_path(path);
}

/// A new one behind what is there: nothing is ever written after a torn record.
Status Ledger::State::open_journal(std::uint64_t first) {
  const std::string path = journal_path(first);
  // Empty, or torn at its first record: nobody was told of anything in it.
  journal = base::Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (journal.get() < 0) return base::system_error(fmt::format("opening {}", path));
  journal_name = path;
  if (journals.empty() || journals.back() != path) journals.push_back(path);
  journal_octets = 0;
  return io::sync_path(hidden(""));
}

void Ledger::State::write_journal() {
  std::unique_lock guard(mutex);
  for (;;) {
    work.wait(guard, [this] { return !turning && (stopping || !records.empty()); });
    if (records.empty()) return;
    const std::string batch = std::exchange(records, {});
    const std::uint64_t end = next;
    writing = true;
    guard.unlock();
    auto done = commit(batch);
    guard.lock();
    writing = false;
    if (!done.has_value()) {
      failure = done.error();
      progress.notify_all();
      return;
    }
    journal_octets += batch.size();
    durable = end;
    progress.notify_all();
  }
}

Status Ledger::State::commit(const std::string& batch) {
  NOROSHI_CHECK(io::write_all(journal.get(), batch, journal_name));
  if (::fdatasync(journal.get()) != 0) return base::system_error("syncing the journal");
  return {};
}

Status Ledger::State::write_tile(const Tile& tile, std::string_view bytes) {
  const std::string path = fmt::format("{}/{}", folder, path_of(tile));
  auto done = io::replace_file(path, bytes, io::Durable::No, kForAll);
  if (!done.has_value()) {  // most often the folder is not there yet
    std::error_code ignored;
    fs::create_directories(fs::path(path).parent_path(), ignored);
    NOROSHI_CHECK(io::replace_file(path, bytes, io::Durable::No, kForAll));
  }
  if (tile.width == kTileWidth) {
    // The partial ones that led to it have done their duty.
    std::error_code ignored;
    fs::remove_all(path + ".p", ignored);
  }
  written.push_back(path);
  return {};
}

Status Ledger::State::sync_written() {
  std::vector<std::string> folders;
  for (const auto& path : written) {
    if (!fs::exists(path)) continue;  // a partial one that has become full
    NOROSHI_CHECK(io::sync_path(path));
    for (auto parent = fs::path(path).parent_path(); parent.string().size() >= folder.size();
         parent = parent.parent_path()) {
      folders.push_back(parent.string());
    }
  }
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  for (const auto& path : folders) NOROSHI_CHECK(io::sync_path(path));
  written.clear();
  return {};
}

/// What is appended from now on stands in a new journal.
Status Ledger::State::turn_page(std::unique_lock<std::mutex>& guard) {
  turning = true;
  progress.wait(guard, [this] { return !writing; });
  auto done = failure ? Status(*failure) : open_journal(durable);
  turning = false;
  work.notify_one();
  return done;
}

/// Everything up to the edge is on disk as tiles: the journals behind it may go.
Status Ledger::State::drop_journal() {
  NOROSHI_CHECK(sync_written());
  NOROSHI_CHECK(io::replace_file(hidden("base"), edge.to_text(), io::Durable::Yes));
  for (; journals.size() > 1; journals.erase(journals.begin())) {
    ::unlink(journals.front().c_str());
  }
  return {};
}

Result<Ledger> Ledger::open(const std::string& folder, SecretKey key, LedgerSettings settings) {
  auto state = std::make_unique<State>(folder, std::move(key), settings);
  NOROSHI_CHECK(state->begin());
  return Ledger(std::move(state));
}

Result<std::uint64_t> Ledger::append(std::string_view entry) {
  const std::string one(entry);
  return append(std::span(&one, 1));
}

Result<std::uint64_t> Ledger::append(std::span<const std::string> entries) {
  State& state = *state_;
  for (const auto& entry : entries) {
    if (entry.size() > kLongestEntry) {
      return Error{Errc::InvalidUsage, fmt::format("an entry of {} octets; a log takes up to {}: "
                                                   "log its hash",
                                                   entry.size(), kLongestEntry)};
    }
  }
  std::unique_lock guard(state.mutex);
  state.progress.wait(guard, [&] {
    return state.failure || state.next - state.durable < state.settings.most_waiting;
  });
  if (state.failure) return *state.failure;
  const std::uint64_t first = state.next;
  for (const auto& entry : entries) {
    append_record(state.records, entry, state.next++);
    state.entries.push_back(entry);
  }
  const std::uint64_t end = state.next;
  state.work.notify_one();
  state.progress.wait(guard, [&] { return state.failure || state.durable >= end; });
  if (state.durable < end) return *state.failure;
  return first;
}

Result<std::string> Ledger::publish() {
  State& state = *state_;
  std::vector<std::string> entries;
  bool turned = false;
  {
    std::unique_lock guard(state.mutex);
    turned = state.journal_octets > state.settings.journal_octets;
    if (turned) NOROSHI_CHECK(state.turn_page(guard));
    const auto count = static_cast<std::ptrdiff_t>(state.durable - state.edge.size());
    entries.assign(std::make_move_iterator(state.entries.begin()),
                   std::make_move_iterator(state.entries.begin() + count));
    state.entries.erase(state.entries.begin(), state.entries.begin() + count);
  }
  const auto write = [&](const Tile& tile, std::string_view bytes) {
    return state.write_tile(tile, bytes);
  };
  for (const auto& entry : entries) NOROSHI_CHECK(state.edge.add(entry, write));
  if (turned) NOROSHI_CHECK(state.drop_journal());
  if (!state.note.empty() && state.edge.size() == state.checkpoint.size) return state.note;
  NOROSHI_CHECK(state.edge.write_partial(write));
  const Checkpoint checkpoint{
      .origin = state.key.open().name(), .size = state.edge.size(), .root = state.edge.root()};
  const std::string text = to_text(checkpoint);
  const std::string note = text + "\n" + state.key.sign(text);
  NOROSHI_CHECK(io::replace_file(state.folder + "/checkpoint", note, io::Durable::Yes, kForAll));
  state.checkpoint = checkpoint;
  state.note = note;
  return state.note;
}

Status Ledger::cosign(const Checkpoint& checkpoint, std::string_view lines) {
  State& state = *state_;
  if (checkpoint != state.checkpoint) return {};  // a newer one has taken its place
  NOROSHI_CHECK(parse_signatures(lines));
  const std::string note = state.note + std::string(lines);
  NOROSHI_CHECK(io::replace_file(state.folder + "/checkpoint", note, io::Durable::Yes, kForAll));
  state.note = note;
  return {};
}

std::uint64_t Ledger::size() const {
  const std::lock_guard guard(state_->mutex);
  return state_->durable;
}

Checkpoint Ledger::published() const { return state_->checkpoint; }
const PublicKey& Ledger::key() const { return state_->key.open(); }

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<std::string> FolderTiles::read(const Tile& tile) {
  auto bytes = io::read_file(fmt::format("{}/{}", folder_, path_of(tile)));
  if (bytes || tile.width == kTileWidth) return bytes;
  Tile full = tile;
  full.width = kTileWidth;
  return beginning_of(NOROSHI_TRY(io::read_file(fmt::format("{}/{}", folder_, path_of(full)))),
                      tile);
}

}  // namespace noroshi::tlog
