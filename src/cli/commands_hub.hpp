// `noroshi hub …`: the hub, served and looked after.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Option kHubFolder{"--folder",
                                   Takes::Folder,
                                   "DIR",
                                   {"the folder of the hub: settings, certificate, base",
                                    "ハブのフォルダー (設定、証明書、データベース)"},
                                   "noroshi-hub"};

inline constexpr Option kPasswordFile{
    "--password-file",
    Takes::File,
    "FILE",
    {"its first line is the password, 8 characters at least; - reads standard input.  Without it "
     "one is made and shown once",
     "最初の行をパスワードとする (8 文字以上)。- は標準入力。省略すると生成して一度だけ表示する"},
    ""};

inline constexpr Option kOrganisation{
    "--organisation", Takes::Word, "NAME", {"whose it is", "所属する組織"}, ""};

inline constexpr Option kObjectId{"--id",
                                  Takes::Word,
                                  "UUID",
                                  {"its id; a new one unless given", "ID。省略すると新しく作る"},
                                  ""};

inline constexpr Option kFingerprint{
    "--fingerprint",
    Takes::Word,
    "SHA256",
    {"trust the server whose certificate has this fingerprint, whoever signed it",
     "証明書がこのフィンガープリントのサーバーを、署名者によらず信頼する"},
    ""};

inline constexpr Option kCa{"--ca",
                            Takes::File,
                            "FILE",
                            {"trust servers that this authority (PEM) signed",
                             "この認証局 (PEM) が署名したサーバーを信頼する"},
                            ""};

inline constexpr Option kHubUrl{
    "--hub",
    Takes::Word,
    "URL",
    {"a hub elsewhere, https://…; with --key-file.  Without it the hub of --folder",
     "別の場所のハブ (https://…)。--key-file とともに使う。省略すると --folder のハブ"},
    ""};

inline constexpr Option kKeyFile{"--key-file",
                                 Takes::File,
                                 "FILE",
                                 {"its first line is an API key", "最初の行を API キーとする"},
                                 ""};

inline constexpr Command kHub{
    "hub",
    {"keep, correlate and share intelligence (STIX 2.1, TAXII 2.1)",
     "脅威情報を蓄積・相関・共有する (STIX 2.1、TAXII 2.1)"},
    {"A hub keeps what detectors, feeds and partners say, shows each account what it is entitled "
     "to, and gives away block lists.  One process; SQLite inside, PostgreSQL by one line.",
     "ハブは検知、フィード、提携先の情報を蓄え、アカウントごとに権限のある情報だけを見せ、"
     "ブロックリストを配ります。プロセスは一つ、データベースは組み込みの SQLite、または一行の"
     "設定で PostgreSQL です。"},
    kCommonOptions,
    {},
    {},
    nullptr};

inline constexpr std::array kHubInitOptions{
    kHubFolder,
    Option{"--organisation",
           Takes::Word,
           "NAME",
           {"who runs the hub", "ハブを運営する組織"},
           "My organisation"},
    Option{"--account",
           Takes::Word,
           "NAME",
           {"the first account, which runs the hub", "ハブを運用する最初のアカウント"},
           "admin"},
    kPasswordFile,
    Option{"--listen",
           Takes::Word,
           "ADDRESS:PORT",
           {"where it will answer", "待ち受けるアドレスとポート"},
           "127.0.0.1:8443"},
    Option{"--home",
           Takes::Word,
           "URL",
           {"how others reach it; unless given, by the first --name, else by the address of "
            "--listen, else by the name of this machine",
            "外から見た URL。省略すると最初の --name、なければ --listen のアドレス、それもなければ"
            "この計算機の名前を使う"},
           ""},
    Option{"--name",
           Takes::Word,
           "HOST",
           {"a name or address that its certificate shall have; localhost is always in it",
            "証明書に入れる名前またはアドレス。localhost は常に入る"},
           "",
           true},
    Option{"--database",
           Takes::Word,
           "WHERE",
           {"a file beside the settings, or postgresql://…",
            "設定と同じ場所のファイル、または postgresql://…"},
           "hub.db"},
    kLang,
    kHelp};

inline constexpr std::array kHubInitExamples{
    Example{{"A hub on this machine", "この計算機にハブを作る"},
            "noroshi hub init --organisation 'Example Telecom'"},
    Example{{"One that others reach, over PostgreSQL", "他から使えるハブを PostgreSQL の上に作る"},
            "noroshi hub init --folder /var/lib/noroshi/hub --listen 0.0.0.0:8443 --name "
            "hub.example --home https://hub.example:8443 --database postgresql:///noroshi"}};

inline constexpr Command kHubInit{
    "hub init",
    {"make a hub", "ハブを作る"},
    {"Makes the folder with settings, a self-signed certificate, the base, an organisation, an "
     "account that runs the hub, an API root and a collection, and says how to go on.  Nothing "
     "that is there is overwritten.",
     "フォルダーに、設定、自己署名証明書、データベース、組織、運用アカウント、API ルート、コレク"
     "ションを作り、次の手順を示します。既にあるものは上書きしません。"},
    kHubInitOptions,
    {},
    kHubInitExamples,
    run_hub_init};

inline constexpr std::array kHubServeOptions{
    kHubFolder,
    Option{"--listen",
           Takes::Word,
           "ADDRESS:PORT",
           {"instead of what the settings say; port 0 takes a free one",
            "設定の代わりに使う。ポート 0 は空きを選ぶ"},
           ""},
    Option{"--no-console",
           Takes::Nothing,
           "",
           {"no pages for browsers: TAXII and the API only",
            "ブラウザー向けのページを出さず、TAXII と API だけを提供する"},
           ""},
    kLang, kHelp};

inline constexpr std::array kHubServeExamples{
    Example{{"Serve until Ctrl-C", "Ctrl-C まで公開する"}, "noroshi hub serve"}};

inline constexpr Command kHubServe{
    "hub serve",
    {"serve a hub until told to stop", "ハブを公開する"},
    {"The console at /, TAXII 2.1 at /taxii2/, REST at /api/v1/ (api/openapi.yaml), /health and "
     "/metrics, all over TLS; inputs run on their schedule.  Ctrl-C and SIGTERM let running "
     "requests end.",
     "コンソール (/)、TAXII 2.1 (/taxii2/)、REST (/api/v1/、api/openapi.yaml)、/health、/metrics "
     "を "
     "TLS で提供し、入力を予定どおりに取り込みます。Ctrl-C と SIGTERM "
     "では処理中の要求を終えてから止まります。"},
    kHubServeOptions,
    {},
    kHubServeExamples,
    run_hub_serve};

inline constexpr std::array kHubPushOptions{
    kHubFolder,
    kHubUrl,
    kKeyFile,
    kFingerprint,
    kCa,
    Option{"--collection",
           Takes::Word,
           "NAME",
           {"where to: an id or an alias", "入れる先。ID または別名"},
           "desk"},
    kSealWith,
    kQuiet,
    kLang,
    kHelp};

inline constexpr Positional kPushFiles{
    "FILE",
    Takes::File,
    {"findings (JSON Lines), STIX (bundle, envelope, objects), MISP events, feeds; told by "
     "content.  - or nothing reads standard input",
     "検出結果 (JSON Lines)、STIX (バンドル、エンベロープ、オブジェクト)、MISP イベント、フィード。"
     "種類は内容で判断する。- または省略で標準入力を読む"},
    false,
    true};

inline constexpr std::array kHubPushExamples{
    Example{{"What the hunt found, into the hub", "検出結果をハブに入れる"},
            "noroshi c2 hunt flows.ipfix --format jsonl | noroshi hub push"},
    Example{{"A bundle, into a hub elsewhere", "バンドルを別の場所のハブに入れる"},
            "noroshi hub push bundle.json --hub https://hub.example:8443 --key-file key.txt "
            "--collection indicators"}};

inline constexpr Command kHubPush{
    "hub push",
    {"put findings, STIX, MISP events or feeds into a hub",
     "検出結果、STIX、MISP イベント、フィードをハブに入れる"},
    {"Ids are deterministic: pushing twice changes nothing.  A bad object refuses itself, not its "
     "neighbours; the exit status is 1 when any was refused.",
     "ID "
     "は内容から決まるので、二度入れても何も変わりません。不正なオブジェクトはそれだけが拒否され、"
     "一つでも拒否されると終了状態は 1 になります。"},
    kHubPushOptions,
    kPushFiles,
    kHubPushExamples,
    run_hub_push};

inline constexpr std::array kHubPullOptions{
    Option{"--list",
           Takes::Nothing,
           "",
           {"show API roots and collections, and stop", "API ルートとコレクションを表示して終わる"},
           ""},
    Option{"--collection",
           Takes::Word,
           "NAME",
           {"id, alias or title; the only readable one unless given",
            "ID、別名、題名。省略すると、読めるただ一つのもの"},
           ""},
    Option{
        "--user", Takes::Word, "NAME", {"account there (Basic)", "相手のアカウント (Basic)"}, ""},
    Option{"--password-file",
           Takes::File,
           "FILE",
           {"its password, first line; - reads standard input",
            "そのパスワード (最初の行)。- は標準入力"},
           ""},
    kKeyFile,
    kFingerprint,
    kCa,
    Option{"--type",
           Takes::Word,
           "TYPE",
           {"only objects of this STIX type", "この STIX 型のオブジェクトだけ"},
           "",
           true},
    Option{"--since",
           Takes::Instant,
           "TIME",
           {"only what was added there after this", "これより後に相手に加わったものだけ"},
           ""},
    Option{"--state",
           Takes::File,
           "FILE",
           {"remember how far it went, and go on there next time",
            "どこまで取り込んだかを記録し、次はそこから続ける"},
           ""},
    Option{"--into",
           Takes::Word,
           "COLLECTION",
           {"put it into the hub of --folder instead of standard output",
            "標準出力の代わりに --folder のハブに入れる"},
           ""},
    kHubFolder,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kHubPullExamples{
    Example{{"What does the server have?", "サーバーに何があるか"},
            "noroshi hub pull https://taxii.example/taxii2/ --user me --password-file pw --list"},
    Example{{"What is new, each hour", "新しいものを一時間ごとに"},
            "noroshi hub pull https://taxii.example/taxii2/ --user me --password-file pw "
            "--collection indicators --state cursor --into desk"}};

inline constexpr Command kHubPull{
    "hub pull",
    {"fetch what is new from a TAXII 2.1 server", "TAXII 2.1 サーバーから新しいものを取り込む"},
    {"Prints objects one a line, or puts them into a hub.  Each page is safe before the cursor "
     "moves on; busy servers are waited for.  A running hub does this by itself: see `noroshi hub "
     "input add`.",
     "オブジェクトを一行に一つずつ出力するか、ハブに入れます。ページを納めてから位置を進め、混雑し"
     "た"
     "サーバーは待ちます。動いているハブは自分で取り込めます: `noroshi hub input add` を参照。"},
    kHubPullOptions,
    {"URL",
     Takes::Word,
     {"discovery, API root or collection of the server",
      "サーバーのディスカバリー、API ルート、またはコレクション"},
     true},
    kHubPullExamples,
    run_hub_pull};

}  // namespace noroshi::cli
