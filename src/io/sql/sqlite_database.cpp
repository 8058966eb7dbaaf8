// The SQLite engine: a file, and its online backup.
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "io/sql/sqlite_connection.hpp"
#include "io/sql/sqlite_error.hpp"

namespace noroshi::sql {
namespace {

/// Only its owner may read what a hub keeps.  SQLite gives its -wal and -shm the same mode.
constexpr int kPrivate = 0600;

/// Between two steps others get the processor; writers are never held up.
constexpr int kPagesAStep = 1'000;

Status make_if_missing(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivate));
  if (file.get() < 0) return base::system_error("opening the SQLite base " + path);
  return {};
}

Status flush(const std::string& path, int flags) {
  const base::Descriptor file(::open(path.c_str(), flags | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) return base::system_error(path);
  return {};
}

/// Removed unless it got its final name.
class PartialFile {
 public:
  explicit PartialFile(const std::string& final_path)
      : final_path_(final_path), path_(fmt::format("{}.partial-{}", final_path, ::getpid())) {}
  ~PartialFile() { ::unlink(path_.c_str()); }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// On disk, under its final name; what had that name before is replaced in one step.
  Status finish() {
    NOROSHI_CHECK(flush(path_, O_RDONLY).within("writing the backup"));
    if (::rename(path_.c_str(), final_path_.c_str()) != 0) {
      return base::system_error("naming the backup " + final_path_);
    }
    auto folder = std::filesystem::path(final_path_).parent_path();
    if (folder.empty()) folder = ".";
    return flush(folder.string(), O_RDONLY | O_DIRECTORY);
  }

 private:
  std::string final_path_;
  std::string path_;
};

Status copy_pages(sqlite3* from, sqlite3* into, const std::string& path) {
  sqlite3_backup* backup = sqlite3_backup_init(into, "main", from, "main");
  if (backup == nullptr) return sqlite_error(into, path);
  int code = SQLITE_OK;
  while (code == SQLITE_OK) code = sqlite3_backup_step(backup, kPagesAStep);
  const int finished = sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE || finished != SQLITE_OK) return sqlite_error(into, path);
  return {};
}

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(std::shared_ptr<SqliteBase> base) : base_(std::move(base)) {}

  [[nodiscard]] Dialect dialect() const override { return Dialect::Sqlite; }
  [[nodiscard]] std::string describe() const override { return base_->described; }

  Result<std::unique_ptr<Connection>> connect() override {
    return std::make_unique<SqliteConnection>(base_, NOROSHI_TRY(open_sqlite_handle(*base_)));
  }

  Status back_up(const std::string& path) override {
    PartialFile partial(path);
    NOROSHI_CHECK(make_if_missing(partial.path()));
    NOROSHI_CHECK(copy_to(partial.path()));
    return partial.finish();
  }

 private:
  Status copy_to(const std::string& path) {
    SqliteConnection source(base_, NOROSHI_TRY(open_sqlite_handle(*base_)));
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
    const SqliteHandle target(raw);
    if (code != SQLITE_OK) return sqlite_error(raw, path);
    // A read transaction over all steps: one moment is copied, and no write makes it start again.
    NOROSHI_CHECK(source.begin_read());
    auto status = copy_pages(source.handle(), raw, path);
    source.roll_back();
    return status;
  }

  std::shared_ptr<SqliteBase> base_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(std::string_view path, const Options& options) {
  auto base = std::make_shared<SqliteBase>();
  base->path = path;
  base->described = fmt::format("SQLite base {}", path);
  base->options = options;
  NOROSHI_CHECK(make_if_missing(base->path));
  // What is no SQLite base, or damaged, is told now rather than at the first request.
  NOROSHI_CHECK(open_sqlite_handle(*base));
  return std::make_unique<SqliteDatabase>(std::move(base));
}

}  // namespace noroshi::sql
