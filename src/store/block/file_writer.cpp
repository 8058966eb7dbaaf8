#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "store/block/block.hpp"
#include "store/block/file_scan.hpp"

namespace noroshi::block {
namespace {

// A new file survives a power failure only if its name does.
Status sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return base::system_error("opening " + folder);
  const bool failed = ::fsync(descriptor) != 0;
  Status status;
  if (failed) status = base::system_error("syncing " + folder);
  ::close(descriptor);
  return status;
}

}  // namespace

struct FileWriter::State {
  State(std::string name, store::TableId id) : path(std::move(name)), table(id) {}
  ~State() {
    if (descriptor >= 0) ::close(descriptor);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string path;
  store::TableId table;
  int descriptor = -1;
  std::uint64_t octets = 0;  // of the sound part: where the next append goes
  std::uint64_t rows = 0;
  base::Micros first = 0;
  base::Micros last = 0;
  bool name_is_safe = false;  // the folder's entry for the file is on disk
  bool cut_failed = false;    // the file holds half an append that could not be cut off
  Encoder encoder;
  std::string buffer;

  [[nodiscard]] Status lock() const;
  [[nodiscard]] Result<bool> is_only_begun() const;
  Status begin();
  Status go_on();
  [[nodiscard]] Status put(std::string_view bytes) const;
  Status put_all(const store::Rows& all);
  [[nodiscard]] Status cut(std::uint64_t size) const;
  void note(const Head& head);
};

Status FileWriter::State::lock() const {
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return {};
  if (errno != EWOULDBLOCK) return base::system_error("locking " + path);
  return Error{Errc::Io, path + ": another process appends to it; stop that one first"};
}

/// Whether the file is new, or holds part of a header: what a crash left at its creation.
Result<bool> FileWriter::State::is_only_begun() const {
  std::string start(kFileHeader, '\0');
  const ssize_t got = ::pread(descriptor, start.data(), start.size(), 0);
  if (got < 0) return base::system_error("reading " + path);
  start.resize(static_cast<std::size_t>(got));
  return start.size() < kFileHeader && file_header(table).starts_with(start);
}

/// Makes a file of the header alone.
Status FileWriter::State::begin() {
  NOROSHI_CHECK(cut(0));
  NOROSHI_CHECK(put(file_header(table)));
  octets = kFileHeader;
  return {};
}

/// Finds the end of what is sound in a file that is there, and cuts off what is behind.
Status FileWriter::State::go_on() {
  const Scan found = NOROSHI_TRY(scan(descriptor, path));
  if (found.table != table) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: holds table {}, not {}", path, store::table(found.table).name,
                             store::table(table).name)};
  }
  for (const Place& place : found.blocks) note(place.head);
  octets = found.end;
  if (found.torn_octets > 0) NOROSHI_CHECK(cut(found.end));
  return {};
}

Status FileWriter::State::put(std::string_view bytes) const {
  std::uint64_t offset = octets;
  while (!bytes.empty()) {
    const ssize_t put =
        ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return base::system_error("writing " + path);
    bytes.remove_prefix(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return {};
}

Status FileWriter::State::cut(std::uint64_t size) const {
  int failed = 0;
  do {
    failed = ::ftruncate(descriptor, static_cast<off_t>(size));
  } while (failed != 0 && errno == EINTR);
  if (failed != 0) return base::system_error("cutting " + path);
  return {};
}

void FileWriter::State::note(const Head& head) {
  if (head.rows > 0) {
    first = rows == 0 ? head.first : std::min(first, head.first);
    last = rows == 0 ? head.last : std::max(last, head.last);
  }
  rows += head.rows;
}

/// Writes all blocks of an append, one after another, so that no more than one is in memory.
Status FileWriter::State::put_all(const store::Rows& all) {
  Part part{0, static_cast<std::uint32_t>(
                   std::max<std::size_t>(1, (all.size + kUsualRows / 2) / kUsualRows))};
  for (; part.index < part.count; ++part.index) {
    const std::size_t from = all.size * part.index / part.count;
    const std::size_t to = all.size * (part.index + 1) / part.count;
    buffer.clear();
    encoder.encode(all, from, to - from, buffer, part);
    NOROSHI_CHECK(put(buffer));
    octets += buffer.size();
    note(NOROSHI_TRY(read_head(buffer)));
  }
  return {};
}

FileWriter::FileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileWriter::FileWriter(FileWriter&&) noexcept = default;
FileWriter& FileWriter::operator=(FileWriter&&) noexcept = default;
FileWriter::~FileWriter() = default;

Result<FileWriter> FileWriter::open(const std::string& path, store::TableId table) {
  auto state = std::make_unique<State>(path, table);
  state->descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (state->descriptor < 0) return base::system_error("opening " + path);
  NOROSHI_CHECK(state->lock());
  if (NOROSHI_TRY(state->is_only_begun())) {
    NOROSHI_CHECK(state->begin());
  } else {
    NOROSHI_CHECK(state->go_on());
  }
  return FileWriter(std::move(state));
}

Status FileWriter::append(const store::Rows& rows) {
  State& s = *state_;
  NOROSHI_ASSERT(rows.table->id == s.table);
  if (s.cut_failed) {
    return Error{Errc::Io, s.path + ": an append that failed could not be cut off; open it again"};
  }
  if (rows.size == 0) return {};
  const auto before = std::tuple(s.octets, s.rows, s.first, s.last);
  Status done = s.put_all(rows);
  if (done) return {};
  std::tie(s.octets, s.rows, s.first, s.last) = before;
  s.cut_failed = !s.cut(s.octets);
  return done;
}

Status FileWriter::sync() {
  State& s = *state_;
  if (::fdatasync(s.descriptor) != 0) return base::system_error("syncing " + s.path);
  if (s.name_is_safe) return {};
  NOROSHI_CHECK(sync_folder_of(s.path));
  s.name_is_safe = true;
  return {};
}

std::uint64_t FileWriter::octets() const { return state_->octets; }
std::uint64_t FileWriter::rows() const { return state_->rows; }
base::Micros FileWriter::first() const { return state_->first; }
base::Micros FileWriter::last() const { return state_->last; }

}  // namespace noroshi::block
