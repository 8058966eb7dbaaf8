// `noroshi permit …`: the authorisation without which nothing is sent to a stranger.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kPermitExamples{
    Example{{"Write a draft and fill it in", "下書きを作り、書き込む"},
            "noroshi permit draft --out survey.toml"},
    Example{{"The first approver signs, then the second", "承認者が順に署名する"},
            "noroshi permit sign survey.toml --key ministry.key --out survey.permit"},
    Example{{"May this be sent, now?", "いま、これを送ってよいか"},
            "noroshi permit check 198.51.100.7:23/tcp --permit survey.permit --approvers "
            "approvers.toml --revocations revocations.note --opt-outs opt-outs.txt"}};

inline constexpr Command kPermit{
    "permit",
    {"authorise what is sent to strangers, and check it", "他者へ送るものの許可を作り、確かめる"},
    {"A permit says who may send what to whom, how fast and when, under the signatures of its "
     "approvers.  Nothing is sent without one, and each packet is tested against it.\n\n"
     "The form is in docs/formats/permit.md, the way to one in docs/operations/permit.md.",
     "許可書は、誰が何をどこへ、どの速さで、いつ送ってよいかを承認者の署名とともに示します。許可書"
     "なしには何も送られず、パケットは一つずつ照合されます。\n\n"
     "形式は docs/formats/permit.md、手順は docs/operations/permit.md にあります。"},
    kCommonOptions,
    {},
    kPermitExamples};

inline constexpr Option kPermitOut{
    "--out",
    Takes::File,
    "FILE",
    {"where it goes; - is standard output.  The file appears when it is complete",
     "出力先。- は標準出力。ファイルは完成したときに現れる"},
    "-"};

inline constexpr std::array kPermitDraftOptions{
    Option{"--kind",
           Takes::Choice,
           "permit|revocations|approvers|opt-outs",
           {"which of the four texts", "四つの文書のどれか"},
           "permit"},
    kPermitOut, kLang, kHelp};

inline constexpr std::array kPermitDraftExamples{
    Example{{"With remarks in Japanese", "日本語の注釈付きで"},
            "noroshi permit draft --lang ja --out survey.toml"}};

inline constexpr Command kPermitDraft{
    "permit draft",
    {"write a draft with remarks, to be filled in", "注釈付きの下書きを作る"},
    {"What must be filled in is empty, and an unfinished draft cannot be signed.",
     "記入が必要な箇所は空で、書きかけの下書きには署名できません。"},
    kPermitDraftOptions,
    {},
    kPermitDraftExamples,
    run_permit_draft};

inline constexpr std::array kPermitSignOptions{
    Option{"--key",
           Takes::File,
           "FILE",
           {"the secret key, as `noroshi log key` made it", "`noroshi log key` で作った秘密鍵"},
           "",
           false,
           true},
    kPermitOut, kQuiet, kLang, kHelp};

inline constexpr std::array kPermitSignExamples{
    Example{{"The second approver adds a signature", "二人目の承認者が署名を加える"},
            "noroshi permit sign once.permit --key institute.key --out survey.permit"}};

inline constexpr Command kPermitSign{
    "permit sign",
    {"check a permit or a list of revocations, and add a signature",
     "許可書または取消一覧を確かめ、署名を加える"},
    {"Refuses a text with any mistake.  Signatures that are there are kept; what was signed is not "
     "changed.  Read it with `noroshi permit show` first.",
     "誤りのある文書には署名しません。既にある署名を残し、署名された内容は変えません。先に "
     "`noroshi permit show` で読んでください。"},
    kPermitSignOptions,
    Positional{"FILE",
               Takes::File,
               {"a filled-in draft, or what others signed already",
                "記入した下書き、または署名済みの文書"},
               true,
               false},
    kPermitSignExamples,
    run_permit_sign};

inline constexpr Option kPermitApprovers{
    "--approvers",
    Takes::File,
    "FILE",
    {"whose signatures are believed, and how many it takes", "信頼する署名者の鍵と、必要な数"},
    ""};

inline constexpr std::array kPermitShowOptions{kPermitApprovers, kLang, kHelp};

inline constexpr std::array kPermitShowExamples{
    Example{{"What was approved, and is it signed by enough?", "何が承認され、署名は足りているか"},
            "noroshi permit show survey.permit --approvers approvers.toml"}};

inline constexpr Command kPermitShow{
    "permit show",
    {"print a permit for people", "許可書を読みやすく表示する"},
    {"Prints drafts as well.  With --approvers it verifies the signatures; exit status 1 if they "
     "do not suffice.",
     "下書きも表示します。--approvers を付けると署名を検証し、足りなければ終了ステータスは 1 "
     "です。"},
    kPermitShowOptions,
    Positional{"FILE", Takes::File, {"a permit or a draft", "許可書または下書き"}, true, false},
    kPermitShowExamples,
    run_permit_show};

inline constexpr std::array kPermitCheckOptions{
    Option{"--permit",
           Takes::File,
           "FILE",
           {"the signed permit", "署名された許可書"},
           "",
           false,
           true},
    Option{
        "--approvers",
        Takes::File,
        "FILE",
        {"whose signatures are believed, and how many it takes", "信頼する署名者の鍵と、必要な数"},
        "",
        false,
        true},
    Option{"--revocations",
           Takes::File,
           "FILE",
           {"the signed list of revocations", "署名された取消一覧"},
           "",
           false,
           true},
    Option{"--opt-outs",
           Takes::File,
           "FILE",
           {"the list of opt-outs that the permit names", "許可書が指す送信拒否一覧"},
           "",
           false,
           true},
    Option{"--also-spare",
           Takes::File,
           "FILE",
           {"a list of those who opted out since, in the same form.  May be given several times",
            "その後の送信拒否一覧 (同じ形式)。何度でも指定できる"},
           "",
           true},
    Option{
        "--at",
        Takes::Instant,
        "TIME",
        {"when (RFC 3339); now, unless it is given", "いつ送るか (RFC 3339)。指定がなければ現在"},
        ""},
    Option{"--source",
           Takes::Word,
           "ADDRESS",
           {"the address that it would come from", "送信元アドレス"},
           ""},
    Option{"--credentials",
           Takes::File,
           "FILE",
           {"the list that logins would be tried with", "ログイン試行に使う認証情報の一覧"},
           ""},
    kLang,
    kHelp};

inline constexpr std::array kPermitCheckExamples{
    Example{{"Tomorrow at nine, in Japan", "明日の日本時間 9 時に"},
            "noroshi permit check 198.51.100.7:23/tcp --permit survey.permit --approvers "
            "approvers.toml --revocations revocations.note --opt-outs opt-outs.txt --at "
            "2026-03-03T09:00:00+09:00"}};

inline constexpr Command kPermitCheck{
    "permit check",
    {"say whether something may be sent, and if not, why", "送ってよいか、なぜいけないかを答える"},
    {"Tests signatures, revocations, times, addresses and services as the gate does for every "
     "packet; pace alone is not asked, since nothing is sent.  ICMP has type × 256 + code in the "
     "place of the port: 198.51.100.7:2048/icmp is an echo request.  Exit status 1 if it may not.",
     "署名、取消、時刻、アドレス、サービスを、送信時の関門と同じように確かめます。何も送らないので"
     "速さは問いません。ICMP ではポートの代わりに 種別 × 256 + コード を書きます "
     "(198.51.100.7:2048/icmp はエコー要求)。送れなければ終了ステータスは 1 です。"},
    kPermitCheckOptions,
    Positional{"TARGET",
               Takes::Endpoint,
               {"ADDRESS:PORT/PROTOCOL: 198.51.100.7:23/tcp, [2001:db8::1]:161/udp",
                "アドレス:ポート/プロトコル: 198.51.100.7:23/tcp、[2001:db8::1]:161/udp"},
               true,
               true},
    kPermitCheckExamples,
    run_permit_check};

}  // namespace noroshi::cli
