#include "intel/pattern/expression.hpp"

#include <cstring>
#include <fmt/format.h>
#include <re2/re2.h>
#include <vector>

namespace noroshi::pattern {
namespace {

using Made = Result<std::shared_ptr<const Expression>>;

// What RE2 may need for one expression: enough for what people write, and in proportion to it.
constexpr std::int64_t kLeastMemory = 1 << 20;
constexpr std::int64_t kMemoryOfAnOctet = 128;

// Octets are asked for a character that no octet is.
class Never : public Expression {
 public:
  [[nodiscard]] bool holds(std::string_view) const override { return false; }
};

class Regular : public Expression {
 public:
  Regular(std::string_view text, const re2::RE2::Options& options, bool whole)
      : expression_(re2::StringPiece(text.data(), text.size()), options), whole_(whole) {}

  [[nodiscard]] const re2::RE2& expression() const { return expression_; }

  [[nodiscard]] bool holds(std::string_view value) const override {
    const re2::StringPiece piece(value.data(), value.size());
    return whole_ ? re2::RE2::FullMatch(piece, expression_)
                  : re2::RE2::PartialMatch(piece, expression_);
  }

  [[nodiscard]] bool is_regular() const override { return true; }

 private:
  re2::RE2 expression_;
  bool whole_;
};

// memmem is linear (two-way search), which std::string_view::find is not.
std::size_t find(std::string_view value, std::string_view part) {
  if (part.empty()) return 0;
  const void* found = memmem(value.data(), value.size(), part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - value.data());
}

// Texts in their order, anything between them: 'a%b%c'.  The leftmost place of each is best.
class Parts : public Expression {
 public:
  explicit Parts(std::string_view text) {
    for (;;) {
      const auto percent = text.find('%');
      parts_.emplace_back(text.substr(0, percent));
      if (percent == std::string_view::npos) break;
      text.remove_prefix(percent + 1);
    }
  }

  [[nodiscard]] bool holds(std::string_view value) const override {
    const auto& first = parts_.front();
    const auto& last = parts_.back();
    if (parts_.size() == 1) return value == first;
    if (value.size() < first.size() + last.size()) return false;
    if (!value.starts_with(first) || !value.ends_with(last)) return false;
    value.remove_prefix(first.size());
    value.remove_suffix(last.size());
    for (std::size_t i = 1; i + 1 < parts_.size(); ++i) {
      const auto place = find(value, parts_[i]);
      if (place == std::string_view::npos) return false;
      value.remove_prefix(place + parts_[i].size());
    }
    return true;
  }

 private:
  std::vector<std::string> parts_;
};

re2::RE2::Options options_for(std::string_view text, Alphabet alphabet) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_dot_nl(true);
  options.set_never_capture(true);
  options.set_max_mem(kLeastMemory + kMemoryOfAnOctet * static_cast<std::int64_t>(text.size()));
  options.set_encoding(alphabet == Alphabet::Octets ? re2::RE2::Options::EncodingLatin1
                                                    : re2::RE2::Options::EncodingUTF8);
  return options;
}

bool refers_back(std::string_view argument) {
  return argument.size() == 2 && argument[0] == '\\' &&
         ((argument[1] >= '1' && argument[1] <= '9') || argument[1] == 'k' || argument[1] == 'g');
}

// What PCRE has and no linear-time engine can have, by the part that RE2 complains about.
std::string_view lack_of_re2(std::string_view text, std::string_view argument) {
  for (const auto* start : {"(?=", "(?!", "(?<=", "(?<!"}) {
    if (argument.starts_with(start) || (argument == "(?<" && text.find(start) != text.npos))
      return "look-around";
  }
  if (refers_back(argument)) return "back references";
  if (argument.starts_with("(?>")) return "atomic groups";
  if (argument == "++" || argument == "*+" || argument == "?+") return "possessive repetition";
  return {};
}

Error refused(std::string_view text, const re2::RE2& expression) {
  const auto lack = lack_of_re2(text, expression.error_arg());
  if (!lack.empty()) {
    return {Errc::InvalidInput,
            fmt::format("the regular expression uses {} (\"{}\"), which RE2 has not: matching must "
                        "take linear time; write it without",
                        lack, expression.error_arg())};
  }
  if (expression.error_code() == re2::RE2::ErrorPatternTooLarge)
    return {Errc::Limit, "the regular expression is too large; write it shorter, or as several"};
  return {Errc::InvalidInput,
          fmt::format("the regular expression is not valid: {}", expression.error())};
}

Made regular(std::string_view text, Alphabet alphabet, bool whole) {
  auto made = std::make_shared<const Regular>(text, options_for(text, alphabet), whole);
  if (!made->expression().ok()) return refused(text, made->expression());
  return std::shared_ptr<const Expression>(std::move(made));
}

// 'a%b_c' as a regular expression over the whole text.
std::string spelled_out(std::string_view like) {
  std::string made;
  std::size_t plain = 0;
  for (std::size_t i = 0; i <= like.size(); ++i) {
    if (i < like.size() && like[i] != '%' && like[i] != '_') continue;
    made += re2::RE2::QuoteMeta(re2::StringPiece(like.data() + plain, i - plain));
    if (i < like.size()) made += like[i] == '%' ? ".*" : ".";
    plain = i + 1;
  }
  return made;
}

}  // namespace

std::optional<std::string> octets_of(std::string_view text) {
  std::string octets;
  octets.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      octets += text[i];
      continue;
    }
    // C2 and C3 lead U+0080 to U+00FF (RFC 3629, section 3).
    if ((lead != 0xC2 && lead != 0xC3) || i + 1 >= text.size()) return std::nullopt;
    ++i;
    octets +=
        static_cast<char>(((lead & 0x03U) << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU));
  }
  return octets;
}

Made Expression::matches(std::string_view text, Alphabet alphabet) {
  if (alphabet == Alphabet::Characters) return regular(text, alphabet, false);
  const auto octets = octets_of(text);
  if (!octets) return std::shared_ptr<const Expression>(std::make_shared<Never>());
  return regular(*octets, alphabet, false);
}

Made Expression::like(std::string_view text, Alphabet alphabet) {
  std::string octets;
  if (alphabet == Alphabet::Octets) {
    auto converted = octets_of(text);
    if (!converted) return std::shared_ptr<const Expression>(std::make_shared<Never>());
    octets = *std::move(converted);
    text = octets;
  }
  if (text.find('_') == std::string_view::npos)
    return std::shared_ptr<const Expression>(std::make_shared<Parts>(text));
  return regular(spelled_out(text), alphabet, true);
}

}  // namespace noroshi::pattern
