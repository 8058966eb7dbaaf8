// `noroshi sinkhole …`: who calls a C&C server that is none any more.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kSinkholeRunOptions{
    Option{"--listen",
           Takes::Endpoint,
           "ADDRESS:PORT",
           {"where visitors come in: 0.0.0.0:23, [::]:443.  May be given several times",
            "待ち受けるアドレスとポート: 0.0.0.0:23、[::]:443。何度でも指定できる"},
           "",
           true,
           true},
    Option{"--out",
           Takes::Folder,
           "DIR",
           {"where the visits are written, one file an hour; the folder is made if it is not there",
            "訪問の記録を置くフォルダー。1 時間に 1 ファイル。なければ作る"},
           "",
           false,
           true},
    Option{"--echo",
           Takes::Nothing,
           "",
           {"answer keep-alives of Mirai-like bots with two zero octets, so that they stay; "
            "otherwise nothing is ever written to a visitor",
            "Mirai 型ボットのキープアライブに 0 を 2 オクテットだけ返し、接続を保たせる。"
            "指定がなければ訪問者には何も送らない"},
           ""},
    Option{"--connections",
           Takes::Count,
           "N",
           {"at most so many at once, in all; beyond, whoever has been silent longest goes",
            "同時接続数の上限。超えると最も長く黙っているものから切る"},
           "1000000"},
    Option{"--from-one",
           Takes::Count,
           "N",
           {"at most so many at once from one address (IPv6: one /64).  Shared addresses need many",
            "一つのアドレス (IPv6 では /64) からの同時接続数の上限。共有アドレスでは多く要る"},
           "1000"},
    Option{"--idle",
           Takes::Duration,
           "DURATION",
           {"silence after which a visitor is shown out", "この間黙っている訪問者は切る"},
           "15min"},
    Option{"--share-port",
           Takes::Nothing,
           "",
           {"let several of these processes listen on one port; the kernel parts the visitors",
            "同じポートを複数のプロセスで待ち受ける。訪問者はカーネルが振り分ける"},
           ""},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kSinkholeRunExamples{
    Example{{"In place of a telnet botnet's server", "telnet ボットネットのサーバーに代わって"},
            "noroshi sinkhole run --listen 0.0.0.0:23 --listen [::]:23 --out visits --echo"}};

inline constexpr Command kSinkholeRun{
    "sinkhole run",
    {"accept, listen, park, and say nothing", "受け入れ、聞き、留め置き、何も言わない"},
    {"Names and addresses of C&C servers are pointed here by those who may.  Each connection is "
     "written down with its time and source port, and with what the visitor's first bytes say it "
     "is: mirai-like, http, irc, tls (with the name asked for), unknown or silent.\n\n"
     "It cannot command: all that it can say is two zero octets, an empty command, and the kernel "
     "refuses everything else to this process (seccomp).  SIGTERM and Ctrl-C end it in good "
     "order; a line of state is written each minute.  The format is in "
     "docs/formats/sinkhole-visit.md.",
     "C&C サーバーの名前やアドレスを、その権限を持つ者がここへ向けます。接続ごとに時刻と送信元"
     "ポート、最初のバイト列から分かる種類 (mirai-like、http、irc、tls (要求された名前)、unknown、"
     "silent) を記録します。\n\n"
     "指令は出せません。送れるのは空の指令にあたる 0 を 2 オクテットだけで、それ以外はこの"
     "プロセスからの送信をカーネルが拒みます (seccomp)。SIGTERM と Ctrl-C "
     "で整然と終わり、状態を毎分"
     "1 行書きます。形式は docs/formats/sinkhole-visit.md にあります。"},
    kSinkholeRunOptions,
    {},
    kSinkholeRunExamples,
    run_sinkhole_run};

inline constexpr std::array kSinkholeHostsOptions{
    Option{"--expect",
           Takes::Choice,
           "mirai-like|http|irc|tls",
           {"how bots of the family introduce themselves; visitors of another kind are not called "
            "infected",
            "このファミリーのボットの名乗り方。ほかの種類の訪問者は感染とみなさない"},
           "mirai-like"},
    Option{"--family",
           Takes::Word,
           "NAME",
           {"the family whose server this was", "元のサーバーのマルウェアファミリー"},
           "mirai-like"},
    Option{"--sensor",
           Takes::Word,
           "NAME",
           {"the name of this sinkhole in what is passed on", "渡す記録に書くシンクホールの名前"},
           "sinkhole"},
    Option{"--clock-error",
           Takes::Duration,
           "DURATION",
           {"how far the sinkhole's clock may have been off", "シンクホールの時計の誤差の上限"},
           "1s"},
    Option{"--known",
           Takes::File,
           "FILE",
           {"research scanners, which imitate bots: a MISP warning list, or lines of PREFIX.  May "
            "be given several times",
            "ボットを装う調査目的のスキャナの一覧: MISP warning list、または 1 行に PREFIX。"
            "何度でも指定できる"},
           "",
           true},
    kResultFile,
    kSealWith,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kSinkholeHostsExamples{
    Example{{"An hour's visits into cases", "1 時間分の訪問から案件を作る"},
            "noroshi sinkhole hosts visits/visits-2026-01-14T09.jsonl | noroshi notify take -"}};

inline constexpr Command kSinkholeHosts{
    "sinkhole hosts",
    {"say which visitors are infected, and why", "訪問者のうち感染しているものを理由とともに示す"},
    {"Reads the visits that `sinkhole run` wrote and prints the infected hosts as JSON Lines "
     "(docs/formats/infected-host.md), each with its evidence and up to eight sightings with "
     "source "
     "ports, by which an operator finds the line.  Research scanners and visitors that did not "
     "behave as bots of the family do are counted.",
     "`sinkhole run` の記録を読み、感染ホストを JSON Lines (docs/formats/infected-host.md) "
     "で出力します。根拠と、事業者が回線を特定するための送信元ポート付き観測を最大 8 "
     "件添えます。調査目的の"
     "スキャナや、ファミリーのボットらしくない訪問者は数だけを示します。"},
    kSinkholeHostsOptions,
    Positional{"FILE",
               Takes::File,
               {"visits; - or nothing reads standard input", "訪問の記録。- または省略で標準入力"},
               false,
               true},
    kSinkholeHostsExamples,
    run_sinkhole_hosts};

inline constexpr Command kSinkhole{
    "sinkhole",
    {"hear who calls a server that commanded bots", "ボットの指令サーバーに誰が呼びかけるかを聞く"},
    {"A passive sinkhole: it never commands.", "受け身のシンクホール。決して指令しない。"},
    kCommonOptions,
    {},
    {}};

}  // namespace noroshi::cli
