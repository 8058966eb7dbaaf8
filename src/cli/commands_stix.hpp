// `noroshi stix …`: STIX 2.1 objects and patterns, checked and matched on this machine.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Positional kStixFiles{
    "FILE",
    Takes::File,
    {"bundles, TAXII envelopes, lists of objects, single objects, or one of these a line; plain, "
     "gzip or zstd.  - or nothing reads standard input",
     "バンドル、TAXII エンベロープ、オブジェクトの配列、単独のオブジェクト、または一行に一つずつ "
     "(無圧縮、gzip、zstd)。- または省略で標準入力を読む"},
    false,
    true};

inline constexpr Option kStixCheckFormat{"--format",
                                         Takes::Choice,
                                         "table|json|jsonl|csv",
                                         {"how complaints are printed", "指摘の出力形式"},
                                         "table"};

inline constexpr Option kStixFormat{"--format",
                                    Takes::Choice,
                                    "table|json|jsonl",
                                    {"how the result is printed", "結果の出力形式"},
                                    "table"};

inline constexpr std::array kStixCheckOptions{
    kStixCheckFormat,
    Option{"--strict",
           Takes::Nothing,
           "",
           {"warnings count: what the standard recommends must be so",
            "警告も数える。規格の推奨事項を必須とみなす"},
           ""},
    Option{"--no-custom",
           Takes::Nothing,
           "",
           {"refuse types and properties that the standard does not name",
            "規格にない型とプロパティーを拒む"},
           ""},
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kStixPatternOptions{
    Option{"--file",
           Takes::File,
           "FILE",
           {"patterns from a file, one a line; - is standard input",
            "一行に一つのパターンをファイルから読む。- は標準入力"},
           ""},
    kStixFormat,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kStixMatchOptions{
    Option{"--pattern",
           Takes::Word,
           "PATTERN",
           {"what to look for; may be given several times", "探すパターン。何度でも指定できる"},
           "",
           true,
           true},
    Option{"--budget",
           Takes::Count,
           "N",
           {"give up a pattern that needs more comparisons of observations than this",
            "観測との比較がこの回数を超えるパターンは諦める"},
           "1000000"},
    kStixFormat,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kStixCheckExamples{
    Example{{"Is this bundle what it should be?", "このバンドルは規格どおりか"},
            "noroshi stix check bundle.json"},
    Example{{"For a machine, recommendations included", "推奨事項も含めて、機械向けに"},
            "noroshi stix check --strict --format jsonl *.json"}};

inline constexpr std::array kStixPatternExamples{
    Example{{"What does this indicator point at?", "このインジケーターは何を指すか"},
            "noroshi stix pattern \"[ipv4-addr:value = '198.51.100.7']\""},
    Example{{"A file of patterns, one a line", "一行に一つのパターンのファイル"},
            "noroshi stix pattern --file patterns.txt --format jsonl"}};

inline constexpr std::array kStixMatchExamples{Example{
    {"Five calls within half an hour?", "30 分以内に 5 回通信したか"},
    "noroshi stix match --pattern \"[network-traffic:dst_ref.value = '198.51.100.7'] REPEATS "
    "5 TIMES WITHIN 1800 SECONDS\" observed.json"}};

inline constexpr std::array kStixExamples{kStixCheckExamples[0], kStixPatternExamples[0],
                                          kStixMatchExamples[0]};

inline constexpr Command kStix{
    "stix",
    {"check STIX 2.1 objects and patterns, and match them",
     "STIX 2.1 のオブジェクトとパターンを検査し、照合する"},
    {"STIX 2.1 (OASIS) is how threat intelligence is exchanged.  These commands read files on this "
     "machine, change nothing and need no network.  See docs/operations/stix.md.",
     "STIX 2.1 (OASIS) は脅威情報を交換する形式です。これらのコマンドは手元のファイルを読むだけで、"
     "何も変えず、ネットワークも使いません。docs/operations/stix.md を参照。"},
    kCommonOptions,
    {},
    kStixExamples};

inline constexpr Command kStixCheck{
    "stix check",
    {"say what is wrong with STIX objects", "STIX オブジェクトの誤りを示す"},
    {"Reads objects as strictly as the hub does, and names object, property and rule of each "
     "complaint: errors break a MUST of the standard, warnings a SHOULD.  A bad object refuses "
     "itself, never its neighbours.  Patterns of indicators are checked too.\n\n"
     "Exit status 1 if something is invalid.",
     "ハブと同じ厳しさでオブジェクトを読み、指摘ごとにオブジェクト、プロパティー、規則を示します。"
     "エ"
     "ラーは規格の必須事項 (MUST)、警告は推奨事項 (SHOULD) への違反です。誤ったオブジェクトは自身だ"
     "けが拒まれ、隣には影響しません。インジケーターのパターンも検査します。\n\n"
     "誤りがあれば終了状態は 1 です。"},
    kStixCheckOptions,
    kStixFiles,
    kStixCheckExamples,
    run_stix_check};

inline constexpr Command kStixPattern{
    "stix pattern",
    {"check patterns, and show what they point at", "パターンを検査し、何を指すかを示す"},
    {"Parses each pattern and shows the values that it compares with = or IN, in the spelling in "
     "which the hub finds them.  A plain list is a pattern that any one of these values satisfies: "
     "such a one can become a block list.  A mistake is shown where it is.\n\n"
     "Exit status 1 if a pattern is invalid.",
     "各パターンを解析し、= または IN "
     "で比べる値を、ハブが探すときの表記で示します。「単純な一覧」と"
     "は、どれか一つの値だけで満たされるパターンで、ブロックリストにできます。誤りはその位置を示し"
     "ま"
     "す。\n\n"
     "誤ったパターンがあれば終了状態は 1 です。"},
    kStixPatternOptions,
    Positional{"PATTERN",
               Takes::Word,
               {"a STIX pattern, in quotes", "引用符で囲んだ STIX パターン"},
               false,
               true},
    kStixPatternExamples,
    run_stix_pattern};

inline constexpr Command kStixMatch{
    "stix match",
    {"match patterns against observed data", "パターンを観測データと照合する"},
    {"Evaluates patterns over the observed-data objects of the files, all taken together: which "
     "observations satisfy a pattern, and from when to when.  Each observation serves once in a "
     "match; number_observed counts.  Objects that are no observed data, and what none of them "
     "refers to, are not matched.",
     "ファイルにある observed-data "
     "オブジェクト全体に対してパターンを評価し、どの観測が、いつからいつ"
     "まで満たすかを示します。一つの観測は一度だけ使い、number_observed も数えます。observed-data "
     "でな"
     "いもの、どれからも参照されないものは照合しません。"},
    kStixMatchOptions,
    kStixFiles,
    kStixMatchExamples,
    run_stix_match};

}  // namespace noroshi::cli
