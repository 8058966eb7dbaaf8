// Directory: who there is, and what for.  Organisations, communities, accounts, keys, API roots and
// collections of a hub, in the same base as the archive but in tables of its own.
//
// Secrets are never kept: passwords as Argon2id (RFC 9106; libsodium's string form), keys, sessions
// and links as SHA-256 of 256 random bits.  Nothing here decides who sees what: that is
// intel/sharing, over the Viewer that `viewer_of` makes.
//
// Threads: all verbs from any thread.  What is asked at each request is kept in memory and renewed
// when this or another hub on the same base changes it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "intel/sharing/label.hpp"
#include "io/sql/database.hpp"

namespace noroshi::directory {

struct Organisation {
  sharing::OrganisationId id = 0;
  std::string uuid;  ///< its STIX identity is "identity--<uuid>"
  std::string name;  ///< unique
  sharing::Regions regions;
  std::vector<std::string> domains;  ///< its own, for the release check-list
  char reliability = 'F';            ///< of what it says, A–F
};

struct Community {
  sharing::CommunityId id = 0;
  std::string uuid;
  std::string name;   ///< unique
  std::string title;  ///< for people, any language
};

struct Account {
  std::int64_t id = 0;
  std::string name;  ///< unique; what Basic calls the user
  sharing::OrganisationId organisation = 0;
  sharing::Kind kind = sharing::Kind::Person;
  bool operates = false;  ///< runs the hub: accounts, feeds, audit; sees no more content
  bool active = true;
  std::vector<sharing::Membership> memberships;
  std::string certificate;  ///< SHA-256 fingerprint of a member machine's; empty: none
  std::string subject;      ///< "issuer subject" of OIDC; empty: none
};

/// What a key may be used for; a key never does more than its account may.
struct Scopes {
  bool read = false;
  bool write = false;
  bool operate = false;
};

struct Key {
  std::int64_t id = 0;
  std::string name;
  std::int64_t account = 0;
  Scopes scopes;
  base::Micros created = 0;
  std::optional<base::Micros> expires;
  std::optional<base::Micros> last_used;  ///< to the hour
};

/// Who gets to see a submission first.
enum class Release : std::uint8_t {
  Approval,  ///< held until the provider approves: what a community does unless told otherwise
  Direct     ///< shared at once
};

struct Root {
  std::string path;  ///< "taxii2/root": between the slashes; unique
  std::string title;
  std::string description;
  std::uint64_t max_content_length = 100U << 20;
  bool is_default = false;
};

struct Collection {
  std::int64_t id = 0;
  std::string uuid;  ///< TAXII's id
  std::string root;  ///< path of its API root
  std::string title;
  std::string description;
  std::string alias;                   ///< empty: none
  sharing::CommunityId community = 0;  ///< 0: the owner's own desk
  sharing::OrganisationId owner = 0;
  sharing::Tlp tlp = sharing::Tlp::AmberStrict;  ///< of what comes without a marking
  std::uint8_t hops = 0;                         ///< likewise
  Release release = Release::Approval;
  bool anonymous = true;      ///< submitters are hidden from other members
  base::Micros lifetime = 0;  ///< how long what comes in is shared; 0: until it is taken back
  bool readable = true;       ///< false: a drop box; rights().read is false for everybody
  bool writable = true;       ///< false: closed; rights().write is false for everybody
  bool open = false;          ///< TLP:CLEAR may be read without an account
};

class Directory {
 public:
  static Result<std::unique_ptr<Directory>> open(sql::Database& database,
                                                 std::function<base::Micros()> clock = {});
  ~Directory();

  // Adding answers the thing with its number; an Error (InvalidUsage) names what is taken or wrong.
  Result<Organisation> add(Organisation organisation);
  Result<Community> add(Community community);
  Result<Account> add(Account account, std::string_view password = {});
  Result<Root> add(Root root);
  Result<Collection> add(Collection collection);
  Status change(const Organisation& organisation);
  Status change(const Account& account);
  Status change(const Collection& collection);
  Status set_password(std::int64_t account, std::string_view password);
  Status remove_account(std::int64_t account);
  Status remove_collection(std::int64_t collection);

  std::vector<Organisation> organisations();
  std::vector<Community> communities();
  std::vector<Account> accounts();
  std::vector<Root> roots();
  std::vector<Collection> collections();  ///< sorted by uuid
  std::optional<Organisation> organisation(std::string_view name_or_uuid);
  std::optional<Community> community(std::string_view name_or_uuid);
  std::optional<Account> account(std::string_view name);
  std::optional<Collection> collection(std::string_view root, std::string_view uuid_or_alias);
  /// By number; empty where there is none.
  std::string organisation_uuid(sharing::OrganisationId id);
  std::string collection_uuid(std::int64_t id);

  /// Nothing when name or password do not fit; takes equally long either way.
  Result<std::optional<Account>> check_password(std::string_view name, std::string_view password);

  /// The secret is shown once, in `secret`: "noroshi_<43 letters>".
  Result<Key> make_key(Key key, std::string& secret);
  std::vector<Key> keys(std::int64_t account);
  Status revoke_key(std::int64_t key);
  struct Keyholder {
    Account account;
    Key key;
  };
  std::optional<Keyholder> check_key(std::string_view secret);
  std::optional<Account> account_of_certificate(std::string_view fingerprint);
  std::optional<Account> account_of_subject(std::string_view issuer_and_subject);

  /// Sessions of people: the secret goes into a cookie.
  Result<std::string> make_session(std::int64_t account, base::Micros lifetime);
  std::optional<Account> check_session(std::string_view secret);
  Status end_session(std::string_view secret);

  /// One-time links: the secret signs its account in once, before `lifetime` (1 min to 7 d) is over
  /// and unless the account is switched off meanwhile.
  Result<std::string> make_link(std::int64_t account, base::Micros lifetime);
  /// Whose link it is, which ends with this; nothing where it opens nothing (any more).
  Result<std::optional<Account>> take_link(std::string_view secret);

  /// What the lattice needs to know of an account; anonymous for none.
  sharing::Viewer viewer_of(const std::optional<Account>& account);
  /// Whether it sees that the collection exists, reads from it, may submit to it.
  struct Rights {
    bool see = false;
    bool read = false;
    bool write = false;
  };
  Rights rights(const sharing::Viewer& viewer, const Collection& collection);

 private:
  struct State;
  explicit Directory(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::directory
