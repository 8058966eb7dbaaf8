#include "hub/servers/filter_parser.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/nearest.hpp"

namespace noroshi::servers {
namespace {

using query::Token;

bool same_word(std::string_view one, std::string_view lower) {
  return std::equal(one.begin(), one.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
  });
}

constexpr std::string_view kSpace = " \t\r\n\v\f";

}  // namespace

Parser::Parser(std::string_view text, const Vocabulary& vocabulary)
    : text_(text), vocabulary_(vocabulary), lexer_(text) {}

Result<Node> Parser::filter() {
  if (text_.size() > kLongestFilter) {
    token_ = {Token::Kind::Word, text_.substr(kLongestFilter), kLongestFilter, 1};
    return here(
        fmt::format("the filter has {} octets; at most {} are read", text_.size(), kLongestFilter),
        fmt::format("フィルタが{}オクテットあります。上限は{}です", text_.size(), kLongestFilter));
  }
  advance();
  const bool empty = at_end();
  auto root = any_of(0);  // also of nothing: that notes the words a filter can begin with
  if (broken_) return lexer_failed();
  if (empty) return Node{};
  Node read = NOROSHI_TRY(std::move(root));
  if (!at_end()) {
    return expected({"and, or, or the end of the filter", "and、or、またはフィルタの終わり"});
  }
  return read;
}

Result<Node> Parser::any_of(int depth) {
  auto first = NOROSHI_TRY(all_of(depth));
  if (!take_any({"or", "||"})) return first;
  Node node{.kind = Node::Kind::Or, .below = {}, .test = {}};
  node.below.push_back(std::move(first));
  do node.below.push_back(NOROSHI_TRY(all_of(depth)));
  while (take_any({"or", "||"}));
  return node;
}

Result<Node> Parser::all_of(int depth) {
  auto first = NOROSHI_TRY(not_of(depth));
  if (!take_any({"and", "&&"})) return first;
  Node node{.kind = Node::Kind::And, .below = {}, .test = {}};
  node.below.push_back(std::move(first));
  do node.below.push_back(NOROSHI_TRY(not_of(depth)));
  while (take_any({"and", "&&"}));
  return node;
}

Result<Node> Parser::not_of(int depth) {
  if (depth >= kDeepest) {
    return here(fmt::format("more than {} parentheses or nots inside each other", kDeepest),
                fmt::format("括弧とnotの入れ子は{}段までです", kDeepest));
  }
  if (take_any({"not", "!"})) {
    Node node{.kind = Node::Kind::Not, .below = {}, .test = {}};
    node.below.push_back(NOROSHI_TRY(not_of(depth + 1)));
    return node;
  }
  if (!take("(")) return test();
  auto inner = NOROSHI_TRY(any_of(depth + 1));
  if (!take(")")) return expected({"and, or, or )", "and、or、または )"});
  return inner;
}

Result<Node> Parser::test() {
  if (take("any")) return Node{};
  Test read = NOROSHI_TRY(one_test());
  return Node{.kind = Node::Kind::Leaf, .below = {}, .test = std::move(read)};
}

void Parser::advance() {
  wanted_.clear();
  auto next = lexer_.next();
  if (next) {
    token_ = *next;
    return;
  }
  // The lexer stands still where it fails: behind the token before, and the blanks.
  const auto behind = token_.at + (token_.text.empty() && token_.at == 0 ? 0 : token_.length);
  const auto at = std::min(text_.size(), text_.find_first_not_of(kSpace, behind));
  broken_ = true;
  token_ = {Token::Kind::End, {}, at, 1};
}

bool Parser::take(std::string_view word, WordKind kind) {
  const bool fits = token_.kind == Token::Kind::Sign
                        ? token_.text == word
                        : token_.kind == Token::Kind::Word && same_word(token_.text, word);
  if (!fits) {
    want(word, kind);
    return false;
  }
  advance();
  return true;
}

bool Parser::take_any(std::initializer_list<std::string_view> words, WordKind kind) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return take(word, kind); });
}

bool Parser::is_word() const {
  return token_.kind == Token::Kind::Word || token_.kind == Token::Kind::Quoted;
}

Error Parser::here(std::string english, std::string japanese) {
  const bool ends = at_end() && !broken_;
  mistake_ = {.at = token_.at,
              .length = ends ? 0 : token_.length,
              .english = std::move(english),
              .japanese = std::move(japanese)};
  return Error{Errc::InvalidInput, mistake_.english};
}

Error Parser::lexer_failed() {
  const char first = token_.at < text_.size() ? text_[token_.at] : '"';
  if (first == '&') return here("write && or and", "&& または and と書きます");
  if (first == '|') return here("write || or or", "|| または or と書きます");
  return here("this quote never closes", "引用符が閉じていません");
}

Error Parser::expected(const Expected& what) {
  if (broken_) return lexer_failed();
  if (at_end()) {
    return here(fmt::format("the filter ends; expected {}", what.english),
                fmt::format("フィルタが途中で終わっています。次に必要なもの: {}", what.japanese));
  }
  const auto shown = token_.text.substr(0, 40);
  std::vector<std::string_view> words;
  for (const Wanted& one : wanted_) words.push_back(one.word);
  const auto meant = token_.kind == Token::Kind::Word ? base::nearest(shown, words) : "";
  if (!meant.empty()) {
    return here(fmt::format("unknown word \"{}\": did you mean \"{}\"?", shown, meant),
                fmt::format("「{}」は不明な語です。「{}」のことですか", shown, meant));
  }
  return here(fmt::format("expected {}, found \"{}\"", what.english, shown),
              fmt::format("「{}」はここに置けません。次に必要なもの: {}", shown, what.japanese));
}

Reading read_filter(std::string_view text, const Vocabulary& vocabulary) {
  Parser parser(text, vocabulary);
  auto root = parser.filter();
  if (root) return {.root = std::move(*root), .mistake = std::nullopt};
  return {.root = {}, .mistake = parser.mistake()};
}

std::string to_string(const Mistake& mistake, std::string_view text) {
  const auto before = text.substr(0, std::min(mistake.at, text.size()));
  const auto column = std::count_if(before.begin(), before.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;  // UTF-8
  });
  return fmt::format("filter, column {}: {}", column + 1, mistake.english);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return result;
}

}  // namespace noroshi::servers
