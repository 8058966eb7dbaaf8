// For tests: captures and logs of ordinary networks as if a telescope had stood at the other end.
//
// Every packet (in a log: every side of a connection that sent one) becomes a probe of its sender,
// and probes become events after ten minutes of silence.  Nothing is left out because it was
// answered, so that a host is judged by all it sends, which is harsher than any telescope.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <pcap/pcap.h>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>
#include <zlib.h>

#include "base/time.hpp"
#include "model/finding.hpp"
#include "model/flow_batch.hpp"
#include "model/scan_event.hpp"
#include "net/packet.hpp"

namespace noroshi::scan {

struct Probe {
  base::Micros time = 0;
  net::Address source;
  net::Address target;
  std::uint16_t source_port = 0;
  std::uint16_t port = 0;
  std::uint8_t protocol = 0;
  model::ProbeKind kind = model::ProbeKind::TcpSyn;
  std::uint64_t packets = 1;
  std::uint64_t octets = 40;
  model::HeaderProfile headers;
};

inline std::filesystem::path shared_data() { return NOROSHI_SHARED_DATA; }

/// Unpacked where it is gzip.
inline std::string whole_file(const std::filesystem::path& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return text;
  std::string part(1U << 16U, '\0');
  int got = 0;
  while ((got = gzread(file, part.data(), static_cast<unsigned>(part.size()))) > 0) {
    text.append(part, 0, static_cast<std::size_t>(got));
  }
  gzclose(file);
  return text;
}

inline model::ProbeKind kind_of(std::uint8_t protocol, bool is_syn) {
  if (protocol == model::kTcp)
    return is_syn ? model::ProbeKind::TcpSyn : model::ProbeKind::TcpOther;
  if (protocol == model::kUdp) return model::ProbeKind::Udp;
  return protocol == model::kIcmp ? model::ProbeKind::Ping : model::ProbeKind::Other;
}

/// One line of Zeek's conn.log, whichever of its forms; empty members where there are none.
class ConnLine {
 public:
  ConnLine(std::string_view line, const std::vector<std::string_view>& names)
      : line_(line), names_(names) {}

  [[nodiscard]] std::string_view member(std::string_view name) const {
    return line_.starts_with('{') ? json(name) : column(name);
  }

  [[nodiscard]] double number(std::string_view name) const {
    double value = 0;
    const std::string_view text = member(name);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

 private:
  [[nodiscard]] std::string_view json(std::string_view name) const {
    const auto at = line_.find('"' + std::string(name) + "\":");
    if (at == std::string_view::npos) return {};
    auto rest = line_.substr(at + name.size() + 3);
    if (rest.starts_with('"')) return rest.substr(1, rest.find('"', 1) - 1);
    return rest.substr(0, rest.find_first_of(",}"));
  }

  [[nodiscard]] std::string_view column(std::string_view name) const {
    std::string_view rest = line_;
    for (const std::string_view column : names_) {
      const auto value = rest.substr(0, rest.find('\t'));
      if (column == name) return value == "-" ? std::string_view() : value;
      rest.remove_prefix(std::min(rest.size(), value.size() + 1));
    }
    return {};
  }

  std::string_view line_;
  const std::vector<std::string_view>& names_;
};

inline void append(std::vector<Probe>& probes, const ConnLine& line) {
  const auto source = net::Address::parse(line.member("id.orig_h"));
  const auto target = net::Address::parse(line.member("id.resp_h"));
  const auto protocol = model::parse_protocol(line.member("proto"));
  if (!source || !target || !protocol) return;
  Probe probe{.time = static_cast<base::Micros>(line.number("ts") * 1e6),
              .source = *source,
              .target = *target,
              .source_port = static_cast<std::uint16_t>(line.number("id.orig_p")),
              .port = static_cast<std::uint16_t>(line.number("id.resp_p")),
              .protocol = *protocol,
              .headers = {}};
  const auto packets = static_cast<std::uint64_t>(line.number("orig_pkts"));
  const auto history = line.member("history");
  const auto syns = static_cast<std::uint64_t>(std::count(history.begin(), history.end(), 'S'));
  const bool is_tcp = *protocol == model::kTcp;
  probe.kind = kind_of(*protocol, true);
  // A lone SYN is repeated, and Zeek counts it once.
  probe.packets = is_tcp && history != "S" ? std::min(syns, packets) : packets;
  if (probe.packets > 0) probes.push_back(probe);
  if (!is_tcp || packets <= probe.packets) return;
  probe.packets = packets - probe.packets;
  probe.kind = model::ProbeKind::TcpOther;
  probes.push_back(probe);
}

inline std::vector<Probe> probes_of_log(const std::filesystem::path& path) {
  const std::string text = whole_file(path);
  std::vector<Probe> probes;
  std::vector<std::string_view> names;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with("#fields\t")) {
      for (std::string_view left = line.substr(8); !left.empty();) {
        names.push_back(left.substr(0, left.find('\t')));
        left.remove_prefix(std::min(left.size(), names.back().size() + 1));
      }
    } else if (!line.starts_with('#')) {
      append(probes, ConnLine(line, names));
    }
  }
  return probes;
}

/// A pcap or pcapng file, packed or not.  Without a single packet where libpcap cannot read it.
class PcapFile {
 public:
  explicit PcapFile(const std::filesystem::path& path) : bytes_(whole_file(path)) {}

  [[nodiscard]] std::vector<Probe> probes() {
    std::vector<Probe> probes;
    std::array<char, PCAP_ERRBUF_SIZE> why{};
    // The capture closes the file.
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
        pcap_fopen_offline(fmemopen(bytes_.data(), bytes_.size(), "rb"), why.data()), &pcap_close);
    if (!capture) return probes;
    const auto link = static_cast<net::LinkType>(pcap_datalink(capture.get()));
    pcap_pkthdr* header = nullptr;
    const u_char* octets = nullptr;
    while (pcap_next_ex(capture.get(), &header, &octets) == 1) {
      const auto frame = std::as_bytes(std::span(octets, header->caplen));
      const base::Micros time =
          base::Micros{header->ts.tv_sec} * base::kSecond + header->ts.tv_usec;
      append(probes, link, time, frame, header->len);
    }
    return probes;
  }

 private:
  static void append(std::vector<Probe>& probes, net::LinkType link, base::Micros time,
                     std::span<const std::byte> frame, std::size_t wire_length) {
    const auto headers = net::decode(link, frame, wire_length);
    if (!headers) return;
    constexpr unsigned kSyn = 0x02;
    constexpr unsigned kAck = 0x10;
    const bool is_syn = (headers->tcp_flags & (kSyn | kAck)) == kSyn;
    probes.push_back({.time = time,
                      .source = headers->source,
                      .target = headers->destination,
                      .source_port = headers->source_port,
                      .port = headers->destination_port,
                      .protocol = headers->protocol,
                      .kind = kind_of(headers->protocol, is_syn),
                      .octets = headers->octets,
                      .headers = seen(headers->begin, headers->protocol, frame)});
  }

  // TTL, identification and, in TCP, window and options (RFC 791, RFC 9293).
  static model::HeaderProfile seen(const std::byte* ip, std::uint8_t protocol,
                                   std::span<const std::byte> frame) {
    const auto* end = frame.data() + frame.size();
    model::HeaderProfile profile;
    const auto octet = [ip, end](std::ptrdiff_t at) {
      return ip + at < end ? std::to_integer<std::uint8_t>(ip[at]) : std::uint8_t{0};
    };
    if (ip == nullptr || octet(0) >> 4 != 4) return profile;
    const auto pair = [&octet](std::ptrdiff_t at) {
      return static_cast<std::uint16_t>(octet(at) << 8 | octet(at + 1));
    };
    profile.ttl_low = profile.ttl_high = octet(8);
    profile.length = pair(2);
    profile.ip_id = pair(4);
    if (protocol != model::kTcp) return profile;
    const std::ptrdiff_t tcp = (octet(0) & 0xF) * 4;
    const std::ptrdiff_t data = tcp + (octet(tcp + 12) >> 4) * 4;
    profile.window = pair(tcp + 14);
    profile.sequence = std::uint32_t{pair(tcp + 4)} << 16 | pair(tcp + 6);
    std::size_t count = 0;
    for (std::ptrdiff_t at = tcp + 20; at < data && count < 8 && octet(at) != 0;) {
      profile.options[count++] = octet(at);
      at += octet(at) == 1 ? 1 : std::max<std::ptrdiff_t>(2, octet(at + 1));
    }
    return profile;
  }

  std::string bytes_;
};

inline model::ScanEvent joined(std::span<const Probe> probes) {
  const Probe& first = probes.front();
  model::ScanEvent event{.source = first.source,
                         .port = first.port,
                         .protocol = first.protocol,
                         .kind = first.kind,
                         .first = first.time,
                         .last = probes.back().time,
                         .marks = {},
                         .headers = first.headers,
                         .samples = {},
                         .payload = {},
                         .amplifier = {},
                         .scanner = {}};
  std::set<net::Address> targets;
  for (const Probe& probe : probes) {
    event.packets += probe.packets;
    event.octets += probe.octets;
    targets.insert(probe.target);
    event.headers.window_varies |= probe.headers.window != first.headers.window;
    event.headers.options_vary |= probe.headers.options != first.headers.options;
    event.headers.ip_id_varies |= probe.headers.ip_id != first.headers.ip_id;
    event.headers.sequence_varies |= probe.headers.sequence != first.headers.sequence;
    event.headers.source_port_varies |= probe.source_port != first.source_port;
    event.headers.length_varies |= probe.headers.length != first.headers.length;
    if (event.samples.size() < 4) {
      event.samples.push_back({probe.time, probe.target, probe.source_port});
    }
  }
  event.targets = targets.size();
  return event;
}

/// Those to `dark` addresses alone, or all.
inline std::vector<model::ScanEvent> events_of(
    const std::vector<Probe>& probes,
    const std::function<bool(const net::Address&)>& dark = [](const auto&) { return true; }) {
  using Key = std::tuple<net::Address, std::uint8_t, std::uint16_t, model::ProbeKind>;
  std::map<Key, std::vector<Probe>> by_key;
  for (const Probe& probe : probes) {
    if (!dark(probe.target)) continue;
    by_key[{probe.source, probe.protocol, probe.port, probe.kind}].push_back(probe);
  }
  std::vector<model::ScanEvent> events;
  for (auto& [key, of_key] : by_key) {
    std::stable_sort(of_key.begin(), of_key.end(),
                     [](const Probe& a, const Probe& b) { return a.time < b.time; });
    for (std::size_t begin = 0; begin < of_key.size();) {
      std::size_t end = begin + 1;
      while (end < of_key.size() && of_key[end].time - of_key[end - 1].time < 10 * base::kMinute) {
        ++end;
      }
      events.push_back(joined(std::span(of_key).subspan(begin, end - begin)));
      begin = end;
    }
  }
  return events;
}

}  // namespace noroshi::scan
