#include "cli/health_text.hpp"

#include <array>
#include <fmt/format.h>
#include <numeric>

#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using collect::Dropped;
using collect::Health;

struct LossText {
  Text what;
  Text remedy;
};

// In the order of Loss::Kind.
constexpr std::array<LossText, collect::kLossKinds> kLosses{{
    {{"{} datagrams dropped by the kernel: a socket's buffer was full",
      "{} 個のデータグラムをカーネルが破棄: ソケットのバッファーが満杯"},
     {"raise collect.receive_buffer and net.core.rmem_max",
      "collect.receive_buffer と net.core.rmem_max を大きくする"}},
    {{"{} datagrams dropped: the queue was full", "{} 個のデータグラムを破棄: 待ち行列が満杯"},
     {"see whether the store is slow or fails; raise collect.workers or collect.queue",
      "保管庫の遅れや失敗を確かめ、collect.workers か collect.queue を大きくする"}},
    {{"{} datagrams dropped: longer than 9,216 octets",
      "{} 個のデータグラムを破棄: 9,216 オクテットより長い"},
     {"let the exporter keep to its MTU", "エクスポーターの最大長を MTU に合わせる"}},
    {{"{} datagrams dropped: above the exporter's rate",
      "{} 個のデータグラムを破棄: エクスポーターの上限速度を超過"},
     {"raise datagrams_per_second of that exporter, or find out who else sends",
      "そのエクスポーターの datagrams_per_second を上げるか、他の送信者を調べる"}},
    {{"{} datagrams dropped: too many exporters",
      "{} 個のデータグラムを破棄: エクスポーターが多すぎる"},
     {"narrow the prefixes of collect.exporter, or raise collect.most_exporters",
      "collect.exporter のプレフィックスを狭めるか、collect.most_exporters を上げる"}},
    {{"{} datagrams dropped: too many sessions of one exporter",
      "{} 個のデータグラムを破棄: 一つのエクスポーターのセッションが多すぎる"},
     {"raise sessions of that exporter, or find out why it changes its source port",
      "そのエクスポーターの sessions を上げるか、送信元ポートが変わる理由を調べる"}},
    {{"{} messages could not be read", "{} 個のメッセージを読めず"},
     {"see rejected_messages in --format json; is it NetFlow, IPFIX or sFlow v5?",
      "--format json の rejected_messages を参照。NetFlow、IPFIX、sFlow v5 かどうか"}},
    {{"{} sets could not be read", "{} 個のセットを読めず"},
     {"see rejected_sets in --format json", "--format json の rejected_sets を参照"}},
    {{"{} records could not be read", "{} 件のレコードを読めず"},
     {"see rejected_records in --format json", "--format json の rejected_records を参照"}},
    {{"{} data sets waited in vain for their template",
      "{} 個のデータセットのテンプレートが届かず"},
     {"let the exporter send templates more often, at least every minute",
      "エクスポーターのテンプレート送信を少なくとも毎分にする"}},
    {{"{} flows dropped: there was no key to make tokens with",
      "{} 件のフローを破棄: トークンの鍵がない"},
     {"see the log; is the disk full?", "ログを参照。ディスクの空きを確かめる"}},
    {{"{} flows dropped: the store took none until the collector had to stop",
      "{} 件のフローを破棄: 停止まで保管庫が受け付けず"},
     {"mend the store before the collector is stopped", "停止の前に保管庫を直す"}},
    {{"{} rows of panes dropped: the store took none until the collector had to stop",
      "{} 行の要約を破棄: 停止まで保管庫が受け付けず"},
     {"mend the store before the collector is stopped", "停止の前に保管庫を直す"}},
    {{"{} records were sent and never arrived", "{} 件のレコードが送信されたが届かず"},
     {"look for loss between exporter and collector; kernel drops above cause it too",
      "エクスポーターとの間の損失を調べる。上のカーネルの破棄も原因になる"}},
    {{"{} messages or samples were sent and never arrived",
      "{} 個のメッセージまたはサンプルが送信されたが届かず"},
     {"look for loss between exporter and collector; kernel drops above cause it too",
      "エクスポーターとの間の損失を調べる。上のカーネルの破棄も原因になる"}},
}};

bool runs(const Health& health, base::Micros now) {
  return !health.stopped && now - health.now <= kSilence;
}

std::string octets_text(std::uint64_t octets) {
  static constexpr std::array<std::string_view, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  auto size = static_cast<double>(octets);
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  return unit == 0 ? fmt::format("{} B", octets) : fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string sampling_text(const collect::ExporterHealth& exporter, Language language) {
  static constexpr Text kKnown{"known", "既知"};
  static constexpr Text kUnknown{"unknown", "不明"};
  static constexpr Text kPartly{"partly", "一部不明"};
  const auto& ledger = exporter.ledger;
  if (ledger.flows == 0) return "-";
  if (ledger.sampling_unknown == 0) return std::string(kKnown.in(language));
  const bool none = ledger.sampling_unknown >= ledger.flows;
  return std::string((none ? kUnknown : kPartly).in(language));
}

std::string share_text(double share) {
  return share == 0 ? "0" : fmt::format("{:.2g} %", share * 100);
}

Table exporter_table(const Health& health, base::Micros now, Language language) {
  static constexpr Text kName{"EXPORTER", "エクスポーター"};
  static constexpr Text kAddress{"ADDRESS", "アドレス"};
  static constexpr Text kProtocol{"PROTOCOL", "プロトコル"};
  static constexpr Text kRate{"RECORDS/S", "レコード/秒"};
  static constexpr Text kSeen{"LAST SEEN", "最後の受信"};
  static constexpr Text kFlows{"FLOWS", "フロー"};
  static constexpr Text kGaps{"GAPS", "欠落"};
  static constexpr Text kLost{"LOST", "損失"};
  static constexpr Text kShare{"SHARE", "割合"};
  static constexpr Text kSampling{"SAMPLING", "サンプリング"};
  static constexpr Text kTemplates{"TEMPLATES", "テンプレート"};
  static constexpr Text kWaiting{"WAITING", "待ち"};
  static constexpr Text kAgo{"{} ago", "{} 前"};
  using enum Table::Align;
  const auto title = [&](const Text& text) { return std::string(text.in(language)); };
  Table table({{title(kName), Left},
               {title(kAddress), Left},
               {title(kProtocol), Left},
               {title(kRate), Right},
               {title(kSeen), Right},
               {title(kFlows), Right},
               {title(kGaps), Right},
               {title(kLost), Right},
               {title(kShare), Right},
               {title(kSampling), Left},
               {title(kTemplates), Right},
               {title(kWaiting), Right}});
  for (const auto& exporter : health.exporters) {
    const auto& l = exporter.ledger;
    const auto silence = now - exporter.last_seen;
    const bool seen = exporter.last_seen > 0;
    table.add({exporter.name, exporter.address.to_string(),
               exporter.protocols.empty() ? "-" : exporter.protocols,
               rounded(exporter.records_per_second),
               seen ? kAgo.in(language, base::humane(std::max<base::Micros>(
                                            silence / base::kSecond * base::kSecond, 0)))
                    : "-",
               grouped(l.flows), grouped(l.gaps),
               grouped(l.lost_records + l.lost_messages + l.lost_samples),
               share_text(exporter.lost_share()), sampling_text(exporter, language),
               grouped(l.templates_now), grouped(l.waiting_sets)});
  }
  return table;
}

// Lines of the form "label   text", labels of one width.
class Lines {
 public:
  explicit Lines(Language language) : language_(language) {}
  template <class... Values>
  void add(const Text& label, const Text& text, const Values&... values) {
    text_ += pad_right(label.in(language_), 10) + text.in(language_, values...) + "\n";
  }
  std::string take() { return std::move(text_); }

 private:
  Language language_;
  std::string text_;
};

std::string books_text(const Health& health, Language language) {
  static constexpr Text kMessages{"Messages", "受信"};
  static constexpr Text kMessageLine{
      "{} received = {} decoded + {} rejected + {} dropped + {} strangers' + {} waiting",
      "受信 {} = 解読 {} + 不正 {} + 破棄 {} + 許可外 {} + 待ち {}"};
  static constexpr Text kRecords{"Records", "レコード"};
  static constexpr Text kRecordLine{"{} = {} flows + {} options + {} rejected + {} skipped",
                                    "{} = フロー {} + オプション {} + 不正 {} + 対象外 {}"};
  static constexpr Text kFlows{"Flows", "フロー"};
  static constexpr Text kFlowLine{"{} = {} stored + {} waiting + {} given up + {} without a key",
                                  "{} = 保管 {} + 待ち {} + 断念 {} + 鍵なし {}"};
  static constexpr Text kClocks{"Clocks", "時計"};
  static constexpr Text kClockLine{
      "{} flows clamped: their times lay too far in the past ({}) or the future ({}); see to the "
      "exporters' clocks (NTP), or to [collect.limits] most_past",
      "時刻が離れすぎたフロー {} 件を補正 (過去 {}、未来 {})。エクスポーターの時計 (NTP) か "
      "[collect.limits] most_past を確かめてください"};
  static constexpr Text kKernel{"Kernel", "カーネル"};
  static constexpr Text kKernelLine{"{} datagrams dropped before they were received",
                                    "受信前に破棄されたデータグラム {} 個"};
  static constexpr Text kQueue{"Queue", "待ち行列"};
  static constexpr Text kQueueLine{"{} of {}", "{} / {}"};
  const auto& t = health.totals;
  const auto& d = t.decoding;
  const auto strangers = t.of(Dropped::UnknownExporter);
  const auto dropped =
      std::accumulate(t.dropped.begin(), t.dropped.end(), std::uint64_t{0}) - strangers;
  Lines lines(language);
  lines.add(kMessages, kMessageLine, grouped(t.received), grouped(d.ledger.decoded),
            grouped(collect::sum(d.rejected_messages)), grouped(dropped), grouped(strangers),
            grouped(t.waiting));
  lines.add(kRecords, kRecordLine, grouped(d.ledger.records), grouped(d.ledger.flows),
            grouped(d.ledger.options), grouped(collect::sum(d.rejected_records)),
            grouped(collect::sum(d.skipped_records)));
  lines.add(kFlows, kFlowLine, grouped(d.ledger.flows), grouped(t.stored), grouped(t.flows_waiting),
            grouped(t.given_up), grouped(t.unkept));
  const auto past = d.ledger.clamped_past;
  const auto future = d.ledger.clamped_future;
  if (past + future > 0) {
    lines.add(kClocks, kClockLine, grouped(past + future), grouped(past), grouped(future));
  }
  lines.add(kKernel, kKernelLine, grouped(t.kernel_drops));
  lines.add(kQueue, kQueueLine, octets_text(t.waiting_octets), octets_text(health.queue_bound));
  return lines.take();
}

std::string store_text(const Health& health, const Zone& zone, Language language) {
  static constexpr Text kStore{"Store", "保管庫"};
  static constexpr Text kStoreLine{"{}", "{}"};
  static constexpr Text kFailing{"takes no rows: {}", "受け付けていません: {}"};
  static constexpr Text kTableLine{"{}: {} rows, {}", "{}: {} 行、{}"};
  static constexpr Text kSpanLine{"{}: {} rows, {}, from {} to {}",
                                  "{}: {} 行、{}、{} から {} まで"};
  static constexpr Text kNone{" ", " "};
  Lines lines(language);
  lines.add(kStore, kStoreLine, health.store.what);
  if (health.store.failing) lines.add(kNone, kFailing, health.store.problem);
  for (const auto& table : store::tables()) {
    const auto& of = health.store.tables[static_cast<std::size_t>(table.id)];
    if (of.rows == 0) {
      lines.add(kNone, kTableLine, table.name, grouped(of.rows), octets_text(of.octets));
    } else {
      lines.add(kNone, kSpanLine, table.name, grouped(of.rows), octets_text(of.octets),
                zone.seconds(of.oldest), zone.seconds(of.newest));
    }
  }
  return lines.take();
}

std::string strangers_text(const Health& health, Language language) {
  static constexpr Text kStrangers{
      "Refused: {} datagrams and {} streams of addresses in no [[collect.exporter]], such as {}\n",
      "拒否: どの [[collect.exporter]] にもないアドレスのデータグラム {} 個、ストリーム {} 本。例: "
      "{}\n"};
  const auto& t = health.totals;
  const auto refused = t.of(Dropped::UnknownExporter);
  if (refused == 0 && t.refused_streams == 0) return "";
  std::string some;
  for (const auto& stranger : health.strangers) {
    if (!some.empty()) some += ", ";
    some += stranger.to_string();
  }
  return kStrangers.in(language, grouped(refused), grouped(t.refused_streams),
                       some.empty() ? "-" : some);
}

std::string heading(const Health& health, base::Micros now, const Zone& zone, Language language) {
  static constexpr Text kRuns{"Collector {} runs since {} {} ({})\n",
                              "収集 {} は {} {} から稼働中 ({})\n"};
  static constexpr Text kStopped{"Collector {} ran from {} {} and ended in good order ({})\n",
                                 "収集 {} は {} {} から稼働し、正常に終了 ({})\n"};
  const auto lasted = (health.now - health.started) / base::kSecond * base::kSecond;
  const auto& text = runs(health, now) || !health.stopped ? kRuns : kStopped;
  return text.in(language, health.version, zone.seconds(health.started), zone.name(),
                 base::humane(lasted));
}

}  // namespace

bool all_well(const Health& health, base::Micros now) {
  return (health.stopped || runs(health, now)) && collect::losses(health).empty() &&
         health.discrepancies().empty() && !health.store.failing;
}

std::vector<std::string> verdict(const Health& health, base::Micros now, Language language) {
  static constexpr Text kNothing{"nothing lost", "損失なし"};
  static constexpr Text kSilent{
      "the collector has said nothing for {}: it does not run, or hangs; try: systemctl status "
      "noroshi-collect",
      "収集は {} の間応答がありません。停止しているか、固まっています。確認: systemctl status "
      "noroshi-collect"};
  static constexpr Text kFailing{"the store takes no rows: {}", "保管庫が受け付けません: {}"};
  static constexpr Text kInexact{"the ledger does not add up, please report it: {}",
                                 "台帳の計算が合いません。報告してください: {}"};
  static constexpr Text kTry{"{}; try: {}", "{}。対処: {}"};
  std::vector<std::string> lines;
  if (!health.stopped && !runs(health, now)) {
    lines.push_back(kSilent.in(language, base::humane(now - health.now)));
  }
  if (health.store.failing) lines.push_back(kFailing.in(language, health.store.problem));
  for (const auto& identity : health.discrepancies()) {
    lines.push_back(kInexact.in(language, identity));
  }
  for (const auto& loss : collect::losses(health)) {
    const auto& text = kLosses[static_cast<std::size_t>(loss.kind)];
    lines.push_back(
        kTry.in(language, text.what.in(language, grouped(loss.count)), text.remedy.in(language)));
  }
  if (lines.empty()) lines.emplace_back(kNothing.in(language));
  return lines;
}

std::string health_text(const Health& health, base::Micros now, const Zone& zone,
                        const Context& context) {
  const auto language = context.language;
  const bool colour = context.terminal.colour;
  const auto style = all_well(health, now) ? Style::Green : Style::Red;
  std::string text = heading(health, now, zone, language);
  for (const auto& line : verdict(health, now, language))
    text += styled(line, style, colour) + "\n";
  text += "\n";
  if (!health.exporters.empty()) {
    text += exporter_table(health, now, language).text(colour) + "\n";
  }
  text += books_text(health, language);
  text += store_text(health, zone, language);
  return text + strangers_text(health, language);
}

}  // namespace noroshi::cli
