// What single packets are concluded to be.
#include "observe/telescope/classifier.hpp"

#include <gtest/gtest.h>

#include "observe/telescope/decode.hpp"
#include "observe/telescope/traffic_builder.hpp"

namespace noroshi::telescope {
namespace {

using model::ProbeKind;
using net::Address;

const Address kDark = Address::v4(0xC6120304);    // 198.18.3.4
const Address kSource = Address::v4(0xCB007105);  // 203.0.113.5

const Classifier& classifier() {
  static const Classifier kClassifier(
      DarkSpace({net::Prefix::parse("198.18.0.0/15").value(),
                 net::Prefix::parse("2001:db8:dddd::/48").value()}),
      KnownScanners({{net::Prefix::parse("192.0.2.0/24").value(), "survey"}}));
  return kClassifier;
}

Verdict judge(const net::Frame& ip) {
  const Frame frame{.time = 0,
                    .bytes = reinterpret_cast<const std::byte*>(ip.data()),
                    .captured = static_cast<std::uint32_t>(ip.size()),
                    .wire = static_cast<std::uint32_t>(ip.size()),
                    .link = net::LinkType::Raw};
  Packet packet;
  decode(frame, packet);
  return classifier().judge(packet);
}

net::Frame v4(std::uint8_t protocol, const net::Frame& transport, Address source = kSource,
              Address destination = kDark, std::uint16_t id = 7) {
  return net::ipv4({.source = source, .destination = destination, .protocol = protocol, .id = id},
                   transport);
}

Verdict judge_tcp(const TcpFields& fields) { return judge(v4(protocol::kTcp, tcp_packet(fields))); }

Verdict judge_udp(std::uint16_t source, const std::string& payload) {
  return judge(v4(protocol::kUdp, udp_packet(source, 4444, payload)));
}

TEST(Classifier, WhatIsNotToADarkAddressIsMisdirected) {
  const Verdict verdict = judge(v4(protocol::kTcp, tcp_packet({}), kSource, kSource));
  EXPECT_EQ(verdict.kind, Class::Misdirected);
  EXPECT_EQ(verdict.marks, 0);
}

TEST(Classifier, SynsAloneAreProbesEcnOrNot) {
  for (const std::uint8_t flags :
       {flag::kSyn, std::uint8_t{flag::kSyn | flag::kEce | flag::kCwr}}) {
    const Verdict verdict = judge_tcp({.flags = flags});
    EXPECT_EQ(verdict.kind, Class::Scan);
    EXPECT_EQ(verdict.probe, ProbeKind::TcpSyn);
    EXPECT_EQ(verdict.reply, Reply::None);
  }
}

TEST(Classifier, OddFlagsAreOtherProbes) {
  constexpr std::uint8_t kXmas = flag::kFin | flag::kPush | flag::kUrgent;
  constexpr std::uint8_t kSynFin = flag::kSyn | flag::kFin;
  constexpr std::uint8_t kSynRst = flag::kSyn | flag::kRst;
  constexpr std::uint8_t kData = flag::kAck | flag::kPush;
  for (const std::uint8_t flags :
       {std::uint8_t{0}, flag::kFin, flag::kAck, kXmas, kSynFin, kSynRst, kData}) {
    const Verdict verdict = judge_tcp({.flags = flags});
    EXPECT_EQ(verdict.kind, Class::Scan) << int{flags};
    EXPECT_EQ(verdict.probe, ProbeKind::TcpOther) << int{flags};
  }
}

TEST(Classifier, AnswersOfTcpNameTheVictimsPort) {
  const Verdict open = judge_tcp({.source_port = 443, .flags = flag::kSyn | flag::kAck});
  EXPECT_EQ(open.kind, Class::Backscatter);
  EXPECT_EQ(open.reply, Reply::SynAck);
  EXPECT_EQ(open.victim, kSource);
  EXPECT_EQ(open.attacked_port, 443);
  EXPECT_EQ(open.attack_protocol, protocol::kTcp);
  EXPECT_EQ(judge_tcp({.flags = flag::kRst}).reply, Reply::Rst);
  EXPECT_EQ(judge_tcp({.flags = flag::kRst | flag::kAck}).reply, Reply::Rst);
}

TEST(Classifier, ErrorsNameWhomTheirQuoteWasSentTo) {
  const Address victim = Address::v4(0xC6336409);  // 198.51.100.9
  const net::Frame quoted = v4(protocol::kUdp, net::udp(1024, 27'015), kDark, victim);
  const Verdict verdict = judge(v4(protocol::kIcmp, icmp_packet(3, 3, 0, quoted)));
  EXPECT_EQ(verdict.kind, Class::Backscatter);
  EXPECT_EQ(verdict.reply, Reply::Unreachable);
  EXPECT_EQ(verdict.victim, victim) << "not the router that complains";
  EXPECT_EQ(verdict.attacked_port, 27'015);
  EXPECT_EQ(verdict.attack_protocol, protocol::kUdp);
  const auto type = [&](std::uint8_t number) {
    return judge(v4(protocol::kIcmp, icmp_packet(number, 0, 0, quoted))).reply;
  };
  EXPECT_EQ(type(11), Reply::Exceeded);
  EXPECT_EQ(type(4), Reply::IcmpError);
  EXPECT_EQ(type(5), Reply::IcmpError);
  EXPECT_EQ(type(12), Reply::IcmpError);
}

TEST(Classifier, AQuoteThatIsCutOrNotOursNamesOnlyTheSender) {
  const net::Frame foreign = v4(protocol::kUdp, net::udp(1, 2), Address::v4(1), Address::v4(2));
  const net::Frame ours = v4(protocol::kTcp, tcp_packet({}), kDark, Address::v4(9));
  for (const net::Frame& quoted : {foreign, ours.substr(0, 19), net::Frame(), net::Frame("junk")}) {
    const Verdict verdict = judge(v4(protocol::kIcmp, icmp_packet(3, 1, 0, quoted)));
    EXPECT_EQ(verdict.kind, Class::Backscatter);
    EXPECT_EQ(verdict.victim, kSource);
    EXPECT_EQ(verdict.attacked_port, 0);
    EXPECT_EQ(verdict.attack_protocol, 0);
  }
  const Verdict no_ports = judge(v4(protocol::kIcmp, icmp_packet(3, 1, 0, ours.substr(0, 22))));
  EXPECT_EQ(no_ports.victim, Address::v4(9));
  EXPECT_EQ(no_ports.attack_protocol, protocol::kTcp);
  EXPECT_EQ(no_ports.attacked_port, 0);
}

TEST(Classifier, PingsAskAndEchoRepliesAnswer) {
  EXPECT_EQ(judge(v4(protocol::kIcmp, icmp_packet(8, 0, 1))).probe, ProbeKind::Ping);
  EXPECT_EQ(judge(v4(protocol::kIcmp, icmp_packet(13, 0, 1))).probe, ProbeKind::Icmp);
  const Verdict reply = judge(v4(protocol::kIcmp, icmp_packet(0, 0, 1)));
  EXPECT_EQ(reply.kind, Class::Backscatter);
  EXPECT_EQ(reply.reply, Reply::EchoReply);
  EXPECT_EQ(reply.attack_protocol, protocol::kIcmp);
}

TEST(Classifier, Ipv6IsJudgedAlike) {
  const Address dark = Address::parse("2001:db8:dddd::7").value();
  const Address source = Address::parse("2001:db8:5::1").value();
  const Address victim = Address::parse("2001:db8:6::2").value();
  const auto v6 = [&](std::uint8_t next, const net::Frame& payload) {
    return judge(net::ipv6({.source = source, .destination = dark, .next_header = next}, payload));
  };
  EXPECT_EQ(v6(protocol::kTcp, tcp_packet({})).probe, ProbeKind::TcpSyn);
  EXPECT_EQ(v6(protocol::kIcmpV6, icmp_packet(128, 0, 1)).probe, ProbeKind::Ping);
  EXPECT_EQ(v6(protocol::kIcmpV6, icmp_packet(135, 0, 1)).probe, ProbeKind::Icmp);
  EXPECT_EQ(v6(protocol::kIcmpV6, icmp_packet(129, 0, 1)).reply, Reply::EchoReply);
  EXPECT_EQ(v6(protocol::kIcmpV6, icmp_packet(2, 0, 1)).reply, Reply::IcmpError);
  const net::Frame quoted = net::ipv6({.source = dark, .destination = victim, .next_header = 6},
                                      tcp_packet({.destination_port = 80}));
  const Verdict error = v6(protocol::kIcmpV6, icmp_packet(1, 4, 0, quoted));
  EXPECT_EQ(error.reply, Reply::Unreachable);
  EXPECT_EQ(error.victim, victim);
  EXPECT_EQ(error.attacked_port, 80);
  EXPECT_EQ(v6(protocol::kIcmpV6, icmp_packet(3, 0, 0, quoted)).reply, Reply::Exceeded);
}

TEST(Classifier, SctpByItsFirstChunk) {
  const auto sctp = [](char chunk) {
    return judge(v4(protocol::kSctp, net::big_endian(0x04D2'1F90, 4) + net::Frame(8, '\0') + chunk +
                                         net::Frame(15, '\0')));
  };
  EXPECT_EQ(sctp(1).kind, Class::Scan);
  EXPECT_EQ(sctp(1).probe, ProbeKind::Other);
  EXPECT_EQ(sctp(2).reply, Reply::Sctp);
  EXPECT_EQ(sctp(6).reply, Reply::Sctp);
  EXPECT_EQ(sctp(6).attacked_port, 0x04D2);
}

TEST(Classifier, ListedScannersAreResearchButTheirAnswersAreNot) {
  const Address listed = Address::v4(0xC0000263);
  const Verdict verdict = judge(v4(protocol::kTcp, tcp_packet({}), listed));
  EXPECT_EQ(verdict.kind, Class::Research);
  EXPECT_EQ(verdict.probe, ProbeKind::TcpSyn);
  EXPECT_EQ(classifier().scanners().name(verdict.scanner), "survey");
  const Verdict reply =
      judge(v4(protocol::kTcp, tcp_packet({.flags = flag::kSyn | flag::kAck}), listed));
  EXPECT_EQ(reply.kind, Class::Backscatter);
}

TEST(Classifier, LaterFragmentsAreNeitherProbeNorReply) {
  const net::Frame later = net::ipv4(
      {.source = kSource, .destination = kDark, .protocol = 17, .fragment = 0x0010}, "rest of it");
  EXPECT_EQ(judge(later).kind, Class::Fragment);
}

TEST(Classifier, FaultsAreMalformedOrUnusable) {
  Packet packet;
  packet.fault = Fault::NotIp;
  EXPECT_EQ(classifier().judge(packet).kind, Class::Unusable);
  packet.fault = Fault::BadIpHeader;
  EXPECT_EQ(classifier().judge(packet).kind, Class::Malformed);
  EXPECT_EQ(class_name(Class::Malformed, packet.fault), "malformed: IP header contradicts itself");
  EXPECT_EQ(class_name(Class::Scan, Fault::None), "scan");
}

TEST(Marks, MiraiNumbersItsSynsByTheirTarget) {
  const auto marks = [](const TcpFields& fields) { return judge_tcp(fields).marks; };
  EXPECT_EQ(marks({.sequence = kDark.v4_bits()}) & mark::kMirai, mark::kMirai);
  EXPECT_EQ(marks({.sequence = kDark.v4_bits() + 1}) & mark::kMirai, 0);
  EXPECT_EQ(marks({.sequence = kDark.v4_bits(), .flags = flag::kFin}) & mark::kMirai, 0);
}

TEST(Marks, ZmapByItsIdentificationWhateverTheProtocol) {
  const auto marks = [](std::uint8_t protocol, const net::Frame& transport, std::uint16_t id) {
    return judge(v4(protocol, transport, kSource, kDark, id)).marks;
  };
  EXPECT_EQ(marks(protocol::kTcp, tcp_packet({}), 54321), mark::kZmap);
  EXPECT_EQ(marks(protocol::kUdp, udp_packet(1, 53, "x"), 54321), mark::kZmap);
  EXPECT_EQ(marks(protocol::kIcmp, icmp_packet(8, 0, 5), 54321), mark::kZmap);
  EXPECT_EQ(marks(protocol::kTcp, tcp_packet({}), 54322), 0);
}

TEST(Marks, MasscanFoldsTargetPortAndNumberIntoItsIdentification) {
  constexpr std::uint32_t kNumber = 0xDEADBEEF;
  const auto folded = [](std::uint32_t port) {
    return static_cast<std::uint16_t>(kDark.v4_bits() ^ port ^ kNumber);
  };
  const net::Frame syn =
      tcp_packet({.destination_port = 3389, .sequence = kNumber, .window = 1024});
  EXPECT_EQ(judge(v4(protocol::kTcp, syn, kSource, kDark, folded(3389))).marks, mark::kMasscan);
  EXPECT_EQ(judge(v4(protocol::kTcp, syn, kSource, kDark, folded(3390))).marks, 0);
  const net::Frame ping = icmp_packet(8, 0, kNumber);
  EXPECT_EQ(judge(v4(protocol::kIcmp, ping, kSource, kDark, folded(1))).marks, mark::kMasscan);
}

TEST(Marks, NmapByWindowAndItsOneOption) {
  const std::string mss("\x02\x04\x05\xB4", 4);
  const auto marks = [](std::uint16_t window, const std::string& options) {
    return judge_tcp({.window = window, .options = options}).marks;
  };
  for (const std::uint16_t window : std::initializer_list<std::uint16_t>{1024, 2048, 3072, 4096}) {
    EXPECT_EQ(marks(window, mss), mark::kNmap) << window;
  }
  EXPECT_EQ(marks(1024, ""), 0);
  EXPECT_EQ(marks(1025, mss), 0);
  EXPECT_EQ(marks(5120, mss), 0);
  EXPECT_EQ(marks(0, mss), 0);
  EXPECT_EQ(marks(1024, mss + std::string("\x04\x02\x01\x01", 4)), 0);
  EXPECT_EQ(marks(1024, std::string("\x02\x04\x05\xB5", 4)), 0);
}

TEST(Marks, NewMasscanIsNotMistakenForNmap) {
  const net::Frame syn = tcp_packet(
      {.destination_port = 80, .sequence = 99, .window = 1024, .options = "\x02\x04\x05\xB4"});
  const auto id = static_cast<std::uint16_t>(kDark.v4_bits() ^ 80 ^ 99);
  EXPECT_EQ(judge(v4(protocol::kTcp, syn, kSource, kDark, id)).marks, mark::kMasscan);
}

// Port, what a service answers, and what asks it: octets at hand from the documents that
// reflector.cpp names.
struct Service {
  const char* name;
  std::uint16_t port;
  std::string answer;
  std::string question;
};

std::vector<Service> services() {
  using net::big_endian;
  const std::string dns_rest =
      big_endian(1, 2) + std::string(6, '\0') + std::string("\1a\0", 3) + big_endian(0x00FF0001, 4);
  const std::string snmp_head = "\x30\x26\x02\x01\x01\x04\x06public";
  const std::string ike(8, 'i');
  return {
      {"DNS", 53, "\x12\x34\x81\x80" + dns_rest, "\x12\x34\x01" + std::string(1, '\0') + dns_rest},
      {"NTP", 123, '\x24' + std::string(47, 'x'), '\x23' + std::string(47, 'x')},
      {"NTP monlist", 123, std::string("\xD7\0\3\x2A", 4) + std::string(40, 'x'),
       std::string("\x17\0\3\x2A", 4) + std::string(4, '\0')},
      {"NTP control", 123, std::string("\x16\x82", 2) + std::string(20, '\0'),
       std::string("\x16\x02", 2) + std::string(10, '\0')},
      {"SSDP", 1900, "HTTP/1.1 200 OK\r\n", "M-SEARCH * HTTP/1.1\r\n"},
      {"CLDAP", 389,
       std::string("\x30\x84\0\0\0\x20\x02\x01\x07\x64\x84", 11) + std::string(20, 'x'),
       "\x30\x25\x02\x01\x01\x63\x20" + std::string(20, 'x')},
      {"SNMP", 161, snmp_head + '\xA2' + std::string(20, 'x'),
       snmp_head + '\xA5' + std::string(20, 'x')},
      {"memcached", 11211, big_endian(0x0001'0000'0001'0000, 8) + "STAT pid 1\r\n",
       big_endian(0x0001'0000'0001'0000, 8) + "stats\r\n"},
      {"chargen", 19, std::string(72, '!'), "x"},
      {"portmap", 111, big_endian(0x7, 4) + big_endian(1, 4) + std::string(20, '\0'),
       big_endian(0x7, 4) + big_endian(0, 4) + big_endian(2, 4) + big_endian(100'000, 4) +
           big_endian(2, 4) + big_endian(4, 4)},
      {"NetBIOS", 137, "\x12\x34\x84" + std::string(11, '\0'),
       big_endian(0x1234'0000'0001'0000, 8) + big_endian(0, 4) + '\x20' +
           "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" + std::string(1, '\0') + big_endian(0x0021'0001, 4)},
      {"SLP", 427, "\x02\x02" + std::string(20, '\0'), "\x02\x09" + std::string(20, '\0')},
      {"QUIC", 443, "\xC0" + big_endian(1, 4) + std::string(20, 'x'), ""},
      {"IKEv2", 500, ike + ike + "\x21\x20\x22\x20" + std::string(8, 'x'),
       ike + std::string(8, '\0') + "\x21\x20\x22\x08" + std::string(8, 'x')},
      {"IKEv1", 500, ike + ike + "\x01\x10\x02" + std::string(9, '\0'),
       ike + std::string(8, '\0') + "\x01\x10\x02" + std::string(9, '\0')},
      {"RIP", 520, std::string("\2\1", 2) + std::string(22, '\0'),
       std::string("\1\1", 2) + std::string(22, '\0')},
      {"IPMI", 623, std::string("\6\0\xFF\7\0\0\0\0\0\0\0\0\0\x10\x81\x1C\x63", 17),
       std::string("\6\0\xFF\7\0\0\0\0\0\0\0\0\0\x09\x20\x18\xC8", 17)},
      {"SQL browser", 1434, "\x05\x10\x01ServerName", "\x02"},
      {"STUN", 3478, big_endian(0x0101'000C, 4) + big_endian(0x2112A442, 4) + std::string(24, 'x'),
       big_endian(0x0001'0000, 4) + big_endian(0x2112A442, 4) + std::string(12, 'x')},
      {"WS-Discovery", 3702, "<Envelope><ProbeMatches/></Envelope>",
       "<Envelope><Probe/></Envelope>"},
      {"SIP", 5060, "SIP/2.0 200 OK\r\n", "OPTIONS sip:nm SIP/2.0\r\n"},
      {"CoAP", 5683, std::string("\x60\x45\0\1", 4) + "</a>",
       std::string("\x40\1\0\1", 4) + "\xBB.well-known\x04"
                                      "core"},
      {"Source engine", 27'015, "\xFF\xFF\xFF\xFFI\x11name",
       "\xFF\xFF\xFF\xFFTSource Engine Query"},
      {"Quake III", 27'960, "\xFF\xFF\xFF\xFFstatusResponse\n", "\xFF\xFF\xFF\xFFgetstatus"},
      {"BitTorrent", 6881, "d1:rd2:id20:aaaaaaaaaaaaaaaaaaaae1:t2:aa1:y1:re",
       "d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t2:aa1:y1:qe"},
      {"DTLS", 4433, std::string("\x16\xFE\xFF\0\0\0\0\0\0\0\0\0\x23\x03", 14),
       std::string("\x16\xFE\xFF\0\0\0\0\0\0\0\0\0\x23\x01", 14)},
  };
}

TEST(Classifier, AnswersOfUdpServicesAreBackscatterAndTheirQuestionsAreProbes) {
  for (const Service& service : services()) {
    const Verdict answer = judge_udp(service.port, service.answer);
    EXPECT_EQ(answer.kind, Class::Backscatter) << service.name;
    EXPECT_EQ(answer.reply, Reply::Udp) << service.name;
    EXPECT_EQ(answer.attacked_port, service.port) << service.name;
    const Verdict question = judge_udp(service.port, service.question);
    EXPECT_EQ(question.kind, Class::Scan) << service.name;
    EXPECT_EQ(question.probe, ProbeKind::Udp) << service.name;
  }
}

TEST(Classifier, ShortOrEmptyDatagramsFromServicePortsAreProbes) {
  for (const Service& service : services()) {
    EXPECT_EQ(judge_udp(service.port, "").kind, Class::Scan) << service.name;
    EXPECT_EQ(judge_udp(service.port, "\x80").kind, Class::Scan) << service.name;
  }
}

}  // namespace
}  // namespace noroshi::telescope
