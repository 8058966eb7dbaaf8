// The folder of one side of the notices, as commands open it: settings, base, book, audit trail.
#pragma once

#include <memory>
#include <string>

#include "act/notify/book.hpp"
#include "act/notify/settings.hpp"
#include "cli/arguments.hpp"
#include "cli/terminal.hpp"

namespace noroshi::cli {

class NotifyFolder {
 public:
  /// Of --folder.
  static Result<NotifyFolder> open(const Arguments& arguments);

  [[nodiscard]] notify::Book& book() const { return *book_; }
  [[nodiscard]] const notify::Settings& settings() const { return settings_; }
  [[nodiscard]] std::string file(std::string_view name) const;

  /// Writes down who looks at personal data, and why, before it is looked at.  Without a purpose
  /// (--purpose, else `otherwise`) an Error.
  Status admit(const Arguments& arguments, const Context& context, std::string_view what,
               const std::string& otherwise = {}) const;

 private:
  std::string path_;
  notify::Settings settings_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<notify::Book> book_;
};

/// That only one process works on a folder's cases; given up at the end.
class FolderLock {
 public:
  static Result<FolderLock> take(const std::string& path);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// "institute" or "operator" of a folder: the first line of the file `side`, which `init` makes.
Result<notify::Side> side_of_folder(const std::string& path);

}  // namespace noroshi::cli
