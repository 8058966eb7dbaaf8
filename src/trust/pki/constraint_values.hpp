// What the extensions say that bind a path (RFC 5280 §4.2.1.4, .5, .9, .11).
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "trust/pki/digest.hpp"
#include "trust/pki/policy_graph.hpp"

namespace noroshi::pki {

/// Of certificatePolicies; anyPolicy is among them as it stands.
Result<PolicySet> read_policies(View extension);
Result<PolicyMappings> read_mappings(View extension);

/// In how many certificates further down it begins to bind; none: it does not.
struct PolicyConstraints {
  std::optional<std::int64_t> require_explicit{};
  std::optional<std::int64_t> inhibit_mapping{};
};
Result<PolicyConstraints> read_policy_constraints(View extension);

struct BasicConstraints {
  bool authority = false;
  std::optional<std::int64_t> path_length{};
};
Result<BasicConstraints> read_basic_constraints(View extension);

}  // namespace noroshi::pki
