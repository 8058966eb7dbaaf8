#include "hub/seals/desk.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <openssl/rand.h>

#include "base/hex.hpp"
#include "trust/log/merkle.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::seals {
namespace {

constexpr int kFailuresAllowed = 5;
constexpr base::Micros kLocked = 15 * base::kMinute;
constexpr std::size_t kSecretOctets = 32;
constexpr std::size_t kHandleOctets = 16;

Error refused(std::string_view words) { return Error{Errc::InvalidInput, std::string(words)}; }

Result<std::string> random_hex(std::size_t octets) {
  der::Bytes bytes(octets);
  if (RAND_bytes(bytes.data(), static_cast<int>(octets)) != 1) {
    return Error{Errc::Io, "the system gives no random octets"};
  }
  return base::to_hex(bytes);
}

std::string kept(std::string_view sad) {
  return base::to_hex(pki::digest(pki::Digest::Sha256, der::view_of(sad)));
}

bool among(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<der::Bytes> octets_of(std::string_view base64) {
  const auto octets = tlog::from_base64(base64);
  if (!octets) return std::nullopt;
  return der::copy_of(der::view_of(*octets));
}

Status check_hashes(const Credential& credential, std::string_view digest,
                    const std::vector<std::string>& hashes) {
  const auto algorithm = pki::digest_of(der::Oid(digest));
  if (!algorithm || *algorithm != credential.signer->digest()) {
    return refused("Invalid parameter hashAlgorithmOID");
  }
  for (const std::string& hash : hashes) {
    const auto octets = octets_of(hash);
    if (!octets) return refused("Invalid Base64 hash string parameter");
    if (octets->size() != pki::size_of(*algorithm)) return refused("Invalid digest value length");
  }
  return {};
}

Status check_usable(const Credential& credential, base::Micros now) {
  if (!credential.enabled) {
    return refused("The credential identified by credentialID is disabled");
  }
  if (now > credential.signer->certificate().not_after()) {
    return refused("Signing certificate is expired");
  }
  return {};
}

}  // namespace

Desk::Desk(std::vector<Credential> credentials, directory::Directory& directory,
           directory::Trail& trail, std::function<base::Micros()> clock)
    : credentials_(std::move(credentials)),
      directory_(directory),
      trail_(trail),
      clock_(std::move(clock)) {}

Result<std::unique_ptr<Desk>> Desk::open(std::vector<Credential> credentials,
                                         sql::Database& database, directory::Directory& directory,
                                         directory::Trail& trail,
                                         std::function<base::Micros()> clock) {
  auto book = NOROSHI_TRY(Book::open(database));
  for (const Credential& one : credentials) {
    const auto owner = directory.organisation(one.organisation);
    if (!owner) {
      return Error{Errc::InvalidUsage, fmt::format("seal key {}: there is no organisation \"{}\"",
                                                   one.id, one.organisation)};
    }
    NOROSHI_CHECK(book->adopt(one.id, owner->id));
  }
  std::unique_ptr<Desk> desk(new Desk(std::move(credentials), directory, trail, std::move(clock)));
  desk->book_ = std::move(book);
  return desk;
}

bool Desk::owns(const directory::Account& account, const Credential& credential) const {
  const auto owner = directory_.organisation(credential.organisation);
  return owner && owner->id == account.organisation;
}

std::vector<const Credential*> Desk::credentials_of(const directory::Account& account) const {
  std::vector<const Credential*> found;
  for (const Credential& one : credentials_) {
    if (owns(account, one)) found.push_back(&one);
  }
  return found;
}

const Credential* Desk::find(const directory::Account& account, std::string_view id) const {
  for (const Credential& one : credentials_) {
    if (one.id == id && owns(account, one)) return &one;
  }
  return nullptr;
}

Status Desk::record(const Asker& asker, std::string_view action, std::string subject,
                    std::string_view outcome) {
  return trail_.write({.account = asker.account.name,
                       .action = std::string(action),
                       .subject = std::move(subject),
                       .outcome = std::string(outcome),
                       .peer = asker.peer,
                       .chain = {}});
}

Status Desk::check_password(const Asker& asker, std::string_view password) {
  const base::Micros now = clock_();
  {
    const std::lock_guard lock(mutex_);
    auto& failures = failures_[asker.account.name];
    if (now - failures.last > kLocked) failures = {};
    if (failures.count >= kFailuresAllowed) return refused("Credential locked");
  }
  const auto account = NOROSHI_TRY(directory_.check_password(asker.account.name, password));
  const std::lock_guard lock(mutex_);
  if (account) {
    failures_.erase(asker.account.name);
    return {};
  }
  auto& failures = failures_[asker.account.name];
  ++failures.count;
  failures.last = now;
  return refused("The authentication data is invalid");
}

Result<Grant> Desk::give(const std::string& handle, const Credential& credential,
                         base::Micros now) {
  Grant grant{.sad = NOROSHI_TRY(random_hex(kSecretOctets)),
              .handle = handle,
              .lifetime = credential.lifetime};
  NOROSHI_CHECK(book_->set_grant(handle, kept(grant.sad), now + credential.lifetime));
  return grant;
}

Result<Grant> Desk::ask(const Asker& asker, const Credential& credential, const Wish& wish) {
  const base::Micros now = clock_();
  NOROSHI_CHECK(check_usable(credential, now));
  if (!credential.users.empty() && !among(credential.users, asker.account.name)) {
    NOROSHI_CHECK(record(asker, "seal.ask", credential.id, "refused: not a user of this key"));
    return refused("Invalid parameter credentialID");
  }
  if (wish.count < 1) return refused("Invalid value for parameter numSignatures");
  const auto hashes = static_cast<std::int64_t>(wish.hashes.size());
  if (wish.count > credential.most || hashes > wish.count) {
    return refused("Numbers of signatures is too high");
  }
  if (hashes == 0) return refused("Empty hash array");
  NOROSHI_CHECK(check_hashes(credential, wish.digest, wish.hashes));
  if (credential.ask_password) {
    const auto right = check_password(asker, wish.password);
    if (!right) {
      NOROSHI_CHECK(record(asker, "seal.ask", credential.id, "refused: wrong password"));
      return right.error();
    }
  }
  const bool alone = wish.count <= credential.alone;
  const Request request{.handle = NOROSHI_TRY(random_hex(kHandleOctets)),
                        .credential = credential.id,
                        .organisation = asker.account.organisation,
                        .account = asker.account.name,
                        .digest = wish.digest,
                        .hashes = wish.hashes,
                        .count = wish.count,
                        .description = wish.description,
                        .state = alone ? State::Granted : State::Waiting,
                        .created = now,
                        .expires = now + (alone ? credential.lifetime : credential.waiting)};
  NOROSHI_CHECK(book_->add(request));
  NOROSHI_CHECK(record(asker, "seal.ask",
                       fmt::format("{} {} for {}", credential.id, request.handle, wish.count),
                       alone ? "done" : "waiting for approval"));
  if (alone) return give(request.handle, credential, now);
  return Grant{.sad = {}, .handle = request.handle, .lifetime = credential.waiting};
}

Result<Grant> Desk::check(const Asker& asker, std::string_view handle) {
  const auto request = NOROSHI_TRY(book_->find(handle));
  const Credential* credential = request ? find(asker.account, request->credential) : nullptr;
  const base::Micros now = clock_();
  const bool theirs = credential != nullptr && request->account == asker.account.name;
  const bool open = theirs && request->state != State::Refused && !request->fetched;
  if (!open || request->expires <= now) return refused("Invalid parameter handle");
  if (request->state == State::Granted) return give(request->handle, *credential, now);
  return Grant{.sad = {}, .handle = request->handle, .lifetime = request->expires - now};
}

Result<Request> Desk::granted_to(const Asker& asker, const Credential& credential,
                                 std::string_view sad, std::string_view digest) {
  auto request = NOROSHI_TRY(book_->find_grant(kept(sad)));
  const bool theirs = request && !sad.empty() && request->credential == credential.id &&
                      request->account == asker.account.name && request->state == State::Granted;
  if (!theirs) return refused("Invalid parameter SAD");
  if (request->expires <= clock_()) return refused("SAD expired");
  if (request->digest != digest) return refused("Invalid parameter hashAlgorithmOID");
  return *std::move(request);
}

Result<Grant> Desk::extend(const Asker& asker, const Credential& credential, std::string_view sad,
                           std::string_view digest, const std::vector<std::string>& hashes) {
  const auto request = NOROSHI_TRY(granted_to(asker, credential, sad, digest));
  NOROSHI_CHECK(check_hashes(credential, digest, hashes));
  // Others approved the hashes that they were shown: none may join them unseen.
  if (!request.approvals.empty() && !hashes.empty()) {
    return refused("Hash is not authorized by the SAD");
  }
  Grant grant{.sad = NOROSHI_TRY(random_hex(kSecretOctets)),
              .handle = request.handle,
              .lifetime = credential.lifetime};
  NOROSHI_CHECK(book_->bind(request.handle, kept(grant.sad), hashes));
  NOROSHI_CHECK(book_->set_grant(request.handle, kept(grant.sad), clock_() + grant.lifetime));
  NOROSHI_CHECK(record(asker, "seal.extend",
                       fmt::format("{} {} by {}", credential.id, request.handle, hashes.size())));
  return grant;
}

Result<std::vector<der::Bytes>> Desk::sign(const Asker& asker, const Credential& credential,
                                           std::string_view sad, std::string_view digest,
                                           const std::vector<std::string>& hashes) {
  NOROSHI_CHECK(check_usable(credential, clock_()));
  if (hashes.empty()) return refused("Empty hash array");
  NOROSHI_CHECK(granted_to(asker, credential, sad, digest));
  NOROSHI_CHECK(check_hashes(credential, digest, hashes));
  const auto use = NOROSHI_TRY(book_->use(kept(sad), hashes, asker.peer, clock_()));
  NOROSHI_CHECK(record(asker, "seal.use",
                       fmt::format("{} {} use {}: {} signatures, hashes {}", credential.id,
                                   use.handle, use.number, use.signatures, use.hashes)));
  std::vector<der::Bytes> signatures;
  signatures.reserve(hashes.size());
  for (const std::string& hash : hashes) {
    const auto octets = octets_of(hash);  // checked above
    signatures.push_back(NOROSHI_TRY(credential.signer->sign_digest(octets.value())));
  }
  return signatures;
}

/// Requests for keys that the hub has no more wait for nobody.
Result<std::vector<Request>> Desk::waiting(const directory::Account& account) {
  auto found = NOROSHI_TRY(book_->waiting(account.organisation, clock_()));
  found.erase(
      std::remove_if(found.begin(), found.end(),
                     [&](const Request& one) { return find(account, one.credential) == nullptr; }),
      found.end());
  return found;
}

std::optional<std::int64_t> Desk::quorum_of(const Request& request) const {
  for (const Credential& one : credentials_) {
    if (one.id == request.credential) return one.quorum;
  }
  return std::nullopt;
}

bool Desk::may_approve(const directory::Account& account, const Request& request) const {
  const Credential* credential = find(account, request.credential);
  const bool others = credential != nullptr && request.account != account.name;
  return others && !among(request.approvals, account.name) &&
         (credential->approvers.empty() || among(credential->approvers, account.name));
}

Result<Request> Desk::to_decide(const Asker& asker, std::string_view handle) {
  auto request = NOROSHI_TRY(book_->find(handle));
  const Credential* credential = request ? find(asker.account, request->credential) : nullptr;
  if (credential == nullptr) return Error{Errc::NotFound, "there is no such request"};
  if (!credential->approvers.empty() && !among(credential->approvers, asker.account.name)) {
    return Error{Errc::InvalidUsage, "this account is none of the key's approvers"};
  }
  return *std::move(request);
}

Status Desk::approve(const Asker& asker, std::string_view handle) {
  const auto request = NOROSHI_TRY(to_decide(asker, handle));
  if (request.account == asker.account.name) {
    return Error{Errc::InvalidUsage, "one's own request is for others to approve"};
  }
  const Credential* credential = find(asker.account, request.credential);
  const base::Micros now = clock_();
  const auto after = NOROSHI_TRY(book_->approve(handle, asker.account.name, credential->quorum, now,
                                                now + credential->waiting));
  return record(asker, "seal.approve",
                fmt::format("{} {} ({} of {})", request.credential, request.handle,
                            after.approvals.size(), credential->quorum));
}

Status Desk::refuse(const Asker& asker, std::string_view handle) {
  const auto request = NOROSHI_TRY(to_decide(asker, handle));
  NOROSHI_CHECK(book_->refuse(handle, clock_()));
  return record(asker, "seal.refuse", fmt::format("{} {}", request.credential, request.handle));
}

Result<std::vector<Use>> Desk::uses(const directory::Account& account, std::int64_t before,
                                    std::size_t limit) {
  return book_->uses(account.organisation, before, limit);
}

Status Desk::note(const Use& use) {
  NOROSHI_CHECK(book_->note(use));
  return trail_.write({.account = use.account,
                       .action = "seal.use",
                       .subject = fmt::format("{}: {} signatures, hashes {}", use.credential,
                                              use.signatures, use.hashes),
                       .outcome = "done",
                       .peer = use.peer,
                       .chain = {}});
}

}  // namespace noroshi::seals
