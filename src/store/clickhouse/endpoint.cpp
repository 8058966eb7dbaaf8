#include "store/clickhouse/endpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace noroshi::clickhouse {
namespace {

/// Codes of the server that say "not here" or "not now" (dbms/src/Common/ErrorCodes.cpp).
constexpr std::array kPassing{
    159,  // TIMEOUT_EXCEEDED, also of an insert that waits for merges
    202,  // TOO_MANY_SIMULTANEOUS_QUERIES
    203,  // NO_FREE_CONNECTION
    209,  // SOCKET_TIMEOUT
    210,  // NETWORK_ERROR
    216,  // QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING
    225,  // NO_ZOOKEEPER
    236,  // ABORTED
    242,  // TABLE_IS_READ_ONLY: a replica that has lost ZooKeeper
    243,  // NOT_ENOUGH_SPACE
    244,  // UNEXPECTED_ZOOKEEPER_ERROR
    252,  // TOO_MANY_PARTS: merges are behind
    279,  // ALL_CONNECTION_TRIES_FAILED
    285,  // TOO_LESS_LIVE_REPLICAS
    319,  // UNKNOWN_STATUS_OF_INSERT
    999,  // KEEPER_EXCEPTION
};

/// Codes that say that a query wanted too much.
constexpr std::array kLimits{158, 160, 161, 191, 241, 307, 396};

/// "Code: 242, e.displayText() …" → 242; 0 if there is none.
int code_of(std::string_view text) {
  constexpr std::string_view kBegin = "Code: ";
  const auto at = text.find(kBegin);
  int code = 0;
  if (at == std::string_view::npos) return code;
  const char* from = text.data() + at + kBegin.size();
  std::from_chars(from, text.data() + text.size(), code);
  return code;
}

void cut_from(std::string& text, std::string_view mark) {
  if (const auto at = text.find(mark); at != std::string::npos) text.resize(at);
}

void remove_all(std::string& text, std::string_view what) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.erase(at, what.size());
  }
}

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, 4096));
  cut_from(line, "Stack trace:");
  cut_from(line, ", e.what() =");
  remove_all(line, "e.displayText() = ");
  remove_all(line, "DB::Exception: ");
  std::ranges::replace(line, '\n', ' ');
  while (!line.empty() && (line.back() == ' ' || line.back() == '.' || line.back() == ',')) {
    line.pop_back();
  }
  return line.substr(0, 600);
}

Errc meaning(int code) {
  if (std::ranges::find(kPassing, code) != kPassing.end()) return Errc::Io;
  if (std::ranges::find(kLimits, code) != kLimits.end()) return Errc::Limit;
  return Errc::InvalidInput;
}

}  // namespace

Error server_error(std::string_view server, std::string_view text) {
  return {meaning(code_of(text)), fmt::format("ClickHouse at {}: {}", server, one_line(text))};
}

Endpoint::Endpoint(http::Url url, const Options& options)
    : client_(std::move(url), {.timeout = options.timeout, .ca_file = options.ca_file}),
      credentials_{{"X-ClickHouse-User", options.user}, {"X-ClickHouse-Key", options.password}},
      database_(options.database),
      name_(client_.url().authority()) {}

std::string Endpoint::target(const Settings& settings) const {
  const std::string& path = client_.url().path;
  std::string out = path + (path.find('?') == std::string::npos ? '?' : '&');
  for (const auto& [key, value] : settings) {
    if (out.back() != '?' && out.back() != '&') out += '&';
    out += key + "=" + http::percent_encoded(value);
  }
  return out;
}

Result<http::Client::Reply> Endpoint::send(const std::string& target, std::string_view body) {
  http::Client::Reply reply =
      NOROSHI_TRY(client_.begin("POST", target, body, credentials_).within("ClickHouse"));
  if (reply.status == 200) return reply;
  for (;;) {
    const std::string piece = NOROSHI_TRY(client_.read());
    if (piece.empty()) break;
    if (reply.body.size() < (1 << 20)) reply.body += piece;
  }
  if (code_of(reply.body) == 0) {  // not ClickHouse's own words: a proxy in between
    return Error{reply.status >= 500 ? Errc::Io : Errc::InvalidInput,
                 fmt::format("ClickHouse at {}: HTTP status {} {}", name_, reply.status,
                             one_line(reply.body))};
  }
  return server_error(name_, reply.body);
}

Result<std::string> Endpoint::run(std::string_view sql, const Settings& settings) {
  http::Client::Reply reply = NOROSHI_TRY(send(target(settings), sql));
  for (;;) {
    const std::string piece = NOROSHI_TRY(client_.read());
    if (piece.empty()) return std::move(reply.body);
    reply.body += piece;
  }
}

Result<std::uint64_t> Endpoint::number(std::string_view sql) {
  const auto text = run(sql);
  if (!text) return text.error();
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (failure != std::errc{}) {
    return Error{Errc::InvalidInput,
                 fmt::format("ClickHouse at {}: \"{}\" is no number", name_, text->substr(0, 80))};
  }
  return value;
}

Status Endpoint::insert(std::string_view table, std::string_view block, const Settings& settings) {
  Settings all = settings;
  all.emplace_back("query", fmt::format("INSERT INTO {}.{} FORMAT Native", database_, table));
  NOROSHI_TRY(send(target(all), block));
  // The status line comes when the insert is done; the rest of the answer is empty.
  while (!NOROSHI_TRY(client_.read()).empty()) {
  }
  return {};
}

Status Endpoint::begin_select(std::string_view sql, const Settings& settings) {
  Settings all = settings;
  all.emplace_back("database", database_);
  NOROSHI_TRY(send(target(all), fmt::format("{}\nFORMAT Native", sql)));
  return {};
}

}  // namespace noroshi::clickhouse
