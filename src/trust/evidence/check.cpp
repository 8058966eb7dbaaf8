#include "trust/evidence/check.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "trust/der/reader.hpp"

namespace noroshi::evidence {
namespace {

using Objects = std::span<const DataObject>;

// RFC 5126 §6.3.3 and §6.3.4: the attributes that CryptoInfos hold material in.
constexpr const char* kCertificateValues = "1.2.840.113549.1.9.16.2.23";
constexpr const char* kRevocationValues = "1.2.840.113549.1.9.16.2.24";

void say(StampFinding& finding, std::string why) {
  if (!finding.why.empty()) finding.why += "; ";
  finding.why += why;
}

/// A data object's hash as it stands in a chain's first list.
struct Expected {
  std::string name;
  Bytes digest;
};

class Checker {
 public:
  Checker(const Record& record, Objects objects, bool whole_group)
      : record_(record), objects_(objects), whole_group_(whole_group) {}

  Finding run() {
    for (std::size_t chain = 0; chain < record_.chains.size(); ++chain) check_chain(chain);
    finding_.orderly = is_orderly();
    gather_material();
    for (const auto& object : objects_) {
      if (!covered_.contains(object.name)) finding_.uncovered.push_back(object.name);
    }
    return std::move(finding_);
  }

 private:
  void check_chain(std::size_t chain) {
    const auto& stamps = record_.chains[chain].stamps;
    for (std::size_t index = 0; index < stamps.size(); ++index) {
      StampFinding one;
      one.chain = chain;
      one.index = index;
      one.role = index > 0 ? Role::StampRenewal : chain > 0 ? Role::TreeRenewal : Role::Initial;
      one.digest = record_.chains[chain].digest();
      check_stamp(stamps[index], one);
      finding_.stamps.push_back(std::move(one));
    }
  }

  void check_stamp(const ArchiveTimeStamp& stamp, StampFinding& one) {
    auto token = stamp::Token::parse(stamp.token);
    if (token) {
      one.token = *std::move(token);
    } else {
      say(one, token.error().message);
    }
    if (!one.digest) return say(one, "its digest algorithm is unknown here");
    if (stamp.digest != one.digest) {
      say(one, "its digest algorithm is not the one of its chain");
    }
    const auto expected = expected_of(one);
    const auto tree = stamp.hash_tree.empty() ? bare_tree(one.role, expected) : stamp.hash_tree;
    if (tree.empty()) return say(one, "what it is over was not given");
    refer(one, tree.front(), expected);
    one.covers = one.covers && stamp.digest == one.digest;
    judge_imprint(one, tree);
  }

  /// What must stand in the first list.
  std::vector<Expected> expected_of(StampFinding& one) {
    const auto digest = *one.digest;
    if (one.role == Role::StampRenewal) {
      const auto& before = record_.chains[one.chain].stamps[one.index - 1];
      return {{"the time stamp before", pki::digest(digest, before.token)}};
    }
    std::vector<Expected> expected;
    const auto sequence =
        one.role == Role::TreeRenewal ? sequence_hash(record_, one.chain, digest) : Bytes{};
    for (const auto& object : objects_) {
      auto hash = object.digest(digest);
      if (!hash) {
        say(one, fmt::format("{}: {}", object.name, hash.error().message));
        continue;
      }
      if (!sequence.empty()) hash = renewed_hash(digest, *hash, sequence);
      expected.push_back({object.name, *std::move(hash)});
    }
    return expected;
  }

  /// Without a reducedHashtree the token is over the one hash itself; renewed trees of a group have
  /// the group's.
  static std::vector<HashGroup> bare_tree(Role role, const std::vector<Expected>& expected) {
    if (role == Role::Initial && expected.size() != 1) return {};
    HashGroup group;
    for (const auto& one : expected) group.push_back(one.digest);
    if (group.empty()) return {};
    return {std::move(group)};
  }

  void refer(StampFinding& one, const HashGroup& group, const std::vector<Expected>& expected) {
    std::set<std::string> here;
    for (const auto& value : group) {
      Reference reference{.digest = value};
      const auto found = std::find_if(expected.begin(), expected.end(),
                                      [&](const Expected& other) { return other.digest == value; });
      if (found != expected.end()) {
        reference.name = found->name;
        reference.found = reference.intact = true;
        here.insert(found->name);
      } else if (group.size() == 1 && expected.size() == 1) {
        // One is wanted and one is given: it is meant, and it is not the same.
        reference.name = expected.front().name;
        reference.found = true;
      }
      one.references.push_back(std::move(reference));
    }
    judge_cover(one, here, expected);
  }

  void judge_cover(StampFinding& one, const std::set<std::string>& here,
                   const std::vector<Expected>& expected) {
    one.covers = !expected.empty();
    for (const auto& want : expected) {
      if (here.contains(want.name)) continue;
      one.covers = false;
      say(one, fmt::format("its first list does not hold the hash of {}", want.name));
    }
    if (one.role == Role::Initial) covered_ = here;
    if (!whole_group_ || one.role == Role::StampRenewal) return;
    const bool strangers =
        std::any_of(one.references.begin(), one.references.end(),
                    [](const Reference& reference) { return !reference.intact; });
    if (!strangers) return;
    one.covers = false;
    say(one, "its first list holds hashes of more than the data that was given");
  }

  static void judge_imprint(StampFinding& one, const std::vector<HashGroup>& tree) {
    Bytes hash;
    for (auto group : tree) {
      if (!hash.empty()) group.push_back(std::move(hash));
      hash = group_hash(*one.digest, std::move(group));
    }
    one.imprint_found = true;
    if (!one.token) return;
    one.imprint_intact = one.token->info.digest == one.digest && one.token->info.imprint == hash;
    if (!one.imprint_intact) say(one, "its token is not over the root of its hash tree");
  }

  [[nodiscard]] bool is_orderly() const {
    std::optional<base::Micros> before;
    for (const auto& one : finding_.stamps) {
      if (!one.token) return false;
      if (before && one.token->info.time < *before) return false;
      before = one.token->info.time;
    }
    return true;
  }

  void gather_material() {
    for (const auto& one : finding_.stamps) {
      if (one.token) take(one.token->data.certificates, one.token->data.crls);
    }
    for (const auto& info : record_.crypto_infos) take(info);
  }

  void take(const std::vector<Bytes>& certificates, const std::vector<Bytes>& lists) {
    for (const auto& octets : certificates) take_certificate(octets);
    for (const auto& octets : lists) take_list(octets);
  }

  void take_certificate(View octets) {
    auto certificate = pki::Certificate::parse(octets);
    if (!certificate) return unread("certificate");
    finding_.material.certificates.push_back(*std::move(certificate));
  }

  void take_list(View octets) {
    auto list = pki::Crl::parse(octets);
    if (!list) return unread("revocation list");
    finding_.material.crls.push_back(*std::move(list));
  }

  void take_answer(View octets) {
    auto answer = pki::OcspResponse::parse_basic(octets);
    if (!answer) return unread("OCSP answer");
    finding_.material.ocsp.push_back(*std::move(answer));
  }

  /// Only attributes that hold values are of use; references are not.
  void take(const CryptoInfo& info) {
    for (const auto& value : info.values) {
      der::Reader outer(value);
      auto inside = outer.enter(der::kSequence);
      if (!inside) return unread("piece of cryptographic information");
      if (info.type == der::Oid(kCertificateValues)) {
        each(*inside, [&](View octets) { take_certificate(octets); });
      } else if (info.type == der::Oid(kRevocationValues)) {
        take_revocation(*inside);
      } else {
        finding_.remarks.push_back(
            fmt::format("cryptographic information of type {} is not used", info.type.dotted));
      }
    }
  }

  /// RevocationValues of RFC 5126 §6.3.4: [0] lists, [1] OCSP answers.
  void take_revocation(der::Reader fields) {
    while (!fields.done()) {
      const auto field = fields.next();
      if (!field) return unread("revocation values");
      auto inside = fields.inside(*field).enter(der::kSequence);
      if (!inside) continue;
      if (field->tag == der::context(0)) each(*inside, [&](View one) { take_list(one); });
      if (field->tag == der::context(1)) each(*inside, [&](View one) { take_answer(one); });
    }
  }

  template <class Take>
  static void each(der::Reader reader, const Take& take) {
    while (!reader.done()) {
      const auto element = reader.next();
      if (!element) return;
      take(element->whole);
    }
  }

  void unread(std::string_view what) {
    finding_.remarks.push_back(fmt::format("a {} of the record cannot be read", what));
  }

  const Record& record_;
  Objects objects_;
  bool whole_group_;
  std::set<std::string> covered_{};
  Finding finding_{};
};

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::Initial:
      return "initial";
    case Role::StampRenewal:
      return "time-stamp renewal";
    case Role::TreeRenewal:
      break;
  }
  return "hash-tree renewal";
}

DataObject data_object(std::string name, View octets) {
  return {std::move(name),
          [octets](pki::Digest digest) -> Result<Bytes> { return pki::digest(digest, octets); }};
}

bool Finding::intact() const {
  return orderly && uncovered.empty() && !stamps.empty() &&
         std::all_of(stamps.begin(), stamps.end(),
                     [](const StampFinding& one) { return one.imprint_intact && one.covers; });
}

Finding check(const Record& record, std::span<const DataObject> objects, bool whole_group) {
  return Checker(record, objects, whole_group).run();
}

}  // namespace noroshi::evidence
