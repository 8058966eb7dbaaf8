// Archive::find, assertions, neighbours, look_up: questions about one object or one value.
#include <algorithm>

#include "intel/archive/features.hpp"
#include "intel/archive/hits.hpp"
#include "intel/archive/prepared.hpp"
#include "intel/archive/statements.hpp"
#include "intel/sharing/release.hpp"

namespace noroshi::archive {
namespace {

Result<std::optional<Found>> newest_of(Visit& visit, std::string_view id) {
  const auto object = NOROSHI_TRY(object_number(*visit.connection, id));
  if (!object) return std::optional<Found>();
  return newest(*visit.connection, visit.sight, *object);
}

/// Rows found through an index of (key, revision), newest first.
Result<std::vector<Row>> indexed_rows(sql::Connection& connection, const std::string& statement,
                                      std::int64_t key, std::int64_t below, std::int64_t at_most) {
  const sql::Value parameters[] = {key, below, at_most};
  return rows(connection, statement, parameters);
}

/// Whether the text that the viewer sees speaks of the value.  Only asked where it was changed
/// before it was shared.
Result<bool> still_speaks_of(Visit& visit, const Found& found, const std::string& key) {
  if (!found.seen.apart()) return true;
  const std::string text = NOROSHI_TRY(text_of(*visit.connection, found.row.sequence, found.seen));
  std::vector<stix::Complaint> ignored;
  const auto object = stix::read_object(text, "shared", {.strict = false}, ignored);
  if (!object) return false;
  const auto keys = value_keys(*object);
  return std::binary_search(keys.begin(), keys.end(), key);
}

bool newer(const Row& a, const Row& b) { return a.sequence > b.sequence; }

bool holds(const std::vector<Row>& all, std::int64_t sequence) {
  return std::any_of(all.begin(), all.end(),
                     [sequence](const Row& row) { return row.sequence == sequence; });
}

/// What it refers to, by the text as it is seen; newest first.
Result<std::vector<Row>> named_by(Visit& visit, const Found& self) {
  std::vector<Row> named;
  const std::string text = NOROSHI_TRY(text_of(*visit.connection, self.row.sequence, self.seen));
  for (const std::string& id : references_in(text)) {
    auto found = NOROSHI_TRY(newest_of(visit, id));
    if (found) named.push_back(std::move(found->row));
  }
  std::sort(named.begin(), named.end(), newer);
  return named;
}

/// The newest `at_most` below a number, of both.
std::vector<Row> merged(std::vector<Row> some, const std::vector<Row>& named, std::int64_t below,
                        std::int64_t at_most) {
  for (const Row& row : named) {
    if (row.sequence < below && !holds(some, row.sequence)) some.push_back(row);
  }
  std::sort(some.begin(), some.end(), newer);
  if (some.size() > static_cast<std::size_t>(at_most))
    some.resize(static_cast<std::size_t>(at_most));
  return some;
}

}  // namespace

Result<Hit> Archive::find(const sharing::Viewer& viewer, std::string_view id) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  const auto found = NOROSHI_TRY(newest_of(visit, id));
  if (!found) return not_found(id);
  return hit_of(*visit.connection, visit.sight, *found);
}

Result<std::vector<Assertion>> said_of(Visit& visit, const std::string& secret,
                                       std::int64_t object) {
  sql::Connection& connection = *visit.connection;
  const sharing::Viewer& viewer = visit.sight.viewer();
  struct Said {
    Mark mark;
    base::Micros received = 0;
    std::string source;
  };
  std::vector<Said> all;
  {
    const sql::Value key[] = {object};
    const auto cursor = NOROSHI_TRY(connection.ask(
        "SELECT a.number, a.label, a.expires, a.reliability, a.credibility, a.received, s.text"
        " FROM revisions r JOIN assertions a ON a.revision = r.sequence"
        " JOIN sources s ON s.number = a.source WHERE r.object = $1 ORDER BY a.number",
        key));
    while (NOROSHI_TRY(cursor->next())) {
      Said said;
      said.mark.label = cursor->integer(1);
      if (!cursor->null(2)) said.mark.expires = cursor->integer(2);
      said.mark.reliability = static_cast<char>(cursor->integer(3));
      said.mark.credibility = static_cast<int>(cursor->integer(4));
      said.received = cursor->integer(5);
      said.source = cursor->text(6);
      all.push_back(std::move(said));
    }
  }
  std::vector<Assertion> visible;
  for (Said& said : all) {
    if (!NOROSHI_TRY(visit.sight.sees(connection, said.mark))) continue;
    const sharing::Label& label = *NOROSHI_TRY(visit.sight.label(connection, said.mark.label));
    const bool own = label.owner != 0 && label.owner == viewer.organisation;
    visible.push_back(
        {.source = own || label.owner == 0
                       ? std::move(said.source)
                       : sharing::pseudonym(secret, std::to_string(label.community), label.owner),
         .received = said.received,
         .trust = {.reliability = said.mark.reliability,
                   .credibility = static_cast<std::uint8_t>(said.mark.credibility)},
         .tlp = label.tlp});
  }
  return visible;
}

Result<std::vector<Assertion>> Archive::assertions(const sharing::Viewer& viewer,
                                                   std::string_view id) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  const auto object = NOROSHI_TRY(object_number(*visit.connection, id));
  if (!object) return not_found(id);
  auto visible = NOROSHI_TRY(said_of(visit, state_->secret, *object));
  if (visible.empty()) return not_found(id);
  return visible;
}

std::string Archive::warning_list_of(const stix::ObservedValue& value) const {
  return warning_for(state_->warning_lists(), value);
}

Result<Hits> Archive::look_up(const sharing::Viewer& viewer, const stix::ObservedValue& value,
                              std::size_t limit, std::string_view cursor) {
  static const std::string kAsked = std::string(kRows) +
                                    "JOIN value_of v ON v.revision = r.sequence"
                                    " WHERE v.value = $1 AND v.revision < $2"
                                    " ORDER BY v.revision DESC LIMIT $3";
  NOROSHI_CHECK(begin_of(cursor));
  Hits hits;
  hits.warning_list = warning_for(state_->warning_lists(), value);
  // On a warning list: many speak of it, and that says nothing.
  if (!hits.warning_list.empty()) return hits;
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  const std::string key = key_of(value);
  const sql::Value asked[] = {std::string_view(key)};
  const auto number_of_value =
      NOROSHI_TRY(number(*visit.connection, "SELECT number FROM observed WHERE value = $1", asked));
  if (!number_of_value) return hits;
  return collect(
      visit,
      [&](std::int64_t below, std::int64_t at_most) {
        return indexed_rows(*visit.connection, kAsked, *number_of_value, below, at_most);
      },
      [&](const Found& found) { return still_speaks_of(visit, found, key); }, limit, cursor,
      state_->options.show_at_most);
}

Result<Hits> Archive::neighbours(const sharing::Viewer& viewer, std::string_view id,
                                 std::size_t limit, std::string_view cursor) {
  static const std::string kAsked = std::string(kRows) +
                                    "JOIN references_to f ON f.revision = r.sequence"
                                    " WHERE f.target = $1 AND f.revision < $2"
                                    " ORDER BY f.revision DESC LIMIT $3";
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  const auto self = NOROSHI_TRY(newest_of(visit, id));
  if (!self) return not_found(id);
  const std::int64_t object = self->row.object;
  const std::vector<Row> named = NOROSHI_TRY(named_by(visit, *self));
  return collect(
      visit,
      [&](std::int64_t below, std::int64_t at_most) -> Result<std::vector<Row>> {
        auto some = NOROSHI_TRY(indexed_rows(*visit.connection, kAsked, object, below, at_most));
        return merged(std::move(some), named, below, at_most);
      },
      [&](const Found& found) -> Result<bool> {
        if (found.row.object == object) return false;
        if (holds(named, found.row.sequence)) return true;
        return refers_to(visit, found, std::string(id));
      },
      limit, cursor, state_->options.show_at_most);
}

}  // namespace noroshi::archive
