// Archive::add: one transaction for all submissions of a call.
//
// Objects that the base has never seen, which is most, are collected and written table by table;
// those it knows are looked at one by one: is this revision here, did this source say so before?
// An object that comes twice in one call takes the second way the second time, after the rows
// collected so far are written.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "intel/archive/features.hpp"
#include "intel/archive/prepared.hpp"
#include "intel/archive/state.hpp"
#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

using Rows = std::vector<std::vector<sql::Value>>;

/// Rows of one table that wait to be written together.
struct Table {
  std::string_view insert;
  Rows rows;
};

constexpr std::string_view kObject =
    "INSERT INTO objects (number, revised, type, id) VALUES ($1, $2, $3, $4)";
constexpr std::string_view kRevision =
    "INSERT INTO revisions (sequence, collection, object, added, version, several, sole, digest,"
    " confidence, revoked, decay, valid_until, type, spec, version_text)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
constexpr std::string_view kText = "INSERT INTO texts (revision, text) VALUES ($1, $2)";
constexpr std::string_view kAssertion =
    "INSERT INTO assertions (number, revision, source, label, state, received, reliability,"
    " credibility, shared, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr std::string_view kSharedText =
    "INSERT INTO shared_texts (assertion, text) VALUES ($1, $2)";
constexpr std::string_view kReference =
    "INSERT INTO references_to (target, revision) VALUES ($1, $2) ON CONFLICT DO NOTHING";
constexpr std::string_view kSighting =
    "INSERT INTO sightings (object, at, revision) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
constexpr std::string_view kNewValue =
    "INSERT INTO observed (number, degree, value) VALUES ($1, $2, $3)";
constexpr std::string_view kMoreOfValue =
    "UPDATE observed SET degree = degree + $2 WHERE number = $1";
constexpr std::string_view kValueOf = "INSERT INTO value_of (value, revision) VALUES ($1, $2)";
constexpr std::string_view kWordsInSqlite = "INSERT INTO words (rowid, text) VALUES ($1, $2)";
constexpr std::string_view kWordsInPostgres =
    "INSERT INTO words (revision, text) VALUES ($1, $2::tsvector)";

/// An object as the base knows it.
struct Known {
  std::int64_t number = 0;
  std::int64_t revised = 0;  ///< 0: only referred to; 1: one revision; 2: several
  bool pending = false;      ///< its row, or one of its revision, is not written yet
};

/// An observed value in this call.
struct Value {
  std::int64_t number = 0;
  std::int64_t more = 0;  ///< to add to its degree
  bool fresh = true;
};

sql::Value optional_value(std::optional<base::Micros> time) {
  return time ? sql::Value(*time) : sql::Value();
}

class Call {
 public:
  Call(Writing& writing, CollectionId collection, base::Micros now)
      : writing_(writing), collection_(collection), now_(now) {
    words_.insert =
        writing.connection().dialect() == sql::Dialect::Sqlite ? kWordsInSqlite : kWordsInPostgres;
  }

  Status begin(const std::vector<Prepared>& all) {
    NOROSHI_CHECK(find_last_added());
    NOROSHI_CHECK(find_objects(all));
    return find_values(all);
  }

  Result<Added> add(const Prepared& one) {
    Known& object = known_.at(one.submission->object.id);
    if (object.revised != 0) {
      if (object.pending) NOROSHI_CHECK(write_objects());
      if (const auto here = NOROSHI_TRY(find_revision(one, object.number))) {
        return confirm(one, *here);
      }
    }
    return add_revision(one, object);
  }

  Status finish() {
    NOROSHI_CHECK(write_objects());
    for (auto& [key, value] : values_) {
      if (value.fresh) {
        new_values_.rows.push_back({value.number, value.more, std::string_view(key)});
      } else if (value.more > 0) {
        more_of_values_.rows.push_back({value.number, value.more});
      }
    }
    for (Table* table : {&new_values_, &more_of_values_, &value_of_, &references_, &sightings_,
                         &words_, &events_}) {
      NOROSHI_CHECK(write(*table));
    }
    return {};
  }

 private:
  struct Here {
    std::int64_t sequence = 0;
    base::Micros added = 0;
  };

  /// What a source said before about a revision.
  struct Said {
    std::int64_t number = 0;
    std::int64_t label = 0;
    std::int64_t state = 0;
    std::optional<base::Micros> expires;
    Shared shared = Shared::Same;
  };

  [[nodiscard]] sql::Connection& base() const { return writing_.connection(); }

  Status write(Table& table) {
    if (table.rows.empty()) return {};
    NOROSHI_CHECK(base().run_each(table.insert, table.rows));
    table.rows.clear();
    return {};
  }

  Status write_objects() {
    for (Table* table : {&objects_, &revisions_, &texts_, &assertions_, &shared_texts_}) {
      NOROSHI_CHECK(write(*table));
    }
    for (Known* object : pending_) object->pending = false;
    pending_.clear();
    return {};
  }

  Status find_last_added() {
    const sql::Value key[] = {collection_};
    last_added_ = NOROSHI_TRY(number(base(),
                                     "SELECT added FROM revisions WHERE collection = $1"
                                     " ORDER BY sequence DESC LIMIT 1",
                                     key))
                      .value_or(0);
    return {};
  }

  Status find_objects(const std::vector<Prepared>& all) {
    std::vector<sql::Value> keys;
    const auto want = [this, &keys](const std::string& id) {
      if (known_.try_emplace(id).second) keys.emplace_back(std::string_view(id));
    };
    for (const Prepared& one : all) {
      want(one.submission->object.id);
      for (const std::string& id : one.references) want(id);
      if (!one.sighting_of.empty()) want(one.sighting_of);
    }
    NOROSHI_CHECK(ask_in(base(), "SELECT number, revised, id FROM objects WHERE id", keys,
                         [this](sql::Cursor& cursor) {
                           Known& found = known_[std::string(cursor.text(2))];
                           found.number = cursor.integer(0);
                           found.revised = cursor.integer(1);
                         }));
    return {};
  }

  Status find_values(const std::vector<Prepared>& all) {
    std::vector<sql::Value> keys;
    for (const Prepared& one : all) {
      for (const PreparedValue& value : one.values) {
        if (values_.try_emplace(value.key).second) keys.emplace_back(std::string_view(value.key));
      }
    }
    return ask_in(base(), "SELECT number, value FROM observed WHERE value", keys,
                  [this](sql::Cursor& cursor) {
                    Value& found = values_[std::string(cursor.text(1))];
                    found.number = cursor.integer(0);
                    found.fresh = false;
                  });
  }

  Result<std::int64_t> label_number(const sharing::Label& label) {
    if (last_label_ && last_label_->first == label) return last_label_->second;
    const std::int64_t number = NOROSHI_TRY(writing_.label(label));
    last_label_ = {label, number};
    return number;
  }

  Result<std::int64_t> source_number(const std::string& source) {
    const auto found = sources_.find(source);
    if (found != sources_.end()) return found->second;
    const std::int64_t number = NOROSHI_TRY(interned(base(), Interned::Source, source));
    sources_.emplace(source, number);
    return number;
  }

  /// The same text under the same id, in this collection.
  Result<std::optional<Here>> find_revision(const Prepared& one, std::int64_t object) {
    const sql::Value parameters[] = {object, one.digest, collection_,
                                     std::string_view(one.submission->object.text)};
    const auto rows = NOROSHI_TRY(base().ask(
        "SELECT r.sequence, r.added FROM revisions r JOIN texts t ON t.revision = r.sequence"
        " WHERE r.object = $1 AND r.digest = $2 AND r.collection = $3 AND t.text = $4",
        parameters));
    if (!NOROSHI_TRY(rows->next())) return std::optional<Here>();
    return std::optional(Here{.sequence = rows->integer(0), .added = rows->integer(1)});
  }

  Result<std::vector<Said>> said_before(const Prepared& one, std::int64_t sequence,
                                        std::int64_t source) {
    const Trust& trust = one.submission->trust;
    const sql::Value parameters[] = {sequence, source, static_cast<std::int64_t>(trust.reliability),
                                     static_cast<std::int64_t>(trust.credibility)};
    const auto rows = NOROSHI_TRY(
        base().ask("SELECT number, label, state, expires, shared FROM assertions"
                   " WHERE revision = $1 AND source = $2 AND reliability = $3 AND credibility = $4",
                   parameters));
    std::vector<Said> all;
    while (NOROSHI_TRY(rows->next())) {
      Said said{.number = rows->integer(0),
                .label = rows->integer(1),
                .state = rows->integer(2),
                .expires = {},
                .shared = static_cast<Shared>(rows->integer(4))};
      if (!rows->null(3)) said.expires = rows->integer(3);
      all.push_back(said);
    }
    return all;
  }

  /// Whether `said` is what `one` says again.  Its state may have changed since; what ran out must
  /// be said anew.
  Result<bool> is_repeated(const Prepared& one, const Said& said) {
    if (said.state == kExpired || said.shared != one.shared) return false;
    sharing::Label before = NOROSHI_TRY(Labels::read(base(), said.label));
    before.state = one.submission->label.state;
    if (before != one.submission->label) return false;
    if (said.shared == Shared::Same) return true;
    const sql::Value key[] = {said.number};
    return NOROSHI_TRY(text(base(), "SELECT text FROM shared_texts WHERE assertion = $1", key)) ==
           one.submission->shared_text;
  }

  /// The revision is here: keeps the assertion where it is new.
  Result<Added> confirm(const Prepared& one, const Here& here) {
    Added answer{.outcome = Outcome::Known,
                 .sequence = here.sequence,
                 .added = here.added,
                 .warning_list = one.warning_list};
    const std::int64_t source = NOROSHI_TRY(source_number(one.submission->source));
    for (const Said& said : NOROSHI_TRY(said_before(one, here.sequence, source))) {
      if (!NOROSHI_TRY(is_repeated(one, said))) continue;
      NOROSHI_CHECK(prolong(one, said));
      return answer;
    }
    answer.outcome = Outcome::Confirmed;
    const sql::Value key[] = {here.sequence};
    NOROSHI_CHECK(base().run("UPDATE revisions SET sole = 0 WHERE sequence = $1", key));
    NOROSHI_CHECK(add_assertion(one, here.sequence, known_.at(one.submission->object.id).number));
    // Its shared text may refer to others than those known.
    NOROSHI_CHECK(add_references(one, here.sequence));
    NOROSHI_CHECK(write_objects());
    return answer;
  }

  /// Said again for longer.
  Status prolong(const Prepared& one, const Said& said) {
    const auto& until = one.submission->expires;
    if (!said.expires || (until && *until <= *said.expires)) return {};
    const sql::Value row[] = {said.number, optional_value(until)};
    NOROSHI_CHECK(base().run("UPDATE assertions SET expires = $2 WHERE number = $1", row));
    return {};
  }

  Result<Added> add_revision(const Prepared& one, Known& object) {
    const stix::Object& stix = one.submission->object;
    NOROSHI_CHECK(revise(object, stix.id));
    const std::int64_t sequence = writing_.next_sequence();
    const base::Micros added = next_added(*one.submission);
    const std::int64_t assertion = NOROSHI_TRY(add_assertion(one, sequence, object.number));
    revisions_.rows.push_back(
        {sequence, collection_, object.number, added, one.version.value_or(added),
         static_cast<std::int64_t>(object.revised == 2), assertion, one.digest,
         static_cast<std::int64_t>(stix.confidence.value_or(-1)),
         static_cast<std::int64_t>(stix.revoked), one.decay, optional_value(stix.valid_until),
         std::string_view(stix.type), std::string_view(stix.spec_version),
         std::string_view(stix.version_text)});
    texts_.rows.push_back({sequence, std::string_view(stix.text)});
    words_.rows.push_back({sequence, std::string_view(one.words)});
    NOROSHI_CHECK(add_references(one, sequence));
    add_values(one, sequence);
    return Added{.outcome = Outcome::Added,
                 .sequence = sequence,
                 .added = added,
                 .warning_list = one.warning_list};
  }

  /// One revision more: the earlier ones learn that they are not alone.
  Status revise(Known& object, const std::string& id) {
    if (object.revised == 0) {
      object.revised = 1;
      if (object.number == 0) {
        object.number = writing_.next_object();
        objects_.rows.push_back(object_row(object, id));
      } else {
        NOROSHI_CHECK(set_revised(object));
      }
      object.pending = true;
      pending_.push_back(&object);
      return {};
    }
    if (object.revised == 1) {
      object.revised = 2;
      const sql::Value key[] = {object.number};
      NOROSHI_CHECK(base().run("UPDATE revisions SET several = 1 WHERE object = $1", key));
      NOROSHI_CHECK(set_revised(object));
    }
    object.pending = true;
    pending_.push_back(&object);
    return {};
  }

  Status set_revised(const Known& object) {
    // Its own row may be among those collected (an object that was referred to first).
    NOROSHI_CHECK(write(objects_));
    const sql::Value row[] = {object.number, object.revised};
    NOROSHI_CHECK(base().run("UPDATE objects SET revised = $2 WHERE number = $1", row));
    return {};
  }

  std::vector<sql::Value> object_row(const Known& object, const std::string& id) {
    const std::string_view whole(id);
    return {object.number, object.revised, whole.substr(0, whole.find("--")), whole};
  }

  base::Micros next_added(const Submission& submission) {
    if (submission.added) {
      last_added_ = std::max(last_added_, std::min(*submission.added, now_));
    } else {
      last_added_ = std::max(last_added_ + 1, now_);
    }
    return last_added_;
  }

  Result<std::int64_t> add_assertion(const Prepared& one, std::int64_t sequence,
                                     std::int64_t object) {
    const Submission& submission = *one.submission;
    const std::int64_t label = NOROSHI_TRY(label_number(submission.label));
    const std::int64_t assertion = writing_.next_assertion();
    assertions_.rows.push_back({assertion, sequence, NOROSHI_TRY(source_number(submission.source)),
                                label, stored(submission.label.state), now_,
                                static_cast<std::int64_t>(submission.trust.reliability),
                                static_cast<std::int64_t>(submission.trust.credibility),
                                static_cast<std::int64_t>(one.shared),
                                optional_value(submission.expires)});
    if (one.shared != Shared::Same) {
      shared_texts_.rows.push_back({assertion, std::string_view(submission.shared_text)});
    }
    events_.rows.push_back(event_row(writing_.next_event(), {.kind = Event::Kind::Added,
                                                             .at = now_,
                                                             .collection = collection_,
                                                             .sequence = sequence,
                                                             .object = object,
                                                             .assertion = assertion,
                                                             .label = label}));
    return assertion;
  }

  /// What others point at is numbered even before it comes.
  std::int64_t number_of(const std::string& id) {
    Known& object = known_.at(id);
    if (object.number == 0) {
      object.number = writing_.next_object();
      objects_.rows.push_back(object_row(object, id));
    }
    return object.number;
  }

  Status add_references(const Prepared& one, std::int64_t sequence) {
    for (const std::string& id : one.references) {
      references_.rows.push_back({number_of(id), sequence});
    }
    if (!one.sighting_of.empty()) {
      sightings_.rows.push_back({number_of(one.sighting_of), one.seen_at, sequence});
    }
    return {};
  }

  void add_values(const Prepared& one, std::int64_t sequence) {
    for (const PreparedValue& each : one.values) {
      Value& value = values_.at(each.key);
      if (value.number == 0) value.number = writing_.next_value();
      ++value.more;
      if (!each.warned) value_of_.rows.push_back({value.number, sequence});
    }
  }

  Writing& writing_;
  CollectionId collection_;
  base::Micros now_;
  base::Micros last_added_ = 0;
  std::unordered_map<std::string, Known> known_;
  std::vector<Known*> pending_;
  std::unordered_map<std::string, Value> values_;
  std::unordered_map<std::string, std::int64_t> sources_;
  std::optional<std::pair<sharing::Label, std::int64_t>> last_label_;

  Table objects_{kObject, {}};
  Table revisions_{kRevision, {}};
  Table texts_{kText, {}};
  Table assertions_{kAssertion, {}};
  Table shared_texts_{kSharedText, {}};
  Table references_{kReference, {}};
  Table sightings_{kSighting, {}};
  Table new_values_{kNewValue, {}};
  Table more_of_values_{kMoreOfValue, {}};
  Table value_of_{kValueOf, {}};
  Table words_{kWordsInSqlite, {}};
  Table events_{kTell, {}};
};

}  // namespace

Result<std::vector<Added>> Archive::add(CollectionId collection,
                                        std::span<const Submission> submissions,
                                        const Beside& beside) {
  std::vector<Added> answers;
  if (submissions.empty()) return answers;
  const WarningLists lists = state_->warning_lists();
  std::vector<Prepared> all;
  all.reserve(submissions.size());
  for (const Submission& one : submissions) {
    all.push_back(prepared(one, lists, state_->database.dialect()));
  }
  auto writing = NOROSHI_TRY(Writing::begin(*state_));
  Call call(writing, collection, now(*state_));
  NOROSHI_CHECK(call.begin(all));
  answers.reserve(all.size());
  for (const Prepared& one : all) answers.push_back(NOROSHI_TRY(call.add(one)));
  NOROSHI_CHECK(call.finish());
  if (beside) NOROSHI_CHECK(beside(writing.connection(), answers));
  NOROSHI_CHECK(writing.commit());
  return answers;
}

}  // namespace noroshi::archive
