#include "store/query/parser.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/nearest.hpp"

namespace noroshi::query {
namespace {

bool same_word(std::string_view one, std::string_view lower) {
  return std::equal(one.begin(), one.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
  });
}

}  // namespace

Parser::Parser(std::string_view text, const Meaning& meaning)
    : text_(text), meaning_(meaning), lexer_(text) {}

Result<Filter> Parser::filter() {
  if (text_.size() > kLongestFilter) {
    return Error{Errc::Limit, fmt::format("the filter has {} octets; at most {} are read",
                                          text_.size(), kLongestFilter)};
  }
  NOROSHI_CHECK(advance());
  const bool empty = at_end();
  auto root = any_of(0);  // also of nothing: that notes the words a filter can begin with
  NOROSHI_CHECK(failed_);
  Filter filter{{}, std::string(text_)};
  if (empty) return filter;
  filter.root = NOROSHI_TRY(std::move(root));
  if (!at_end()) return expected("and, or, or the end of the filter");
  return filter;
}

Result<Node> Parser::any_of(int depth) {
  auto first = NOROSHI_TRY(all_of(depth));
  if (!take_any({"or", "||"})) return first;
  Node node{Node::Kind::Or, {}, {}, first.at};
  node.below.push_back(std::move(first));
  do node.below.push_back(NOROSHI_TRY(all_of(depth)));
  while (take_any({"or", "||"}));
  return node;
}

Result<Node> Parser::all_of(int depth) {
  auto first = NOROSHI_TRY(not_of(depth));
  if (!take_any({"and", "&&"})) return first;
  Node node{Node::Kind::And, {}, {}, first.at};
  node.below.push_back(std::move(first));
  do node.below.push_back(NOROSHI_TRY(not_of(depth)));
  while (take_any({"and", "&&"}));
  return node;
}

Result<Node> Parser::not_of(int depth) {
  const auto at = token_.at;
  if (depth >= kDeepest) {
    return here(fmt::format("more than {} parentheses or nots inside each other", kDeepest));
  }
  if (take_any({"not", "!"})) {
    Node node{Node::Kind::Not, {}, {}, at};
    node.below.push_back(NOROSHI_TRY(not_of(depth + 1)));
    return node;
  }
  if (!take("(")) return test();
  auto inner = NOROSHI_TRY(any_of(depth + 1));
  if (!take(")")) return expected("and, or, or )");
  return inner;
}

Result<Node> Parser::test() {
  Node node;
  node.at = token_.at;
  if (take("any")) return node;
  node.kind = Node::Kind::Leaf;
  node.test = NOROSHI_TRY(sided_test());
  return node;
}

Status Parser::advance() {
  wanted_.clear();
  auto next = lexer_.next();
  if (next.has_value()) {
    token_ = *next;
    return {};
  }
  token_ = {Token::Kind::End, {}, text_.size(), 1};
  failed_ = std::move(next).error();
  return failed_;
}

bool Parser::take(std::string_view word) {
  const bool fits = token_.kind == Token::Kind::Sign
                        ? token_.text == word
                        : token_.kind == Token::Kind::Word && same_word(token_.text, word);
  if (!fits) {
    wanted_.push_back(word);
    return false;
  }
  (void)advance();  // what the lexer says waits in failed_
  return true;
}

bool Parser::take_any(std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [this](auto word) { return take(word); });
}

bool Parser::is_word() const {
  return token_.kind == Token::Kind::Word || token_.kind == Token::Kind::Quoted;
}

Error Parser::here(std::string_view what) const {
  return point_at(text_, token_.at, token_.length, what);
}

Error Parser::expected(std::string_view what) const {
  if (at_end()) return here(fmt::format("the filter ends; expected {}", what));
  const auto shown = text_.substr(token_.at, std::min<std::size_t>(token_.length, 40));
  if (token_.kind != Token::Kind::Word) {
    return here(fmt::format("expected {}, found {}", what, shown));
  }
  const auto meant = base::nearest(token_.text.substr(0, 40), wanted_);
  if (meant.empty()) return here(fmt::format("expected {}, found \"{}\"", what, shown));
  return here(fmt::format("unknown word \"{}\": did you mean \"{}\"?", shown, meant));
}

Result<Filter> parse(std::string_view text, const Meaning& meaning) {
  return Parser(text, meaning).filter();
}

}  // namespace noroshi::query
