// What a service tells the service manager that started it (sd_notify(3)): ready, reloading,
// stopping, its state in words, and that it still moves.  Without one, nothing happens.
#pragma once

#include <string_view>

#include "base/time.hpp"

namespace noroshi::cli {

class ServiceManager {
 public:
  ServiceManager();

  void ready();
  void reloading();
  void stopping();
  void status(std::string_view text);
  void watchdog();

  /// How often it wants to hear `watchdog` at the latest; 0: never.
  [[nodiscard]] base::Micros watchdog_interval() const { return interval_; }

 private:
  base::Micros interval_ = 0;
};

}  // namespace noroshi::cli
