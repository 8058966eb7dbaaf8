// Archive: the one base of intelligence.  Objects, who said them, and who may see them.
//
// Three rules hold everything together:
//   1. What `add` acknowledged is on disk, each revision once, however often it is pushed.
//   2. No read without a Viewer.  Objects, counts, searches, correlations and events all pass the
//      same lattice (intel/sharing); there is no other door.
//   3. Correlation is an index, never pairs: value → objects, with a counter of its degree, capped
//      when shown.  A value on a warning list is counted, not indexed as evidence.
//
// A *revision* is an (id, modified, text).  An *assertion* says that a source gave it, when, how
// reliable the source is (A–F) and how credible the information (1–6; Admiralty code, STANAG 2511);
// each assertion has a label of its own, and a revision is visible where one of them is.  The
// merged object is a view.
//
// Every revision in a collection has a sequence number, rising with the order of arrival: cursors
// are sequence numbers, and survive inserts.
//
// Threads: all verbs may be called from any thread.  One writer at a time; readers never wait.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "intel/feeds/warning_list.hpp"
#include "intel/sharing/label.hpp"
#include "intel/stix/object.hpp"
#include "io/sql/database.hpp"

namespace noroshi::archive {

using CollectionId = std::int64_t;  ///< the directory's number of a collection

/// How far a source, and a piece of information, are to be trusted.
struct Trust {
  char reliability = 'F';  ///< 'A' completely reliable … 'E' unreliable, 'F' cannot be judged
  std::uint8_t credibility = 6;  ///< 1 confirmed … 5 improbable, 6 cannot be judged
  friend bool operator==(const Trust&, const Trust&) = default;
};

/// One object on its way in.
struct Submission {
  stix::Object object;
  sharing::Label label;
  std::string source;  ///< who says so: an organisation's UUID, "feed:threatfox", "peer:…"
  Trust trust;
  /// As others than the owner see it (anonymised); empty: as it is.
  std::string shared_text;
  std::optional<base::Micros> expires;  ///< of the sharing, not of the object
  /// When another server had added it (`hub load`); empty: now.  Never before what is there.
  std::optional<base::Micros> added;
};

enum class Outcome : std::uint8_t {
  Added,      ///< a revision that was not here
  Confirmed,  ///< the revision was here; the assertion is new
  Known,      ///< nothing new
};

struct Added {
  Outcome outcome = Outcome::Added;
  std::int64_t sequence = 0;  ///< of the revision in the collection
  base::Micros added = 0;
  std::string warning_list;  ///< the list that knows one of its values; empty: none
};

/// Which objects of a collection (TAXII 2.1, section 3.4).
struct Filter {
  std::optional<base::Micros> added_after;
  std::vector<std::string> ids;
  std::vector<std::string> types;
  /// Empty: the highest of each object; judged before `versions`.
  std::vector<std::string> spec_versions;
  /// "all", "first", "last" or timestamps; empty: last.
  std::vector<std::string> versions;
  friend bool operator==(const Filter&, const Filter&) = default;
};

struct Revision {
  std::int64_t sequence = 0;
  base::Micros added = 0;
  std::string id;
  std::string type;
  std::string spec_version;
  std::string version;  ///< as TAXII names it: modified, created, or the time of arrival
  std::string text;     ///< as this viewer may see it; empty where only the manifest was asked
};

/// How far something that waits would go.
struct Held {
  CollectionId collection = 0;
  sharing::Label label;
};

struct Page {
  std::vector<Revision> revisions;
  std::vector<Held> held;  ///< beside the revisions, of `waiting` alone
  bool more = false;
  std::int64_t next = 0;  ///< the cursor to go on after, when `more`
};

enum class Detail : std::uint8_t { Whole, Manifest };

/// One source's word on an object, as a viewer may see it.
struct Assertion {
  std::string source;  ///< a pseudonym where the source is another organisation
  base::Micros received = 0;
  Trust trust;
  sharing::Tlp tlp = sharing::Tlp::Clear;
};

/// A hit of a look-up or a search.
struct Hit {
  std::string id;
  std::string type;
  std::string name;  ///< its name, or its value
  std::string text;  ///< the newest visible revision
  base::Micros added = 0;
  CollectionId collection = 0;
  double score = 0;  ///< as of now: confidence after decay, 0–100
  bool revoked = false;
};

struct Hits {
  std::vector<Hit> hits;
  std::uint64_t visible = 0;        ///< how many this viewer may see, counted up to `show_at_most`
  bool capped = false;              ///< there are more than were counted
  std::string warning_list;         ///< the value stands on this list
  std::optional<std::string> next;  ///< opaque cursor
};

/// What the viewer's own organisation contributed, and where it stands.
struct Given {
  std::int64_t number = 0;  ///< of the assertion; rising with the order of arrival
  std::string id;
  std::string type;
  std::string name;
  base::Micros received = 0;
  CollectionId collection = 0;
  sharing::Label label;  ///< a sharing that ran out says Retracted
  std::optional<base::Micros> expires;
  bool anonymous = false;  ///< others see another text than was given
};

struct GivenPage {
  std::vector<Given> given;  ///< newest first
  bool more = false;         ///< also where `limit` was not reached: a word may be rare
  std::int64_t next = 0;     ///< the cursor to go on below, when `more`
};

/// How a score goes on falling, so that a list kept in memory need not ask again (decay.hpp).
struct Fading {
  double whole = 0;         ///< before any decay, 0–100
  base::Micros seen = 0;    ///< when it began to fall
  base::Micros lifetime{};  ///< after so long nothing is left; 0: it does not fall
  double speed = 1;
  std::optional<base::Micros> ends;  ///< valid_until: nothing is left then
};
double faded(const Fading& fading, base::Micros now);

/// Objects of one type whose text holds a word, such as the id of an extension.
struct Bearing {
  std::string type;
  std::string word;  ///< empty: all of the type
  /// Earlier revisions are told of from here on, with the last one before it; at most
  /// `kPastAtMost`.
  base::Micros since = 0;
  /// Whether the text of this number is at hand: then it is left empty.  Empty: none is.
  std::function<bool(std::int64_t text)> known = {};
};
inline constexpr std::size_t kPastAtMost = 32;

/// One of them, the newest revision that is visible anywhere, with what a list shows beside it.
struct Bearer {
  Hit hit;
  std::int64_t text = 0;  ///< names the text: where numbers are equal, texts are
  bool live = false;      ///< as for `live`: neither taken back, refused nor run out
  Fading fading;
  std::int64_t sighting = 0;  ///< revision of the sighting that `fading` begins with; 0: none
  /// When something of this runs out, so that it must be asked for anew.
  std::optional<base::Micros> until;
  std::vector<std::string> sources;  ///< as `assertions` names them, each once
  base::Micros first_added = 0;      ///< of its first visible revision
  std::vector<Revision> past;        ///< oldest first, without the newest
};

/// Something that happened, for those who listen: server-sent events, deltas, peers.
struct Event {
  enum class Kind : std::uint8_t { Added, Released, Retracted, Expired, Deleted };
  std::int64_t number = 0;  ///< rising; a cursor
  base::Micros at = 0;
  Kind kind = Kind::Added;
  CollectionId collection = 0;
  std::int64_t sequence = 0;
  std::string id;
  std::string type;
  std::string text;  ///< empty when it was taken back
};

struct Options {
  std::size_t readers = 4;              ///< connections kept for reading
  std::uint64_t show_at_most = 1'000;   ///< hits counted for one value: the cap on display
  std::function<base::Micros()> clock;  ///< empty: io::wall_clock
};

class Archive {
 public:
  /// Brings the tables up to date (sql::migrate, part "archive").
  static Result<std::unique_ptr<Archive>> open(sql::Database& database, Options options = {});
  ~Archive();

  // ---- in ----

  /// Keeps all of them in one transaction: on return they are on disk; on an Error none is.  The
  /// k-th answer belongs to the k-th submission.  `beside` writes into the same transaction what
  /// must never be missing where they are there; its Error keeps them out.
  using Beside = std::function<Status(sql::Connection&, std::span<const Added>)>;
  Result<std::vector<Added>> add(CollectionId collection, std::span<const Submission> submissions,
                                 const Beside& beside = {});

  /// Values on these lists are counted and flagged at ingest, not correlated.
  void use_warning_lists(std::shared_ptr<const std::vector<feeds::WarningList>> lists);

  /// TAXII's DELETE: revisions of one object that `filter` names and the viewer owns (or stewards).
  Result<std::uint64_t> remove(const sharing::Viewer& viewer, CollectionId collection,
                               std::string_view id, const Filter& filter);

  /// Which of these revisions (id and version) are here, whoever may see them: for the intake,
  /// which must not take back from a peer what it gave away.  The k-th answer belongs to the k-th
  /// object.
  Result<std::vector<bool>> known(std::span<const stix::Object> objects);

  // ---- release (intel/sharing/release.hpp) ----

  /// What waits for a decision that this viewer may take, oldest first.
  Result<Page> waiting(const sharing::Viewer& viewer, std::int64_t after, std::size_t limit);
  /// An Error (NotFound) for what the viewer may not decide, whether it exists or not.
  Status decide(const sharing::Viewer& viewer, CollectionId collection, std::int64_t sequence,
                sharing::State decision);
  /// What the viewer may retract of this id, in every collection: how many.  `source`: only what
  /// that source said (a peer takes back its own word, not ours); empty: whoever said it.
  Result<std::uint64_t> retract(const sharing::Viewer& viewer, std::string_view id,
                                std::string_view source = {});
  /// Ends sharing that has run out at `now`; listeners hear of each.  Returns how many.
  Result<std::uint64_t> expire(base::Micros now);

  // ---- out: every verb takes a viewer ----

  Result<Page> page(const sharing::Viewer& viewer, CollectionId collection, const Filter& filter,
                    std::int64_t after, std::size_t limit, Detail detail = Detail::Whole);
  /// The versions of one object that this viewer may see, oldest first.
  Result<Page> versions(const sharing::Viewer& viewer, CollectionId collection, std::string_view id,
                        const Filter& filter, std::int64_t after, std::size_t limit);
  /// The newest visible revision of an object anywhere; NotFound also where it is hidden.
  Result<Hit> find(const sharing::Viewer& viewer, std::string_view id);
  Result<std::vector<Assertion>> assertions(const sharing::Viewer& viewer, std::string_view id);
  /// Objects that refer to this one, or that it refers to, one step away.
  Result<Hits> neighbours(const sharing::Viewer& viewer, std::string_view id, std::size_t limit,
                          std::string_view cursor = {});
  /// Objects that refer to this one, newest first, `limit` at most: the half of `neighbours` that
  /// may be without end, without counts and scores.  For graphs.
  Result<Page> referring(const sharing::Viewer& viewer, std::string_view id, std::size_t limit);
  /// The newest visible revision of each of these, in their order; what is hidden is missing like
  /// what is not there.
  Result<Page> find_all(const sharing::Viewer& viewer, std::span<const std::string> ids,
                        Detail detail = Detail::Whole);
  /// The warning list that knows a value; empty: none.
  [[nodiscard]] std::string warning_list_of(const stix::ObservedValue& value) const;
  /// Objects that speak of this value.
  Result<Hits> look_up(const sharing::Viewer& viewer, const stix::ObservedValue& value,
                       std::size_t limit, std::string_view cursor = {});
  /// Objects whose names, descriptions, values and labels hold all words of `text`; any script,
  /// from two characters.  Newest first.
  Result<Hits> search(const sharing::Viewer& viewer, std::string_view text, std::size_t limit,
                      std::string_view cursor = {});
  /// What is live now: newest revisions of indicators and observables, neither revoked, retracted,
  /// expired nor decayed below `score`, for the outputs of act/share.  Streams in the order of id.
  Status live(const sharing::Viewer& viewer, std::span<const CollectionId> collections,
              double score, const std::function<Status(const Hit&)>& take);
  /// Contributions of the viewer's organisation in this state (nothing: in any), whose names or ids
  /// hold all `words` (empty: any), with numbers below `before` (0: from the newest).
  Result<GivenPage> given(const sharing::Viewer& viewer, std::optional<sharing::State> state,
                          std::string_view words, std::int64_t before, std::size_t limit);
  /// Everything that bears a word, for lists that are kept in memory and follow `events`.  Each
  /// object once, in no order that means anything.
  Status bearing(const sharing::Viewer& viewer, const Bearing& what,
                 const std::function<Status(Bearer)>& take);
  /// The same of one object; NotFound where `bearing` would not have told of it.
  Result<Bearer> bearer(const sharing::Viewer& viewer, const Bearing& what, std::string_view id);
  /// Whether `retract` would find something of this id to take back.
  Result<bool> may_retract(const sharing::Viewer& viewer, std::string_view id);
  /// Objects in a collection that this viewer may see, counted to `show_at_most`.
  Result<std::uint64_t> count(const sharing::Viewer& viewer, CollectionId collection);

  /// Events after a number that this viewer may hear of.
  Result<std::vector<Event>> events(const sharing::Viewer& viewer, std::int64_t after,
                                    std::size_t limit);
  /// What became of one object's contributions since they came: releases, retractions, expiries and
  /// deletions that this viewer may hear of, oldest first, without texts.
  Result<std::vector<Event>> changes(const sharing::Viewer& viewer, std::string_view id);
  [[nodiscard]] std::int64_t newest_event();
  /// `bell` rings (from any thread, without locks held) after each commit that made events, also of
  /// another hub on the same base.  Returns what silences it again when destroyed.
  std::shared_ptr<void> listen(std::function<void()> bell);

  struct Health {
    std::uint64_t objects = 0;  ///< distinct ids
    std::uint64_t revisions = 0;
    std::uint64_t assertions = 0;
    std::uint64_t values = 0;   ///< distinct observed values
    std::uint64_t octets = 0;   ///< on disk
    std::uint64_t waiting = 0;  ///< for approval
  };
  /// For operators only: counts without content.
  Result<Health> health();
  /// What does not fit together (`hub doctor`): one English sentence each; empty: sound.  `go_on`
  /// is asked between questions; an Error (Limit) where it ended them before anything was found.
  Result<std::vector<std::string>> check(const std::function<bool()>& go_on = {});

 private:
  struct State;
  explicit Archive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::archive
