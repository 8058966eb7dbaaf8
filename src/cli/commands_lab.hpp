// `noroshi lab …`: synthetic traffic.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kTrafficOptions{
    Option{
        "--out",
        Takes::File,
        "FILE",
        {"where the flow records go; - is standard output.  The file appears when it is complete",
         "フロー記録の出力先。- は標準出力。ファイルは完成したときに現れる"},
        "-"},
    kTo,
    Option{"--truth",
           Takes::File,
           "FILE",
           {"write the answer key here", "正解をこのファイルに書く"},
           ""},
    Option{"--seed",
           Takes::Seed,
           "N",
           {"the same seed and options always give the same bytes",
            "同じ種と指定からは常に同じバイト列ができる"},
           "1"},
    Option{"--subscribers",
           Takes::Count,
           "N",
           {"how many customers the imagined ISP has", "架空の ISP の加入者数"},
           "20000"},
    Option{"--duration",
           Takes::Duration,
           "DURATION",
           {"how long the traffic lasts", "通信の長さ"},
           "1d"},
    Option{"--start",
           Takes::Instant,
           "TIME",
           {"when it begins", "開始時刻"},
           "2026-01-14T00:00:00+09:00"},
    Option{
        "--sampling",
        Takes::Count,
        "N",
        {"keep one of N packets, as a router would", "ルーターのように N パケットに 1 つだけ残す"},
        "1"},
    Option{"--one-way",
           Takes::Nothing,
           "",
           {"one record a direction, as NetFlow v5 and v9 send",
            "NetFlow v5、v9 のように方向ごとに 1 レコードとする"},
           ""},
    Option{"--family",
           Takes::Word,
           "LIST",
           {"botnet families, parted by commas, each as NAME, NAME:BOTS or NAME:BOTS:SECONDS "
            "(period); or none.  All, unless given; none beside --graft",
            "ボットネットの種類 (コンマ区切り)。NAME、NAME:台数、NAME:台数:周期秒、または none。"
            "指定がなければ全種類、--graft があれば none"},
           ""},
    Option{"--families",
           Takes::Nothing,
           "",
           {"list the families and stop", "種類の一覧を表示して終わる"},
           ""},
    Option{"--bots",
           Takes::Count,
           "N",
           {"infected customers of each family that names no number of its own",
            "台数を示さない種類ごとの感染加入者数"},
           ""},
    Option{
        "--rotate",
        Takes::Duration,
        "DURATION",
        {"botnets give up their servers for new ones so often, as attackers do who expect to be "
         "found; the answer key has each server with its time",
         "ボットネットがこの間隔でサーバーを新しいものに替える。発見を見越した攻撃者の行動。正解に"
         "は各サーバーの時期が入る"},
        ""},
    Option{"--graft",
           Takes::File,
           "CAPTURE",
           {"replay what one host did in a real capture over many customers.  The output then "
            "carries real addresses: keep it under the capture's terms",
            "実際のキャプチャの一台の通信を多数の加入者の上で再現する。出力は実在のアドレスを含むの"
            "で、"
            "キャプチャの利用条件に従うこと"},
           ""},
    Option{"--graft-host",
           Takes::Word,
           "IP",
           {"that host; otherwise the private address with the most flows",
            "その一台。指定がなければフローの最も多いプライベートアドレス"},
           ""},
    Option{"--graft-c2",
           Takes::Endpoint,
           "IP:PORT[/PROTO]",
           {"its command-and-control server, for the answer key.  May be given several times",
            "その C&C サーバー (正解に書く)。何度でも指定できる"},
           "",
           true},
    Option{"--graft-truth",
           Takes::File,
           "FILE",
           {"an answer key that names host and servers of the capture",
            "キャプチャの一台とサーバーを記した正解ファイル"},
           ""},
    Option{"--graft-clients",
           Takes::Count,
           "N",
           {"how many customers replay it", "再現する加入者の数"},
           "20"},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kTrafficExamples{
    Example{{"A day with every family, and the answer key", "全種類を含む一日と、その正解"},
            "noroshi lab traffic --seed 7 --out day.ipfix --truth truth.json"},
    Example{{"Two hours of a small town, as a router that samples 1:100 would export it",
             "小さな町の二時間を、100 分の 1 サンプリングのルーターの目で"},
            "noroshi lab traffic --subscribers 500 --duration 2h --sampling 100 --to zeek "
            "--out town.log"}};

inline constexpr std::array kTrainOptions{
    Option{"--out",
           Takes::File,
           "FILE",
           {"where the coefficients go; - is standard output", "係数の出力先。- は標準出力"},
           "-"},
    Option{
        "--report",
        Takes::File,
        "FILE",
        {"tell here, in Markdown, what they were fitted to and how well they do on days that the "
         "fit has not seen",
         "何から推定し、推定に使わなかった日にどれほど当たるかを、このファイルに Markdown で書く"},
        ""},
    Option{"--captures",
           Takes::Folder,
           "FOLDER",
           {"labelled captures with their truth.json; they are read in place",
            "正解 truth.json の付いたキャプチャのフォルダ。その場で読む"},
           ""},
    Option{"--seed",
           Takes::Seed,
           "N",
           {"the same seed and captures always give the same bytes",
            "同じ種とキャプチャからは常に同じバイト列ができる"},
           "1"},
    Option{"--quick",
           Takes::Nothing,
           "",
           {"two small days instead of five large ones: to try the command, not to use its result",
            "大きな五日の代わりに小さな二日を使う。コマンドを試すためのもので、結果は使わない"},
           ""},
    kThreads,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kTrainExamples{
    Example{{"The coefficients that are built in", "組み込みの係数を作る"},
            "noroshi lab train --captures captures --out coefficients.toml --report report.md"},
    Example{{"Hunt with one's own", "自分の係数で探す"},
            "noroshi c2 hunt --model coefficients.toml day.ipfix"}};

inline constexpr Command kLab{
    "lab",
    {"practise and measure on synthetic traffic", "合成した通信で練習し、測る"},
    {"Everything that the lab makes is synthetic and says so.",
     "lab の作るものは全て合成であり、そう明示します。"},
    kCommonOptions,
    {},
    kTrafficExamples};

inline constexpr Command kLabTraffic{
    "lab traffic",
    {"make flow records of an imagined ISP, with botnets in it",
     "架空の ISP のフロー記録を、ボットネット入りで作る"},
    {"A seeded generator of operator-scale flow data: subscribers with a daily rhythm, "
     "popular and rare services, periodic but innocent ones, scanners, floods, and "
     "botnets of chosen families, with an answer key.  All of it is invented.",
     "通信事業者規模のフロー記録を種から生成します。日周期を持つ加入者、人気の差があるサー"
     "ビス、"
     "周期的だが無害なサービス、スキャン、攻撃、選んだ種類のボットネットを含み、正解が付き"
     "ます。"
     "全て架空のものです。"},
    kTrafficOptions,
    {},
    kTrafficExamples,
    run_lab_traffic};

inline constexpr Command kLabTrain{
    "lab train",
    {"fit the coefficients of the C&C model to generated days and labelled captures",
     "C&C モデルの係数を、生成した日と正解付きキャプチャから推定する"},
    {"Generates days of several sizes with botnets of many sizes and habits, grafts every labelled "
     "capture on some of them, looks at each at sampling 1, 10, 100, 1000 and 10000, and fits what "
     "each input of the model is worth.  The result is one small file for `c2 hunt --model`.",
     "大きさも習性も様々なボットネットを含む日を生成し、正解付きキャプチャをその一部に移植し、サン"
     "プリ"
     "ング 1、10、100、1000、10000 のそれぞれで眺めて、モデルの各入力の重みを推定します。結果は "
     "`c2 hunt --model` に渡せる小さなファイル一つです。"},
    kTrainOptions,
    {},
    kTrainExamples,
    run_lab_train};

}  // namespace noroshi::cli
