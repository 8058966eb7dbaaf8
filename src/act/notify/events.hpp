// Events: infected hosts as others report them, one reader a form.
//
//   InfectedHost      JSON Lines of our own telescopes and sinkholes
//   (docs/formats/infected-host.md) a routed file     the same in an envelope with hashes, from the
//   institute (docs/formats/case.md) Shadowserver      event4 CSV: timestamp, src_ip, src_port,
//   infection, … XARF v4           JSON, types infected_host, botnet and bot
//
// The form is known by the content.  What cannot be used is counted with its reason and the place
// where it first occurred (io/rejects.hpp); reports that are well-formed but about something else
// are skipped, and counted too.  A reader streams: memory does not grow with the input.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"
#include "model/infected_host.hpp"

namespace noroshi::notify {

/// One event, ready to be kept.
struct Incoming {
  model::InfectedHost host;
  std::string body;  ///< its text, canonical: what is hashed
};

/// What a routed file says of itself.
struct Envelope {
  std::string operator_id;
  std::uint64_t batch = 0;
  base::Micros until = 0;  ///< the institute's sensors have seen everything before
  std::uint64_t events = 0;
};

class EventReader {
 public:
  virtual ~EventReader() = default;
  /// False at the end.  An Error ends the reading: what was given before is good.
  virtual Result<bool> next(Incoming& event) = 0;
  /// "infected-host", "routed", "shadowserver", "xarf".
  [[nodiscard]] virtual std::string_view form() const = 0;
  /// Of a routed file, from its first line on; null for the other forms.
  [[nodiscard]] virtual const Envelope* envelope() const { return nullptr; }
};
using EventReaderPtr = std::unique_ptr<EventReader>;

struct EventOptions {
  /// Of sensors that do not say how far their clock may be off: CSV and XARF have no field for it.
  base::Micros clock_error = 5 * base::kSecond;
};

/// Looks at the first octets and chooses.  `input` and `rejects` must outlive the reader.
Result<EventReaderPtr> open_events(io::Input& input, io::Rejects& rejects,
                                   const EventOptions& options = {});

// The readers, for those who know the form.
EventReaderPtr make_infected_host_reader(io::Input& input, io::Rejects& rejects);
Result<EventReaderPtr> make_routed_reader(io::Input& input, io::Rejects& rejects);
Result<EventReaderPtr> make_shadowserver_reader(io::Input& input, io::Rejects& rejects,
                                                const EventOptions& options);
EventReaderPtr make_xarf_reader(io::Input& input, io::Rejects& rejects,
                                const EventOptions& options);

}  // namespace noroshi::notify
