// Writes the CSV of nfdump 1.6, one line a direction.
//
// Times have milliseconds (1.6 itself cuts them to seconds; its readers take both).  What the
// format cannot hold: that two lines are one biflow, that the other direction was watched and
// silent, the time of each direction (both get the record's), microseconds, kPayloadOctets,
// sampling_interval, end_reason, and the source port of ICMP.  Flags are written for TCP only, and
// unknown flags look like none.

#include <array>

#include "observe/flow/text_buffer.hpp"

namespace noroshi::flow {
namespace {

constexpr std::string_view kHeader =
    "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,"
    "nhb,svln,dvln,ismc,odmc,idmc,osmc,mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,"
    "mpls10,cl,sl,al,ra,eng,exid,tr\n";

// The columns from opkt on: things that a Flow has not, as nfdump writes them when it has not.
constexpr std::string_view kRest =
    ",0,0,0,0,0,0,0,0,0,0,0.0.0.0,0.0.0.0,0,0,00:00:00:00:00:00,00:00:00:00:00:00,"
    "00:00:00:00:00:00,00:00:00:00:00:00,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,"
    "0-0-0,0.000,0.000,0.000,0.0.0.0,0/0,0,";

struct Direction {
  net::Address source;
  net::Address destination;
  std::uint16_t source_port;
  std::uint16_t destination_port;
  std::uint8_t tcp_flags;
  std::uint64_t packets;
  std::uint64_t octets;
};

constexpr bool is_icmp(std::uint8_t protocol) {
  return protocol == model::kIcmp || protocol == model::kIcmpV6;
}

Direction forward(const model::Flow& flow) {
  return {flow.source_address, flow.destination_address,
          flow.source_port,    flow.destination_port,
          flow.tcp_flags,      flow.packets,
          flow.octets};
}

// An ICMP answer has a type of its own, which the record does not hold; it keeps the question's.
Direction reverse(const model::Flow& flow) {
  const bool icmp = is_icmp(flow.protocol);
  return {flow.destination_address,
          flow.source_address,
          icmp ? flow.source_port : flow.destination_port,
          icmp ? flow.destination_port : flow.source_port,
          flow.reverse_tcp_flags,
          flow.reverse_packets,
          flow.reverse_octets};
}

class NfdumpCsvWriter final : public FlowWriter {
 public:
  explicit NfdumpCsvWriter(ByteSink& sink) : text_(sink) { text_.put(kHeader); }

  Status write(const model::FlowBatch& batch) override {
    for (std::size_t row = 0; row < batch.size(); ++row) {
      const model::Flow flow = batch.at(row);
      if (flow.packets > 0 || flow.reverse_packets == 0) put_line(flow, forward(flow));
      if (flow.reverse_packets > 0) put_line(flow, reverse(flow));
      NOROSHI_CHECK(text_.drain());
    }
    return {};
  }

  Status finish() override {
    text_.put("Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n");
    text_.put_number(lines_);
    text_.put(',');
    text_.put_number(octets_);
    text_.put(',');
    text_.put_number(packets_);
    text_.put(",0,0,");
    text_.put_number(packets_ == 0 ? 0 : octets_ / packets_);
    text_.put('\n');
    return text_.flush();
  }

 private:
  void put_line(const model::Flow& flow, const Direction& direction);
  void put_time(base::Micros instant);
  void put_protocol(std::uint8_t protocol);
  void put_flags(std::uint8_t flags);

  TextBuffer text_;
  std::uint64_t lines_ = 0;
  std::uint64_t packets_ = 0;
  std::uint64_t octets_ = 0;
  base::Micros day_ = -1;  // the day that `date_` holds, counted from 1970
  std::string date_;       // "2026-01-02 "
};

void NfdumpCsvWriter::put_time(base::Micros instant) {
  if (instant < 0) instant = 0;
  const base::Micros day = instant / base::kDay;
  if (day != day_) {
    day_ = day;
    date_ = base::to_rfc3339(day * base::kDay).substr(0, 10) + ' ';
  }
  const auto milliseconds = static_cast<std::uint64_t>(instant % base::kDay / base::kMillisecond);
  text_.put(date_);
  text_.put_padded(milliseconds / 3'600'000, 2);
  text_.put(':');
  text_.put_padded(milliseconds / 60'000 % 60, 2);
  text_.put(':');
  text_.put_padded(milliseconds / 1000 % 60, 2);
  text_.put('.');
  text_.put_padded(milliseconds % 1000, 3);
}

void NfdumpCsvWriter::put_protocol(std::uint8_t protocol) {
  switch (protocol) {
    case model::kTcp:
      return text_.put("TCP");
    case model::kUdp:
      return text_.put("UDP");
    case model::kIcmp:
      return text_.put("ICMP");
    case model::kIcmpV6:
      return text_.put("ICMP6");
    default:
      return text_.put_number(protocol);
  }
}

// "...AP.SF": CWR, ECE, URG, ACK, PSH, RST, SYN, FIN.
void NfdumpCsvWriter::put_flags(std::uint8_t flags) {
  constexpr std::string_view kLetters = "CEUAPRSF";
  std::array<char, kLetters.size()> text{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    text[i] = (flags & 0x80U >> i) != 0 ? kLetters[i] : '.';
  }
  text_.put(std::string_view(text.data(), text.size()));
}

void NfdumpCsvWriter::put_line(const model::Flow& flow, const Direction& direction) {
  const auto milliseconds =
      static_cast<std::uint64_t>(flow.end / base::kMillisecond - flow.start / base::kMillisecond);
  put_time(flow.start);
  text_.put(',');
  put_time(flow.end);
  text_.put(',');
  text_.put_number(milliseconds / 1000);
  text_.put('.');
  text_.put_padded(milliseconds % 1000, 3);
  text_.put(',');
  text_.put_address(direction.source);
  text_.put(',');
  text_.put_address(direction.destination);
  text_.put(',');
  text_.put_number(direction.source_port);
  text_.put(',');
  if (is_icmp(flow.protocol)) {
    text_.put_number(direction.destination_port >> 8);
    text_.put('.');
    text_.put_number(direction.destination_port & 0xFF);
  } else {
    text_.put_number(direction.destination_port);
  }
  text_.put(',');
  put_protocol(flow.protocol);
  text_.put(',');
  put_flags(flow.protocol == model::kTcp ? direction.tcp_flags : 0);
  text_.put(",0,0,");
  text_.put_number(direction.packets);
  text_.put(',');
  text_.put_number(direction.octets);
  text_.put(kRest);
  put_time(flow.end);  // received: when the record was complete
  text_.put('\n');
  ++lines_;
  packets_ += direction.packets;
  octets_ += direction.octets;
}

}  // namespace

WriterPtr make_nfdump_csv_writer(ByteSink& sink) { return std::make_unique<NfdumpCsvWriter>(sink); }

}  // namespace noroshi::flow
