#include "cli/commands.hpp"

#include <algorithm>
#include <array>

#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

// ---- Options that several commands share -------------------------------------------------------

constexpr Option kHelp{
    "--help", Takes::Nothing, "", {"show this text and stop", "この説明を表示して終わる"}, ""};
constexpr Option kLang{"--lang",
                       Takes::Choice,
                       "en|ja",
                       {"language of messages and help; otherwise LC_ALL, LC_MESSAGES or LANG "
                        "decides",
                        "メッセージと説明の言語。指定がなければ LC_ALL、LC_MESSAGES、LANG に従う"},
                       ""};
constexpr Option kQuiet{"--quiet",
                        Takes::Nothing,
                        "",
                        {"no progress, summary or hints on standard error; errors still show",
                         "進捗、要約、助言を標準エラーに出さない。エラーは出す"},
                        ""};
constexpr Option kStrict{"--strict",
                         Takes::Nothing,
                         "",
                         {"stop at the first record that cannot be used, instead of counting it",
                          "使えないレコードを数えて続けず、最初の一件で止まる"},
                         ""};
constexpr Option kActiveTimeout{
    "--active-timeout",
    Takes::Duration,
    "DURATION",
    {"packet captures: cut a longer flow here and go on in a new record, as routers do",
     "パケットキャプチャ: これより長いフローをルーターと同じようにここで区切る"},
    "30min"};
constexpr Option kIdleTimeout{"--idle-timeout",
                              Takes::Duration,
                              "DURATION",
                              {"packet captures: silence that ends a flow",
                               "パケットキャプチャ: この間通信がなければフローを終わりとする"},
                              "60s"};
constexpr Option kThreads{"--threads",
                          Takes::Count,
                          "N",
                          {"how many threads analyse; all processors unless given.  The result "
                           "is the same, byte for byte",
                           "分析に使うスレッド数。指定がなければ全プロセッサ。結果は一バイトも変"
                           "わらない"},
                          ""};
constexpr Option kZone{
    "--tz",
    Takes::Zone,
    "ZONE",
    {"time zone of tables: UTC, local, an offset such as +09:00, or a name "
     "such as Asia/Tokyo.  JSON and CSV are always UTC",
     "表の時刻帯: UTC、local、+09:00 のような時差、Asia/Tokyo のような名前。JSON "
     "と CSV は常に UTC"},
    "UTC"};
constexpr Option kColor{"--color",
                        Takes::Choice,
                        "auto|always|never",
                        {"colours; auto: on a terminal, unless NO_COLOR is set",
                         "色付け。auto は端末でだけ、NO_COLOR があれば付けない"},
                        "auto"};
constexpr Option kSampling{
    "--sampling",
    Takes::Count,
    "N",
    {"the exporter saw one of N packets; otherwise what the input says, or 1",
     "N パケットに 1 つを観測した記録であることを示す。指定がなければ入力の示す値、なければ 1"},
    ""};
constexpr Option kPopular{
    "--popular",
    Takes::File,
    "FILE",
    {"networks of platforms that half the Internet talks to, in place of the built-in list; a "
     "line is: PREFIX vendor|cdn|cloud NAME",
     "多くの人が使う基盤のネットワーク一覧。内蔵の一覧の代わりに使う。1 行の形: PREFIX "
     "vendor|cdn|cloud 名前"},
    ""};
constexpr Option kInside{
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

constexpr Option kTo{"--to",
                     Takes::Choice,
                     "ipfix|zeek|csv",
                     {"format: an IPFIX file (RFC 5655), Zeek conn.log, or nfdump CSV",
                      "形式: IPFIX ファイル (RFC 5655)、Zeek conn.log、nfdump CSV"},
                     "ipfix"};

constexpr Positional kFlowFiles{
    "FILE",
    Takes::File,
    {"flow logs or packet captures, plain, gzip or zstd; the content tells the format, not the "
     "name.  - or nothing reads standard input",
     "フロー記録またはパケットキャプチャ (無圧縮、gzip、zstd)。形式は名前でなく内容から判断する。"
     "- または省略で標準入力を読む"},
    false,
    true};

// ---- noroshi -----------------------------------------------------------------------------------

constexpr std::array kRootOptions{
    kHelp, kLang,
    Option{
        "--version", Takes::Nothing, "", {"show the version and stop", "版を表示して終わる"}, ""}};

constexpr std::array kRootExamples{
    Example{
        {"Is there a command-and-control server in this log?", "この記録に C&C サーバーはいるか"},
        "noroshi c2 hunt conn.log"},
    Example{{"Why do you think so?", "なぜそう考えるのか"},
            "noroshi c2 explain conn.log --server 192.0.2.7:6667"},
    Example{{"A day of an imagined ISP to practise on", "練習用に、架空の ISP の一日を作る"},
            "noroshi lab traffic --seed 7 --out day.ipfix --truth truth.json"}};

constexpr std::array kCommonOptions{kHelp, kLang};

// ---- c2 ----------------------------------------------------------------------------------------

constexpr std::array kHuntOptions{
    Option{"--format",
           Takes::Choice,
           "table|json|jsonl|csv",
           {"how results are printed; otherwise a table on a terminal, JSON Lines in a pipe",
            "結果の形式。指定がなければ端末では表、パイプでは JSON Lines"},
           ""},
    Option{"--all",
           Takes::Nothing,
           "",
           {"every candidate with its score, not only those worth an alert",
            "警報に値するものだけでなく、全ての候補を点数とともに表示する"},
           ""},
    Option{"--threshold",
           Takes::Ratio,
           "P",
           {"report servers that are C&C with at least this probability",
            "C&C である確率がこの値以上のサーバーを報告する"},
           "0.7"},
    Option{"--top", Takes::Count, "N", {"at most the first N", "上位 N 件まで"}, ""},
    kSampling,
    kPopular,
    kInside,
    kActiveTimeout,
    kIdleTimeout,
    kThreads,
    kStrict,
    Option{"--fail-on-findings",
           Takes::Nothing,
           "",
           {"exit with status 3 if anything is reported", "報告があれば終了状態を 3 とする"},
           ""},
    kZone,
    kColor,
    kQuiet,
    kLang,
    kHelp};

constexpr std::array kHuntExamples{
    Example{{"Ranked servers, with reasons", "疑わしい順に、理由とともに"},
            "noroshi c2 hunt conn.log"},
    Example{
        {"Several captures at once, only the first five", "複数のキャプチャをまとめて、上位 5 件"},
        "noroshi c2 hunt monday.pcap.gz tuesday.pcap.gz --top 5"},
    Example{{"From a router that samples 1 of 1000 packets, as JSON Lines for other programs",
             "1000 分の 1 でサンプリングするルーターから、他のプログラムのための JSON Lines で"},
            "noroshi c2 hunt day.ipfix --sampling 1000 --format jsonl"},
    Example{{"An alert in a nightly job", "毎晩の定期実行で警報を出す"},
            "zcat conn.*.log.gz | noroshi c2 hunt --fail-on-findings"}};

constexpr std::array kExplainOptions{Option{"--server",
                                            Takes::Endpoint,
                                            "IP:PORT[/PROTO]",
                                            {"the endpoint to explain; PROTO is tcp unless given",
                                             "説明するサーバー。PROTO は指定がなければ tcp"},
                                            "",
                                            false,
                                            true},
                                     Option{"--format",
                                            Takes::Choice,
                                            "table|json",
                                            {"the story for people, or the Finding as JSON",
                                             "人のための説明、または JSON の Finding"},
                                            "table"},
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

constexpr std::array kExplainExamples{
    Example{{"One server of a hunt, in Japan's time", "検出した一台を、日本時間で"},
            "noroshi c2 explain conn.log --server 192.0.2.7:6667 --tz Asia/Tokyo"},
    Example{{"IPv6 and UDP", "IPv6 と UDP の場合"},
            "noroshi c2 explain day.pcap --server '[2001:db8::7]:5353/udp'"}};

constexpr std::array kScoreOptions{
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

constexpr std::array kScoreExamples{
    Example{{"How good was the hunt?", "検出はどれほど正しかったか"},
            "noroshi c2 hunt day.ipfix --all --format jsonl | "
            "noroshi c2 score --truth truth.json"}};

// ---- lab ---------------------------------------------------------------------------------------

constexpr std::array kTrafficOptions{
    Option{
        "--out",
        Takes::File,
        "FILE",
        {"where the flow records go; - is standard output.  The file appears when it is complete",
         "フロー記録の出力先。- は標準出力。ファイルは完成したときに現れる"},
        "-"},
    kTo,
    Option{"--truth",
           Takes::File,
           "FILE",
           {"write the answer key here", "正解をこのファイルに書く"},
           ""},
    Option{"--seed",
           Takes::Seed,
           "N",
           {"the same seed and options always give the same bytes",
            "同じ種と指定からは常に同じバイト列ができる"},
           "1"},
    Option{"--subscribers",
           Takes::Count,
           "N",
           {"how many customers the imagined ISP has", "架空の ISP の加入者数"},
           "20000"},
    Option{"--duration",
           Takes::Duration,
           "DURATION",
           {"how long the traffic lasts", "通信の長さ"},
           "1d"},
    Option{"--start",
           Takes::Instant,
           "TIME",
           {"when it begins", "開始時刻"},
           "2026-01-14T00:00:00+09:00"},
    Option{
        "--sampling",
        Takes::Count,
        "N",
        {"keep one of N packets, as a router would", "ルーターのように N パケットに 1 つだけ残す"},
        "1"},
    Option{"--one-way",
           Takes::Nothing,
           "",
           {"one record a direction, as NetFlow v5 and v9 send",
            "NetFlow v5、v9 のように方向ごとに 1 レコードとする"},
           ""},
    Option{"--family",
           Takes::Word,
           "LIST",
           {"botnet families, parted by commas, each as NAME, NAME:BOTS or NAME:BOTS:SECONDS "
            "(period); or none.  All, unless given; none beside --graft",
            "ボットネットの種類 (コンマ区切り)。NAME、NAME:台数、NAME:台数:周期秒、または none。"
            "指定がなければ全種類、--graft があれば none"},
           ""},
    Option{"--families",
           Takes::Nothing,
           "",
           {"list the families and stop", "種類の一覧を表示して終わる"},
           ""},
    Option{"--bots",
           Takes::Count,
           "N",
           {"infected customers of each family that names no number of its own",
            "台数を示さない種類ごとの感染加入者数"},
           ""},
    Option{"--graft",
           Takes::File,
           "CAPTURE",
           {"replay what one host did in a real capture over many customers.  The output then "
            "carries real addresses: keep it under the capture's terms",
            "実際のキャプチャの一台の通信を多数の加入者の上で再現する。出力は実在のアドレスを含むの"
            "で、"
            "キャプチャの利用条件に従うこと"},
           ""},
    Option{"--graft-host",
           Takes::Word,
           "IP",
           {"that host; otherwise the private address with the most flows",
            "その一台。指定がなければフローの最も多いプライベートアドレス"},
           ""},
    Option{"--graft-c2",
           Takes::Endpoint,
           "IP:PORT[/PROTO]",
           {"its command-and-control server, for the answer key.  May be given several times",
            "その C&C サーバー (正解に書く)。何度でも指定できる"},
           "",
           true},
    Option{"--graft-truth",
           Takes::File,
           "FILE",
           {"an answer key that names host and servers of the capture",
            "キャプチャの一台とサーバーを記した正解ファイル"},
           ""},
    Option{"--graft-clients",
           Takes::Count,
           "N",
           {"how many customers replay it", "再現する加入者の数"},
           "20"},
    kQuiet,
    kLang,
    kHelp};

constexpr std::array kTrafficExamples{
    Example{{"A day with every family, and the answer key", "全種類を含む一日と、その正解"},
            "noroshi lab traffic --seed 7 --out day.ipfix --truth truth.json"},
    Example{{"Two hours of a small town, as a router that samples 1:100 would export it",
             "小さな町の二時間を、100 分の 1 サンプリングのルーターの目で"},
            "noroshi lab traffic --subscribers 500 --duration 2h --sampling 100 --to zeek "
            "--out town.log"}};

// ---- flow --------------------------------------------------------------------------------------

constexpr std::array kPrintOptions{
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

constexpr std::array kPrintExamples{
    Example{{"What does Noroshi read in this file?", "このファイルから何が読めているか"},
            "noroshi flow print capture.pcap --limit 20"}};

constexpr std::array kConvertOptions{
    kTo,
    Option{"--out",
           Takes::File,
           "FILE",
           {"where the records go; - is standard output.  The file appears when it is complete",
            "出力先。- は標準出力。ファイルは完成したときに現れる"},
           "-"},
    kActiveTimeout,
    kIdleTimeout,
    kStrict,
    kQuiet,
    kLang,
    kHelp};

constexpr std::array kConvertExamples{
    Example{{"Packets to flows", "パケットからフローへ"},
            "noroshi flow convert capture.pcap --to ipfix --out capture.ipfix"}};

constexpr std::array kSendOptions{
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

constexpr std::array kSendExamples{
    Example{{"An invented day to the collector on this machine, at 100,000 records a second",
             "架空の一日を、このマシンの収集側へ毎秒十万件で"},
            "noroshi flow send day.ipfix --to 127.0.0.1:2055 --as v9 --rate 100000 --now"},
    Example{{"A second router, with one datagram of a hundred missing",
             "二台目のルーターとして、百個に一個を欠いて"},
            "noroshi flow send day.ipfix --to 127.0.0.1:2055 --source 127.0.0.2 --drop 1/100"},
    Example{{"What real exporters sent, once more", "実際のルーターが送ったものを、もう一度"},
            "noroshi flow send --captured exporters.pcap --to 127.0.0.1:2055"}};

// ---- flow: the store ---------------------------------------------------------------------------

constexpr Option kConfig{"--config",
                         Takes::File,
                         "FILE",
                         {"noroshi.toml of a collector: its store, exporters and subscribers",
                          "収集の設定 noroshi.toml。その保管庫、送出元、利用者を使う"},
                         ""};
constexpr Option kStore{"--store",
                        Takes::Folder,
                        "DIR",
                        {"an embedded store without a configuration", "設定なしの組み込み保管庫"},
                        ""};
constexpr Option kFrom{"--from",
                       Takes::Instant,
                       "TIME",
                       {"flows that began then or later", "この時刻以後のフロー"},
                       ""};
constexpr Option kUntil{
    "--to", Takes::Instant, "TIME", {"flows that began before", "この時刻より前のフロー"}, ""};
constexpr Option kLast{"--last",
                       Takes::Duration,
                       "DURATION",
                       {"flows that began so long ago at most; everything that is kept, unless "
                        "given",
                        "この長さだけさかのぼる。指定がなければ保管されている全て"},
                       ""};
constexpr Option kPurpose{
    "--purpose",
    Takes::Word,
    "TEXT",
    {"why single subscribers must be looked at (8 to 500 characters); who asked, what and why is "
     "written to the audit trail before anything is read",
     "個々の利用者を見る必要がある理由 (8〜500 文字)。誰が何をなぜ尋ねたかを、読む前に監査記録に残"
     "す"},
    ""};
constexpr Option kEstimate{
    "--estimate",
    Takes::Nothing,
    "",
    {"also what was probably sent: counts times the sampling interval, corrected by what is known "
     "to be lost between exporter and collector",
     "実際の量の推定も示す。計数にサンプリング間隔を掛け、送出元から届かなかった分を補正する"},
    ""};
constexpr Option kAnswerFormat{
    "--format",
    Takes::Choice,
    "table|json|jsonl|csv",
    {"how the answer is printed; otherwise a table on a terminal, JSON Lines in a pipe",
     "答えの形式。指定がなければ端末では表、パイプでは JSON Lines"},
    ""};
constexpr Positional kFilter{
    "FILTER",
    Takes::Filter,
    {"which flows, such as 'dst port 23 and packets > 3'; all, unless given.  Every word: "
     "docs/formats/filter.md",
     "対象のフロー。例: 'dst port 23 and packets > 3'。指定がなければ全て。語の一覧: "
     "docs/formats/filter.md"},
    false,
    true};

constexpr std::array kTopOptions{
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

constexpr std::array kTopExamples{
    Example{{"Who serves most octets in the last hour?", "この一時間で最も多く送ったサーバーは"},
            "noroshi flow top --config noroshi.toml --last 1h"},
    Example{{"Telnet by the number of clients", "Telnet を利用者の数で"},
            "noroshi flow top --config noroshi.toml 'port in [23 2323]' --order clients"}};

constexpr std::array kQueryOptions{
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

constexpr std::array kQueryExamples{
    Example{{"The rhythm of a day", "一日の推移"},
            "noroshi flow query --config noroshi.toml --series --bucket 1h --last 1d"},
    Example{{"Records of one server, for a ticket", "ある届け出のため、一台のサーバーのレコードを"},
            "noroshi flow query --config noroshi.toml 'dst ip 203.0.113.66' --purpose 'ticket "
            "4711: report of a botnet'"}};

constexpr std::array kExportOptions{
    kConfig,
    kStore,
    Option{"--out",
           Takes::File,
           "FILE",
           {"where the records go; - is standard output.  The file appears when it is complete",
            "出力先。- は標準出力。ファイルは完成したときに現れる"},
           "-"},
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

constexpr std::array kExportExamples{
    Example{{"Hunt in what the store holds", "保管庫の中を探す"},
            "noroshi flow export --config noroshi.toml --last 6h --purpose 'daily hunt' | noroshi "
            "c2 hunt --inside 100::/64"},
    Example{{"For a colleague elsewhere, under pseudonyms", "外部の同僚へ、仮名で"},
            "noroshi flow export --store day.store --as zeek --out day.log --anonymise pan.key"}};

constexpr std::array kImportOptions{
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

constexpr std::array kImportExamples{
    Example{{"A day of an exporter's files", "送出元の一日分のファイル"},
            "noroshi flow import --store day.store --subscribers 198.51.100.0/24 nfcapd.*.csv"}};

constexpr std::array kAuditOptions{
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

constexpr std::array kAuditExamples{Example{{"Is the trail whole?", "記録は完全か"},
                                            "noroshi flow audit --config noroshi.toml --verify"}};

constexpr Option kConfigFile{"--config",
                             Takes::File,
                             "FILE",
                             {"the configuration file (docs/formats/configuration.md)",
                              "設定ファイル (docs/formats/configuration.md)"},
                             "/etc/noroshi/noroshi.toml"};

constexpr std::array kCollectOptions{
    kConfigFile,
    Option{"--check",
           Takes::Nothing,
           "",
           {"check the configuration and stop", "設定を検査して終わる"},
           ""},
    Option{"--example-config",
           Takes::Nothing,
           "",
           {"print a configuration file with every key, and stop",
            "全ての項目を含む設定ファイルの例を表示して終わる"},
           ""},
    kLang, kHelp};

constexpr std::array kCollectExamples{
    Example{{"A first configuration", "最初の設定ファイルを作る"},
            "noroshi flow collect --example-config > noroshi.toml"},
    Example{{"Is it sound?", "正しいか確かめる"},
            "noroshi flow collect --check --config noroshi.toml"},
    Example{{"Collect, until Ctrl-C", "Ctrl-C まで収集する"},
            "noroshi flow collect --config noroshi.toml"}};

constexpr std::array kHealthOptions{
    kConfigFile,
    Option{"--format",
           Takes::Choice,
           "table|json",
           {"a table for people, or health.json as it is", "人のための表、または health.json"},
           "table"},
    Option{"--watch",
           Takes::Nothing,
           "",
           {"again every second, until Ctrl-C", "Ctrl-C まで毎秒表示する"},
           ""},
    kZone,
    kColor,
    kLang,
    kHelp};

constexpr std::array kHealthExamples{Example{{"Is anything lost?", "失われたものはあるか"},
                                             "noroshi flow health --config noroshi.toml"},
                                     Example{{"In a nightly job: status 1 if anything was lost",
                                              "定期実行で: 損失があれば終了状態は 1"},
                                             "noroshi flow health --format json > health.json"}};

// ---- about the program -------------------------------------------------------------------------

constexpr std::array kHelpOptions{
    Option{"--man",
           Takes::Folder,
           "DIR",
           {"write the man pages of all commands below this folder, English in man1, Japanese in "
            "ja/man1",
            "全コマンドの man ページをこのフォルダーの下に書く。英語は man1、日本語は ja/man1"},
           ""},
    kLang, kHelp};

constexpr std::array kHelpExamples{
    Example{{"The same as noroshi c2 hunt --help", "noroshi c2 hunt --help と同じ"},
            "noroshi help c2 hunt"}};

constexpr std::array kCompletionExamples{
    Example{{"For this shell", "今のシェルで"}, "source <(noroshi completion bash)"},
    Example{{"For every fish of this user", "このユーザーの fish で常に"},
            "noroshi completion fish > ~/.config/fish/completions/noroshi.fish"}};

// ---- the table ---------------------------------------------------------------------------------

constexpr std::array kCommands{
    Command{
        "",
        {"see attack infrastructure early, and say why", "攻撃の基盤を早く見つけ、理由を示す"},
        {"Noroshi (狼煙, beacon fire) finds command-and-control servers in flow records and "
         "packet headers, and names its evidence in counts and units that a person can "
         "check.  It reads no payload and reports no customer.",
         "Noroshi (狼煙) は、フロー記録とパケットのヘッダーから C&C サーバーを見つけ、人が確かめら"
         "れる件数と単位で根拠を示します。通信の中身は読まず、利用者は報告しません。"},
        kRootOptions,
        {},
        kRootExamples},
    Command{"c2",
            {"command-and-control servers", "C&C サーバー"},
            {"Find the servers that command infected hosts, explain one, or score a hunt.",
             "感染ホストに命令するサーバーを探し、一台を説明し、検出を採点します。"},
            kCommonOptions,
            {},
            kHuntExamples},
    Command{
        "c2 hunt",
        {"find command-and-control servers in flow records", "フロー記録から C&C サーバーを探す"},
        {"Reads Zeek conn.log (TSV, JSON), Argus binetflow, nfdump CSV, Suricata EVE, IPFIX "
         "files, pcap and pcapng, and ranks the service endpoints (address, port, protocol) "
         "that hosts call as bots call their masters.\n\n"
         "Each endpoint is weighed by independent lines of evidence: contact on a schedule, "
         "retries to a dead server, long-held connections, sameness of sizes, persistence, "
         "how few hosts know it.  What speaks for an innocent service counts against.  The "
         "sum becomes a probability (weights are set by hand; how far it holds is measured in "
         "docs/evaluation.md); endpoints above the threshold deserve a person's time.  Records "
         "that cannot be used are counted and shown at the end.",
         "Zeek conn.log (TSV、JSON)、Argus binetflow、nfdump CSV、Suricata EVE、IPFIX ファイル、"
         "pcap、pcapng を読み、ボットが指令元を呼ぶように呼ばれている通信先 (アドレス、ポート、プロ"
         "トコル) を疑わしい順に並べます。\n\n"
         "通信先ごとに、互いに独立した根拠を量ります: 定期的な通信、落ちたサーバーへの再試行、長く"
         "保たれる接続、大きさの同一性、持続、知っているホストの少なさ。無害なサービスらしさは反対"
         "の根拠として数えます。その和から確率を求め (重みは人が定めたもので、どこまで当たるかは "
         "docs/evaluation.md にあります)、しきい値を超えたものは人が調べるに値します。"
         "使えなかったレコードは数えて最後に示します。"},
        kHuntOptions,
        kFlowFiles,
        kHuntExamples,
        run_c2_hunt},
    Command{"c2 explain",
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
            run_c2_explain},
    Command{
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
        run_c2_score},
    Command{"lab",
            {"practise and measure on synthetic traffic", "合成した通信で練習し、測る"},
            {"Everything that the lab makes is synthetic and says so.",
             "lab の作るものは全て合成であり、そう明示します。"},
            kCommonOptions,
            {},
            kTrafficExamples},
    Command{"lab traffic",
            {"make flow records of an imagined ISP, with botnets in it",
             "架空の ISP のフロー記録を、ボットネット入りで作る"},
            {"A seeded generator of operator-scale flow data: subscribers with a daily rhythm, "
             "popular and rare services, periodic but innocent ones, scanners, floods, and "
             "botnets of chosen families, with an answer key.  All of it is invented.",
             "通信事業者規模のフロー記録を種から生成します。日周期を持つ加入者、人気の差があるサー"
             "ビス、"
             "周期的だが無害なサービス、スキャン、攻撃、選んだ種類のボットネットを含み、正解が付き"
             "ます。"
             "全て架空のものです。"},
            kTrafficOptions,
            {},
            kTrafficExamples,
            run_lab_traffic},
    Command{
        "flow",
        {"collect flow records, keep them, ask about them", "フロー記録を収集し、保管し、調べる"},
        {"Collects what routers export, keeps it without subscribers' addresses, and answers "
         "questions about it; reads, converts and replays files of flow records too.",
         "ルータのエクスポートを収集し、加入者のアドレスを残さずに保管し、問い合わせに答えます。"
         "フロー記録のファイルの表示、変換、再送もします。"},
        kCommonOptions,
        {},
        kPrintExamples},
    Command{"flow print",
            {"print the flow records of files", "ファイルのフロー記録を表示する"},
            {"Prints the records in the one form into which all readers translate: what "
             "detectors see.",
             "全ての読み手が変換する共通の形、つまり検出器が見るものを表示します。"},
            kPrintOptions,
            kFlowFiles,
            kPrintExamples,
            run_flow_print},
    Command{"flow convert",
            {"write flow records in another format", "フロー記録を別の形式で書く"},
            {"Reads any supported format and writes one that other tools read too.",
             "対応する任意の形式を読み、他の道具も読める形式で書きます。"},
            kConvertOptions,
            kFlowFiles,
            kConvertExamples,
            run_flow_convert},
    Command{
        "flow send",
        {"send flow records to a collector on this machine",
         "フロー記録をこのマシンの収集側へ送る"},
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
        run_flow_send},
    Command{
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
        run_flow_top},
    Command{"flow query",
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
            run_flow_query},
    Command{"flow export",
            {"write records of the store to a file", "保管庫のレコードをファイルに書く"},
            {"Writes the records that a filter selects in a format that other tools, and Noroshi, "
             "read.  It needs --purpose, or --anonymise with a key.",
             "条件に合うレコードを、他の道具や Noroshi が読める形式で書きます。--purpose、または鍵"
             "を伴う --anonymise が必要です。"},
            kExportOptions,
            kFilter,
            kExportExamples,
            run_flow_export},
    Command{
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
        run_flow_import},
    Command{"flow audit",
            {"who asked about subscribers, and why", "誰が何のために利用者について尋ねたか"},
            {"Lists the audit trail, and checks its chain of hashes: the first line that was "
             "changed, or follows one that was taken out, is named.",
             "監査記録を示し、ハッシュの連鎖を確かめます。変更された行、または削除の後の最初の行を"
             "示します。"},
            kAuditOptions,
            {},
            kAuditExamples,
            run_flow_audit},
    Command{"flow collect",
            {"collect flows from exporters", "エクスポーターからフローを収集する"},
            {"Takes NetFlow v5, NetFlow v9, IPFIX and sFlow v5 over UDP, TCP and TLS, replaces "
             "subscribers' addresses by tokens, sums up five-minute panes, and keeps both in the "
             "store.\n\n"
             "Nothing is lost without being counted: see `noroshi flow health`.  SIGHUP reads the "
             "configuration again; a wrong one changes nothing.  SIGTERM and Ctrl-C store what "
             "was received and end.",
             "NetFlow v5、NetFlow v9、IPFIX、sFlow v5 を UDP、TCP、TLS で受け、加入者のアドレスを"
             "トークンに置き換え、五分ごとに要約し、ともに保管庫に納めます。\n\n"
             "数えられずに失われるものはありません (`noroshi flow health` を参照)。SIGHUP で設定を"
             "読み直し、誤りがあれば何も変えません。SIGTERM と Ctrl-C では受信済みのものを保管して"
             "終わります。"},
            kCollectOptions,
            {},
            kCollectExamples,
            run_flow_collect},
    Command{"flow health",
            {"tell whether the collector loses anything", "収集に損失がないかを示す"},
            {"Shows each exporter with its rate, gaps and sampling, the books of messages, records "
             "and flows, and a verdict with what to try.\n\n"
             "Exit status: 0 if nothing was lost since the start and the collector runs (or ended "
             "in good order), 1 otherwise.",
             "エクスポーターごとの速度、欠落、サンプリング、受信からフローまでの台帳、判定と対処を"
             "示します。\n\n"
             "終了状態: 開始から損失がなく、稼働中 (または正常に終了) なら 0、それ以外は 1。"},
            kHealthOptions,
            {},
            kHealthExamples,
            run_flow_health},
    Command{"help",
            {"explain a command", "コマンドを説明する"},
            {"Shows what a command does, its options and examples.",
             "コマンドの働き、指定、使用例を表示します。"},
            kHelpOptions,
            {"COMMAND",
             Takes::Word,
             {"the words of a command, such as c2 hunt", "c2 hunt のようなコマンドの語"},
             false,
             true},
            kHelpExamples,
            run_help},
    Command{"version",
            {"show the version", "版を表示する"},
            {"The version of the program, for bug reports.",
             "不具合報告のための、プログラムの版です。"},
            kCommonOptions,
            {},
            {},
            run_version},
    Command{"completion",
            {"print the completion script of a shell", "シェルの補完スクリプトを出力する"},
            {"Installed packages bring completion along; this is for everything else.",
             "パッケージで導入した場合は補完も付いています。それ以外の場合に使います。"},
            kCommonOptions,
            {"bash|zsh|fish", Takes::Choice, {"the shell", "シェル"}, true},
            kCompletionExamples,
            run_completion},
    Command{"complete",
            {"candidates for a word of a filter", "フィルターの語の候補"},
            {"For completion scripts: prints the words that could end TEXT, one a line.",
             "補完スクリプト用: TEXT の最後に来る語の候補を一行に一つ出力します。"},
            kCommonOptions,
            {"TEXT", Takes::Word, {"the filter so far", "フィルターの途中まで"}, false, true},
            {},
            run_complete,
            true}};

}  // namespace

std::span<const Command> commands() { return kCommands; }

const Command* find_command(std::string_view path) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                  [&](const Command& command) { return command.path == path; });
  return found == kCommands.end() ? nullptr : &*found;
}

std::vector<const Command*> children(const Command& parent) {
  std::vector<const Command*> found;
  for (const auto& command : kCommands) {
    if (command.hidden) continue;
    if (command.path.size() <= parent.path.size() || !command.path.starts_with(parent.path))
      continue;
    auto rest = command.path.substr(parent.path.size());
    if (!parent.path.empty() && rest.front() != ' ') continue;
    if (!parent.path.empty()) rest.remove_prefix(1);
    if (rest.find(' ') == std::string_view::npos) found.push_back(&command);
  }
  return found;
}

std::string_view last_word(const Command& command) {
  return command.path.substr(command.path.rfind(' ') + 1);
}

std::string full_name(const Command& command) {
  return command.path.empty() ? "noroshi" : std::string("noroshi ").append(command.path);
}

}  // namespace noroshi::cli
