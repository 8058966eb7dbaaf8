#include "trust/pki/name_constraints.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/hex.hpp"
#include "trust/der/writer.hpp"
#include "trust/pki/extension.hpp"

namespace noroshi::pki {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// "example.com" holds itself and all below; ".example.com", which RFC 5280 does not know but CAs
/// write, all below.
bool dns_holds(std::string_view base, std::string_view name) {
  if (!name.empty() && name.back() == '.') name.remove_suffix(1);
  if (base.empty()) return true;
  if (base.front() == '.') return name.size() > base.size() && ends_with(name, base);
  return name == base || (ends_with(name, base) && name[name.size() - base.size() - 1] == '.');
}

/// A host is held by itself, or by a domain with a dot in front of it.
bool host_holds(std::string_view base, std::string_view host) {
  if (base.empty()) return true;
  return base.front() == '.' ? host.size() > base.size() && ends_with(host, base) : host == base;
}

/// The local part is told apart by case, the host is not (RFC 5280 §7.5).
bool mail_holds(std::string_view base, std::string_view mail) {
  const auto at = mail.rfind('@');
  const std::string host = lower(at == std::string_view::npos ? mail : mail.substr(at + 1));
  const auto base_at = base.rfind('@');
  if (base_at == std::string_view::npos) return host_holds(lower(base), host);
  return at != std::string_view::npos && mail.substr(0, at) == base.substr(0, base_at) &&
         host == lower(base.substr(base_at + 1));
}

/// The host of a URI with an authority, lower case; none: it has none, or an address.
std::optional<std::string> host_of(std::string_view uri) {
  const auto slashes = uri.find("://");
  if (slashes == std::string_view::npos) return std::nullopt;
  std::string_view authority = uri.substr(slashes + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    authority = authority.substr(at + 1);
  }
  if (authority.empty() || authority.front() == '[') return std::nullopt;
  authority = authority.substr(0, authority.find(':'));
  const bool address = authority.find_first_not_of("0123456789.") == std::string_view::npos;
  if (authority.empty() || address) return std::nullopt;
  return lower(authority);
}

/// `base` is an address and a mask side by side.
bool address_holds(View base, View address) {
  if (base.size() != 2 * address.size()) return false;
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (((base[i] ^ address[i]) & base[address.size() + i]) != 0) return false;
  }
  return true;
}

bool directory_holds(View base, View name) {
  const auto outer = Name::parse(base);
  const auto inner = Name::parse(name);
  return outer && inner && inner->within(*outer);
}

bool is_handled(NameKind kind) {
  return kind == NameKind::Mail || kind == NameKind::Dns || kind == NameKind::Directory ||
         kind == NameKind::Uri || kind == NameKind::Address;
}

std::string_view kind_text(NameKind kind) {
  switch (kind) {
    case NameKind::Mail:
      return "the mail address";
    case NameKind::Dns:
      return "the DNS name";
    case NameKind::Directory:
      return "the name";
    case NameKind::Uri:
      return "the URI";
    case NameKind::Address:
      return "the IP address";
    default:
      return "a name of a kind that cannot be compared here:";
  }
}

std::string text_of(const GeneralName& name) {
  if (name.kind == NameKind::Directory) {
    const auto directory = Name::parse(name.value);
    return directory ? directory->text() : std::string();
  }
  if (name.kind == NameKind::Mail || name.kind == NameKind::Dns || name.kind == NameKind::Uri) {
    std::string text(der::text_of(name.value));
    for (char& c : text) {
      if (c < 0x20 || c > 0x7E) c = '?';  // these are ASCII, or somebody plays with a terminal
    }
    return text;
  }
  return base::to_hex(name.value);
}

}  // namespace

Result<std::vector<NameConstraints::Subtree>> NameConstraints::read_subtrees(der::Reader list) {
  std::vector<Subtree> subtrees;
  while (!list.done()) {
    der::Reader fields = NOROSHI_TRY(list.enter(der::kSequence));
    const GeneralName base = NOROSHI_TRY(read_general_name(fields));
    Subtree subtree{base.kind, base.value};
    if (const auto minimum = NOROSHI_TRY(fields.optional(der::context_primitive(0)))) {
      subtree.whole = der::small_integer_of(*minimum).value_or(1) == 0;
    }
    if (!fields.done()) subtree.whole = false;
    subtrees.push_back(subtree);
  }
  return subtrees;
}

Status NameConstraints::add(View extension) {
  der::Reader outer(extension);
  der::Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  if (const auto permitted = NOROSHI_TRY(fields.optional(der::context(0)))) {
    permitted_.push_back(NOROSHI_TRY(read_subtrees(fields.inside(*permitted))));
  }
  if (const auto excluded = NOROSHI_TRY(fields.optional(der::context(1)))) {
    const auto subtrees = NOROSHI_TRY(read_subtrees(fields.inside(*excluded)));
    excluded_.insert(excluded_.end(), subtrees.begin(), subtrees.end());
  }
  return fields.end("NameConstraints");
}

bool NameConstraints::holds(const Subtree& subtree, const GeneralName& name) {
  const std::string_view base = der::text_of(subtree.base);
  const std::string_view text = der::text_of(name.value);
  switch (name.kind) {
    case NameKind::Mail:
      return mail_holds(base, text);
    case NameKind::Dns:
      return dns_holds(lower(base), lower(text));
    case NameKind::Directory:
      return directory_holds(subtree.base, name.value);
    case NameKind::Uri:
      return host_holds(lower(base), host_of(text).value_or(""));
    case NameKind::Address:
      return address_holds(subtree.base, name.value);
    default:
      return false;
  }
}

bool NameConstraints::allows(const GeneralName& name) const {
  const auto concerns = [&](const Subtree& one) { return one.kind == name.kind; };
  // What cannot be compared is refused as soon as somebody constrains its kind (§4.2.1.10): kinds
  // that are not handled, depths, and URIs without a host.
  const auto beyond = [&](const Subtree& one) {
    if (!concerns(one)) return false;
    if (!is_handled(one.kind) || !one.whole) return true;
    return one.kind == NameKind::Uri && !host_of(der::text_of(name.value));
  };
  const auto within = [&](const Subtree& one) { return concerns(one) && holds(one, name); };
  if (std::any_of(excluded_.begin(), excluded_.end(), beyond)) return false;
  if (std::any_of(excluded_.begin(), excluded_.end(), within)) return false;
  return std::all_of(permitted_.begin(), permitted_.end(), [&](const std::vector<Subtree>& list) {
    if (std::none_of(list.begin(), list.end(), concerns)) return true;
    if (std::any_of(list.begin(), list.end(), beyond)) return false;
    return std::any_of(list.begin(), list.end(), within);
  });
}

std::optional<std::string> NameConstraints::violation(const Certificate& certificate) const {
  if (says_nothing()) return std::nullopt;
  const auto refusal = [](const GeneralName& name) {
    return fmt::format("{} {} is outside what a CA above it may name (RFC 5280 §4.2.1.10)",
                       kind_text(name.kind), text_of(name));
  };
  const Name& subject = certificate.subject();
  if (!subject.empty()) {
    const GeneralName name{NameKind::Directory, subject.octets()};
    if (!allows(name)) return refusal(name);
  }
  const Extension* alternatives = certificate.extension(ext::kSubjectAltName);
  if (alternatives == nullptr) {
    // Addresses of old certificates stand in the subject.
    for (const std::string& mail : subject.attributes("1.2.840.113549.1.9.1")) {
      const GeneralName name{NameKind::Mail, der::view_of(mail)};
      if (!allows(name)) return refusal(name);
    }
    return std::nullopt;
  }
  auto names = der::Reader(alternatives->value).enter(der::kSequence);
  while (names && !names->done()) {
    const auto name = read_general_name(*names);
    if (!name) return "its subjectAltName cannot be read";
    if (!allows(*name)) return refusal(*name);
  }
  return std::nullopt;
}

}  // namespace noroshi::pki
