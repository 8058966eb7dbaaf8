#include "observe/flow/capture_reader_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <stdio_ext.h>

namespace noroshi::flow {
namespace {

// 9999-12-31T23:59:59Z, the last second that RFC 3339 can write; pcapng can hold far more.
constexpr std::int64_t kLastSecond = 253'402'300'799;

std::optional<base::Micros> instant(const timeval& time) {
  if (time.tv_sec < 0 || time.tv_sec > kLastSecond) return std::nullopt;
  if (time.tv_usec < 0 || time.tv_usec >= base::kSecond) return std::nullopt;
  return time.tv_sec * base::kSecond + time.tv_usec;
}

// libpcap 1.10 says so when the interfaces of a pcapng file differ (sf-pcapng.c).
bool is_mixed(std::string_view message) {
  return message.find("different from") != std::string_view::npos;
}

bool is_cut_short(std::string_view message) {
  return message.find("truncated") != std::string_view::npos;
}

}  // namespace

ssize_t CaptureFile::read_input(void* self, char* buffer, std::size_t size) {
  auto& file = *static_cast<CaptureFile*>(self);
  auto window = file.input_.window(1);
  if (!window) {
    file.input_error_ = std::move(window).error();
    errno = EIO;
    return -1;
  }
  const std::size_t count = window->copy(buffer, size);
  file.input_.consume(count);
  return static_cast<ssize_t>(count);
}

Result<std::unique_ptr<CaptureFile>> CaptureFile::open(io::Input& input) {
  std::unique_ptr<CaptureFile> file(new CaptureFile(input));
  FILE* stream = fopencookie(
      file.get(), "r", {.read = &read_input, .write = nullptr, .seek = nullptr, .close = nullptr});
  if (stream == nullptr) return base::system_error("reading a capture");
  __fsetlocking(stream, FSETLOCKING_BYCALLER);  // one thread reads it
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  file->capture_.reset(pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_MICRO,
                                                                message.data()));
  if (file->capture_ == nullptr) {
    std::fclose(stream);
    return file->failure(message.data());
  }
  file->link_type_ = static_cast<net::LinkType>(pcap_datalink(file->capture_.get()));
  return file;
}

Result<CaptureFile::Found> CaptureFile::next(Packet& packet) {
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  const int status = pcap_next_ex(capture_.get(), &header, &bytes);
  if (status == 1) {
    packet.when = instant(header->ts);
    packet.bytes = {reinterpret_cast<const std::byte*>(bytes), header->caplen};
    packet.wire_length = header->len;
    return Found::Packet;
  }
  if (input_error_) return *std::exchange(input_error_, std::nullopt);
  if (status == PCAP_ERROR_BREAK) return Found::End;
  const std::string_view message = pcap_geterr(capture_.get());
  if (is_mixed(message)) return failure(message);
  return is_cut_short(message) ? Found::CutShort : Found::Damaged;
}

Error CaptureFile::failure(std::string_view message) const {
  if (input_error_) return *input_error_;
  if (is_mixed(message)) {
    return {Errc::InvalidInput,
            fmt::format("{}: its interfaces differ in link type or snapshot length, which libpcap "
                        "does not read in one file; split it with Wireshark's tools, for interface "
                        "0: `tshark -r FILE -Y frame.interface_id==0 -w part.pcapng` and "
                        "`editcap -F pcap -T ether part.pcapng part.pcap`",
                        input_.name())};
  }
  return {Errc::InvalidInput,
          fmt::format("{}: no capture can be read: {}", input_.name(), message)};
}

}  // namespace noroshi::flow
