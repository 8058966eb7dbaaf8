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

/// The forms in which entries leave.  Each says which kinds it can carry; the others are counted.
enum class Form : std::uint8_t {
  List,  ///< one value a line
  Csv,
  Rpz,       ///< response policy zone, RFC 1035 master file
  Nftables,  ///< a set definition that `nft -f` takes, atomically
  Suricata,  ///< rules, with datasets for what is many
  Flowspec,  ///< BGP flow specification and blackhole routes as text (ExaBGP, BIRD)
  Prefixes   ///< 4-octet SHA-256 prefixes of URL expressions, as Safe Browsing v5 does
};
Result<Form> parse_form(std::string_view text);  ///< "list", "csv", "rpz", "nft", …
std::string_view name_of(Form form);
std::string_view media_type_of(Form form);
/// Whether the form can carry it.
bool carries(Form form, const Entry& entry);

struct Look {
  std::string name = "noroshi";  ///< of the set, zone, or rule file
  std::uint64_t serial = 1;      ///< of the zone; of the rules' revision
  base::Micros made = 0;         ///< written into the head of the file
};

/// The whole, or only what changed (forms that know deltas: list, csv, nft, suricata, flowspec,
/// prefixes; a zone's delta is IXFR, act/zone).
Result<std::string> written(Form form, const std::vector<Entry>& entries, const Look& look);
Result<std::string> written(Form form, const Delta& delta, const Look& look);

/// The expressions of a URL that are looked up (host suffixes × path prefixes), canonical, as the
/// Safe Browsing v5 document says; and the prefix of one.
std::vector<std::string> url_expressions(std::string_view url);
std::string hash_prefix(std::string_view expression);  ///< 4 octets

}  // namespace noroshi::share
