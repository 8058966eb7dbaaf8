// One reader a form; `read_feed` (feed.cpp) chooses.
#pragma once

#include "intel/feeds/feed.hpp"

namespace noroshi::feeds {

// Reasons that several forms share, so that equal faults are counted under equal names.
namespace reason {
inline constexpr std::string_view kAddress = "address is no IP address";
inline constexpr std::string_view kPort = "port is no number from 0 to 65535";
inline constexpr std::string_view kProtocol = "protocol is not known";
inline constexpr std::string_view kDate = "date is no date, or could be two";
inline constexpr std::string_view kName = "a name, no address";
inline constexpr std::string_view kHash = "a hash, no address";
inline constexpr std::string_view kOther = "another kind of indicator, no address";
inline constexpr std::string_view kNowhere = "an address that no server has (loopback, multicast)";
}  // namespace reason

/// Counts one record and keeps its entry, unless `reason` says what is wrong with it or the address
/// is one that no server has.
Status take(Feed& feed, Entry entry, std::string_view reason);

/// Reads CSV into `feed`, whose name and strictness are set.
Status read_csv_feed(io::Input& input, Feed& feed);

/// The same of Feodo Tracker's JSON.
Status read_feodo_json(io::Input& input, Feed& feed);

/// Whether the first line that says anything is an entry of an endpoint list; and such a list.
bool is_endpoint_list(std::string_view head);
Status read_endpoint_list(io::Input& input, Feed& feed);

}  // namespace noroshi::feeds
