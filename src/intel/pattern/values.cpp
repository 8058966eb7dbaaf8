#include "intel/pattern/values.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace noroshi::pattern {
namespace {

using Values = std::vector<stix::ObservedValue>;

constexpr std::string_view kAnyHost = "host";  // an address or a name: the value tells which
constexpr std::array<std::string_view, 4> kHostKinds{"ipv4-addr", "ipv6-addr", "mac-addr",
                                                     "domain-name"};

// A path ("type:key.key", [*] left out) and the kind of the values there.  `direct`: an observable
// of this type has the value itself; otherwise one that it refers to has.
struct Known {
  std::string_view type;
  std::string_view keys;
  std::string_view kind;
  bool direct = true;
};

constexpr std::array<Known, 25> kKnown{
    {{"ipv4-addr", "value", "ipv4-addr"},
     {"ipv6-addr", "value", "ipv6-addr"},
     {"domain-name", "value", "domain-name"},
     {"url", "value", "url"},
     {"artifact", "url", "url"},
     {"email-addr", "value", "email-addr"},
     {"mac-addr", "value", "mac-addr"},
     {"mutex", "name", "mutex"},
     {"autonomous-system", "number", "autonomous-system"},
     {"file", "name", "file-name"},
     {"windows-registry-key", "key", "registry-key"},
     {"process", "command_line", "process-command"},
     {"network-traffic", "extensions.http-request-ext.request_header.User-Agent", "user-agent"},
     {"network-traffic", "dst_ref.value", kAnyHost, false},
     {"network-traffic", "src_ref.value", kAnyHost, false},
     {"domain-name", "resolves_to_refs.value", kAnyHost, false},
     {"ipv4-addr", "resolves_to_refs.value", "mac-addr", false},
     {"ipv6-addr", "resolves_to_refs.value", "mac-addr", false},
     {"ipv4-addr", "belongs_to_refs.number", "autonomous-system", false},
     {"ipv6-addr", "belongs_to_refs.number", "autonomous-system", false},
     {"email-message", "from_ref.value", "email-addr", false},
     {"email-message", "sender_ref.value", "email-addr", false},
     {"email-message", "to_refs.value", "email-addr", false},
     {"email-message", "cc_refs.value", "email-addr", false},
     {"email-message", "bcc_refs.value", "email-addr", false}}};

// "a.b.c" without list steps is exactly the keys of `path`.
bool has_keys(const Path& path, std::string_view keys) {
  for (const auto& step : path.steps) {
    if (step.kind != Step::Kind::Key) continue;
    if (!keys.starts_with(step.key)) return false;
    keys.remove_prefix(step.key.size());
    if (keys.empty()) return &step == &path.steps.back();
    if (keys.front() != '.') return false;
    keys.remove_prefix(1);
  }
  return false;
}

// type:hashes.X; the kind is that of certificates for certificates.
std::string_view kind_of_hash(const Path& path) {
  if (path.steps.size() != 2 || path.steps[0].key != "hashes") return {};
  if (path.steps[1].kind != Step::Kind::Key) return {};
  if (path.type == "file" || path.type == "artifact") return "file-hash";
  return path.type == "x509-certificate" ? "certificate-hash" : "";
}

Known known(const Path& path) {
  if (const auto kind = kind_of_hash(path); !kind.empty()) return {path.type, "", kind};
  const auto* const found = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& candidate) {
    return candidate.type == path.type && has_keys(path, candidate.keys);
  });
  return found == kKnown.end() ? Known{} : *found;
}

std::optional<stix::ObservedValue> canonical(std::string_view kind, const Constant& constant) {
  if (constant.kind == Constant::Kind::Integer)
    return stix::canonical_value(kind, fmt::format("{}", constant.integer));
  if (constant.kind != Constant::Kind::String) return std::nullopt;
  if (kind != kAnyHost) return stix::canonical_value(kind, constant.text);
  for (const auto candidate : kHostKinds) {
    if (auto value = stix::canonical_value(candidate, constant.text)) return value;
  }
  return std::nullopt;
}

bool points(const Comparison& comparison) {
  return !comparison.negated && (comparison.op == Operator::Equal || comparison.op == Operator::In);
}

// Adds what the comparison points at; true if nothing else can make it true.
bool collect(const Comparison& comparison, Values& values) {
  if (!points(comparison)) return false;
  const auto place = known(comparison.path);
  if (place.kind.empty()) return false;
  bool all = !comparison.constants.empty();
  for (const auto& constant : comparison.constants) {
    auto value = canonical(place.kind, constant);
    all = all && value.has_value();
    if (value) values.push_back(*std::move(value));
  }
  return all && place.direct;
}

bool is_end(const Comparison& comparison, std::string_view keys) {
  return points(comparison) && comparison.op == Operator::Equal &&
         comparison.path.type == "network-traffic" && has_keys(comparison.path, keys);
}

// "network-traffic:protocols[*] = 'tcp'".
bool is_protocol(const Comparison& comparison) {
  const Path& path = comparison.path;
  return points(comparison) && path.type == "network-traffic" && path.steps.size() == 2 &&
         path.steps[0].key == "protocols" && path.steps[1].kind == Step::Kind::Every;
}

struct Ends {
  std::string_view host, port;
};
constexpr std::array<Ends, 2> kEnds{{{"dst_ref.value", "dst_port"}, {"src_ref.value", "src_port"}}};

// dst_ref.value = address AND dst_port = port (or the source's): an endpoint.  `rest`: how many of
// the parts say something else than address, port and transport protocol.
std::optional<stix::ObservedValue> endpoint_of(const Syntax& syntax, const Test& conjunction,
                                               const Ends& ends, std::size_t& rest) {
  const Constant* address = nullptr;
  const Constant* number = nullptr;
  rest = 0;
  for (const auto part : conjunction.parts) {
    const Test& test = syntax.tests[part];
    const bool compares = test.kind == Test::Kind::Comparison;
    const Comparison* comparison = compares ? &syntax.comparisons[test.comparison] : nullptr;
    if (compares && address == nullptr && is_end(*comparison, ends.host)) {
      address = &comparison->constants.front();
    } else if (compares && number == nullptr && is_end(*comparison, ends.port)) {
      number = &comparison->constants.front();
    } else if (!compares || !is_protocol(*comparison)) {
      ++rest;
    }
  }
  if (address == nullptr || number == nullptr || number->kind != Constant::Kind::Integer) return {};
  const bool brackets = address->text.find(':') != std::string::npos;
  return stix::canonical_value(
      "endpoint", fmt::format("{}{}{}:{}", brackets ? "[" : "", address->text, brackets ? "]" : "",
                              number->integer));
}

void collect_endpoints(const Syntax& syntax, const Test& conjunction, Values& values) {
  for (const Ends& ends : kEnds) {
    std::size_t rest = 0;
    if (auto value = endpoint_of(syntax, conjunction, ends, rest)) values.push_back(*value);
  }
}

void sort_out(Values& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// Each of which alone satisfies the whole; nothing: it is no list.
using List = std::optional<Values>;

List list_of(const Syntax& syntax, const Test& test, const std::vector<List>& before) {
  Values values;
  if (test.kind == Test::Kind::Comparison) {
    if (!collect(syntax.comparisons[test.comparison], values)) return {};
    return values;
  }
  if (test.kind == Test::Kind::And) {
    for (const Ends& ends : kEnds) {
      std::size_t rest = 0;
      const auto value = endpoint_of(syntax, test, ends, rest);
      if (value && rest == 0) return Values{*value};
    }
    return {};
  }
  for (const auto part : test.parts) {
    if (!before[part]) return {};
    values.insert(values.end(), before[part]->begin(), before[part]->end());
  }
  return values;
}

Values list_of(const Syntax& syntax) {
  std::vector<List> tests;
  for (const auto& test : syntax.tests) tests.push_back(list_of(syntax, test, tests));
  Values values;
  for (const auto& node : syntax.nodes) {
    if (node.kind == Node::Kind::Or) continue;
    if (node.kind != Node::Kind::Observation || !tests[node.test]) return {};
    values.insert(values.end(), tests[node.test]->begin(), tests[node.test]->end());
  }
  sort_out(values);
  return values;
}

}  // namespace

PointedAt pointed_at(const Syntax& syntax) {
  PointedAt made;
  made.plain_list = true;
  for (const auto& comparison : syntax.comparisons)
    made.plain_list = collect(comparison, made.values) && made.plain_list;
  for (const auto& test : syntax.tests) {
    if (test.kind != Test::Kind::And) continue;
    made.plain_list = false;
    collect_endpoints(syntax, test, made.values);
  }
  for (const auto& node : syntax.nodes) {
    made.plain_list =
        made.plain_list && (node.kind == Node::Kind::Observation || node.kind == Node::Kind::Or);
  }
  made.list = list_of(syntax);
  sort_out(made.values);
  return made;
}

}  // namespace noroshi::pattern
