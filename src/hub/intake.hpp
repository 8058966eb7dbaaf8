// Intake: the one way in.  Reads a text (bundle, envelope, objects), checks it, labels each object
// by its markings and the collection, hides its submitter, keeps it.
//
// Every face, every feed and every peer comes through here, so there is one place where a label is
// made, and none where it can be forgotten.  A label is never wider than the collection allows or
// the markings say; where the two differ, the narrower holds.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hub/hub.hpp"

namespace noroshi::hub {

/// What became of a text.
struct Received {
  std::uint64_t added = 0, confirmed = 0, known = 0, refused = 0;
  std::uint64_t held = 0;  ///< of those added or confirmed: wait for their provider's approval
  struct Answer {
    std::string id;
    std::string version;  ///< as TAXII names it
    std::string message;  ///< why it was refused, or what it waits for
    bool taken = false;
    std::int64_t sequence = 0;  ///< of the revision in the collection; 0: not taken, or known
    bool first = false;         ///< the revision was not here before
    bool held = false;          ///< waits for its provider's approval
  };
  std::vector<Answer> objects;        ///< one for each object of the text
  std::vector<std::string> warnings;  ///< SHOULDs of STIX that were not met, one line each
};

/// Who gives something without standing at the door: a feed, another hub, the command line.
struct Origin {
  std::string source;  ///< "feed:threatfox", "peer:https://hub.example/…"
  archive::Trust trust;
  /// What comes from another hub spends a hop, and what is here already is not taken again: two
  /// hubs that pull from each other come to rest.
  bool peer = false;
  /// `hub load`: when another server had added it; empty: now.
  std::function<std::optional<base::Micros>(const stix::Object&)> added_when{};
};

/// Writes, into the transaction that keeps a text's objects, what must never be missing where they
/// are there: the seal under which they came.  Its Error keeps them out.
using Beside = std::function<Status(sql::Connection&, const Received&)>;

class Intake {
 public:
  explicit Intake(Parts& parts) : parts_(parts) {}

  /// An Error where the text is no JSON or has no list of objects (InvalidInput), or the base could
  /// not keep it (Io: the disk is full, …): then nothing of it was kept.
  Result<Received> receive(const access::Caller& caller, const directory::Collection& collection,
                           std::string_view text, const Beside& beside = {});
  Result<Received> receive(const Origin& origin, const directory::Collection& collection,
                           std::string_view text, const Beside& beside = {});

 private:
  struct Sender;
  class Batch;
  Result<Received> take(const Sender& sender, const directory::Collection& collection,
                        std::string_view text, const Beside& beside);

  Parts& parts_;
};

}  // namespace noroshi::hub
