// Keys in PKCS#11 tokens: the token signs digests (ECDSA, RSA) or messages (Ed25519) and never
// gives the key away.
#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "io/durable.hpp"
#include "trust/der/writer.hpp"
#include "trust/key/algorithm.hpp"
#include "trust/key/chain.hpp"
#include "trust/key/token_key_module.hpp"

namespace noroshi::key {
namespace {

/// One attribute of an object, its octets as they are; empty: the token does not tell.
Bytes attribute_of(Token& token, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                   CK_ATTRIBUTE_TYPE type) {
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  if (token.call().C_GetAttributeValue(session, object, &wanted, 1) != CKR_OK) return {};
  if (wanted.ulValueLen == CK_UNAVAILABLE_INFORMATION) return {};
  Bytes value(wanted.ulValueLen);
  wanted.pValue = value.data();
  if (token.call().C_GetAttributeValue(session, object, &wanted, 1) != CKR_OK) return {};
  value.resize(wanted.ulValueLen);
  return value;
}

/// Every object that has these attributes; a few at most, since tokens are small.
Result<std::vector<CK_OBJECT_HANDLE>> find(Token& token, CK_SESSION_HANDLE session,
                                           std::vector<CK_ATTRIBUTE> wanted) {
  CK_RV answer = token.call().C_FindObjectsInit(session, wanted.data(), wanted.size());
  if (answer != CKR_OK) return token_error("looking into the token", answer);
  std::vector<CK_OBJECT_HANDLE> found;
  CK_ULONG count = 0;
  do {
    CK_OBJECT_HANDLE some[16];
    answer = token.call().C_FindObjects(session, some, 16, &count);
    if (answer == CKR_OK) found.insert(found.end(), some, some + count);
  } while (answer == CKR_OK && count > 0);
  token.call().C_FindObjectsFinal(session);
  if (answer != CKR_OK) return token_error("looking into the token", answer);
  return found;
}

template <class T>
CK_ATTRIBUTE with_value(CK_ATTRIBUTE_TYPE type, T& value) {
  return {type, &value, sizeof(value)};
}

Result<CK_OBJECT_HANDLE> find_key(Token& token, CK_SESSION_HANDLE session, std::string label) {
  CK_OBJECT_CLASS kind = CKO_PRIVATE_KEY;
  const auto found = NOROSHI_TRY(
      find(token, session,
           {with_value(CKA_CLASS, kind), CK_ATTRIBUTE{CKA_LABEL, label.data(), label.size()}}));
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return Error{Errc::NotFound, fmt::format("no private key with the label \"{}\" is on the token "
                                             "\"{}\"",
                                             label, token.label())};
  }
  return Error{
      Errc::InvalidUsage,
      fmt::format("{} private keys with the label \"{}\" are on the token \"{}\"; give one "
                  "another",
                  found.size(), label, token.label())};
}

struct OnToken {
  pki::Certificate certificate;
  Bytes id;
};

/// Its certificates; what is no certificate of X.509 is passed over.
Result<std::vector<OnToken>> certificates_on(Token& token, CK_SESSION_HANDLE session) {
  CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  std::vector<OnToken> certificates;
  for (const auto object : NOROSHI_TRY(find(token, session, {with_value(CKA_CLASS, kind)}))) {
    auto certificate = pki::Certificate::parse(attribute_of(token, session, object, CKA_VALUE));
    if (!certificate) continue;
    certificates.push_back({std::move(*certificate), attribute_of(token, session, object, CKA_ID)});
  }
  return certificates;
}

Result<std::vector<pki::Certificate>> certificates_in(const std::string& path) {
  const std::string octets = NOROSHI_TRY(io::read_file(path));
  auto all = NOROSHI_TRY(pki::Certificate::parse_all(der::view_of(octets)).within(path));
  if (all.empty()) return Error{Errc::InvalidInput, fmt::format("{}: no certificate in it", path)};
  return all;
}

/// The key's own first, whatever else is known behind it; empty: its own is not there.
Result<std::vector<pki::Certificate>> known_certificates(const TokenKey& from, Token& token,
                                                         CK_SESSION_HANDLE session,
                                                         CK_OBJECT_HANDLE key) {
  if (!from.certificate.empty()) return certificates_in(from.certificate);
  const Bytes id = attribute_of(token, session, key, CKA_ID);
  std::vector<OnToken> there = NOROSHI_TRY(certificates_on(token, session));
  const auto own = std::find_if(there.begin(), there.end(),
                                [&](const OnToken& one) { return !id.empty() && one.id == id; });
  std::vector<pki::Certificate> known;
  if (own == there.end()) return known;
  std::iter_swap(there.begin(), own);
  for (OnToken& one : there) known.push_back(std::move(one.certificate));
  return known;
}

class TokenSigner final : public Signer {
 public:
  TokenSigner(std::unique_ptr<Token> token, CK_OBJECT_HANDLE key, bool asks_always)
      : token_(std::move(token)), key_(key), asks_always_(asks_always) {}

  Status certify(pki::Certificate certificate, const std::vector<pki::Certificate>& known,
                 RsaPadding padding);

  [[nodiscard]] const pki::Certificate& certificate() const override { return *certificate_; }
  [[nodiscard]] const std::vector<pki::Certificate>& chain() const override { return chain_; }
  [[nodiscard]] pki::Digest digest() const override { return algorithm_.digest; }
  [[nodiscard]] Bytes algorithm_identifier() const override { return algorithm_.identifier; }
  [[nodiscard]] Result<Bytes> sign(View message) const override;
  [[nodiscard]] Result<Bytes> sign_digest(View digest) const override;

 private:
  enum class Way : std::uint8_t { Ecdsa, Pkcs1, Pss, Edwards };

  [[nodiscard]] Result<Bytes> sign_octets(View octets) const;
  [[nodiscard]] CK_RV sign_once(Token::Lease& lease, View octets, Bytes& signature) const;

  std::unique_ptr<Token> token_;
  CK_OBJECT_HANDLE key_;
  bool asks_always_;  // CKA_ALWAYS_AUTHENTICATE: the PIN at every signature
  std::optional<pki::Certificate> certificate_{};
  std::vector<pki::Certificate> chain_{};
  SignatureAlgorithm algorithm_{};
  Way way_ = Way::Ecdsa;
};

/// Takes the certificate, and has the key sign once to see that they belong together.
Status TokenSigner::certify(pki::Certificate certificate,
                            const std::vector<pki::Certificate>& known, RsaPadding padding) {
  const pki::KeyKind kind = certificate.key_kind();
  algorithm_ = NOROSHI_TRY(algorithm_for(kind, certificate.key_bits(), padding));
  const bool pss = kind == pki::KeyKind::RsaPss || padding == RsaPadding::Pss;
  way_ = kind == pki::KeyKind::Ec        ? Way::Ecdsa
         : kind == pki::KeyKind::Ed25519 ? Way::Edwards
         : pss                           ? Way::Pss
                                         : Way::Pkcs1;
  chain_ = chain_above(certificate, known);
  certificate_ = std::move(certificate);
  const View probe = der::view_of("noroshi: does this key belong to this certificate?");
  const Bytes signature = NOROSHI_TRY(sign(probe));
  if (certificate_->verifies(probe, signature, algorithm_.identifier)) return {};
  return Error{Errc::InvalidUsage, fmt::format("the key on the token \"{}\" is not that of the "
                                               "certificate of {}",
                                               token_->label(), certificate_->subject().text())};
}

Result<Bytes> TokenSigner::sign(View message) const {
  if (!algorithm_.over_digest) return sign_octets(message);
  return sign_digest(pki::digest(algorithm_.digest, message));
}

Result<Bytes> TokenSigner::sign_digest(View digest) const {
  if (!algorithm_.over_digest) {
    return Error{Errc::InvalidUsage,
                 "an Ed25519 key signs messages; their digest alone is not enough"};
  }
  if (digest.size() != pki::size_of(algorithm_.digest)) {
    return Error{Errc::InvalidInput,
                 fmt::format("a digest of {} octets where {} has {}", digest.size(),
                             pki::to_string(algorithm_.digest), pki::size_of(algorithm_.digest))};
  }
  if (way_ == Way::Pkcs1) {  // DigestInfo (RFC 8017 §9.2)
    const Bytes name = der::sequence({der::oid(pki::oid_of(algorithm_.digest)), der::null()});
    return sign_octets(der::sequence({name, der::octet_string(digest)}));
  }
  const Bytes signature = NOROSHI_TRY(sign_octets(digest));
  return way_ == Way::Ecdsa ? ecdsa_to_der(signature) : signature;
}

CK_RV TokenSigner::sign_once(Token::Lease& lease, View octets, Bytes& signature) const {
  CK_RSA_PKCS_PSS_PARAMS pss{CKM_SHA256, CKG_MGF1_SHA256, 32};  // as algorithm_for names it
  CK_MECHANISM mechanism{CKM_ECDSA, nullptr, 0};
  if (way_ == Way::Pkcs1) mechanism.mechanism = CKM_RSA_PKCS;
  if (way_ == Way::Edwards) mechanism.mechanism = CKM_EDDSA;
  if (way_ == Way::Pss) mechanism = {CKM_RSA_PKCS_PSS, &pss, sizeof(pss)};
  CK_FUNCTION_LIST& call = token_->call();
  CK_RV answer = call.C_SignInit(lease.session(), &mechanism, key_);
  if (answer == CKR_OK && asks_always_) {
    (void)token_->login(lease.session(), CKU_CONTEXT_SPECIFIC);  // C_Sign tells if it was in vain
  }
  if (answer != CKR_OK) return answer;
  constexpr std::size_t kLargest = 2048;  // octets; RSA of 16,384 bits
  signature.resize(kLargest);
  CK_ULONG size = signature.size();
  // C_Sign takes what it does not write to as if it did.
  answer = call.C_Sign(lease.session(), const_cast<unsigned char*>(octets.data()), octets.size(),
                       signature.data(), &size);
  signature.resize(answer == CKR_OK ? size : 0);
  return answer;
}

bool may_go_with_another_session(CK_RV answer) {
  return answer == CKR_SESSION_HANDLE_INVALID || answer == CKR_SESSION_CLOSED ||
         answer == CKR_USER_NOT_LOGGED_IN;
}

Result<Bytes> TokenSigner::sign_octets(View octets) const {
  Bytes signature;
  CK_RV answer = CKR_OK;
  for (int attempt = 0; attempt < 2; ++attempt) {
    Token::Lease lease = NOROSHI_TRY(token_->borrow());
    if (attempt > 0) NOROSHI_CHECK(token_->login(lease.session(), CKU_USER));
    answer = sign_once(lease, octets, signature);
    if (answer == CKR_OK) return signature;
    lease.spoil();  // an operation may still be open in it
    if (!may_go_with_another_session(answer)) break;
  }
  return token_error(fmt::format("signing with the token \"{}\"", token_->label()), answer);
}

}  // namespace

Result<std::unique_ptr<Signer>> open_token_key(const TokenKey& from) {
  Secret pin_file = NOROSHI_TRY(read_secret_file(from.pin_file));
  auto module = NOROSHI_TRY(TokenModule::load(from.module));
  auto token = NOROSHI_TRY(Token::open(std::move(module), from.token, std::move(pin_file)));
  CK_OBJECT_HANDLE key = 0;
  bool asks_always = false;
  std::vector<pki::Certificate> known;
  {
    const Token::Lease lease = NOROSHI_TRY(token->borrow());
    key = NOROSHI_TRY(find_key(*token, lease.session(), from.key));
    const Bytes always = attribute_of(*token, lease.session(), key, CKA_ALWAYS_AUTHENTICATE);
    asks_always = !always.empty() && always[0] != 0;
    known = NOROSHI_TRY(known_certificates(from, *token, lease.session(), key));
  }
  if (known.empty()) {
    return Error{Errc::NotFound, fmt::format("the token \"{}\" holds no certificate for the key "
                                             "\"{}\"; name the file it stands in",
                                             from.token, from.key)};
  }
  auto signer = std::make_unique<TokenSigner>(std::move(token), key, asks_always);
  NOROSHI_CHECK(signer->certify(known.front(), known, from.padding));
  return std::unique_ptr<Signer>(std::move(signer));
}

}  // namespace noroshi::key
