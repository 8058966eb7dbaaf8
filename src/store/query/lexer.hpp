// Words and signs of a filter, one after the other, with their places.
//
// Everything between spaces and signs is one word: "2001:db8::/32", "-1h" and
// "2026-01-02T03:04:05+09:00" need no quotes.  Quotes (' or ") make one word of anything.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::query {

struct Token {
  enum class Kind : unsigned char { Word, Quoted, Sign, End };
  Kind kind = Kind::End;
  std::string_view text;  ///< without the quotes
  std::size_t at = 0;     ///< offset of its first octet, quote included
  std::size_t length = 0;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  /// The next token, for ever End at the end.  An Error: a quote that does not close, or a lone
  /// & or |.
  Result<Token> next();

 private:
  Token take(Token::Kind kind, std::size_t length);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace noroshi::query
