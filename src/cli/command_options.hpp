// Options and arguments that several commands share.
#pragma once

#include <algorithm>
#include <array>

#include "cli/command.hpp"

namespace noroshi::cli {

/// Lists of options, one after another.
template <std::size_t... Lengths>
constexpr auto joined(const std::array<Option, Lengths>&... lists) {
  std::array<Option, (Lengths + ...)> all;
  auto next = all.begin();
  ((next = std::copy(lists.begin(), lists.end(), next)), ...);
  return all;
}

inline constexpr Option kHelp{
    "--help", Takes::Nothing, "", {"show this text and stop", "この説明を表示して終わる"}, ""};

inline constexpr Option kLang{
    "--lang",
    Takes::Choice,
    "en|ja",
    {"language of messages and help; otherwise LC_ALL, LC_MESSAGES or LANG "
     "decides",
     "メッセージと説明の言語。指定がなければ LC_ALL、LC_MESSAGES、LANG に従う"},
    ""};

inline constexpr Option kQuiet{
    "--quiet",
    Takes::Nothing,
    "",
    {"no progress, summary or hints on standard error; errors still show",
     "進捗、要約、助言を標準エラーに出さない。エラーは出す"},
    ""};

inline constexpr Option kStrict{
    "--strict",
    Takes::Nothing,
    "",
    {"stop at the first record that cannot be used, instead of counting it",
     "使えないレコードを数えて続けず、最初の一件で止まる"},
    ""};

inline constexpr Option kActiveTimeout{
    "--active-timeout",
    Takes::Duration,
    "DURATION",
    {"packet captures: cut a longer flow here and go on in a new record, as routers do",
     "パケットキャプチャ: これより長いフローをルーターと同じようにここで区切る"},
    "30min"};

inline constexpr Option kIdleTimeout{
    "--idle-timeout",
    Takes::Duration,
    "DURATION",
    {"packet captures: silence that ends a flow",
     "パケットキャプチャ: この間通信がなければフローを終わりとする"},
    "60s"};

inline constexpr Option kThreads{
    "--threads",
    Takes::Count,
    "N",
    {"how many threads analyse; all processors unless given.  The result "
     "is the same, byte for byte",
     "分析に使うスレッド数。指定がなければ全プロセッサ。結果は一バイトも変"
     "わらない"},
    ""};

inline constexpr Option kZone{
    "--tz",
    Takes::Zone,
    "ZONE",
    {"time zone of tables: UTC, local, an offset such as +09:00, or a name "
     "such as Asia/Tokyo.  JSON and CSV are always UTC",
     "表の時刻帯: UTC、local、+09:00 のような時差、Asia/Tokyo のような名前。JSON "
     "と CSV は常に UTC"},
    "UTC"};

inline constexpr Option kColor{"--color",
                               Takes::Choice,
                               "auto|always|never",
                               {"colours; auto: on a terminal, unless NO_COLOR is set",
                                "色付け。auto は端末でだけ、NO_COLOR があれば付けない"},
                               "auto"};

inline constexpr Option kSampling{
    "--sampling",
    Takes::Count,
    "N",
    {"the exporter saw one of N packets; otherwise what the input says, or 1",
     "N パケットに 1 つを観測した記録であることを示す。指定がなければ入力の示す値、なければ 1"},
    ""};

inline constexpr Option kTo{"--to",
                            Takes::Choice,
                            "ipfix|zeek|csv",
                            {"format: an IPFIX file (RFC 5655), Zeek conn.log, or nfdump CSV",
                             "形式: IPFIX ファイル (RFC 5655)、Zeek conn.log、nfdump CSV"},
                            "ipfix"};

inline constexpr Option kRecordsOut{
    "--out",
    Takes::File,
    "FILE",
    {"where the records go; - is standard output.  The file appears when it is complete",
     "出力先。- は標準出力。ファイルは完成したときに現れる"},
    "-"};

inline constexpr Positional kFlowFiles{
    "FILE",
    Takes::File,
    {"flow logs or packet captures, plain, gzip or zstd; the content tells the format, not the "
     "name.  - or nothing reads standard input",
     "フロー記録またはパケットキャプチャ (無圧縮、gzip、zstd)。形式は名前でなく内容から判断する。"
     "- または省略で標準入力を読む"},
    false,
    true};

inline constexpr std::array kCommonOptions{kHelp, kLang};

inline constexpr Option kResultFile{
    "--out",
    Takes::File,
    "FILE",
    {"write the result to this file in place of standard output, at once or not at all",
     "結果を標準出力ではなくこのファイルに書く。途中まで書かれることはない"},
    ""};

inline constexpr Option kSealWith{
    "--seal",
    Takes::File,
    "PROFILE",
    {"seal what is written: FILE.p7s beside each file, by the key and form of this profile "
     "(docs/formats/seal-profile.md)",
     "書き出すものに eシールを付ける: 各ファイルの隣に FILE.p7s。鍵と形式はこのプロファイルによる "
     "(docs/formats/seal-profile.md)"},
    ""};

}  // namespace noroshi::cli
