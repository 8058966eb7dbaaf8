// `noroshi psi …`: which servers two operators both detected, without showing the others.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/commands_c2_programme.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Positional kPsiLists{
    "FILE",
    Takes::File,
    {"our servers: findings, endpoints one a line, CSV with ip and port, or a feed "
     "(docs/formats/feeds.md).  - or nothing reads standard input",
     "こちらのサーバー: 検出結果、一行に一つのエンドポイント、ip と port のある "
     "CSV、またはフィード "
     "(docs/formats/feeds.md)。- または省略で標準入力を読む"},
    false,
    true};

inline constexpr Option kPsiLearns{
    "--learns",
    Takes::Choice,
    "both|me|peer",
    {"who learns what is shared; the peer must ask for the same, seen from its side",
     "共通部分を知る側。相手も、相手から見て同じことを指定する"},
    "both"};

inline constexpr Option kPsiCountOnly{
    "--count-only",
    Takes::Nothing,
    "",
    {"learn how many servers are shared, not which; the peer must ask for the same",
     "共通のサーバーの数だけを知り、どれかは知らない。相手も同じく指定する"},
    ""};

inline constexpr Option kPsiLimit{
    "--limit",
    Takes::Count,
    "N",
    {"the longest list that either side may bring: agree on it beforehand, for a long list may be "
     "a list of guesses",
     "どちらの一覧にも許す最大の長さ。長い一覧は当て推量でありうるので、前もって取り決める"},
    "1000000"};

inline constexpr Option kPsiLog{
    "--log",
    Takes::File,
    "FILE",
    {"write down each run, chained by hashes, before anything leaves: peer, terms, sizes and the "
     "commitments to both lists",
     "何かを送る前に、相手、条件、長さ、両方の一覧への確約を、ハッシュで連ねてこのファイルに記録す"
     "る"},
    ""};

inline constexpr Option kPsiPurpose{
    "--purpose", Takes::Word, "TEXT", {"why, for --log", "--log に残す理由"}, ""};

inline constexpr Option kPsiThreads{"--threads",
                                    Takes::Count,
                                    "N",
                                    {"how many threads blind; all processors unless given",
                                     "秘匿計算に使うスレッド数。指定がなければ全プロセッサ"},
                                    ""};

inline constexpr Option kPsiFormat{"--format",
                                   Takes::Choice,
                                   "table|json|csv",
                                   {"how the result is printed; csv can be read again as a list",
                                    "結果の形式。csv は一覧として読み直せる"},
                                   "table"};

inline constexpr Option kPsiStrict{
    "--strict",
    Takes::Nothing,
    "",
    {"stop at the first line that is no endpoint, instead of counting it",
     "サーバーとして読めない行を数えて続けず、最初の一件で止まる"},
    ""};

inline constexpr Option kPsiCertificate{"--certificate",
                                        Takes::File,
                                        "FILE",
                                        {"our certificate, and its chain if it has one (PEM)",
                                         "こちらの証明書と、あればその連鎖 (PEM)"},
                                        "",
                                        false,
                                        true};

inline constexpr Option kPsiKey{"--key", Takes::File, "FILE", {"its key (PEM)", "その鍵 (PEM)"},
                                "",      false,       true};

inline constexpr Option kPsiPeer{
    "--peer",
    Takes::Word,
    "SHA256",
    {"the fingerprint of the peer's certificate, told by telephone; openssl x509 -noout "
     "-fingerprint -sha256 shows it.  May be given several times",
     "電話などで確かめた、相手の証明書のフィンガープリント (openssl x509 -noout -fingerprint "
     "-sha256 で表示)。何度でも指定できる"},
    "",
    true};

inline constexpr Option kPsiCa{
    "--ca",
    Takes::File,
    "FILE",
    {"in place of --peer: the authority that signed the peer's certificate (PEM)",
     "--peer の代わりに、相手の証明書に署名した認証局 (PEM)"},
    ""};

inline constexpr Option kPsiPatience{
    "--patience",
    Takes::Duration,
    "DURATION",
    {"give up a peer who is silent for so long", "相手がこの間沈黙したら諦める"},
    "10min"};

constexpr Option psi_out(std::string_view fallback) {
  return {"--out", Takes::File, "FILE", {"the file for the peer", "相手に渡すファイル"}, fallback};
}

inline constexpr Option kPsiSeal{
    "--seal",
    Takes::Word,
    "SHA256",
    {"the seal that the sender told by another way; another file is refused",
     "送り手が別の手段で伝えた封印。違うファイルは拒む"},
    ""};

// What both sides must agree on, and where that is written down.
inline constexpr std::array kPsiTerms{kPsiLearns, kPsiCountOnly, kPsiLimit, kPsiLog, kPsiPurpose};

// How our list is read and worked on, after what is particular to a command.
inline constexpr std::array kPsiReading{kPsiThreads, kProgrammeThreshold, kPsiStrict};

// Who waits and who calls take the same options, but for where, and how the peer's name is found.
constexpr auto psi_channel_options(const Option& where, const Option& peer_name) {
  return joined(std::array{where, kPsiCertificate, kPsiKey, kPsiPeer, kPsiCa, peer_name}, kPsiTerms,
                std::array{kPsiFormat, kPsiPatience}, kPsiReading,
                std::array{kColor, kQuiet, kLang, kHelp});
}

inline constexpr auto kPsiListenOptions =
    psi_channel_options({"--at",
                         Takes::Endpoint,
                         "IP:PORT",
                         {"where to wait; port 0 takes a free one and says which",
                          "待ち受ける場所。ポート 0 は空きを選んで知らせる"},
                         "0.0.0.0:7443"},
                        {"--peer-name",
                         Takes::Word,
                         "NAME",
                         {"with --ca: the name or address in the peer's certificate",
                          "--ca とともに: 相手の証明書にある名前またはアドレス"},
                         ""});

inline constexpr auto kPsiConnectOptions = psi_channel_options(
    {"--to",
     Takes::Word,
     "HOST:PORT",
     {"where the peer listens", "相手の待つ場所"},
     "",
     false,
     true},
    {"--peer-name",
     Takes::Word,
     "NAME",
     {"with --ca: the name or address in the peer's certificate; HOST unless given",
      "--ca とともに: 相手の証明書にある名前またはアドレス。指定がなければ HOST"},
     ""});

// What is put into a secret file, and read from there by `psi finish`.
inline constexpr Option kPsiSecret{
    "--secret",
    Takes::File,
    "FILE",
    {"where our key of this run is kept until `psi finish`; it must not exist yet",
     "`psi finish` まで、この回の鍵をしまうファイル。まだ無いものを指定する"},
    "psi.secret"};

inline constexpr auto kPsiOfferOptions =
    joined(std::array{psi_out("offer.psi"), kPsiSecret}, kPsiTerms, kPsiReading,
           std::array{kQuiet, kLang, kHelp});

inline constexpr auto kPsiAnswerOptions = joined(
    std::array{Option{"--offer",
                      Takes::File,
                      "FILE",
                      {"the peer's offer", "相手の offer ファイル"},
                      "",
                      false,
                      true},
               kPsiSeal, psi_out("answer.psi"), kPsiSecret},
    kPsiTerms, std::array{kPsiFormat}, kPsiReading, std::array{kColor, kQuiet, kLang, kHelp});

inline constexpr std::array kPsiFinishOptions{
    Option{"--secret",
           Takes::File,
           "FILE",
           {"what `psi offer` or `psi answer` kept; it is destroyed",
            "`psi offer` または `psi answer` がしまったファイル。破棄される"},
           "psi.secret"},
    kPsiSeal,
    psi_out("reply.psi"),
    kPsiFormat,
    kPsiThreads,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kPsiExamples{
    Example{{"One operator waits", "一方が待つ"},
            "noroshi psi listen findings.jsonl --certificate our.pem --key our.key --peer "
            "5f1c0e6e0b9f4a7d2c3e8b6a9d1f4c7e2b5a8d0c3f6e9b2a5d8c1f4e7b0a3d6c"},
    Example{{"and the other calls", "もう一方が呼ぶ"},
            "noroshi psi connect list.csv --to psi.example.net:7443 --certificate our.pem --key "
            "our.key --peer 0a3d6c5f1c0e6e0b9f4a7d2c3e8b6a9d1f4c7e2b5a8d0c3f6e9b2a5d8c1f4e7b"},
    Example{{"By files, for who may not connect", "接続できない場合はファイルで"},
            "noroshi psi offer findings.jsonl --out offer.psi"}};

inline constexpr std::array kPsiListenExamples{
    Example{{"Wait for the peer with this certificate", "この証明書の相手を待つ"},
            "noroshi psi listen findings.jsonl --certificate our.pem --key our.key --peer "
            "5f1c0e6e0b9f4a7d2c3e8b6a9d1f4c7e2b5a8d0c3f6e9b2a5d8c1f4e7b0a3d6c --log psi.jsonl"}};

inline constexpr std::array kPsiConnectExamples{
    Example{{"How many servers are shared, and no more", "共通のサーバーの数だけ"},
            "noroshi psi connect list.csv --to psi.example.net:7443 --certificate our.pem --key "
            "our.key --ca authority.pem --count-only"}};

inline constexpr std::array kPsiFileExamples{
    Example{{"The first operator", "一方が始める"},
            "noroshi psi offer findings.jsonl --out offer.psi --secret our.secret"},
    Example{{"The second", "もう一方が答える"},
            "noroshi psi answer list.csv --offer offer.psi --out answer.psi --secret our.secret"},
    Example{{"The first again: its result, and the reply", "一方が結果を得て、返事を書く"},
            "noroshi psi finish answer.psi --secret our.secret --out reply.psi"},
    Example{{"The second again: its result", "もう一方も結果を得る"},
            "noroshi psi finish reply.psi --secret our.secret"}};

inline constexpr Command kPsi{
    "psi",
    {"compare lists with another operator, showing only what is shared",
     "共通部分だけを明かして、他の事業者と一覧を比べる"},
    {"Private set intersection: two operators learn which servers both have detected (or only how "
     "many), and each the length of the other's list, and nothing else.  Each blinds its list with "
     "a fresh secret key, in the group ristretto255.\n\n"
     "It does not protect against a peer that puts guesses into its own list: agree on --limit "
     "beforehand, and keep a --log.  Hashed addresses would be no privacy: all of them can be "
     "tried out.  See docs/operations/private-overlap.md.",
     "秘匿共通集合計算です。二つの事業者が、双方の検出したサーバー (またはその数) と相手の一覧の長"
     "さだけを知り、他は何も知りません。それぞれが一回限りの秘密の鍵で一覧を秘匿します (群は "
     "ristretto255)。\n\n"
     "当て推量を一覧に混ぜる相手からは守れません。--limit を前もって取り決め、--log を残してくださ"
     "い。アドレスのハッシュ値は総当たりできるため秘匿になりません。"
     "docs/operations/private-overlap.md を参照。"},
    kCommonOptions,
    {},
    kPsiExamples};

inline constexpr Command kPsiListen{
    "psi listen",
    {"wait for the other operator, and compare lists", "相手の事業者を待ち、一覧を比べる"},
    {"Waits for one run over TLS 1.3.  Only the peer whose certificate is known gets in; others "
     "are turned away and told on standard error.",
     "TLS 1.3 で一回だけ待ちます。証明書を知る相手だけを通し、他は拒んで標準エラーに示します。"},
    kPsiListenOptions,
    kPsiLists,
    kPsiListenExamples,
    run_psi_listen};

inline constexpr Command kPsiConnect{
    "psi connect",
    {"call the other operator, and compare lists", "相手の事業者を呼び、一覧を比べる"},
    {"Connects to a peer that runs `noroshi psi listen`, over TLS 1.3 with certificates on both "
     "sides.",
     "`noroshi psi listen` を動かす相手に、双方の証明書を伴う TLS 1.3 で接続します。"},
    kPsiConnectOptions,
    kPsiLists,
    kPsiConnectExamples,
    run_psi_connect};

inline constexpr Command kPsiOffer{
    "psi offer",
    {"begin a comparison by files", "ファイルによる比較を始める"},
    {"Writes our blinded list for the peer, and keeps the "
     "key of this run.  The peer answers with `psi answer`.",
     "秘匿した一覧を相手へのファイル に書き、この回の鍵をしまいます。相"
     "手は `psi answer` で答えます。"},
    kPsiOfferOptions,
    kPsiLists,
    kPsiFileExamples,
    run_psi_offer};

inline constexpr Command kPsiAnswer{"psi answer",
                                    {"answer an offer", "offer に答える"},
                                    {"Writes our blinded list and the peer's, blinded twice.  "
                                     "--learns both needs the peer's reply: `psi finish` reads it.",
                                     "こちらの秘匿した一覧と、二重に秘匿した相手の一覧を書きます。"
                                     "--learns both では相手の返事を `psi finish` で読みます。"},
                                    kPsiAnswerOptions,
                                    kPsiLists,
                                    kPsiFileExamples,
                                    run_psi_answer};

inline constexpr Command kPsiFinish{
    "psi finish",
    {"read the answer or the reply: the result", "答えまたは返事を読み、結果を得る"},
    {"Who made the offer reads the answer, and writes the reply if the peer learns too; who "
     "answered reads that reply.  The secret is destroyed: "
     "one key answers one file.",
     "offer の側は答えを読み、相手も知る場合は返事 を書きます。答えた側"
     "はその返事を読みます。鍵は一つのファイルにだけ使い、破棄します。"},
    kPsiFinishOptions,
    Positional{
        "FILE", Takes::File, {"the peer's answer or reply", "相手の答えまたは返事"}, true, false},
    kPsiFileExamples,
    run_psi_finish};

inline constexpr std::array kPsiCommitmentOptions{
    Option{"--salt",
           Takes::Word,
           "HEX",
           {"the salt that the log of that run has", "その回の記録にあるソルト"},
           "",
           false,
           true},
    kProgrammeThreshold,
    kPsiStrict,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kPsiCommitmentExamples{
    Example{{"Compare what this prints with the other side's log", "出力を相手の記録と比べる"},
            "noroshi psi commitment list.csv --salt "
            "3cdfd32d3dbc247fe027bd9e67c916f6a416d950dc8ac7f9e927764ff4d6def7"}};

inline constexpr Command kPsiCommitment{
    "psi commitment",
    {"tell whether a list was that of a run", "ある一覧がその回のものだったかを確かめる"},
    {"Prints the commitment to a list under a salt.  Both sides' logs hold it: if it ever comes to "
     "a "
     "dispute, whoever shows list and salt shows what was compared.",
     "一覧とソルトから確約を計算して表示します。確約は双方の記録にあり、争いになったとき、一覧とソ"
     "ルトを示せば、何を比べたかを示せます。"},
    kPsiCommitmentOptions,
    kPsiLists,
    kPsiCommitmentExamples,
    run_psi_commitment};

}  // namespace noroshi::cli
