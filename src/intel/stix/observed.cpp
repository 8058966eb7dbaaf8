// What objects observe, in the one spelling of the index; see object.hpp.

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "intel/stix/json_tree.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::stix {

namespace {

using Values = std::vector<ObservedValue>;

/// Hash → kind, for the types that have hashes.
std::string_view hash_kind(std::string_view type) {
  return type == "x509-certificate" ? "certificate-hash" : "file-hash";
}

/// Type, property → kind.  Properties that are strings or, for numbers, read as written.
struct Plain {
  std::string_view type;
  std::string_view property;
  std::string_view kind;
};

constexpr std::array<Plain, 12> kPlain{{
    {"ipv4-addr", "value", "ipv4-addr"},
    {"ipv6-addr", "value", "ipv6-addr"},
    {"domain-name", "value", "domain-name"},
    {"url", "value", "url"},
    {"email-addr", "value", "email-addr"},
    {"mac-addr", "value", "mac-addr"},
    {"mutex", "name", "mutex"},
    {"autonomous-system", "number", "autonomous-system"},
    {"file", "name", "file-name"},
    {"artifact", "url", "url"},
    {"windows-registry-key", "key", "registry-key"},
    {"process", "command_line", "process-command"},
}};

class Observer {
 public:
  explicit Observer(const Tree& tree) : tree_(tree) {}

  /// `neighbours` is the dictionary that references of the old form point into, or null.
  void observe(const Node& object, const Node* neighbours) {
    const Node* type = tree_.find(object, "type");
    if (type == nullptr || type->kind != Kind::String) return;
    for (const auto& row : kPlain) {
      if (row.type == type->value) add(row.kind, tree_.find(object, row.property));
    }
    const bool hashed =
        type->value == "file" || type->value == "artifact" || type->value == "x509-certificate";
    if (hashed) add_hashes(hash_kind(type->value), tree_.find(object, "hashes"));
    if (type->value == "network-traffic") add_traffic(object, neighbours);
    if (type->value == "observed-data") add_objects(object);
  }

  Values take() {
    std::sort(values_.begin(), values_.end());
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    return std::move(values_);
  }

 private:
  void add(std::string_view kind, const Node* node) {
    if (node == nullptr || (node->kind != Kind::String && node->kind != Kind::Number)) return;
    if (auto value = canonical_value(kind, node->value)) values_.push_back(std::move(*value));
  }

  void add_hashes(std::string_view kind, const Node* hashes) {
    if (hashes == nullptr || hashes->kind != Kind::Object) return;
    for (const Node& hash : tree_.children(*hashes)) add(kind, &hash);
  }

  /// The user agent of a request, and the end points where their addresses stand beside.
  void add_traffic(const Node& traffic, const Node* neighbours) {
    add_endpoint(traffic, neighbours, "src_ref", "src_port");
    add_endpoint(traffic, neighbours, "dst_ref", "dst_port");
    const Node* node = tree_.find(traffic, "extensions");
    for (const std::string_view key : {"http-request-ext", "request_header"}) {
      node = node == nullptr ? nullptr : tree_.find(*node, key);
    }
    if (node == nullptr || node->kind != Kind::Object) return;
    for (const Node& header : tree_.children(*node)) {
      if (!is_user_agent(header.key)) continue;
      if (header.kind == Kind::String) add("user-agent", &header);  // as STIX 2.0 writes it
      if (header.kind != Kind::Array) continue;
      for (const Node& line : tree_.children(header)) add("user-agent", &line);
    }
  }

  static bool is_user_agent(std::string_view header) {
    constexpr std::string_view kName = "user-agent";
    return std::equal(
        header.begin(), header.end(), kName.begin(), kName.end(),
        [](char left, char right) { return (left | 0x20) == right || left == right; });
  }

  void add_endpoint(const Node& traffic, const Node* neighbours, std::string_view ref,
                    std::string_view port) {
    const Node* key = neighbours == nullptr ? nullptr : tree_.find(traffic, ref);
    const Node* number = tree_.find(traffic, port);
    if (key == nullptr || number == nullptr || number->kind != Kind::Number) return;
    const Node* address = tree_.find(*neighbours, key->value);
    address = address == nullptr ? nullptr : tree_.find(*address, "value");
    if (address == nullptr || address->kind != Kind::String) return;
    const bool v6 = address->value.find(':') != std::string_view::npos;
    const auto text = v6 ? fmt::format("[{}]:{}", address->value, number->value)
                         : fmt::format("{}:{}", address->value, number->value);
    if (auto value = canonical_value("endpoint", text)) values_.push_back(std::move(*value));
  }

  /// An observed-data of the old form holds its observables itself (section 4.14, deprecated).
  void add_objects(const Node& observed_data) {
    const Node* objects = tree_.find(observed_data, "objects");
    if (objects == nullptr || objects->kind != Kind::Object) return;
    for (const Node& object : tree_.children(*objects)) {
      const Node* type = tree_.find(object, "type");
      // One that holds itself would go down without end.
      if (type != nullptr && type->value != "observed-data") observe(object, objects);
    }
  }

  const Tree& tree_;
  Values values_;
};

/// Whether anything of this type could be observed: saves reading the text again.
bool may_observe(const Object& object) {
  return object.family == Family::Observable || object.type == "observed-data";
}

}  // namespace

std::vector<ObservedValue> observed_values(const Object& object) {
  constexpr std::size_t kDepth = 512;  // it was accepted: do not refuse it here
  if (!may_observe(object)) return {};
  Tree tree;
  if (!tree.read(object.text, kDepth)) return {};
  Observer observer(tree);
  observer.observe(tree.root(), nullptr);
  return observer.take();
}

}  // namespace noroshi::stix
