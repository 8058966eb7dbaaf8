#include "trust/jades/jws.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace noroshi::jades {
namespace {

/// Each is over the whole payload: more of them is an attempt to keep a machine busy.
constexpr std::size_t kMostSignatures = 100;

void note(Jws& jws, std::string why) {
  if (!jws.fault) jws.fault = std::move(why);
}

void take_header(Jws& jws, std::string_view text) {
  jws.protected_text = text;
  const auto octets = from_base64url(text);
  if (!octets || octets->empty()) return note(jws, "the protected header is no base64url");
  auto parsed = parse_json(der::text_of(*octets)).within("the protected header");
  if (!parsed) return note(jws, parsed.error().message);
  if (!parsed->is_object()) return note(jws, "the protected header is no JSON object");
  jws.header = std::make_shared<const Json>(*std::move(parsed));
}

void take_signature(Jws& jws, std::string_view text) {
  jws.signature_text = text;
  auto octets = from_base64url(text);
  if (!octets || octets->empty()) return note(jws, "the signature value is no base64url");
  jws.signature = *std::move(octets);
}

/// The payload's text must be base64url unless the header says that it is not encoded.
void take_payload(Jws& jws, std::string_view text) {
  if (text.empty()) return;
  if (!jws.unencoded() && !from_base64url(text)) return note(jws, "the payload is no base64url");
  jws.payload = text;
}

Result<JwsDocument> parse_compact(std::string_view text) {
  const auto first = text.find('.');
  const auto last = text.rfind('.');
  if (first == std::string_view::npos || first == last) {
    return Error{Errc::InvalidInput, "a compact JWS has three parts with dots between them"};
  }
  const auto payload = text.substr(first + 1, last - first - 1);
  // RFC 7797 §5.2: a payload that is not encoded has no dot.
  if (payload.find('.') != std::string_view::npos) {
    return Error{Errc::InvalidInput, "a compact JWS has three parts, this text has more"};
  }
  Jws jws;
  jws.position = "compact";
  take_header(jws, text.substr(0, first));
  take_signature(jws, text.substr(last + 1));
  take_payload(jws, payload);
  JwsDocument document;
  document.compact = true;
  document.signatures.push_back(std::move(jws));
  return document;
}

void take_unprotected(Jws& jws, const Json& object) {
  const auto* header = member_of(object, "header");
  if (header == nullptr) return;
  if (!header->is_object()) return note(jws, "the unprotected header is no JSON object");
  jws.unprotected = std::make_shared<const Json>(*header);
  if (!jws.header) return;
  for (auto it = header->begin(); it != header->end(); ++it) {
    // RFC 7515 §4: the names in the two headers are disjoint.
    if (jws.header->contains(it.key())) {
      note(jws, fmt::format("\"{}\" stands in both headers", it.key()));
    }
  }
}

Jws parse_one(const Json& object, const Json* payload) {
  Jws jws;
  if (const auto* text = text_in(object, "protected")) {
    take_header(jws, *text);
  } else {
    note(jws, "there is no protected header");
  }
  take_unprotected(jws, object);
  if (const auto* text = text_in(object, "signature")) {
    take_signature(jws, *text);
  } else {
    note(jws, "there is no signature value");
  }
  if (payload == nullptr) return jws;
  if (payload->is_string()) {
    take_payload(jws, payload->get_ref<const std::string&>());
  } else {
    note(jws, "the payload is no text");
  }
  return jws;
}

/// RFC 7515 §7.2: members that nobody knows are passed over.
void remark_unknown(const Json& object, std::initializer_list<std::string_view> known,
                    JwsDocument& document) {
  for (auto it = object.begin(); it != object.end(); ++it) {
    if (std::find(known.begin(), known.end(), it.key()) == known.end()) {
      document.remarks.push_back(fmt::format(
          "the member \"{}\" of the serialisation is unknown, and not signed", it.key()));
    }
  }
}

Result<JwsDocument> parse_general(const Json& object, const Json& signatures) {
  if (!signatures.is_array() || signatures.empty()) {
    return Error{Errc::InvalidInput, "\"signatures\" of the JWS is no array of signatures"};
  }
  if (signatures.size() > kMostSignatures) {
    return Error{Errc::Limit, fmt::format("a JWS of more than {} signatures", kMostSignatures)};
  }
  const bool both = object.contains("signature");
  JwsDocument document;
  remark_unknown(object, {"payload", "signatures"}, document);
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (!signatures[i].is_object()) {
      return Error{Errc::InvalidInput, fmt::format("signature {} of the JWS is no object", i + 1)};
    }
    auto jws = parse_one(signatures[i], member_of(object, "payload"));
    jws.position = fmt::format("signature {} of {}", i + 1, signatures.size());
    if (both) note(jws, "\"signature\" stands beside \"signatures\" (RFC 7515 §7.2.2)");
    document.signatures.push_back(std::move(jws));
  }
  return document;
}

Result<JwsDocument> parse_object(std::string_view text) {
  const auto object = NOROSHI_TRY(parse_json(text).within("the JWS"));
  if (!object.is_object()) return Error{Errc::InvalidInput, "the JWS is no JSON object"};
  if (const auto* signatures = member_of(object, "signatures")) {
    return parse_general(object, *signatures);
  }
  if (!object.contains("signature")) {
    return Error{Errc::InvalidInput, "the JSON object has no signature: it is no JWS"};
  }
  JwsDocument document;
  remark_unknown(object, {"payload", "protected", "header", "signature"}, document);
  auto jws = parse_one(object, member_of(object, "payload"));
  jws.position = "flattened";
  document.signatures.push_back(std::move(jws));
  return document;
}

/// Blanks around the document are nobody's content.
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

}  // namespace

const Json* member_of(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

const std::string* text_in(const Json& object, const char* name) {
  const auto* found = member_of(object, name);
  return found != nullptr && found->is_string() ? &found->get_ref<const std::string&>() : nullptr;
}

const Json* Jws::member(const char* name) const {
  return header ? member_of(*header, name) : nullptr;
}

bool Jws::unencoded() const {
  const auto* b64 = member("b64");
  return b64 != nullptr && b64->is_boolean() && !b64->get<bool>();
}

Bytes Jws::signing_input(std::string_view with_payload) const {
  Bytes input;
  input.reserve(protected_text.size() + 1 + with_payload.size());
  input.insert(input.end(), protected_text.begin(), protected_text.end());
  input.push_back('.');
  input.insert(input.end(), with_payload.begin(), with_payload.end());
  return input;
}

bool looks_like_jws(View octets) {
  const auto text = trimmed(der::text_of(octets));
  if (text.starts_with('{')) return true;
  return text.starts_with("ey") && std::count(text.begin(), text.end(), '.') == 2;
}

Result<JwsDocument> parse_jws(View octets) {
  const auto text = trimmed(der::text_of(octets));
  return text.starts_with('{') ? parse_object(text) : parse_compact(text);
}

}  // namespace noroshi::jades
