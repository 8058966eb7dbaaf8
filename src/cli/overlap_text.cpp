#include "cli/overlap_text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "cli/chart.hpp"
#include "cli/findings.hpp"
#include "cli/noun.hpp"
#include "cli/sheet.hpp"
#include "cli/svg_chart.hpp"
#include "cli/table.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using programme::OperatorShare;
using programme::Overlap;
using programme::Population;

constexpr std::size_t kBarColumns = 40;
constexpr std::size_t kMostInMatrix = 8;  // operators; JSON and CSV have all

std::string share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return grouped(part);
  return fmt::format("{} ({:.0f} %)", grouped(part),
                     100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string whole_number(double value) {
  return grouped(static_cast<std::uint64_t>(std::llround(value)));
}

std::string operators_table(const Overlap& overlap, const Context& context) {
  static constexpr Text kOperator{"operator", "事業者"};
  static constexpr Text kHas{"servers", "サーバー"};
  static constexpr Text kExclusive{"only here", "単独"};
  static constexpr Text kInOrder{"adds, in this order", "追加分 (この順)"};
  static constexpr Text kOnAverage{"adds, on average", "追加分 (平均)"};
  const auto title = [&](const Text& text) { return std::string(text.in(context.language)); };
  using enum Table::Align;
  Table table({{title(kOperator), Left},
               {title(kHas), Right},
               {title(kExclusive), Right},
               {title(kInOrder), Right},
               {title(kOnAverage), Right}});
  for (const OperatorShare& one : overlap.operators) {
    table.add({one.name, grouped(one.servers), share(one.exclusive, one.servers),
               grouped(one.gain_in_order), fmt::format("{:.1f}", one.gain_on_average)});
  }
  return table.text(context.terminal.colour);
}

// Shared servers above Jaccard's index.
std::string matrix(const Overlap& overlap, const Context& context) {
  static constexpr Text kShared{"shared (Jaccard)", "共通 (Jaccard)"};
  const std::size_t count = overlap.operators.size();
  if (count > kMostInMatrix) return {};
  using enum Table::Align;
  std::vector<Table::Column> columns{{std::string(kShared.in(context.language)), Left}};
  for (const OperatorShare& one : overlap.operators) columns.push_back({one.name, Right});
  Table table(std::move(columns));
  for (std::size_t a = 0; a < count; ++a) {
    std::vector<std::string> cells{overlap.operators[a].name};
    for (std::size_t b = 0; b < count; ++b) {
      cells.push_back(a == b ? "·"
                             : fmt::format("{} ({:.2f})", grouped(overlap.shared(a, b)),
                                           overlap.jaccard(a, b)));
    }
    table.add(std::move(cells));
  }
  return table.text(context.terminal.colour) + "\n";
}

// A bar for one operator on average, one for two together, and so on.
std::string reach(const Overlap& overlap, const Context& context) {
  static constexpr Text kTitle{"together, on average over all choices",
                               "平均的な合計 (全ての組合せ)"};
  static constexpr Text kOne{"{} operator", "{} 事業者"};
  static constexpr Text kMany{"{} operators", "{} 事業者"};
  if (overlap.servers == 0) return {};
  using enum Table::Align;
  Table table({{std::string(kTitle.in(context.language)), Left}, {"", Right}, {"", Left}});
  for (std::size_t k = 1; k <= overlap.reach.size(); ++k) {
    const double found = overlap.reach[k - 1];
    const double part = found / static_cast<double>(overlap.servers);
    table.add({(k == 1 ? kOne : kMany).in(context.language, k), fmt::format("{:.1f}", found),
               context.terminal.utf8
                   ? bar(part, kBarColumns)
                   : std::string(static_cast<std::size_t>(part * kBarColumns), '#')});
  }
  return table.text(context.terminal.colour) + "\n";
}

std::string unseen(const Overlap& overlap, Language language) {
  static constexpr Text kTwo{
      "What neither sees: about {} servers more, {} in all (95 %: {} to {}; Chapman).",
      "どちらにも見えないもの: 約 {} 台、全体で {} 台 (95 %: {} ～ {}、Chapman)。"};
  static constexpr Text kMore{
      "What nobody sees: at least {} servers more, {} in all (95 %: {} to {}; lower bound of "
      "Chao's "
      "kind).",
      "誰にも見えないもの: 少なくとも {} 台、全体で {} 台 (95 %: {} ～ {}、Chao 型の下限)。"};
  const Population& estimate = overlap.unseen.estimate;
  return (overlap.unseen.is_lower_bound ? kMore : kTwo)
      .in(language, whole_number(estimate.unseen), whole_number(estimate.whole()),
          whole_number(estimate.low), whole_number(estimate.high));
}

}  // namespace

std::string overlap_table(const Overlap& overlap, const Context& context) {
  static constexpr Text kHead{"{} that anyone has, {} of them with more than one operator",
                              "いずれかの事業者にある{}、うち複数の事業者にあるもの {} 台"};
  static constexpr Text kCaveat{
      "The estimate takes operators for independent and every server for visible to each.  Those "
      "who find by the same means share more, and it comes out too low; servers that only one's "
      "customers meet make it too high.",
      "この推定は、事業者が互いに独立で、どのサーバーも各事業者から見えうることを前提とします。同じ"
      "方法"
      "で見つける事業者どうしは共通が増え、推定は低すぎます。一社の利用者だけが出会うサーバーがあれ"
      "ば高す"
      "ぎます。"};
  const std::uint64_t lone = overlap.seen_by.front();
  std::string out = kHead.in(context.language, kServers.in(context.language, overlap.servers),
                             grouped(overlap.servers - lone)) +
                    "\n\n" + operators_table(overlap, context) + "\n" + matrix(overlap, context) +
                    reach(overlap, context);
  out += wrapped(unseen(overlap, context.language), context.terminal.columns, 0);
  out += wrapped(kCaveat.in(context.language), context.terminal.columns, 0);
  return out;
}

std::string overlap_csv(const Overlap& overlap) {
  std::string out = "a,b,servers_of_a,servers_of_b,shared,jaccard\n";
  for (std::size_t a = 0; a < overlap.operators.size(); ++a) {
    for (std::size_t b = a + 1; b < overlap.operators.size(); ++b) {
      out += fmt::format("{},{},{},{},{},{:.6g}\n", csv_field(overlap.operators[a].name),
                         csv_field(overlap.operators[b].name), overlap.operators[a].servers,
                         overlap.operators[b].servers, overlap.shared(a, b), overlap.jaccard(a, b));
    }
  }
  return out;
}

std::string overlap_svg(const Overlap& overlap, Language language) {
  static constexpr Text kTitle{"Servers that operators see together",
                               "事業者が合わせて把握するサーバー"};
  static constexpr Text kOperators{"operators", "事業者の数"};
  static constexpr Text kReach{"servers", "サーバー数"};
  static constexpr Text kLine{"seen by that many operators, on average over all choices",
                              "その数の事業者が把握するもの (全ての組合せの平均)"};
  static constexpr Text kTwo{"estimated in all: {} (95 %: {} to {}; Chapman)",
                             "全体の推定: {} (95 %: {} ～ {}、Chapman)"};
  static constexpr Text kMore{"estimated in all: at least {} (95 %: {} to {}; of Chao's kind)",
                              "全体の推定: 少なくとも {} (95 %: {} ～ {}、Chao 型)"};
  const Population& estimate = overlap.unseen.estimate;
  const auto count = static_cast<double>(overlap.reach.size());
  const double top = std::max(static_cast<double>(overlap.servers), estimate.whole()) * 1.08;
  SvgChart chart(
      std::string(kTitle.in(language)),
      {.title = std::string(kOperators.in(language)), .low = 0, .high = count, .whole = true},
      {.title = std::string(kReach.in(language)), .low = 0, .high = top});
  std::vector<Point> points{{0, 0}};
  for (const double reach : overlap.reach) {
    points.push_back({static_cast<double>(points.size()), reach});
  }
  chart.line(points, 0);
  chart.level(estimate.whole(), whole_number(estimate.whole()));
  chart.legend(kLine.in(language), 0);
  chart.legend_note((overlap.unseen.is_lower_bound ? kMore : kTwo)
                        .in(language, whole_number(estimate.whole()), whole_number(estimate.low),
                            whole_number(estimate.high)));
  return chart.text();
}

}  // namespace noroshi::cli
