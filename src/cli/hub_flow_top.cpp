// The hub's lists of the greatest: as `noroshi flow top` without a purpose.
#include <algorithm>
#include <fmt/format.h>

#include "cli/flow_question.hpp"
#include "cli/hub_flow_desk.hpp"
#include "cli/top_request.hpp"

namespace noroshi::cli {
namespace {

using query::By;
using query::Order;

Status check(const hub::TopQuestion& question, By by, Order order) {
  if (order != Order::Clients || !one_client_a_row(by)) return {};
  return Error{Errc::InvalidUsage,
               fmt::format("order: clients are counted distinct, and by {} has one in each row",
                           question.by)};
}

// In the order of numbers that are not told, neighbours would tell who has one and who two.
void hide_order(std::vector<hub::TopAnswer::Row>& rows) {
  const auto few = std::stable_partition(rows.begin(), rows.end(),
                                         [](const auto& row) { return row.clients.has_value(); });
  std::stable_sort(few, rows.end(),
                   [](const auto& a, const auto& b) { return a.sums.octets > b.sums.octets; });
}

}  // namespace

Result<hub::TopAnswer> HubFlowDesk::top(const hub::TopQuestion& question) {
  query::Top top;
  top.by = by_of(question.by);
  top.order = order_of(question.order);
  top.limit = question.limit;
  top.clients = counts_clients(top.by, top.order);
  top.fold_tokens = has_address(top.by);
  NOROSHI_CHECK(check(question, top.by, top.order));
  const auto table = query::table_of(top.by);
  auto asked = NOROSHI_TRY(this->asked(question.filter, question.window, table));
  if (has_address(top.by) && subscribers_unknown(asked.open)) {
    return needs_purpose("the store keeps subscribers' addresses as they are");
  }
  top.filter = asked.filter;
  top.window = asked.window;

  hub::TopAnswer answer;
  answer.span = asked.span;
  const auto names = exporters();
  store::Store& store = *asked.open.store;
  NOROSHI_CHECK(query::each_row(store, query::sql_of(top), [&](const query::Row& row) {
    hub::TopAnswer::Row& one = answer.rows.emplace_back();
    one.key = flow_key(row, top.by, names);
    one.sums = flow_sums(row);
    one.counts_clients = top.clients;
    const auto clients = top.clients ? row.whole("n_clients") : 0;
    if (clients >= kFewestClients) one.clients = clients;
    return Result<bool>(true);
  }));
  if (top.order == Order::Clients) hide_order(answer.rows);
  NOROSHI_CHECK(query::each_row(store, query::sql_of(query::Totals{table, top.window, top.filter}),
                                [&](const query::Row& row) -> Result<bool> {
                                  answer.totals = flow_sums(row);
                                  return true;
                                }));
  return answer;
}

}  // namespace noroshi::cli
