// `noroshi flow`, and its verbs that read files of flow records and print, convert or send them.
// Those of the store are in commands_flow_store.hpp, those of the collector in
// commands_flow_collect.hpp.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kPrintOptions{
    Option{"--format",
           Takes::Choice,
           "table|jsonl|csv",
           {"how records are printed; otherwise a table on a terminal, JSON Lines in a pipe",
            "レコードの形式。指定がなければ端末では表、パイプでは JSON Lines"},
           ""},
    Option{
        "--filter",
        Takes::Filter,
        "FILTER",
        {"only records such as 'dst port 23 and packets > 3' (docs/formats/filter.md)",
         "'dst port 23 and packets > 3' のような条件に合うレコードだけ (docs/formats/filter.md)"},
        ""},
    Option{"--limit", Takes::Count, "N", {"stop after N records", "N 件で止まる"}, ""},
    kActiveTimeout,
    kIdleTimeout,
    kStrict,
    kZone,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kPrintExamples{
    Example{{"What does Noroshi read in this file?", "このファイルから何が読めているか"},
            "noroshi flow print capture.pcap --limit 20"}};

inline constexpr Command kFlow{
    "flow",
    {"collect flow records, keep them, ask about them", "フロー記録を収集し、保管し、調べる"},
    {"Collects what routers export, keeps it without subscribers' addresses, and answers "
     "questions about it; reads, converts and replays files of flow records too.",
     "ルータのエクスポートを収集し、加入者のアドレスを残さずに保管し、問い合わせに答えます。"
     "フロー記録のファイルの表示、変換、再送もします。"},
    kCommonOptions,
    {},
    kPrintExamples};

inline constexpr Command kFlowPrint{
    "flow print",
    {"print the flow records of files", "ファイルのフロー記録を表示する"},
    {"Prints the records in the one form into which all readers translate: what "
     "detectors see.",
     "全ての読み手が変換する共通の形、つまり検出器が見るものを表示します。"},
    kPrintOptions,
    kFlowFiles,
    kPrintExamples,
    run_flow_print};

inline constexpr std::array kConvertOptions{kTo,     kRecordsOut, kActiveTimeout, kIdleTimeout,
                                            kStrict, kQuiet,      kLang,          kHelp};

inline constexpr std::array kConvertExamples{
    Example{{"Packets to flows", "パケットからフローへ"},
            "noroshi flow convert capture.pcap --to ipfix --out capture.ipfix"}};

inline constexpr Command kFlowConvert{
    "flow convert",
    {"write flow records in another format", "フロー記録を別の形式で書く"},
    {"Reads any supported format and writes one that other tools read too.",
     "対応する任意の形式を読み、他の道具も読める形式で書きます。"},
    kConvertOptions,
    kFlowFiles,
    kConvertExamples,
    run_flow_convert};

inline constexpr std::array kSendOptions{
    Option{
        "--to",
        Takes::Word,
        "IP:PORT",
        {"the collector, on this machine: 127.0.0.0/8 or [::1] only.  Noroshi sends to strangers "
         "only with a permit",
         "収集側。このマシンの中だけ: 127.0.0.0/8 または [::1]。他者への送信には許可が要る"},
        "",
        false,
        true},
    Option{
        "--as",
        Takes::Choice,
        "v5|v9|ipfix|sflow",
        {"protocol: NetFlow v5 (IPv4 only), NetFlow v9, IPFIX, or sFlow v5 (one sample a record)",
         "プロトコル: NetFlow v5 (IPv4 のみ)、NetFlow v9、IPFIX、sFlow v5 (レコードごとに一標本)"},
        "ipfix"},
    Option{"--transport",
           Takes::Choice,
           "udp|tcp|tls",
           {"how it travels; tcp and tls are for IPFIX", "運び方。tcp と tls は IPFIX 用"},
           "udp"},
    Option{"--rate",
           Takes::Count,
           "N",
           {"records a second (with --captured: datagrams); as fast as it goes unless given",
            "毎秒のレコード数 (--captured ではデータグラム数)。指定がなければ出せるだけ速く送る"},
           ""},
    Option{"--speed",
           Takes::Word,
           "X",
           {"X times the original pace: 1 takes as long as the day did",
            "元の速さの X 倍。1 なら一日分に一日かける"},
           ""},
    Option{
        "--lossless",
        Takes::Nothing,
        "",
        {"UDP: wait whenever the collector's socket is not nearly empty, so that nothing is lost",
         "UDP: 収集側のソケットが空に近くなるまで待ち、何も失わせない"},
        ""},
    Option{"--loop",
           Takes::Count,
           "N",
           {"send everything N times; times move on from round to round",
            "全てを N 回送る。時刻は回ごとに先へ進む"},
           "1"},
    Option{"--now",
           Takes::Nothing,
           "",
           {"shift times so that the last record ends now; otherwise they stay what they are",
            "最後のレコードが今終わるように時刻をずらす。指定がなければ元のまま"},
           ""},
    Option{"--drop",
           Takes::Word,
           "1/N",
           {"leave out every Nth datagram, to make gaps in the sequence on purpose",
            "N 個ごとに一つのデータグラムを送らず、わざと番号に隙間を作る"},
           ""},
    Option{"--source",
           Takes::Word,
           "IP[:PORT]",
           {"loopback address (and port) to send from, so that several exporters can be imitated",
            "送信元のループバックアドレス (とポート)。複数のルーターのふりができる"},
           ""},
    Option{"--domain",
           Takes::Seed,
           "N",
           {"source ID, observation domain or sub-agent; v5: engine type and ID",
            "ソース ID、観測ドメイン、サブエージェント。v5 ではエンジンの種類と番号"},
           "1"},
    Option{"--mtu",
           Takes::Count,
           "OCTETS",
           {"longest datagram, from 576 to 65507", "データグラムの最大長。576 から 65507 まで"},
           "1400"},
    Option{"--sampling-in",
           Takes::Choice,
           "options|record",
           {"v9 and IPFIX: the sampling interval in options records, or in every record",
            "v9 と IPFIX: サンプリング間隔をオプションレコードに置くか、各レコードに置くか"},
           "options"},
    Option{
        "--template-every",
        Takes::Count,
        "N",
        {"v9 and IPFIX: announce templates again after N datagrams (and after a minute of export "
         "time)",
         "v9 と IPFIX: N データグラムごと (および記録上の一分ごと) にテンプレートを送り直す"},
        "256"},
    Option{"--ca",
           Takes::File,
           "FILE",
           {"tls: the authority that signed the collector's certificate (PEM)",
            "tls: 収集側の証明書に署名した認証局 (PEM)"},
           ""},
    Option{"--certificate",
           Takes::File,
           "FILE",
           {"tls: a certificate of our own, where the collector wants one (PEM)",
            "tls: 収集側が求める場合の、こちらの証明書 (PEM)"},
           ""},
    Option{"--key", Takes::File, "FILE", {"tls: its key (PEM)", "tls: その鍵 (PEM)"}, ""},
    Option{"--captured",
           Takes::Nothing,
           "",
           {"FILE is a packet capture of exporters at work: send its datagrams again as they are, "
            "each exporter from a port of its own",
            "FILE はルーターの送信を採取したもの。中のデータグラムをそのまま、送信元ごとに別のポー"
            "トから送る"},
           ""},
    Option{"--format",
           Takes::Choice,
           "table|json",
           {"how the summary is printed", "結果の形式"},
           "table"},
    kActiveTimeout,
    kIdleTimeout,
    kStrict,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kSendExamples{
    Example{{"An invented day to the collector on this machine, at 100,000 records a second",
             "架空の一日を、このマシンの収集側へ毎秒十万件で"},
            "noroshi flow send day.ipfix --to 127.0.0.1:2055 --as v9 --rate 100000 --now"},
    Example{{"A second router, with one datagram of a hundred missing",
             "二台目のルーターとして、百個に一個を欠いて"},
            "noroshi flow send day.ipfix --to 127.0.0.1:2055 --source 127.0.0.2 --drop 1/100"},
    Example{{"What real exporters sent, once more", "実際のルーターが送ったものを、もう一度"},
            "noroshi flow send --captured exporters.pcap --to 127.0.0.1:2055"}};

inline constexpr Command kFlowSend{
    "flow send",
    {"send flow records to a collector on this machine", "フロー記録をこのマシンの収集側へ送る"},
    {"Plays a router: reads any supported format and exports it as NetFlow v5, NetFlow v9, "
     "IPFIX or sFlow v5, at a chosen pace, for tests, demonstrations and measurements.\n\n"
     "What a protocol cannot say is counted by reason and shown at the end.  NetFlow and "
     "sFlow know one direction: a record of both becomes two.  Only loopback addresses are "
     "accepted.",
     "ルーターの代わりをします。対応する任意の形式を読み、NetFlow v5、NetFlow v9、IPFIX、"
     "sFlow v5 として指定の速さで送ります。試験、実演、測定のためのものです。\n\n"
     "プロトコルで表せないものは理由ごとに数え、最後に示します。NetFlow と sFlow は一方向し"
     "か表せないため、両方向の記録は二件になります。宛先はループバックアドレスに限ります。"},
    kSendOptions,
    kFlowFiles,
    kSendExamples,
    run_flow_send};

}  // namespace noroshi::cli
