// Help while a filter is typed, for the hub: what may stand at the caret, what each word means, and
// what is wrong so far, in both languages.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "cli/flaw_text.hpp"
#include "cli/hub_flow_desk.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

constexpr std::string_view kEndsWord = " \t\r\n\v\f()[],!<>=&|";

struct Word {
  std::string_view text;
  std::string_view kind;
  Text means;
};

constexpr std::array kWords{
    Word{"and", "keyword", {"both hold", "両方を満たす"}},
    Word{"or", "keyword", {"one of them holds", "いずれかを満たす"}},
    Word{"not", "keyword", {"does not hold", "満たさない"}},
    Word{"in", "keyword", {"one of a list: in [a b c]", "一覧のいずれか: in [a b c]"}},
    Word{"any", "keyword", {"takes everything", "すべて"}},
    Word{"src", "field", {"who sent the first packet", "最初のパケットの送信元"}},
    Word{"source", "field", {"the same as src", "src と同じ"}},
    Word{"dst", "field", {"the other end", "宛先"}},
    Word{"destination", "field", {"the same as dst", "dst と同じ"}},
    Word{"client", "field", {"the side that asks", "接続する側 (クライアント)"}},
    Word{"server", "field", {"the side that serves", "待ち受ける側 (サーバー)"}},
    Word{"ip", "field", {"an address", "アドレス"}},
    Word{"host", "field", {"an address", "アドレス"}},
    Word{"net", "field", {"a prefix such as 192.0.2.0/24", "プレフィックス (例: 192.0.2.0/24)"}},
    Word{"port", "field", {"a port, or a range such as 8000-8080", "ポートまたは範囲"}},
    Word{"proto", "field", {"protocol, by name or number", "プロトコル (名前または番号)"}},
    Word{"ipv4", "field", {"IPv4 only", "IPv4 のみ"}},
    Word{"inet", "field", {"IPv4 only", "IPv4 のみ"}},
    Word{"ipv6", "field", {"IPv6 only", "IPv6 のみ"}},
    Word{"inet6", "field", {"IPv6 only", "IPv6 のみ"}},
    Word{"flags", "field", {"TCP flags, letters of CEUAPRSF", "TCP フラグ (CEUAPRSF)"}},
    Word{"packets", "field", {"packets, as counted", "パケット数 (計測値)"}},
    Word{"octets", "field", {"octets, as counted", "オクテット数 (計測値)"}},
    Word{"bytes", "field", {"the same as octets", "octets と同じ"}},
    Word{"rev", "field", {"of the other direction", "逆方向の値"}},
    Word{"reverse", "field", {"of the other direction", "逆方向の値"}},
    Word{"flows", "field", {"records in five minutes", "5 分間のレコード数"}},
    Word{"bps", "field", {"bits a second", "毎秒のビット数"}},
    Word{"pps", "field", {"packets a second", "毎秒のパケット数"}},
    Word{"bpp", "field", {"octets a packet", "1 パケットのオクテット数"}},
    Word{"duration", "field", {"from first to last packet, such as 30s", "継続時間 (例: 30s)"}},
    Word{"start", "field", {"time of the first packet", "最初のパケットの時刻"}},
    Word{"first", "field", {"time of the first packet", "最初のパケットの時刻"}},
    Word{"end", "field", {"time of the last packet", "最後のパケットの時刻"}},
    Word{"last", "field", {"time of the last packet", "最後のパケットの時刻"}},
    Word{"sampling", "field", {"1 of so many packets was seen", "サンプリング間隔"}},
    Word{"exporter", "field", {"who exported the record", "エクスポーター"}},
    Word{"now", "value", {"the present time", "現在時刻"}},
    Word{"tcp", "value", {"protocol 6", "プロトコル 6"}},
    Word{"udp", "value", {"protocol 17", "プロトコル 17"}},
    Word{"icmp", "value", {"protocol 1", "プロトコル 1"}},
    Word{"icmp6", "value", {"protocol 58", "プロトコル 58"}},
    Word{"gre", "value", {"protocol 47", "プロトコル 47"}},
    Word{"esp", "value", {"protocol 50", "プロトコル 50"}},
    Word{"sctp", "value", {"protocol 132", "プロトコル 132"}},
    Word{"dccp", "value", {"protocol 33", "プロトコル 33"}},
    Word{"igmp", "value", {"protocol 2", "プロトコル 2"}},
};

// Signs of comparison by name: eq, ne, lt, …
bool compares(std::string_view word) {
  static constexpr std::array<std::string_view, 6> kSigns{"eq", "ne", "lt", "gt", "le", "ge"};
  return std::find(kSigns.begin(), kSigns.end(), word) != kSigns.end();
}

hub::FlowCompletion::Item item_of(const std::string& text) {
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const Word& word) { return word.text == text; });
  if (found != kWords.end()) {
    return {text, std::string(found->kind), std::string(found->means.in(Language::English)),
            std::string(found->means.in(Language::Japanese))};
  }
  return {text, compares(text) ? "operator" : "value", {}, {}};
}

// Words that the other table alone understands.
bool foreign(std::string_view word, store::TableId table) {
  static constexpr std::array<std::string_view, 3> kOfPanes{"client", "server", "flows"};
  static constexpr std::array<std::string_view, 8> kOfRecords{
      "src", "source", "dst", "destination", "exporter", "bps", "pps", "duration"};
  const auto in = [&](const auto& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  return table == store::TableId::Flows ? in(kOfPanes) : in(kOfRecords);
}

}  // namespace

hub::FlowCompletion HubFlowDesk::complete(std::string_view text, std::size_t caret,
                                          std::string_view table) {
  const auto id = table == "pairs" ? store::TableId::Pairs : store::TableId::Flows;
  const query::Meaning meaning{io::wall_clock(), exporters()};
  caret = std::min(caret, text.size());
  hub::FlowCompletion completion;
  const auto before = text.substr(0, caret).find_last_of(kEndsWord);
  completion.from = before == std::string_view::npos ? 0 : before + 1;
  completion.to = std::min(text.find_first_of(kEndsWord, caret), text.size());
  for (const auto& word : query::complete(text.substr(0, caret), meaning)) {
    if (!foreign(word, id)) completion.items.push_back(item_of(word));
  }
  const auto filter = query::parse(text, meaning);
  const auto sound = filter ? query::fits(*filter, id) : Status(filter.error());
  if (sound) return completion;
  const auto flaw = query::flaw_of(sound.error(), text);
  completion.flaw = {flaw.at, flaw.at + flaw.length, flaw.what, flaw_in_japanese(flaw)};
  return completion;
}

}  // namespace noroshi::cli
