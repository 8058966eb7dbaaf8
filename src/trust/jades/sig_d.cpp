#include "trust/jades/sig_d.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "trust/pki/digest.hpp"

namespace noroshi::jades {
namespace {

using signature::Detached;
using Objects = std::span<const Detached>;

constexpr std::string_view kHttpHeaders = "http://uri.etsi.org/19182/HttpHeaders";
constexpr std::string_view kByUri = "http://uri.etsi.org/19182/ObjectIdByURI";
constexpr std::string_view kByUriHash = "http://uri.etsi.org/19182/ObjectIdByURIHash";

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lowered;
}

std::optional<unsigned> hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  const char low = static_cast<char>(digit | 0x20);
  if (low >= 'a' && low <= 'f') return static_cast<unsigned>(low - 'a') + 10;
  return std::nullopt;
}

/// RFC 3986 §2.1; what is no escape stays.
std::string percent_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = hex_value(text[i + 1]);
      const auto low = hex_value(text[i + 2]);
      if (high && low) {
        plain += static_cast<char>(*high << 4U | *low);
        i += 2;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

std::vector<std::string> texts_in(const Json& sig_d, const char* name) {
  std::vector<std::string> texts;
  const auto* list = member_of(sig_d, name);
  if (list == nullptr || !list->is_array()) return texts;
  for (const auto& one : *list) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

/// The octets as they enter a payload (RFC 7797 §3).
std::string as_payload(View octets, bool unencoded) {
  return unencoded ? std::string(der::text_of(octets)) : to_base64url(octets);
}

const Detached* named(Objects objects, const std::string& uri) {
  const auto plain = percent_decoded(uri);
  for (const auto& object : objects) {
    if (object.name == uri || object.name == plain) return &object;
  }
  return nullptr;
}

/// The object that a parameter of sigD names.  One alone needs no name: whoever asks means it.
const Detached* object_for(const std::vector<std::string>& parameters, std::size_t index,
                           Objects objects) {
  if (parameters.size() == 1 && objects.size() == 1) return objects.data();
  return named(objects, parameters[index]);
}

/// All objects in the order of the parameters, joined.
std::optional<std::string> joined(const std::vector<std::string>& parameters, Objects objects,
                                  bool unencoded, std::string& why) {
  std::string all;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto* object = object_for(parameters, i, objects);
    if (object == nullptr) {
      why = fmt::format("the object \"{}\" that sigD names was not given", parameters[i]);
      return std::nullopt;
    }
    all += as_payload(object->octets, unencoded);
  }
  return all;
}

signature::Reference hashed_object(const std::vector<std::string>& parameters,
                                   const std::string& value, std::size_t index, Objects objects,
                                   std::optional<pki::Digest> digest, bool unencoded) {
  signature::Reference reference;
  reference.name = fmt::format("sigD: {}", percent_decoded(parameters[index]));
  reference.algorithm = digest;
  if (auto octets = from_either_base64(value)) reference.digest = *std::move(octets);
  const auto matches = [&](const Detached& object) {
    return digest && !reference.digest.empty() &&
           der::same(pki::digest(*digest, der::view_of(as_payload(object.octets, unencoded))),
                     reference.digest);
  };
  const auto* object = object_for(parameters, index, objects);
  if (object == nullptr) {
    // Its name may have changed on the way; its digest cannot.
    const auto found = std::find_if(objects.begin(), objects.end(), matches);
    if (found != objects.end()) object = &*found;
  }
  reference.found = object != nullptr;
  reference.intact = object != nullptr && matches(*object);
  return reference;
}

void find_by_hash(const Json& sig_d, Objects objects, bool unencoded, SignedContent& content) {
  const auto parameters = texts_in(sig_d, "pars");
  const auto values = texts_in(sig_d, "hashV");
  content.payload = "";
  if (parameters.empty() || parameters.size() != values.size()) {
    content.objects.push_back({.name = "sigD: pars and hashV do not go together"});
    return;
  }
  const auto* method = text_in(sig_d, "hashM");
  const auto digest = method != nullptr ? pki::digest_named(*method) : std::nullopt;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    content.objects.push_back(hashed_object(parameters, values[i], i, objects, digest, unencoded));
  }
  content.stamped = joined(parameters, objects, unencoded, content.why);
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

/// All fields of a name, joined with ", " (draft-cavage-http-signatures-10 §2.3).
std::optional<std::string> field(const std::string& name, Objects objects) {
  std::optional<std::string> value;
  for (const auto& object : objects) {
    if (lower(object.name) != lower(name)) continue;
    value = value ? *value + ", " : std::string();
    value->append(without_blanks(der::text_of(object.octets)));
  }
  return value;
}

/// The lines of the fields that sigD lists; for time stamps the body stands in place of "digest".
std::optional<std::string> http_lines(const std::vector<std::string>& parameters, Objects objects,
                                      bool for_stamp, std::string& why) {
  std::string lines;
  for (const auto& name : parameters) {
    const bool body = for_stamp && lower(name) == "digest";
    const auto value = field(body ? "body" : name, objects);
    if (!value) {
      why = fmt::format("the HTTP field \"{}\" that sigD names was not given", name);
      return std::nullopt;
    }
    if (!lines.empty()) lines += '\n';
    lines += body ? *value : fmt::format("{}: {}", lower(name), *value);
  }
  return lines;
}

/// The Digest field (RFC 3230) against the body, where both are there.
std::optional<signature::Reference> body_digest(Objects objects) {
  const auto stated = field("digest", objects);
  const auto body = std::find_if(objects.begin(), objects.end(),
                                 [](const Detached& one) { return lower(one.name) == "body"; });
  if (!stated || body == objects.end()) return std::nullopt;
  signature::Reference reference;
  reference.name = "sigD: body";
  reference.found = true;
  const auto equals = stated->find('=');
  reference.algorithm = pki::digest_named(stated->substr(0, equals));
  if (equals != std::string::npos) {
    if (auto value = from_base64(stated->substr(equals + 1))) reference.digest = *std::move(value);
  }
  reference.intact = reference.algorithm && !reference.digest.empty() &&
                     der::same(pki::digest(*reference.algorithm, body->octets), reference.digest);
  return reference;
}

void find_http(const Json& sig_d, Objects objects, bool unencoded, SignedContent& content) {
  const auto parameters = texts_in(sig_d, "pars");
  if (parameters.empty()) {
    content.why = "sigD names no HTTP fields";
    return;
  }
  content.payload = http_lines(parameters, objects, false, content.why);
  if (content.payload && !unencoded) content.payload = to_base64url(der::view_of(*content.payload));
  content.stamped = http_lines(parameters, objects, true, content.why);
  if (auto body = body_digest(objects)) content.objects.push_back(*std::move(body));
}

void find_referenced(const Jws& jws, const Json& sig_d, Objects objects, SignedContent& content) {
  const auto* mechanism = text_in(sig_d, "mId");
  if (mechanism == nullptr) {
    content.why = "sigD names no mechanism";
  } else if (*mechanism == kByUriHash) {
    find_by_hash(sig_d, objects, jws.unencoded(), content);
  } else if (*mechanism == kByUri) {
    const auto parameters = texts_in(sig_d, "pars");
    if (!parameters.empty()) {
      content.payload = joined(parameters, objects, jws.unencoded(), content.why);
    }
    content.stamped = content.payload;
  } else if (*mechanism == kHttpHeaders) {
    find_http(sig_d, objects, jws.unencoded(), content);
  } else {
    content.why = fmt::format("sigD's mechanism \"{}\" is unknown", *mechanism);
  }
}

}  // namespace

SignedContent find_content(const Jws& jws, Objects objects) {
  SignedContent content;
  const auto* sig_d = jws.member("sigD");
  if (jws.payload) {
    content.payload = jws.payload;
    content.stamped = jws.payload;
    if (sig_d != nullptr) content.why = "a payload stands beside sigD";
    return content;
  }
  if (sig_d != nullptr) {
    find_referenced(jws, *sig_d, objects, content);
    return content;
  }
  if (objects.size() != 1) {
    content.why = objects.empty() ? "the payload is detached and was not given"
                                  : "the payload is one octet string, and several were given";
    return content;
  }
  content.payload = as_payload(objects[0].octets, jws.unencoded());
  content.stamped = content.payload;
  return content;
}

}  // namespace noroshi::jades
