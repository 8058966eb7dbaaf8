#include "act/report/text.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/utf8.hpp"

namespace noroshi::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

unsigned octet(char c) { return static_cast<unsigned char>(c); }

// Marks that turn the direction of text around (Unicode Standard Annex 9): U+202A to U+202E, U+2066
// to U+2069, and the line and paragraph separators before them.
bool turns_text(std::string_view one) {
  if (one.size() != 3 || octet(one[0]) != 0xE2) return false;
  const unsigned last = octet(one[2]);
  return (octet(one[1]) == 0x80 && last >= 0xA8 && last <= 0xAE) ||
         (octet(one[1]) == 0x81 && last >= 0xA6 && last <= 0xA9);
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_of_address(char c) { return is_hex(c) || c == '.' || c == ':'; }

// The longest address that `run` begins with; its length, 0: none.  "192.0.2.7:23" and
// "2001:db8::1." are met in sentences.
std::size_t address_at(std::string_view run, net::Address& address) {
  constexpr std::size_t kLongest = 45;  // INET6_ADDRSTRLEN less one
  for (std::size_t length = std::min(run.size(), kLongest); length >= 2; --length) {
    const auto text = run.substr(0, length);
    if (text.find_first_of(".:") == std::string_view::npos) continue;
    if (const auto parsed = net::Address::parse(text)) {
      address = *parsed;
      return length;
    }
  }
  return 0;
}

}  // namespace

std::string clean(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto length = base::utf8_length(text);
    const auto one = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0) {
      out += kReplacement;
    } else if (base::is_control(one) || turns_text(one)) {
      out += ' ';
    } else {
      out += one;
    }
    text.remove_prefix(one.size());
  }
  return out;
}

std::string html(std::string_view text) {
  std::string out;
  for (const char c : clean(text)) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string json(std::string_view text) {
  std::string out = "\"";
  for (const char c : clean(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string csv(std::string_view text) {
  const auto sound = clean(text);
  std::string out = "\"";
  // "Full width" = + - @ (U+FF1D …) are taken for formulas by some spreadsheets in Japanese.
  constexpr std::string_view kFormula = "=+-@";
  const bool wide = sound.starts_with("\xEF\xBC\x9D") || sound.starts_with("\xEF\xBC\x8B") ||
                    sound.starts_with("\xEF\xBC\x8D") || sound.starts_with("\xEF\xBC\xA0");
  const auto first = sound.find_first_not_of(' ');
  const bool formula =
      first != std::string::npos && kFormula.find(sound[first]) != std::string_view::npos;
  if (formula || wide) out += '\'';
  for (const char c : sound) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string printable(std::string_view octets) {
  std::string out;
  for (const char c : octets) {
    const bool plain = octet(c) >= 0x20 && octet(c) < 0x7F && c != '\\';
    out += plain ? std::string(1, c) : fmt::format("\\x{:02x}", octet(c));
  }
  return out;
}

std::string without_addresses(std::string_view text,
                              const std::function<bool(const net::Address&)>& may_stand) {
  std::string out;
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && is_of_address(text[run])) ++run;
    if (run == 0) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    net::Address address;
    const auto length = address_at(text.substr(0, run), address);
    const auto taken = text.substr(0, std::max<std::size_t>(length, 1));
    if (length > 0 && !may_stand(address)) {
      out += "[address]";
    } else {
      out += taken;
    }
    text.remove_prefix(taken.size());
  }
  return out;
}

std::string grouped(std::uint64_t number) {
  const auto digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

}  // namespace noroshi::report
