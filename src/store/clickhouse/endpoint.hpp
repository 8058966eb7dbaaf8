// Endpoint: one ClickHouse server, spoken to over HTTP.
//
// Tells apart what the caller must: Errc::Io when another replica, or the same one later, may do
// better (no connection, no ZooKeeper, too many parts), and anything else when the statement itself
// is at fault.  One thread uses an Endpoint.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "io/http/client.hpp"
#include "store/clickhouse/clickhouse.hpp"
#include "store/store.hpp"

namespace noroshi::clickhouse {

using Settings = std::vector<std::pair<std::string, std::string>>;

class Endpoint {
 public:
  Endpoint(http::Url url, const Options& options);

  /// Runs a statement; `settings` go with it.  Returns the answer's text (TabSeparated).
  Result<std::string> run(std::string_view sql, const Settings& settings = {});

  /// Runs a SELECT whose answer is one whole number.
  Result<std::uint64_t> number(std::string_view sql);

  /// Sends `block` (Native) into `table` as one insert.
  Status insert(std::string_view table, std::string_view block, const Settings& settings);

  /// Begins to answer one SELECT as Native; the octets come from `read`.
  Status begin_select(std::string_view sql, const Settings& settings);
  Result<std::string> read() { return client_.read(); }

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  [[nodiscard]] std::string target(const Settings& settings) const;
  Result<http::Client::Reply> send(const std::string& target, std::string_view body);

  http::Client client_;
  http::Client::Fields credentials_;
  std::string database_;
  std::string name_;  // "192.0.2.7:8123"
};

/// What a server's error text says, in one line without the server's ornaments, and what it means.
Error server_error(std::string_view server, std::string_view text);

}  // namespace noroshi::clickhouse
