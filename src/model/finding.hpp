// Finding: what a detector or an audit concludes, and the Evidence that says why.
//
// The second of the two nouns (the first is FlowBatch).  A Finding names what was seen (kind,
// subject), when, by whom (method and version), how sure (a probability), and the
// evidence in counts and units that a person can check.  It never names a customer.
//
// On the wire a Finding is one JSON object (docs/formats/finding.md); streams of them are JSON
// Lines.  Plain values; free to copy and to share between threads once made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "net/address.hpp"

namespace noroshi::model {

/// What a Finding is about: a service endpoint.
struct Endpoint {
  net::Address ip;
  std::uint16_t port = 0;
  std::uint8_t proto = 0;  ///< protocolIdentifier; written as "tcp", "udp", or its number

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// "tcp", "udp", "icmp", … or the number; and back (case does not matter).
std::string protocol_name(std::uint8_t protocol);
Result<std::uint8_t> parse_protocol(std::string_view text);

/// "192.0.2.7:443/tcp", "[2001:db8::1]:443/tcp"; "/tcp" may be left out when parsing.
std::string to_string(const Endpoint& endpoint);
Result<Endpoint> parse_endpoint(std::string_view text);

/// One reason for (weight > 0) or against (weight < 0) a Finding.
struct Evidence {
  std::string name;   ///< the line of evidence: "retries", "periodic_contact", …
  double value = 0;   ///< its main figure, in `unit`
  std::string unit;   ///< "s", "contacts", "1" for a ratio
  double weight = 0;  ///< what it adds to the log-odds, natural logarithm
  std::string text;   ///< one English sentence with the counts, for people
  std::vector<std::pair<std::string, double>> counts;  ///< further named figures behind `text`

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Finding {
  std::string kind;  ///< "c2-server"
  Endpoint subject;
  double probability = 0;  ///< 0–1; what it promises is in docs/formats/finding.md
  /// Log-odds before any evidence: prior + Σ weight = ln(p / (1−p)).
  double prior = 0;
  /// Expected share of wrong ones among this and all likelier Findings of the same run, 0–1.
  std::optional<double> false_share{};
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;
  std::uint64_t clients = 0;         ///< distinct hosts behind it: a count, never who
  std::uint64_t contacts = 0;        ///< contacts (flows after stitching) that were weighed
  std::uint32_t sampling = 0;        ///< one packet in so many was seen; 0: nobody said
  std::optional<double> exposure{};  ///< share of the exporters' records that arrived, 0–1
  std::vector<Evidence> evidence;    ///< heaviest first
  std::string innocent{};            ///< the nearest innocent explanation, in English
  std::string suppressed_by{};       ///< the list that keeps it from being reported; empty: none
  std::string method;                ///< "noroshi.c2.hunt"
  std::string version;               ///< of the method: tells two calibrations apart

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// One line of JSON, without the line feed; the same Finding always gives the same bytes.
std::string to_json(const Finding& finding);

/// Reads what `to_json` writes; members it does not know are ignored, missing ones are an Error
/// that names them.
Result<Finding> finding_from_json(std::string_view json);

}  // namespace noroshi::model
