// `noroshi lab darknet`: generated days before a telescope.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kDarknetOptions{
    Option{"--out",
           Takes::Folder,
           "DIR",
           {"where events, captures and truth go; made if it is not there",
            "イベント、キャプチャ、正解の出力先フォルダ。なければ作る"},
           "",
           false,
           true},
    Option{"--days",
           Takes::Count,
           "N",
           {"how many days, 1 to 366; surges need 6 and more",
            "日数。1 から 366。急増は 6 日以上で現れる"},
           "1"},
    Option{"--seed",
           Takes::Seed,
           "N",
           {"the same seed and options always give the same bytes",
            "同じ種と指定からは常に同じバイト列ができる"},
           "1"},
    Option{"--start",
           Takes::Instant,
           "TIME",
           {"when the first day begins", "最初の日の開始時刻"},
           "2026-01-14T00:00:00Z"},
    Option{"--dark",
           Takes::Prefix,
           "PREFIX",
           {"the unused addresses that are watched, /14 to /24",
            "観測する未使用アドレス。/14 から /24"},
           "198.18.0.0/18"},
    Option{"--percent",
           Takes::Count,
           "N",
           {"how many hosts and scanners there are, of the usual number; 1 to 10000",
            "感染機器やスキャナの数。通常を 100 とする。1 から 10000"},
           "100"},
    Option{"--packets",
           Takes::Nothing,
           "",
           {"write the packets too, an hour a file, for `telescope run`",
            "パケットも書く。一時間に一ファイルで、`telescope run` が読める"},
           ""},
    Option{"--no-outages",
           Takes::Nothing,
           "",
           {"the sensor never fails", "センサーは一度も止まらない"},
           ""},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kDarknetExamples{
    Example{{"A month of events, and the truth about them", "一か月のイベントと、その正解"},
            "noroshi lab darknet --days 30 --seed 7 --out month"},
    Example{{"A small day as captures", "小さな一日をキャプチャとして"},
            "noroshi lab darknet --percent 10 --dark 198.18.0.0/20 --packets --out day"}};

inline constexpr Command kLabDarknet{
    "lab darknet",
    {"make days before an imagined telescope, with truth",
     "架空のダークネット観測を、正解付きで作る"},
    {"A seeded generator of what unused addresses hear: infected hosts of several families whose "
     "addresses change, surveyors, groups, one-off scanners, mistakes, replies of flooded hosts, "
     "ports that begin to rise, and a sensor that fails at times.  DIR/events gets what a "
     "telescope would write, DIR/packets (with --packets) what it would have captured, "
     "DIR/truth.json who stood behind each address.  All of it is invented.",
     "未使用アドレスに届くものを種から生成します。アドレスの変わる感染機器、調査機関、一斉に動く"
     "集団、一度きりのスキャン、誤送信、攻撃を受けたホストの返信、急増するポート、時に止まる"
     "センサーを含みます。DIR/events には観測装置が書くイベント、DIR/packets (--packets) には"
     "パケット、DIR/truth.json には各アドレスの正体が入ります。全て架空のものです。"},
    kDarknetOptions,
    {},
    kDarknetExamples,
    run_lab_darknet};

}  // namespace noroshi::cli
