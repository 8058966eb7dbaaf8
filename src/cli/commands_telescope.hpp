// `noroshi telescope …`: unused addresses watched, and what their visitors are.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kTelescopeRunOptions{
    Option{"--dark",
           Takes::Prefix,
           "PREFIX",
           {"unused addresses to watch: 192.0.2.0/24.  May be given several times",
            "観測する未使用アドレス: 192.0.2.0/24。何度でも指定できる"},
           "",
           true,
           true},
    Option{"--known",
           Takes::File,
           "FILE",
           {"research scanners, told apart from the others: a MISP warning list, or lines of "
            "PREFIX.  May be given several times",
            "調査目的のスキャナーの一覧 (他と分けて数える): MISP の警告リスト、または "
            "PREFIX の行。何度でも指定できる"},
           "",
           true},
    Option{"--interface",
           Takes::Word,
           "NAME",
           {"listen on this network interface (needs CAP_NET_RAW)",
            "このネットワークインターフェースで受ける (CAP_NET_RAW が必要)"},
           ""},
    Option{"--follow",
           Takes::Folder,
           "DIR",
           {"read the capture files that appear in this folder, each once it is finished",
            "このフォルダーに現れるキャプチャを、書き終わったものから順に読む"},
           ""},
    Option{
        "--out",
        Takes::Folder,
        "DIR",
        {"where the events are written, one file an hour, with the state to go on from; otherwise "
         "they are printed",
         "イベントを 1 時間に 1 ファイルで置くフォルダー。再開のための状態も置く。"
         "指定がなければ標準出力に書く"},
        ""},
    Option{"--sensor",
           Takes::Word,
           "NAME",
           {"name of this telescope in its records", "記録に残すこの望遠鏡の名前"},
           "telescope"},
    Option{"--idle",
           Takes::Duration,
           "DURATION",
           {"silence that ends an event.  Smaller telescopes want more",
            "この間何も来なければイベントを終わりとする。小さな望遠鏡では長くする"},
           "624s"},
    Option{"--memory",
           Takes::Word,
           "SIZE",
           {"memory for open events and victims, at least 16MiB; beyond it the least ones end "
            "early, counted",
            "開いているイベントと被害者に使うメモリー。16MiB 以上。足りなければ小さなものから早く"
            "終わらせ、その数を残す"},
           "1GiB"},
    Option{"--keep-open",
           Takes::Nothing,
           "",
           {"more files will come: what is open at the end waits in the state for the next run",
            "続きのファイルがあるとき: 最後に開いているイベントを状態に残し、次の実行で続ける"},
           ""},
    Option{
        "--once",
        Takes::Nothing,
        "",
        {"with --follow: read what is there, and end", "--follow で、今あるものだけを読んで終わる"},
        ""},
    Option{"--ring",
           Takes::Word,
           "SIZE",
           {"with --interface: the kernel's buffer, for bursts",
            "--interface で、カーネルが溜めておく量"},
           "64MiB"},
    Option{"--user",
           Takes::Word,
           "NAME",
           {"with --interface, started by root: go on as this user",
            "--interface を root で始めたとき、このユーザーになって続ける"},
           "nobody"},
    Option{"--format",
           Takes::Choice,
           "table|json",
           {"how the summary at the end is written", "最後の要約の形式"},
           "table"},
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kTelescopeRunExamples{
    Example{{"A day of captures", "一日分のキャプチャを読む"},
            "noroshi telescope run --dark 198.51.100.0/24 --out telescope day/*.pcap.gz"},
    Example{
        {"A sensor, with lists of research scanners", "常駐の観測点。調査スキャナーの一覧を使う"},
        "noroshi telescope run --dark 198.51.100.0/24 --known scanners.json --interface eth1 "
        "--out /var/lib/noroshi/telescope"},
    Example{{"Look at the events of one file", "一つのファイルのイベントを見る"},
            "noroshi telescope run --dark 198.51.100.0/24 hour.pcap | head"}};

inline constexpr Command kTelescope{
    "telescope",
    {"watch unused addresses, and say who knocks", "未使用アドレスへの通信を観測する"},
    {"Nobody has a reason to send to an address that is not in use.  What arrives there all the "
     "same is a scan (often of an infected device), a reply to somebody who forged the address in "
     "an attack, or a mistake; a telescope tells them apart.",
     "使われていないアドレスに送る理由は誰にもありません。それでも届くものは、スキャン (多くは感染"
     "した機器によるもの)、攻撃者がそのアドレスを詐称した攻撃への応答、または間違いです。望遠鏡は"
     "これらを見分けます。"},
    kCommonOptions,
    {},
    {}};

inline constexpr Command kTelescopeRun{
    "telescope run",
    {"packets to unused addresses become scan events and victims of attacks",
     "未使用アドレスへのパケットからスキャンと攻撃の被害者を知る"},
    {"Reads captures (pcap and pcapng, plain, gzip or zstd; - is standard input), a folder that "
     "fills with them, or a network interface.  Each source, destination port and way of asking is "
     "one event, with its packets, targets, marks of tools and samples; replies to forged packets "
     "become victims of attacks; each hour says what was counted, lost and evicted.  Memory stays "
     "within --memory whatever arrives.\n\n"
     "With --out, a restart or kill -9 goes on from the last checkpoint: no packet of a file is "
     "counted twice or lost, and files that were read to their end are not read again.  The "
     "records are in docs/formats/scan-event.md, how to run a telescope in "
     "docs/operations/telescope.md.",
     "キャプチャ (pcap、pcapng。非圧縮、gzip、zstd。- "
     "は標準入力)、キャプチャが増えていくフォルダー、"
     "またはネットワークインターフェースを読みます。送信元、宛先ポート、問い合わせ方ごとに一つの"
     "イベントとし、パケット数、宛先数、ツールの特徴、標本を残します。詐称パケットへの応答からは攻"
     "撃の"
     "被害者が分かります。1 "
     "時間ごとに、数えたもの、失ったもの、追い出したものを記録します。何が来ても"
     "メモリーは --memory に収まります。\n\n"
     "--out を使うと、再起動や kill -9 "
     "の後は最後のチェックポイントから続けます。ファイルのパケットを"
     "二重に数えることも失うこともなく、最後まで読んだファイルは読み直しません。記録の形式は "
     "docs/formats/scan-event.md、運用は docs/operations/telescope.md にあります。"},
    kTelescopeRunOptions,
    {"FILE", Takes::File, {"captures to read", "読むキャプチャ"}, false, true},
    kTelescopeRunExamples,
    run_telescope_run};

}  // namespace noroshi::cli
