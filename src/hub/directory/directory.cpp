#include "hub/directory/directory.hpp"

#include <utility>

#include "hub/directory/state.hpp"

namespace noroshi::directory {
namespace {

template <typename Thing>
std::string uuid_of(const std::vector<Thing>& things, std::int64_t id) {
  for (const Thing& one : things) {
    if (one.id == id) return one.uuid;
  }
  return {};
}

}  // namespace

Status Directory::State::renew() {
  const bool own = stale.exchange(false);
  if (!own && read != nullptr && NOROSHI_TRY(read_revision(*reader)) == read->revision) return {};
  read = std::make_shared<const Book>(NOROSHI_TRY(read_book(*reader)));
  return {};
}

std::shared_ptr<const Book> Directory::State::book() {
  const std::lock_guard lock(reading);
  const base::Micros now = io::steady_clock();
  if (stale || now - looked >= kLookEvery) {
    looked = now;
    if (!renew()) stale = true;
  }
  return read;
}

Directory::Directory(std::unique_ptr<State> state) : state_(std::move(state)) {}
Directory::~Directory() = default;

Result<std::unique_ptr<Directory>> Directory::open(sql::Database& database,
                                                   std::function<base::Micros()> clock) {
  if (!clock) clock = io::wall_clock;
  auto state = std::make_unique<State>(std::move(clock));
  state->writer = NOROSHI_TRY(database.connect());
  state->reader = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*state->writer, "directory", directory_steps()));
  state->read = std::make_shared<const Book>(NOROSHI_TRY(read_book(*state->reader)));
  state->looked = io::steady_clock();
  return std::unique_ptr<Directory>(new Directory(std::move(state)));
}

std::vector<Organisation> Directory::organisations() { return state_->book()->organisations; }
std::vector<Community> Directory::communities() { return state_->book()->communities; }
std::vector<Account> Directory::accounts() { return state_->book()->accounts; }
std::vector<Root> Directory::roots() { return state_->book()->roots; }
std::vector<Collection> Directory::collections() { return state_->book()->collections; }

std::optional<Organisation> Directory::organisation(std::string_view name_or_uuid) {
  return first_of(state_->book()->organisations, [&](const Organisation& one) {
    return one.name == name_or_uuid || one.uuid == name_or_uuid;
  });
}

std::string Directory::organisation_uuid(sharing::OrganisationId id) {
  return uuid_of(state_->book()->organisations, id);
}

std::string Directory::collection_uuid(std::int64_t id) {
  return uuid_of(state_->book()->collections, id);
}

std::optional<Community> Directory::community(std::string_view name_or_uuid) {
  return first_of(state_->book()->communities, [&](const Community& one) {
    return one.name == name_or_uuid || one.uuid == name_or_uuid;
  });
}

std::optional<Account> Directory::account(std::string_view name) {
  return first_of(state_->book()->accounts, [&](const Account& one) { return one.name == name; });
}

std::optional<Collection> Directory::collection(std::string_view root,
                                                std::string_view uuid_or_alias) {
  if (uuid_or_alias.empty()) return std::nullopt;
  return first_of(state_->book()->collections, [&](const Collection& one) {
    return one.root == root && (one.uuid == uuid_or_alias || one.alias == uuid_or_alias);
  });
}

std::optional<Account> active_account(const Book& book, std::int64_t id) {
  return first_of(book.accounts, [&](const Account& one) { return one.id == id && one.active; });
}

std::optional<Account> Directory::account_of_certificate(std::string_view fingerprint) {
  const std::string plain = plain_fingerprint(fingerprint);
  if (plain.empty()) return std::nullopt;
  return first_of(state_->book()->accounts,
                  [&](const Account& one) { return one.active && one.certificate == plain; });
}

std::optional<Account> Directory::account_of_subject(std::string_view issuer_and_subject) {
  if (issuer_and_subject.empty()) return std::nullopt;
  return first_of(state_->book()->accounts, [&](const Account& one) {
    return one.active && one.subject == issuer_and_subject;
  });
}

sharing::Viewer Directory::viewer_of(const std::optional<Account>& account) {
  if (!account || !account->active) return {};
  const auto own = first_of(state_->book()->organisations, [&](const Organisation& one) {
    return one.id == account->organisation;
  });
  // Another hub passes on what it takes, so it owns nothing here, whoever runs it: hops and colours
  // hold for it also where its account is of the same organisation.
  const bool owns = account->kind != sharing::Kind::Peer;
  return {.kind = account->kind,
          .account = account->id,
          .organisation = owns ? account->organisation : 0,
          .memberships = account->memberships,
          .regions = own ? own->regions : sharing::Regions{}};
}

Directory::Rights Directory::rights(const sharing::Viewer& viewer, const Collection& collection) {
  const bool known = viewer.kind != sharing::Kind::Anonymous;
  bool reads = collection.open;
  bool writes = false;
  if (known && collection.community == 0) {
    writes = collection.owner != 0 && viewer.organisation == collection.owner;
    reads = reads || writes;
  } else if (known) {
    const auto role = viewer.role_in(collection.community);
    writes = role && *role >= sharing::Role::Contributor;
    reads = reads || role.has_value();
  }
  return {.see = reads || writes,
          .read = reads && collection.readable,
          .write = writes && collection.writable};
}

}  // namespace noroshi::directory
