#include "store/query/answer_rows.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace noroshi::query {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

std::uint64_t whole_of(double value) {
  if (!(value > 0)) return 0;
  return value >= 18'446'744'073'709'551'615.0 ? kMost : static_cast<std::uint64_t>(value);
}

const store::AnswerColumn* find_column(const store::AnswerChunk& chunk, std::string_view name) {
  const auto found = std::find(chunk.names.begin(), chunk.names.end(), name);
  if (found == chunk.names.end()) return nullptr;
  return &chunk.columns[static_cast<std::size_t>(found - chunk.names.begin())];
}

// Fills one column of a batch from one of an answer.
template <class Value>
Status take(const store::AnswerChunk& chunk, std::string_view name, std::vector<Value>& to) {
  const auto* from = find_column(chunk, name);
  if (from == nullptr) {
    return Error{Errc::InvalidInput, fmt::format("the answer has no column {}", name)};
  }
  to.reserve(to.size() + chunk.rows);
  for (std::size_t row = 0; row < chunk.rows; ++row) {
    if constexpr (std::is_signed_v<Value>) {
      to.push_back(instant(*from, row));
    } else {
      to.push_back(static_cast<Value>(whole(*from, row)));
    }
  }
  return {};
}

Status take(const store::AnswerChunk& chunk, std::string_view name, std::vector<net::Address>& to) {
  const auto* high = find_column(chunk, fmt::format("{}_hi", name));
  const auto* low = find_column(chunk, fmt::format("{}_lo", name));
  if (high == nullptr || low == nullptr) {
    return Error{Errc::InvalidInput, fmt::format("the answer has no address {}", name)};
  }
  for (std::size_t row = 0; row < chunk.rows; ++row) {
    to.push_back(net::Address::v6(whole(*high, row), whole(*low, row)));
  }
  return {};
}

}  // namespace

std::uint64_t whole(const store::AnswerColumn& column, std::size_t row) {
  if (const auto* values = std::get_if<std::vector<std::uint64_t>>(&column)) return (*values)[row];
  if (const auto* values = std::get_if<std::vector<std::int64_t>>(&column)) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>((*values)[row], 0));
  }
  if (const auto* values = std::get_if<std::vector<double>>(&column)) {
    return whole_of((*values)[row]);
  }
  return 0;
}

base::Micros instant(const store::AnswerColumn& column, std::size_t row) {
  if (const auto* values = std::get_if<std::vector<std::int64_t>>(&column)) return (*values)[row];
  return static_cast<base::Micros>(std::min<std::uint64_t>(
      whole(column, row), static_cast<std::uint64_t>(std::numeric_limits<base::Micros>::max())));
}

const store::AnswerColumn* Row::find(std::string_view name) const {
  return find_column(chunk_, name);
}

std::uint64_t Row::whole(std::string_view name) const {
  const auto* column = find(name);
  return column == nullptr ? 0 : query::whole(*column, row_);
}

base::Micros Row::instant(std::string_view name) const {
  const auto* column = find(name);
  return column == nullptr ? 0 : query::instant(*column, row_);
}

std::string_view Row::octets(std::string_view name) const {
  const auto* column = find(name);
  const auto* texts = column == nullptr ? nullptr : std::get_if<std::vector<std::string>>(column);
  return texts == nullptr ? std::string_view{} : (*texts)[row_];
}

net::Address Row::address(std::string_view name) const {
  return net::Address::v6(whole(fmt::format("{}_hi", name)), whole(fmt::format("{}_lo", name)));
}

Status each_row(store::Store& store, const std::string& sql,
                const std::function<Result<bool>(const Row&)>& visit) {
  const auto answer = NOROSHI_TRY(store.select(sql));
  while (true) {
    const auto chunk = NOROSHI_TRY(answer->next());
    if (!chunk) return {};
    for (std::size_t row = 0; row < chunk->rows; ++row) {
      if (!NOROSHI_TRY(visit(Row(*chunk, row)))) return {};
    }
  }
}

Status append_records(const store::AnswerChunk& chunk, model::FlowBatch& batch) {
  NOROSHI_CHECK(take(chunk, "flow_start", batch.start));
  NOROSHI_CHECK(take(chunk, "flow_end", batch.end));
  NOROSHI_CHECK(take(chunk, "exporter", batch.exporter));
  NOROSHI_CHECK(take(chunk, "src", batch.source_address));
  NOROSHI_CHECK(take(chunk, "dst", batch.destination_address));
  NOROSHI_CHECK(take(chunk, "src_port", batch.source_port));
  NOROSHI_CHECK(take(chunk, "dst_port", batch.destination_port));
  NOROSHI_CHECK(take(chunk, "proto", batch.protocol));
  NOROSHI_CHECK(take(chunk, "tcp_flags", batch.tcp_flags));
  NOROSHI_CHECK(take(chunk, "rev_tcp_flags", batch.reverse_tcp_flags));
  NOROSHI_CHECK(take(chunk, "traits", batch.traits));
  NOROSHI_CHECK(take(chunk, "end_reason", batch.end_reason));
  NOROSHI_CHECK(take(chunk, "sampling", batch.sampling_interval));
  NOROSHI_CHECK(take(chunk, "packets", batch.packets));
  NOROSHI_CHECK(take(chunk, "octets", batch.octets));
  NOROSHI_CHECK(take(chunk, "rev_packets", batch.reverse_packets));
  return take(chunk, "rev_octets", batch.reverse_octets);
}

}  // namespace noroshi::query
