// `noroshi flow …` of the store: ask it, fill it, write from it, see who asked.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/command_store_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kTopOptions{
    kConfig,
    kStore,
    Option{
        "--by",
        Takes::Choice,
        "service|server|port|proto|exporter|src|dst|src-port|dst-port|client|pair",
        {"what is counted together; service is address, port and protocol of a server.  client "
         "and pair need --purpose",
         "何ごとに数えるか。service はサーバーのアドレス、ポート、プロトコル。client と pair には "
         "--purpose が必要"},
        "service"},
    Option{"--order",
           Takes::Choice,
           "octets|bytes|packets|flows|clients",
           {"what counts most, both directions together; clients are distinct ones",
            "並べる順。両方向の合計。clients は異なり数"},
           "octets"},
    Option{"--limit", Takes::Count, "N", {"how many rows", "行数"}, "10"},
    kFrom,
    kUntil,
    kLast,
    kEstimate,
    kPurpose,
    kAnswerFormat,
    kZone,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kTopExamples{
    Example{{"Who serves most octets in the last hour?", "この一時間で最も多く送ったサーバーは"},
            "noroshi flow top --config noroshi.toml --last 1h"},
    Example{{"Telnet by the number of clients", "Telnet を利用者の数で"},
            "noroshi flow top --config noroshi.toml 'port in [23 2323]' --order clients"}};

inline constexpr Command kFlowTop{
    "flow top",
    {"what counts most in the store", "保管庫の中で多いもの"},
    {"Sums up flows of the store by server, port, exporter or the like and prints the first.  "
     "Counts are raw; --estimate shows beside them what was probably sent.\n\n"
     "service, server, port, client and pair are answered from 5-minute panes, in which it is "
     "decided who serves; the others from records.  Subscribers stand in one row, and fewer "
     "than three clients are not counted out, unless a --purpose is given.",
     "保管庫のフローをサーバー、ポート、送出元などで集計し、上位を示します。計数は観測のまま"
     "で、"
     "--estimate は実際の量の推定を並べます。\n\n"
     "service、server、port、client、pair は、どちらがサーバーかを判定済みの 5 分集計から、他は"
     "レコードから答えます。--purpose がなければ、利用者は一行にまとめ、3 未満の利用者数は示し"
     "ません。"},
    kTopOptions,
    kFilter,
    kTopExamples,
    run_flow_top};

inline constexpr std::array kQueryOptions{
    kConfig,
    kStore,
    Option{"--series",
           Takes::Nothing,
           "",
           {"a course over time instead of records", "レコードの代わりに時間ごとの推移"},
           ""},
    Option{"--bucket",
           Takes::Duration,
           "DURATION",
           {"the steps of --series", "--series の刻み"},
           "5min"},
    Option{"--sizes",
           Takes::Nothing,
           "",
           {"how many records there are of each mean packet length",
            "パケットの平均長ごとのレコード数"},
           ""},
    Option{"--beacons",
           Takes::Nothing,
           "",
           {"pairs that talk again and again, the steadiest first",
            "繰り返し通信する組を、間隔の揃った順に"},
           ""},
    Option{"--sql",
           Takes::Word,
           "SELECT",
           {"your own question to the tables of docs/formats/flow-store.md, in a sandbox: it reads "
            "those tables and nothing else",
            "docs/formats/flow-store.md の表への自由な問い合わせ。隔離され、これらの表だけを読む"},
           ""},
    Option{"--limit", Takes::Count, "N", {"how many rows at most", "最大の行数"}, "1000"},
    kFrom,
    kUntil,
    kLast,
    kEstimate,
    kPurpose,
    kAnswerFormat,
    kZone,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kQueryExamples{
    Example{{"The rhythm of a day", "一日の推移"},
            "noroshi flow query --config noroshi.toml --series --bucket 1h --last 1d"},
    Example{{"Records of one server, for a ticket", "ある届け出のため、一台のサーバーのレコードを"},
            "noroshi flow query --config noroshi.toml 'dst ip 203.0.113.66' --purpose 'ticket "
            "4711: report of a botnet'"}};

inline constexpr Command kFlowQuery{
    "flow query",
    {"records of the store, or their course over time", "保管庫のレコード、または推移"},
    {"Lists the records that a filter selects, in the order of their start; or draws up "
     "their course over time, sizes or rhythms.  Records name subscribers (by token), so "
     "they need --purpose; --series and --sizes do not.",
     "条件に合うレコードを開始順に示します。または時間の推移、長さ、周期をまとめます。レコ"
     "ードは利用者を (トークンで) 示すため --purpose が必要です。--series と --sizes には不"
     "要です。"},
    kQueryOptions,
    kFilter,
    kQueryExamples,
    run_flow_query};

inline constexpr std::array kExportOptions{
    kConfig,
    kStore,
    kRecordsOut,
    Option{"--as",
           Takes::Choice,
           "ipfix|zeek|csv|jsonl",
           {"format: an IPFIX file (RFC 5655), Zeek conn.log, nfdump CSV, or JSON Lines",
            "形式: IPFIX ファイル (RFC 5655)、Zeek conn.log、nfdump CSV、JSON Lines"},
           "ipfix"},
    Option{
        "--anonymise",
        Takes::File,
        "KEYFILE",
        {"replace all addresses by pseudonyms that keep prefixes (Crypto-PAn).  The file holds "
         "the key: openssl rand -hex 32",
         "全アドレスを、プレフィックスを保つ仮名 (Crypto-PAn) にする。ファイルは鍵: openssl rand "
         "-hex 32"},
        ""},
    kFrom,
    kUntil,
    kLast,
    kPurpose,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kExportExamples{
    Example{{"Hunt in what the store holds", "保管庫の中を探す"},
            "noroshi flow export --config noroshi.toml --last 6h --purpose 'daily hunt' | noroshi "
            "c2 hunt --inside 100::/64"},
    Example{{"For a colleague elsewhere, under pseudonyms", "外部の同僚へ、仮名で"},
            "noroshi flow export --store day.store --as zeek --out day.log --anonymise pan.key"}};

inline constexpr Command kFlowExport{
    "flow export",
    {"write records of the store to a file", "保管庫のレコードをファイルに書く"},
    {"Writes the records that a filter selects in a format that other tools, and Noroshi, "
     "read.  It needs --purpose, or --anonymise with a key.",
     "条件に合うレコードを、他の道具や Noroshi が読める形式で書きます。--purpose、または鍵"
     "を伴う --anonymise が必要です。"},
    kExportOptions,
    kFilter,
    kExportExamples,
    run_flow_export};

inline constexpr std::array kImportOptions{
    kConfig,
    kStore,
    Option{"--subscribers",
           Takes::Prefix,
           "PREFIX",
           {"whose addresses become tokens, with --store.  May be given several times",
            "--store のとき、トークンにする利用者のアドレス。何度でも指定できる"},
           "",
           true},
    kSampling,
    Option{"--again",
           Takes::Nothing,
           "",
           {"store files that are in the store already once more",
            "取り込み済みのファイルももう一度取り込む"},
           ""},
    kActiveTimeout,
    kIdleTimeout,
    kStrict,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kImportExamples{
    Example{{"A day of an exporter's files", "送出元の一日分のファイル"},
            "noroshi flow import --store day.store --subscribers 198.51.100.0/24 nfcapd.*.csv"}};

inline constexpr Command kFlowImport{
    "flow import",
    {"take the flow records of files into the store", "ファイルのフロー記録を保管庫に取り込む"},
    {"Reads any supported format and stores it as a collector would: subscribers become "
     "tokens, and panes are summed up.  A file whose content is in the store already is "
     "left out.",
     "対応する任意の形式を読み、収集と同じ形で保管します。利用者はトークンになり、5 分集計"
     "も作ります。同じ内容のファイルは二度取り込みません。"},
    kImportOptions,
    kFlowFiles,
    kImportExamples,
    run_flow_import};

inline constexpr std::array kAuditOptions{
    kConfig,
    kStore,
    Option{"--verify",
           Takes::Nothing,
           "",
           {"only check that no line was changed or taken out, and print the last hash",
            "行の変更や削除がないことだけを確かめ、最後のハッシュを示す"},
           ""},
    kAnswerFormat,
    kZone,
    kColor,
    kLang,
    kHelp};

inline constexpr std::array kAuditExamples{Example{
    {"Is the trail whole?", "記録は完全か"}, "noroshi flow audit --config noroshi.toml --verify"}};

inline constexpr Command kFlowAudit{
    "flow audit",
    {"who asked about subscribers, and why", "誰が何のために利用者について尋ねたか"},
    {"Lists the audit trail, and checks its chain of hashes: the first line that was "
     "changed, or follows one that was taken out, is named.",
     "監査記録を示し、ハッシュの連鎖を確かめます。変更された行、または削除の後の最初の行を"
     "示します。"},
    kAuditOptions,
    {},
    kAuditExamples,
    run_flow_audit};

}  // namespace noroshi::cli
