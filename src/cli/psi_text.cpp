#include "cli/psi_text.hpp"

#include <fmt/format.h>

#include "cli/progress.hpp"
#include "cli/table.hpp"

namespace noroshi::cli {
namespace {

std::string or_null(const std::optional<std::uint64_t>& count) {
  return count ? std::to_string(*count) : "null";
}

std::string jaccard_of(const psi::Outcome& outcome, std::string_view nothing) {
  return outcome.shared ? fmt::format("{:.6g}", outcome.jaccard()) : std::string(nothing);
}

std::string table(const psi::Outcome& outcome, const Context& context) {
  static constexpr Text kServers{"servers", "サーバー"};
  static constexpr Text kCount{"count", "数"};
  static constexpr Text kShared{"shared", "共通"};
  static constexpr Text kOurs{"in our list", "自分の一覧"};
  static constexpr Text kTheirs{"in theirs", "相手の一覧"};
  static constexpr Text kJaccard{"Jaccard index", "Jaccard 係数"};
  static constexpr Text kNotOurs{"only they learn", "相手だけが知る"};
  const auto say = [&](const Text& text) { return std::string(text.in(context.language)); };
  Table rows({{say(kServers), Table::Align::Left}, {say(kCount), Table::Align::Right}});
  rows.add({say(kShared), outcome.shared ? grouped(*outcome.shared) : say(kNotOurs)});
  rows.add({say(kOurs), grouped(outcome.mine)});
  rows.add({say(kTheirs), grouped(outcome.theirs)});
  if (outcome.shared) rows.add({say(kJaccard), fmt::format("{:.4f}", outcome.jaccard())});
  auto text = rows.text(context.terminal.colour);
  if (!outcome.endpoints.empty()) text += '\n';
  for (const auto& endpoint : outcome.endpoints) text += model::to_string(endpoint) + '\n';
  return text;
}

std::string json(const psi::Outcome& outcome) {
  auto text = fmt::format(R"({{"shared":{},"ours":{},"theirs":{},"jaccard":{},"count_only":{})",
                          or_null(outcome.shared), outcome.mine, outcome.theirs,
                          jaccard_of(outcome, "null"), outcome.count_only);
  text += ",\"servers\":[";
  const char* before = "\n";
  for (const auto& endpoint : outcome.endpoints) {
    text +=
        fmt::format(R"({}{{"ip":"{}","port":{},"proto":"{}"}})", before, endpoint.ip.to_string(),
                    endpoint.port, model::protocol_name(endpoint.proto));
    before = ",\n";
  }
  return text + (outcome.endpoints.empty() ? "]}\n" : "\n]}\n");
}

std::string csv(const psi::Outcome& outcome) {
  if (outcome.count_only || !outcome.shared) {
    return fmt::format("shared,ours,theirs,jaccard\r\n{},{},{},{}\r\n",
                       outcome.shared ? std::to_string(*outcome.shared) : "", outcome.mine,
                       outcome.theirs, jaccard_of(outcome, ""));
  }
  std::string text = "ip,port,proto\r\n";
  for (const auto& endpoint : outcome.endpoints) {
    text += fmt::format("{},{},{}\r\n", endpoint.ip.to_string(), endpoint.port,
                        model::protocol_name(endpoint.proto));
  }
  return text;
}

}  // namespace

std::string outcome_text(const psi::Outcome& outcome, std::string_view format,
                         const Context& context) {
  if (format == "json") return json(outcome);
  if (format == "csv") return csv(outcome);
  return table(outcome, context);
}

}  // namespace noroshi::cli
