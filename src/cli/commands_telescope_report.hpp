// `noroshi telescope report`: a day of events, told.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/commands_registry.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kTelescopeReportWhat{
    Option{"--day",
           Takes::Word,
           "YYYY-MM-DD",
           {"the day, from midnight to midnight in --tz; yesterday unless given",
            "対象の日 (--tz の 0 時から 24 時)。省略すると昨日"},
           ""},
    kZone,
    Option{"--lateness",
           Takes::Duration,
           "DURATION",
           {"how long after the day its last events may be written; they lie "
            "in the file of the hour in which they ended",
            "その日の最後のイベントが書かれるまでの時間。イベントは終わった時刻のファイルにある"},
           "26h"},
    Option{
        "--history",
        Takes::File,
        "FILE",
        {"what the days before said; brought up to date when every form is written.  Without "
         "it all is new, and nothing can surge, be cleared or return",
         "前日までの記憶。全ての形式を書き終えてから更新する。省略すると全てが新規となり、急増・解"
         "消・再発は判断できない"},
        ""},
    Option{"--threshold",
           Takes::Ratio,
           "P",
           {"report addresses that are infected with at least this probability",
            "感染の確率がこの値以上のアドレスを報告する"},
           "0.9"},
    Option{"--cleared-after",
           Takes::Count,
           "DAYS",
           {"days of silence, with the sensor alive, after which an address counts as cleared",
            "センサーが動いている状態でこの日数観測がなければ解消とみなす"},
           "3"},
    Option{"--alarms",
           Takes::Count,
           "N",
           {"at most so many ports are called surging", "急増とするポートの上限"},
           "3"}};

inline constexpr std::array kTelescopeReportWhose{
    Option{"--registry",
           Takes::File,
           "FILE",
           {"the signed registry of ranges: whose address is it? "
            "(docs/formats/range-registry.md)",
            "署名付きの範囲レジストリー: アドレスの担当を知る (docs/formats/range-registry.md)"},
           ""},
    kRegistryKeys, kRdap,
    Option{"--places",
           Takes::File,
           "FILE",
           {"countries and networks of addresses (docs/formats/places.md), where the registry says "
            "nothing.  May be given several times",
            "レジストリーにない国とネットワークの表 (docs/formats/places.md)。何度でも指定できる"},
           "",
           true},
    Option{
        "--isp",
        Takes::Word,
        "ID",
        {"only the reports of these operators (by their id in the registry), besides the whole; "
         "otherwise of everybody concerned.  May be given several times",
         "全体のほか、この事業者 (レジストリーの ID) の日報だけを書く。省略すると関係する全事業者。"
         "何度でも指定できる"},
        "",
        true}};

inline constexpr std::array kTelescopeReportOut{
    Option{"--out",
           Takes::Folder,
           "DIR",
           {"where the folder of the day appears, complete or not at all; one that is there is "
            "replaced",
            "その日のフォルダーの出力先。完成したときに現れ、既にあれば置き換える"},
           "",
           false,
           true},
    Option{"--form",
           Takes::Choice,
           "all|findings|csv|xarf|stix|html",
           {"which forms to write (docs/formats/telescope-report.md).  May be given several times",
            "書く形式 (docs/formats/telescope-report.md)。何度でも指定できる"},
           "all",
           true},
    Option{"--report-lang",
           Takes::Choice,
           "own|en|ja|both",
           {"language of the pages; own: the whole in the language of messages, each operator's in "
            "the one that its registry entry names",
            "HTML の言語。own では全体はメッセージの言語、各事業者はレジストリーの指定による"},
           "own"},
    Option{"--reporter",
           Takes::Word,
           "NAME <MAIL>",
           {"who reports; XARF needs it, and STIX names it as the author",
            "報告者。XARF に必要で、STIX では作成者となる"},
           ""},
    Option{"--infected-list",
           Takes::File,
           "FILE",
           {"also write the infected addresses, one a line, for `c2 hunt --infected`",
            "感染アドレスの一覧も 1 行に 1 つ書く。`c2 hunt --infected` に使う"},
           ""},
    Option{"--format",
           Takes::Choice,
           "table|json|jsonl|csv",
           {"how the summary on standard output is printed", "標準出力の要約の形式"},
           "table"}};

inline constexpr auto kTelescopeReportOptions =
    joined(kTelescopeReportWhat, kTelescopeReportWhose, kTelescopeReportOut,
           std::array{kSealWith, kStrict, kColor, kQuiet, kLang, kHelp});

inline constexpr std::array kTelescopeReportExamples{
    Example{{"Every morning", "毎朝"},
            "noroshi telescope report telescope --registry registry.toml --registry-key office.pub "
            "--history telescope.history --out reports --reporter 'Example CSIRT "
            "<report@csirt.example>'"},
    Example{{"One day, one operator, the page alone", "ある日、ある事業者の HTML だけ"},
            "noroshi telescope report telescope --day 2026-01-14 --registry registry.toml "
            "--registry-key office.pub --isp example-telecom --form html --out reports"},
    Example{{"Infected hosts help to find their masters", "感染ホストから指令元を探す"},
            "noroshi telescope report telescope --out reports --infected-list infected.txt"}};

inline constexpr Command kTelescopeReport{
    "telescope report",
    {"say who is infected, what surges and who is attacked: a day, for the whole and for each "
     "operator",
     "感染、急増、攻撃の被害を一日分、全体と事業者ごとに報告する"},
    {"Reads the events of a day, judges them beside the days before, and writes one report for the "
     "whole and one for each operator in the registry that has something to hear of.  An "
     "operator's report names its own addresses and nobody else's, in every form; the telescope's "
     "dark addresses are in none.\n\n"
     "Forms: findings and infected hosts as JSON Lines, CSV with Shadowserver's columns, XARF v4, "
     "STIX 2.1, and one page that prints well.  Running it again for the same day replaces the "
     "same files, and leaves the history as it was.",
     "一日のイベントを読み、前日までと照らして判断し、全体の日報と、レジストリーにある関係事業者ご"
     "と"
     "の日報を書きます。事業者の日報には、どの形式でもその事業者のアドレスだけが載り、観測に使う未"
     "使"
     "用アドレスはどの日報にも載りません。\n\n"
     "形式は、検出結果と感染ホストの JSON Lines、Shadowserver の列を持つ CSV、XARF v4、STIX 2.1、印"
     "刷に適した HTML "
     "です。同じ日について再び実行すると同じファイルを置き換え、記憶は変わりません。"},
    kTelescopeReportOptions,
    Positional{
        "DIR|FILE",
        Takes::File,
        {"the folder of `telescope run`, or files of its records (JSON Lines, plain, gzip or "
         "zstd); - is standard input",
         "`telescope run` のフォルダー、またはその記録のファイル (JSON Lines、無圧縮、gzip、"
         "zstd)。- は標準入力"},
        true,
        true},
    kTelescopeReportExamples,
    run_telescope_report};

}  // namespace noroshi::cli
