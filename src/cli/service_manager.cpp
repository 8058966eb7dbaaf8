#include "cli/service_manager.hpp"

#include <cstdint>
#include <ctime>
#include <fmt/format.h>
#include <string>
#include <systemd/sd-daemon.h>

namespace noroshi::cli {

ServiceManager::ServiceManager() {
  std::uint64_t micros = 0;
  if (sd_watchdog_enabled(0, &micros) > 0) interval_ = static_cast<base::Micros>(micros);
}

// That nobody listens is no error: the program also runs by hand.
void ServiceManager::ready() { sd_notify(0, "READY=1"); }

void ServiceManager::reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  sd_notify(0, fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                           static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000)
                   .c_str());
}

void ServiceManager::stopping() { sd_notify(0, "STOPPING=1"); }

void ServiceManager::status(std::string_view text) {
  sd_notify(0, fmt::format("STATUS={}", text).c_str());
}

void ServiceManager::watchdog() { sd_notify(0, "WATCHDOG=1"); }

}  // namespace noroshi::cli
