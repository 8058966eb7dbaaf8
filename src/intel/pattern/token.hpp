// Words and signs of the pattern language (STIX 2.1, section 9.8; the grammar of OASIS).
//
// Blanks and comments are skipped; what no token can be comes out as one of the kind Bad, so that
// the parser says where.  Views into the text, which must outlive its tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace noroshi::pattern {

struct Token {
  enum class Kind : std::uint8_t {
    End,
    Bad,         ///< a character that means nothing, an unfinished text, a malformed constant
    Sign,        ///< [ ] ( ) : . , * = == != <> < <= > >=
    Keyword,     ///< AND … TIMES: reserved, upper case only
    Boolean,     ///< true, false
    Identifier,  ///< letters, digits and _
    TypeName,    ///< with hyphens, too: only object types may have them without quotes
    Integer,
    Real,
    String,     ///< with its quotes and escapes
    Hex,        ///< h'…'
    Binary,     ///< b'…'
    Timestamp,  ///< t'…'
  };
  Kind kind = Kind::End;
  std::string_view text;
  std::size_t offset = 0;  ///< octets

  [[nodiscard]] bool is(std::string_view sign_or_keyword) const {
    return (kind == Kind::Sign || kind == Kind::Keyword) && text == sign_or_keyword;
  }
};

class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}

  Token next();

 private:
  Token token(Token::Kind kind, std::size_t length);
  Token quoted(Token::Kind kind, std::size_t prefix);
  Token number();
  Token word();
  Token sign();
  bool skip_comment();
  bool skip_blanks();

  std::string_view text_;
  std::size_t place_ = 0;
};

}  // namespace noroshi::pattern
