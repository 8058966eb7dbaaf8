#include "act/report/page_words.hpp"

namespace noroshi::report {
namespace {

constexpr PageWords kEnglish{
    .title = "Telescope report",
    .whole = "The whole: all networks",
    .sensor_word = "sensor",
    .infected = "Infected",
    .addresses = "addresses",
    .address_count = "Addresses",
    .fresh = "New",
    .persistent = "Persistent",
    .returned = "Returned",
    .cleared = "Cleared",
    .victims = "DoS victims",
    .surges = "Surging ports",
    .research = "Research scanners",
    .hours_missing =
        "Hours of this day of which nothing is known: {}. The sensor was off, or its "
        "files are missing. Counts are too low, and silence says nothing.",
    .by_network = "By network",
    .network = "Network",
    .infected_by_network = "Infected addresses by network",
    .unregistered = "not registered",
    .none = "None.",
    .families = "Families",
    .family = "Family",
    .addresses_by_family = "Infected addresses by family",
    .hosts = "Hosts",
    .interval = "95 % interval",
    .hosts_by_family = "Hosts by family, with 95 % intervals",
    .about_hosts =
        "Subscribers change addresses, so addresses overcount hosts. The estimate takes "
        "the pace of the changes into account; the interval says how far it can be off.",
    .ports = "Ports",
    .port = "Port",
    .infected_by_port = "Infected addresses by port they ask for",
    .hosts_by_port = "All scanning addresses by port, research apart",
    .countries = "Countries",
    .infected_by_country = "Infected addresses by country of registration",
    .unknown = "unknown",
    .since = "Since (UTC)",
    .hosts_before = "Hosts an hour, usual",
    .hosts_now = "Hosts an hour, now",
    .score = "Score",
    .surge_plot = "Hosts an hour: usual (pale) and now",
    .about_surges =
        "The score is that of a change point; {:.1f} is the threshold that keeps the "
        "number of alarms within the day's budget.",
    .novelties = "Seen for the first time",
    .first = "First (UTC)",
    .payload = "First octets",
    .port_is_new = "the port itself is new",
    .campaigns = "Campaigns",
    .tool = "Tool",
    .ports_short = "Ports",
    .own_sources = "Sources here",
    .sources = "Sources in all",
    .time = "Time (UTC)",
    .together = "Together",
    .profile = "What their packets have in common",
    .yes = "yes",
    .no = "no",
    .victims_long = "Victims of denial-of-service attacks",
    .address = "Address",
    .country_or_network = "AS, country",
    .replies = "Replies seen",
    .most_in_minute = "Most in a minute",
    .attacked = "Attacked",
    .about_victims =
        "Victims answered packets that bore forged source addresses; some of those "
        "answers came to unused addresses. What is seen is a small share of the attack.",
    .about_research =
        "{} scanners of research projects and companies are kept apart; they are "
        "neither infected nor counted above.",
    .list = "List",
    .reason = "Why",
    .packets = "Packets",
    .by_behaviour = "by behaviour",
    .sensor = "The sensor",
    .packets_by_hour = "Packets by hour (UTC); lost ones on top",
    .missing = "missing",
    .what = "What",
    .share = "Share",
    .received = "Received",
    .lost = "Lost by kernel or capture",
    .evicted = "Events and victims forgotten to make room",
    .missing_hours = "Hours without any record",
    .about_sensor = "An address is called cleared only by days on which the sensor was alive.",
    .list_of_addresses = "Addresses",
    .standing = "Standing",
    .sure = "Sure",
    .seen = "First and last seen (UTC)",
    .sightings = "Time and source port",
    .and_more = "And {} more: the machine-readable files have all of them.",
    .notes = "How to read this",
    .note = {"New: not seen before, or longer ago than is remembered. Persistent: seen within the "
             "days that count as one infection. Cleared: silent for so many days that it counts "
             "as over. Returned: was cleared, and is back.",
             "\"Sure\" is the probability that a machine behind the address is infected, by the "
             "evidence in findings.jsonl.",
             "Behind a shared address (carrier NAT, MAP-E) only time and source port together find "
             "the line; without them nobody should be notified.",
             "The unused addresses that were reached are withheld: whoever knows them can avoid "
             "them."}};

constexpr PageWords kJapanese{
    .title = "ダークネット観測日報",
    .whole = "全体 (すべてのネットワーク)",
    .sensor_word = "センサー",
    .infected = "感染",
    .addresses = "アドレス",
    .address_count = "アドレス数",
    .fresh = "新規",
    .persistent = "継続",
    .returned = "再発",
    .cleared = "解消",
    .victims = "DoS 被害",
    .surges = "急増ポート",
    .research = "調査スキャナー",
    .hours_missing =
        "この日のうち {} 時間分の記録がありません。センサーの停止またはファイルの欠落"
        "です。件数は実際より少なく、観測がないことは何も意味しません。",
    .by_network = "ネットワーク別",
    .network = "ネットワーク",
    .infected_by_network = "ネットワーク別の感染アドレス数",
    .unregistered = "登録なし",
    .none = "なし。",
    .families = "マルウェアの種別",
    .family = "種別",
    .addresses_by_family = "種別ごとの感染アドレス数",
    .hosts = "ホスト数",
    .interval = "95 % 区間",
    .hosts_by_family = "種別ごとの推定ホスト数と 95 % 区間",
    .about_hosts =
        "利用者のアドレスは変わるため、アドレス数はホスト数より多くなります。推定値はア"
        "ドレスの変わる速さを考慮し、区間は誤差の範囲を示します。",
    .ports = "ポート",
    .port = "ポート",
    .infected_by_port = "宛先ポート別の感染アドレス数",
    .hosts_by_port = "宛先ポート別の全スキャン元アドレス数 (調査スキャナーを除く)",
    .countries = "国",
    .infected_by_country = "登録国別の感染アドレス数",
    .unknown = "不明",
    .since = "開始 (UTC)",
    .hosts_before = "通常のホスト数/時",
    .hosts_now = "現在のホスト数/時",
    .score = "スコア",
    .surge_plot = "一時間あたりのホスト数: 通常 (淡色) と現在",
    .about_surges =
        "スコアは変化点のスコアです。しきい値 {:.1f} は、警報の数を一日の上限に収める値"
        "です。",
    .novelties = "初めて観測されたもの",
    .first = "初観測 (UTC)",
    .payload = "先頭のオクテット",
    .port_is_new = "ポート自体が初観測",
    .campaigns = "キャンペーン",
    .tool = "ツール",
    .ports_short = "ポート",
    .own_sources = "うち自網の送信元",
    .sources = "送信元の総数",
    .time = "時刻 (UTC)",
    .together = "同期",
    .profile = "パケットの共通点",
    .yes = "あり",
    .no = "なし",
    .victims_long = "DoS 攻撃の被害",
    .address = "アドレス",
    .country_or_network = "AS、国",
    .replies = "観測した応答",
    .most_in_minute = "一分間の最大",
    .attacked = "攻撃先",
    .about_victims =
        "送信元を詐称した攻撃パケットへの被害者の応答の一部が、未使用アドレスに届いた"
        "ものです。観測できるのは攻撃のごく一部です。",
    .about_research =
        "研究機関や企業の調査スキャナー {} 件は別に扱い、感染にも上の件数にも含みま"
        "せん。",
    .list = "一覧",
    .reason = "理由",
    .packets = "パケット",
    .by_behaviour = "挙動による",
    .sensor = "センサーの状態",
    .packets_by_hour = "時間別のパケット数 (UTC)。上の部分は取りこぼし",
    .missing = "欠測",
    .what = "内訳",
    .share = "割合",
    .received = "受信",
    .lost = "カーネルまたはキャプチャーでの取りこぼし",
    .evicted = "空きを作るために忘れたイベントと被害",
    .missing_hours = "記録のない時間数",
    .about_sensor = "解消と判断するのは、センサーが動いていた日だけに基づきます。",
    .list_of_addresses = "アドレス一覧",
    .standing = "状態",
    .sure = "確度",
    .seen = "初観測と最終観測 (UTC)",
    .sightings = "時刻と送信元ポート",
    .and_more = "ほかに {} 件。機械可読のファイルにすべて含まれます。",
    .notes = "この日報の読み方",
    .note = {
        "新規: 初めての観測、または記憶より前の観測。継続: 同じ感染とみなす日数のうちに観測。解"
        "消: 終わったとみなす日数のあいだ観測なし。再発: 解消の後に再び観測。",
        "「確度」は、そのアドレスの背後の機器が感染している確率です。根拠は findings.jsonl にあ"
        "ります。",
        "共有アドレス (キャリア NAT、MAP-E) では、時刻と送信元ポートがそろって初めて回線が分か"
        "ります。そろわないときは誰にも通知しないでください。",
        "届いた先の未使用アドレスは伏せています。知られると避けられるためです。"}};

}  // namespace

const PageWords& words_in(base::Language language) {
  return language == base::Language::Japanese ? kJapanese : kEnglish;
}

}  // namespace noroshi::report
