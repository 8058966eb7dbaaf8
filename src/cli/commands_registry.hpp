// `noroshi registry …`: the signed registry of ranges, made and asked.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Option kRegistryKeys{
    "--registry-key",
    Takes::File,
    "FILE",
    {"the public key whose signature is believed (docs/formats/range-registry.md).  May be given "
     "several times, for the weeks in which a key is changed",
     "信頼する署名の公開鍵 (docs/formats/range-registry.md)。鍵を替える期間のために何度でも指定で"
     "きる"},
    "",
    true};

inline constexpr Option kRdap{
    "--rdap",
    Takes::File,
    "FILE",
    {"RDAP answers about networks (RFC 9083), one JSON object a line, as fetched beforehand: for "
     "addresses that nobody registered.  May be given several times",
     "事前に取得した RDAP 応答 (RFC 9083)、1 行に 1 つの JSON。登録のないアドレスに使う。"
     "何度でも指定できる"},
    "",
    true};

inline constexpr Positional kRegistryFile{
    "FILE", Takes::File, {"the registry", "レジストリーのファイル"}, true, false};

inline constexpr std::array kRegistryExamples{
    Example{{"Make a key; the public half goes to everybody who reads the registry",
             "鍵を作る。公開鍵はレジストリーを読む全員に渡す"},
            "noroshi registry key --out office.key > office.pub"},
    Example{{"Sign an edition", "版に署名する"},
            "noroshi registry sign ranges.toml --key office.key --out registry.toml"},
    Example{{"Who answers for an address?", "あるアドレスの担当は誰か"},
            "noroshi registry show registry.toml --registry-key office.pub --address 192.0.2.7"}};

inline constexpr Command kRegistry{
    "registry",
    {"say who answers for an address, under a signature",
     "アドレスの担当事業者を署名付きで管理する"},
    {"The registry of ranges says which operator answers for an address and how it wants to hear "
     "of it.  One wrong line would send one operator's subscribers to another, so it is signed "
     "(Ed25519), and a copy that is unsigned, changed, expired or contradictory is refused.\n\n"
     "The form is in docs/formats/range-registry.md.",
     "レジストリーは、アドレスごとの担当事業者とその連絡先を示します。一行の誤りが利用者の情報を別"
     "の事業者へ送ることになるため、署名 (Ed25519) を付け、署名のないもの、変更されたもの、期限の切"
     "れたもの、矛盾するものは拒みます。\n\n"
     "形式は docs/formats/range-registry.md にあります。"},
    kCommonOptions,
    {},
    kRegistryExamples};

inline constexpr std::array kRegistryKeyOptions{
    Option{"--out",
           Takes::File,
           "FILE",
           {"where the secret key goes; only its owner can read it.  A file that exists is left "
            "alone",
            "秘密鍵の出力先。所有者だけが読める。既にあるファイルには書かない"},
           "",
           false,
           true},
    kLang, kHelp};

inline constexpr std::array kRegistryKeyExamples{
    Example{{"Once, at the office that signs", "署名する組織で一度だけ"},
            "noroshi registry key --out office.key > office.pub"}};

inline constexpr Command kRegistryKey{
    "registry key",
    {"make a signing key, and print its public half", "署名鍵を作り、公開鍵を表示する"},
    {"The secret key stays with whoever issues the registry; the public key on standard output "
     "goes to everybody who reads it.  Tell its digits by another way, too.",
     "秘密鍵は発行者が保管し、標準出力の公開鍵をレジストリーの読み手全員に渡します。その数字を別の"
     "手段でも伝えてください。"},
    kRegistryKeyOptions,
    {},
    kRegistryKeyExamples,
    run_registry_key};

inline constexpr std::array kRegistrySignOptions{
    Option{"--key",
           Takes::File,
           "FILE",
           {"the secret key of `registry key`", "`registry key` の秘密鍵"},
           "",
           false,
           true},
    Option{"--add",
           Takes::Nothing,
           "",
           {"keep the signatures that are there, and add one; otherwise they are replaced",
            "既にある署名を残して加える。省略すると置き換える"},
           ""},
    Option{"--out",
           Takes::File,
           "FILE",
           {"where the signed registry goes; - is standard output.  The file appears when it is "
            "complete",
            "署名付きレジストリーの出力先。- は標準出力。ファイルは完成したときに現れる"},
           "-"},
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kRegistrySignExamples{
    Example{{"Check, sign, publish", "確かめ、署名し、公開する"},
            "noroshi registry sign ranges.toml --key office.key --out registry.toml"}};

inline constexpr Command kRegistrySign{
    "registry sign",
    {"check a registry and sign it", "レジストリーを確かめて署名する"},
    {"Refuses a registry with any mistake, and lists ranges that lie within another operator's: "
     "look at those before you publish.",
     "誤りのあるレジストリーには署名しません。別の事業者の範囲の中にある範囲を列挙するので、公開前"
     "に確かめてください。"},
    kRegistrySignOptions,
    kRegistryFile,
    kRegistrySignExamples,
    run_registry_sign};

inline constexpr std::array kRegistryCheckOptions{kRegistryKeys, kRdap, kQuiet, kLang, kHelp};

inline constexpr std::array kRegistryCheckExamples{
    Example{{"Is this copy to be believed?", "この写しは信頼できるか"},
            "noroshi registry check registry.toml --registry-key office.pub"}};

inline constexpr Command kRegistryCheck{
    "registry check",
    {"verify the signature, the period and every line", "署名、有効期間、全ての行を確かめる"},
    {"Tells edition, issuer, period and contents, and ranges within others'.  Exit status 1 if the "
     "registry is not to be believed.",
     "版、発行者、有効期間、内容、他者の範囲の中にある範囲を示します。信頼できない場合の終了ステー"
     "タスは 1 です。"},
    kRegistryCheckOptions,
    kRegistryFile,
    kRegistryCheckExamples,
    run_registry_check};

inline constexpr std::array kRegistryShowOptions{
    kRegistryKeys,
    kRdap,
    Option{"--address",
           Takes::Word,
           "ADDRESS",
           {"who answers for this address?  May be given several times; otherwise all ranges are "
            "listed",
            "このアドレスの担当を示す。何度でも指定できる。省略すると全ての範囲を列挙する"},
           "",
           true},
    Option{"--format",
           Takes::Choice,
           "table|json|jsonl|csv",
           {"how ranges are printed", "範囲の出力形式"},
           "table"},
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kRegistryShowExamples{
    Example{{"All ranges, for a spreadsheet", "全ての範囲を表計算用に"},
            "noroshi registry show registry.toml --registry-key office.pub --format csv"}};

inline constexpr Command kRegistryShow{
    "registry show",
    {"list ranges, or tell who answers for an address",
     "範囲を列挙する、またはアドレスの担当を示す"},
    {"Only after the registry was verified.", "レジストリーを検証した後でのみ表示します。"},
    kRegistryShowOptions,
    kRegistryFile,
    kRegistryShowExamples,
    run_registry_show};

}  // namespace noroshi::cli
