#include "trust/xades/source.hpp"

#include <algorithm>

#include "base/hex.hpp"

namespace noroshi::xades {
namespace {

// A step is a node that is passed, 16 octets that are written, or 1024 that are digested: about a
// quarter of a microsecond.  A document of a megabyte with a dozen stamps takes a million.
constexpr std::size_t kMostSteps = 40'000'000;
constexpr std::size_t kWrittenInAStep = 16;
constexpr std::size_t kDigestedInAStep = 1024;

/// A name as it stands within a container: no "./" or "/" before it.
std::string_view relative(std::string_view name) {
  while (name.starts_with("./")) name.remove_prefix(2);
  while (name.starts_with("/")) name.remove_prefix(1);
  return name;
}

/// "report.pdf" of "https://example.org/a/report.pdf": who verifies has the file alone.  Empty: no
/// address but a place in a container, where folders count.
std::string_view last_of_address(std::string_view uri) {
  if (uri.find(":/") == std::string_view::npos) return {};
  return uri.substr(uri.rfind('/') + 1);
}

void add_ids(Node node, std::map<std::string, std::vector<Node>, std::less<>>& to) {
  std::vector<Node> open{node};
  while (!open.empty()) {
    const Node at = open.back();
    open.pop_back();
    std::vector<std::string> own;
    for (const char* name : {"Id", "ID", "id"}) {
      const auto id = at.attribute(name);
      if (id && std::find(own.begin(), own.end(), *id) == own.end()) own.push_back(*id);
    }
    for (const std::string& id : own) to[id].push_back(at);
    const auto below = at.children();
    open.insert(open.end(), below.rbegin(), below.rend());
  }
}

}  // namespace

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() && base::hex_value(text[i + 1]) >= 0 &&
                       base::hex_value(text[i + 2]) >= 0;
    if (!coded) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(base::hex_value(text[i + 1]) * 16 + base::hex_value(text[i + 2]));
    i += 2;
  }
  return decoded;
}

Source::Source(xml::Document document, std::span<const Detached> detached)
    : document_(std::move(document)), detached_(detached.begin(), detached.end()) {
  add_ids(document_.root(), ids_);
  for (std::size_t i = 0; i < detached_.size(); ++i) {
    const std::string& name = detached_[i].name;
    if (name.empty()) continue;
    by_name_.emplace(relative(name), i);
    by_decoded_name_.emplace(relative(percent_decoded(name)), i);
  }
}

std::vector<Node> Source::with_id(const std::string& id) const {
  const auto found = ids_.find(id);
  return found == ids_.end() ? std::vector<Node>() : found->second;
}

const Detached* Source::detached(const std::string& uri) const {
  const std::string decoded = percent_decoded(uri);
  for (const std::string& wanted : {uri, decoded}) {
    const auto found = by_name_.find(relative(wanted));
    if (found != by_name_.end()) return &detached_[found->second];
  }
  // Some makers write the name of a coded object coded.
  const auto found = by_decoded_name_.find(relative(decoded));
  if (found != by_decoded_name_.end()) return &detached_[found->second];
  if (const auto last = last_of_address(decoded); !last.empty()) {
    const auto named = by_name_.find(last);
    if (named != by_name_.end()) return &detached_[named->second];
  }
  const Detached* const only = only_detached();
  return only != nullptr && only->name.empty() ? only : nullptr;
}

const Detached* Source::only_detached() const {
  return detached_.size() == 1 ? &detached_.front() : nullptr;
}

Status Source::spend(std::size_t more) const {
  spent_ += more;
  if (spent_ <= kMostSteps) return {};
  return Error{Errc::Limit, "the signatures ask for more work than sound ones do"};
}

Status Source::spend_walk(const xml::Document& through) const { return spend(through.nodes() + 1); }

Status Source::spend_digest(std::size_t octets) const {
  return spend(octets / kDigestedInAStep + 1);
}

Status Source::spend_writing(std::size_t octets) const {
  return spend(octets / kWrittenInAStep + 1);
}

Result<Bytes> Source::canonicalized(Node node, const xml::CanonicalMethod& method) const {
  NOROSHI_CHECK(spend(1));
  Bytes octets =
      NOROSHI_TRY(xml::canonicalized(document_, node, method.form, method.inclusive_prefixes));
  NOROSHI_CHECK(spend_writing(octets.size()));
  return octets;
}

}  // namespace noroshi::xades
