// The time stamps of a JAdES signature and what they are over.
//
// Clear components are canonicalised by RFC 8785.  The standard canonicalises "the component";
// readers in use (DSS) take what stands behind its name.  Both bind the same content, so a token
// over either is taken; ours are over the whole component.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "trust/jades/unsigned.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::jades {
namespace {

using signature::Stamp;
using signature::StampKind;

/// How a clear component enters an imprint.
enum class Clear : std::uint8_t { Whole, Value };

struct StampName {
  std::string_view name;
  StampKind kind;
  bool covers_signature;
};
constexpr std::array kStampNames{
    StampName{"adoTst", StampKind::Content, false},
    StampName{"sigTst", StampKind::Signature, true},
    StampName{"sigRTst", StampKind::References, true},
    StampName{"rfsTst", StampKind::References, false},
    StampName{"arcTst", StampKind::Archive, true},
};

const StampName* stamp_named(std::string_view name) {
  const auto found = std::find_if(kStampNames.begin(), kStampNames.end(),
                                  [&](const StampName& one) { return one.name == name; });
  return found == kStampNames.end() ? nullptr : &*found;
}

void append(Bytes& to, std::string_view text) { to.insert(to.end(), text.begin(), text.end()); }

void append(Bytes& to, const Component& component, Clear clear) {
  if (!component.text.empty()) return append(to, component.text);
  if (clear == Clear::Value) return append(to, canonical(component.value));
  append(to, canonical(Json{{component.name, component.value}}));
}

bool is_reference(const Component& component) {
  return component.name == "xRefs" || component.name == "rRefs" || component.name == "axRefs" ||
         component.name == "arRefs";
}

bool is_mixed(std::span<const Component> components) {
  return std::any_of(components.begin(), components.end(), [&](const Component& one) {
    return one.text.empty() != components.front().text.empty();
  });
}

Status add_archived(Bytes& octets, const Jws& jws, const SignedContent& content) {
  if (!content.stamped) {
    return Error{Errc::NotFound, content.why.empty() ? "what was signed is missing" : content.why};
  }
  append(octets, *content.stamped);
  append(octets, ".");
  append(octets, jws.protected_text);
  append(octets, ".");
  append(octets, jws.signature_text);
  append(octets, ".");
  return {};
}

Result<Bytes> octets_of(const Jws& jws, const SignedContent& content,
                        std::span<const Component> before, std::string_view name, Clear clear) {
  Bytes octets;
  if (name == "adoTst") {
    if (!content.stamped) return Error{Errc::NotFound, content.why};
    append(octets, *content.stamped);
    return octets;
  }
  if (name == "sigTst") {
    append(octets, jws.signature_text);
    return octets;
  }
  if (is_mixed(before)) {
    return Error{Errc::InvalidInput, "etsiU mixes clear and base64url components"};
  }
  if (name == "arcTst") {
    NOROSHI_CHECK(add_archived(octets, jws, content));
    for (const auto& one : before) append(octets, one, clear);
    return octets;
  }
  const bool with_signature = name == "sigRTst";
  if (with_signature) {
    append(octets, jws.signature_text);
    append(octets, ".");
  }
  for (const auto& one : before) {
    if (is_reference(one) || (with_signature && one.name == "sigTst")) append(octets, one, clear);
  }
  return octets;
}

/// What imprints are computed from, when they are asked for.
struct Basis {
  Jws jws;
  SignedContent content;
  std::vector<Component> components;
};

struct Place {
  std::shared_ptr<const Basis> basis;
  std::size_t before;  ///< components
  std::string_view name;

  [[nodiscard]] std::span<const Component> components() const {
    return std::span(basis->components).first(before);
  }
  [[nodiscard]] Result<Bytes> digest(pki::Digest digest, Clear clear) const {
    return pki::digest(
        digest, NOROSHI_TRY(octets_of(basis->jws, basis->content, components(), name, clear)));
  }
};

/// The imprint that the token has, where one of the ways to canonicalise gives it.
Result<Bytes> imprint_like(const Place& place, View token, pki::Digest digest) {
  auto whole = NOROSHI_TRY(place.digest(digest, Clear::Whole));
  const auto before = place.components();
  if (before.empty() || !before.front().text.empty()) return whole;
  const auto parsed = stamp::Token::parse(token);
  if (!parsed || parsed->info.imprint == whole) return whole;
  auto value = NOROSHI_TRY(place.digest(digest, Clear::Value));
  return parsed->info.imprint == value ? std::move(value) : std::move(whole);
}

/// Ids of the stamps read so far that one of this name is over.
std::vector<std::string> covered_by(std::string_view name, const std::vector<Stamp>& stamps) {
  std::vector<std::string> covered;
  for (const auto& one : stamps) {
    const bool under = name == "arcTst" || (name == "sigRTst" && one.kind == StampKind::Signature);
    if (under) covered.push_back(one.id);
  }
  return covered;
}

struct Reading {
  std::shared_ptr<const Basis> basis;
  std::vector<std::string>& remarks;
  std::vector<Stamp>& stamps;
};

/// The tokens of one tstContainer (clause 5.4.3.3).
void read_container(const Reading& reading, const StampName& name, const Json& container,
                    std::size_t before, const pki::Material& covered) {
  const auto* tokens = member_of(container, "tstTokens");
  if (tokens == nullptr || !tokens->is_array()) {
    reading.remarks.push_back(fmt::format("{} holds no time stamps", name.name));
    return;
  }
  const auto under = covered_by(name.name, reading.stamps);
  for (const auto& one : *tokens) {
    const auto* text = text_in(one, "val");
    auto token = text != nullptr ? from_base64(*text) : std::nullopt;
    if (!token) {
      reading.remarks.push_back(fmt::format("a token in {} is no base64", name.name));
      token.emplace();
    }
    Stamp stamp;
    stamp.kind = name.kind;
    stamp.id = signature::id_of("T-", *token);
    stamp.imprint = [place = Place{reading.basis, before, name.name}, octets = *token](
                        pki::Digest digest) { return imprint_like(place, octets, digest); };
    stamp.token = *std::move(token);
    stamp.covers_signature = name.covers_signature;
    stamp.covered = covered;
    stamp.covered_stamps = under;
    reading.stamps.push_back(std::move(stamp));
  }
}

}  // namespace

Result<Bytes> stamped_octets(const Jws& jws, const SignedContent& content,
                             std::span<const Component> before, std::string_view name) {
  return octets_of(jws, content, before, name, Clear::Whole);
}

std::vector<Stamp> read_stamps(const Jws& jws, const SignedContent& content, const Unsigned& added,
                               std::vector<std::string>& remarks) {
  std::vector<Stamp> stamps;
  auto basis = std::make_shared<Basis>(Basis{jws, content, added.components});
  basis->jws.payload.reset();  // it is in the content
  const Reading reading{std::move(basis), remarks, stamps};
  if (const auto* container = jws.member("adoTst")) {
    read_container(reading, kStampNames[0], *container, 0, {});
  }
  std::vector<std::string> said_before;
  pki::Material covered;
  add_chain(jws, covered, said_before);
  for (std::size_t i = 0; i < added.components.size(); ++i) {
    const auto& component = added.components[i];
    const auto* name = stamp_named(component.name);
    if (name == nullptr || name->kind == StampKind::Content) {
      add_material(component, covered, said_before);
      continue;
    }
    const bool archive = name->kind == StampKind::Archive;
    read_container(reading, *name, component.value, i, archive ? covered : pki::Material{});
  }
  return stamps;
}

}  // namespace noroshi::jades
