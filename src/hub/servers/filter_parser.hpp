// Parser: the words of a filter of servers → its tree, by recursive descent.
//
//   filter := [any_of]                          nothing at all takes everything
//   any_of := all_of { or all_of }
//   all_of := not_of { and not_of }
//   not_of := not not_of | ( any_of ) | test
//
// As in store/query, the parser notes at every place which words it would have taken there: the
// nearest valid word of a mistake and the candidates of a completion both come from those.
// filter_parser.cpp holds the structure, filter_tests.cpp the single tests.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hub/servers/filter.hpp"
#include "store/query/lexer.hpp"

namespace noroshi::servers {

/// What was expected, in both languages.
struct Expected {
  std::string_view english;
  std::string_view japanese;
};

class Parser {
 public:
  /// Keeps references: both must outlive the Parser.
  Parser(std::string_view text, const Vocabulary& vocabulary);

  /// An Error: `mistake` says what and where.
  Result<Node> filter();
  [[nodiscard]] const Mistake& mistake() const { return mistake_; }

  struct Wanted {
    std::string_view word;
    WordKind kind = WordKind::Field;
  };
  /// The words that could stand where the text ended, or where it went wrong.
  [[nodiscard]] const std::vector<Wanted>& wanted() const { return wanted_; }
  [[nodiscard]] bool at_end() const { return token_.kind == query::Token::Kind::End; }

 private:
  Result<Node> any_of(int depth);
  Result<Node> all_of(int depth);
  Result<Node> not_of(int depth);
  Result<Node> test();

  Result<Test> one_test();
  Result<Test> address_test(bool network);
  Result<Test> port_test();
  Result<Test> protocol_test();
  Result<Test> share_test(Number field);  ///< probability, score
  Result<Test> count_test(Number field);
  Result<Test> moment_test(Moment field);
  Result<Test> country_test();
  Result<Test> network_test();
  Result<Test> status_test();
  Result<Test> evidence_test();
  Result<Test> text_test();

  Result<query::AddressRange> address(bool network);
  Result<std::uint8_t> protocol();
  Result<double> share(double whole);

  template <class One>
  Status list_or_one(One one);
  /// "=" where no sign stands.
  std::string_view sign();
  bool unequal();

  void advance();
  bool take(std::string_view word, WordKind kind = WordKind::Keyword);
  bool take_any(std::initializer_list<std::string_view> words, WordKind kind = WordKind::Keyword);
  [[nodiscard]] bool is_word() const;
  void want(std::string_view word, WordKind kind) { wanted_.push_back({word, kind}); }
  Error here(std::string english, std::string japanese);
  Error expected(const Expected& what);
  Error lexer_failed();

  std::string_view text_;
  const Vocabulary& vocabulary_;
  query::Lexer lexer_;
  query::Token token_;
  bool broken_ = false;  // the lexer could not go on; the token is then End
  Mistake mistake_;
  std::vector<Wanted> wanted_;
};

/// ASCII letters in lower case.
std::string lower(std::string_view text);

}  // namespace noroshi::servers
