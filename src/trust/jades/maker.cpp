#include "trust/jades/maker.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/utf8.hpp"
#include "trust/jades/algorithm.hpp"
#include "trust/jades/jws.hpp"

namespace noroshi::jades {
namespace {

using signature::Detached;

constexpr const char* kByUriHash = "http://uri.etsi.org/19182/ObjectIdByURIHash";

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = base::utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Json identifier(const std::string& text) {
  const bool dotted = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
  return Json{{"id", dotted ? "urn:oid:" + text : text}};
}

void add_properties(Json& header, const SigningSettings& settings) {
  for (const auto& commitment : settings.commitments) {
    header["srCms"].push_back(Json{{"commId", identifier(commitment)}});
  }
  if (!settings.claimed_roles.empty()) {
    header["srAts"]["claimed"] = Json::array({Json{
        {"mediaType", "text/plain"}, {"encoding", "UTF-8"}, {"qVals", settings.claimed_roles}}});
  }
  if (!settings.locality.empty()) header["sigPl"]["addressLocality"] = settings.locality;
  if (!settings.country.empty()) header["sigPl"]["addressCountry"] = settings.country;
}

Json chain_of(const key::Signer& signer, bool whole) {
  auto chain = Json::array({to_base64(signer.certificate().der())});
  if (!whole) return chain;
  for (const auto& one : signer.chain()) {
    // The anchor is the verifier's own (RFC 7515 §4.1.6 leaves it free).
    if (!one.self_issued()) chain.push_back(to_base64(one.der()));
  }
  return chain;
}

Result<Json> header_for(const Algorithm& algorithm, const key::Signer& signer,
                        const SigningSettings& settings) {
  if (settings.signing_time < base::kSecond) {
    return Error{Errc::InvalidUsage, "a JAdES signature needs the time of signing"};
  }
  Json header;
  header["alg"] = algorithm.name;
  if (!settings.content_type.empty()) header["cty"] = settings.content_type;
  header["typ"] = settings.serialization == Serialization::Compact ? "jose" : "jose+json";
  header["iat"] = settings.signing_time / base::kSecond;
  header["x5t#S256"] = to_base64url(signer.certificate().fingerprint(pki::Digest::Sha256));
  header["x5c"] = chain_of(signer, settings.embed_chain);
  add_properties(header, settings);
  if (!settings.encode) {
    header["b64"] = false;
    header["crit"].push_back("b64");
  }
  return header;
}

struct Signed {
  std::string protected_text;
  std::string signature_text;
};

Result<Signed> sign_header(const Json& header, std::string_view payload, const Algorithm& algorithm,
                           const key::Signer& signer) {
  Jws jws;
  jws.protected_text = to_base64url(der::view_of(header.dump()));
  const auto value = NOROSHI_TRY(sign(algorithm, signer, jws.signing_input(payload)));
  return Signed{std::move(jws.protected_text), to_base64url(value)};
}

/// RFC 7797 §5: what may stand in a document without being encoded.
Status may_attach(std::string_view payload, const SigningSettings& settings) {
  if (!settings.attach || settings.encode) return {};
  if (settings.serialization != Serialization::Compact) {
    if (is_utf8(payload)) return {};
    return Error{
        Errc::InvalidUsage,
        "a payload that is not encoded must be UTF-8 to stand in JSON: encode or detach it"};
  }
  const bool plain = std::all_of(payload.begin(), payload.end(), [](char letter) {
    return letter >= 0x20 && letter < 0x7f && letter != '.';
  });
  if (plain) return {};
  return Error{Errc::InvalidUsage,
               "a payload that is not encoded must be printable ASCII without dots to stand in a "
               "compact signature: encode or detach it"};
}

std::string serialised(const Signed& made, const std::string* payload,
                       Serialization serialization) {
  if (serialization == Serialization::Compact) {
    return fmt::format("{}.{}.{}", made.protected_text, payload != nullptr ? *payload : "",
                       made.signature_text);
  }
  const Json one{{"protected", made.protected_text}, {"signature", made.signature_text}};
  Json document;
  if (payload != nullptr) document["payload"] = *payload;
  if (serialization == Serialization::General) {
    document["signatures"] = Json::array({one});
  } else {
    document.update(one);
  }
  return document.dump();
}

std::string payload_text(View payload, bool encode) {
  return encode ? to_base64url(payload) : std::string(der::text_of(payload));
}

Json references(std::span<const Detached> objects, const SigningSettings& settings) {
  Json sig_d{{"mId", kByUriHash}, {"pars", Json::array()}, {"hashM", "S256"}};
  for (const auto& object : objects) {
    const auto text = payload_text(object.octets, settings.encode);
    sig_d["pars"].push_back(object.name);
    sig_d["hashV"].push_back(to_base64url(pki::digest(pki::Digest::Sha256, der::view_of(text))));
    if (!settings.content_type.empty()) sig_d["ctys"].push_back(settings.content_type);
  }
  return sig_d;
}

/// The document as a JSON object of a general serialisation.
Json general(const JwsDocument& document, std::string_view text) {
  if (document.compact) {
    const auto& jws = document.signatures.front();
    Json object;
    if (jws.payload) object["payload"] = *jws.payload;
    object["signatures"] =
        Json::array({Json{{"protected", jws.protected_text}, {"signature", jws.signature_text}}});
    return object;
  }
  auto object = *parse_json(text);
  if (object.contains("signatures")) return object;
  Json one;
  for (const char* name : {"protected", "header", "signature"}) {
    if (!object.contains(name)) continue;
    one[name] = object[name];
    object.erase(name);
  }
  object["signatures"] = Json::array({std::move(one)});
  return object;
}

}  // namespace

Result<std::string> sign(View payload, const key::Signer& signer, const SigningSettings& settings) {
  if (payload.empty()) {
    return Error{Errc::InvalidUsage, "an empty payload reads as a detached one: nothing to sign"};
  }
  NOROSHI_CHECK(may_attach(der::text_of(payload), settings));
  const auto* algorithm = NOROSHI_TRY(algorithm_of(signer));
  const auto header = NOROSHI_TRY(header_for(*algorithm, signer, settings));
  const auto text = payload_text(payload, settings.encode);
  const auto made = NOROSHI_TRY(sign_header(header, text, *algorithm, signer));
  return serialised(made, settings.attach ? &text : nullptr, settings.serialization);
}

Result<std::string> sign_objects(std::span<const Detached> objects, const key::Signer& signer,
                                 const SigningSettings& settings) {
  if (objects.empty()) return Error{Errc::InvalidUsage, "no objects to sign"};
  const auto* algorithm = NOROSHI_TRY(algorithm_of(signer));
  auto without_type = settings;
  without_type.content_type.clear();
  auto header = NOROSHI_TRY(header_for(*algorithm, signer, without_type));
  header["sigD"] = references(objects, settings);
  header["crit"].push_back("sigD");
  const auto made = NOROSHI_TRY(sign_header(header, "", *algorithm, signer));
  return serialised(made, nullptr, settings.serialization);
}

Result<std::string> add_signature(std::string_view document, View detached,
                                  const key::Signer& signer, const SigningSettings& settings) {
  const auto parsed = NOROSHI_TRY(parse_jws(der::view_of(document)));
  const auto& first = parsed.signatures.front();
  if (first.fault) return Error{Errc::InvalidInput, *first.fault};
  if (first.member("sigD") != nullptr) {
    return Error{Errc::InvalidUsage, "the signature is over objects outside: sign those again"};
  }
  if (!first.payload && detached.empty()) {
    return Error{Errc::InvalidUsage, "the payload is not in the document: give it"};
  }
  // RFC 7797 §3: all signatures of a document take the payload the same way.
  auto same_way = settings;
  same_way.encode = !first.unencoded();
  same_way.serialization = Serialization::General;
  const auto* algorithm = NOROSHI_TRY(algorithm_of(signer));
  const auto header = NOROSHI_TRY(header_for(*algorithm, signer, same_way));
  const auto text = first.payload ? *first.payload : payload_text(detached, same_way.encode);
  const auto made = NOROSHI_TRY(sign_header(header, text, *algorithm, signer));
  auto object = general(parsed, document);
  object["signatures"].push_back(
      Json{{"protected", made.protected_text}, {"signature", made.signature_text}});
  return object.dump();
}

}  // namespace noroshi::jades
