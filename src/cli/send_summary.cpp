#include "cli/send_summary.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/noun.hpp"
#include "cli/progress.hpp"

namespace noroshi::cli {
namespace {

// Reasons are constant phrases without anything that JSON would escape.
std::string object(const std::map<std::string_view, std::uint64_t>& tallies) {
  std::string out = "{";
  for (const auto& [reason, count] : tallies) {
    out += fmt::format("{}\"{}\":{}", out.size() > 1 ? "," : "", reason, count);
  }
  return out + "}";
}

double rate_of(const replay::Sent& sent) {
  return static_cast<double>(sent.records) / std::max(sent.seconds, 1e-6);
}

}  // namespace

std::string SendSummary::json() const {
  return fmt::format(
      "{{\"to\":\"{}\",\"read\":{},\"converted\":{},\"records\":{},\"datagrams\":{},\"octets\":{},"
      "\"seconds\":{:.6f},\"records_per_second\":{:.0f},\"withheld_datagrams\":{},"
      "\"withheld_records\":{},\"refused\":{},\"receiver_drops\":{},\"unsent\":{},"
      "\"simplified\":{}}}\n",
      to, read, converted, sent.records, sent.datagrams, sent.octets, sent.seconds, rate_of(sent),
      sent.withheld_datagrams, sent.withheld_records, sent.refused, receiver_drops, object(unsent),
      object(simplified));
}

std::string SendSummary::text(Language language) const {
  static constexpr Text kSent{
      "{} sent to {}: datagrams {}, octets {}, {:.1f} s, {} records/s\n",
      "{}を {} に送信: データグラム {}、{} オクテット、{:.1f} 秒、毎秒 {} 件\n"};
  static constexpr Text kCaptured{
      "captured datagrams sent to {}: {}, octets {}, {:.1f} s\n",
      "採取したデータグラムを {} に送信: {}、{} オクテット、{:.1f} 秒\n"};
  static constexpr Text kUnsent{"not sent: {} × {}\n", "送れなかったもの: {} 件 {}\n"};
  static constexpr Text kSimplified{"sent in a simpler form: {} × {}\n",
                                    "簡略にして送ったもの: {} 件 {}\n"};
  static constexpr Text kWithheld{"withheld on purpose: datagrams {}, records {}\n",
                                  "わざと送らなかったもの: データグラム {}、レコード {} 件\n"};
  static constexpr Text kRefused{"datagrams to a port where nobody listened: at least {}\n",
                                 "受け手のいないポートに着いたデータグラム: 少なくとも {}\n"};
  static constexpr Text kDrops{"datagrams that the collector's full socket dropped: {}\n",
                               "収集側のソケットがあふれて失われたデータグラム: {}\n"};
  std::string out =
      captured
          ? kCaptured.in(language, to, grouped(sent.datagrams), grouped(sent.octets), sent.seconds)
          : kSent.in(language, kRecords.in(language, sent.records), to, grouped(sent.datagrams),
                     grouped(sent.octets), sent.seconds, rounded(rate_of(sent)));
  for (const auto& [reason, count] : unsent) out += kUnsent.in(language, grouped(count), reason);
  for (const auto& [reason, count] : simplified) {
    out += kSimplified.in(language, grouped(count), reason);
  }
  if (sent.withheld_datagrams > 0) {
    out += kWithheld.in(language, grouped(sent.withheld_datagrams), grouped(sent.withheld_records));
  }
  if (sent.refused > 0) out += kRefused.in(language, grouped(sent.refused));
  if (receiver_drops > 0) out += kDrops.in(language, grouped(receiver_drops));
  return out;
}

}  // namespace noroshi::cli
