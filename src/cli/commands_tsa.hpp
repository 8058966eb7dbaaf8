// `noroshi tsa …`: a time-stamping authority (RFC 3161), and those who ask it.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kTsaExamples{
    Example{{"Serve, then stamp a file and check the token", "運用し、ファイルに打刻して確かめる"},
            "noroshi tsa serve --config tsa.toml"},
    Example{{"Ask for a token", "トークンを求める"},
            "noroshi tsa request report.pdf --tsa http://127.0.0.1:3161/ --out report.tst"},
    Example{{"Check it", "確かめる"}, "noroshi tsa verify report.tst report.pdf --trust root.pem"}};

inline constexpr Command kTsa{
    "tsa",
    {"give time stamps (RFC 3161), ask for them, check them",
     "タイムスタンプ (RFC 3161) の発行、要求、検証"},
    {"A time-stamp token says that octets were there at a time.  The authority refuses when it "
     "cannot show that its clock is right, gives no number twice, and logs every token.\n\n"
     "How to run one is in docs/operations/tsa.md.",
     "タイムスタンプトークンは、そのデータがその時刻に存在したことを示します。局は、時計が正しいこ"
     "と"
     "を示せないときは発行せず、同じ番号を二度使わず、すべてのトークンをログに残します。\n\n"
     "運用は docs/operations/tsa.md にあります。"},
    kCommonOptions,
    {},
    kTsaExamples};

inline constexpr std::array kTsaServeOptions{
    Option{"--config",
           Takes::File,
           "FILE",
           {"the configuration; section [tsa]", "設定ファイル。セクション [tsa]"},
           "",
           false,
           true},
    Option{"--listen",
           Takes::Endpoint,
           "ADDRESS:PORT",
           {"where to listen, instead of what the configuration says; port 0 takes a free one",
            "設定に代えて待ち受けるアドレスとポート。0 なら空きポート"},
           ""},
    kQuiet, kLang, kHelp};

inline constexpr Command kTsaServe{
    "tsa serve",
    {"be a time-stamping authority, over HTTP", "HTTP でタイムスタンプ局を運用する"},
    {"Answers POST with application/timestamp-query until Ctrl-C or SIGTERM.  /health tells how it "
     "is (503 when its clock has no evidence), /log/ shows its transparency log.",
     "Ctrl-C か SIGTERM まで、application/timestamp-query の POST に答えます。/health は状態 "
     "(時計の証拠がなければ 503)、/log/ は透明性ログを示します。"},
    kTsaServeOptions,
    {},
    {},
    run_tsa_serve};

inline constexpr Option kTsaDigest{"--digest",
                                   Takes::Choice,
                                   "sha256|sha384|sha512|sha3-256|sha3-384|sha3-512",
                                   {"by which the file is imprinted", "印影に使うハッシュ関数"},
                                   "sha256"};

inline constexpr std::array kTsaRequestOptions{
    Option{"--tsa",
           Takes::Word,
           "URL",
           {"the authority: http:// or https://", "局のアドレス: http:// か https://"},
           "",
           false,
           true},
    Option{"--out",
           Takes::File,
           "FILE",
           {"where the token goes; - is standard output", "トークンの出力先。- は標準出力"},
           "",
           false,
           true},
    kTsaDigest,
    Option{"--policy",
           Takes::Word,
           "OID",
           {"to ask for a token under this policy", "この方針のトークンを求める"},
           ""},
    Option{"--ca-file",
           Takes::File,
           "FILE",
           {"https: trust these certificates instead of the system's",
            "https: システムの証明書に代えてこれらを信頼する"},
           ""},
    Option{"--response",
           Takes::Nothing,
           "",
           {"keep the whole TimeStampResp, as `openssl ts -reply` does",
            "`openssl ts -reply` と同じく TimeStampResp 全体を保存する"},
           ""},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kTsaRequestExamples{
    Example{{"From an authority on this machine", "この計算機の局に"},
            "noroshi tsa request report.pdf --tsa http://127.0.0.1:3161/ --out report.tst"}};

inline constexpr Command kTsaRequest{
    "tsa request",
    {"ask an authority to stamp a file", "ファイルへの打刻を局に求める"},
    {"Only the digest leaves this machine.  The token is kept only if it is an answer to what was "
     "asked: imprint, nonce, policy, signature.",
     "この計算機から出るのはハッシュ値だけです。トークンは、求めに対する答え "
     "(印影、ノンス、方針、署名) であるときだけ保存します。"},
    kTsaRequestOptions,
    Positional{
        "FILE", Takes::File, {"what is stamped; - is standard input", "対象。- は標準入力"}, true},
    kTsaRequestExamples,
    run_tsa_request};

inline constexpr std::array kTsaVerifyOptions{
    Option{"--trust",
           Takes::File,
           "FILE",
           {"certificates that are trusted, a file or a folder (PEM or DER)",
            "信頼する証明書のファイルまたはフォルダー (PEM か DER)"},
           "",
           false,
           true},
    Option{"--material",
           Takes::File,
           "FILE",
           {"more certificates, or revocation lists (PEM or DER)",
            "ほかの証明書または失効リスト (PEM か DER)"},
           "",
           true},
    Option{"--at",
           Takes::Instant,
           "TIME",
           {"judge certificates as of this time; otherwise as of now",
            "この時刻で証明書を判断する。指定がなければ現在"},
           ""},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kTsaVerifyExamples{
    Example{{"As of the day on which it was filed", "保存した日の時点で"},
            "noroshi tsa verify report.tst report.pdf --trust root.pem --at "
            "2026-04-01T00:00:00Z"}};

inline constexpr Command kTsaVerify{
    "tsa verify",
    {"check a token against the file it stamps", "トークンを対象のファイルと照合する"},
    {"Checks signature, ESSCertID, purpose, imprint, and the path to a trusted certificate.  Where "
     "revocation lists are given they count.  Exit status 1 with the reason when any of it does "
     "not hold.  Nothing is fetched.",
     "署名、ESSCertID、用途、印影、信頼する証明書までの経路を確かめます。失効リストがあれば考慮しま"
     "す"
     "。一つでも成り立たなければ理由を示し、終了ステータスは 1 です。何も取りに行きません。"},
    kTsaVerifyOptions,
    Positional{"FILE",
               Takes::File,
               {"the token (or the whole response), then the file that it stamps",
                "トークン (または応答全体)、続いて対象のファイル"},
               true,
               true},
    kTsaVerifyExamples,
    run_tsa_verify};

inline constexpr std::array kTsaShowOptions{kLang, kHelp};

inline constexpr Command kTsaShow{
    "tsa show",
    {"show what a token or a response says, unchecked", "トークンや応答の内容を検証せずに示す"},
    {"Nothing is believed and nothing is checked: `tsa verify` does that.",
     "内容を示すだけで、検証はしません。検証は `tsa verify` で行います。"},
    kTsaShowOptions,
    Positional{"FILE",
               Takes::File,
               {"a token, or a whole TimeStampResp; - is standard input",
                "トークンまたは TimeStampResp 全体。- は標準入力"},
               true},
    {},
    run_tsa_show};

inline constexpr std::array kTsaAuditOptions{
    Option{"--last",
           Takes::Count,
           "N",
           {"only the newest N; otherwise all", "新しい N 件だけ。指定がなければすべて"},
           ""},
    Option{
        "--format", Takes::Choice, "table|jsonl", {"how they are printed", "表示の形式"}, "table"},
    kQuiet, kLang, kHelp};

inline constexpr std::array kTsaAuditExamples{Example{
    {"The newest ten", "新しい 10 件"}, "noroshi tsa audit /var/lib/noroshi/tsa --last 10"}};

inline constexpr Command kTsaAudit{
    "tsa audit",
    {"show an authority's clock audits, checked against its log",
     "局の時刻監査の履歴をログと照合して示す"},
    {"Each audit says how far the sources of time saw the clock, and whether time stamps were "
     "given.  Each is looked up in the log; exit status 1 when one is not there as it is written.",
     "監査ごとに、時刻源から見た時計のずれと、発行の可否を示します。各監査をログと照合し、"
     "記録どおりでないものがあれば終了ステータスは 1 です。"},
    kTsaAuditOptions,
    Positional{"DIR", Takes::Folder, {"the authority's folder", "局のフォルダー"}, true},
    kTsaAuditExamples,
    run_tsa_audit};

}  // namespace noroshi::cli
