#include "hub/access/access.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <mutex>
#include <semaphore>
#include <sodium.h>
#include <string>
#include <vector>

#include "hub/access/credentials.hpp"
#include "hub/access/limits.hpp"
#include "hub/access/session_cookie.hpp"
#include "io/clock.hpp"

namespace noroshi::access {
namespace {

constexpr double kBucketSeconds = 10;        // of requests at full rate in one burst
constexpr std::size_t kNames = 1 << 16;      // addresses and accounts remembered for limits
constexpr std::size_t kRemembered = 10'000;  // right passwords
// An address waits long; an account shortly, or anybody could lock anybody out.
constexpr base::Micros kLongestWait = 5 * base::kMinute;
constexpr base::Micros kLongestAccountWait = 10 * base::kSecond;
// Argon2id takes much memory and a processor: two at once leave room for those who are known.
constexpr std::ptrdiff_t kChecksAtOnce = 2;
constexpr std::chrono::seconds kPatienceForCheck{2};

http::Response unauthorized() {
  return {.status = 401,
          .body = "credentials are needed, and these are not good\n",
          .headers = {{"WWW-Authenticate", R"(Basic realm="noroshi", charset="UTF-8")"},
                      {"Cache-Control", "no-store"}}};
}

http::Response too_many(base::Micros wait) {
  const auto seconds = std::max<base::Micros>(1, (wait + base::kSecond - 1) / base::kSecond);
  return {.status = 429,
          .body = "too many requests; see Retry-After\n",
          .headers = {{"Retry-After", std::to_string(seconds)}}};
}

http::Response forbidden(std::string why) { return {.status = 403, .body = std::move(why) + "\n"}; }

/// Pages of other sites sign nobody in, nor does anybody over a line that others read.
bool may_sign_in(const http::Request& request, bool secure, http::Response& refusal) {
  if (secure && from_own_page(request)) return true;
  refusal = forbidden("signing in needs https and the hub's own page");
  return false;
}

bool is_loopback(const net::Address& address) {
  return address.is_v4() ? address.v4_bits() >> 24 == 127
                         : address.high() == 0 && address.low() == 1;
}

/// Whom the limits hold for: an IPv4 address, or an IPv6 network of 64 bits, which is one customer.
std::string limit_name(const net::Address& address) {
  if (address.is_v4()) return address.to_string();
  return net::Address::v6(address.high(), 0).to_string();
}

/// The address that our own proxy saw.
net::Address forwarded(const http::Request& request) {
  const auto list = request.header("x-forwarded-for");
  const auto comma = list.rfind(',');
  auto last = list.substr(comma == std::string_view::npos ? 0 : comma + 1);
  last.remove_prefix(std::min(last.size(), last.find_first_not_of(' ')));
  return net::Address::parse(last).value_or(request.peer);
}

}  // namespace

struct Gate::State {
  /// Who has been recognised, by one credential or several.
  struct Known {
    Way way = Way::None;
    std::optional<directory::Account> account;
    directory::Scopes scopes{.read = true, .write = true, .operate = true};
    bool conflict = false;

    void add(Way by, directory::Account found) {
      conflict = conflict || !found.active || (account && account->id != found.id);
      if (way == Way::None) way = by;
      account = std::move(found);
    }
  };
  struct Remembered {
    std::int64_t account = 0;
    base::Micros until = 0;
  };
  struct Visitor {
    net::Address address;
    std::string limit;  ///< name for the limits
    bool secure = false;
  };

  directory::Directory& directory;
  directory::Trail& trail;
  Options options;
  std::array<unsigned char, crypto_generichash_KEYBYTES> key{};
  std::counting_semaphore<kChecksAtOnce> checks{kChecksAtOnce};

  std::mutex mutex;  // for what follows
  Buckets buckets;
  Failures addresses;
  Failures accounts;
  Recent<Remembered> remembered{kRemembered};
  std::uint64_t forgotten = 0;  // how often `forget` was called

  State(directory::Directory& who, directory::Trail& what, const Options& with)
      : directory(who),
        trail(what),
        options(with),
        buckets(with.requests_per_second, with.requests_per_second * kBucketSeconds, kNames),
        addresses(with.failures, kLongestWait, kNames),
        accounts(with.failures, kLongestAccountWait, kNames) {
    if (!options.clock) options.clock = io::steady_clock;
    crypto_generichash_keygen(key.data());
  }

  [[nodiscard]] Visitor visitor(const http::Request& request) const {
    Visitor visitor{request.peer, {}, request.secure};
    if (options.behind_proxy && is_loopback(request.peer)) {
      visitor.address = forwarded(request);
      visitor.secure = true;
    }
    visitor.limit = limit_name(visitor.address);
    return visitor;
  }

  /// What stands for a right password in memory: useless without this process's key.
  [[nodiscard]] std::string seal(std::string_view name, std::string_view password) const {
    std::string both = fmt::format("{}:{}:{}", name.size(), name, password);
    std::string digest(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                       reinterpret_cast<const unsigned char*>(both.data()), both.size(), key.data(),
                       key.size());
    sodium_memzero(both.data(), both.size());
    return digest;
  }

  std::optional<directory::Account> recall(std::string_view name, const std::string& sealed) {
    auto account = directory.account(name);
    const std::lock_guard lock(mutex);
    const Remembered* found = remembered.find(sealed);
    if (found == nullptr || found->until <= options.clock()) return std::nullopt;
    if (!account || account->id != found->account) return std::nullopt;
    return account;
  }

  /// How long this address, or somebody who tries this name, still has to wait.
  base::Micros penalty(const Visitor& visitor, std::string_view name) {
    const std::lock_guard lock(mutex);
    const auto now = options.clock();
    const auto by_name = name.empty() ? 0 : accounts.wait(std::string(name), now);
    return std::max(addresses.wait(visitor.limit, now), by_name);
  }

  void count_failure(const Visitor& visitor, std::string_view name) {
    int in_a_row = 0;
    {
      const std::lock_guard lock(mutex);
      const auto now = options.clock();
      in_a_row = addresses.failed(visitor.limit, now);
      if (!name.empty()) accounts.failed(std::string(name), now);
    }
    // Once for each row, so that no stranger fills the trail.
    if (in_a_row != options.failures) return;
    record("-", "sign-in", fmt::format("refused: {} failures in a row", in_a_row), visitor);
  }

  void record(std::string_view account, std::string_view action, std::string outcome,
              const Visitor& visitor) {
    directory::Entry entry;
    entry.account = account;
    entry.action = action;
    entry.subject = account;
    entry.outcome = std::move(outcome);
    entry.peer = visitor.address.to_string();
    // A trail that cannot be written (disk full) must not keep the operator out.
    static_cast<void>(trail.write(std::move(entry)));
  }

  /// The account of this name and password; else nothing and a refusal.
  std::optional<directory::Account> password_owner(const Visitor& visitor, std::string_view name,
                                                   std::string_view password,
                                                   http::Response& refusal) {
    const auto sealed = seal(name, password);
    if (auto known = recall(name, sealed)) return known;
    if (const auto wait = penalty(visitor, name); wait > 0) {
      refusal = too_many(wait);
      return std::nullopt;
    }
    if (!checks.try_acquire_for(kPatienceForCheck)) {
      refusal = too_many(base::kSecond);
      return std::nullopt;
    }
    const auto before = times_forgotten();
    auto checked = directory.check_password(name, password);
    checks.release();
    if (!checked) {
      refusal = {.status = 503, .body = "accounts cannot be read now; try again\n"};
      return std::nullopt;
    }
    if (!*checked || !(*checked)->active) {
      count_failure(visitor, name);
      refusal = unauthorized();
      return std::nullopt;
    }
    remember(visitor, name, sealed, (*checked)->id, before);
    record((*checked)->name, "sign-in", "done", visitor);
    return *std::move(checked);
  }

  /// Whose one-time link this is, which is used up by it; else nothing and a refusal.
  std::optional<directory::Account> link_owner(const Visitor& visitor, std::string_view link,
                                               http::Response& refusal) {
    if (const auto wait = penalty(visitor, {}); wait > 0) {
      refusal = too_many(wait);
      return std::nullopt;
    }
    auto owner = directory.take_link(link);
    if (!owner) {
      refusal = {.status = 503, .body = "links cannot be read now; try again\n"};
      return std::nullopt;
    }
    if (!*owner) {
      count_failure(visitor, {});
      refusal = unauthorized();
      refusal.body = "this link opens nothing: it was used, has run out or was never made\n";
      return std::nullopt;
    }
    {
      const std::lock_guard lock(mutex);
      addresses.succeeded(visitor.limit);
    }
    record((*owner)->name, "sign-in.link", "done", visitor);
    return *std::move(owner);
  }

  /// A session for somebody who has just been recognised.
  std::optional<Caller> welcome(const Visitor& visitor, std::optional<directory::Account> account,
                                std::string& secret, http::Response& refusal) {
    if (!account) return std::nullopt;
    auto session = directory.make_session(account->id, options.session);
    if (!session) {
      refusal = {.status = 503, .body = "sessions cannot be kept now; try again\n"};
      return std::nullopt;
    }
    secret = *std::move(session);
    return Caller{Way::Session,
                  account,
                  {.read = true, .write = true, .operate = true},
                  directory.viewer_of(account),
                  visitor.address.to_string()};
  }

  std::uint64_t times_forgotten() {
    const std::lock_guard lock(mutex);
    return forgotten;
  }

  /// Not if `forget` was called since the check began: it may have been the old password.
  void remember(const Visitor& visitor, std::string_view name, const std::string& sealed,
                std::int64_t account, std::uint64_t before) {
    const std::lock_guard lock(mutex);
    addresses.succeeded(visitor.limit);
    accounts.succeeded(std::string(name));
    if (options.remember <= 0 || forgotten != before) return;
    remembered.touch(sealed) = {account, options.clock() + options.remember};
  }

  /// False, with a refusal, if any credential is wrong.
  bool recognise(const Credentials& shown, const Visitor& visitor, Known& known,
                 http::Response& refusal) {
    if (shown.basic) {
      auto owner = password_owner(visitor, shown.basic->name, shown.basic->password, refusal);
      if (!owner) return false;
      known.add(Way::Password, *std::move(owner));
    }
    if (!shown.key.empty() && !recognise_key(shown.key, visitor, known, refusal)) return false;
    if (!shown.certificate.empty()) {
      auto owner = directory.account_of_certificate(shown.certificate);
      if (owner) known.add(Way::Certificate, *std::move(owner));
    }
    if (!shown.session.empty()) {
      auto owner = directory.check_session(shown.session);
      if (owner) known.add(Way::Session, *std::move(owner));
    }
    if (known.conflict) refusal = unauthorized();
    return !known.conflict;
  }

  bool recognise_key(const std::string& secret, const Visitor& visitor, Known& known,
                     http::Response& refusal) {
    if (const auto wait = penalty(visitor, {}); wait > 0) {
      refusal = too_many(wait);
      return false;
    }
    auto holder = directory.check_key(secret);
    if (!holder) {
      count_failure(visitor, {});
      refusal = unauthorized();
      return false;
    }
    known.scopes = holder->key.scopes;
    known.add(Way::Key, std::move(holder->account));
    return true;
  }

  /// Whether the browser of somebody recognised was made to send this by another site.
  static bool is_forged(const http::Request& request, const Credentials& shown,
                        const Known& known) {
    if (known.way == Way::None || known.way == Way::Key) return false;
    if (!changes_something(request.method)) return false;
    if (known.way == Way::Session) return !is_meant(request, shown.session);
    return !from_own_page(request);
  }

  base::Micros over_rate(const Visitor& visitor, const Known& known) {
    const std::lock_guard lock(mutex);
    return buckets.take(
        known.account ? fmt::format("account {}", known.account->id) : visitor.limit,
        options.clock());
  }
};

Gate::Gate(directory::Directory& directory, directory::Trail& trail, const Options& options)
    : state_(std::make_unique<State>(directory, trail, options)) {}
Gate::~Gate() = default;

std::optional<Caller> Gate::enter(const http::Request& request, http::Response& refusal) {
  State& s = *state_;
  const auto visitor = s.visitor(request);
  const auto shown = read_credentials(request);
  if (!shown) {
    s.count_failure(visitor, {});
    refusal = unauthorized();
    return std::nullopt;
  }
  if (shown->secret() && !visitor.secure) {
    refusal = forbidden("credentials are refused without TLS; use https");
    return std::nullopt;
  }
  State::Known known;
  if (!s.recognise(*shown, visitor, known, refusal)) return std::nullopt;
  if (const auto wait = s.over_rate(visitor, known); wait > 0) {
    refusal = too_many(wait);
    return std::nullopt;
  }
  if (State::is_forged(request, *shown, known)) {
    refusal = forbidden("sent by a page of another site, or without X-CSRF-Token");
    return std::nullopt;
  }
  const auto scopes = known.account ? known.scopes : directory::Scopes{};
  return Caller{known.way, known.account, scopes, s.directory.viewer_of(known.account),
                visitor.address.to_string()};
}

std::optional<Caller> Gate::sign_in(const http::Request& request, std::string_view name,
                                    std::string_view password, std::string& secret,
                                    http::Response& refusal) {
  const auto visitor = state_->visitor(request);
  if (!may_sign_in(request, visitor.secure, refusal)) return std::nullopt;
  return state_->welcome(visitor, state_->password_owner(visitor, name, password, refusal), secret,
                         refusal);
}

std::optional<Caller> Gate::sign_in_by_link(const http::Request& request, std::string_view link,
                                            std::string& secret, http::Response& refusal) {
  const auto visitor = state_->visitor(request);
  if (!may_sign_in(request, visitor.secure, refusal)) return std::nullopt;
  return state_->welcome(visitor, state_->link_owner(visitor, link, refusal), secret, refusal);
}

Result<std::string> Gate::begin_session(const http::Request& request,
                                        const directory::Account& account) {
  if (!account.active) {
    return Error{Errc::InvalidUsage, fmt::format("the account {} is not active", account.name)};
  }
  auto secret = NOROSHI_TRY(state_->directory.make_session(account.id, state_->options.session));
  state_->record(account.name, "sign-in", "done", state_->visitor(request));
  return secret;
}

base::Micros Gate::session_lifetime() const { return state_->options.session; }

Status Gate::sign_out(const http::Request& request) {
  const auto secret = session_of(request);
  return secret.empty() ? Status{} : state_->directory.end_session(secret);
}

void Gate::forget(std::int64_t account) {
  const std::lock_guard lock(state_->mutex);
  ++state_->forgotten;
  state_->remembered.erase_if(
      [account](const State::Remembered& one) { return one.account == account; });
}

}  // namespace noroshi::access
