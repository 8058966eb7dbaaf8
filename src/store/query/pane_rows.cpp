#include "store/query/pane_rows.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/assert.hpp"
#include "store/query/answer_rows.hpp"

namespace noroshi::query {
namespace {

std::string condition(const PanesOf& panes) {
  NOROSHI_ASSERT(panes.lower_halves.size() <= kMostNamed);
  std::vector<std::string> all;
  const Window& window = panes.window;
  if (window.from > -Window::kOpen) all.push_back(fmt::format("pane >= {}", window.from));
  if (window.to < Window::kOpen) all.push_back(fmt::format("pane < {}", window.to));
  if (!panes.lower_halves.empty()) {
    all.push_back(fmt::format("server_lo IN ({})", fmt::join(panes.lower_halves, ", ")));
  }
  return all.empty() ? "1 = 1" : fmt::format("{}", fmt::join(all, " AND "));
}

// One column of a batch from one of an answer.
class Columns {
 public:
  explicit Columns(const store::AnswerChunk& chunk) : chunk_(chunk) {}

  Result<const store::AnswerColumn*> find(std::string_view name) const {
    const auto found = std::find(chunk_.names.begin(), chunk_.names.end(), name);
    if (found == chunk_.names.end()) {
      return Error{Errc::InvalidInput, fmt::format("the answer has no column {}", name)};
    }
    return &chunk_.columns[static_cast<std::size_t>(found - chunk_.names.begin())];
  }

  template <class Value>
  Status take(std::string_view name, std::vector<Value>& to) const {
    const auto* from = NOROSHI_TRY(find(name));
    to.resize(chunk_.rows);
    if (const auto* values = std::get_if<std::vector<std::uint64_t>>(from)) {
      for (std::size_t i = 0; i < chunk_.rows; ++i) to[i] = static_cast<Value>((*values)[i]);
      return {};
    }
    for (std::size_t i = 0; i < chunk_.rows; ++i) {
      if constexpr (std::is_signed_v<Value>) {
        to[i] = instant(*from, i);
      } else {
        to[i] = static_cast<Value>(whole(*from, i));
      }
    }
    return {};
  }

  Status take(std::string_view name, std::vector<net::Address>& to) const {
    const auto* high = NOROSHI_TRY(find(fmt::format("{}_hi", name)));
    const auto* low = NOROSHI_TRY(find(fmt::format("{}_lo", name)));
    to.resize(chunk_.rows);
    for (std::size_t i = 0; i < chunk_.rows; ++i) {
      to[i] = net::Address::v6(whole(*high, i), whole(*low, i));
    }
    return {};
  }

  Status take_clients(std::vector<std::array<std::uint8_t, model::kClientRegisters>>& to) const {
    const auto* column = NOROSHI_TRY(find("clients"));
    const auto* texts = std::get_if<std::vector<std::string>>(column);
    to.resize(chunk_.rows);
    for (std::size_t i = 0; i < chunk_.rows; ++i) {
      if (texts == nullptr || (*texts)[i].size() != model::kClientRegisters) {
        return Error{Errc::InvalidInput, "the answer has no sketch of clients"};
      }
      std::ranges::transform((*texts)[i], to[i].begin(),
                             [](char octet) { return static_cast<std::uint8_t>(octet); });
    }
    return {};
  }

 private:
  const store::AnswerChunk& chunk_;
};

// What pairs and servers have in common.
template <class Batch>
Status take_common(const Columns& columns, Batch& batch) {
  NOROSHI_CHECK(columns.take("pane", batch.pane));
  NOROSHI_CHECK(columns.take("server", batch.server));
  NOROSHI_CHECK(columns.take("port", batch.port));
  NOROSHI_CHECK(columns.take("proto", batch.proto));
  NOROSHI_CHECK(columns.take("flows", batch.flows));
  NOROSHI_CHECK(columns.take("rev_flows", batch.rev_flows));
  NOROSHI_CHECK(columns.take("failed", batch.failed));
  NOROSHI_CHECK(columns.take("packets", batch.packets));
  NOROSHI_CHECK(columns.take("octets", batch.octets));
  NOROSHI_CHECK(columns.take("rev_packets", batch.rev_packets));
  NOROSHI_CHECK(columns.take("rev_octets", batch.rev_octets));
  NOROSHI_CHECK(columns.take("sampling", batch.sampling));
  NOROSHI_CHECK(columns.take("first_start", batch.first));
  return columns.take("last_end", batch.last);
}

Status take(const Columns& columns, model::PairBatch& batch) {
  NOROSHI_CHECK(take_common(columns, batch));
  NOROSHI_CHECK(columns.take("client", batch.client));
  NOROSHI_CHECK(columns.take("flags", batch.flags));
  NOROSHI_CHECK(columns.take("rev_flags", batch.rev_flags));
  for (std::size_t i = 0; i < model::kPairStarts; ++i) {
    NOROSHI_CHECK(columns.take(fmt::format("start_{}", i + 1), batch.starts[i]));
  }
  return {};
}

Status take(const Columns& columns, model::ServerBatch& batch) {
  NOROSHI_CHECK(take_common(columns, batch));
  NOROSHI_CHECK(columns.take_clients(batch.clients));
  batch.sizes.resize(batch.size());
  batch.rev_sizes.resize(batch.size());
  return {};
}

template <class Batch>
Status each(store::Store& store, const std::string& sql,
            const std::function<Status(const Batch&)>& visit) {
  const auto answer = NOROSHI_TRY(store.select(sql));
  Batch batch;
  for (;;) {
    const auto chunk = NOROSHI_TRY(answer->next());
    if (!chunk) return {};
    NOROSHI_CHECK(take(Columns(*chunk), batch));
    NOROSHI_CHECK(visit(batch));
  }
}

constexpr std::string_view kSums =
    "pane, server_hi, server_lo, port, proto, flows, rev_flows, failed, packets, octets, "
    "rev_packets, rev_octets, sampling, first_start, last_end";

}  // namespace

std::string sql_of_pairs(const PanesOf& panes) {
  return fmt::format(
      "SELECT {}, client_hi, client_lo, flags, rev_flags, start_1, start_2, start_3, start_4 "
      "FROM pairs WHERE {}",
      kSums, condition(panes));
}

std::string sql_of_servers(const PanesOf& panes) {
  return fmt::format("SELECT {}, clients FROM servers WHERE {}", kSums, condition(panes));
}

std::string sql_of_ages(const PanesOf& panes) {
  constexpr std::string_view kKeys = "server_hi, server_lo, port, proto";
  return fmt::format(
      "SELECT {0}, min(first_start) AS n_first FROM servers WHERE {1} GROUP BY {0} ORDER BY {0}",
      kKeys, condition(panes));
}

std::string sql_of_exposure(const Window& window) {
  return fmt::format(
      "SELECT coalesce(sum((received * 1e0 + lost) / received * records), 0) AS est_sent, "
      "coalesce(sum(records), 0) AS n_heard FROM exposure WHERE received > 0 AND {}",
      condition({.window = window}));
}

Status each_pairs(store::Store& store, const PanesOf& panes,
                  const std::function<Status(const model::PairBatch&)>& visit) {
  return each<model::PairBatch>(store, sql_of_pairs(panes), visit);
}

Status each_servers(store::Store& store, const PanesOf& panes,
                    const std::function<Status(const model::ServerBatch&)>& visit) {
  return each<model::ServerBatch>(store, sql_of_servers(panes), visit);
}

Result<std::optional<double>> exposure_of(store::Store& store, const Window& window) {
  std::optional<double> share;
  const auto answer = NOROSHI_TRY(store.select(sql_of_exposure(window)));
  for (;;) {
    const auto chunk = NOROSHI_TRY(answer->next());
    if (!chunk) return share;
    if (chunk->rows == 0) continue;
    const auto sent = static_cast<double>(Row(*chunk, 0).whole("est_sent"));
    const auto heard = static_cast<double>(Row(*chunk, 0).whole("n_heard"));
    if (heard > 0) share = std::clamp(heard / std::max(sent, heard), 0.0, 1.0);
  }
}

}  // namespace noroshi::query
