// Pages: what a log shows to everybody over HTTP (C2SP tlog-tiles, "Parameters" and "APIs").
//
//   checkpoint     never cached: it grows
//   tile/…         never changes: cached for ever
//
// One TileSource a call: a folder's may be made for each request.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "io/http/server.hpp"
#include "trust/log/ledger.hpp"
#include "trust/log/tile.hpp"

namespace noroshi::tlog {

/// A log that somebody shows.  One thread uses it.
class ShownLog : public TileSource {
 public:
  virtual Result<std::string> checkpoint() = 0;  ///< the signed note
};

/// A log in a folder, as a Ledger writes it or a mirror keeps it.
class FolderLog final : public ShownLog {
 public:
  explicit FolderLog(std::string folder);
  Result<std::string> checkpoint() override;
  Result<std::string> read(const Tile& tile) override { return tiles_.read(tile); }

 private:
  std::string folder_;
  FolderTiles tiles_;
};

/// The answer to a request for `path` below the log's own; 404 for what is none of a log's.
http::Response shown(ShownLog& log, std::string_view method, std::string_view path);

}  // namespace noroshi::tlog
