// `noroshi flow …` of the collector: run it, ask how it fares.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Option kConfigFile{"--config",
                                    Takes::File,
                                    "FILE",
                                    {"the configuration file (docs/formats/configuration.md)",
                                     "設定ファイル (docs/formats/configuration.md)"},
                                    "/etc/noroshi/noroshi.toml"};

inline constexpr std::array kCollectOptions{
    kConfigFile,
    Option{"--check",
           Takes::Nothing,
           "",
           {"check the configuration and stop", "設定を検査して終わる"},
           ""},
    Option{"--example-config",
           Takes::Nothing,
           "",
           {"print a configuration file with every key, and stop",
            "全ての項目を含む設定ファイルの例を表示して終わる"},
           ""},
    kLang, kHelp};

inline constexpr std::array kCollectExamples{
    Example{{"A first configuration", "最初の設定ファイルを作る"},
            "noroshi flow collect --example-config > noroshi.toml"},
    Example{{"Is it sound?", "正しいか確かめる"},
            "noroshi flow collect --check --config noroshi.toml"},
    Example{{"Collect, until Ctrl-C", "Ctrl-C まで収集する"},
            "noroshi flow collect --config noroshi.toml"}};

inline constexpr Command kFlowCollect{
    "flow collect",
    {"collect flows from exporters", "エクスポーターからフローを収集する"},
    {"Takes NetFlow v5, NetFlow v9, IPFIX and sFlow v5 over UDP, TCP and TLS, replaces "
     "subscribers' addresses by tokens, sums up five-minute panes, and keeps both in the "
     "store.\n\n"
     "Nothing is lost without being counted: see `noroshi flow health`.  SIGHUP reads the "
     "configuration again; a wrong one changes nothing.  SIGTERM and Ctrl-C store what "
     "was received and end.",
     "NetFlow v5、NetFlow v9、IPFIX、sFlow v5 を UDP、TCP、TLS で受け、加入者のアドレスを"
     "トークンに置き換え、五分ごとに要約し、ともに保管庫に納めます。\n\n"
     "数えられずに失われるものはありません (`noroshi flow health` を参照)。SIGHUP で設定を"
     "読み直し、誤りがあれば何も変えません。SIGTERM と Ctrl-C では受信済みのものを保管して"
     "終わります。"},
    kCollectOptions,
    {},
    kCollectExamples,
    run_flow_collect};

inline constexpr std::array kHealthOptions{
    kConfigFile,
    Option{"--format",
           Takes::Choice,
           "table|json",
           {"a table for people, or health.json as it is", "人のための表、または health.json"},
           "table"},
    Option{"--watch",
           Takes::Nothing,
           "",
           {"again every second, until Ctrl-C", "Ctrl-C まで毎秒表示する"},
           ""},
    kZone,
    kColor,
    kLang,
    kHelp};

inline constexpr std::array kHealthExamples{
    Example{{"Is anything lost?", "失われたものはあるか"},
            "noroshi flow health --config noroshi.toml"},
    Example{
        {"In a nightly job: status 1 if anything was lost", "定期実行で: 損失があれば終了状態は 1"},
        "noroshi flow health --format json > health.json"}};

inline constexpr Command kFlowHealth{
    "flow health",
    {"tell whether the collector loses anything", "収集に損失がないかを示す"},
    {"Shows each exporter with its rate, gaps and sampling, the books of messages, records "
     "and flows, and a verdict with what to try.\n\n"
     "Exit status: 0 if nothing was lost since the start and the collector runs (or ended "
     "in good order), 1 otherwise.",
     "エクスポーターごとの速度、欠落、サンプリング、受信からフローまでの台帳、判定と対処を"
     "示します。\n\n"
     "終了状態: 開始から損失がなく、稼働中 (または正常に終了) なら 0、それ以外は 1。"},
    kHealthOptions,
    {},
    kHealthExamples,
    run_flow_health};

}  // namespace noroshi::cli
