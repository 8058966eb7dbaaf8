// Files that must outlive a crash: written to the end, replaced whole, waited for.
//
// A name in a folder is on the disk only when the folder is, so whatever makes or renames a file
// syncs that too.  Functions for small files that are written at once; who streams large ones keeps
// a file of his own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace noroshi::io {

/// Writes all of it, through interruptions.  `name` is for the Error; its code is Full when the
/// disk is.
Status write_all(int descriptor, std::string_view bytes, const std::string& name);

/// Waits until a file, or the names in a folder, are on the disk.
Status sync_path(const std::string& path);

/// The same for the folder that `path` stands in.
Status sync_folder_of(const std::string& path);

/// The folder and those above it are there (mode 0750).
Status make_folder(const std::string& path);

enum class Durable : bool { No, Yes };

/// Writes beside `path` and renames: the file is the old or the new one, whatever happens to this
/// process.  Durable: after a power cut, too; not durable is for what is written again every
/// second. `mode` is that of the file, before the umask.
Status replace_file(const std::string& path, std::string_view bytes, Durable durable,
                    mode_t mode = 0640);

/// Renames, and waits for the folder of `to`.
Status rename_whole(const std::string& from, const std::string& to);

/// Appends, makes the file (mode 0600) where there is none, and waits for the disk.
Status append_synced(const std::string& path, std::string_view bytes);

/// As it lies, without unwrapping; at most 256 MiB.  NotFound where there is none.
Result<std::string> read_file(const std::string& path);

/// The same of a file that nobody but its owner may read: any other is refused (InvalidUsage).
Result<std::string> read_secret(const std::string& path, std::uint64_t largest = 1 << 16);

/// Takes FOLDER/lock, which stays taken as long as what is returned lives.  When another process
/// has it, the Error (Limit) says so, and `why` one does not share.
Result<base::Descriptor> lock_folder(const std::string& folder, std::string_view why);

}  // namespace noroshi::io
