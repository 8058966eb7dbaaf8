#include "intel/pattern/parser.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "intel/pattern/constant.hpp"
#include "intel/pattern/hash_form.hpp"
#include "intel/pattern/network.hpp"
#include "intel/pattern/token.hpp"

namespace noroshi::pattern {
namespace {

using Index = Result<std::uint32_t>;

// An object path of the standard has a handful of steps.
constexpr std::size_t kMostSteps = 256;

// Each regular expression costs memory, and more when it runs.
constexpr std::size_t kMostExpressions = 1024;

struct OperatorWord {
  std::string_view word;
  Operator op;
  bool negated = false;
};

constexpr std::array<OperatorWord, 13> kOperators{{{"=", Operator::Equal},
                                                   {"==", Operator::Equal},
                                                   {"!=", Operator::Equal, true},
                                                   {"<>", Operator::Equal, true},
                                                   {"<", Operator::Less},
                                                   {"<=", Operator::LessOrEqual},
                                                   {">", Operator::Greater},
                                                   {">=", Operator::GreaterOrEqual},
                                                   {"IN", Operator::In},
                                                   {"LIKE", Operator::Like},
                                                   {"MATCHES", Operator::Matches},
                                                   {"ISSUBSET", Operator::IsSubset},
                                                   {"ISSUPERSET", Operator::IsSuperset}}};

bool is_number(Constant::Kind kind) {
  return kind == Constant::Kind::Integer || kind == Constant::Kind::Real;
}

bool same_type(const Constant& a, const Constant& b) {
  return a.kind == b.kind || (is_number(a.kind) && is_number(b.kind));
}

// Properties whose names end so hold octets (STIX 2.1, sections 2.1 and 2.9).
Alphabet alphabet_of(const Path& path) {
  const auto& last = path.steps.back();
  const bool octets =
      last.kind == Step::Kind::Key && (last.key.ends_with("_bin") || last.key.ends_with("_hex"));
  return octets ? Alphabet::Octets : Alphabet::Characters;
}

class Parser {
 public:
  Parser(std::string_view text, const Limits& limits, Expressions wanted)
      : text_(text), limits_(limits), wanted_(wanted), tokens_(text), token_(tokens_.next()) {}

  Result<Syntax> run();

 private:
  enum class Level : std::uint8_t { FollowedBy, Or, And };

  [[nodiscard]] Error error_at(std::size_t offset, std::string_view message,
                               Errc code = Errc::InvalidInput) const;
  [[nodiscard]] Error expected(std::string_view what) const;
  void warn(std::size_t offset, std::string_view message);
  bool take(std::string_view sign_or_keyword);
  Status need(std::string_view sign_or_keyword);
  Result<Token> need(Token::Kind kind, std::string_view what);
  Status deeper();

  Index observations(Level level);
  Index observation_unit();
  Index bracketed();
  Index qualified(std::uint32_t inner, bool one_observation);
  Result<Node> qualifier(const Token& word);
  Result<Node> start_stop(const Token& word);
  std::uint32_t add(Node node);

  Index tests(Level level);
  Index test_unit();
  Index comparison();
  Index exists(bool negated);
  Status operand(Comparison& comparison);
  Status set_operand(Comparison& comparison);
  Status text_operand(Comparison& comparison);
  Status check_hash(const Comparison& comparison, std::size_t offset) const;
  std::uint32_t add(Comparison comparison);
  void warn_of_two_types(const Test& conjunction, std::size_t offset);

  Result<Path> path();
  Result<Step> list_step();
  Result<std::string> path_component();
  Result<Constant> constant();

  std::string_view text_;
  const Limits& limits_;
  Expressions wanted_;
  Tokens tokens_;
  Token token_;  // the next one, not yet taken
  std::size_t depth_ = 0;
  std::size_t expressions_ = 0;
  Syntax syntax_;
};

// Characters, not octets: continuation octets of UTF-8 do not count.
std::size_t column_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [](char c) {
           return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
         }));
}

// What a token looks like in a message: not more than a line can bear, cut between characters.
std::string shown(const Token& token) {
  if (token.kind == Token::Kind::End) return "the end";
  constexpr std::size_t kMost = 40;
  if (token.text.size() <= kMost) return fmt::format("\"{}\"", token.text);
  auto length = kMost;
  while (length > 0 && (static_cast<unsigned char>(token.text[length]) & 0xC0U) == 0x80) --length;
  return fmt::format("\"{}…\"", token.text.substr(0, length));
}

// Why a token can be none; empty if there is no more to say than what was expected instead.
std::string_view what_is_bad(const Token& token) {
  if (token.kind != Token::Kind::Bad) return {};
  const auto text = token.text;
  if (text.starts_with("h'")) return "hexadecimal constants are pairs of digits: h'ffd8'";
  if (text.starts_with("b'")) return "binary constants are Base64 with its padding: b'AQI='";
  if (text.starts_with("t'")) return "timestamps are written t'2026-01-02T03:04:05.678Z'";
  if (text.starts_with('\'')) {
    return "this text has no end: quotes and backslashes inside need a backslash before them, and "
           "a backslash stands before nothing else";
  }
  if (text.starts_with('"')) return "texts and quoted names stand between single quotes";
  if (text.starts_with('0') || text.starts_with("+0") || text.starts_with("-0"))
    return "whole numbers do not begin with zeros";
  return text.starts_with('/') ? "a comment that begins with /* ends with */" : "";
}

Error Parser::error_at(std::size_t offset, std::string_view message, Errc code) const {
  return {code, fmt::format("column {}: {}", column_of(text_, offset), message)};
}

Error Parser::expected(std::string_view what) const {
  const auto bad = what_is_bad(token_);
  const auto message =
      fmt::format("expected {}, found {}{}{}", what, shown(token_), bad.empty() ? "" : "; ", bad);
  return error_at(token_.offset, message);
}

void Parser::warn(std::size_t offset, std::string_view message) {
  constexpr std::size_t kMostWarnings = 20;  // each counts its column from the start
  if (syntax_.warnings.size() < kMostWarnings)
    syntax_.warnings.push_back(fmt::format("column {}: {}", column_of(text_, offset), message));
}

bool Parser::take(std::string_view sign_or_keyword) {
  if (!token_.is(sign_or_keyword)) return false;
  token_ = tokens_.next();
  return true;
}

Status Parser::need(std::string_view sign_or_keyword) {
  if (!take(sign_or_keyword)) return expected(fmt::format("\"{}\"", sign_or_keyword));
  return {};
}

Result<Token> Parser::need(Token::Kind kind, std::string_view what) {
  if (token_.kind != kind) return expected(what);
  const auto taken = token_;
  token_ = tokens_.next();
  return taken;
}

Status Parser::deeper() {
  if (++depth_ <= limits_.depth) return {};
  return error_at(token_.offset,
                  fmt::format("more than {} parentheses inside each other", limits_.depth),
                  Errc::Limit);
}

Result<Syntax> Parser::run() {
  syntax_.root = NOROSHI_TRY(observations(Level::FollowedBy));
  if (token_.kind != Token::Kind::End)
    return expected("AND, OR, FOLLOWEDBY, a qualifier or the end of the pattern");
  return std::move(syntax_);
}

std::uint32_t Parser::add(Node node) {
  syntax_.nodes.push_back(std::move(node));
  return static_cast<std::uint32_t>(syntax_.nodes.size() - 1);
}

// FOLLOWEDBY binds loosest, AND tightest.  A chain becomes one node: all three are associative.
Index Parser::observations(Level level) {
  constexpr std::array kWords{"FOLLOWEDBY", "OR", "AND"};
  constexpr std::array kKinds{Node::Kind::FollowedBy, Node::Kind::Or, Node::Kind::And};
  const auto part = [&] {
    return level == Level::And ? observation_unit()
                               : observations(static_cast<Level>(static_cast<int>(level) + 1));
  };
  const auto place = static_cast<std::size_t>(level);
  Node node;
  node.kind = kKinds[place];
  node.parts.push_back(NOROSHI_TRY(part()));
  while (take(kWords[place])) node.parts.push_back(NOROSHI_TRY(part()));
  return node.parts.size() == 1 ? node.parts.front() : add(std::move(node));
}

Index Parser::observation_unit() {
  if (take("[")) return qualified(NOROSHI_TRY(bracketed()), true);
  if (!take("(")) return expected("\"[\" or \"(\"");
  NOROSHI_CHECK(deeper());
  const auto inner = NOROSHI_TRY(observations(Level::FollowedBy));
  NOROSHI_CHECK(need(")"));
  --depth_;
  return qualified(inner, false);
}

Index Parser::bracketed() {
  Node node;
  node.test = NOROSHI_TRY(tests(Level::Or));
  NOROSHI_CHECK(need("]"));
  return add(std::move(node));
}

// Qualifiers apply from left to right.  On one observation each kind may stand once; on a group in
// parentheses they may repeat.
Index Parser::qualified(std::uint32_t inner, bool one_observation) {
  std::array<bool, 7> seen{};
  while (token_.is("WITHIN") || token_.is("REPEATS") || token_.is("START")) {
    const auto word = token_;
    auto node = NOROSHI_TRY(qualifier(word));
    auto& again = seen[static_cast<std::size_t>(node.kind)];
    if (one_observation && again)
      return error_at(word.offset, fmt::format("a second {} on one observation", word.text));
    again = true;
    node.parts = {inner};
    inner = add(std::move(node));
  }
  return inner;
}

Result<Node> Parser::qualifier(const Token& word) {
  Node node;
  if (take("START")) return start_stop(word);
  const bool within = take("WITHIN");
  if (!within) NOROSHI_CHECK(need("REPEATS"));
  const bool number =
      token_.kind == Token::Kind::Integer || (within && token_.kind == Token::Kind::Real);
  if (!number) return expected(within ? "a number of seconds" : "a whole number");
  const auto amount = decoded(token_);
  if (amount.real <= 0)
    return error_at(token_.offset, fmt::format("{} takes a number above zero", word.text));
  token_ = tokens_.next();
  NOROSHI_CHECK(need(within ? "SECONDS" : "TIMES"));
  node.kind = within ? Node::Kind::Within : Node::Kind::Repeats;
  node.span = micros_of_seconds(amount.real);
  node.times = static_cast<std::uint64_t>(amount.integer);
  return node;
}

Result<Node> Parser::start_stop(const Token& word) {
  const auto start = NOROSHI_TRY(need(Token::Kind::Timestamp, "a timestamp, as t'…'"));
  NOROSHI_CHECK(need("STOP"));
  const auto stop = NOROSHI_TRY(need(Token::Kind::Timestamp, "a timestamp, as t'…'"));
  const auto from = decoded(start).instant;
  const auto until = decoded(stop).instant;
  if (from && until && *from >= *until) return error_at(word.offset, "START must lie before STOP");
  Node node;
  node.kind = Node::Kind::StartStop;
  if (from && until) {
    node.start = from->micros;
    node.stop = until->micros;
  } else {  // an empty window
    warn(word.offset, "the calendar has no such day, so nothing is between these");
  }
  return node;
}

Index Parser::tests(Level level) {
  const auto part = [&] { return level == Level::And ? test_unit() : tests(Level::And); };
  const auto offset = token_.offset;
  Test test;
  test.kind = level == Level::And ? Test::Kind::And : Test::Kind::Or;
  test.parts.push_back(NOROSHI_TRY(part()));
  while (take(level == Level::And ? "AND" : "OR")) test.parts.push_back(NOROSHI_TRY(part()));
  if (test.parts.size() == 1) return test.parts.front();
  if (level == Level::And) warn_of_two_types(test, offset);
  syntax_.tests.push_back(std::move(test));
  return static_cast<std::uint32_t>(syntax_.tests.size() - 1);
}

// AND holds for one observable, and that has one type (STIX 2.1, section 9.5).  Validators let it
// pass, so do we; but it can never be true.
void Parser::warn_of_two_types(const Test& conjunction, std::size_t offset) {
  std::string_view type;
  for (const auto part : conjunction.parts) {
    const auto& test = syntax_.tests[part];
    if (test.kind != Test::Kind::Comparison) continue;
    const std::string_view other = syntax_.comparisons[test.comparison].path.type;
    if (!type.empty() && other != type) {
      warn(offset, fmt::format("AND asks one observable to be a {} and a {}; join observations "
                               "instead: […] AND […]",
                               type, other));
      return;
    }
    type = other;
  }
}

Index Parser::test_unit() {
  if (!take("(")) return comparison();
  NOROSHI_CHECK(deeper());
  const auto inner = NOROSHI_TRY(tests(Level::Or));
  NOROSHI_CHECK(need(")"));
  --depth_;
  return inner;
}

std::uint32_t Parser::add(Comparison comparison) {
  syntax_.comparisons.push_back(std::move(comparison));
  Test test;
  test.comparison = static_cast<std::uint32_t>(syntax_.comparisons.size() - 1);
  syntax_.tests.push_back(std::move(test));
  return static_cast<std::uint32_t>(syntax_.tests.size() - 1);
}

Index Parser::exists(bool negated) {
  NOROSHI_CHECK(need("EXISTS"));
  Comparison made;
  made.op = Operator::Exists;
  made.negated = negated;
  made.path = NOROSHI_TRY(path());
  return add(std::move(made));
}

Index Parser::comparison() {
  if (token_.is("NOT") || token_.is("EXISTS")) return exists(take("NOT"));
  Comparison made;
  made.path = NOROSHI_TRY(path());
  const bool negated = take("NOT");
  const auto* const found =
      std::find_if(kOperators.begin(), kOperators.end(),
                   [&](const OperatorWord& candidate) { return token_.is(candidate.word); });
  if (found == kOperators.end()) return expected("a comparison operator");
  token_ = tokens_.next();
  made.op = found->op;
  made.negated = negated != found->negated;
  const auto offset = token_.offset;
  NOROSHI_CHECK(operand(made));
  NOROSHI_CHECK(check_hash(made, offset));
  return add(std::move(made));
}

Status Parser::operand(Comparison& comparison) {
  if (comparison.op == Operator::In) return set_operand(comparison);
  if (comparison.op >= Operator::Like) return text_operand(comparison);
  const bool ordered = comparison.op != Operator::Equal;
  if (ordered && token_.kind == Token::Kind::Boolean)
    return expected("a constant that has an order");
  comparison.constants.push_back(NOROSHI_TRY(constant()));
  return {};
}

Status Parser::set_operand(Comparison& comparison) {
  NOROSHI_CHECK(need("("));
  if (take(")")) return {};
  do {
    const auto offset = token_.offset;
    comparison.constants.push_back(NOROSHI_TRY(constant()));
    if (!same_type(comparison.constants.front(), comparison.constants.back()))
      return error_at(offset, "the constants of a set must be of one type");
  } while (take(","));
  return need(")");
}

Status Parser::text_operand(Comparison& comparison) {
  const auto offset = token_.offset;
  if (token_.kind != Token::Kind::String) return expected("a text between single quotes");
  comparison.constants.push_back(NOROSHI_TRY(constant()));
  const auto& text = comparison.constants.back().text;
  if (comparison.op == Operator::IsSubset || comparison.op == Operator::IsSuperset) {
    comparison.network = parse_network(text);
    if (!comparison.network)
      warn(offset, "this is no address and no network in CIDR notation, so nothing compares to it");
    return {};
  }
  if (wanted_ == Expressions::Unread) return {};
  const auto alphabet = alphabet_of(comparison.path);
  auto expression = comparison.op == Operator::Like ? Expression::like(text, alphabet)
                                                    : Expression::matches(text, alphabet);
  if (!expression.has_value())
    return error_at(offset, expression.error().message, expression.error().code);
  if ((*expression)->is_regular() && ++expressions_ > kMostExpressions) {
    return error_at(offset, fmt::format("more than {} regular expressions", kMostExpressions),
                    Errc::Limit);
  }
  comparison.expression = *std::move(expression);
  return {};
}

Status Parser::check_hash(const Comparison& comparison, std::size_t offset) const {
  if (comparison.op != Operator::Equal && comparison.op != Operator::In) return {};
  const auto algorithm = hash_algorithm(comparison.path);
  if (algorithm.empty()) return {};
  for (const auto& constant : comparison.constants) {
    const bool text = constant.kind == Constant::Kind::String;
    if (!text || !is_hash(algorithm, constant.text)) {
      return error_at(
          offset,
          fmt::format("{} is not a {} hash",
                      text ? fmt::format("'{:.80}'", constant.text) : "this constant", algorithm));
    }
  }
  return {};
}

Result<Path> Parser::path() {
  if (token_.kind != Token::Kind::Identifier && token_.kind != Token::Kind::TypeName)
    return expected("an object path (type:property), EXISTS or \"(\"");
  Path made;
  made.type = token_.text;
  token_ = tokens_.next();
  NOROSHI_CHECK(need(":"));
  made.steps.push_back({Step::Kind::Key, NOROSHI_TRY(path_component()), 0});
  while (token_.is(".") || token_.is("[")) {
    if (made.steps.size() == kMostSteps) {
      return error_at(token_.offset, fmt::format("more than {} steps in a path", kMostSteps),
                      Errc::Limit);
    }
    if (take(".")) {
      made.steps.push_back({Step::Kind::Key, NOROSHI_TRY(path_component()), 0});
    } else {
      made.steps.push_back(NOROSHI_TRY(list_step()));
    }
  }
  return made;
}

Result<std::string> Parser::path_component() {
  const auto taken = token_;
  if (taken.kind == Token::Kind::TypeName)
    return expected("a property name without hyphens, or one in single quotes");
  if (taken.kind != Token::Kind::Identifier && taken.kind != Token::Kind::String)
    return expected("a property name");
  token_ = tokens_.next();
  if (taken.kind == Token::Kind::String) return decoded(taken).text;
  return std::string(taken.text);
}

Result<Step> Parser::list_step() {
  NOROSHI_CHECK(need("["));
  Step step;
  step.kind = Step::Kind::Every;
  if (!take("*")) {
    step.kind = Step::Kind::Index;
    const auto index = decoded(NOROSHI_TRY(need(Token::Kind::Integer, "a list index or *")));
    step.index = index.kind == Constant::Kind::Integer && index.integer >= 0
                     ? static_cast<std::uint64_t>(index.integer)
                     : kNowhere;
  }
  NOROSHI_CHECK(need("]"));
  return step;
}

Result<Constant> Parser::constant() {
  if (token_.kind < Token::Kind::Integer && token_.kind != Token::Kind::Boolean)
    return expected("a constant (texts stand between single quotes)");
  const auto taken = token_;
  token_ = tokens_.next();
  auto made = decoded(taken);
  if (made.kind == Constant::Kind::Timestamp && !made.instant)
    warn(taken.offset, "the calendar has no such day, so nothing compares to it");
  return made;
}

}  // namespace

Result<Syntax> parse_syntax(std::string_view text, const Limits& limits, Expressions expressions) {
  return Parser(text, limits, expressions).run();
}

}  // namespace noroshi::pattern
