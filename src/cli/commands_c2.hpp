// `noroshi c2 …`: find command-and-control servers, explain one, score a hunt.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/command_store_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Option kPopular{
    "--popular",
    Takes::File,
    "FILE",
    {"networks of platforms that half the Internet talks to, in place of the built-in list; a "
     "line is: PREFIX vendor|cdn|cloud NAME",
     "多くの人が使う基盤のネットワーク一覧。内蔵の一覧の代わりに使う。1 行の形: PREFIX "
     "vendor|cdn|cloud 名前"},
    ""};

inline constexpr Option kInside{
    "--inside",
    Takes::Prefix,
    "PREFIX",
    {"a network of our own, whose hosts may be infected but seldom command; private addresses "
     "unless given.  May be given several times",
     "自組織のネットワーク。感染はしても指令元にはなりにくいとみなす。指定がなければプライベートア"
     "ド"
     "レス。何度でも指定できる"},
    "",
    true};

inline constexpr Option kSuppress{
    "--suppress",
    Takes::File,
    "FILE",
    {"do not report the services on this list: a MISP warning list, or lines of "
     "PREFIX[:PORT][/PROTO].  An entry without a port means the services that the list is about, "
     "never a whole address.  May be given several times",
     "この一覧にあるサービスは報告しない。MISP warning list、または 1 行に PREFIX[:PORT][/PROTO]。"
     "ポートのない項目は一覧の対象サービスのみを指し、アドレス全体は対象にしない。何度でも指定でき"
     "る"},
    "",
    true};

inline constexpr Option kInfected{
    "--infected",
    Takes::File,
    "FILE",
    {"addresses of hosts that are known to be infected, one a line (from a telescope, a honeypot, "
     "a survey): what they share beyond chance becomes suspicious.  May be given several times",
     "感染が分かっているホストのアドレス一覧、1 行に 1 つ "
     "(ダークネット観測、ハニーポット、調査など)。"
     "偶然を超えて共有されるサーバーを疑う。何度でも指定できる"},
    "",
    true};

inline constexpr Option kModel{
    "--model",
    Takes::File,
    "FILE",
    {"weigh with the coefficients of this file (noroshi lab train makes one) in place of the "
     "built-in ones",
     "内蔵の係数の代わりに、このファイルの係数 (noroshi lab train が作る) で評価する"},
    ""};

inline constexpr Option kReportThreshold{
    "--threshold",
    Takes::Ratio,
    "P",
    {"report servers that are C&C with at least this probability",
     "C&C である確率がこの値以上のサーバーを報告する"},
    "0.7"};

inline constexpr std::array kHuntOptions{
    Option{"--format",
           Takes::Choice,
           "table|json|jsonl|csv|stix",
           {"how results are printed (stix: one STIX 2.1 bundle); otherwise a table on a terminal, "
            "JSON Lines in a pipe",
            "結果の形式 (stix は STIX 2.1 のバンドル 1 件)。指定がなければ端末では表、パイプでは "
            "JSON Lines"},
           ""},
    Option{"--all",
           Takes::Nothing,
           "",
           {"every candidate with its score, not only those worth an alert",
            "警報に値するものだけでなく、全ての候補を点数とともに表示する"},
           ""},
    kReportThreshold,
    Option{"--top", Takes::Count, "N", {"at most the first N", "上位 N 件まで"}, ""},
    kSuppress,
    Option{"--suppressed",
           Takes::Nothing,
           "",
           {"show what the lists of --suppress keep back, each with its list, in place of the rest",
            "--suppress の一覧が抑止したものを、一覧の名前とともに、他の代わりに表示する"},
           ""},
    kInfected,
    kModel,
    kSampling,
    kPopular,
    kInside,
    kActiveTimeout,
    kIdleTimeout,
    kThreads,
    kStrict,
    kConfig,
    kStore,
    kFrom,
    kUntil,
    kLast,
    kPurpose,
    Option{"--fail-on-findings",
           Takes::Nothing,
           "",
           {"exit with status 3 if anything is reported", "報告があれば終了状態を 3 とする"},
           ""},
    kResultFile,
    kSealWith,
    kZone,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kHuntExamples{
    Example{{"Ranked servers, with reasons", "疑わしい順に、理由とともに"},
            "noroshi c2 hunt conn.log"},
    Example{
        {"Several captures at once, only the first five", "複数のキャプチャをまとめて、上位 5 件"},
        "noroshi c2 hunt monday.pcap.gz tuesday.pcap.gz --top 5"},
    Example{{"From a router that samples 1 of 1000 packets, as JSON Lines for other programs",
             "1000 分の 1 でサンプリングするルーターから、他のプログラムのための JSON Lines で"},
            "noroshi c2 hunt day.ipfix --sampling 1000 --format jsonl"},
    Example{{"An alert in a nightly job", "毎晩の定期実行で警報を出す"},
            "zcat conn.*.log.gz | noroshi c2 hunt --fail-on-findings"},
    Example{{"A bundle under the organisation's seal, found.json.p7s beside it",
             "組織の eシール (found.json.p7s) を付けたバンドル"},
            "noroshi c2 hunt conn.log --format stix --out found.json --seal profile.toml"},
    Example{
        {"What a collector has seen in the last day", "収集した直近一日の通信から"},
        "noroshi c2 hunt --config noroshi.toml --last 24h --purpose 'daily hunt, order 12/2026'"}};

inline constexpr Command kC2{
    "c2",
    {"command-and-control servers", "C&C サーバー"},
    {"Find the servers that command infected hosts, explain one, follow what becomes of them, and "
     "measure how early and how well they are found.",
     "感染ホストに命令するサーバーを探し、一台を説明し、その後を追い、どれだけ早く正しく見つけてい"
     "るか"
     "を測ります。"},
    kCommonOptions,
    {},
    kHuntExamples};

inline constexpr Command kC2Hunt{
    "c2 hunt",
    {"find command-and-control servers in flow records", "フロー記録から C&C サーバーを探す"},
    {"Reads Zeek conn.log (TSV, JSON), Argus binetflow, nfdump CSV, Suricata EVE, IPFIX "
     "files, pcap and pcapng, and ranks the service endpoints (address, port, protocol) "
     "that hosts call as bots call their masters.\n\n"
     "Each endpoint is weighed by independent lines of evidence: contact on a schedule, "
     "retries to a dead server, long-held connections, sameness of sizes, persistence, "
     "how few hosts know it.  What speaks for an innocent service counts against.  The "
     "sum becomes a probability (how it was fitted and how far it holds is in "
     "docs/evaluation.md); endpoints above the threshold deserve a person's time.  Records "
     "that cannot be used are counted and shown at the end.\n\n"
     "With --config or --store the panes of a store are read instead of files: servers that "
     "cannot reach the threshold whatever their contacts look like are left out first, and "
     "counted.  That looks at pairs, so it needs --purpose.",
     "Zeek conn.log (TSV、JSON)、Argus binetflow、nfdump CSV、Suricata EVE、IPFIX ファイル、"
     "pcap、pcapng を読み、ボットが指令元を呼ぶように呼ばれている通信先 (アドレス、ポート、プロ"
     "トコル) を疑わしい順に並べます。\n\n"
     "通信先ごとに、互いに独立した根拠を量ります: 定期的な通信、落ちたサーバーへの再試行、長く"
     "保たれる接続、大きさの同一性、持続、知っているホストの少なさ。無害なサービスらしさは反対"
     "の根拠として数えます。その和から確率を求め (係数の求め方と、どこまで当たるかは "
     "docs/evaluation.md にあります)、しきい値を超えたものは人が調べるに値します。"
     "使えなかったレコードは数えて最後に示します。\n\n"
     "--config または --store を指定すると、ファイルの代わりに保管庫の 5 分集計を読みます。どの"
     "ような接触であってもしきい値に届かないサーバーは先に除き、その数を示します。組を見るため "
     "--purpose が必要です。"},
    kHuntOptions,
    kFlowFiles,
    kHuntExamples,
    run_c2_hunt};

inline constexpr std::array kExplainOptions{
    Option{"--server",
           Takes::Endpoint,
           "IP:PORT[/PROTO]",
           {"the endpoint to explain; PROTO is tcp unless given",
            "説明するサーバー。PROTO は指定がなければ tcp"},
           "",
           false,
           true},
    Option{
        "--format",
        Takes::Choice,
        "table|json",
        {"the story for people, or the Finding as JSON", "人のための説明、または JSON の Finding"},
        "table"},
    kSuppress,
    kInfected,
    kModel,
    kSampling,
    kPopular,
    kInside,
    kActiveTimeout,
    kIdleTimeout,
    kThreads,
    kStrict,
    kZone,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kExplainExamples{
    Example{{"One server of a hunt, in Japan's time", "検出した一台を、日本時間で"},
            "noroshi c2 explain conn.log --server 192.0.2.7:6667 --tz Asia/Tokyo"},
    Example{{"IPv6 and UDP", "IPv6 と UDP の場合"},
            "noroshi c2 explain day.pcap --server '[2001:db8::7]:5353/udp'"}};

inline constexpr Command kC2Explain{
    "c2 explain",
    {"tell why one server is suspected, or not",
     "一台のサーバーが疑わしい (疑わしくない) 理由を示す"},
    {"Draws when the server was contacted and how the intervals between contacts are "
     "spread, lists the evidence for and against with its weight, and names the nearest "
     "innocent explanation.  Clients are numbered, never named.",
     "サーバーがいつ呼ばれたか、通信の間隔がどう分布するかを描き、賛否の根拠を重みとともに"
     "並べ、"
     "最もありそうな無害な説明を挙げます。利用者は番号でだけ示します。"},
    kExplainOptions,
    kFlowFiles,
    kExplainExamples,
    run_c2_explain};

inline constexpr std::array kScoreOptions{
    Option{"--truth",
           Takes::File,
           "FILE",
           {"the answer key, as `lab traffic --truth` writes it",
            "正解ファイル (`lab traffic --truth` が書くもの)"},
           "",
           false,
           true},
    Option{"--capture",
           Takes::Word,
           "NAME",
           {"the entry of the answer key that the findings belong to, if it holds several",
            "正解ファイルに複数の項目があるとき、検出結果に対応するもの"},
           ""},
    Option{"--threshold",
           Takes::Ratio,
           "P",
           {"count findings with at least this probability as reported",
            "確率がこの値以上の検出を報告とみなす"},
           "0.7"},
    Option{"--hosts",
           Takes::Count,
           "N",
           {"hosts that were watched; otherwise what the answer key says",
            "観測したホストの数。指定がなければ正解ファイルの値"},
           ""},
    Option{"--duration",
           Takes::Duration,
           "DURATION",
           {"how long they were watched; otherwise what the answer key says, or from the first to "
            "the last finding",
            "観測した長さ。指定がなければ正解ファイルの値、または最初の検出から最後の検出まで"},
           ""},
    Option{"--format",
           Takes::Choice,
           "table|json",
           {"a table for people, or JSON", "人のための表、または JSON"},
           "table"},
    kColor,
    kLang,
    kHelp};

inline constexpr std::array kScoreExamples{
    Example{{"How good was the hunt?", "検出はどれほど正しかったか"},
            "noroshi c2 hunt day.ipfix --all --format jsonl | "
            "noroshi c2 score --truth truth.json"}};

inline constexpr Command kC2Score{
    "c2 score",
    {"compare findings with the truth", "検出結果を正解と比べる"},
    {"Reads findings (JSON Lines, ranked, as `c2 hunt --all --format jsonl` prints them) "
     "and an answer key, and prints precision, recall, precision among the first k, the "
     "area under the precision-recall curve, the rank of each true server and false "
     "reports.",
     "検出結果 (`c2 hunt --all --format jsonl` の出力) と正解を読み、適合率、再現率、上位 k "
     "件の"
     "適合率、適合率・再現率曲線の下の面積、真のサーバーの順位、誤報を示します。"},
    kScoreOptions,
    {"FINDINGS",
     Takes::File,
     {"findings; - or nothing reads standard input", "検出結果。- または省略で標準入力を読む"}},
    kScoreExamples,
    run_c2_score};

}  // namespace noroshi::cli
