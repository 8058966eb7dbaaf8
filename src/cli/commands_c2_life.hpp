// `noroshi c2 life`: what became of the servers that were found.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/command_store_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kLifeOptions{
    kConfig,
    kStore,
    kFrom,
    kUntil,
    Option{
        "--threshold",
        Takes::Ratio,
        "P",
        {"only findings with at least this probability", "確率がこの値以上の検出だけを対象とする"},
        "0.7"},
    Option{
        "--dead-after",
        Takes::Duration,
        "DURATION",
        {"so much exposed time without an answer before a server is declared dead; a day, so "
         "that neither a night nor an outage passes for death",
         "観測できた時間のうち、応答のない時間がこれだけ続けば死亡とする。一晩や障害を死亡とみなさ"
         "ないよう、一日を標準とする"},
        "24h"},
    Option{
        "--within",
        Takes::Duration,
        "DURATION",
        {"a client that leaves a server and first visits another within this time may have moved",
         "あるサーバーを離れた利用者がこの時間内に別のサーバーを初めて訪れたら、移った可能性がある"
         "とみなす"},
        "48h"},
    kSampling,
    kPurpose,
    Option{"--format",
           Takes::Choice,
           "table|json|jsonl",
           {"how the answer is printed; otherwise a table on a terminal, JSON Lines in a pipe",
            "答えの形式。指定がなければ端末では表、パイプでは JSON Lines"},
           ""},
    kZone,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kLifeExamples{
    Example{{"Which of last week's servers still answer?",
             "先週見つけたサーバーのうち今も応答するのは"},
            "noroshi c2 life findings.jsonl --config noroshi.toml"},
    Example{
        {"Where did the clients of the dead ones go?", "落ちたサーバーの利用者はどこへ移ったか"},
        "noroshi c2 life findings.jsonl --config noroshi.toml --purpose 'ticket 4711: follow "
        "the botnet'"}};

inline constexpr Command kC2Life{
    "c2 life",
    {"tell which servers still live, which died and where their clients went",
     "サーバーが生きているか、いつ落ちたか、利用者がどこへ移ったかを示す"},
    {"Asks the store about the servers of FINDINGS hour by hour: answering, asked only (clients "
     "ask, nobody answers), silent (nothing was seen though the server's own rate promised it), or "
     "cannot tell.  Silence under sampling is not called death: the verdict needs enough expected "
     "records, hours in which exporters were heard, and a full day.  Every death has an interval; "
     "the half-life counts the living as living.\n\n"
     "With --purpose, which is written to the audit trail, it also compares clients, by their "
     "pseudonyms: where those of a dead server went, and which servers belong to one campaign.  "
     "No client is named, and fewer than three are not counted out.",
     "FINDINGS のサーバーを一時間ごとに調べます: 応答あり、問い合わせのみ (利用者は呼ぶが応答がな"
     "い)、沈黙 (普段の頻度からは見えるはずなのに何も見えない)、判定不能。サンプリングによる沈黙を"
     "死亡とは呼びません。判定には、見えるはずのレコード数、送出元からの記録が届いていた時間、丸"
     "一日が必要です。死亡は必ず区間で示し、半減期では生きているものを打ち切りとして扱います。\n\n"
     "--purpose を付けると (監査記録に残ります)、仮名を用いて利用者を比べ、落ちたサーバーの利用者"
     "がどこへ移ったか、どのサーバーが同じ一味かを示します。利用者は示さず、3 未満の数も示しませ"
     "ん。"},
    kLifeOptions,
    {"FINDINGS",
     Takes::File,
     {"findings; - or nothing reads standard input", "検出結果。- または省略で標準入力を読む"}},
    kLifeExamples,
    run_c2_life};

}  // namespace noroshi::cli
