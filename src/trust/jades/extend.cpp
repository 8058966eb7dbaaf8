// What is put beside a JAdES signature after it was made: time stamps, validation material,
// counter-signatures (ETSI TS 119 182-1 clause 5.3).
#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "trust/jades/base64.hpp"
#include "trust/jades/jws.hpp"
#include "trust/jades/maker.hpp"
#include "trust/jades/sig_d.hpp"
#include "trust/jades/unsigned.hpp"

namespace noroshi::jades {
namespace {

/// A component's name and value.
using Added = std::vector<std::pair<std::string, Json>>;
using Extension = std::function<Result<Added>(const Jws&, const Unsigned&)>;

Json component_text(const std::pair<std::string, Json>& one) {
  return to_base64url(der::view_of(Json{{one.first, one.second}}.dump()));
}

Result<Json> json_of(const JwsDocument& document, std::string_view text) {
  if (!document.compact) return parse_json(text);
  const auto& jws = document.signatures.front();
  Json object;
  if (jws.payload) object["payload"] = *jws.payload;
  object["protected"] = jws.protected_text;
  object["signature"] = jws.signature_text;
  return object;
}

Status extend_one(Json& object, const Jws& jws, const Extension& extension) {
  if (jws.fault) return Error{Errc::InvalidInput, *jws.fault};
  const auto added = read_unsigned(jws);
  if (!added.faults.empty()) return Error{Errc::InvalidInput, added.faults.front()};
  if (!added.components.empty() && added.components.front().text.empty()) {
    return Error{Errc::InvalidUsage,
                 "etsiU is clear JSON, of which readers have different canonical forms: only "
                 "base64url components are added to"};
  }
  for (const auto& one : NOROSHI_TRY(extension(jws, added))) {
    object["header"]["etsiU"].push_back(component_text(one));
  }
  return {};
}

/// Every signature with what `extension` gives for it.
Result<std::string> extend(std::string_view text, const Extension& extension) {
  const auto document = NOROSHI_TRY(parse_jws(der::view_of(text)));
  auto object = NOROSHI_TRY(json_of(document, text));
  const bool general = object.contains("signatures");
  for (std::size_t i = 0; i < document.signatures.size(); ++i) {
    const auto& jws = document.signatures[i];
    auto& one = general ? object["signatures"][i] : object;
    NOROSHI_CHECK(extend_one(one, jws, extension).within(jws.position));
  }
  return object.dump();
}

Json container(View token) {
  return Json{{"tstTokens", Json::array({Json{{"val", to_base64(token)}}})}};
}

Json value_of(View octets) { return Json{{"val", to_base64(octets)}}; }

/// What the signature has not yet.
template <class T>
std::vector<Bytes> missing(const std::vector<T>& offered, const std::vector<T>& held) {
  std::vector<Bytes> wanted;
  for (const auto& one : offered) {
    const auto same = [&](const Bytes& octets) { return octets == one.der(); };
    const bool has =
        std::any_of(held.begin(), held.end(), [&](const T& other) { return same(other.der()); });
    if (!has && std::none_of(wanted.begin(), wanted.end(), same)) wanted.push_back(one.der());
  }
  return wanted;
}

Json certificates_json(const std::vector<Bytes>& certificates) {
  auto values = Json::array();
  for (const auto& one : certificates) values.push_back(Json{{"x509Cert", value_of(one)}});
  return values;
}

Json revocation_json(const std::vector<Bytes>& lists, const std::vector<Bytes>& answers) {
  Json values = Json::object();
  for (const auto& one : lists) values["crlVals"].push_back(value_of(one));
  for (const auto& one : answers) values["ocspVals"].push_back(value_of(one));
  return values;
}

pki::Material held_by(const Unsigned& added) {
  pki::Material held;
  std::vector<std::string> unread;
  for (const auto& one : added.components) add_material(one, held, unread);
  return held;
}

Added values_for(const Unsigned& added, const pki::Material& material) {
  const auto held = held_by(added);
  const auto certificates = missing(material.certificates, held.certificates);
  const auto lists = missing(material.crls, held.crls);
  const auto answers = missing(material.ocsp, held.ocsp);
  const auto revocation = revocation_json(lists, answers);
  Added parts;
  if (!certificates.empty()) parts.emplace_back("xVals", certificates_json(certificates));
  if (!revocation.empty()) parts.emplace_back("rVals", revocation);
  // Only one xVals and one rVals may stand there; what is for time stamps has a place of its own.
  const bool later = added.has("arcTst") || added.has("xVals") || added.has("rVals");
  if (parts.empty() || !later) return parts;
  Json data;
  for (auto& [name, value] : parts) data[name] = std::move(value);
  return {{"tstVD", std::move(data)}};
}

Result<Bytes> stamp(stamp::StampSource& source, pki::Digest digest, View octets) {
  return source.stamp(digest, pki::digest(digest, octets));
}

}  // namespace

Result<std::string> counter_sign(std::string_view document, std::size_t index,
                                 const key::Signer& signer, const SigningSettings& settings) {
  std::size_t at = 0;
  bool done = false;
  auto text = extend(document, [&](const Jws& jws, const Unsigned&) -> Result<Added> {
    if (at++ != index) return Added{};
    done = true;
    auto detached = settings;
    detached.attach = false;
    detached.content_type.clear();
    detached.serialization = Serialization::Flattened;
    const auto counter = NOROSHI_TRY(sign(jws.signature, signer, detached));
    return Added{{"cSig", NOROSHI_TRY(parse_json(counter))}};
  });
  if (text && !done) {
    return Error{Errc::InvalidUsage, fmt::format("there is no signature {}", index + 1)};
  }
  return text;
}

Result<std::string> stamp_signatures(std::string_view document, stamp::StampSource& source,
                                     pki::Digest digest) {
  return extend(document, [&](const Jws& jws, const Unsigned& added) -> Result<Added> {
    const auto octets = NOROSHI_TRY(stamped_octets(jws, {}, added.components, "sigTst"));
    return Added{{"sigTst", container(NOROSHI_TRY(stamp(source, digest, octets)))}};
  });
}

Result<std::string> add_values(std::string_view document, const pki::Material& material) {
  return extend(document, [&](const Jws&, const Unsigned& added) -> Result<Added> {
    return values_for(added, material);
  });
}

Result<std::string> stamp_archive(std::string_view document,
                                  std::span<const signature::Detached> detached,
                                  stamp::StampSource& source, pki::Digest digest) {
  return extend(document, [&](const Jws& jws, const Unsigned& added) -> Result<Added> {
    const auto content = find_content(jws, detached);
    const auto octets = NOROSHI_TRY(stamped_octets(jws, content, added.components, "arcTst"));
    return Added{{"arcTst", container(NOROSHI_TRY(stamp(source, digest, octets)))}};
  });
}

}  // namespace noroshi::jades
