#include "intel/sharing/release.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/assert.hpp"
#include "intel/sharing/lower_case.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/json_tree.hpp"

namespace noroshi::sharing {

namespace {

constexpr std::size_t kDepth = 64;
constexpr std::string_view kMade =
    "2026-11-01T00:00:00.000Z";  // part of fixed objects: never changes

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted += '"';
}

/// Copies an object's text and puts a stand-in where one's own identities stood.
class Veil {
 public:
  Veil(std::string_view text, const std::vector<std::string>& own, std::string_view stand_in)
      : text_(text), stand_in_(json_string(stand_in)) {
    for (const std::string& id : own) own_.push_back(lower_case(id));
  }

  std::string drawn() {
    if (!members()) return {};
    out_ += text_.substr(copied_);
    return std::move(out_);
  }

 private:
  [[nodiscard]] char at_place() const { return place_ < text_.size() ? text_[place_] : '\0'; }
  void skip_blanks() { place_ = stix::skip_blanks(text_, place_); }

  bool take(char wanted) {
    skip_blanks();
    if (at_place() != wanted) return false;
    ++place_;
    skip_blanks();
    return true;
  }

  /// The string literal that begins here, decoded; leaves the place after it.
  bool take_string(std::string& decoded) {
    if (at_place() != '"') return false;
    const std::size_t end = stix::skip_value(text_, place_);
    if (end < place_ + 2 || text_[end - 1] != '"') return false;
    bool ignored = false;
    decoded.clear();
    if (!stix::decode_string(text_.substr(place_ + 1, end - place_ - 2), decoded, ignored)) {
      return false;
    }
    place_ = end;
    return true;
  }

  bool members() {
    if (!take('{')) return false;
    if (at_place() == '}') return true;
    do {
      std::string key;
      if (!take_string(key) || !take(':') || !value_of(key)) return false;
    } while (take(','));
    return at_place() == '}';
  }

  bool value_of(const std::string& key) {
    if (key == "created_by_ref" && at_place() == '"') return reference();
    if (key == "where_sighted_refs" && at_place() == '[') return references();
    const std::size_t end = stix::skip_value(text_, place_);
    if (end == place_) return false;
    place_ = end;
    return true;
  }

  bool references() {
    take('[');
    if (at_place() == ']') return ++place_, true;
    do {
      if (!reference()) return false;
    } while (take(','));
    return take(']');
  }

  bool reference() {
    const std::size_t begin = place_;
    std::string id;
    if (!take_string(id)) return false;
    if (std::find(own_.begin(), own_.end(), lower_case(id)) == own_.end()) return true;
    out_.append(text_.substr(copied_, begin - copied_)).append(stand_in_);
    copied_ = place_;
    return true;
  }

  std::string_view text_;
  std::string stand_in_;
  std::vector<std::string> own_;
  std::size_t place_ = 0;   // next octet to look at
  std::size_t copied_ = 0;  // octets of `text_` that are in `out_`, or replaced
  std::string out_;
};

bool is_identity(std::string_view id) { return id.starts_with("identity--"); }

bool is_about_an_incident(const stix::Object& object) {
  if (object.type != "note" && object.type != "opinion" && object.type != "report") return false;
  return std::any_of(object.references.begin(), object.references.end(), [](const auto& reference) {
    return reference.first == "object_refs" && reference.second.starts_with("incident--");
  });
}

bool observes_a_victim(const stix::Object& object, const stix::Tree& tree) {
  for (const auto& [path, id] : object.references) {
    if (path != "created_by_ref" && is_identity(id)) return true;
    if (id.starts_with("user-account--")) return true;
  }
  const stix::Node* old_form = tree.find(tree.root(), "objects");
  if (old_form == nullptr || old_form->kind != stix::Kind::Object) return false;
  for (const stix::Node& observable : tree.children(*old_form)) {
    const auto* type =
        observable.kind == stix::Kind::Object ? tree.find(observable, "type") : nullptr;
    if (type != nullptr && type->value == "user-account") return true;
  }
  return false;
}

bool points_at_an_identity(const stix::Object& object, const stix::Tree& tree) {
  const stix::Node* type = tree.find(tree.root(), "relationship_type");
  const bool of_attacker =
      type != nullptr && (type->value == "attributed-to" || type->value == "impersonates");
  for (const auto& [path, id] : object.references) {
    if (!is_identity(id)) continue;
    if (path == "sighting_of_ref" || (path == "target_ref" && !of_attacker)) return true;
  }
  return false;
}

bool has_victims_role(const stix::Tree& tree) {
  const stix::Node* roles = tree.find(tree.root(), "roles");
  if (roles == nullptr || roles->kind != stix::Kind::Array) return false;
  for (const stix::Node& role : tree.children(*roles)) {
    if (lower_case(role.value) == "victim") return true;
  }
  return false;
}

}  // namespace

Part part_of(const stix::Object& object) {
  if (object.type == "incident" || is_about_an_incident(object)) return Part::Damage;
  stix::Tree tree;
  if (!tree.read(object.text, kDepth) || tree.root().kind != stix::Kind::Object) {
    return Part::Damage;
  }
  bool damage = false;
  if (object.type == "identity") damage = has_victims_role(tree);
  if (object.type == "relationship" || object.type == "sighting") {
    damage = points_at_an_identity(object, tree);
  }
  if (object.type == "observed-data") damage = observes_a_victim(object, tree);
  return damage ? Part::Damage : Part::Technique;
}

std::string anonymised(const stix::Object& object, const std::vector<std::string>& own_identities,
                       std::string_view stand_in) {
  return Veil(object.text, own_identities, stand_in).drawn();
}

std::string community_identity_id(std::string_view community_uuid) {
  return stix::own_id("identity", "a member of " + lower_case(community_uuid));
}

std::string community_identity_json(std::string_view community_uuid, std::string_view name) {
  return fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
      R"("name":{},"identity_class":"group"}})",
      community_identity_id(community_uuid), kMade, kMade, json_string(name));
}

std::string pseudonym(std::string_view secret, std::string_view community_uuid,
                      OrganisationId organisation) {
  const std::string message =
      fmt::format("pseudonym\n{}\n{}", lower_case(community_uuid), organisation);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const auto* const done = HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                                reinterpret_cast<const unsigned char*>(message.data()),
                                message.size(), digest.data(), &length);
  NOROSHI_ASSERT(done != nullptr && length == 32);
  // The first 16 octets as a UUID of version 4: without the secret it looks like any other.
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0F) | 0x40);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3F) | 0x80);
  std::string id = "identity--";
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
    id += fmt::format("{:02x}", digest.at(i));
  }
  return id;
}

}  // namespace noroshi::sharing
