// What the store asks of the file system: durable files, atomic replacement, one writer.
//
// "Durable" means safe against power loss: the octets are on the disk (fsync) and so is the name
// (fsync of the folder).  Plain functions; nothing here knows what the files hold.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::duck {

/// Creates the folder and those above it; fine if it is there.
Status make_folder(const std::string& path);

/// The octets of a file on the disk / the names in a folder on the disk.
Status sync_file(const std::string& path);
Status sync_folder(const std::string& path);

/// The whole text of a small file.
Result<std::string> read_text(const std::string& path);

/// Puts `text` in place of the file: afterwards, and after any crash, it is the old or the new one.
Status replace_text(const std::string& path, std::string_view text);

/// Renames within one file system, durably.
Status rename_durably(const std::string& from, const std::string& to);

/// The right to write a folder, held until destroyed; ends with the process whatever happens.
class WriterLock {
 public:
  /// An Error that names the process which has it, if another one does.
  static Result<WriterLock> take(const std::string& path);
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;
  ~WriterLock();

 private:
  explicit WriterLock(int file) : file_(file) {}
  int file_ = -1;
};

}  // namespace noroshi::duck
