// Sight: what one viewer sees, as of one moment.  Every read of the archive goes through it.
//
// A revision is visible where one of its assertions is: the label says so (sharing::may_see) and
// the sharing has not run out.  Its owner sees it always, and as it was given; all others see the
// shared text of the first assertion (by number) that is visible to them.
//
// A Sight belongs to one call.  It asks `may_see` once for each label.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "intel/archive/labels.hpp"
#include "intel/sharing/label.hpp"
#include "io/sql/database.hpp"

namespace noroshi::archive {

/// How the shared text of an assertion differs from what was given.
enum class Shared : std::uint8_t {
  Same,        ///< it does not
  References,  ///< in references only: same words, same values
  Apart        ///< otherwise: what was found by words or values is looked at again
};

/// An assertion, as far as visibility asks.
struct Mark {
  std::int64_t number = 0;
  std::int64_t label = 0;
  std::optional<base::Micros> expires;
  Shared shared = Shared::Same;
  char reliability = 'F';
  int credibility = 6;
};

/// A revision without its text.
struct Row {
  std::int64_t sequence = 0;
  std::int64_t collection = 0;
  std::int64_t object = 0;
  base::Micros added = 0;
  base::Micros version = 0;
  bool several = false;  ///< its object has more revisions
  bool revoked = false;
  int confidence = -1;  ///< −1: nobody said
  int decay = 0;
  std::optional<base::Micros> valid_until;
  std::string spec;
  std::int64_t sole = 0;  ///< its only assertion; 0: there are several
  Mark mark;              ///< of `sole`
};

/// What a viewer sees of a revision.
struct Seen {
  Mark mark;              ///< the assertion that lets it through
  bool original = false;  ///< the text as it was given
  bool live = false;      ///< by an assertion that is neither taken back, refused nor run out
  /// The text lies in `shared_texts`.
  [[nodiscard]] bool shared() const { return !original && mark.shared != Shared::Same; }
  /// It may lack words and values by which it was found.
  [[nodiscard]] bool apart() const { return !original && mark.shared == Shared::Apart; }
};

class Sight {
 public:
  Sight(const sharing::Viewer& viewer, Labels& labels, base::Micros now)
      : viewer_(viewer), labels_(labels), now_(now) {}

  /// Nothing where the viewer sees none of it.
  Result<std::optional<Seen>> of(sql::Connection& connection, const Row& row);

  /// Every assertion of a revision, by number.
  Result<std::vector<Mark>> marks(sql::Connection& connection, const Row& row);

  Result<bool> sees(sql::Connection& connection, const Mark& mark);

  /// By the label alone, whatever became of the sharing.
  Result<bool> entitled(sql::Connection& connection, std::int64_t label);

  Result<const sharing::Label*> label(sql::Connection& connection, std::int64_t number) {
    return labels_.at(connection, number);
  }

  [[nodiscard]] const sharing::Viewer& viewer() const { return viewer_; }
  [[nodiscard]] base::Micros now() const { return now_; }

 private:
  struct Answer {
    bool may_see = false;
    bool owner = false;
    bool live = false;
  };
  Result<Answer> answer(sql::Connection& connection, std::int64_t label);
  [[nodiscard]] bool lasts(const Mark& mark) const { return !mark.expires || *mark.expires > now_; }

  const sharing::Viewer& viewer_;
  Labels& labels_;
  base::Micros now_;
  std::unordered_map<std::int64_t, Answer> answers_;
};

/// SELECT … FROM revisions r LEFT JOIN its sole assertion; a WHERE follows.
inline constexpr std::string_view kRows =
    "SELECT r.sequence, r.collection, r.object, r.added, r.version, r.several, r.revoked,"
    " r.confidence, r.decay, r.valid_until, r.spec, r.sole, a.label, a.expires, a.shared,"
    " a.reliability, a.credibility"
    " FROM revisions r LEFT JOIN assertions a ON a.number = r.sole ";

Row row_at(const sql::Cursor& cursor);

/// All rows of one question in the form of `kRows`.
Result<std::vector<Row>> rows(sql::Connection& connection, std::string_view statement,
                              std::span<const sql::Value> parameters);
Result<std::optional<Row>> row_of(sql::Connection& connection, std::int64_t sequence);

/// A revision and what is seen of it.
struct Found {
  Row row;
  Seen seen;
};

/// The newest revision of an object that is visible, anywhere; of equal ones the one that came
/// first.  Nothing where none is.
Result<std::optional<Found>> newest(sql::Connection& connection, Sight& sight, std::int64_t object);

/// What is seen of `row` if it is the newest visible revision of its object; nothing if not.
Result<std::optional<Seen>> seen_as_newest(sql::Connection& connection, Sight& sight,
                                           const Row& row);

/// The text as it is seen.
Result<std::string> text_of(sql::Connection& connection, std::int64_t sequence, const Seen& seen);

}  // namespace noroshi::archive
