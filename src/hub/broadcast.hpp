// Broadcast: what happens in the archive, told at once to everyone who listens and may know it.
//
// One thread waits for the archive's bell and then asks, for each listener, what is new since its
// own cursor, with that listener's own Viewer: nothing is decided here, and a listener that is slow
// costs the others nothing.  Rights are read anew for each piece, so a closed account goes silent.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/cursors.hpp"
#include "hub/health_face.hpp"
#include "hub/hub.hpp"

namespace noroshi::hub {

struct Listener {
  std::shared_ptr<http::Outlet> outlet;
  std::string account;                    ///< empty: anonymous
  std::function<bool()> still = {};       ///< whether its key or session holds on; empty: it does
  std::int64_t after = 0;                 ///< number of the last event it knows
  std::vector<std::int64_t> collections;  ///< only these; empty: all it may read
  std::vector<std::string> types;         ///< only these types; empty: all
};

class Broadcast {
 public:
  Broadcast(Parts& parts, Counters& counters, const Cursors& cursors);
  ~Broadcast();
  void join(Listener listener);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Of the ids of events, which are sealed (Call::event_id).
inline constexpr std::uint64_t kEventPrint = 0x6576656E74;

/// One event in the form of server-sent events (WHATWG HTML, section 9.2).
std::string event_text(const archive::Event& event, std::string_view id,
                       std::string_view collection_uuid);

}  // namespace noroshi::hub
