// `noroshi c2 lead-time`, `noroshi c2 overlap`: the figures to which the programme is held.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Option kProgrammeThreshold{
    "--threshold",
    Takes::Ratio,
    "P",
    {"only findings with at least this probability; other lists count whole",
     "確率がこの値以上の検出だけを対象とする。検出結果でない一覧は全てを数える"},
    "0.7"};

inline constexpr Option kProgrammeFormat{"--format",
                                         Takes::Choice,
                                         "table|json|csv",
                                         {"tables for people, or all figures as JSON or CSV",
                                          "人のための表、または全数値の JSON か CSV"},
                                         "table"};

inline constexpr Option kPlot{"--plot",
                              Takes::File,
                              "FILE.svg",
                              {"also write a chart for a report, as SVG; - is standard output",
                               "報告書のための図も SVG で書く。- は標準出力"},
                              ""};

inline constexpr std::array kLeadTimeOptions{
    Option{"--feed",
           Takes::File,
           "FILE",
           {"a feed to compare with: ThreatFox CSV, URLhaus CSV, Feodo Tracker JSON or CSV, or CSV "
            "with ip, port and first_seen; NAME=FILE names it.  May be given several times",
            "比べるフィード: ThreatFox CSV、URLhaus CSV、Feodo Tracker の JSON か CSV、ip・port・"
            "first_seen のある CSV。名前=ファイル で名前を付ける。何度でも指定できる"},
           "",
           true,
           true},
    kProgrammeThreshold,
    Option{"--slack",
           Takes::Duration,
           "DURATION",
           {"how far a listing may lie from the time we saw the server; beyond, the address is "
            "taken for another's by then",
            "掲載とサーバーの観測期間がどれだけ離れてよいか。それ以上はアドレスが他者に移ったとみな"
            "す"},
           "90d"},
    Option{"--delay",
           Takes::Duration,
           "DURATION",
           {"what lies between the first contact in the data and our report, taken off every lead; "
            "24h for a nightly hunt",
            "データ上の最初の通信から当方の報告までの時間。全ての先行日数から引く。毎晩の検出なら "
            "24h"},
           ""},
    kProgrammeFormat,
    kPlot,
    kStrict,
    kZone,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kLeadTimeExamples{
    Example{{"How far ahead of ThreatFox were we?", "ThreatFox よりどれだけ早かったか"},
            "noroshi c2 lead-time findings.jsonl --feed threatfox.csv"},
    Example{{"Several feeds, a nightly hunt, with a chart for the report",
             "複数のフィード、毎晩の検出、報告書用の図付き"},
            "noroshi c2 lead-time 2026-*.jsonl --feed threatfox.csv --feed urlhaus.csv "
            "--delay 24h --plot lead.svg"},
    Example{{"Each server and feed as CSV", "サーバーとフィードごとの CSV"},
            "noroshi c2 lead-time findings.jsonl --feed c2=ips.csv --format csv"}};

inline constexpr Command kC2LeadTime{
    "c2 lead-time",
    {"measure days ahead of public feeds", "公開フィードに対する先行日数を測る"},
    {"Compares when we first saw each server with when public feeds first listed it: mean, "
     "quartiles, the share in which the feed was first.  Servers that no feed lists yet are not "
     "dropped but censored at the feed's newest date (Kaplan–Meier, with Greenwood's interval).\n\n"
     "A listing counts if its time overlaps the time we saw the server, widened by --slack; feeds "
     "without ports match by address, and the output says how many.  Nothing is fetched or looked "
     "up: feeds are files, names in them are counted and left alone.",
     "当方が各サーバーを最初に観測した時と、公開フィードが最初に掲載した時を比べ、平均、四分位数、"
     "フィードが先だった割合を示します。まだどのフィードにもないサーバーは捨てず、フィードの最新日"
     "で打"
     "ち切られた観測として扱います (カプラン・マイヤー推定、Greenwood の信頼区間)。\n\n"
     "掲載は、その期間が --slack "
     "だけ広げた観測期間と重なるものを数えます。ポートのないフィードはアド"
     "レスで照合し、その数を示します。取得や問い合わせは一切行いません。フィードはファイルであり、"
     "中"
     "のホスト名は数えるだけです。"},
    kLeadTimeOptions,
    {"FINDINGS",
     Takes::File,
     {"findings (JSON Lines), or CSV with ip, port, first_seen; - reads standard input",
      "検出結果 (JSON Lines)、または ip・port・first_seen のある CSV。- で標準入力を読む"},
     true,
     true},
    kLeadTimeExamples,
    run_c2_lead_time};

inline constexpr std::array kOverlapOptions{
    Option{"--by",
           Takes::Choice,
           "endpoint|address",
           {"what makes two servers one: address, port and protocol, or the address alone",
            "何が同じなら同じサーバーとするか: アドレス・ポート・プロトコル、またはアドレスだけ"},
           "endpoint"},
    kProgrammeThreshold,
    kProgrammeFormat,
    kPlot,
    kStrict,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kOverlapExamples{
    Example{{"Three operators, named after their files", "三つの事業者、名前はファイルから"},
            "noroshi c2 overlap kanto.jsonl kansai.jsonl kyushu.jsonl"},
    Example{{"With names of their own, by address, with a chart",
             "名前を付けて、アドレスで比べ、図も書く"},
            "noroshi c2 overlap A=a.csv B=b.txt --by address --plot overlap.svg"}};

inline constexpr Command kC2Overlap{
    "c2 overlap",
    {"compare the servers that several operators found", "複数の事業者が見つけたサーバーを比べる"},
    {"Reads one list of servers an operator and prints what is shared, what only one has, what "
     "each adds to the others (in the given order, and on average over all orders), and an "
     "estimate of the servers that nobody sees (capture–recapture: Chapman for two operators, a "
     "lower bound for more).\n\n"
     "Lists are findings (JSON Lines), CSV with a header (ip, port, proto), or plain lines of "
     "ip:port/proto.  This needs the lists in one place; `noroshi psi` finds what is shared "
     "without showing the rest.",
     "事業者ごとに一つのサーバー一覧を読み、共通のもの、一社だけのもの、各社が加える分 (指定の順、"
     "および全ての順の平均)、誰にも見えないサーバーの推定 (捕獲再捕獲法: 二社なら "
     "Chapman、それ以上は"
     "下限) を示します。\n\n"
     "一覧は検出結果 (JSON Lines)、見出し (ip、port、proto) のある CSV、または ip:port/proto "
     "の行です。"
     "一覧を一か所に集める必要があります。他を明かさずに共通部分だけを求めるには `noroshi psi` "
     "を使い"
     "ます。"},
    kOverlapOptions,
    {"LIST",
     Takes::File,
     {"a list of servers, or NAME=FILE; two or more",
      "サーバーの一覧、または 名前=ファイル。二つ以上"},
     true,
     true},
    kOverlapExamples,
    run_c2_overlap};

}  // namespace noroshi::cli
