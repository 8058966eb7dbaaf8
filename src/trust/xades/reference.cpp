#include "trust/xades/reference.hpp"

#include <fmt/format.h>

#include "trust/xades/names.hpp"
#include "trust/xades/transform.hpp"

namespace noroshi::xades {
namespace {

constexpr std::string_view kXPointerRoot = "#xpointer(/)";

Content octets_at(const Detached& object) {
  Content content;
  content.octets = object.octets;
  return content;
}

Content nodes_at(xml::NodeSet nodes) {
  Content content;
  content.nodes = std::move(nodes);
  return content;
}

Result<Content> within_document(const Source& source, const std::string& uri) {
  const bool pointer = uri.starts_with("#xpointer(");
  if (uri.empty() || uri == kXPointerRoot) {
    return nodes_at(xml::NodeSet::whole(source.document(), pointer));
  }
  const auto id = id_in(uri);
  if (!id) {
    return Error{Errc::InvalidInput, fmt::format("\"{:.200}\" is an XPointer of another kind than "
                                                 "those that XMLDSig has",
                                                 uri)};
  }
  const auto found = source.with_id(*id);
  if (found.empty()) {
    return Error{Errc::NotFound, fmt::format("no element has the Id \"{:.200}\"", *id)};
  }
  if (found.size() > 1) {
    return Error{Errc::InvalidInput,
                 fmt::format("{} elements have the Id \"{:.200}\"", found.size(), *id)};
  }
  return nodes_at(xml::NodeSet::subtree(source.document(), found.front(), pointer));
}

Result<Content> dereferenced(const Source& source, const std::optional<std::string>& uri) {
  if (uri && (uri->empty() || uri->starts_with('#'))) return within_document(source, *uri);
  const Detached* const object = uri ? source.detached(*uri) : source.only_detached();
  if (object != nullptr) return octets_at(*object);
  return Error{Errc::NotFound,
               uri ? fmt::format("\"{:.200}\" is not at hand, and nothing is fetched", *uri)
                   : "a reference that names nothing could not be found among what is at hand"};
}

}  // namespace

void Content::become(Bytes made) {
  nodes.reset();
  owned = std::move(made);
  octets = owned;
}

Result<Content> content_of(const Source& source, Node reference) {
  Content content = NOROSHI_TRY(dereferenced(source, reference.attribute("URI")));
  NOROSHI_CHECK(transform(source, reference, content));
  return content;
}

Status make_octets(const Source& source, const xml::CanonicalMethod& method, Content& content) {
  if (!content.nodes) return {};
  if (content.nodes->is_whole()) NOROSHI_CHECK(source.spend_walk(content.nodes->document()));
  content.become(NOROSHI_TRY(content.nodes->canonicalized(method)));
  return source.spend_writing(content.octets.size());
}

Result<Bytes> digest_of(const Source& source, Node reference, pki::Digest digest) {
  Content content = NOROSHI_TRY(content_of(source, reference));
  NOROSHI_CHECK(make_octets(source, {}, content));
  NOROSHI_CHECK(source.spend_digest(content.octets.size()));
  return pki::digest(digest, content.octets);
}

std::optional<std::string> id_in(std::string_view uri) {
  constexpr std::string_view kOpen = "#xpointer(id(";
  if (!uri.starts_with('#')) return std::nullopt;
  if (!uri.starts_with("#xpointer(")) return percent_decoded(uri.substr(1));
  const std::string decoded = percent_decoded(uri);
  const std::string_view text = decoded;
  if (!text.starts_with(kOpen) || !text.ends_with("))")) return std::nullopt;
  const auto quoted = text.substr(kOpen.size(), text.size() - kOpen.size() - 2);
  if (quoted.size() < 2 || quoted.front() != quoted.back() ||
      (quoted.front() != '\'' && quoted.front() != '"')) {
    return std::nullopt;
  }
  return std::string(quoted.substr(1, quoted.size() - 2));
}

Node element_at(const Source& source, std::string_view uri) {
  const auto id = id_in(uri);
  if (!id) return {};
  const auto found = source.with_id(*id);
  return found.size() == 1 ? found.front() : Node();
}

bool is_ambiguous(const Source& source, std::string_view uri) {
  const auto id = id_in(uri);
  return id && source.with_id(*id).size() > 1;
}

Bytes digest_value(Node reference) {
  auto octets = dsig_child(reference, "DigestValue").base64();
  return octets ? *std::move(octets) : Bytes();
}

}  // namespace noroshi::xades
