#include "hub/console/console_face.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "hub/console/encodings.hpp"

namespace noroshi::console {
namespace {

// Nothing but what stands on this hub, and no page of others around it.  `blob:` and `data:` are
// for pictures that the console itself draws and offers to save.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";
constexpr std::string_view kPermissions =
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), "
    "screen-wake-lock=(), serial=(), usb=(), web-share=(), xr-spatial-tracking=()";

constexpr std::string_view kForAYear = "public, max-age=31536000, immutable";
constexpr std::string_view kAskFirst = "no-cache";

constexpr std::string_view kAstray = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Noroshi: 404</title>
<h1>There is nothing here</h1>
<p><a href="/">To the console</a>. Programs find the API at /api/v1/ and TAXII at /taxii2/.</p>
<div lang="ja">
<h1>ページがありません</h1>
<p><a href="/">コンソールへ</a>。プログラム向けの API は /api/v1/、TAXII は /taxii2/ にあります。</p>
</div>
</html>
)";

http::Response protected_answer(int status) {
  http::Response answer{.status = status};
  answer.headers = {{"Content-Security-Policy", std::string(kPolicy)},
                    {"Permissions-Policy", std::string(kPermissions)},
                    {"Referrer-Policy", "no-referrer"},
                    {"Cross-Origin-Opener-Policy", "same-origin"},
                    {"Cross-Origin-Resource-Policy", "same-origin"},
                    {"X-Frame-Options", "DENY"}};
  return answer;
}

/// "." and "..", also as a browser may be made to write them: no address of the console has them.
bool climbs(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    std::string segment(path.substr(0, end));
    for (auto at = segment.find("%2"); at != std::string::npos; at = segment.find("%2", at + 1)) {
      const bool dot = at + 2 < segment.size() && (segment[at + 2] | 0x20) == 'e';
      if (dot) segment.replace(at, 3, ".");
    }
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

bool is_screen(std::string_view path) {
  if (path == "/") return true;
  const auto first = path.substr(1, path.find('/', 1) - 1);
  return std::find(kScreens.begin(), kScreens.end(), first) != kScreens.end() && !climbs(path);
}

/// Whether the client has this already: If-None-Match, compared weakly (RFC 9110, section 13.1.2).
bool has_already(std::string_view field, std::string_view tag) {
  if (field == "*") return true;
  // Tags are hexadecimal digits in quotes, so no part of another one looks like them.
  return field.find(tag) != std::string_view::npos;
}

http::Response answer_with(const File& file, const http::Request& request) {
  const bool packed = !file.gzip.empty() && takes_gzip(request.header("accept-encoding"));
  // Two forms of one file are two representations, and a strong tag is of one of them (RFC 9110,
  // section 8.8.3.3).
  const std::string tag = fmt::format("\"{}{}\"", file.tag, packed ? "-gzip" : "");
  const bool known = has_already(request.header("if-none-match"), tag);
  http::Response answer = protected_answer(known ? 304 : 200);
  answer.content_type = file.type;
  answer.headers.emplace_back("ETag", tag);
  answer.headers.emplace_back("Cache-Control", file.immutable ? kForAYear : kAskFirst);
  if (!file.gzip.empty()) answer.headers.emplace_back("Vary", "Accept-Encoding");
  if (known) return answer;
  if (packed) answer.headers.emplace_back("Content-Encoding", "gzip");
  answer.body = packed ? file.gzip : file.bytes;
  return answer;
}

}  // namespace

const File* ConsoleFace::file_for(std::string_view path) const {
  if (const File* file = file_at(files_, path)) return file;
  return is_screen(path) ? file_at(files_, "/index.html") : nullptr;
}

std::optional<http::Response> ConsoleFace::answer(const http::Request& request) const {
  if (!request.path().starts_with('/')) return std::nullopt;
  const File* file = file_for(request.path());
  if (file == nullptr) return std::nullopt;
  if (request.method == "GET" || request.method == "HEAD") return answer_with(*file, request);
  http::Response refused = protected_answer(405);
  refused.body = "pages are only read here\n";
  refused.headers.emplace_back("Allow", "GET, HEAD");
  return refused;
}

std::optional<http::Response> ConsoleFace::astray(const http::Request& request) {
  if (request.header("accept").find("text/html") == std::string_view::npos) return std::nullopt;
  http::Response answer = protected_answer(404);
  answer.content_type = "text/html; charset=utf-8";
  answer.body = kAstray;
  return answer;
}

}  // namespace noroshi::console
