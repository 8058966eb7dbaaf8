// The checkpoint of a telescope that writes into a folder: what was read, what is open, what the
// files hold, in one file that is replaced as a whole.  docs/formats/telescope-state.md.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "observe/telescope/event_folder.hpp"
#include "observe/telescope/file_source.hpp"
#include "observe/telescope/telescope.hpp"

namespace noroshi::telescope {

/// Writes `folder`/state, then lets the folder's files catch up with it.
Status write_checkpoint(EventFolder& folder, const Telescope& telescope, const Place& place);

/// Goes on from `folder`/state: cuts the files to what it says, and fills the new `telescope`.  The
/// Place says where to read on; an empty one when there is no state.
Result<Place> resume(EventFolder& folder, Telescope& telescope);

}  // namespace noroshi::telescope
