#include "trust/pades/evidence.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

constexpr std::size_t kMostStreams = 20'000;

class Store {
 public:
  Store(Pdf& pdf, std::vector<std::string>& remarks) : pdf_(pdf), remarks_(remarks) {}

  pki::Material all() {
    const auto store = pdf_.get(pdf_.catalogue(), "DSS");
    take(store, "Certs", "CRLs", "OCSPs");
    const auto each = pdf_.get(store, "VRI");
    for (const auto& key : each->keys) {
      const auto entry = pdf_.get(each, key);
      take(entry, "Cert", "CRL", "OCSP");
      // Older drafts wrote the names of the whole store here too.
      take(entry, "Certs", "CRLs", "OCSPs");
    }
    return std::move(made_);
  }

 private:
  void take(const ObjectPtr& holder, std::string_view certificates, std::string_view crls,
            std::string_view ocsp) {
    streams(holder, certificates,
            [&](View octets) { return add(pki::Certificate::parse(octets), made_.certificates); });
    streams(holder, crls, [&](View octets) { return add(pki::Crl::parse(octets), made_.crls); });
    streams(holder, ocsp, [&](View octets) {
      auto answer = pki::OcspResponse::parse(octets);
      return add(answer ? std::move(answer) : pki::OcspResponse::parse_basic(octets), made_.ocsp);
    });
  }

  template <class Take>
  void streams(const ObjectPtr& holder, std::string_view key, Take take_one) {
    const auto list = pdf_.get(holder, key);
    for (std::size_t index = 0; index < list->items.size() && ++seen_ < kMostStreams; ++index) {
      const auto& item = list->items[index];
      if (item.is(Kind::Reference) && !visited_.insert(item.reference.number).second) continue;
      const auto octets = pdf_.contents(pdf_.item(list, index));
      const auto why = octets ? take_one(*octets) : octets.error().message;
      if (!why.empty())
        remarks_.push_back(fmt::format("DSS: {} {} is not read: {}", key, index + 1, why));
    }
  }

  template <class Value>
  std::string add(Result<Value> read, std::vector<Value>& to) {
    if (!read) return read.error().message;
    if (kept_.insert(read->der()).second) to.push_back(std::move(*read));
    return {};
  }

  Pdf& pdf_;
  std::vector<std::string>& remarks_;
  pki::Material made_{};
  std::set<std::uint32_t> visited_{};
  std::set<Bytes> kept_{};
  std::size_t seen_ = 0;
};

}  // namespace

bool has_evidence(Pdf& pdf) { return pdf.get(pdf.catalogue(), "DSS")->is(Kind::Dictionary); }

pki::Material evidence_of(Pdf& pdf, std::vector<std::string>& remarks) {
  return Store(pdf, remarks).all();
}

}  // namespace noroshi::pades
