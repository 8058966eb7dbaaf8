// A TAXII 2.1 client (OASIS Standard, 10 June 2021): discovery, reading with filters, pushing.
//
// It follows `more`/`next`, keeps to the server's limits, backs off on 429 and 503 as Retry-After
// says and on broken connections with growing waits, and never sends credentials to another origin.
// One thread uses a client.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/http/client.hpp"

namespace noroshi::taxii {

inline constexpr std::string_view kMediaType = "application/taxii+json;version=2.1";

struct Account {
  std::string user, password;  ///< Basic; or
  std::string key;             ///< a bearer key
};

struct RootInfo {
  std::string url, title, description;
  std::vector<std::string> versions;
  std::uint64_t max_content_length = 0;
};

struct CollectionInfo {
  std::string id, title, description, alias;
  bool can_read = false, can_write = false;
  std::vector<std::string> media_types;
};

struct Want {
  std::string added_after;  ///< as the server wrote it; empty: from the beginning
  std::vector<std::string> ids, types, versions, spec_versions;
  std::size_t limit = 1'000;
  /// Headers of the request beside those of TAXII.
  http::Client::Fields headers = {};
};

struct Envelope {
  std::string body;  ///< the JSON as it came
  bool more = false;
  std::string next;
  std::string first_added, last_added;  ///< X-TAXII-Date-Added-First/Last
  http::Client::Fields headers = {};    ///< of the answer, all of them; names in lower case
};

struct PostStatus {
  std::string id, status;  ///< "complete" or "pending"
  std::uint64_t total = 0, succeeded = 0, failed = 0, pending = 0;
  std::vector<std::string> failures;  ///< "indicator--…: reason"
};

struct Patience {
  int attempts = 6;                         ///< of one request
  base::Micros first_wait = base::kSecond;  ///< doubled each time, up to
  base::Micros longest_wait = 2 * base::kMinute;
  /// Called for each wait; returns false to give up (the caller stops).  Empty: really sleeps.
  std::function<bool(base::Micros)> wait;
};

class Client {
 public:
  /// `url`: a discovery URL, an API root, or a collection.
  static Result<Client> open(std::string_view url, Account account,
                             http::ClientOptions options = {}, Patience patience = {});
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  /// What the server offers: roots by discovery, or the one that `url` names.
  Result<std::vector<RootInfo>> roots();
  Result<std::vector<CollectionInfo>> collections(const RootInfo& root);

  /// One page of objects; `next` goes on where an Envelope ended (its filters must be the same).
  Result<Envelope> objects(const RootInfo& root, std::string_view collection, const Want& want,
                           std::string_view next = {});
  /// Sends an envelope and follows its status until nothing is pending.
  Result<PostStatus> post(const RootInfo& root, std::string_view collection,
                          std::string_view envelope);

 private:
  struct State;
  explicit Client(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::taxii
