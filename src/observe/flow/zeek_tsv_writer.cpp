// Writes Zeek's conn.log, tab separated, with the columns of Zeek 7 and `ip_proto` of Zeek 7.1.
//
// What the format cannot hold, and what is therefore not read back: that a record was one direction
// only (every conn.log record is a biflow), sampling_interval, end_reason, the source port of ICMP,
// the flags URG, ECE and CWR, PSH without ACK, and a set of flags that is known to be empty.
// Octets go to *_ip_bytes or, where they count payload only, to *_bytes; the other pair stays
// unset.

#include <algorithm>

#include "observe/flow/text_buffer.hpp"
#include "observe/flow/zeek_conn.hpp"

namespace noroshi::flow {
namespace {

constexpr std::string_view kFields =
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\t"
    "orig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
    "orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\tip_proto\n";
constexpr std::string_view kTypes =
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\t"
    "count\tcount\tstring\tbool\tbool\tcount\tstring\tcount\t"
    "count\tcount\tcount\tset[string]\tcount\n";

// "2026-01-02-03-04-05", as #open and #close write it.
std::string stamp(base::Micros instant) {
  std::string text = base::to_rfc3339(instant - instant % base::kSecond);
  if (text.ends_with('Z')) text.pop_back();
  for (char& c : text) {
    if (c == 'T' || c == ':') c = '-';
  }
  return text;
}

std::string_view protocol_name(const model::Flow& flow) {
  switch (flow.protocol) {
    case model::kTcp:
      return "tcp";
    case model::kUdp:
      return "udp";
    case model::kIcmp:
    case model::kIcmpV6:
      return "icmp";
    default:
      return "unknown_transport";
  }
}

class ZeekTsvWriter final : public FlowWriter {
 public:
  explicit ZeekTsvWriter(ByteSink& sink) : text_(sink) {}

  Status write(const model::FlowBatch& batch) override {
    for (std::size_t row = 0; row < batch.size(); ++row) {
      const model::Flow flow = batch.at(row);
      if (records_ == 0) put_header(flow.start);
      latest_ = std::max(latest_, flow.end);
      put_record(flow);
      ++records_;
      NOROSHI_CHECK(text_.drain());
    }
    return {};
  }

  Status finish() override {
    if (records_ == 0) put_header(0);
    text_.put("#close\t");
    text_.put(stamp(latest_));
    text_.put('\n');
    return text_.flush();
  }

 private:
  void put_header(base::Micros first) {
    text_.put("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n");
    text_.put("#path\tconn\n#open\t");
    text_.put(stamp(first));
    text_.put('\n');
    text_.put(kFields);
    text_.put(kTypes);
  }

  void put_record(const model::Flow& flow);
  void put_endpoints(const model::Flow& flow);

  void put_count_if(bool known, std::uint64_t count) {
    text_.put('\t');
    if (known) {
      text_.put_number(count);
    } else {
      text_.put('-');
    }
  }

  TextBuffer text_;
  std::uint64_t records_ = 0;
  base::Micros latest_ = 0;
};

void ZeekTsvWriter::put_endpoints(const model::Flow& flow) {
  std::uint16_t source_port = flow.source_port;
  std::uint16_t destination_port = flow.destination_port;
  if (flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6) {
    const bool v6 = flow.protocol == model::kIcmpV6;
    source_port = flow.destination_port >> 8;
    destination_port = flow.destination_port & 0xFF;
    if (destination_port == 0) {
      destination_port = zeek::icmp_counterpart(v6, source_port).value_or(0);
    }
  }
  text_.put_address(flow.source_address);
  text_.put('\t');
  text_.put_number(source_port);
  text_.put('\t');
  text_.put_address(flow.destination_address);
  text_.put('\t');
  text_.put_number(destination_port);
}

void ZeekTsvWriter::put_record(const model::Flow& flow) {
  const bool payload_only = (flow.traits & model::kPayloadOctets) != 0;
  const zeek::Summary summary = zeek::summarise(flow);
  text_.put_seconds(flow.start);
  text_.put("\tC");
  text_.put_padded(records_ + 1, 17);  // Zeek's uid is as long; here it is the record's number
  text_.put('\t');
  put_endpoints(flow);
  text_.put('\t');
  text_.put(protocol_name(flow));
  text_.put("\t-\t");
  if (flow.end > flow.start) {
    text_.put_seconds(flow.end - flow.start);
  } else {
    text_.put('-');
  }
  put_count_if(payload_only, flow.octets);
  put_count_if(payload_only, flow.reverse_octets);
  text_.put('\t');
  text_.put(summary.conn_state);
  text_.put("\t-\t-\t0\t");
  text_.put(summary.history);
  put_count_if(true, flow.packets);
  put_count_if(!payload_only, flow.octets);
  put_count_if(true, flow.reverse_packets);
  put_count_if(!payload_only, flow.reverse_octets);
  text_.put("\t-\t");
  text_.put_number(flow.protocol);
  text_.put('\n');
}

}  // namespace

WriterPtr make_zeek_tsv_writer(ByteSink& sink) { return std::make_unique<ZeekTsvWriter>(sink); }

}  // namespace noroshi::flow
