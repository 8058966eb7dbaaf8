// See json_tree.hpp.  Recursive descent over RFC 8259; the depth is bounded before the stack is.

#include "intel/stix/json_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <simdjson.h>

namespace noroshi::stix {

namespace {

constexpr std::size_t kDeepest = 512;           ///< whatever the caller allows: the stack is finite
constexpr std::uint32_t kFewMembers = 24;       ///< up to here comparing all pairs beats sorting
constexpr std::uint32_t kReplacement = 0xFFFD;  ///< U+FFFD REPLACEMENT CHARACTER

bool is_blank(char octet) {
  return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
}

bool is_digit(char octet) { return octet >= '0' && octet <= '9'; }

/// Which octets end a run of plain ones: in a string, and between strings.
struct Stops {
  std::array<bool, 256> in_string{};
  std::array<bool, 256> between{};
};

constexpr Stops make_stops() {
  Stops stops;
  for (std::size_t octet = 0; octet < 0x20; ++octet) stops.in_string[octet] = true;
  for (const char octet : {'"', '\\'}) {
    stops.in_string[static_cast<unsigned char>(octet)] = true;
  }
  for (const char octet : {'"', '{', '}', '[', ']', ',', ' ', '\t', '\r', '\n'}) {
    stops.between[static_cast<unsigned char>(octet)] = true;
  }
  return stops;
}

constexpr Stops kStops = make_stops();

std::size_t skip_plain(std::string_view text, std::size_t at, const std::array<bool, 256>& stops) {
  while (at < text.size() && !stops[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

/// The end of the string whose first octet after the quotation mark is at `at`: the place of the
/// closing mark, or the size of the text.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (at = skip_plain(text, at, kStops.in_string); at < text.size();
       at = skip_plain(text, at, kStops.in_string)) {
    if (text[at] == '"') return at;
    at += text[at] == '\\' ? 2 : 1;
  }
  return text.size();
}

void append_utf8(std::uint32_t code, std::string& out) {
  const auto octet = [&out](std::uint32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (code < 0x80) return octet(code);
  if (code < 0x800) {
    octet(0xC0 | (code >> 6));
    return octet(0x80 | (code & 0x3F));
  }
  if (code < 0x10000) {
    octet(0xE0 | (code >> 12));
  } else {
    octet(0xF0 | (code >> 18));
    octet(0x80 | ((code >> 12) & 0x3F));
  }
  octet(0x80 | ((code >> 6) & 0x3F));
  octet(0x80 | (code & 0x3F));
}

/// Four hexadecimal digits at `at`; false where they are not there.
bool take_hex4(std::string_view text, std::size_t at, std::uint32_t& code) {
  if (at + 4 > text.size()) return false;
  const auto [end, problem] = std::from_chars(text.data() + at, text.data() + at + 4, code, 16);
  return problem == std::errc{} && end == text.data() + at + 4;
}

/// The escape \uXXXX, or a pair of them, whose first digit is at `at`; moves `at` behind it.
bool take_unicode(std::string_view text, std::size_t& at, std::string& out, bool& lone) {
  std::uint32_t code = 0;
  if (!take_hex4(text, at, code)) return false;
  at += 4;
  if (code >= 0xD800 && code < 0xDC00) {
    std::uint32_t low = 0;
    const bool pair = text.substr(at, 2) == "\\u" && take_hex4(text, at + 2, low) &&
                      low >= 0xDC00 && low < 0xE000;
    if (pair) {
      at += 6;
      append_utf8(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), out);
      return true;
    }
  }
  const bool half = code >= 0xD800 && code < 0xE000;
  lone = lone || half;
  append_utf8(half ? kReplacement : code, out);
  return true;
}

char simple_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

/// The end of the number at `at` by the grammar of RFC 8259, section 6; `at` where there is none.
std::size_t number_end(std::string_view text, std::size_t at) {
  const auto start = at;
  if (at < text.size() && text[at] == '-') ++at;
  const auto whole = skip_digits(text, at);
  if (whole == at || (text[at] == '0' && whole > at + 1)) return start;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const auto fraction = skip_digits(text, at + 1);
    if (fraction == at + 1) return start;
    at = fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const auto exponent = skip_digits(text, at);
    if (exponent == at) return start;
    at = exponent;
  }
  return at;
}

bool fits_a_double(const Node& number) {
  constexpr std::size_t kShort = 300;  // digits that cannot overflow without an exponent
  const bool plain = number.value.find_first_of("eE") == std::string_view::npos;
  return (plain && number.value.size() < kShort) || std::isfinite(number_of(number));
}

void append_pointer_token(std::string& out, std::string_view key) {
  out += '/';
  for (const char octet : key) {
    if (octet == '~') {
      out += "~0";
    } else if (octet == '/') {
      out += "~1";
    } else {
      out += octet;
    }
  }
}

}  // namespace

class TreeReader {
 public:
  TreeReader(Tree& tree, std::string_view text, std::size_t depth_limit)
      : tree_(tree), text_(text), depth_limit_(std::min(depth_limit, kDeepest)) {}

  Status read() {
    at_ = skip_blanks(text_, 0);
    NOROSHI_CHECK(value({}, 1));
    at_ = skip_blanks(text_, at_);
    if (at_ != text_.size()) return wrong("text after the end of the value");
    index_large_objects();
    return {};
  }

 private:
  Status value(std::string_view key, std::size_t depth) {
    if (at_ >= text_.size()) return wrong("the text ends where a value is due");
    switch (text_[at_]) {
      case '{':
        return container(key, depth, Kind::Object);
      case '[':
        return container(key, depth, Kind::Array);
      case '"':
        return string_value(key);
      case 't':
        return word(key, "true", Kind::True);
      case 'f':
        return word(key, "false", Kind::False);
      case 'n':
        return word(key, "null", Kind::Null);
      default:
        return number(key);
    }
  }

  Status container(std::string_view key, std::size_t depth, Kind kind) {
    const auto self = add(key, kind);
    const auto start = at_;
    if (depth > depth_limit_) {
      flaw(Flaw::What::TooDeep, self);
      at_ = skip_value(text_, at_);
    } else {
      ++at_;
      NOROSHI_CHECK(kind == Kind::Object ? members(self, depth) : elements(self, depth));
    }
    auto& node = tree_.nodes_[self];
    node.value = text_.substr(start, at_ - start);
    node.end = size();
    if (kind == Kind::Object && node.count > 1) find_duplicates(self);
    return {};
  }

  Status members(std::uint32_t self, std::size_t depth) {
    at_ = skip_blanks(text_, at_);
    if (here() == '}') return step();
    while (true) {
      if (here() != '"') return wrong("a name in quotation marks is due");
      bool lone = false;
      const auto key = NOROSHI_TRY(string(lone));
      at_ = skip_blanks(text_, at_);
      if (here() != ':') return wrong("a colon is due after a name");
      at_ = skip_blanks(text_, at_ + 1);
      if (lone) flaw(Flaw::What::Surrogate, size());
      NOROSHI_CHECK(value(key, depth + 1));
      ++tree_.nodes_[self].count;
      at_ = skip_blanks(text_, at_);
      if (here() == '}') return step();
      if (here() != ',') return wrong("a comma or a closing brace is due");
      at_ = skip_blanks(text_, at_ + 1);
    }
  }

  Status elements(std::uint32_t self, std::size_t depth) {
    at_ = skip_blanks(text_, at_);
    if (here() == ']') return step();
    while (true) {
      NOROSHI_CHECK(value({}, depth + 1));
      ++tree_.nodes_[self].count;
      at_ = skip_blanks(text_, at_);
      if (here() == ']') return step();
      if (here() != ',') return wrong("a comma or a closing bracket is due");
      at_ = skip_blanks(text_, at_ + 1);
    }
  }

  Status string_value(std::string_view key) {
    const auto self = add(key, Kind::String);
    bool lone = false;
    tree_.nodes_[self].value = NOROSHI_TRY(string(lone));
    if (lone) flaw(Flaw::What::Surrogate, self);
    return {};
  }

  /// The string whose opening quotation mark is here, without escapes.
  Result<std::string_view> string(bool& lone) {
    const auto start = ++at_;
    bool escapes = false;
    for (at_ = skip_plain(text_, at_, kStops.in_string); at_ < text_.size() && text_[at_] != '"';
         at_ = skip_plain(text_, at_, kStops.in_string)) {
      if (text_[at_] != '\\') return wrong("a bare control character");
      escapes = true;
      at_ += 2;
    }
    if (at_ >= text_.size()) return wrong("a string does not end");
    const auto inner = text_.substr(start, at_ - start);
    ++at_;
    if (!escapes) return inner;
    auto& out = tree_.decoded_.emplace_back();
    if (!decode_string(inner, out, lone)) return wrong("an escape that JSON does not know");
    return std::string_view(out);
  }

  Status number(std::string_view key) {
    const auto end = number_end(text_, at_);
    if (end == at_) return wrong("no value begins like this");
    const auto self = add(key, Kind::Number);
    tree_.nodes_[self].value = text_.substr(at_, end - at_);
    if (!fits_a_double(tree_.nodes_[self])) flaw(Flaw::What::NumberRange, self);
    at_ = end;
    return {};
  }

  Status word(std::string_view key, std::string_view expected, Kind kind) {
    if (text_.substr(at_, expected.size()) != expected) return wrong("no value begins like this");
    const auto self = add(key, kind);
    tree_.nodes_[self].value = text_.substr(at_, expected.size());
    at_ += expected.size();
    return {};
  }

  void find_duplicates(std::uint32_t self) {
    const Node& object = tree_.nodes_[self];
    if (object.count > kFewMembers) {
      large_.push_back(self);
      return;
    }
    for (auto later = self + 1; later < object.end; later = tree_.nodes_[later].end) {
      for (auto sooner = self + 1; sooner < later; sooner = tree_.nodes_[sooner].end) {
        if (tree_.nodes_[sooner].key == tree_.nodes_[later].key) {
          flaw(Flaw::What::DuplicateKey, later);
        }
      }
    }
  }

  /// Once all nodes stand where they stay.
  void index_large_objects() {
    for (const auto self : large_) {
      auto& members = tree_.by_key_[self];
      for (const Node& member : tree_.children(tree_.nodes_[self])) members.push_back(&member);
      std::sort(members.begin(), members.end(), [](const Node* left, const Node* right) {
        return left->key != right->key ? left->key < right->key : left < right;
      });
      for (std::size_t i = 1; i < members.size(); ++i) {
        if (members[i]->key == members[i - 1]->key) {
          flaw(Flaw::What::DuplicateKey, tree_.index_of(*members[i]));
        }
      }
    }
  }

  std::uint32_t add(std::string_view key, Kind kind) {
    const auto self = size();
    tree_.nodes_.push_back({key, {}, self + 1, 0, kind});
    return self;
  }

  /// Hostile text repeats itself: the first few flaws say all.
  void flaw(Flaw::What what, std::uint32_t node) {
    constexpr std::size_t kEnough = 16;
    if (tree_.flaws_.size() < kEnough) tree_.flaws_.push_back({what, node});
  }

  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(tree_.nodes_.size());
  }
  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  Status step() {
    ++at_;
    return {};
  }
  [[nodiscard]] Error wrong(std::string_view what) const {
    return {Errc::InvalidInput,
            fmt::format("no JSON at octet {}: {}", std::min(at_, text_.size()), what)};
  }

  Tree& tree_;
  std::string_view text_;
  std::size_t depth_limit_;
  std::size_t at_ = 0;
  std::vector<std::uint32_t> large_;
};

Status Tree::read(std::string_view text, std::size_t depth_limit) {
  nodes_.clear();
  flaws_.clear();
  decoded_.clear();
  by_key_.clear();
  return TreeReader(*this, text, depth_limit).read();
}

const Node* Tree::find(const Node& object, std::string_view key) const {
  if (object.kind != Kind::Object) return nullptr;
  if (object.count > kFewMembers) {
    const auto found = by_key_.find(index_of(object));
    if (found == by_key_.end()) return nullptr;
    const auto& members = found->second;
    const auto at = std::lower_bound(
        members.begin(), members.end(), key,
        [](const Node* left, std::string_view right) { return left->key < right; });
    return at != members.end() && (*at)->key == key ? *at : nullptr;
  }
  for (const Node& member : children(object)) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

std::string Tree::pointer(const Node& node) const {
  const auto wanted = index_of(node);
  std::string out;
  std::uint32_t self = 0;
  while (self != wanted) {
    std::size_t position = 0;
    auto child = self + 1;
    while (nodes_[child].end <= wanted) {
      child = nodes_[child].end;
      ++position;
    }
    append_pointer_token(
        out, nodes_[self].kind == Kind::Array ? std::to_string(position) : nodes_[child].key);
    self = child;
  }
  return out;
}

double number_of(const Node& node) {
  if (node.kind != Kind::Number) return 0;
  double value = 0;
  const auto* end = node.value.data() + node.value.size();
  const auto parsed = std::from_chars(node.value.data(), end, value);
  // from_chars calls an underflow "out of range" too, and strtod tells the two apart.
  return parsed.ec == std::errc{} ? value : std::strtod(std::string(node.value).c_str(), nullptr);
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

std::size_t skip_value(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '"') {
    return std::min(string_end(text, at + 1) + 1, text.size());
  }
  std::size_t depth = 0;
  for (at = skip_plain(text, at, kStops.between); at < text.size();
       at = skip_plain(text, at, kStops.between)) {
    const char octet = text[at];
    if (octet == '{' || octet == '[') {
      ++depth;
    } else if (octet == '}' || octet == ']') {
      if (depth == 0) return at;  // the container around a number or a word
      if (--depth == 0) return at + 1;
    } else if (octet == '"') {
      at = string_end(text, at + 1);
    } else if (depth == 0) {
      return at;
    }
    ++at;
  }
  return text.size();
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

bool decode_string(std::string_view inner, std::string& out, bool& lone_surrogate) {
  std::size_t at = 0;
  while (at < inner.size()) {
    const auto escape = std::min(inner.find('\\', at), inner.size());
    out.append(inner.substr(at, escape - at));
    at = escape;
    if (at == inner.size()) break;
    if (at + 1 >= inner.size()) return false;
    const char letter = inner[at + 1];
    at += 2;
    if (letter == 'u') {
      if (!take_unicode(inner, at, out, lone_surrogate)) return false;
    } else {
      const char meant = simple_escape(letter);
      if (meant == '\0') return false;
      out.push_back(meant);
    }
  }
  return true;
}

}  // namespace noroshi::stix
