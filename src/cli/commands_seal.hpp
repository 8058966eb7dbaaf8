// `noroshi seal …`: seals of organisations (eシール) made, kept alive and verified.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kSealExamples{
    Example{{"Seal a report with a key from a file", "ファイルの鍵で報告書に印を付ける"},
            "noroshi seal make report.pdf --format pades --key seal.key --certificate seal.pem "
            "--out report.sealed.pdf"},
    Example{{"Is it valid, and why?", "有効か、なぜか"},
            "noroshi seal verify report.sealed.pdf --anchors anchors --lang ja"}};

inline constexpr Command kSeal{
    "seal",
    {"seal documents, and verify the seals of others", "文書に eシールを付け、検証する"},
    {"A seal proves which organisation issued a document and that nobody changed it since; with a "
     "time stamp it proves that for decades.\n\n"
     "Formats, levels, keys and what a verdict means are in docs/operations/seals.md.",
     "eシールは、文書がどの組織から出たか、その後変更されていないかを証明します。タイムスタンプと"
     "ともに数十年にわたって証明できます。\n\n"
     "形式、水準、鍵、判定の意味は docs/operations/seals.md にあります。"},
    kCommonOptions,
    {},
    kSealExamples};

inline constexpr Positional kSealFile{
    "FILE", Takes::File, {"a sealed document", "印の付いた文書"}, true, false};

inline constexpr Option kSealOut{
    "--out",
    Takes::File,
    "FILE",
    {"where it goes; - is standard output.  The file appears when it is complete",
     "出力先。- は標準出力。ファイルは完成したときに現れる"},
    "-"};

inline constexpr Option kSealMaterial{
    "--material",
    Takes::File,
    "PATH",
    {"certificates, revocation lists and OCSP answers: a file, or a folder of them, told apart by "
     "content.  Nothing is ever fetched",
     "証明書、失効リスト、OCSP 応答のファイルまたはフォルダー。内容で見分ける。ネットワークからは"
     "取得しない"},
    "",
    true};

inline constexpr Option kSealContent{
    "--content",
    Takes::File,
    "FILE",
    {"what was sealed, where the seal is a file of its own; the name counts where several are "
     "sealed together",
     "印が別ファイルのとき、その対象のファイル。複数の対象は名前で見分ける"},
    "",
    true};

inline constexpr Option kSealTsa{
    "--tsa",
    Takes::Word,
    "URL",
    {"the time-stamping authority (RFC 3161), http:// or https://; from level B-T on",
     "時刻認証局 (RFC 3161) の http:// または https:// のアドレス。B-T 以上で必要"},
    ""};

inline constexpr std::array kSealKeyOptions{
    Option{"--key",
           Takes::File,
           "FILE",
           {"the private key: PKCS #8 or PKCS #12, readable by its owner alone",
            "秘密鍵 (PKCS #8 または PKCS #12)。所有者だけが読めること"},
           ""},
    Option{"--certificate",
           Takes::File,
           "FILE",
           {"the key's certificate with its chain behind it; otherwise what --key or the token has",
            "鍵の証明書と、続けてその鎖。省けば --key またはトークンのもの"},
           ""},
    Option{"--passphrase-file",
           Takes::File,
           "FILE",
           {"its first line opens --key", "一行目が --key のパスフレーズ"},
           ""},
    Option{"--pkcs11",
           Takes::File,
           "MODULE",
           {"the key is in a PKCS #11 token: its library",
            "鍵が PKCS #11 トークンにあるとき、そのライブラリ"},
           ""},
    Option{"--token", Takes::Word, "LABEL", {"label of the token", "トークンのラベル"}, ""},
    Option{"--key-label",
           Takes::Word,
           "LABEL",
           {"label of the private key in the token", "トークン内の秘密鍵のラベル"},
           ""},
    Option{"--pin-file",
           Takes::File,
           "FILE",
           {"its first line is the token's PIN", "一行目がトークンの PIN"},
           ""},
    Option{"--key-profile",
           Takes::File,
           "PROFILE",
           {"the key of a seal profile: the way to one that a hub or another service keeps",
            "シールプロファイルの鍵。ハブなどのサービスに預けた鍵を使うとき"},
           ""},
    Option{"--padding",
           Takes::Choice,
           "pkcs1|pss",
           {"of signatures by RSA keys", "RSA 鍵の署名の詰め方"},
           "pkcs1"}};

inline constexpr std::array kSealMakeOwn{
    Option{"--format",
           Takes::Choice,
           "cades|jades|pades|asic-s|asic-e",
           {"CMS for any file, JSON for any file, or within a PDF; or a container of one file "
            "(asic-s) or of several (asic-e) with a CMS seal over all of it",
            "CMS (任意のファイル)、JSON (任意のファイル)、PDF 内、またはファイル 1 つ (asic-s) や"
            "複数 (asic-e) とその印を収めるコンテナー"},
           "cades"},
    Option{
        "--level",
        Takes::Choice,
        "b-b|b-t|b-lt|b-lta",
        {"b-t adds a time stamp, b-lt what proves the certificates, b-lta a stamp over all of it",
         "b-t は時刻、b-lt は証明書の証拠、b-lta は全体の時刻を加える"},
        "b-b"},
    Option{"--detached",
           Takes::Nothing,
           "",
           {"the seal goes into a file of its own (cades, jades)",
            "印を別ファイルにする (cades、jades)"},
           ""},
    Option{"--mime-type",
           Takes::Word,
           "TYPE",
           {"of the content: text/csv", "内容の種類: text/csv"},
           ""},
    Option{"--role",
           Takes::Word,
           "TEXT",
           {"a role that the sealer claims", "発行者が名乗る役割"},
           "",
           true},
    Option{"--reason",
           Takes::Word,
           "TEXT",
           {"shown by PDF readers", "PDF 閲覧ソフトに表示される理由"},
           ""},
    Option{"--location",
           Takes::Word,
           "TEXT",
           {"the place that the sealer claims", "発行者が申告する場所"},
           ""},
    Option{"--at",
           Takes::Instant,
           "TIME",
           {"the signing time that is claimed; otherwise now", "申告する署名時刻。省けば現在"},
           ""}};

inline constexpr std::array kSealMakeShared{kSealTsa, kSealMaterial, kSealOut, kLang, kHelp};
inline constexpr auto kSealMakeOptions = joined(kSealMakeOwn, kSealKeyOptions, kSealMakeShared);

inline constexpr std::array kSealMakeExamples{
    Example{
        {"A CSV, with a time stamp, in a file of its own", "CSV に、時刻付きで、別ファイルの印を"},
        "noroshi seal make day.csv --format cades --detached --level b-t --key seal.key "
        "--certificate seal.pem --tsa http://127.0.0.1:3161/ --out day.csv.p7s"},
    Example{{"With a key in a token", "トークンの鍵で"},
            "noroshi seal make day.csv --format jades --pkcs11 /usr/lib/softhsm/libsofthsm2.so "
            "--token seals --key-label seal --pin-file pin.txt --out day.jws.json"},
    Example{{"With a key that a hub keeps", "ハブに預けた鍵で"},
            "noroshi seal make report.pdf --format pades --key-profile remote.toml --out "
            "report.sealed.pdf"},
    Example{{"A container of several files", "複数のファイルを一つのコンテナーに"},
            "noroshi seal make day.csv notes.txt --format asic-e --key seal.key --certificate "
            "seal.pem --out day.asice"}};

inline constexpr Command kSealMake{
    "seal make",
    {"seal a file, or several in a container", "ファイルに印を付ける"},
    {"The seal is looked at afterwards as a stranger would: a level that was not reached is an "
     "error, and nothing is written.",
     "付けた印を他者として読み直します。求めた水準に届かなければ誤りとし、何も書きません。"},
    kSealMakeOptions,
    Positional{"FILE",
               Takes::File,
               {"what is sealed; several with --format asic-e",
                "印を付けるファイル。--format asic-e では複数"},
               true,
               true},
    kSealMakeExamples,
    run_seal_make};

inline constexpr std::array kSealExtendOptions{
    Option{"--level",
           Takes::Choice,
           "b-t|b-lt|b-lta",
           {"how far; b-lta puts another stamp even where there are some",
            "どの水準まで。b-lta は既にあっても時刻を重ねる"},
           "b-lta"},
    kSealContent,
    kSealTsa,
    kSealMaterial,
    kSealOut,
    kLang,
    kHelp};

inline constexpr std::array kSealExtendExamples{
    Example{{"Keep a seal alive before its stamp's certificate expires",
             "タイムスタンプの証明書が切れる前に延長する"},
            "noroshi seal extend report.sealed.pdf --level b-lta --tsa http://127.0.0.1:3161/ "
            "--material revocation --out report.2027.pdf"}};

inline constexpr Command kSealExtend{
    "seal extend",
    {"take a seal to a higher level, or renew it", "印の水準を上げる、または延長する"},
    {"Adds time stamps and evidence behind what is there; nothing that was signed changes.  An "
     "evidence record gets a new time stamp.  XML signatures and ASiC containers are verified, not "
     "extended.",
     "既存の内容の後にタイムスタンプと証拠を加え、署名された内容は変えません。エビデンスレコードに"
     "は"
     "新しいタイムスタンプを加えます。"},
    kSealExtendOptions,
    kSealFile,
    kSealExtendExamples,
    run_seal_extend};

inline constexpr std::array kSealVerifyOptions{
    Option{"--anchors",
           Takes::File,
           "PATH",
           {"certificates of the authorities that are trusted: a file or a folder",
            "信頼する認証局の証明書のファイルまたはフォルダー"},
           "",
           false,
           true},
    Option{"--tsa-anchors",
           Takes::File,
           "PATH",
           {"the same for time stamps; otherwise those of --anchors",
            "タイムスタンプについて同じ。省けば --anchors と同じ"},
           ""},
    kSealContent,
    kSealMaterial,
    Option{"--check-revocation",
           Takes::Choice,
           "required|where-held|none",
           {"whether every certificate needs word of its status, or only what is at hand counts",
            "すべての証明書に失効情報を求めるか、手元にあるものだけを使うか"},
           "required"},
    Option{"--algorithms",
           Takes::Word,
           "cryptrec|etsi|FILE",
           {"until when algorithms are believed; a file is in TOML (docs/operations/seals.md)",
            "暗号アルゴリズムをいつまで信頼するか。ファイルは TOML (docs/operations/seals.md)"},
           "cryptrec"},
    Option{"--organization",
           Takes::Word,
           "PREFIX",
           {"the organizationIdentifier that seals must have begins so: NTRJP-",
            "印に求める組織識別子の接頭辞: NTRJP-"},
           ""},
    Option{"--least-level",
           Takes::Choice,
           "b-b|b-t|b-lt|b-lta",
           {"the lowest level that is accepted", "受け入れる最低の水準"},
           ""},
    Option{"--policy",
           Takes::Word,
           "ID",
           {"a signature policy that is accepted; without any, all are",
            "受け入れる署名ポリシー。一つもなければすべて"},
           "",
           true},
    Option{"--at",
           Takes::Instant,
           "TIME",
           {"judge as of this time; otherwise now", "この時刻で判定する。省けば現在"},
           ""},
    Option{"--report",
           Takes::Choice,
           "text|json|html",
           {"the form of the report", "報告の形式"},
           "text"},
    kSealOut,
    kLang,
    kHelp};

inline constexpr std::array kSealVerifyExamples{
    Example{{"A seal in a file of its own, a page for the file",
             "別ファイルの印を検証し、報告のページを作る"},
            "noroshi seal verify day.csv.p7s --content day.csv --anchors anchors --material "
            "revocation --report html --out day.html"}};

inline constexpr Command kSealVerify{
    "seal verify",
    {"verify a sealed document and say why", "印を検証し、理由を示す"},
    {"By the algorithm of ETSI EN 319 102-1, with all that the document and --material bring; "
     "nothing is fetched.  Exit status 0: all signatures are valid; 1: they are not, or not proved "
     "to be.",
     "ETSI EN 319 102-1 の手順で、文書と --material "
     "にあるものだけを使って検証します。終了ステータス "
     "0: すべて有効。1: 有効でない、または有効と確認できない。"},
    kSealVerifyOptions,
    kSealFile,
    kSealVerifyExamples,
    run_seal_verify};

inline constexpr std::array kSealShowOptions{kSealContent, kLang, kHelp};

inline constexpr std::array kSealShowExamples{
    Example{{"Who sealed it, and when?", "誰が、いつ付けた印か"}, "noroshi seal show day.csv.p7s"}};

inline constexpr Command kSealShow{
    "seal show",
    {"print what a sealed document holds, without judging it", "印の内容を判定せずに表示する"},
    {"Certificates are not checked: believe nothing of it before `noroshi seal verify`.",
     "証明書を検証しません。`noroshi seal verify` の前に信じないでください。"},
    kSealShowOptions,
    kSealFile,
    kSealShowExamples,
    run_seal_show};

inline constexpr std::array kSealBulkOptions{
    Option{"--tsa", Takes::Word, "URL", kSealTsa.text, "", false, true},
    Option{"--digest",
           Takes::Choice,
           "sha256|sha384|sha512",
           {"of the hash tree", "ハッシュ木のハッシュ関数"},
           "sha256"},
    Option{"--out",
           Takes::Folder,
           "DIR",
           {"where the records go, FILE.ers each", "記録の出力先フォルダー。それぞれ FILE.ers"},
           "",
           false,
           true},
    kLang, kHelp};

inline constexpr std::array kSealBulkExamples{
    Example{{"Thousands of files under one time stamp", "数千のファイルを一つのタイムスタンプで"},
            "noroshi seal bulk archive/2026/* --tsa http://127.0.0.1:3161/ --out records"},
    Example{{"One of them, later", "その一つを後で検証する"},
            "noroshi seal verify records/day.csv.ers --content day.csv --anchors anchors"}};

inline constexpr Command kSealBulk{
    "seal bulk",
    {"prove that many files exist now, by one time stamp",
     "多数のファイルの存在を一つの時刻で証明する"},
    {"A Merkle tree over the files is stamped once; each file gets an evidence record (RFC 4998) "
     "that says nothing of the others.",
     "ファイルのハッシュ木に一度だけタイムスタンプを受け、各ファイルに他を明かさないエビデンスレコ"
     "ード "
     "(RFC 4998) を作ります。"},
    kSealBulkOptions,
    Positional{"FILE", Takes::File, {"a file", "ファイル"}, true, true},
    kSealBulkExamples,
    run_seal_bulk};

}  // namespace noroshi::cli
