#include "trust/publish/pages.hpp"

#include "io/durable.hpp"

namespace noroshi::tlog {
namespace {

constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";

http::Response not_found() { return {.status = 404, .body = "not found\n"}; }

}  // namespace

FolderLog::FolderLog(std::string folder) : folder_(std::move(folder)), tiles_(folder_) {}

Result<std::string> FolderLog::checkpoint() { return io::read_file(folder_ + "/checkpoint"); }

http::Response shown(ShownLog& log, std::string_view method, std::string_view path) {
  if (method != "GET" && method != "HEAD") {
    return {.status = 405, .body = "a log is read with GET\n", .headers = {{"Allow", "GET, HEAD"}}};
  }
  if (path == "checkpoint") {
    auto note = log.checkpoint();
    if (!note) return not_found();
    return {.body = std::move(*note), .headers = {{"Cache-Control", "no-cache"}}};
  }
  const auto tile = tile_at(path);
  if (!tile) return not_found();
  auto bytes = log.read(*tile);
  if (!bytes) return not_found();
  return {.content_type = "application/octet-stream",
          .body = std::move(*bytes),
          .headers = {{"Cache-Control", std::string(kImmutable)}}};
}

}  // namespace noroshi::tlog
