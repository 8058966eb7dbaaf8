// Which reader an input wants, by its first bytes.
//
// The questions go from the most specific to the least: magic numbers of binary files, then text
// by its header or its first record.
//
//   pcap, pcapng          magic number
//   IPFIX file            version 10 and a length that fits
//   Zeek conn.log TSV     a line that begins "#separator " or "#fields<tab>"
//   Suricata EVE JSON     objects with "event_type"
//   Zeek JSON             objects with "id.orig_h" or "_path"
//   nfdump CSV            column names ts,te,td,… or firstSeen, srcAddr, dstAddr
//   Argus binetflow       column names StartTime, SrcAddr, DstAddr
//
// EVE comes before Zeek because Zeek's names stand in the text of alerts more often than Suricata's
// in Zeek's.  What no reader takes but is known by sight gets advice instead of a list.

#include <fmt/format.h>

#include "observe/flow/reader.hpp"

namespace noroshi::flow {
namespace {

constexpr std::size_t kHead = 64 * 1024;  // what recognisers see (reader.hpp)

struct Format {
  bool (*recognise)(std::string_view head);
  Result<ReaderPtr> (*make)(std::unique_ptr<io::Input> input, const ReaderOptions& options);
};

constexpr Format kFormats[] = {
    {recognise_capture, make_capture_reader},     {recognise_ipfix, make_ipfix_reader},
    {recognise_zeek_tsv, make_zeek_tsv_reader},   {recognise_eve, make_eve_reader},
    {recognise_zeek_json, make_zeek_json_reader}, {recognise_nfdump_csv, make_nfdump_csv_reader},
    {recognise_binetflow, make_binetflow_reader}};

constexpr std::string_view kLookedFor =
    "no known kind of flow file; looked for: pcap, pcapng, IPFIX file, Zeek conn.log (TSV, JSON), "
    "Suricata EVE JSON, nfdump CSV, Argus binetflow; each plain, gzip or zstd";

// What people are likely to bring in a form that needs one step first.
std::string_view advice(std::string_view head) {
  if (head.starts_with("\x0C\xA5") || head.starts_with("\xA5\x0C")) {  // nffile.h: MAGIC 0xA50C
    return "this is a binary nfdump file; turn it into CSV with: TZ=UTC nfdump -r FILE -o csv";
  }
  if (head.starts_with("Date f") || head.starts_with("Date  ")) {
    return "this is nfdump's output for people; write it anew with: TZ=UTC nfdump -r FILE -o csv";
  }
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
    return "this is text in UTF-16; turn it into UTF-8 with: iconv -f UTF-16 -t UTF-8 FILE";
  }
  if (head.starts_with("BZh") ||
      head.starts_with(std::string_view("\xFD"
                                        "7zXZ",
                                        5)) ||
      head.starts_with("PK\x03\x04")) {
    return "this is bzip2, xz or zip; unpack it first (gzip and zstd are unpacked on the fly)";
  }
  return kLookedFor;
}

Error unknown(const io::Input& input, std::string_view head) {
  return {Errc::InvalidInput, fmt::format("{}: {}", input.name(), advice(head))};
}

Error empty(const io::Input& input) {
  if (input.damage().empty()) {
    return {Errc::InvalidInput, fmt::format("{} is empty; it holds no flows", input.name())};
  }
  return {Errc::InvalidInput,
          fmt::format("{}: nothing could be unpacked: {}", input.name(), input.damage())};
}

}  // namespace

Result<ReaderPtr> open(std::unique_ptr<io::Input> input, const ReaderOptions& options) {
  const std::string_view window = NOROSHI_TRY(input->window(kHead));
  const std::string_view head = window.substr(0, kHead);
  if (head.empty()) return empty(*input);
  for (const Format& format : kFormats) {
    if (format.recognise(head)) return format.make(std::move(input), options);
  }
  return unknown(*input, head);
}

}  // namespace noroshi::flow
