// Feed: what others say about servers, read from the files that they publish.
//
// `read_feed` looks at the content and picks the form; file names play no part.  Forms and their
// fields are in docs/formats/feeds.md:
//
//   ThreatFox CSV      commented, quoted header; columns by name, new ones do no harm
//   URLhaus CSV        the host of a URL, where it is an address; names are never looked up
//   Feodo Tracker      JSON array, or CSV
//   dated CSV          ip, port, role, first_seen, … as research groups publish (deepfield)
//   endpoint list      one `ip`, `ip:port[/proto]` or `ip,port,proto` a line, no header
//
// Every record becomes entries, or is counted by reason with the first place: skipped where it is
// sound but names no address, rejected where it cannot be read.  Nothing is lost in silence.
// Nothing is fetched: a feed is a file that someone has downloaded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "intel/feeds/dates.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"
#include "model/finding.hpp"

namespace noroshi::feeds {

/// One server as one feed lists it.
struct Entry {
  net::Address ip;
  std::optional<std::uint16_t> port;   ///< nothing: the feed speaks of the address
  std::optional<std::uint8_t> proto;   ///< nothing: the feed does not say (few do)
  std::optional<FeedTime> first_seen;  ///< when the feed first knew it
  std::optional<FeedTime> last_seen;   ///< when the feed last found it alive
  std::string status;                  ///< "online", "active", …: the feed's own word
  std::string malware;                 ///< family or tags, the feed's own words
  std::string role;                    ///< "botnet_cc", "c2", "malware_download", …
  io::Place place;                     ///< its line, or its number in a JSON array

  /// The same service: equal address, and port and protocol where the feed gives them.
  [[nodiscard]] bool lists(const model::Endpoint& endpoint) const {
    return ip == endpoint.ip && port.value_or(endpoint.port) == endpoint.port &&
           proto.value_or(endpoint.proto) == endpoint.proto;
  }
};

enum class Form : std::uint8_t {
  ThreatFoxCsv,
  UrlhausCsv,
  FeodoCsv,
  FeodoJson,
  DatedCsv,
  EndpointList
};

/// "ThreatFox CSV", …: for messages.
std::string_view name_of(Form form);

struct Feed {
  std::string name;  ///< of the input, unless the caller gives a better one
  Form form = Form::DatedCsv;
  std::vector<Entry> entries;

  std::uint64_t records = 0;  ///< data records of the input
  std::uint64_t used = 0;     ///< records that gave entries; several where they name several ports
  io::Rejects rejects{};      ///< the others, by reason
  io::Rejects remarks{};      ///< only `skipped` is used: what was taken otherwise than written

  std::optional<base::Micros> published;  ///< "Last updated" of its comments
  std::string damage;                     ///< why the input ended early; empty if it did not

  /// The newest instant that it speaks of: until then it is known what it did not list.
  [[nodiscard]] std::optional<base::Micros> newest() const;
};

/// Reads the whole feed.  An Error where the form is not known (it says what was looked for), the
/// input cannot be read, or, with `strict`, at the first reject.
Result<Feed> read_feed(io::Input& input, bool strict = false);

}  // namespace noroshi::feeds
