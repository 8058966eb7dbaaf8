#include "cli/flaw_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace noroshi::cli {
namespace {

struct Pair {
  std::string_view en, ja;
};

// Whole sentences, of the parser, the lexer and of `fits`.
constexpr std::array kSentences{
    Pair{"write && or and", "&& または and と書いてください"},
    Pair{"write || or or", "|| または or と書いてください"},
    Pair{"this quote never closes", "引用符が閉じていません"},
    Pair{"more than 64 parentheses or nots inside each other",
         "括弧と not の入れ子が 64 段を超えています"},
    Pair{"a prefix follows net, not ip or host",
         "プレフィックスは ip や host でなく net に続けます"},
    Pair{"panes know a client and a server: write client or server",
         "集計にはクライアントとサーバーがあります。client か server と書いてください"},
    Pair{"records know a source and a destination: write src or dst (or ask --by server or client)",
         "レコードには送信元と宛先があります。src か dst と書いてください"},
    Pair{"panes keep the server's port only", "集計にはサーバーのポートだけがあります"},
    Pair{"a record is one flow: leave it out",
         "レコードは 1 件が 1 フローです。この条件は不要です"},
    Pair{"panes do not keep the exporter", "集計にはエクスポーターが残りません"},
    Pair{"panes keep no duration of single flows", "集計には個々のフローの継続時間が残りません"},
};

// What was expected.
constexpr std::array kExpected{
    Pair{"and, or, or the end of the filter", "and、or、またはフィルターの終わり"},
    Pair{"and, or, or )", "and、or、または )"},
    Pair{"ip, host, net or port", "ip、host、net、port のいずれか"},
    Pair{"flags, packets, octets or bytes", "flags、packets、octets、bytes のいずれか"},
    Pair{"a test such as dst port 23", "dst port 23 のような条件"},
    Pair{"a prefix such as 192.0.2.0/24", "192.0.2.0/24 のようなプレフィックス"},
    Pair{"an address such as 192.0.2.7", "192.0.2.7 のようなアドレス"},
    Pair{"a port from 0 to 65535, or a range such as 8000-8080",
         "0 から 65535 のポート、または 8000-8080 のような範囲"},
    Pair{"one port after a comparison", "比較の後に一つのポート"},
    Pair{"a number such as 1500, 10k or 1.5M", "1500、10k、1.5M のような数"},
    Pair{"a duration such as 500ms, 30s or 5min", "500ms、30s、5min のような時間"},
    Pair{"a time such as 2026-01-02T03:04:05Z, 2026-01-02, -1h or now",
         "2026-01-02T03:04:05Z、2026-01-02、-1h、now のような時刻"},
    Pair{"flags, letters of CEUAPRSF such as S or SA", "S や SA のようなフラグ (CEUAPRSF)"},
    Pair{"a protocol: tcp, udp, icmp, … or a number to 255",
         "プロトコル: tcp、udp、icmp などの名前、または 255 までの番号"},
    Pair{"the number of an exporter (names are those of a configuration)",
         "エクスポーターの番号 (名前は設定にあるもの)"},
    Pair{"the name or the number of an exporter", "エクスポーターの名前または番号"},
};

template <class Pairs>
std::string_view japanese(const Pairs& pairs, std::string_view english, std::string_view unknown) {
  const auto found =
      std::find_if(pairs.begin(), pairs.end(), [&](const Pair& one) { return one.en == english; });
  return found == pairs.end() ? unknown : found->ja;
}

}  // namespace

std::string flaw_in_japanese(const query::Flaw& flaw) {
  std::string_view what = flaw.what;
  constexpr std::string_view kEnds = "the filter ends; expected ";
  constexpr std::string_view kHere = "expected ";
  constexpr std::string_view kUnknown = "unknown word ";
  if (what.starts_with(kEnds)) {
    what.remove_prefix(kEnds.size());
    return fmt::format("フィルターが途中で終わっています。続けるもの: {}",
                       japanese(kExpected, what, what));
  }
  if (what.starts_with(kHere)) {
    const auto found = what.rfind(", found ");
    const auto expected = what.substr(kHere.size(), found - kHere.size());
    return fmt::format("ここに必要なもの: {}", japanese(kExpected, expected, expected));
  }
  if (what.starts_with(kUnknown)) {
    what.remove_prefix(kUnknown.size());
    const auto meant = what.find(": did you mean ");
    return fmt::format("{} は使えません。もしかして: {}", what.substr(0, meant),
                       what.substr(meant + 15, what.size() - meant - 16));
  }
  return std::string(japanese(kSentences, what, "ここに誤りがあります"));
}

}  // namespace noroshi::cli
