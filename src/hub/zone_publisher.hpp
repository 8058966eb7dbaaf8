// ZonePublisher: [zone] of hub.toml.  What is live for one account, as a response policy zone that
// name servers take by AXFR and IXFR (act/zone), renewed within seconds of a change.
//
// The zone shows what the account named in the settings may read, and no more: when it is locked or
// removed, or leaves a community, the names it may no longer see leave the zone.  Owns its thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "act/zone/zone_server.hpp"
#include "base/result.hpp"
#include "hub/hub.hpp"
#include "net/address.hpp"

namespace noroshi::hub {

struct ZoneSettings {
  net::Address address;
  std::uint16_t port = 0;                ///< 0: a free one
  std::string account;                   ///< through whose eyes
  std::vector<std::string> collections;  ///< ids or aliases; none: all that the account may read
  double score = 0;                      ///< 0–100; what is below is left out
  std::vector<std::string> key_files;    ///< as tsig-keygen writes them
  zone::Options zone;                    ///< its keys come from `key_files`
};

/// The keys of a file that tsig-keygen (BIND 9) wrote; an Error if others may read it.
Result<std::vector<zone::TsigKey>> read_tsig_keys(const std::string& path);

class ZonePublisher {
 public:
  using Log = std::function<void(std::string_view line)>;

  /// The first zone is there when this returns.
  static Result<std::unique_ptr<ZonePublisher>> start(Parts& parts, ZoneSettings settings, Log log);
  ~ZonePublisher();
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  explicit ZonePublisher(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
