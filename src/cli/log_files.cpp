#include "cli/log_files.hpp"

#include <fmt/format.h>

#include "cli/secret_file.hpp"
#include "cli/whole_file.hpp"
#include "io/durable.hpp"
#include "trust/log/ledger.hpp"

namespace noroshi::cli {
namespace {

constexpr std::uint64_t kLargestKey = 4096;
constexpr std::uint64_t kLargestPolicy = 1 << 20;

class FolderLog final : public ShownLog {
 public:
  explicit FolderLog(std::string folder) : folder_(std::move(folder)), tiles_(folder_) {}
  Result<std::string> checkpoint() override { return io::read_file(folder_ + "/checkpoint"); }
  Result<std::string> read(const tlog::Tile& tile) override { return tiles_.read(tile); }

 private:
  std::string folder_;
  tlog::FolderTiles tiles_;
};

class HttpLog final : public ShownLog {
 public:
  explicit HttpLog(http::Url url) : base_(url.path), client_(std::move(url)) {
    if (!base_.ends_with('/')) base_ += '/';
  }
  Result<std::string> checkpoint() override { return get("checkpoint"); }
  Result<std::string> read(const tlog::Tile& tile) override {
    auto bytes = get(path_of(tile));
    if (bytes || tile.width == tlog::kTileWidth || bytes.error().code != Errc::NotFound) {
      return bytes;
    }
    // The partial one may have given way to the full one (C2SP tlog-tiles, "Partial Tiles").
    tlog::Tile full = tile;
    full.width = tlog::kTileWidth;
    return tlog::beginning_of(NOROSHI_TRY(get(path_of(full))), tile);
  }

 private:
  Result<std::string> get(const std::string& path) {
    auto reply = NOROSHI_TRY(client_.request("GET", base_ + path, {}));
    if (reply.status == 200) return std::move(reply.body);
    return Error{reply.status == 404 ? Errc::NotFound : Errc::Io,
                 fmt::format("{}{}: status {}", client_.url().to_string(), path, reply.status)};
  }

  std::string base_;
  http::Client client_;
};

}  // namespace

Result<tlog::SecretKey> read_log_key(const std::string& path) {
  std::string text = NOROSHI_TRY(read_secret(path, kLargestKey));
  while (text.ends_with('\n')) text.pop_back();
  return tlog::SecretKey::parse(text).within(path);
}

Result<tlog::Policy> read_policy(const std::string& path) {
  return tlog::Policy::parse(NOROSHI_TRY(read_whole(path, kLargestPolicy))).within(path);
}

Result<std::unique_ptr<ShownLog>> open_shown_log(const std::string& where) {
  if (!where.starts_with("http://") && !where.starts_with("https://")) {
    return std::unique_ptr<ShownLog>(std::make_unique<FolderLog>(where));
  }
  return std::unique_ptr<ShownLog>(std::make_unique<HttpLog>(NOROSHI_TRY(http::Url::parse(where))));
}

}  // namespace noroshi::cli
