#include "detect/c2/stitch.hpp"

#include <algorithm>
#include <tuple>

namespace noroshi::c2 {
namespace {

using model::kAck;
using model::kFin;
using model::kPsh;
using model::kRst;
using model::kSyn;

// Octets of a TCP segment with headers only: IPv6 (40) + TCP with all options (60).
constexpr std::uint64_t kHeadersOnly = 100;

// A contact in the making: what the Contact keeps, and what its outcome will need.
struct Conversation {
  Contact contact;
  std::uint16_t client_port = 0;
  std::uint8_t protocol = 0;
  std::uint8_t flags_out = 0;
  std::uint8_t flags_in = 0;
  bool has_flags = true;    // all records had TCP flags
  bool watched_in = false;  // some record would have shown packets of the server
  bool sampled = false;
};

Conversation begin(const FlowRow& row) {
  return {.contact = {.start = row.start,
                      .end = row.end(),
                      .octets_out = row.octets_out,
                      .octets_in = row.octets_in,
                      .packets_out = row.packets_out,
                      .packets_in = row.packets_in,
                      .client = row.client,
                      .opens = ((row.flags_out | row.flags_in) & kSyn) != 0},
          .client_port = row.client_port,
          .protocol = row.protocol,
          .flags_out = row.flags_out,
          .flags_in = row.flags_in,
          .has_flags = (row.traits & model::kHasTcpFlags) != 0,
          .watched_in = (row.traits & model::kBiflow) != 0 || row.packets_in > 0,
          .sampled = row.sampling > 1};
}

void extend(Conversation& all, const FlowRow& row) {
  const Conversation one = begin(row);
  all.contact.end = std::max(all.contact.end, one.contact.end);
  all.contact.octets_out += one.contact.octets_out;
  all.contact.octets_in += one.contact.octets_in;
  all.contact.packets_out += one.contact.packets_out;
  all.contact.packets_in += one.contact.packets_in;
  all.flags_out |= one.flags_out;
  all.flags_in |= one.flags_in;
  all.has_flags &= one.has_flags;
  all.watched_in |= one.watched_in;
  all.sampled |= one.sampled;
}

// Whether the connection so far ended, or came to more than an unanswered attempt.
bool settled(const Conversation& all) {
  const bool closed = ((all.flags_out | all.flags_in) & kFin) != 0;
  const bool answered = (all.flags_in & (kSyn | kPsh)) != 0;
  return closed || answered;
}

bool goes_on(const Conversation& all, const FlowRow& row) {
  if (row.client_port != all.client_port) return false;
  const base::Micros gap = row.start - all.contact.end;
  if (gap < 0) return true;
  const bool socket = row.protocol == model::kUdp && row.client_port != row.port;
  if (socket) return gap <= kUdpGap;
  const bool tcp = row.protocol == model::kTcp;
  if (!tcp || !all.has_flags || (row.traits & model::kHasTcpFlags) == 0) return gap <= kIdleGap;
  const bool opens = ((row.flags_out | row.flags_in) & kSyn) != 0;
  if (!opens) return gap <= kQuietest;
  return gap <= kIdleGap && !settled(all);
}

Outcome outcome_of(const Conversation& all) {
  const Contact& contact = all.contact;
  if (contact.packets_in == 0) {
    const bool syn_only =
        all.has_flags && all.protocol == model::kTcp && (all.flags_out & (kSyn | kAck)) == kSyn;
    // A handshake cannot go on without an answer, so a lone SYN tells even where only one
    // direction was watched; under sampling the rest may merely have been missed.
    if (all.sampled) return syn_only ? Outcome::Asked : Outcome::Unknown;
    return all.watched_in || syn_only ? Outcome::Silent : Outcome::Unknown;
  }
  if (all.protocol != model::kTcp || !all.has_flags) return Outcome::Answered;
  const bool bare = contact.octets_in <= kHeadersOnly * contact.packets_in;
  const bool data = (all.flags_in & kPsh) != 0 || !bare;
  if (data) return Outcome::Answered;
  const bool handshake = (all.flags_in & kSyn) != 0;
  if (!handshake && (all.flags_in & kRst) != 0 && (all.flags_out & kSyn) != 0) {
    return Outcome::Refused;
  }
  return Outcome::Opened;
}

auto order_of(const Contact& contact) {
  return std::tuple(contact.start, contact.end, contact.octets_out, contact.octets_in,
                    contact.packets_out, contact.packets_in, contact.outcome);
}

}  // namespace

std::vector<Contact> stitch(std::span<const FlowRow> rows, bool sampled) {
  std::vector<Contact> contacts;
  for (std::size_t i = 0; i < rows.size();) {
    Conversation all = begin(rows[i]);
    for (++i; i < rows.size() && goes_on(all, rows[i]); ++i) extend(all, rows[i]);
    all.sampled |= sampled;
    all.contact.outcome = outcome_of(all);
    contacts.push_back(all.contact);
  }
  std::ranges::sort(contacts, {}, order_of);
  return contacts;
}

}  // namespace noroshi::c2
