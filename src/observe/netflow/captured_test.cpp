#include "observe/netflow/captured.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <pcap/pcap.h>
#include <stdexcept>

#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::netflow {
namespace {

using flow::ipfix::load;

std::size_t link_header(int link_type, const std::string& frame) {
  if (link_type == DLT_LINUX_SLL) return 16;
  if (link_type != DLT_EN10MB) throw std::runtime_error("a link type that no capture here has");
  return load<std::uint16_t>(frame.data() + 12) == 0x8100 ? 18 : 14;
}

bool take_udp(const std::string& frame, std::size_t at, Captured& out) {
  const bool v6 = load<std::uint8_t>(frame.data() + at) >> 4 == 6;
  const std::size_t header = v6 ? 40 : (load<std::uint8_t>(frame.data() + at) & 0x0FU) * 4U;
  if (load<std::uint8_t>(frame.data() + at + (v6 ? 6 : 9)) != 17) return false;
  out.exporter = frame.substr(at + (v6 ? 8 : 12), v6 ? 16 : 4);
  const std::size_t udp = at + header;
  out.port = load<std::uint16_t>(frame.data() + udp);
  out.payload = frame.substr(udp + 8, load<std::uint16_t>(frame.data() + udp + 4) - 8U);
  return true;
}

}  // namespace

std::vector<Captured> udp_payloads(const std::string& path) {
  char problem[PCAP_ERRBUF_SIZE];
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
      pcap_open_offline(path.c_str(), problem), &pcap_close);
  if (capture == nullptr) throw std::runtime_error(path + ": " + problem);
  std::vector<Captured> out;
  pcap_pkthdr* header = nullptr;
  const unsigned char* bytes = nullptr;
  while (pcap_next_ex(capture.get(), &header, &bytes) == 1) {
    const std::string frame(reinterpret_cast<const char*>(bytes), header->caplen);
    Captured one;
    if (take_udp(frame, link_header(pcap_datalink(capture.get()), frame), one)) out.push_back(one);
  }
  return out;
}

base::Micros export_time(const std::string& message) {
  const auto version = load<std::uint16_t>(message.data());
  if (version != 5 && version != 9 && version != 10) return 0;
  return std::int64_t{load<std::uint32_t>(message.data() + (version == 10 ? 4 : 8))} *
         base::kSecond;
}

std::string file_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace noroshi::netflow
