// What the forms of act/share have in common.  Private to this leaf.
//
// One gate (`fit_of`) decides what a form may write; writers see only what came through it, so that
// no value has to be escaped twice or trusted once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "act/share/entry.hpp"
#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::share {

/// Entries that fit a form, in their order, and the count of all.
struct Chosen {
  std::vector<const Entry*> entries;
  Tally tally;
};
Chosen choose(Form form, const std::vector<Entry>& entries, const Look& look);

/// A change as a form sees it.  `before` and `after` are whole, for forms whose change depends on
/// what stays.
struct Change {
  Chosen before, after;
  std::vector<const Entry*> added, removed;
};

std::string list_of(const Chosen& chosen, const Look& look);
std::string list_change(const Change& change, const Look& look);
std::string csv_of(const Chosen& chosen, const Look& look);
std::string csv_change(const Change& change, const Look& look);
std::string rpz_of(const Chosen& chosen, const Look& look);
std::string nftables_of(const Chosen& chosen, const Look& look);
std::string nftables_change(const Change& change, const Look& look);
std::string suricata_of(const Chosen& chosen, const Look& look);
std::string suricata_change(const Change& change, const Look& look);
std::string flowspec_of(const Chosen& chosen, const Look& look);
std::string flowspec_change(const Change& change, const Look& look);
std::string prefixes_of(const Chosen& chosen, const Look& look);
std::string prefixes_change(const Change& change, const Look& look);

/// "noroshi serial 7, made 2026-…: 12 entries; left out 1 of kinds that …": one line for a comment.
std::string head_line(const Tally& tally, const Look& look);

/// An end point of an address; those of names are of no use to what filters packets.
struct AddressAndPort {
  net::Address address;
  std::uint16_t port = 0;
};
std::optional<AddressAndPort> address_and_port(std::string_view text);

/// A URL that travels in the clear: "http://host[:port]/path?query".
struct PlainUrl {
  std::string host;        ///< as wire_name, or an IPv4 address
  std::uint16_t port = 0;  ///< 0: not said
  std::string path;        ///< with the query; printable ASCII
};
std::optional<PlainUrl> plain_url(std::string_view text);

/// The canonical expression that an entry is listed under; empty if it has none.
std::string expression_of(const Entry& entry);

std::string sha256(std::string_view octets);  ///< 32 octets

}  // namespace noroshi::share
