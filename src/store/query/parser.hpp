// Parser: the words of a filter → its tree, by recursive descent.
//
//   filter := [any_of]                          nothing at all takes everything
//   any_of := all_of { or all_of }
//   all_of := not_of { and not_of }
//   not_of := not not_of | ( any_of ) | test
//
// At every place the parser notes which words it would have taken there.  From those come both the
// nearest valid word of an error and the candidates of a completion, so neither can be out of
// step with the grammar.  Depth and length are bounded (filter.hpp).
//
// parser.cpp holds the structure, parser_terms.cpp the single tests.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "store/query/filter.hpp"
#include "store/query/lexer.hpp"

namespace noroshi::query {

class Parser {
 public:
  /// Keeps references: both must outlive the Parser.
  Parser(std::string_view text, const Meaning& meaning);

  Result<Filter> filter();

  /// The words that could stand where the text ended, or where it went wrong.
  [[nodiscard]] const std::vector<std::string_view>& wanted() const { return wanted_; }
  /// The whole text was read: what is wanted would stand at its end.
  [[nodiscard]] bool at_end() const { return token_.kind == Token::Kind::End; }

 private:
  Result<Node> any_of(int depth);
  Result<Node> all_of(int depth);
  Result<Node> not_of(int depth);
  Result<Node> test();

  Result<Test> sided_test();
  Result<Test> unsided_test();
  Result<Test> reversible_test();
  Result<Test> address_test(Side side, bool network);
  Result<AddressRange> address(bool network) const;
  Result<Test> port_test(Side side);
  Result<Range> port() const;
  Result<Test> number_test(Field field);
  Result<Test> ratio_test(Ratio ratio);
  Result<Test> instant_test(bool end);
  Result<Test> flags_test(bool reverse);
  Result<Test> protocol_test();
  Result<Range> protocol();
  Result<Test> exporter_test();
  Result<Range> exporter();
  Result<Side> side();

  /// `one` for each word of "in [a b c]", or once for a single word.
  template <class One>
  Status list_or_one(One one);
  /// "=" where no sign stands.
  std::string_view sign();
  /// Like `sign`, for fields that have no order.
  std::string_view equality();

  Status advance();
  /// Goes on if the token is this word or sign; else notes that it would have been welcome.
  bool take(std::string_view word);
  bool take_any(std::initializer_list<std::string_view> words);
  [[nodiscard]] bool is_word() const;
  [[nodiscard]] Error expected(std::string_view what) const;
  [[nodiscard]] Error here(std::string_view what) const;

  std::string_view text_;
  const Meaning& meaning_;
  Lexer lexer_;
  Token token_;
  Status failed_;  // of the lexer; the token is then End, and `filter` returns this in the end
  std::vector<std::string_view> wanted_;
};

}  // namespace noroshi::query
