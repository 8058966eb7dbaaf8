#include "intel/pattern/compare.hpp"

#include <algorithm>
#include <charconv>
#include <compare>

#include "base/hex.hpp"
#include "intel/pattern/constant.hpp"
#include "intel/pattern/network.hpp"

namespace noroshi::pattern {
namespace {

using Kind = Constant::Kind;

// What compares with a constant.  Texts are views into the document; octets are our own.
struct Value {
  enum class Kind : std::uint8_t { Other, Boolean, Number, Text, Octets };
  Kind kind = Kind::Other;
  bool boolean = false;
  long double number = 0;
  std::string_view text;
  std::string octets;

  [[nodiscard]] std::string_view characters() const {
    return kind == Kind::Octets ? std::string_view(octets) : text;
  }
};

Value text_value(std::string_view text, std::string_view last_key) {
  Value made;
  const bool hex = last_key.ends_with("_hex");
  if (!hex && !last_key.ends_with("_bin")) {
    made.kind = Value::Kind::Text;
    made.text = text;
    return made;
  }
  if (auto octets = hex ? base::from_hex(text) : from_base64(text)) {
    made.kind = Value::Kind::Octets;
    made.octets = *std::move(octets);
  }
  return made;
}

// The 64 bits of long double's significand hold every 64-bit integer (x86-64, and more on arm64).
template <class Integer>
std::optional<long double> whole(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return static_cast<long double>(value);
}

long double number(const stix::Node& node) {
  if (const auto value = whole<std::int64_t>(node.value)) return *value;
  if (const auto value = whole<std::uint64_t>(node.value)) return *value;
  return static_cast<long double>(stix::number_of(node));
}

Value value_of(const stix::Node& node, std::string_view last_key) {
  Value made;
  if (node.kind == stix::Kind::String) return text_value(node.value, last_key);
  if (node.kind == stix::Kind::Number) {
    made.kind = Value::Kind::Number;
    made.number = number(node);
  } else if (node.kind == stix::Kind::True || node.kind == stix::Kind::False) {
    made.kind = Value::Kind::Boolean;
    made.boolean = node.kind == stix::Kind::True;
  }
  return made;
}

long double number(const Constant& constant) {
  return constant.kind == Kind::Integer ? static_cast<long double>(constant.integer)
                                        : static_cast<long double>(constant.real);
}

using Order = std::optional<std::partial_ordering>;  // nothing: they do not compare

std::partial_ordering by_octets(std::string_view a, std::string_view b) {
  return a.compare(b) <=> 0;
}

Order text_order(const Value& value, const Constant& constant) {
  if (value.kind == Value::Kind::Text) return by_octets(value.text, constant.text);
  if (value.kind != Value::Kind::Octets) return std::nullopt;
  const auto octets = octets_of(constant.text);
  if (!octets) return std::nullopt;
  return by_octets(value.octets, *octets);
}

Order binary_order(const Value& value, const Constant& constant) {
  if (value.kind == Value::Kind::Octets) return by_octets(value.octets, constant.text);
  if (value.kind != Value::Kind::Text) return std::nullopt;
  const auto octets = octets_of(value.text);
  if (!octets) return std::nullopt;
  return by_octets(*octets, constant.text);
}

Order timestamp_order(const Value& value, const Constant& constant) {
  if (value.kind != Value::Kind::Text || !constant.instant) return std::nullopt;
  const auto instant = parse_instant(value.text);
  if (!instant) return std::nullopt;
  return *instant <=> *constant.instant;
}

Order order(const Value& value, const Constant& constant) {
  switch (constant.kind) {
    case Kind::Boolean:
      if (value.kind != Value::Kind::Boolean) return std::nullopt;
      return value.boolean <=> constant.boolean;
    case Kind::Integer:
    case Kind::Real:
      if (value.kind != Value::Kind::Number) return std::nullopt;
      return value.number <=> number(constant);
    case Kind::String:
      return text_order(value, constant);
    case Kind::Binary:
      return binary_order(value, constant);
    case Kind::Timestamp:
      break;
  }
  return timestamp_order(value, constant);
}

bool ordered(Operator op, const Order& order) {
  if (!order) return false;
  if (op == Operator::Less) return *order < 0;
  if (op == Operator::LessOrEqual) return *order <= 0;
  if (op == Operator::Greater) return *order > 0;
  if (op == Operator::GreaterOrEqual) return *order >= 0;
  return *order == 0;
}

bool in_networks(const Value& value, const Comparison& comparison) {
  if (value.kind != Value::Kind::Text || !comparison.network) return false;
  const auto network = parse_network(value.text);
  if (!network) return false;
  return comparison.op == Operator::IsSubset ? is_subset(*network, *comparison.network)
                                             : is_subset(*comparison.network, *network);
}

bool expressed(const Value& value, const Comparison& comparison) {
  const bool text = value.kind == Value::Kind::Text || value.kind == Value::Kind::Octets;
  return text && comparison.expression->holds(value.characters());
}

bool holds(const Value& value, const Comparison& comparison) {
  switch (comparison.op) {
    case Operator::In:
      return std::any_of(comparison.constants.begin(), comparison.constants.end(),
                         [&](const Constant& constant) {
                           return ordered(Operator::Equal, order(value, constant));
                         });
    case Operator::Like:
    case Operator::Matches:
      return expressed(value, comparison);
    case Operator::IsSubset:
    case Operator::IsSuperset:
      return in_networks(value, comparison);
    default:
      return ordered(comparison.op, order(value, comparison.constants.front()));
  }
}

}  // namespace

bool compares(const stix::Node& value, std::string_view last_key, const Comparison& comparison) {
  return holds(value_of(value, last_key), comparison) != comparison.negated;
}

}  // namespace noroshi::pattern
