// `noroshi c2 watch`: news of C&C servers while a collector collects.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/command_store_options.hpp"
#include "cli/commands_c2.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kWatchOptions{
    kConfig,
    kStore,
    Option{"--window",
           Takes::Word,
           "LENGTHS",
           {"how far to look back, in whole hours; several, parted by commas, are watched side by "
            "side",
            "さかのぼる長さ (1 時間単位)。コンマで区切って複数を並行して監視できる"},
           "24h"},
    kReportThreshold,
    Option{"--out",
           Takes::File,
           "FILE",
           {"append the news to this file; - is standard output",
            "ニュースをこのファイルに追記する。- は標準出力"},
           "-"},
    Option{"--state",
           Takes::Folder,
           "DIR",
           {"where the book of what was told is kept; otherwise the folder watch of the "
            "collector's state",
            "報告済みの記録を置く場所。指定がなければ収集の state の下の watch"},
           ""},
    Option{"--once",
           Takes::Nothing,
           "",
           {"do what is due now, and end", "今すべきことだけを行って終わる"},
           ""},
    Option{"--purpose",
           Takes::Word,
           "TEXT",
           {"why pairs of subscribers and servers are looked at; it is written to the audit trail "
            "at each start",
            "利用者とサーバーの組を見る目的。起動のたびに監査記録に残す"},
           "standing watch for C&C servers"},
    kSuppress,
    kInfected,
    kModel,
    kSampling,
    kPopular,
    kInside,
    kThreads,
    kLang,
    kHelp};

inline constexpr std::array kWatchExamples{
    Example{{"Beside the collector, over a day and over a week", "収集と並行して、一日と一週間を"},
            "noroshi c2 watch --config noroshi.toml --window 24h,7d --out news.jsonl"},
    Example{{"From a timer instead of a service", "常駐でなくタイマーから"},
            "noroshi c2 watch --config noroshi.toml --once"}};

inline constexpr Command kC2Watch{
    "c2 watch",
    {"tell news of C&C servers while a collector collects", "収集と並行して C&C サーバーを報せる"},
    {"Runs beside `flow collect`, on the same store.  When a pane of five minutes has closed, the "
     "servers met in it are judged again over the whole window, and what is news is printed as "
     "JSON Lines: a server that is reported first, one whose probability moved by 0.05 or crossed "
     "the threshold or that has another class of clients, and one that left the window.  Every "
     "hour of a 24 h window the whole window is surveyed anew.\n\n"
     "A restart, or kill -9, neither loses nor repeats news in a file; on standard output the last "
     "ones may come twice, with the same sequence numbers.  The format is in "
     "docs/formats/watch.md.",
     "`flow collect` と並行して同じ保管庫で動きます。5 分集計が閉じるたびに、その中で接触のあった"
     "サーバーを期間全体で評価し直し、ニュースを JSON Lines で出力します: 初めて報告するサーバー、"
     "確率が 0.05 "
     "以上動いたか、しきい値を越えたか、利用者数の階級が変わったサーバー、期間から外れた"
     "サーバー。24 時間の期間では 1 時間ごとに全体を調べ直します。\n\n"
     "再起動や kill -9 でも、ファイルへのニュースは失われず重複もしません。標準出力では最後のものが"
     "同じ番号で再び出ることがあります。形式は docs/formats/watch.md にあります。"},
    kWatchOptions,
    {},
    kWatchExamples,
    run_c2_watch};

}  // namespace noroshi::cli
