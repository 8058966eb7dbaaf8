#include "cli/log_files.hpp"

#include <fmt/format.h>

#include "cli/secret_file.hpp"
#include "cli/whole_file.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

constexpr std::uint64_t kLargestKey = 4096;
constexpr std::uint64_t kLargestPolicy = 1 << 20;

class HttpLog final : public tlog::ShownLog {
 public:
  HttpLog(http::Url url, http::ClientOptions options)
      : base_(url.path), client_(std::move(url), std::move(options)) {
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
  std::string text = NOROSHI_TRY(io::read_secret(path, kLargestKey));
  while (text.ends_with('\n')) text.pop_back();
  return tlog::SecretKey::parse(text).within(path);
}

Result<tlog::Policy> read_policy(const std::string& path) {
  return tlog::Policy::parse(NOROSHI_TRY(read_whole(path, kLargestPolicy))).within(path);
}

http::ClientOptions server_trust(const Arguments& arguments) {
  return {.ca_file = arguments.word("--ca").value_or(""),
          .fingerprint = arguments.word("--fingerprint").value_or("")};
}

Result<std::unique_ptr<tlog::ShownLog>> open_shown_log(const std::string& where,
                                                       http::ClientOptions options) {
  if (!where.starts_with("http://") && !where.starts_with("https://")) {
    return std::unique_ptr<tlog::ShownLog>(std::make_unique<tlog::FolderLog>(where));
  }
  return std::unique_ptr<tlog::ShownLog>(
      std::make_unique<HttpLog>(NOROSHI_TRY(http::Url::parse(where)), std::move(options)));
}

}  // namespace noroshi::cli
