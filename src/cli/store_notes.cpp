#include "cli/store_notes.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/noun.hpp"
#include "cli/sheet.hpp"
#include "store/query/answer_rows.hpp"

namespace noroshi::cli {
namespace {

constexpr Noun kFlowCount{{"{} flow", "フロー {} 件"}, {"{} flows", "フロー {} 件"}};

// With so many rows of so great a counter at most, can the sum have left 64 bits?
bool may_have_wrapped(const query::Row& row) {
  const auto rows = static_cast<double>(row.whole("n_rows"));
  for (const auto* most : {"most_packets", "most_octets", "most_rev_packets", "most_rev_octets"}) {
    if (rows * static_cast<double>(row.whole(most)) >= 18'446'744'073'709'551'615.0) return true;
  }
  return false;
}

}  // namespace

StoreNotes::StoreNotes(const OpenStore& open, const Context& context, bool quiet)
    : open_(open), context_(context), quiet_(quiet), progress_(context, quiet) {
  static constexpr Text kAsking{"asking the {} …", "{} に問い合わせ中 …"};
  progress_.phase(kAsking.in(context.language, open.store->describe()));
}

void StoreNotes::answered() {
  progress_.clear();
  elapsed_ = std::chrono::duration_cast<std::chrono::microseconds>(
                 std::chrono::steady_clock::now() - begin_)
                 .count();
}

void StoreNotes::say(std::string_view line) const {
  if (!quiet_) context_.note(line);
}

Status StoreNotes::totals(store::TableId table, const query::Window& window,
                          const query::Filter& filter) {
  static constexpr Text kRecordsOf{"{}, {} and {} back, in records of the {} ({})",
                                   "{}、{}、戻り {} ({} のレコードから、{})"};
  static constexpr Text kPanesOf{"{}, {} and {} back, in 5-minute panes of the {} ({})",
                                 "{}、{}、戻り {} ({} の 5 分集計から、{})"};
  static constexpr Text kWrapped{
      "counters are so large that a sum may have left 64 bits: an exporter reports nonsense; look "
      "for it with octets > 1T",
      "計数が大きすぎ、合計が 64 ビットを超えた可能性があります。異常な値を送る送出元を octets > "
      "1T "
      "で探してください"};
  if (quiet_) return {};
  return query::each_row(
      *open_.store, query::sql_of(query::Totals{table, window, filter}),
      [&](const query::Row& row) -> Result<bool> {
        const auto& text = table == store::TableId::Flows ? kRecordsOf : kPanesOf;
        say(text.in(context_.language, kFlowCount.in(context_.language, row.whole("n_flows")),
                    shown_octets(static_cast<double>(row.whole("n_octets"))),
                    shown_octets(static_cast<double>(row.whole("n_rev_octets"))),
                    open_.store->describe(), base::humane(std::max<base::Micros>(elapsed_, 1))));
        if (may_have_wrapped(row)) say(kWrapped.in(context_.language));
        return true;
      });
}

void StoreNotes::estimated(store::TableId table) const {
  static constexpr Text kRecordsHow{
      "estimates: counts × sampling interval × what the exporter sent / what arrived in that pane; "
      "flows of unknown rate count once and are listed apart",
      "推定値: 計数 × サンプリング間隔 × その 5 分間の (送出数 / 到着数)。率の不明なフローは 1 倍と"
      "し、別に数えます"};
  static constexpr Text kPanesHow{
      "estimates: counts × the greatest sampling interval of the pane × what all exporters sent / "
      "what arrived in it; flows of unknown rate count once and are listed apart",
      "推定値: 計数 × 5 分間の最大のサンプリング間隔 × 全送出元の (送出数 / 到着数)。率の不明なフロ"
      "ーは 1 倍とし、別に数えます"};
  const auto& how = table == store::TableId::Flows ? kRecordsHow : kPanesHow;
  say(how.in(context_.language));
}

}  // namespace noroshi::cli
