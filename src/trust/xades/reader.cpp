#include "trust/xades/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/xades/algorithm.hpp"
#include "trust/xades/claims.hpp"
#include "trust/xades/data.hpp"
#include "trust/xades/level.hpp"
#include "trust/xades/material.hpp"
#include "trust/xades/names.hpp"
#include "trust/xades/parts.hpp"
#include "trust/xades/reference.hpp"
#include "trust/xades/signer_certificate.hpp"
#include "trust/xades/stamps.hpp"

namespace noroshi::xades {
namespace {

using signature::AdvancedSignature;
using signature::Detached;

// A counter-signature of a counter-signature … of others: deeper nesting is no document's need.
constexpr unsigned kDeepestCounterSignature = 8;
constexpr std::size_t kMostSignatures = 500;  // counter-signatures among them

bool is_within_property(Node signature) { return is_xades(signature.parent(), "CounterSignature"); }

/// The ds:Signature that the value element belongs to, which a reference counter-signs.
Node counter_signed_by(const Source& source, Node signature) {
  const Node info = signature.child(xml::kDsig, "SignedInfo");
  for (const Node each : info.children(xml::kDsig, "Reference")) {
    if (each.attribute("Type") != kCountersigned) continue;
    const Node meant = element_at(source, each.attribute("URI").value_or(""));
    if (!meant.is(xml::kDsig, "SignatureValue")) continue;
    const Node owner = meant.parent();
    if (owner.is(xml::kDsig, "Signature") && owner != signature) return owner;
  }
  return {};
}

/// Which signatures stand for themselves, and which are beside one that they counter-sign.
struct Arrangement {
  std::vector<Node> own{};
  std::vector<std::pair<Node, Node>> counters{};  ///< the counter-signed, and who counter-signs
};

Arrangement arranged(const Source& source, const std::vector<Node>& all) {
  Arrangement arrangement;
  std::vector<Node> detached_counters;
  for (const Node each : all) {
    if (!is_within_property(each) && counter_signed_by(source, each)) {
      detached_counters.push_back(each);
    }
  }
  const auto is_counter = [&](Node each) {
    return std::find(detached_counters.begin(), detached_counters.end(), each) !=
           detached_counters.end();
  };
  for (const Node each : all) {
    if (is_within_property(each)) continue;
    const Node of = is_counter(each) ? counter_signed_by(source, each) : Node();
    // Two that counter-sign each other both stand for themselves: none is lost.
    if (of && !is_counter(of)) {
      arrangement.counters.emplace_back(of, each);
    } else {
      arrangement.own.push_back(each);
    }
  }
  return arrangement;
}

std::string id_of(const Parts& parts, const Bytes& input) {
  Bytes whole = input;
  whole.insert(whole.end(), parts.value.begin(), parts.value.end());
  return signature::id_of("S-", whole);
}

/// What the value is over: SignedInfo in the form that it names itself.
Result<Bytes> signed_octets(const Parts& parts) {
  const auto method =
      NOROSHI_TRY(canonical_method(parts.signed_info.child(xml::kDsig, "CanonicalizationMethod")));
  return parts.source->canonicalized(parts.signed_info, method);
}

void add_material(const Parts& parts, AdvancedSignature& to) {
  add_key_info(parts.key_info, to.material, to.remarks);
  for (const Node each : parts.unsigned_ones) {
    add_property_material(each, to.material, to.remarks);
  }
}

void add_stamps(const std::shared_ptr<const Parts>& parts, AdvancedSignature& to) {
  to.stamps = stamps_of(parts, to.reference_matches ? to.certificate : std::nullopt, to.remarks);
  for (const signature::Stamp& each : to.stamps) {
    add_token_material(each.token, to.material, to.remarks);
  }
  const bool evidence =
      std::any_of(parts->unsigned_ones.begin(), parts->unsigned_ones.end(),
                  [](Node each) { return each.name() == "SealingEvidenceRecords"; });
  if (evidence) {
    to.remarks.emplace_back("evidence records within the signature are not judged");
  }
}

class SignatureReader {
 public:
  SignatureReader(std::shared_ptr<const Source> source, const std::vector<pki::Certificate>& more)
      : source_(std::move(source)), more_(more) {}

  std::vector<AdvancedSignature> all(const std::vector<Node>& elements) {
    const Arrangement arrangement = arranged(*source_, elements);
    std::vector<AdvancedSignature> found;
    for (std::size_t i = 0; i < arrangement.own.size(); ++i) {
      found.push_back(described(arrangement.own[i], {},
                                fmt::format("signature {} of {}", i + 1, arrangement.own.size()),
                                0));
      add_detached_counters(arrangement, arrangement.own[i], found.back());
    }
    return found;
  }

 private:
  AdvancedSignature described(Node element, const CounterSigned& counter_signed,
                              std::string position, unsigned depth) {
    ++read_;
    const auto parts = std::make_shared<const Parts>(parts_of(source_, element));
    AdvancedSignature to;
    to.format = signature::Format::Xades;
    to.position = std::move(position);
    to.value = parts->value;
    to.remarks = parts->remarks;
    if (!parts->faults.empty()) to.malformed = parts->faults.front();
    const auto input = signed_octets(*parts);
    if (!input && !to.malformed) to.malformed = input.error().message;
    to.id = id_of(*parts, input.value_or(Bytes()));
    if (!parts->signed_info) return to;
    add_material(*parts, to);
    check_references(*parts, counter_signed, to);
    check_value(*parts, input.value_or(Bytes()), to);
    describe_claims(*parts, to);
    add_stamps(parts, to);
    to.level = signature::Level::None;
    if (!to.malformed) to.level = level_of(*parts, to);
    add_counter_signatures(*parts, to, depth);
    return to;
  }

  void check_value(const Parts& parts, const Bytes& input, AdvancedSignature& to) const {
    const auto method = signature_method(parts.signed_info.child(xml::kDsig, "SignatureMethod"));
    if (!method) to.remarks.push_back(method.error().message);
    find_signer(parts, {more_, method ? &*method : nullptr, input}, to);
    if (!method) return;
    to.algorithm = method->text;
    to.digest = method->digest;
    to.signature_intact =
        to.certificate && !input.empty() && verifies(*method, *to.certificate, input, parts.value);
  }

  void add_counter(Node element, const Parts& of, AdvancedSignature& to, unsigned depth) {
    if (depth >= kDeepestCounterSignature || read_ >= kMostSignatures) {
      to.remarks.emplace_back(
          "counter-signatures nested too deeply, or too many, were passed over");
      return;
    }
    to.counter_signatures.push_back(described(
        element, {of.value_element, "signature value of " + to.id},
        fmt::format("counter-signature {} of {}", to.counter_signatures.size() + 1, to.position),
        depth + 1));
  }

  void add_counter_signatures(const Parts& parts, AdvancedSignature& to, unsigned depth) {
    for (const Node added : parts.unsigned_ones) {
      if (!is_xades(added, "CounterSignature")) continue;
      for (const Node each : added.children(xml::kDsig, "Signature")) {
        add_counter(each, parts, to, depth);
      }
    }
  }

  void add_detached_counters(const Arrangement& arrangement, Node of, AdvancedSignature& to) {
    for (const auto& [counter_signed, by] : arrangement.counters) {
      if (counter_signed == of) add_counter(by, parts_of(source_, of), to, 0);
    }
  }

  std::shared_ptr<const Source> source_;
  const std::vector<pki::Certificate>& more_;
  std::size_t read_ = 0;  ///< signatures, counter-signatures among them
};

void number_twins(std::vector<AdvancedSignature>& signatures) {
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    const auto twins =
        std::count_if(signatures.begin(), signatures.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](const auto& each) { return each.id == signatures[i].id; });
    if (twins > 0) signatures[i].id += fmt::format("-{}", twins + 1);
  }
}

}  // namespace

Result<signature::Document> read(View octets, std::span<const Detached> detached,
                                 const std::vector<pki::Certificate>& more) {
  const auto source =
      std::make_shared<const Source>(NOROSHI_TRY(xml::Document::parse(octets)), detached);
  auto elements = source->document().all(xml::kDsig, "Signature");
  if (elements.empty()) return Error{Errc::NotFound, "the XML holds no ds:Signature"};
  signature::Document document;
  if (elements.size() > kMostSignatures) {
    document.remarks.push_back(
        fmt::format("of {} signatures the first {} are read", elements.size(), kMostSignatures));
    elements.resize(kMostSignatures);
  }
  document.signatures = SignatureReader(source, more).all(elements);
  number_twins(document.signatures);
  return document;
}

}  // namespace noroshi::xades
