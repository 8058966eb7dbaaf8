// Ctrl-C: the first asks the running command to stop cleanly, a second ends the process at once.
#pragma once

namespace noroshi::cli {

/// Begins to listen for SIGINT and SIGTERM, and turns SIGPIPE into the error EPIPE.  Call once.
void listen_for_signals();

/// The user has asked to stop.  Any thread may ask.
bool interrupted();

/// For tests: as if a signal had come, or none.
void set_interrupted(bool value);

}  // namespace noroshi::cli
