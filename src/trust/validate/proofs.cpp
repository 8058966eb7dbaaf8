#include "trust/validate/proofs.hpp"

#include <algorithm>

#include "trust/pki/digest.hpp"

namespace noroshi::validate {
namespace {

der::Bytes key_of(der::View octets) { return pki::digest(pki::Digest::Sha256, octets); }

}  // namespace

void Proofs::add(der::View octets, std::string_view object, base::Micros time,
                 std::string_view by) {
  if (time >= now_ || octets.empty()) return;
  auto [at, fresh] = entries_.try_emplace(key_of(octets));
  auto& entry = at->second;
  if (fresh) entry.order = entries_.size();
  if (fresh || time < entry.proof.time) entry.proof = {std::string(object), time, std::string(by)};
}

void Proofs::add(const pki::Material& material, base::Micros time, std::string_view by) {
  for (const auto& one : material.certificates) {
    add(one.der(), "certificate " + one.subject().text(), time, by);
  }
  for (const auto& one : material.crls) {
    add(one.der(), "CRL of " + one.issuer().text() + " of " + base::to_rfc3339(one.this_update()),
        time, by);
  }
  for (const auto& one : material.ocsp) {
    add(one.basic(), "OCSP answer of " + base::to_rfc3339(one.produced_at()), time, by);
    for (const auto& inside : one.certificates()) {
      add(inside.der(), "certificate " + inside.subject().text(), time, by);
    }
  }
}

base::Micros Proofs::earliest(der::View octets) const {
  const auto found = entries_.find(key_of(octets));
  return found == entries_.end() ? now_ : found->second.proof.time;
}

std::string Proofs::by_what(der::View octets) const {
  const auto found = entries_.find(key_of(octets));
  return found == entries_.end() ? "validation" : found->second.proof.by;
}

std::vector<Proof> Proofs::table() const {
  std::vector<const Entry*> order;
  for (const auto& [key, entry] : entries_) order.push_back(&entry);
  std::sort(order.begin(), order.end(),
            [](const Entry* a, const Entry* b) { return a->order < b->order; });
  std::vector<Proof> all;
  for (const auto* entry : order) all.push_back(entry->proof);
  return all;
}

}  // namespace noroshi::validate
