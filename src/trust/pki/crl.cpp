// Revocation lists are read by hand: PKITS and the world have lists of many megabytes, indirect
// ones and deltas, and what is looked for in them is one serial number.
#include <algorithm>
#include <mutex>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "trust/der/reader.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/general_name.hpp"
#include "trust/pki/pem.hpp"
#include "trust/pki/revocation.hpp"

namespace noroshi::pki {

struct Crl::State {
  Bytes der;
  SignedPart part;  // views into `der`, as are the serials of the entries
  Name issuer;
  base::Micros this_update = 0;
  std::optional<base::Micros> next_update;
  std::vector<Extension> extensions;
  std::vector<std::unique_ptr<const std::vector<Name>>> issuers;  // of an indirect list
  std::vector<CrlEntry> entries;                                  // by serial
  bool unknown_critical = false;
  mutable std::once_flag once;
  mutable std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> openssl{nullptr, &X509_CRL_free};
};

namespace {

View shortest(View integer) {
  while (integer.size() > 1 &&
         ((integer[0] == 0 && integer[1] < 0x80) || (integer[0] == 0xFF && integer[1] >= 0x80))) {
    integer = integer.subspan(1);
  }
  return integer;
}

bool before(View a, View b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

/// What an entry's extensions say; `issuer` is set where they name one.
Status read_entry_extensions(der::Reader& fields, CrlEntry& entry,
                             std::optional<std::vector<Name>>& issuer, bool& unknown_critical) {
  for (const Extension& extension : NOROSHI_TRY(read_extensions(fields))) {
    der::Reader value(extension.value);
    if (extension.type == ext::kReasonCode) {
      const std::int64_t reason = NOROSHI_TRY(value.small_integer());
      if (reason < 0 || reason > 10 || reason == 7) continue;  // of no meaning: unspecified
      entry.revoked.reason = static_cast<RevocationReason>(reason);
    } else if (extension.type == ext::kCertificateIssuer) {
      const der::Reader names = NOROSHI_TRY(value.enter(der::kSequence));
      issuer = NOROSHI_TRY(directory_names(names));
    } else if (extension.critical && extension.type != ext::kInvalidityDate) {
      unknown_critical = true;
    }
  }
  return {};
}

Status read_entries(der::Reader list, std::vector<CrlEntry>& entries,
                    std::vector<std::unique_ptr<const std::vector<Name>>>& issuers,
                    bool& unknown_critical) {
  const std::vector<Name>* issuer = nullptr;  // goes on until another is named (§5.3.3)
  while (!list.done()) {
    der::Reader fields = NOROSHI_TRY(list.enter(der::kSequence));
    CrlEntry entry;
    entry.serial = shortest(NOROSHI_TRY(fields.next(der::kInteger)).contents);
    entry.revoked.time = NOROSHI_TRY(fields.time());
    std::optional<std::vector<Name>> named;
    if (!fields.done())
      NOROSHI_CHECK(read_entry_extensions(fields, entry, named, unknown_critical));
    NOROSHI_CHECK(fields.end("an entry of a revocation list"));
    if (named) {
      issuers.push_back(std::make_unique<const std::vector<Name>>(std::move(*named)));
      issuer = issuers.back().get();
    }
    entry.issuer = issuer;
    entries.push_back(entry);
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const CrlEntry& a, const CrlEntry& b) { return before(a.serial, b.serial); });
  return {};
}

/// Extensions of a list that are acted on, or that restrict nothing.
bool is_known(const der::Oid& type) {
  return type == ext::kIssuingDistributionPoint || type == ext::kDeltaCrlIndicator ||
         type == ext::kCrlNumber || type == ext::kAuthorityKeyId || type == ext::kFreshestCrl ||
         type == ext::kExpiredOnCrl;
}

std::optional<CrlNumber> number_in(const Extension* extension) {
  if (extension == nullptr) return std::nullopt;
  auto octets = der::Reader(extension->value).integer();
  if (!octets || octets->front() >= 0x80) return std::nullopt;  // none, or below zero
  CrlNumber number{std::move(*octets)};
  if (number.magnitude.front() == 0) number.magnitude.erase(number.magnitude.begin());
  return number;
}

bool is_time(const der::Reader& fields) {
  der::Reader ahead = fields;
  const auto next = ahead.next();
  return next && (next->tag == der::kUtcTime || next->tag == der::kGeneralizedTime);
}

}  // namespace

Result<Crl> Crl::parse(View octets) {
  const auto state = std::make_shared<State>();
  state->der = der::copy_of(octets);
  der::Reader outer(state->der);
  der::Reader list = NOROSHI_TRY(outer.enter(der::kSequence));
  NOROSHI_CHECK(outer.end("the revocation list's file"));
  state->part = NOROSHI_TRY(read_signed_part(list));
  NOROSHI_CHECK(list.end("CertificateList"));

  der::Reader fields = NOROSHI_TRY(der::Reader(state->part.message).enter(der::kSequence));
  (void)NOROSHI_TRY(fields.optional(der::kInteger));  // the version says nothing that is not seen
  const View algorithm = NOROSHI_TRY(fields.next(der::kSequence)).whole;
  if (!der::same(algorithm, state->part.algorithm)) {
    return Error{Errc::InvalidInput, "the list names two signature algorithms (RFC 5280 §5.1.1.2)"};
  }
  state->issuer = NOROSHI_TRY(Name::read(fields));
  state->this_update = NOROSHI_TRY(fields.time());
  if (is_time(fields)) state->next_update = NOROSHI_TRY(fields.time());
  if (const auto entries = NOROSHI_TRY(fields.optional(der::kSequence))) {
    NOROSHI_CHECK(read_entries(fields.inside(*entries), state->entries, state->issuers,
                               state->unknown_critical));
  }
  if (const auto extensions = NOROSHI_TRY(fields.optional(der::context(0)))) {
    der::Reader inside = fields.inside(*extensions);
    state->extensions = NOROSHI_TRY(read_extensions(inside));
  }
  const auto unknown = [](const Extension& one) { return one.critical && !is_known(one.type); };
  state->unknown_critical |=
      std::any_of(state->extensions.begin(), state->extensions.end(), unknown);
  NOROSHI_CHECK(fields.end("TBSCertList"));
  return Crl(state);
}

Result<std::vector<Crl>> Crl::parse_all(View octets) {
  std::vector<Crl> lists;
  if (!is_pem(octets)) {
    lists.push_back(NOROSHI_TRY(parse(octets)));
    return lists;
  }
  for (const Bytes& block : NOROSHI_TRY(pem_blocks(octets, {"X509 CRL"}))) {
    lists.push_back(NOROSHI_TRY(parse(block)));
  }
  return lists;
}

const Bytes& Crl::der() const { return state_->der; }
const Name& Crl::issuer() const { return state_->issuer; }
base::Micros Crl::this_update() const { return state_->this_update; }
std::optional<base::Micros> Crl::next_update() const { return state_->next_update; }
bool Crl::is_delta() const { return extension(ext::kDeltaCrlIndicator) != nullptr; }
const std::vector<Extension>& Crl::extensions() const { return state_->extensions; }
const SignedPart& Crl::signed_part() const { return state_->part; }
Bytes Crl::authority_key_id() const { return authority_key_id_in(state_->extensions); }
bool Crl::unknown_critical() const { return state_->unknown_critical; }
der::Oid Crl::signature_algorithm() const { return algorithm_in(state_->part.algorithm); }
std::optional<CrlNumber> Crl::number() const { return number_in(extension(ext::kCrlNumber)); }
std::optional<CrlNumber> Crl::delta_base() const {
  return number_in(extension(ext::kDeltaCrlIndicator));
}
std::optional<base::Micros> Crl::keeps_expired_since() const {
  const Extension* found = extension(ext::kExpiredOnCrl);
  if (found == nullptr) return std::nullopt;
  const auto time = der::Reader(found->value).time();
  return time ? std::optional(*time) : std::nullopt;
}
std::size_t Crl::size() const { return state_->entries.size(); }

const Extension* Crl::extension(const der::Oid& type) const {
  return find_extension(state_->extensions, type);
}

const CrlEntry* Crl::entry(const Name& issuer, View serial) const {
  struct BySerial {
    bool operator()(const CrlEntry& one, View wanted) const { return before(one.serial, wanted); }
    bool operator()(View wanted, const CrlEntry& one) const { return before(wanted, one.serial); }
  };
  const auto [first, last] = std::equal_range(state_->entries.begin(), state_->entries.end(),
                                              shortest(serial), BySerial());
  const auto found = std::find_if(first, last, [&](const CrlEntry& one) {
    if (one.issuer == nullptr) return state_->issuer.matches(issuer);
    return std::any_of(one.issuer->begin(), one.issuer->end(),
                       [&](const Name& name) { return name.matches(issuer); });
  });
  return found == last ? nullptr : &*found;
}

void* Crl::handle() const {
  std::call_once(state_->once, [this] {
    const unsigned char* at = state_->der.data();
    state_->openssl.reset(d2i_X509_CRL(nullptr, &at, static_cast<long>(state_->der.size())));
    ERR_clear_error();
  });
  return state_->openssl.get();
}

}  // namespace noroshi::pki
