// What the forms of Zeek's conn.log (TSV, JSON) share: its members and its vocabulary.
//
// Zeek keeps TCP flags as `history`, one letter an event, upper case for the originator, in the
// order of their first occurrence; and sums a connection up as `conn_state`.  "ICMP ports" are the
// type and the code, or the type of the answer where an answer has one.
// https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/flow_batch.hpp"
#include "observe/flow/text_reader.hpp"

namespace noroshi::flow::zeek {

/// The members of a conn.log record that a Flow is made of; nothing else is ever looked at.
enum Member : std::uint8_t {
  kTs,
  kOrigH,
  kOrigP,
  kRespH,
  kRespP,
  kProto,
  kDuration,
  kOrigPkts,
  kRespPkts,
  kOrigIpBytes,
  kRespIpBytes,
  kOrigBytes,
  kRespBytes,
  kConnState,
  kHistory,
  kIpProto,
  kMembers
};

inline constexpr std::array<std::string_view, kMembers> kMemberNames{
    "ts",         "id.orig_h",  "id.orig_p", "id.resp_h",     "id.resp_p",     "proto",
    "duration",   "orig_pkts",  "resp_pkts", "orig_ip_bytes", "resp_ip_bytes", "orig_bytes",
    "resp_bytes", "conn_state", "history",   "ip_proto"};

/// One record as text; a member that is absent or unset is empty.
using Record = std::array<std::string_view, kMembers>;

/// Fills `flow`, or says why not.
Verdict read_record(const Record& record, model::Flow& flow);

inline constexpr std::string_view kOtherLog = "record of another Zeek log";

/// Flag columns and kHasTcpFlags, from `history` and, where that is empty, from `conn_state`.
/// Neither known: the flags stay unknown.
void set_tcp_flags(model::Flow& flow, std::string_view history, std::string_view conn_state);

/// Whether Zeek pairs ICMP messages of these types, of either family, as request and answer.
bool are_icmp_counterparts(bool v6, std::uint16_t type, std::uint16_t other);

/// The type of the answer to `type`, if Zeek knows one.
std::optional<std::uint16_t> icmp_counterpart(bool v6, std::uint16_t type);

/// Protocol and ports of a flow whose addresses are set, from Zeek's ports; for ICMP the
/// destination port becomes type × 256 + code.  False if an ICMP type or code is above 255.
bool set_protocol(model::Flow& flow, std::uint8_t protocol, std::uint16_t originator_port,
                  std::uint16_t responder_port);

/// What Zeek would write for the flags of `flow`; "-" where it would write nothing.
struct Summary {
  std::string_view conn_state;
  char history[16];  // as many letters as there are, then zeros
};
Summary summarise(const model::Flow& flow);

}  // namespace noroshi::flow::zeek
