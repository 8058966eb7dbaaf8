// Archive::remove: TAXII's DELETE.  What nobody asserts any more leaves every index.
//
// Its number is not given again, and its object stays as a name that others may refer to.
#include <set>
#include <span>

#include "intel/archive/features.hpp"
#include "intel/archive/pages.hpp"
#include "intel/archive/prepared.hpp"
#include "intel/archive/statements.hpp"
#include "intel/archive/versions.hpp"

namespace noroshi::archive {
namespace {

class Removal {
 public:
  Removal(Writing& writing, const sharing::Viewer& viewer) : writing_(writing), viewer_(viewer) {}

  /// Takes the viewer's assertions away; false where none is the viewer's.
  Result<bool> remove(const Row& row, std::span<const Mark> marks) {
    std::vector<Mark> left;
    std::set<std::string> gone;
    for (const Mark& mark : marks) {
      const auto label = NOROSHI_TRY(Labels::read(base(), mark.label));
      if (!may_take_back(viewer_, label)) {
        left.push_back(mark);
        continue;
      }
      gone.merge(NOROSHI_TRY(references_of(mark)));
      NOROSHI_CHECK(remove_assertion(row, mark));
    }
    if (left.size() == marks.size()) return false;
    if (left.empty()) {
      NOROSHI_CHECK(remove_revision(row));
    } else {
      // What the text or another source's shared text refers to stays in the index.
      for (const std::string& id : references_in(NOROSHI_TRY(kept_text(row)))) gone.erase(id);
      for (const Mark& mark : left) {
        for (const std::string& id : NOROSHI_TRY(references_of(mark))) gone.erase(id);
      }
    }
    NOROSHI_CHECK(remove_references(row, gone));
    if (left.size() != 1) return true;
    const sql::Value parameters[] = {row.sequence, left.front().number};
    NOROSHI_CHECK(run("UPDATE revisions SET sole = $2 WHERE sequence = $1", parameters));
    return true;
  }

  /// Whether the object's revisions are several, after some are gone.
  Status count_again(std::int64_t object) {
    const sql::Value key[] = {object};
    const auto left =
        NOROSHI_TRY(number(base(),
                           "SELECT COUNT(*) FROM (SELECT 1 FROM revisions WHERE object = $1"
                           " LIMIT 2) AS few",
                           key))
            .value_or(0);
    const sql::Value parameters[] = {object, left};
    NOROSHI_CHECK(run("UPDATE objects SET revised = $2 WHERE number = $1", parameters));
    if (left != 1) return {};
    return run("UPDATE revisions SET several = 0 WHERE object = $1", key);
  }

 private:
  [[nodiscard]] sql::Connection& base() const { return writing_.connection(); }

  Status run(std::string_view statement, std::span<const sql::Value> parameters) {
    NOROSHI_CHECK(base().run(statement, parameters));
    return {};
  }

  Result<std::string> kept_text(const Row& row) {
    const sql::Value key[] = {row.sequence};
    return NOROSHI_TRY(text(base(), "SELECT text FROM texts WHERE revision = $1", key))
        .value_or(std::string());
  }

  /// Of its shared text.
  Result<std::set<std::string>> references_of(const Mark& mark) {
    if (mark.shared == Shared::Same) return std::set<std::string>();
    const sql::Value key[] = {mark.number};
    const auto shared =
        NOROSHI_TRY(text(base(), "SELECT text FROM shared_texts WHERE assertion = $1", key));
    const auto found = references_in(shared.value_or(std::string()));
    return std::set<std::string>(found.begin(), found.end());
  }

  Status remove_assertion(const Row& row, const Mark& mark) {
    const sql::Value key[] = {mark.number};
    NOROSHI_CHECK(run("DELETE FROM shared_texts WHERE assertion = $1", key));
    NOROSHI_CHECK(run("DELETE FROM assertions WHERE number = $1", key));
    return tell(writing_, {.kind = Event::Kind::Deleted,
                           .at = now(writing_.parts()),
                           .collection = row.collection,
                           .sequence = row.sequence,
                           .object = row.object,
                           .assertion = mark.number,
                           .label = mark.label});
  }

  Status remove_revision(const Row& row) {
    const std::string kept = NOROSHI_TRY(kept_text(row));
    const auto references = references_in(kept);
    NOROSHI_CHECK(remove_words(row, kept));
    NOROSHI_CHECK(remove_references(row, {references.begin(), references.end()}));
    NOROSHI_CHECK(remove_values(row, kept));
    const sql::Value key[] = {row.sequence};
    NOROSHI_CHECK(run("DELETE FROM texts WHERE revision = $1", key));
    return run("DELETE FROM revisions WHERE sequence = $1", key);
  }

  /// FTS5 keeps no words of its own: it takes away those it is told, which must be the same.
  Status remove_words(const Row& row, const std::string& json) {
    if (base().dialect() == sql::Dialect::Postgres) {
      const sql::Value key[] = {row.sequence};
      return run("DELETE FROM words WHERE revision = $1", key);
    }
    const std::string words = kept_words(json, sql::Dialect::Sqlite);
    const sql::Value parameters[] = {row.sequence, std::string_view(words)};
    return run("INSERT INTO words (words, rowid, text) VALUES ('delete', $1, $2)", parameters);
  }

  Status remove_references(const Row& row, const std::set<std::string>& ids) {
    for (const std::string& id : ids) {
      const auto target = NOROSHI_TRY(object_number(base(), id));
      if (!target) continue;
      const sql::Value parameters[] = {*target, row.sequence};
      NOROSHI_CHECK(
          run("DELETE FROM references_to WHERE target = $1 AND revision = $2", parameters));
      NOROSHI_CHECK(run("DELETE FROM sightings WHERE object = $1 AND revision = $2", parameters));
    }
    return {};
  }

  Status remove_values(const Row& row, const std::string& json) {
    std::vector<stix::Complaint> ignored;
    const auto object = stix::read_object(json, "kept", {.strict = false}, ignored);
    if (!object) return {};
    for (const std::string& key : value_keys(*object)) {
      const sql::Value asked[] = {std::string_view(key)};
      const auto value =
          NOROSHI_TRY(number(base(), "SELECT number FROM observed WHERE value = $1", asked));
      if (!value) continue;
      const sql::Value pair[] = {*value, row.sequence};
      NOROSHI_CHECK(run("DELETE FROM value_of WHERE value = $1 AND revision = $2", pair));
      const sql::Value one[] = {*value};
      NOROSHI_CHECK(run("UPDATE observed SET degree = degree - 1 WHERE number = $1", one));
    }
    return {};
  }

  Writing& writing_;
  const sharing::Viewer& viewer_;
};

}  // namespace

Result<std::uint64_t> Archive::remove(const sharing::Viewer& viewer, CollectionId collection,
                                      std::string_view id, const Filter& filter) {
  Filter all = filter;
  if (all.versions.empty()) all.versions = {"all"};
  const auto versions = NOROSHI_TRY(VersionFilter::of(all));
  auto writing = NOROSHI_TRY(Writing::begin(*state_));
  sql::Connection& base = writing.connection();
  const auto object = NOROSHI_TRY(object_number(base, id));
  if (!object) return 0;
  // Own labels: what the writer has not committed must not be remembered.
  Labels labels;
  Sight sight(viewer, labels, now(*state_));
  const auto named = versions.chosen(NOROSHI_TRY(visible_of(base, sight, *object, collection)));
  Removal removal(writing, viewer);
  std::uint64_t removed = 0;
  for (const Found& one : named) {
    const auto marks = NOROSHI_TRY(sight.marks(base, one.row));
    if (NOROSHI_TRY(removal.remove(one.row, marks))) ++removed;
  }
  if (removed == 0) return 0;
  NOROSHI_CHECK(removal.count_again(*object));
  NOROSHI_CHECK(writing.commit());
  return removed;
}

}  // namespace noroshi::archive
