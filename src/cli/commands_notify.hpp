// `noroshi notify …`: infections become cases, cases become notices, and did they help.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/command_store_options.hpp"
#include "cli/commands_hub.hpp"
#include "cli/commands_registry.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Option kNotifyFolder{
    "--folder",
    Takes::Folder,
    "DIR",
    {"the folder of this side: notify.toml, its base, its audit trail",
     "この側のフォルダー (notify.toml、データベース、監査記録)"},
    "notify"};

inline constexpr Option kNotifyFormat{"--format",
                                      Takes::Choice,
                                      "table|json|jsonl|csv",
                                      {"how the answer is printed", "答えの形式"},
                                      "table"};

inline constexpr Option kNotifyLine{
    "--line", Takes::Word, "LINE", {"the subscriber line", "契約回線"}, "", false, true};
inline constexpr Option kNotifyDevice{
    "--device",
    Takes::Word,
    "DEVICE",
    {"one device at the line, as `noroshi subscriber find` names it; all of the line unless given",
     "その回線の一台の機器 (`noroshi subscriber find` の表示)。省略時は回線全体"},
    ""};

inline constexpr Positional kNotifyCase{
    "CASE", Takes::Word, {"id of a case", "案件の識別子"}, true, false};
inline constexpr Positional kNotifyMessages{
    "MESSAGE",
    Takes::File,
    {"messages in place of the Maildir; - reads one from standard input",
     "Maildir の代わりに読むメール。- で標準入力から一通を読む"},
    false,
    true};

inline constexpr Positional kNotifyEvents{
    "FILE",
    Takes::File,
    {"infected hosts as JSON Lines, a routed file, Shadowserver's event4 CSV or XARF v4; plain, "
     "gzip or zstd.  - or nothing reads standard input",
     "感染ホスト (JSON Lines、配送ファイル、Shadowserver event4 CSV、XARF v4)。無圧縮、gzip、zstd。"
     "- または省略で標準入力を読む"},
    false,
    true};

inline constexpr std::array kNotifyInitOptions{
    kNotifyFolder,
    Option{"--side",
           Takes::Choice,
           "institute|operator",
           {"institute: routes events to operators.  operator: finds subscribers and notifies them",
            "institute: 事業者へ振り分ける。operator: 利用者を特定して通知する"},
           "",
           false,
           true},
    Option{"--operator",
           Takes::Word,
           "ID",
           {"id of the operator, as the registry of ranges has it",
            "事業者の識別子 (範囲レジストリーのもの)"},
           ""},
    Option{"--base",
           Takes::Word,
           "BASE",
           {"where the cases are kept: sqlite:FILE or postgresql://…",
            "保存先。sqlite:ファイル または postgresql://…"},
           "sqlite:notify.db"},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kNotifyTakeOptions{kNotifyFolder, kStrict, kQuiet, kLang, kHelp};

inline constexpr std::array kNotifyRouteOptions{
    kNotifyFolder,
    Option{"--registry",
           Takes::File,
           "FILE",
           {"the signed registry of ranges", "署名付き範囲レジストリー"},
           "",
           false,
           true},
    kRegistryKeys,
    kRdap,
    Option{"--out",
           Takes::Folder,
           "DIR",
           {"where the files of the operators go, a folder each; DIR/out unless given",
            "事業者ごとのファイルの出力先。省略時はフォルダー内の out"},
           ""},
    Option{"--close-after",
           Takes::Duration,
           "DURATION",
           {"close cases that were silent for so long", "この間観測のない案件を閉じる"},
           "90d"},
    kSealWith,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kNotifyRunOptions{
    kNotifyFolder,
    Option{"--dry-run",
           Takes::Nothing,
           "",
           {"say what would be sent to which line; send and keep nothing (needs --purpose)",
            "誰に何を送るかを示すだけで、送信も保存もしない (--purpose が必要)"},
           ""},
    Option{"--loop",
           Takes::Duration,
           "DURATION",
           {"do it again and again, with this pause, until stopped",
            "停止されるまで、この間隔で繰り返す"},
           ""},
    kPurpose,
    kNotifyFormat,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kNotifyStatusOptions{kNotifyFolder, kNotifyFormat, kColor,
                                                 kQuiet,        kLang,         kHelp};
inline constexpr std::array kNotifyCheckOptions{kNotifyFolder, kQuiet, kLang, kHelp};
inline constexpr std::array kNotifyShowOptions{kNotifyFolder, kPurpose, kNotifyFormat, kZone,
                                               kColor,        kQuiet,   kLang,         kHelp};
inline constexpr std::array kNotifyHistoryOptions{kNotifyFolder, kNotifyFormat, kZone, kColor,
                                                  kQuiet,        kLang,         kHelp};
inline constexpr std::array kNotifyOptOutOptions{
    kNotifyFolder, kNotifyLine,
    kNotifyDevice, Option{"--note", Takes::Word, "TEXT", {"how it came", "申し出の経緯"}, ""},
    kPurpose,      kQuiet,
    kLang,         kHelp};
inline constexpr std::array kNotifyOptOutRemoveOptions{
    kNotifyFolder, kNotifyLine, kNotifyDevice, kPurpose, kQuiet, kLang, kHelp};
inline constexpr std::array kNotifyOptOutListOptions{kNotifyFolder, kPurpose, kNotifyFormat, kZone,
                                                     kColor,        kQuiet,   kLang,         kHelp};
inline constexpr std::array kNotifyCloseOptions{
    kNotifyFolder,
    Option{"--why", Takes::Word, "TEXT", {"for the history", "履歴に残す理由"}, "", false, true},
    kQuiet, kLang, kHelp};
inline constexpr std::array kNotifyBounceOptions{kNotifyFolder, kQuiet, kLang, kHelp};
inline constexpr std::array kNotifyCurveOptions{
    kNotifyFolder,
    Option{"--format",
           Takes::Choice,
           "table|json",
           {"how the answer is printed", "答えの形式"},
           "table"},
    Option{"--plot",
           Takes::File,
           "FILE",
           {"write the curves as SVG", "生存曲線を SVG で書き出す"},
           ""},
    kColor,
    kQuiet,
    kLang,
    kHelp};
inline constexpr std::array kNotifyPushOptions{
    kNotifyFolder,
    Option{"--hub",
           Takes::Word,
           "URL",
           {"the hub: https://hub.example.org", "ハブの URL: https://hub.example.org"},
           "",
           false,
           true},
    Option{"--key-file",
           Takes::File,
           "FILE",
           {"a file with an API key that may write; only its owner may read it",
            "書き込み権限のある API キーのファイル。所有者のみ読めること"},
           "",
           false,
           true},
    kFingerprint,
    kCa,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kNotifyExamples{
    Example{{"At the institute: last night's report, to every operator a file",
             "研究機関側: 昨夜の報告を、事業者ごとのファイルへ"},
            "noroshi notify take reports/2026-01-14/infected.jsonl"},
    Example{{"At the operator: what would be sent?", "事業者側: 何が送られるか"},
            "noroshi notify run --dry-run --purpose 'trial before the start, order 12/2026'"},
    Example{{"Did it help?", "効果はあったか"}, "noroshi notify curve --plot curve.svg"}};

inline constexpr Command kNotify{
    "notify",
    {"tell the owners of infected devices, and see whether it helps",
     "感染機器の持ち主に通知し、効果を見る"},
    {"Events become cases: their evidence is sealed, an institute routes them to the operator that "
     "answers for the address, the operator finds the line and tells its owner, by one channel "
     "after the other while the infection is still seen.  What is ambiguous is never notified, and "
     "says why.  The person's data stays in the operator's folder; a hub hears a random id, a "
     "state "
     "and days.  See docs/operations/notices.md.",
     "事象を案件にします。証拠を封印し、研究機関がアドレスの担当事業者へ振り分け、事業者が回線を特"
     "定して持ち主に知らせます。感染が観測され続ける間だけ、次の手段へ進みます。特定できないものは"
     "決"
     "して通知せず、理由を示します。個人の情報は事業者のフォルダーから出ません。ハブが知るのは無作"
     "為"
     "な識別子、状態、日付だけです。docs/operations/notices.md を参照。"},
    kCommonOptions,
    {},
    kNotifyExamples};

inline constexpr std::array kNotifyInitExamples{
    Example{{"An operator's side", "事業者側"},
            "noroshi notify init --side operator --operator example-telecom"}};
inline constexpr Command kNotifyInit{
    "notify init",
    {"make the folder of one side", "一方の側のフォルダーを作る"},
    {"Makes notify.toml with every key explained, and the base.  A folder belongs to one side for "
     "good.",
     "全ての設定に説明を付けた notify.toml "
     "とデータベースを作ります。フォルダーは一つの側専用です。"},
    kNotifyInitOptions,
    {},
    kNotifyInitExamples,
    run_notify_init};

inline constexpr std::array kNotifyTakeExamples{
    Example{{"A routed file of the institute", "研究機関からの配送ファイル"},
            "noroshi notify take example-telecom-000007.jsonl"}};
inline constexpr Command kNotifyTake{
    "notify take",
    {"take events into the queue, and seal their evidence", "事象を待ち行列に入れ、証拠を封印する"},
    {"What is acknowledged is on the disk.  The same event taken again counts as known.  A queue "
     "that is full refuses the rest and says so; what cannot be used is counted by reason.\n\n"
     "Exit status 1 if anything was rejected or refused.",
     "受け付けたものはディスクにあります。同じ事象は二度数えません。待ち行列が満杯なら残りを拒み、"
     "使えないものは理由ごとに数えます。\n\n何かを拒んだ場合の終了状態は 1 です。"},
    kNotifyTakeOptions,
    kNotifyEvents,
    kNotifyTakeExamples,
    run_notify_take};

inline constexpr std::array kNotifyRouteExamples{
    Example{{"Route, and write a file for every operator", "振り分けて、事業者ごとに書き出す"},
            "noroshi notify route --registry registry.toml --registry-key office.pub"}};
inline constexpr Command kNotifyRoute{
    "notify route",
    {"route events to the operators that answer for them (institute)",
     "事象を担当事業者へ振り分ける (研究機関側)"},
    {"Empties the queue by the signed registry of ranges, and writes one file for each operator, "
     "signed by hash.  Operators with open cases get a file without events too: it says until when "
     "the sensors have seen.",
     "署名付きレジストリーで待ち行列を空にし、事業者ごとにハッシュ付きのファイルを一つ書きます。未"
     "完の案件を持つ事業者には、事象がなくても、いつまで観測したかを伝えるファイルを書きます。"},
    kNotifyRouteOptions,
    {},
    kNotifyRouteExamples,
    run_notify_route};

inline constexpr std::array kNotifyRunExamples{
    Example{{"As a service", "サービスとして"}, "noroshi notify run --loop 15min"}};
inline constexpr Command kNotifyRun{
    "notify run",
    {"find subscribers, look again at open cases, send what is due (operator)",
     "利用者の特定、再確認、通知の送信を行う (事業者側)"},
    {"One pass.  Every notice is written down before it is handed over and after, so that a kill "
     "at "
     "any moment neither loses nor doubles one.  The purpose (--purpose, or notify.purpose in "
     "notify.toml) is written to the audit trail first.",
     "一巡します。通知は渡す前と後に記録するので、いつ強制終了されても、失われも重複もしません。目"
     "的 (--purpose または notify.toml の notify.purpose) を先に監査記録へ残します。"},
    kNotifyRunOptions,
    {},
    kNotifyRunExamples,
    run_notify_run};

inline constexpr std::array kNotifyStatusExamples{Example{
    {"What came in, and what became of it", "入ったものと、その結果"}, "noroshi notify status"}};
inline constexpr Command kNotifyStatus{
    "notify status",
    {"show the accounts: in = out + dropped, by reason", "収支を示す (入 = 出 + 除外、理由別)"},
    {"Counts of events by stage, outcome and reason, of cases by state, of notices by channel.  "
     "Names nobody.",
     "段階・結果・理由ごとの事象数、状態ごとの案件数、手段ごとの通知数。個人は特定しません。"},
    kNotifyStatusOptions,
    {},
    kNotifyStatusExamples,
    run_notify_status};

inline constexpr std::array kNotifyCheckExamples{
    Example{{"After an incident", "障害の後に"}, "noroshi notify check"}};
inline constexpr Command kNotifyCheck{
    "notify check",
    {"check the accounts and the chain of evidence", "収支と証拠の連鎖を検査する"},
    {"Compares every sum with the rows behind it, and goes through the chain of evidence.  Exit "
     "status 1 names what does not agree.",
     "全ての合計を元の行と照合し、証拠の連鎖をたどります。合わないものがあれば示し、終了状態は 1 "
     "です。"},
    kNotifyCheckOptions,
    {},
    kNotifyCheckExamples,
    run_notify_check};

inline constexpr std::array kNotifyShowExamples{Example{
    {"A subscriber telephones", "利用者からの電話"},
    "noroshi notify show 000102030405060708090a0b0c0d0e0f --purpose 'ticket 4711: customer asks'"}};
inline constexpr Command kNotifyShow{
    "notify show",
    {"show one case with its line (audited)", "一件を回線とともに示す (監査対象)"},
    {"Personal data: who asked, which case and why is written to the audit trail first.",
     "個人情報です。誰がどの案件をなぜ見たかを、先に監査記録へ残します。"},
    kNotifyShowOptions,
    kNotifyCase,
    kNotifyShowExamples,
    run_notify_show};

inline constexpr std::array kNotifyHistoryExamples{
    Example{{"What happened to it, and when", "いつ何が起きたか"},
            "noroshi notify history 000102030405060708090a0b0c0d0e0f"}};
inline constexpr Command kNotifyHistory{"notify history",
                                        {"show what happened to one case", "一件の経過を示す"},
                                        {"States, channels and times; no line and no address.",
                                         "状態、手段、時刻。回線もアドレスも示しません。"},
                                        kNotifyHistoryOptions,
                                        kNotifyCase,
                                        kNotifyHistoryExamples,
                                        run_notify_history};

inline constexpr std::array kNotifyOptOutExamples{
    Example{{"A subscriber wants no notices", "通知を望まない利用者"},
            "noroshi notify opt-out add --line line-4711 --purpose 'asked by telephone'"}};
inline constexpr Command kNotifyOptOut{
    "notify opt-out",
    {"who wants no notices", "通知を望まない人"},
    {"By line, or by one device at a line.  Open cases follow at the next run.",
     "回線ごと、または回線の一台ごと。未完の案件には次の実行で反映します。"},
    kCommonOptions,
    {},
    kNotifyOptOutExamples};
inline constexpr Command kNotifyOptOutAdd{
    "notify opt-out add",
    {"add one", "追加する"},
    {"From the next run on nothing is sent to the line, or about the device.",
     "次の実行から、その回線または機器について何も送りません。"},
    kNotifyOptOutOptions,
    {},
    kNotifyOptOutExamples,
    run_notify_opt_out_add};
inline constexpr std::array kNotifyOptOutRemoveExamples{
    Example{{"The wish is taken back", "申し出の取り下げ"},
            "noroshi notify opt-out remove --line line-4711 --purpose 'asked by telephone'"}};
inline constexpr Command kNotifyOptOutRemove{"notify opt-out remove",
                                             {"take one back", "取り消す"},
                                             {"Open cases become due again at the next run.",
                                              "未完の案件は次の実行で通知の対象に戻ります。"},
                                             kNotifyOptOutRemoveOptions,
                                             {},
                                             kNotifyOptOutRemoveExamples,
                                             run_notify_opt_out_remove};
inline constexpr std::array kNotifyOptOutListExamples{
    Example{{"All of them", "一覧"}, "noroshi notify opt-out list --purpose 'yearly review 2026'"}};
inline constexpr Command kNotifyOptOutList{
    "notify opt-out list",
    {"list them (audited)", "一覧を示す (監査対象)"},
    {"Those of the base; the file that notify.toml names is not repeated.",
     "データベースにあるもの。notify.toml の示すファイルの内容は含みません。"},
    kNotifyOptOutListOptions,
    {},
    kNotifyOptOutListExamples,
    run_notify_opt_out_list};

inline constexpr std::array kNotifyBounceExamples{
    Example{{"Mails that came back", "戻ってきたメール"}, "noroshi notify bounce"},
    Example{{"From a relay, which tries again when it could not be kept (sysexits: 75)",
             "メールサーバーから。保存できなければ後で再送させる (sysexits: 75)"},
            "noroshi notify bounce --quiet - || exit 75"}};
inline constexpr Command kNotifyBounce{
    "notify bounce",
    {"read the mails that came back", "戻ってきたメールを読む"},
    {"Reads the Maildir of [bounces], or the messages that are named.  A permanent failure closes "
     "the mail for that notice, and "
     "the "
     "next channel follows at the next run.",
     "[bounces] の "
     "Maildir、または指定したメールを読みます。恒久的な失敗ならその通知のメールは終わり、次の実行で"
     "次の手段"
     "へ進みます。"},
    kNotifyBounceOptions,
    kNotifyMessages,
    kNotifyBounceExamples,
    run_notify_bounce};

inline constexpr std::array kNotifyCloseExamples{
    Example{{"The subscriber has moved away", "利用者の転居"},
            "noroshi notify close 000102030405060708090a0b0c0d0e0f --why 'moved away'"}};
inline constexpr Command kNotifyClose{"notify close",
                                      {"close a case by hand", "案件を手動で閉じる"},
                                      {"In the curve it counts as censored at its last sighting.",
                                       "生存曲線では、最後の観測で打ち切りとして扱います。"},
                                      kNotifyCloseOptions,
                                      kNotifyCase,
                                      kNotifyCloseExamples,
                                      run_notify_close};

inline constexpr std::array kNotifyCurveExamples{
    Example{{"Curves of all channels, for a report", "報告書のための全手段の曲線"},
            "noroshi notify curve --plot curve.svg"}};
inline constexpr Command kNotifyCurve{
    "notify curve",
    {"how long infections last after a notice, by channel", "通知後の感染の持続を手段別に示す"},
    {"Kaplan–Meier curves with censoring, by the channel of the first notice, beside those who got "
     "none, and the log-rank test between them.  The groups were not drawn by lot: a difference is "
     "no proof of an effect (docs/operations/notices.md).",
     "最初の通知の手段別に、通知のなかった群と並べて、打ち切りを考慮したカプラン・マイヤー曲線とロ"
     "グ"
     "ランク検定を示します。群は無作為に割り当てたものではなく、差は効果の証明になりません "
     "(docs/operations/notices.md)。"},
    kNotifyCurveOptions,
    {},
    kNotifyCurveExamples,
    run_notify_curve};

inline constexpr std::array kNotifyPushExamples{
    Example{{"After every run", "実行のたびに"},
            "noroshi notify push --hub https://hub.example.org --key-file /etc/noroshi/hub.key"}};
inline constexpr Command kNotifyPush{
    "notify push",
    {"send the states of cases to a hub (operator)", "案件の状態をハブへ送る (事業者側)"},
    {"A random id, family, state, channel and days: nothing else can leave (docs/formats/case.md). "
     " "
     "What the hub has already changes nothing.",
     "無作為な識別子、種類、状態、手段、日付。それ以外は送れません (docs/formats/case.md)。既にある"
     "ものは変わりません。"},
    kNotifyPushOptions,
    {},
    kNotifyPushExamples,
    run_notify_push};

}  // namespace noroshi::cli
