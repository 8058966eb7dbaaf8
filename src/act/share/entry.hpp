// Entry: one thing to act on, as the outputs of the hub know it.
//
// Outputs hold live entries only, in one order, so that two runs over the same base give the same
// octets and a delta is a merge of two sorted lists.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::share {

enum class EntryKind : std::uint8_t { Address, Prefix, Endpoint, Domain, Url, Hash };

struct Entry {
  EntryKind kind = EntryKind::Address;
  std::string value;                  ///< canonical, as intel/stix's ObservedValue writes it
  std::string id;                     ///< of the object that says so; for people who ask why
  double score = 0;                   ///< 0–100 as of now
  std::optional<base::Micros> until;  ///< when it ends, if known
  std::string label;                  ///< malware family or indicator type; one line

  /// By kind and value: what makes two entries one.
  friend bool operator==(const Entry& a, const Entry& b) {
    return a.kind == b.kind && a.value == b.value;
  }
  friend auto operator<=>(const Entry& a, const Entry& b) {
    if (const auto order = a.kind <=> b.kind; order != 0) return order;
    return a.value <=> b.value;
  }
};

struct Delta {
  std::vector<Entry> added, removed;
};
/// Both sorted and without repetition.
Delta difference(const std::vector<Entry>& before, const std::vector<Entry>& after);

/// The forms in which entries leave (docs/formats/outputs.md).
enum class Form : std::uint8_t {
  List,      ///< one value a line
  Csv,       ///< RFC 4180
  Rpz,       ///< response policy zone, RFC 1035 master file
  Nftables,  ///< sets that `nft -f` takes, atomically
  Suricata,  ///< rules, with the members of their datasets as comments
  Flowspec,  ///< commands for ExaBGP: flow specification (RFC 8955) and blackhole (RFC 7999)
  Prefixes   ///< 4-octet SHA-256 prefixes of URL expressions, as Safe Browsing v5 does
};
Result<Form> parse_form(std::string_view text);  ///< "list", "csv", "rpz", "nft", …
std::string_view name_of(Form form);
std::string_view media_type_of(Form form);

struct Look {
  std::string name = "noroshi";  ///< of the sets, the zone, the datasets: [A-Za-z0-9_.-], ≤ 63
  std::uint64_t serial = 1;      ///< of the zone; of the rules' revision
  base::Micros made = 0;         ///< written into the head of the file; time-outs count from it
};

/// Whether a form can carry an entry.  What it cannot is left out and counted, never written.
enum class Fit : std::uint8_t {
  Carried,
  OtherKind,  ///< the form has no way to say it: a URL in a firewall's set
  Unsafe,     ///< it is not what its kind says, or would break out of the form
  TooWide     ///< it would hit far more than was meant: 0.0.0.0/0, "jp", loopback, multicast
};
Fit fit_of(Form form, const Entry& entry, const Look& look = {});
inline bool carries(Form form, const Entry& entry, const Look& look = {}) {
  return fit_of(form, entry, look) == Fit::Carried;
}

struct Tally {
  std::uint64_t carried = 0, other_kind = 0, unsafe = 0, too_wide = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
};
Tally tally(Form form, const std::vector<Entry>& entries, const Look& look = {});

/// The whole.  Entries sorted and without repetition.
Result<std::string> written(Form form, const std::vector<Entry>& entries, const Look& look);

/// Only what changed, for who has taken `before`.  An Error for Rpz: a zone's delta is IXFR
/// (act/zone).
Result<std::string> written_change(Form form, const std::vector<Entry>& before,
                                   const std::vector<Entry>& after, const Look& look);

/// The name as it is looked up: A-labels (IDNA 2008); nothing if it is no host name of at least one
/// label.  Underscores are used by some.
std::optional<std::string> wire_name(std::string_view domain);

/// One trigger of a response policy zone, relative to its origin: "evil.example",
/// "32.7.2.0.192.rpz-ip", "48.zz.8.db8.2001.rpz-ip".  Nothing if the entry does not fit.
std::optional<std::string> rpz_owner(const Entry& entry);

/// The expressions of a URL that are looked up (host suffixes × path prefixes), canonical, as the
/// Safe Browsing v5 document says ("URLs and Hashing"), the most particular first; none if it is no
/// URL.  And the prefix of one: the first 4 octets of its SHA-256.
std::vector<std::string> url_expressions(std::string_view url);
std::string hash_prefix(std::string_view expression);

}  // namespace noroshi::share
