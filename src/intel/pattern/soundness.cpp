#include "intel/pattern/soundness.hpp"

#include "intel/pattern/parser.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/stix/json_tree.hpp"

namespace noroshi::pattern {

Verdict soundness_of(std::string_view text) {
  const auto pattern = Pattern::parse(text);
  if (pattern) return {};
  std::string reason = pattern.error().message;
  if (pattern.error().code == Errc::Limit) return {Soundness::Foreign, std::move(reason)};
  const Limits limits;
  const bool sound =
      stix::is_utf8(text) && parse_syntax(text, limits, Expressions::Unread).has_value();
  return {sound ? Soundness::Foreign : Soundness::Broken, std::move(reason)};
}

}  // namespace noroshi::pattern
