#include "trust/pki/constraint_values.hpp"

#include "trust/der/reader.hpp"

namespace noroshi::pki {

Result<PolicySet> read_policies(View extension) {
  PolicySet policies;
  der::Reader outer(extension);
  der::Reader list = NOROSHI_TRY(outer.enter(der::kSequence));
  while (!list.done()) {
    der::Reader fields = NOROSHI_TRY(list.enter(der::kSequence));
    policies.insert(NOROSHI_TRY(fields.oid()));
  }
  return policies;
}

Result<PolicyMappings> read_mappings(View extension) {
  PolicyMappings mappings;
  der::Reader outer(extension);
  der::Reader list = NOROSHI_TRY(outer.enter(der::kSequence));
  while (!list.done()) {
    der::Reader fields = NOROSHI_TRY(list.enter(der::kSequence));
    der::Oid from = NOROSHI_TRY(fields.oid());
    der::Oid to = NOROSHI_TRY(fields.oid());
    mappings.emplace_back(std::move(from), std::move(to));
  }
  return mappings;
}

Result<PolicyConstraints> read_policy_constraints(View extension) {
  PolicyConstraints constraints;
  der::Reader outer(extension);
  der::Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  if (const auto count = NOROSHI_TRY(fields.optional(der::context_primitive(0)))) {
    constraints.require_explicit = NOROSHI_TRY(der::small_integer_of(*count));
  }
  if (const auto count = NOROSHI_TRY(fields.optional(der::context_primitive(1)))) {
    constraints.inhibit_mapping = NOROSHI_TRY(der::small_integer_of(*count));
  }
  NOROSHI_CHECK(fields.end("PolicyConstraints"));
  return constraints;
}

Result<BasicConstraints> read_basic_constraints(View extension) {
  BasicConstraints constraints;
  der::Reader outer(extension);
  der::Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  if (const auto authority = NOROSHI_TRY(fields.optional(der::kBoolean))) {
    constraints.authority = !authority->contents.empty() && authority->contents[0] != 0;
  }
  if (!fields.done()) constraints.path_length = NOROSHI_TRY(fields.small_integer());
  NOROSHI_CHECK(fields.end("BasicConstraints"));
  return constraints;
}

}  // namespace noroshi::pki
