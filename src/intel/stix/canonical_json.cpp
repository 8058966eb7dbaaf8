// JSON in the one spelling of RFC 8785 (JCS): keys by their UTF-16 code units, numbers as
// ECMAScript writes them (ECMA-262, Number::toString), strings with the fewest escapes.

#include "intel/stix/canonical_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "intel/stix/identity.hpp"

namespace noroshi::stix {

namespace {

/// Orders UTF-8 as its UTF-16 would be: beyond U+FFFF surrogates (D800–DFFF) come before E000–FFFF.
bool before_in_utf16(std::string_view left, std::string_view right) {
  const auto [at_left, at_right] =
      std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (at_left == left.end() || at_right == right.end()) return left.size() < right.size();
  const auto first = static_cast<unsigned char>(*at_left);
  const auto second = static_cast<unsigned char>(*at_right);
  constexpr unsigned char kFourOctets = 0xF0;    // leads a character beyond U+FFFF
  constexpr unsigned char kPrivateAndOn = 0xEE;  // leads U+E000 and what follows
  const bool swapped = (first >= kFourOctets && second >= kPrivateAndOn && second < kFourOctets) ||
                       (second >= kFourOctets && first >= kPrivateAndOn && first < kFourOctets);
  return swapped ? first > second : first < second;
}

void append_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char octet : text) {
    switch (octet) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(octet) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(octet));
        } else {
          out += octet;
        }
    }
  }
  out += '"';
}

/// The digits and the exponent n of ECMA-262: value = 0.digits × 10^n.
struct Digits {
  std::string text;
  int point = 0;
};

Digits shortest_digits(double positive) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), positive,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto mark = text.find('e');
  Digits digits;
  for (const char octet : text.substr(0, mark)) {
    if (octet != '.') digits.text += octet;
  }
  auto exponent = text.substr(mark + 1);
  if (exponent.front() == '+') exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), digits.point);
  ++digits.point;
  return digits;
}

void append_number(double value, std::string& out) {
  if (value == 0) {  // -0 too
    out += '0';
    return;
  }
  if (value < 0) out += '-';
  const auto digits = shortest_digits(std::fabs(value));
  const auto count = static_cast<int>(digits.text.size());
  if (digits.point >= count && digits.point <= 21) {
    out.append(digits.text).append(static_cast<std::size_t>(digits.point - count), '0');
  } else if (digits.point > 0 && digits.point <= 21) {
    const auto whole = static_cast<std::size_t>(digits.point);
    out.append(digits.text, 0, whole).append(".").append(digits.text, whole);
  } else if (digits.point > -6 && digits.point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-digits.point), '0').append(digits.text);
  } else {
    out += digits.text.front();
    if (count > 1) out.append(".").append(digits.text, 1);
    out += fmt::format("e{:+}", digits.point - 1);
  }
}

}  // namespace

void append_canonical(const Tree& tree, const Node& node, std::string& out) {
  switch (node.kind) {
    case Kind::Null:
    case Kind::False:
    case Kind::True:
      out += node.value;
      break;
    case Kind::Number:
      append_number(number_of(node), out);
      break;
    case Kind::String:
      append_string(node.value, out);
      break;
    case Kind::Array: {
      char separator = '[';
      for (const Node& element : tree.children(node)) {
        out += std::exchange(separator, ',');
        append_canonical(tree, element, out);
      }
      out += node.count == 0 ? "[]" : "]";
      break;
    }
    case Kind::Object: {
      std::vector<const Node*> members;
      for (const Node& member : tree.children(node)) members.push_back(&member);
      append_canonical_members(tree, std::move(members), out);
      break;
    }
  }
}

void append_canonical_members(const Tree& tree, std::vector<const Node*> members,
                              std::string& out) {
  std::sort(members.begin(), members.end(), [](const Node* left, const Node* right) {
    return before_in_utf16(left->key, right->key);
  });
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out += ',';
    append_string(members[i]->key, out);
    out += ':';
    append_canonical(tree, *members[i], out);
  }
  out += '}';
}

std::string canonical_json(std::string_view json) {
  constexpr std::size_t kDepth = 256;
  Tree tree;
  if (!is_utf8(json) || !tree.read(json, kDepth) || !tree.flaws().empty()) return {};
  std::string out;
  append_canonical(tree, tree.root(), out);
  return out;
}

}  // namespace noroshi::stix
