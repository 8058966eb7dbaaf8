#include "cli/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace noroshi::cli {
namespace {

std::atomic<bool> stop_asked{false};
std::atomic<bool> reload_wanted{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // else a handler may not touch it

extern "C" void on_signal(int) { stop_asked.store(true, std::memory_order_relaxed); }
extern "C" void on_hangup(int) { reload_wanted.store(true, std::memory_order_relaxed); }

}  // namespace

void listen_for_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  // Once only: the second signal does what the system would do.  And without SA_RESTART, so that
  // a read from a quiet pipe comes back.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() { return stop_asked.load(std::memory_order_relaxed); }

void listen_for_reload() {
  struct sigaction action {};
  action.sa_handler = on_hangup;
  sigaction(SIGHUP, &action, nullptr);
}

bool reload_asked() { return reload_wanted.exchange(false, std::memory_order_relaxed); }

void set_interrupted(bool value) { stop_asked.store(value, std::memory_order_relaxed); }

}  // namespace noroshi::cli
