#include "cli/service_manager.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <systemd/sd-daemon.h>

#include "io/clock.hpp"

namespace noroshi::cli {

ServiceManager::ServiceManager() {
  std::uint64_t micros = 0;
  if (sd_watchdog_enabled(0, &micros) > 0) interval_ = static_cast<base::Micros>(micros);
}

// That nobody listens is no error: the program also runs by hand.
void ServiceManager::ready() { sd_notify(0, "READY=1"); }

void ServiceManager::reloading() {
  sd_notify(0, fmt::format("RELOADING=1\nMONOTONIC_USEC={}", io::steady_clock()).c_str());
}

void ServiceManager::stopping() { sd_notify(0, "STOPPING=1"); }

void ServiceManager::status(std::string_view text) {
  sd_notify(0, fmt::format("STATUS={}", text).c_str());
}

void ServiceManager::watchdog() { sd_notify(0, "WATCHDOG=1"); }

}  // namespace noroshi::cli
