// Finds the objects in a text, checks each, and reads out what the rest of Noroshi needs to know.
//
// The text is gone over twice: once counting brackets only, which finds the objects and what kind
// of text it is; once strictly, object after object into one tree that is used again.

#include "intel/stix/object.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "intel/stix/checker.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/json_tree.hpp"

namespace noroshi::stix {

namespace {

std::optional<base::Micros> instant_of(const Tree& tree, const Node& object, std::string_view key) {
  return parse_timestamp(text_of(tree, object, key));
}

bool looks_like_id(std::string_view text) {
  constexpr std::size_t kUuid = 36;
  return text.size() > kUuid + 2 && text.substr(text.size() - kUuid - 2, 2) == "--" &&
         is_uuid(text.substr(text.size() - kUuid));
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

using References = std::vector<std::pair<std::string, std::string>>;

void add_reference(const Node& node, const std::string& path, References& out) {
  if (node.kind == Kind::String && looks_like_id(node.value)) out.emplace_back(path, node.value);
}

/// Goes down `node`, whose place is `path` ("extensions.http-request-ext"; elements of lists add
/// nothing to it).  The depth is bounded by the tree's.
void collect_references(const Tree& tree, const Node& node, std::string& path, References& out) {
  if (node.kind != Kind::Object && node.kind != Kind::Array) return;
  for (const Node& child : tree.children(node)) {
    const auto length = path.size();
    if (!child.key.empty()) path.append(path.empty() ? "" : ".").append(child.key);
    if (ends_with(child.key, "_ref")) {
      add_reference(child, path, out);
    } else if (ends_with(child.key, "_refs") && child.kind == Kind::Array) {
      for (const Node& element : tree.children(child)) add_reference(element, path, out);
    } else {
      collect_references(tree, child, path, out);
    }
    path.resize(length);
  }
}

void read_pattern(const Tree& tree, const Node& root, Object& object) {
  if (object.type != "indicator") return;
  object.pattern_type = text_of(tree, root, "pattern_type");
  // STIX 2.0 knows no other language and no pattern_type.
  if (object.pattern_type.empty() && object.spec_version == "2.0") object.pattern_type = "stix";
  if (object.pattern_type == "stix") object.pattern = text_of(tree, root, "pattern");
  object.valid_from = instant_of(tree, root, "valid_from");
  object.valid_until = instant_of(tree, root, "valid_until");
}

void read_marking_refs(const Tree& tree, const Node& root, Object& object) {
  const Node* refs = tree.find(root, "object_marking_refs");
  if (refs == nullptr || refs->kind != Kind::Array) return;
  for (const Node& ref : tree.children(*refs)) {
    if (ref.kind == Kind::String) object.marking_refs.emplace_back(ref.value);
  }
}

std::optional<int> confidence_of(const Tree& tree, const Node& root) {
  const Node* node = tree.find(root, "confidence");
  if (node == nullptr || node->kind != Kind::Number || node->value.size() > 3) return std::nullopt;
  int value = 0;
  for (const char octet : node->value) {
    if (octet < '0' || octet > '9') return std::nullopt;
    value = value * 10 + (octet - '0');
  }
  return value <= 100 ? std::optional(value) : std::nullopt;
}

/// `modified` of an observable is its file's or directory's, no version (sections 6.3, 6.7).
void read_version(const Tree& tree, const Node& root, Object& object) {
  if (object.family == Family::Observable) return;
  object.created = instant_of(tree, root, "created");
  object.modified = instant_of(tree, root, "modified");
  if (object.modified) {
    object.version_text = text_of(tree, root, "modified");
  } else if (object.created) {
    object.version_text = text_of(tree, root, "created");
  }
}

Object take_over(const Tree& tree) {
  const Node& root = tree.root();
  Object object;
  object.id = text_of(tree, root, "id");
  object.type = text_of(tree, root, "type");
  object.spec_version = spec_version_of(tree, root);
  object.family = family_of(object.type);
  object.created_by_ref = text_of(tree, root, "created_by_ref");
  object.confidence = confidence_of(tree, root);
  const Node* revoked = tree.find(root, "revoked");
  object.revoked = revoked != nullptr && revoked->kind == Kind::True;
  read_version(tree, root, object);
  read_marking_refs(tree, root, object);
  read_pattern(tree, root, object);
  std::string path;
  collect_references(tree, root, path, object.references);
  object.text = root.value;
  return object;
}

Complaint refusal(std::string_view place, std::string_view rule, std::string message) {
  return {Weight::Error, std::string(place), "", std::string(rule), std::move(message)};
}

/// What came of one text: an object, or the name under which it was refused.
struct Outcome {
  std::optional<Object> object;
  std::string refused;
};

/// Reads one object into `tree`.  An Error where the text is no JSON.
Result<Outcome> read_into(Tree& tree, std::string_view json, std::string_view place,
                          const Policy& policy, std::vector<Complaint>& complaints) {
  if (json.size() > policy.object_limit) {
    complaints.push_back(refusal(
        place, "size",
        fmt::format("{} octets, more than the {} allowed", json.size(), policy.object_limit)));
    return Outcome{{}, std::string(place)};
  }
  NOROSHI_CHECK(tree.read(json, policy.depth));
  const auto id = text_of(tree, tree.root(), "id");
  std::string name(looks_like_id(id) ? id : place);
  Verdict verdict(tree, name, policy, complaints);
  check_object(tree.root(), verdict);
  if (verdict.refused()) return Outcome{{}, std::move(name)};
  return Outcome{take_over(tree), {}};
}

/// A member of the outermost object, found by brackets alone.
struct Part {
  std::string_view key;  ///< as written
  std::string_view value;
  std::string_view member;  ///< key and value, for what must be read strictly
};

/// The members of the object that begins at `at`; what is malformed shows when it is read strictly.
std::vector<Part> parts_of(std::string_view text, std::size_t at) {
  std::vector<Part> parts;
  at = skip_blanks(text, at + 1);
  while (at < text.size() && text[at] == '"') {
    const auto start = at;
    const auto key_end = skip_value(text, at);
    const auto key = text.substr(at, key_end - at);
    at = skip_blanks(text, key_end);
    if (at >= text.size() || text[at] != ':') break;
    at = skip_blanks(text, at + 1);
    const auto end = skip_value(text, at);
    parts.push_back({key, text.substr(at, end - at), text.substr(start, end - start)});
    at = skip_blanks(text, end);
    if (at >= text.size() || text[at] != ',') break;
    at = skip_blanks(text, at + 1);
  }
  return parts;
}

const Part* find_part(const std::vector<Part>& parts, std::string_view quoted) {
  for (const auto& part : parts) {
    if (part.key == quoted) return &part;
  }
  return nullptr;
}

class Reader {
  static constexpr std::size_t kEnoughComplaints = 100'000 - 128;

 public:
  Reader(std::string_view text, const Policy& policy) : text_(text), policy_(policy) {}

  Result<Reading> read() {
    if (!is_utf8(text_)) return Error{Errc::InvalidInput, "the text is no UTF-8 (RFC 8259)"};
    const auto start = skip_blanks(text_, 0);
    if (start == text_.size()) return Error{Errc::InvalidInput, "the text is empty"};
    if (text_[start] == '[') {
      NOROSHI_CHECK(elements(start));
    } else if (text_[start] == '{') {
      NOROSHI_CHECK(outermost(start));
    } else {
      return Error{Errc::InvalidInput, "neither an object nor a list of objects"};
    }
    return std::move(reading_);
  }

 private:
  Status outermost(std::size_t start) {
    const auto parts = parts_of(text_, start);
    const auto* type = find_part(parts, "\"type\"");
    const auto* objects = find_part(parts, "\"objects\"");
    const bool bundle = type != nullptr && type->value == "\"bundle\"";
    const bool envelope = type == nullptr && (objects != nullptr || parts.empty());
    if (!bundle && !envelope) return one(text_.substr(start));
    const bool listed = objects != nullptr && !objects->value.empty() && objects->value[0] == '[';
    // The frame without its objects is read strictly too: what stands around them must be JSON.
    std::string frame(text_.substr(start));
    if (listed) {
      const auto from = static_cast<std::size_t>(objects->value.data() - text_.data());
      frame.replace(from - start, objects->value.size(), "[]");
    }
    NOROSHI_CHECK(tree_.read(frame, policy_.depth));
    if (!tree_.flaws().empty()) return flawed_frame();
    if (bundle) check_bundle(listed);
    if (objects != nullptr && !listed) {
      return Error{Errc::InvalidInput, "\"objects\" is no list: a bundle holds a list of objects"};
    }
    if (!listed) return {};
    NOROSHI_CHECK(elements(static_cast<std::size_t>(objects->value.data() - text_.data())));
    if (bundle && reading_.seen == 0) {
      reading_.complaints.push_back({Weight::Error, name_of_bundle_, "/objects", "empty",
                                     "an empty list is not allowed (section 2.12)"});
    }
    return {};
  }

  [[nodiscard]] Status flawed_frame() const {
    const auto& flaw = tree_.flaws().front();
    return Error{Errc::InvalidInput,
                 fmt::format("{}: what holds the objects is ambiguous or too deep",
                             tree_.pointer(tree_.at(flaw.node)))};
  }

  void check_bundle(bool listed) {
    const auto id = text_of(tree_, tree_.root(), "id");
    name_of_bundle_ = id.empty() ? "bundle" : id;
    Verdict verdict(tree_, name_of_bundle_, policy_, reading_.complaints);
    check_frame(tree_.root(), listed, verdict);
  }

  Status one(std::string_view json) {
    const auto end = skip_value(json, 0);
    if (skip_blanks(json, end) != json.size()) {
      return Error{Errc::InvalidInput,
                   fmt::format("no JSON at octet {}: text after the end of the value",
                               static_cast<std::size_t>(json.data() - text_.data()) + end)};
    }
    return take(json.substr(0, end), "object");
  }

  /// The objects of the list that begins at `at`, which must be closed.
  Status elements(std::size_t at) {
    const bool outermost = skip_blanks(text_, 0) == at;
    at = skip_blanks(text_, at + 1);
    while (at < text_.size() && text_[at] != ']') {
      const auto end = skip_value(text_, at);
      NOROSHI_CHECK(take(text_.substr(at, end - at), fmt::format("objects[{}]", reading_.seen)));
      at = skip_blanks(text_, end);
      if (at < text_.size() && text_[at] == ']') break;
      if (at >= text_.size() || text_[at] != ',') {
        return wrong(at, "a comma or a closing bracket is due");
      }
      at = skip_blanks(text_, at + 1);
      if (at < text_.size() && text_[at] == ']') return wrong(at, "an object is due after a comma");
    }
    if (at >= text_.size()) return wrong(at, "the list of objects does not end");
    if (outermost && skip_blanks(text_, at + 1) != text_.size()) {
      return wrong(at + 1, "text after the end of the list");
    }
    return {};
  }

  Status take(std::string_view json, const std::string& place) {
    const auto at = static_cast<std::size_t>(json.data() - text_.data());
    // A million broken objects are counted, each named; why, is said of the first of them.
    const bool silent = reading_.complaints.size() >= kEnoughComplaints;
    auto& complaints = silent ? unsaid_ : reading_.complaints;
    auto outcome = NOROSHI_TRY(read_into(tree_, json, place, policy_, complaints)
                                   .within(fmt::format("{} (at octet {})", place, at)));
    unsaid_.clear();
    ++reading_.seen;
    if (!outcome.object) {
      reading_.refused.push_back(std::move(outcome.refused));
      return {};
    }
    warn_of_duplicate(*outcome.object);
    reading_.objects.push_back(std::move(*outcome.object));
    return {};
  }

  /// Two texts of one version cannot both be right (section 3.6).
  void warn_of_duplicate(const Object& object) {
    if (versions_.insert(object.id + ' ' + object.version_text).second) return;
    if (reading_.complaints.size() >= kEnoughComplaints) return;
    reading_.complaints.push_back({Weight::Warning, object.id, "/id", "duplicate-id",
                                   "this version of the object is there twice"});
  }

  [[nodiscard]] Status wrong(std::size_t at, std::string_view what) const {
    return Error{Errc::InvalidInput,
                 fmt::format("no JSON at octet {}: {}", std::min(at, text_.size()), what)};
  }

  std::string_view text_;
  const Policy& policy_;
  Tree tree_;
  Reading reading_;
  std::string name_of_bundle_;
  std::vector<Complaint> unsaid_;
  std::unordered_set<std::string> versions_;
};

}  // namespace

std::string to_string(const Complaint& complaint) {
  return fmt::format("{}: {}: {}: {}", complaint.object,
                     complaint.property.empty() ? "/" : complaint.property, complaint.rule,
                     complaint.message);
}

Result<Reading> read_objects(std::string_view json, const Policy& policy) {
  return Reader(json, policy).read();
}

std::optional<Object> read_object(std::string_view json, std::string_view place,
                                  const Policy& policy, std::vector<Complaint>& complaints) {
  if (!is_utf8(json)) {
    complaints.push_back(refusal(place, "utf-8", "the text is no UTF-8 (RFC 8259)"));
    return std::nullopt;
  }
  Tree tree;
  auto read = read_into(tree, json, place, policy, complaints);
  if (read) return std::move(read->object);
  complaints.push_back(refusal(place, "json", std::move(read).error().message));
  return std::nullopt;
}

}  // namespace noroshi::stix
