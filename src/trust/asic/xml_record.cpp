#include "trust/asic/xml_record.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "trust/asic/xml_record_parts.hpp"

namespace noroshi::asic {
namespace {

using der::Bytes;
using evidence::HashGroup;
using evidence::Role;
using evidence::StampFinding;
using signature::Detached;

bool is_within(xml::Node node, xml::Node outer) {
  for (; node; node = node.parent()) {
    if (node == outer) return true;
  }
  return false;
}

/// Something whose hash must stand in a first list.
struct Expected {
  std::string name;
  Bytes digest{};
  Bytes as_it_is{};  ///< of XML, which careless makers hash so; it counts for nothing
};

void say(StampFinding& one, const std::string& why) {
  one.why += one.why.empty() ? why : "; " + why;
}

std::string hashed_as_it_is(std::string_view name) {
  return fmt::format(
      "it has the hash of {} as it is, where RFC 6283 has XML hashed in canonical form", name);
}

class Checking {
 public:
  Checking(const XmlRecord& record, std::span<const Detached> objects)
      : record_(record), objects_(objects) {}

  Result<evidence::Finding> run() {
    for (std::size_t chain = 0; chain < record_.chains.size(); ++chain) {
      for (std::size_t index = 0; index < record_.chains[chain].stamps.size(); ++index) {
        NOROSHI_CHECK(check_stamp(chain, index));
      }
    }
    finding_.orderly = is_orderly();
    for (const auto& object : objects_) {
      if (!covered_.contains(object.name)) finding_.uncovered.push_back(object.name);
    }
    return std::move(finding_);
  }

 private:
  Status check_stamp(std::size_t chain, std::size_t index) {
    const auto& of_chain = record_.chains[chain];
    const auto& stamp = of_chain.stamps[index];
    StampFinding one{.role = index > 0   ? Role::StampRenewal
                             : chain > 0 ? Role::TreeRenewal
                                         : Role::Initial,
                     .chain = chain,
                     .index = index,
                     .digest = of_chain.digest};
    auto token = stamp::Token::parse(stamp.token);
    if (token) {
      take_material(*token);
      one.token = *std::move(token);
    } else {
      say(one, token.error().message);
    }
    if (one.digest) {
      const auto expected = NOROSHI_TRY(expected_of(one));
      judge(one, stamp.tree, expected);
    } else {
      say(one, "its digest algorithm is unknown here");
    }
    finding_.stamps.push_back(std::move(one));
    return {};
  }

  /// RFC 6283 §4.2: the time stamp before; or the data and the sequence before.
  Result<std::vector<Expected>> expected_of(const StampFinding& one) const {
    const auto& chain = record_.chains[one.chain];
    const auto hash = [&](der::View octets) { return pki::digest(*one.digest, octets); };
    std::vector<Expected> expected;
    if (one.role == Role::StampRenewal) {
      const auto before = NOROSHI_TRY(
          xml::canonicalized(record_.document, chain.stamps[one.index - 1].time_stamp, chain.form));
      expected.push_back({.name = "the time stamp before", .digest = hash(before)});
      return expected;
    }
    for (const auto& object : objects_) {
      Expected wanted{.name = object.name, .digest = hash(object.octets)};
      if (const auto canonical = canonical_object(object.octets, chain.form)) {
        wanted.as_it_is = std::exchange(wanted.digest, hash(*canonical));
      }
      expected.push_back(std::move(wanted));
    }
    if (one.role == Role::TreeRenewal) {
      const auto before = NOROSHI_TRY(sequence_before(one.chain));
      expected.push_back({.name = "the chains before", .digest = hash(before)});
    }
    return expected;
  }

  /// RFC 6283 §3.2.1: data that is XML is hashed in the chain's canonical form.
  static std::optional<Bytes> canonical_object(der::View octets, xml::CanonicalForm form) {
    if (!xml::is_xml(octets)) return std::nullopt;
    const auto document = xml::Document::parse(octets);
    if (!document) return std::nullopt;
    auto canonical = xml::canonicalized(
        *document, [](const _xmlNode*, const _xmlNode*) { return true; }, form);
    return canonical ? std::optional(*std::move(canonical)) : std::nullopt;
  }

  /// The sequence without this chain and those behind it.
  Result<Bytes> sequence_before(std::size_t chain) const {
    const auto left_out = [&](xml::Node node) {
      const auto first = record_.chains.begin() + static_cast<std::ptrdiff_t>(chain);
      return std::any_of(first, record_.chains.end(),
                         [&](const XmlChain& other) { return is_within(node, other.node); });
    };
    const auto visible = [&](const _xmlNode* node, const _xmlNode* parent) {
      // Only nodes that are elements can be one of ours; all others go with what they hang on.
      const xml::Node self(const_cast<_xmlNode*>(node));
      const xml::Node above(const_cast<_xmlNode*>(parent));
      if (self == record_.sequence) return true;
      const bool is_later = std::any_of(record_.chains.begin() + static_cast<std::ptrdiff_t>(chain),
                                        record_.chains.end(),
                                        [&](const XmlChain& other) { return self == other.node; });
      return is_within(above, record_.sequence) && !is_later && !left_out(above);
    };
    return xml::canonicalized(record_.document, visible, record_.chains[chain].form);
  }

  void judge(StampFinding& one, const std::vector<HashGroup>& tree,
             const std::vector<Expected>& expected) {
    if (expected.empty()) return say(one, "what it is over was not given");
    if (tree.empty()) return judge_bare(one, expected);
    refer(one, tree.front(), expected);
    one.imprint_found = true;
    one.imprint_intact = is_over(one, root_of(*one.digest, tree));
    if (!one.imprint_intact) say(one, "its token is not over the root of its hash tree");
  }

  static Bytes root_of(pki::Digest digest, const std::vector<HashGroup>& tree) {
    Bytes hash;
    for (auto group : tree) {
      if (!hash.empty()) group.push_back(std::move(hash));
      hash = evidence::group_hash(digest, std::move(group));
    }
    return hash;
  }

  static bool is_over(const StampFinding& one, const Bytes& root) {
    return one.token && one.token->info.digest == one.digest && one.token->info.imprint == root;
  }

  /// Without a tree the token is over the one hash itself, or over the group's.
  void judge_bare(StampFinding& one, const std::vector<Expected>& expected) {
    one.imprint_found = one.role != Role::Initial || expected.size() == 1;
    if (!one.imprint_found) return say(one, "it has no hash tree, and is over one object alone");
    HashGroup group;
    for (const auto& want : expected) group.push_back(want.digest);
    one.imprint_intact = is_over(one, evidence::group_hash(*one.digest, group));
    const auto& first = expected.front();
    if (!one.imprint_intact) {
      say(one, is_over(one, first.as_it_is) ? hashed_as_it_is(first.name)
                                            : "its token is over something else");
    }
    refer(one, group, expected);
  }

  void refer(StampFinding& one, const HashGroup& group, const std::vector<Expected>& expected) {
    std::set<std::string> here;
    for (const auto& value : group) {
      const auto found = std::find_if(expected.begin(), expected.end(),
                                      [&](const Expected& want) { return want.digest == value; });
      const bool known = found != expected.end();
      if (known) here.insert(found->name);
      one.references.push_back(
          {.digest = value, .name = known ? found->name : "", .found = known, .intact = known});
    }
    one.covers = true;
    for (const auto& want : expected) {
      if (here.contains(want.name)) continue;
      one.covers = false;
      const bool as_it_is = std::find(group.begin(), group.end(), want.as_it_is) != group.end();
      say(one, as_it_is ? hashed_as_it_is(want.name)
                        : fmt::format("its first list does not hold the hash of {}", want.name));
    }
    if (one.role == Role::Initial) covered_ = here;
  }

  void take_material(const stamp::Token& token) {
    for (const auto& octets : token.data.certificates) {
      auto certificate = pki::Certificate::parse(octets);
      if (certificate) finding_.material.certificates.push_back(*std::move(certificate));
    }
    for (const auto& octets : token.data.crls) {
      auto list = pki::Crl::parse(octets);
      if (list) finding_.material.crls.push_back(*std::move(list));
    }
  }

  [[nodiscard]] bool is_orderly() const {
    std::optional<base::Micros> before;
    for (const auto& one : finding_.stamps) {
      if (!one.token || (before && one.token->info.time < *before)) return false;
      before = one.token->info.time;
    }
    return true;
  }

  const XmlRecord& record_;
  std::span<const Detached> objects_;
  std::set<std::string> covered_{};
  evidence::Finding finding_{};
};

}  // namespace

bool is_xml_record(der::View octets) {
  if (!xml::is_xml(octets)) return false;
  const auto document = xml::Document::parse(octets);
  return document && document->root().is(kErs, "EvidenceRecord");
}

Result<evidence::Finding> check_xml_record(der::View record, std::span<const Detached> objects) {
  const auto parts = NOROSHI_TRY(parse_xml_record(record));
  return Checking(parts, objects).run();
}

}  // namespace noroshi::asic
