// BGP as text for ExaBGP's process API: one command a line, to announce or to withdraw.
//
//   announce route 192.0.2.7/32 next-hop self community [65535:666]        blackhole, RFC 7999
//   announce flow route { match { destination 192.0.2.7/32; destination-port =443; } then
//     { discard; } }                                                       RFC 8955, RFC 8956
//
// An end point is a flow, so that the rest of its address stays reachable; addresses and prefixes
// are blackholed.  Why ExaBGP: its commands know both verbs, so a change needs no restart.
#include <fmt/format.h>

#include "act/share/forms.hpp"

namespace noroshi::share {

namespace {

std::string prefix_of(const net::Address& address) {
  return fmt::format("{}/{}", address.to_string(), address.is_v4() ? 32 : 128);
}

std::string command(std::string_view verb, const Entry& entry) {
  if (const auto endpoint = address_and_port(entry.value);
      endpoint && entry.kind == EntryKind::Endpoint) {
    return fmt::format(
        "{} flow route {{ match {{ destination {}; destination-port ={}; }} then {{ discard; }} "
        "}}\n",
        verb, prefix_of(endpoint->address), endpoint->port);
  }
  const auto prefix = net::Prefix::parse(entry.value);
  if (!prefix) return {};
  return fmt::format("{} route {}/{} next-hop self community [65535:666]\n", verb,
                     prefix->address.to_string(), prefix->length);
}

std::string commands(std::string_view verb, const std::vector<const Entry*>& entries) {
  std::string text;
  for (const Entry* entry : entries) text += command(verb, *entry);
  return text;
}

}  // namespace

std::string flowspec_of(const Chosen& chosen, const Look& look) {
  return fmt::format("# {}\n", head_line(chosen.tally, look)) +
         commands("announce", chosen.entries);
}

std::string flowspec_change(const Change& change, const Look& look) {
  return fmt::format("# {}\n", head_line(change.after.tally, look)) +
         commands("withdraw", change.removed) + commands("announce", change.added);
}

}  // namespace noroshi::share
