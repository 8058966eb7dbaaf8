#include "intel/feeds/known_texts.hpp"

#include <algorithm>
#include <array>
#include <re2/re2.h>

#include "intel/feeds/text.hpp"

namespace noroshi::feeds {
namespace {

struct Meaning {
  std::string_view attribute;  ///< of MISP, or the beginning of one
  std::string_view kind;
};

// docs of MISP, "Types": the attributes that warning lists name.
constexpr std::array kMeanings = {
    Meaning{"domain", "domain-name"},
    Meaning{"hostname", "domain-name"},
    Meaning{"url", "url"},
    Meaning{"uri", "url"},
    Meaning{"link", "url"},
    Meaning{"md5", "file-hash"},
    Meaning{"sha", "file-hash"},
    Meaning{"filename|", "file-hash"},
    Meaning{"ssdeep", "file-hash"},
    Meaning{"imphash", "file-hash"},
    Meaning{"tlsh", "file-hash"},
    Meaning{"email", "email-addr"},
    Meaning{"target-email", "email-addr"},
    Meaning{"user-agent", "user-agent"},
    Meaning{"mutex", "mutex"},
    Meaning{"regkey", "registry-key"},
    Meaning{"mac-address", "mac-addr"},
    Meaning{"x509-fingerprint", "certificate-hash"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return result;
}

/// The host of "scheme://user@host:port/path".
std::string_view host_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
  }
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  return url.starts_with('[') ? url : url.substr(0, url.find(':'));
}

}  // namespace

KnownTexts::KnownTexts(std::string_view type, const std::vector<std::string>& attributes)
    : all_kinds_(attributes.empty()) {
  if (type == "string") type_ = Type::Whole;
  if (type == "hostname") type_ = Type::Name;
  if (type == "substring") type_ = Type::Part;
  if (type == "regex") type_ = Type::Pattern;
  for (const std::string& attribute : attributes) {
    if (attribute == "filename") kinds_.emplace_back("file-name");
    for (const Meaning& meaning : kMeanings) {
      if (attribute.starts_with(meaning.attribute)) kinds_.push_back(meaning.kind);
    }
  }
}

bool KnownTexts::add(std::string_view entry) {
  if (type_ == Type::Pattern) return add_pattern(entry);
  std::string text = lower(trimmed(entry));
  const bool below = text.starts_with('.');
  if (below) text.erase(0, 1);
  if (text.ends_with('.') && type_ != Type::Part) text.pop_back();
  if (text.empty()) return false;
  switch (type_) {
    case Type::Name:
      ends_.insert(std::move(text));
      break;
    case Type::Part:
      parts_.push_back(below ? '.' + text : std::move(text));
      break;
    case Type::Whole:
      (below ? ends_ : whole_).insert(std::move(text));
      break;
    default:
      return false;
  }
  return true;
}

// "/…/i" as PHP writes it, or the bare expression.
bool KnownTexts::add_pattern(std::string_view entry) {
  entry = trimmed(entry);
  if (const auto end = entry.rfind('/'); entry.starts_with('/') && end > 0) {
    entry = entry.substr(1, end - 1);
  }
  re2::RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  auto pattern =
      std::make_shared<const re2::RE2>(re2::StringPiece(entry.data(), entry.size()), options);
  if (entry.empty() || !pattern->ok()) return false;
  patterns_.push_back(std::move(pattern));
  return true;
}

bool KnownTexts::for_kind(std::string_view kind) const {
  return all_kinds_ || std::find(kinds_.begin(), kinds_.end(), kind) != kinds_.end();
}

bool KnownTexts::knows_name(std::string_view name) const {
  std::string text = lower(name);
  if (text.ends_with('.')) text.pop_back();
  for (std::size_t at = 0; at < text.size();) {
    if (ends_.contains(text.substr(at))) return true;
    const auto dot = text.find('.', at);
    if (dot == std::string::npos) break;
    at = dot + 1;
  }
  return false;
}

bool KnownTexts::knows(std::string_view kind, std::string_view value) const {
  if (empty() || !for_kind(kind)) return false;
  const std::string text = lower(value);
  if (whole_.contains(text)) return true;
  if (!ends_.empty() && (kind == "domain-name" || kind == "url") &&
      knows_name(kind == "url" ? host_of(value) : value)) {
    return true;
  }
  const auto within = [&text](const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  if (std::any_of(parts_.begin(), parts_.end(), within)) return true;
  return std::any_of(patterns_.begin(), patterns_.end(), [value](const auto& pattern) {
    return re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *pattern);
  });
}

}  // namespace noroshi::feeds
