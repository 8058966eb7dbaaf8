// Ctrl-C: the first asks the running command to stop cleanly, a second ends the process at once.
// SIGHUP: a server reads its configuration again.
#pragma once

namespace noroshi::cli {

/// Begins to listen for SIGINT and SIGTERM, and turns SIGPIPE into the error EPIPE.  Call once.
void listen_for_signals();

/// The user has asked to stop.  Any thread may ask.
bool interrupted();

/// Begins to listen for SIGHUP, which then asks a server to read its configuration again.
void listen_for_reload();

/// SIGHUP has come since the last call.
bool reload_asked();

/// For tests, and for a server that a signal has ended in good order: as if a signal had come, or
/// none.
void set_interrupted(bool value);

}  // namespace noroshi::cli
