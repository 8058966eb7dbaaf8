// `noroshi flow top`: who or what counts most.
#include <fmt/format.h>

#include "cli/answer_columns.hpp"
#include "cli/exit_status.hpp"
#include "cli/flow_question.hpp"
#include "cli/noun.hpp"
#include "cli/progress.hpp"
#include "cli/sheet.hpp"
#include "cli/store_notes.hpp"
#include "cli/subcommands.hpp"
#include "cli/top_request.hpp"
#include "model/finding.hpp"
#include "model/token.hpp"
#include "store/query/answer_rows.hpp"

namespace noroshi::cli {
namespace {

using query::By;
using query::Order;
using Cell = Sheet::Cell;
using Unit = Sheet::Unit;

Result<query::Top> request_of(const Arguments& arguments, const Context& context) {
  static constexpr Text kNoClients{
      "--order clients counts distinct clients, and --by {} has one in each row",
      "--order clients は利用者の数を数えます。--by {} では各行に一つです"};
  query::Top top;
  const auto name = arguments.word("--by").value();
  top.by = by_of(name);
  top.order = order_of(arguments.word("--order").value());
  top.limit = static_cast<std::uint32_t>(arguments.count("--limit").value());
  top.estimate = arguments.given("--estimate");
  top.clients = counts_clients(top.by, top.order);
  if (top.order == Order::Clients && one_client_a_row(top.by)) {
    return Error{Errc::InvalidUsage, kNoClients.in(context.language, name)};
  }
  return top;
}

// ---- Columns -----------------------------------------------------------------------------------

Columns key_columns(By by) {
  static constexpr Text kClient{"client", "利用者"};
  static constexpr Text kServer{"server", "サーバー"};
  static constexpr Text kExporter{"exporter", "送出元"};
  const Sheet::Column client{"client", kClient, Unit::Text, false, ""};
  const Sheet::Column server{"server", kServer, Unit::Text, false, ""};
  auto port = port_column();
  switch (by) {
    case By::Source:
      return {source_column()};
    case By::Destination:
      return {destination_column()};
    case By::SourcePort:
      port.name = "source_port";
      return {port};
    case By::DestinationPort:
      port.name = "destination_port";
      return {port};
    case By::Protocol:
      return {protocol_column()};
    case By::Exporter:
      return {{"exporter", kExporter, Unit::Text, false, ""}};
    case By::Port:
      return {port, protocol_column()};
    case By::Client:
      return {client};
    case By::Server:
      return {server};
    case By::Service:
      return {server, port, protocol_column()};
    case By::Pair:
      break;
  }
  return {client, server, port, protocol_column()};
}

Columns columns_of(const query::Top& top) {
  static constexpr Text kClients{"clients", "利用者数"};
  auto columns = key_columns(top.by);
  append(columns, count_columns());
  append(columns, reverse_columns());
  if (top.clients) {
    columns.push_back(
        {"clients", kClients, Unit::Count, false, fmt::format("<{}", kFewestClients)});
  }
  if (top.estimate) append(columns, estimate_columns(true));
  return columns;
}

// ---- Cells -------------------------------------------------------------------------------------

std::string address_cell(const query::Row& row, std::string_view key, const query::Top& top,
                         Language language) {
  static constexpr Text kFolded{"(subscribers)", "(利用者)"};  // in JSON and CSV: English
  const auto address = row.address(key);
  const bool folded = top.fold_tokens && address == model::from_token(0);
  return folded ? std::string(kFolded.in(language)) : shown_address(address);
}

void add_keys(std::vector<Cell>& cells, const query::Row& row, const query::Top& top,
              const Question& question, Language language) {
  if (top.by == By::Pair) cells.emplace_back(address_cell(row, "k_client", top, language));
  if (has_address(top.by)) cells.emplace_back(address_cell(row, "k_addr", top, language));
  if (row.has("k_port")) cells.emplace_back(row.whole("k_port"));
  if (row.has("k_proto")) {
    cells.emplace_back(model::protocol_name(static_cast<std::uint8_t>(row.whole("k_proto"))));
  }
  if (row.has("k_exporter")) {
    cells.emplace_back(exporter_name(row.whole("k_exporter"), question.open.exporters));
  }
}

Cell clients_cell(std::uint64_t clients, const Question& question) {
  if (clients < kFewestClients && !question.purposeful) return std::monostate{};
  return clients;
}

std::vector<Cell> cells_of(const query::Row& row, const query::Top& top, const Question& question,
                           Language language) {
  std::vector<Cell> cells;
  add_keys(cells, row, top, question, language);
  for (const auto* name : {"n_flows", "n_packets", "n_octets", "n_rev_packets", "n_rev_octets"}) {
    cells.emplace_back(row.whole(name));
  }
  if (top.clients) cells.push_back(clients_cell(row.whole("n_clients"), question));
  if (!top.estimate) return cells;
  for (const auto* name :
       {"est_packets", "est_octets", "est_rev_packets", "est_rev_octets", "n_unknown"}) {
    cells.emplace_back(row.whole(name));
  }
  return cells;
}

}  // namespace

Result<int> run_flow_top(const Arguments& arguments, Context& context) {
  static constexpr Text kFolded{
      "subscribers stand together in one row; --purpose shows their tokens apart",
      "利用者は一行にまとめています。--purpose があればトークンごとに示します"};
  auto top = NOROSHI_TRY(request_of(arguments, context));
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto format =
      arguments.word("--format").value_or(context.terminal.out_is_terminal ? "table" : "jsonl");
  choose_colour(arguments, context);
  auto question = NOROSHI_TRY(read_question(arguments, context));
  const auto table = query::table_of(top.by);
  NOROSHI_CHECK(query::fits(question.filter, table));
  const bool names =
      names_clients(top.by) || (has_address(top.by) && subscribers_unknown(question.open));
  NOROSHI_CHECK(admit(question, names, "by " + arguments.word("--by").value(), arguments, context));
  top.filter = question.filter;
  top.window = question.window;
  top.fold_tokens = has_address(top.by) && !question.purposeful;

  StoreNotes notes(question.open, context, arguments.given("--quiet"));
  Sheet sheet(columns_of(top));
  const auto words = format == "table" ? context.language : Language::English;
  bool folded = false;
  NOROSHI_CHECK(query::each_row(
      *question.open.store, query::sql_of(top), [&](const query::Row& row) -> Result<bool> {
        folded = folded || (top.fold_tokens && row.has("k_addr_hi") &&
                            row.address("k_addr") == model::from_token(0));
        sheet.add(cells_of(row, top, question, words));
        return true;
      }));
  notes.answered();
  NOROSHI_CHECK(
      context.out.write(sheet.text(format, context.language, zone, context.terminal.colour)));
  if (format != "table") return kDone;
  NOROSHI_CHECK(notes.totals(table, top.window, top.filter));
  if (folded) notes.say(kFolded.in(context.language));
  if (top.estimate) notes.estimated(table);
  return kDone;
}

}  // namespace noroshi::cli
