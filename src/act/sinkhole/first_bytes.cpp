#include "act/sinkhole/first_bytes.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace noroshi::sinkhole {
namespace {

constexpr std::array<std::string_view, 6> kNames{"silent", "mirai-like", "http",
                                                 "irc",    "tls",        "unknown"};

constexpr std::array<std::string_view, 10> kMethods{"GET ",    "POST ",    "HEAD ",    "PUT ",
                                                    "DELETE ", "OPTIONS ", "CONNECT ", "PATCH ",
                                                    "TRACE ",  "PRI "};
constexpr std::array<std::string_view, 4> kIrcWords{"NICK ", "USER ", "PASS ", "CAP "};

/// What one recogniser says: not this kind, not enough bytes yet, or a judgement.
struct View {
  enum class Says : std::uint8_t { No, More, Yes } says = Says::No;
  Judgement judgement{};
};

const View kNo{};
View more(Judgement so_far) { return {View::Says::More, std::move(so_far)}; }
View yes(Judgement judgement) { return {View::Says::Yes, std::move(judgement)}; }

std::uint8_t octet(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::size_t number(std::string_view bytes, std::size_t at, std::size_t octets) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < octets; ++i) value = value << 8 | octet(bytes, at + i);
  return value;
}

bool printable(char c) { return c >= 0x20 && c < 0x7F; }

std::string readable(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    if (printable(c)) {
      text += c;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    if (text.size() >= kLongestDetail) break;
  }
  text.resize(std::min(text.size(), kLongestDetail));
  return text;
}

View mirai_like(std::string_view bytes) {
  static constexpr std::string_view kZeros("\0\0\0", 3);
  const std::size_t shared = std::min(bytes.size(), kZeros.size());
  if (bytes.substr(0, shared) != kZeros.substr(0, shared)) return kNo;
  if (bytes.size() > 3 && octet(bytes, 3) == 0) return kNo;
  // Too short to be told from a program that sends zeros: unknown, if nothing more comes.
  if (bytes.size() < 5) return more({.kind = Kind::Unknown, .detail = readable(bytes)});
  const std::size_t length = octet(bytes, 4);
  const auto name = bytes.substr(5, length);
  if (!std::all_of(name.begin(), name.end(), printable)) return kNo;
  if (name.size() < length) return more({.kind = Kind::Unknown, .detail = readable(bytes)});
  return yes({.kind = Kind::MiraiLike,
              .detail = fmt::format("version {} id '{}'", octet(bytes, 3), readable(name)),
              .introduction = 5 + length});
}

/// The server_name of a ClientHello body; empty if there is none, or the bytes end before it.
std::string_view server_name(std::string_view hello) {
  // legacy_version, random, session id, cipher suites, compression methods, extensions
  std::size_t at = 2 + 32;
  for (const std::size_t width : {1U, 2U, 1U}) {
    if (at + width > hello.size()) return {};
    at += width + number(hello, at, width);
  }
  at += 2;
  while (at + 4 <= hello.size()) {
    const std::size_t type = number(hello, at, 2);
    const std::size_t length = number(hello, at + 2, 2);
    at += 4;
    // server_name_list length, name_type 0 (host_name), length, name
    if (type == 0 && length >= 5 && at + 5 <= hello.size() && octet(hello, at + 2) == 0) {
      return hello.substr(at + 5, std::min(number(hello, at + 3, 2), length - 5));
    }
    at += length;
  }
  return {};
}

View tls(std::string_view bytes) {
  constexpr std::uint8_t kHandshake = 22;
  constexpr std::uint8_t kClientHello = 1;
  if (octet(bytes, 0) != kHandshake) return kNo;
  if (bytes.size() > 1 && octet(bytes, 1) != 3) return kNo;
  if (bytes.size() > 5 && octet(bytes, 5) != kClientHello) return kNo;
  if (bytes.size() < 9) return more({.kind = Kind::Unknown, .detail = readable(bytes)});
  const std::size_t length = number(bytes, 6, 3);
  const auto hello = bytes.substr(9, length);
  Judgement judgement{.kind = Kind::Tls, .detail = readable(server_name(hello))};
  return hello.size() < length ? more(std::move(judgement)) : yes(std::move(judgement));
}

/// Whether `bytes` begin with one of `words`, or end too early to tell.
template <std::size_t Count>
View::Says begins_with(std::string_view bytes, const std::array<std::string_view, Count>& words) {
  auto says = View::Says::No;
  for (const auto word : words) {
    if (bytes.starts_with(word)) return View::Says::Yes;
    if (word.starts_with(bytes)) says = View::Says::More;
  }
  return says;
}

std::string_view line_of(std::string_view bytes) {
  return bytes.substr(0, bytes.find_first_of("\r\n"));
}

std::string_view host_of(std::string_view headers) {
  for (std::size_t at = headers.find('\n'); at != std::string_view::npos;
       at = headers.find('\n', at + 1)) {
    const auto line = line_of(headers.substr(at + 1));
    constexpr std::string_view kHost = "host:";
    if (line.size() <= kHost.size()) continue;
    const bool same = std::equal(kHost.begin(), kHost.end(), line.begin(), [](char want, char got) {
      return want == (got >= 'A' && got <= 'Z' ? static_cast<char>(got + 32) : got);
    });
    if (!same) continue;
    const auto value = line.substr(kHost.size());
    return value.substr(std::min(value.find_first_not_of(" \t"), value.size()));
  }
  return {};
}

View http(std::string_view bytes) {
  const auto says = begins_with(bytes, kMethods);
  if (says == View::Says::No) return kNo;
  if (says == View::Says::More) return more({.kind = Kind::Unknown, .detail = readable(bytes)});
  const auto line = line_of(bytes);
  const auto method = line.substr(0, line.find(' '));
  auto target = line.substr(method.size() + 1);
  target = target.substr(0, target.find(' '));
  const auto host = host_of(bytes);
  Judgement judgement{.kind = Kind::Http,
                      .detail = readable(fmt::format("{} {}{}", method, host, target))};
  const bool whole = bytes.find("\r\n\r\n") != std::string_view::npos ||
                     bytes.find("\n\n") != std::string_view::npos;
  return whole ? yes(std::move(judgement)) : more(std::move(judgement));
}

View irc(std::string_view bytes) {
  const auto says = begins_with(bytes, kIrcWords);
  if (says == View::Says::No) return kNo;
  if (says == View::Says::More) return more({.kind = Kind::Unknown, .detail = readable(bytes)});
  Judgement judgement{.kind = Kind::Irc, .detail = {}};
  for (std::size_t at = 0; at < bytes.size();) {
    const auto line = line_of(bytes.substr(at));
    const bool ended = at + line.size() < bytes.size();
    if (ended && line.starts_with("NICK ")) {
      judgement.detail = readable(line.substr(5));
      return yes(std::move(judgement));
    }
    at += line.size() + 1;
  }
  return more(std::move(judgement));
}

}  // namespace

std::string_view to_string(Kind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<Kind> parse_kind(std::string_view text) {
  const auto found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Kind>(found - kNames.begin());
}

std::optional<Judgement> judge(std::string_view bytes, bool last) {
  bytes = bytes.substr(0, kMostFirstBytes);
  if (bytes.empty())
    return last ? std::optional(Judgement{.kind = Kind::Silent, .detail = {}}) : std::nullopt;
  for (const auto recogniser : {mirai_like, tls, http, irc}) {
    View view = recogniser(bytes);
    if (view.says == View::Says::Yes) return std::move(view.judgement);
    if (view.says == View::Says::No) continue;
    if (!last && bytes.size() < kMostFirstBytes) return std::nullopt;
    return std::move(view.judgement);
  }
  return Judgement{.kind = Kind::Unknown, .detail = readable(bytes.substr(0, 64))};
}

}  // namespace noroshi::sinkhole
