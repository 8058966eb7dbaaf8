// `noroshi log …`: a log that cannot forget, and those who watch it.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/commands_hub.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Option kLogFolder{
    "--log", Takes::Folder, "DIR", {"the log's folder", "ログのフォルダー"}, "", false, true};

inline constexpr Option kLogKey{
    "--key", Takes::File,
    "FILE",  {"the secret key, as `noroshi log key` made it", "`noroshi log key` で作った秘密鍵"},
    "",      false,
    true};

inline constexpr Option kLogPolicy{
    "--policy",
    Takes::File,
    "FILE",
    {"which logs and witnesses are trusted (C2SP tlog-policy; docs/formats/transparency-log.md)",
     "信頼するログと証人 (C2SP tlog-policy; docs/formats/transparency-log.md)"},
    "",
    false,
    true};

inline constexpr Option kLogListen{
    "--listen",
    Takes::Endpoint,
    "ADDRESS:PORT",
    {"where to listen; port 0 takes a free one", "待ち受けるアドレスとポート。0 なら空きポート"},
    "127.0.0.1:8686"};

inline constexpr Positional kLogWhere{"LOG",
                                      Takes::Word,
                                      {"the folder of a log, or its http:// or https:// address",
                                       "ログのフォルダー、または http:// か https:// のアドレス"},
                                      true,
                                      false};

inline constexpr std::array kLogKeyOptions{
    Option{"--name",
           Takes::Word,
           "NAME",
           {"who signs: log.example.org/cases.  For a log it is its origin, for ever",
            "署名者の名前: log.example.org/cases。ログではその名前 (origin) となり、変えられない"},
           "",
           false,
           true},
    Option{"--out",
           Takes::File,
           "FILE",
           {"where the secret key goes, mode 0600; one that exists is never replaced",
            "秘密鍵の出力先 (モード 0600)。既にあれば置き換えない"},
           "",
           false,
           true},
    Option{"--witness",
           Takes::Nothing,
           "",
           {"a key for cosignatures of a witness", "証人の連署に使う鍵"},
           ""},
    kLang, kHelp};

inline constexpr std::array kLogKeyExamples{
    Example{{"A log and a witness", "ログと証人の鍵"},
            "noroshi log key --name log.example.org/cases --out cases.key"}};

inline constexpr Command kLogKeyCommand{
    "log key",
    {"draw a key for a log or a witness", "ログまたは証人の鍵を作る"},
    {"Writes the secret key to a file and prints the public one, which goes into policies.",
     "秘密鍵をファイルに書き、ポリシーに載せる公開鍵を表示します。"},
    kLogKeyOptions,
    {},
    kLogKeyExamples,
    run_log_key};

inline constexpr std::array kLogAppendOptions{
    kLogFolder,
    kLogKey,
    Option{"--whole",
           Takes::Nothing,
           "",
           {"each FILE is one entry; otherwise each line is",
            "FILE 全体を 1 エントリとする。指定がなければ 1 行が 1 エントリ"},
           ""},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kLogAppendExamples{
    Example{{"Each line of standard input", "標準入力の各行を"},
            "noroshi log append --log cases --key cases.key -"}};

inline constexpr Command kLogAppend{
    "log append",
    {"append entries, durably, and sign what is there", "エントリを永続的に追記し、署名する"},
    {"Prints the index of each entry, once it is on the disk, and signs a checkpoint over all of "
     "them.  The folder is made if it is not there.  An entry has up to 65,535 octets, and "
     "everybody who reads the log sees it: log the hash of what is secret.",
     "ディスクに書き終えたエントリの番号を表示し、全体のチェックポイントに署名します。フォルダーは"
     "なければ作ります。エントリは 65,535 オクテットまでで、ログを読む者すべてに見えます。"
     "秘密のものはハッシュを載せてください。"},
    kLogAppendOptions,
    Positional{"FILE",
               Takes::File,
               {"entries; - or nothing reads standard input", "エントリ。- または省略で標準入力"},
               false,
               true},
    kLogAppendExamples,
    run_log_append};

inline constexpr std::array kLogPublishOptions{kLogFolder, kLogKey, kLogPolicy,
                                               kQuiet,     kLang,   kHelp};

inline constexpr std::array kLogPublishExamples{
    Example{{"With the witnesses of the policy", "ポリシーの証人とともに"},
            "noroshi log publish --log cases --key cases.key --policy policy.txt"}};

inline constexpr Command kLogPublish{
    "log publish",
    {"sign what is there, and ask witnesses to cosign", "署名し、証人に連署を求める"},
    {"Asks each witness of the policy that has an address, and puts its cosignature under the "
     "checkpoint.  A witness that refuses is named, with its reason.  Exit status 1 when the "
     "quorum is not met.",
     "ポリシーでアドレスを持つ各証人に連署を求め、チェックポイントに加えます。断った証人は理由とと"
     "もに"
     "示します。定足数に満たなければ終了ステータスは 1 です。"},
    kLogPublishOptions,
    {},
    kLogPublishExamples,
    run_log_publish};

inline constexpr std::array kLogServeOptions{kLogFolder, kLogListen, kQuiet, kLang, kHelp};

inline constexpr Command kLogServe{
    "log serve",
    {"show a log to everybody, over HTTP", "ログを HTTP で公開する"},
    {"Serves the checkpoint and the tiles (C2SP tlog-tiles), and nothing else.  Any web server can "
     "do "
     "the same with the folder, except for its part .private.",
     "チェックポイントとタイル (C2SP tlog-tiles) だけを公開します。.private を除くフォルダーを"
     "ウェブサーバーで公開しても同じです。"},
    kLogServeOptions,
    {},
    {},
    run_log_serve};

inline constexpr std::array kLogProveOptions{
    Option{"--index",
           Takes::Seed,
           "N",
           {"the entry's index, as `log append` printed it", "`log append` が表示した番号"},
           "",
           false,
           true},
    Option{"--out",
           Takes::File,
           "FILE",
           {"where the proof goes; - is standard output", "証明の出力先。- は標準出力"},
           "-"},
    kFingerprint,
    kCa,
    kLang,
    kHelp};

inline constexpr std::array kLogProveExamples{
    Example{{"A proof for the archive", "保管用の証明"},
            "noroshi log prove cases --index 7 --out case-7.tlog-proof"}};

inline constexpr Command kLogProve{
    "log prove",
    {"write the proof that an entry is in a log", "エントリがログにあることの証明を書き出す"},
    {"The proof file (C2SP tlog-proof) holds the path to the root and the checkpoint with all its "
     "signatures: with it `log verify` needs neither the log nor a network.",
     "証明ファイル (C2SP tlog-proof) は根までの経路と署名付きチェックポイントを含みます。"
     "`log verify` はログもネットワークも必要としません。"},
    kLogProveOptions,
    kLogWhere,
    kLogProveExamples,
    run_log_prove};

inline constexpr std::array kLogVerifyOptions{
    kLogPolicy,
    Option{"--entry",
           Takes::File,
           "FILE",
           {"the entry, or what it commits to where the proof opens one: the file's octets; - is "
            "standard input",
            "エントリ、または証明が開示するコミットメントの元の内容: ファイルの内容そのもの。- "
            "は標準入力"},
           "",
           false,
           true},
    Option{"--line",
           Takes::Nothing,
           "",
           {"the entry is the file without its last line feed, as `log append` takes lines",
            "ファイル末尾の改行を除いたものをエントリとする (`log append` の行と同じ)"},
           ""},
    kLang, kHelp};

inline constexpr std::array kLogVerifyExamples{
    Example{{"Offline, with the policy alone", "ポリシーだけで、オフラインで"},
            "noroshi log verify case-7.tlog-proof --policy policy.txt --entry case-7.json"}};

inline constexpr Command kLogVerify{
    "log verify",
    {"check such a proof, offline", "証明をオフラインで検証する"},
    {"Says which log holds the entry, at which index, and which witnesses vouched for the log, "
     "when.  Exit status 1 when the proof does not hold.",
     "どのログの何番目にエントリがあり、どの証人がいつログを保証したかを示します。証明が成り立たな"
     "ければ"
     "終了ステータスは 1 です。"},
    kLogVerifyOptions,
    Positional{"PROOF", Takes::File, {"a .tlog-proof file", ".tlog-proof ファイル"}, true, false},
    kLogVerifyExamples,
    run_log_verify};

inline constexpr std::array kLogWitnessOptions{
    Option{"--memory",
           Takes::Folder,
           "DIR",
           {"what it cosigned last; losing it means forgetting what was vouched for",
            "最後に連署したものの記録。失うと、何を保証したかを忘れることになる"},
           "",
           false,
           true},
    kLogKey,
    Option{"--policy",
           Takes::File,
           "FILE",
           {"the logs that it watches: the log lines of a policy", "見守るログ: ポリシーの log 行"},
           "",
           false,
           true},
    kLogListen,
    kQuiet,
    kLang,
    kHelp};

inline constexpr Command kLogWitness{
    "log witness",
    {"vouch for logs that only grow (C2SP tlog-witness)", "追記だけのログを保証する証人"},
    {"Answers POST /add-checkpoint: cosigns a checkpoint that provably begins with the one that it "
     "cosigned last.  It sees no entries.",
     "POST /add-checkpoint に答え、前回連署したものから始まると証明されたチェックポイントに連署しま"
     "す。"
     "エントリは見ません。"},
    kLogWitnessOptions,
    {},
    {},
    run_log_witness};

inline constexpr std::array kLogMonitorOptions{
    Option{"--mirror",
           Takes::Folder,
           "DIR",
           {"the checked copy that is kept", "検証済みの写しを置くフォルダー"},
           "",
           false,
           true},
    kLogPolicy,
    kFingerprint,
    kCa,
    Option{"--every",
           Takes::Duration,
           "DURATION",
           {"look again after so long, until Ctrl-C; otherwise once",
            "この間隔で見直し、Ctrl-C まで続ける。指定がなければ一度だけ"},
           ""},
    Option{"--print", Takes::Nothing, "", {"print each new entry", "新しいエントリを表示する"}, ""},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kLogMonitorExamples{
    Example{{"A ministry watches an operator's log", "省庁が事業者のログを見守る"},
            "noroshi log monitor https://log.example.org/cases/ --mirror cases --policy policy.txt "
            "--every 5min"}};

inline constexpr Command kLogMonitor{
    "log monitor",
    {"mirror a log and check every octet of it", "ログを写し、すべてを検証する"},
    {"Every entry must hash to the root that was signed, and every tree must begin with the one "
     "before.  A log that was forked, cut or rewritten is called so, with both signed notes kept "
     "as "
     "evidence; exit status 3.",
     "すべてのエントリが署名された根に至り、どの木も前の木から始まることを確かめます。分岐、切り詰"
     "め、"
     "書き換えを見つけると、証拠として両方の署名付き文書を残し、終了ステータス 3 で知らせます。"},
    kLogMonitorOptions,
    kLogWhere,
    kLogMonitorExamples,
    run_log_monitor};

inline constexpr Command kLog{
    "log",
    {"a log that cannot forget, and those who watch it", "忘れることのできないログと、その見守り"},
    {"Transparency logs in the form of C2SP: append, prove, verify, witness, monitor.",
     "C2SP 形式の透明性ログ: 追記、証明、検証、証人、監視。"},
    kCommonOptions,
    {},
    {}};

}  // namespace noroshi::cli
