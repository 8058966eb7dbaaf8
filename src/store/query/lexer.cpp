#include "store/query/lexer.hpp"

#include <array>

#include "store/query/filter.hpp"

namespace noroshi::query {
namespace {

// Longest first, so that "<=" is not read as "<".
constexpr std::array<std::string_view, 16> kSigns{"&&", "||", "<=", ">=", "==", "!=", "<>", "(",
                                                  ")",  "[",  "]",  ",",  "!",  "<",  ">",  "="};

constexpr std::string_view kSpace = " \t\r\n\v\f";
constexpr std::string_view kEndsWord = " \t\r\n\v\f()[],!<>=&|\"'";

}  // namespace

Token Lexer::take(Token::Kind kind, std::size_t length) {
  const Token token{kind, text_.substr(at_, length), at_, length};
  at_ += length;
  return token;
}

Result<Token> Lexer::next() {
  const auto begin = text_.find_first_not_of(kSpace, at_);
  if (begin == std::string_view::npos) return Token{Token::Kind::End, {}, text_.size(), 1};
  at_ = begin;
  for (const auto sign : kSigns) {
    if (text_.substr(at_).starts_with(sign)) return take(Token::Kind::Sign, sign.size());
  }
  const char first = text_[at_];
  if (first == '&' || first == '|') {
    return point_at(text_, at_, 1, first == '&' ? "write && or and" : "write || or or");
  }
  if (first == '"' || first == '\'') {
    const auto close = text_.find(first, at_ + 1);
    if (close == std::string_view::npos) return point_at(text_, at_, 1, "this quote never closes");
    auto token = take(Token::Kind::Quoted, close + 1 - at_);
    token.text = token.text.substr(1, token.text.size() - 2);
    return token;
  }
  const auto end = text_.find_first_of(kEndsWord, at_);
  return take(Token::Kind::Word, (end == std::string_view::npos ? text_.size() : end) - at_);
}

}  // namespace noroshi::query
