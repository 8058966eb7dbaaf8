#include "hub/server_view.hpp"

#include <algorithm>

#include "hub/json_members.hpp"
#include "intel/mapping/finding_objects.hpp"
#include "model/finding.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kEventsAtOnce = 500;
constexpr std::string_view kKind = "c2-server";

/// Found in the text without reading the whole object; what only a reader of JSON finds is found by
/// `finding_of`.
Result<model::Finding> finding_in(std::string_view text, std::string_view extension) {
  if (const auto all = member(text, "extensions")) {
    if (const auto ours = member(*all, extension)) {
      if (const auto finding = member(*ours, "finding")) {
        auto read = model::finding_from_json(*finding);
        if (read) return read;
      }
    }
  }
  return mapping::finding_of(text);
}

std::string unquoted(std::optional<std::string_view> text) {
  if (!text || text->size() < 2 || text->front() != '"') return {};
  return std::string(text->substr(1, text->size() - 2));
}

servers::Facts facts_in(const archive::Hit& hit, const model::Finding& finding) {
  servers::Facts facts = servers::facts_of(hit.id, finding);
  facts.author = unquoted(member(hit.text, "created_by_ref"));
  return facts;
}

}  // namespace

FactsPool::Facts FactsPool::find(std::int64_t text) {
  const std::lock_guard lock(mutex_);
  const auto found = texts_.find(text);
  return found == texts_.end() ? nullptr : found->second.lock();
}

FactsPool::Facts FactsPool::put(std::int64_t text, servers::Facts facts) {
  auto made = std::make_shared<const servers::Facts>(std::move(facts));
  const std::lock_guard lock(mutex_);
  if (texts_.size() > 2 * swept_at_ + 1'000) {
    std::erase_if(texts_, [](const auto& one) { return one.second.expired(); });
    swept_at_ = texts_.size();
  }
  texts_.insert_or_assign(text, made);
  return made;
}

std::uint64_t FactsPool::size() const {
  const std::lock_guard lock(mutex_);
  return texts_.size();
}

ServerView::ServerView(Parts& parts, FactsPool& pool, sharing::Viewer viewer)
    : parts_(parts),
      pool_(pool),
      viewer_(std::move(viewer)),
      word_(mapping::finding_extension_id()),
      organisation_(parts.directory.organisation_uuid(viewer_.organisation)) {}

archive::Bearing ServerView::bearing() {
  return {.type = "indicator",
          .word = word_,
          .since = parts_.clock() - servers::kNews,
          .known = [this](std::int64_t text) {
            at_hand_ = pool_.find(text);
            return at_hand_ != nullptr;
          }};
}

Status ServerView::make(const std::function<bool()>& goes_on) {
  event_ = parts_.archive.newest_event();
  const auto take_one = [&](archive::Bearer one) -> Status {
    if (!goes_on()) return Error{Errc::Limit, "the hub ends"};
    return take(std::move(one));
  };
  NOROSHI_CHECK(parts_.archive.bearing(viewer_, bearing(), take_one));
  settle();
  return catch_up();
}

servers::Told ServerView::told(const servers::Facts& facts, base::Micros added, bool own) const {
  const bool shown = own || facts.clients >= servers::kFewestClients;
  return {.added = added, .probability = facts.probability, .clients = shown ? facts.clients : 0};
}

Status ServerView::take(archive::Bearer bearer) {
  const std::string id = bearer.hit.id;
  auto facts = std::exchange(at_hand_, nullptr);
  if (!bearer.hit.text.empty()) {
    const auto finding = finding_in(bearer.hit.text, word_);
    const bool is_server = finding && finding->kind == kKind;
    facts = is_server ? pool_.put(bearer.text, facts_in(bearer.hit, *finding)) : nullptr;
  }
  if (facts == nullptr) {
    erase(id);
    return {};
  }
  Row row;
  row.own = !organisation_.empty() && std::find(bearer.sources.begin(), bearer.sources.end(),
                                                organisation_) != bearer.sources.end();
  for (const archive::Revision& past : bearer.past) {
    const auto finding = finding_in(past.text, word_);
    if (!finding) continue;
    row.told.push_back(told(servers::facts_of(id, *finding), past.added, row.own));
  }
  row.told.push_back(told(*facts, bearer.hit.added, row.own));
  row.facts = std::move(facts);
  row.fading = bearer.fading;
  row.collection = bearer.hit.collection;
  row.added = bearer.first_added;
  row.until = bearer.until;
  row.sighting = bearer.sighting;
  row.said_by =
      *speakers_.insert(std::make_shared<std::vector<std::string>>(std::move(bearer.sources)))
           .first;
  row.method = method_number(row.facts->method);
  row.taken_back = bearer.hit.revoked || !bearer.live;
  if (places_) row.place = places_->find(row.facts->subject.ip);
  put(std::move(row));
  return {};
}

std::uint32_t ServerView::method_number(const std::string& name) {
  const auto found = std::find_if(methods_.begin(), methods_.end(),
                                  [&](const Method& one) { return one.name == name; });
  const auto number = static_cast<std::uint32_t>(found - methods_.begin());
  if (found == methods_.end()) methods_.push_back({.name = name});
  return number;
}

void ServerView::put(Row row) {
  erase(row.facts->id);
  if (row.sighting != 0) by_sighting_.insert_or_assign(row.sighting, row.facts->id);
  if (row.until && (!next_end_ || *row.until < *next_end_)) next_end_ = row.until;
  rows_.push_back(std::move(row));
  places_of_.emplace(rows_.back().facts->id, rows_.size() - 1);
}

void ServerView::erase(std::string_view id) {
  const auto found = places_of_.find(id);
  if (found == places_of_.end()) return;
  const std::size_t at = found->second;
  by_sighting_.erase(rows_[at].sighting);
  places_of_.erase(found);
  if (at + 1 != rows_.size()) {
    rows_[at] = std::move(rows_.back());
    places_of_.at(rows_[at].facts->id) = at;
  }
  rows_.pop_back();
}

std::optional<std::size_t> ServerView::find(std::string_view id) const {
  const auto found = places_of_.find(id);
  if (found == places_of_.end()) return std::nullopt;
  return found->second;
}

/// What an event makes stale.  A sighting moves the score of what it saw; one that was taken back
/// is known by its revision, for its text is gone.
Status ServerView::hear(const archive::Event& event) {
  if (event.type == "opinion") words_stale_ = true;
  if (event.type == "indicator") stale_.insert(event.id);
  if (event.type != "sighting") return {};
  if (const auto id = unquoted(member(event.text, "sighting_of_ref")); places_of_.contains(id)) {
    stale_.insert(id);
  }
  const auto seen = by_sighting_.find(event.sequence);
  if (seen != by_sighting_.end()) stale_.insert(seen->second);
  return {};
}

Status ServerView::catch_up() {
  const std::int64_t newest = parts_.archive.newest_event();
  while (event_ < newest) {
    const auto events = NOROSHI_TRY(parts_.archive.events(viewer_, event_, kEventsAtOnce));
    for (const archive::Event& event : events) NOROSHI_CHECK(hear(event));
    if (!events.empty()) event_ = events.back().number;
    if (events.size() < kEventsAtOnce) event_ = std::max(event_, newest);
  }
  const base::Micros now = parts_.clock();
  if (next_end_ && *next_end_ <= now) {
    for (const Row& row : rows_) {
      if (row.until && *row.until <= now) stale_.insert(row.facts->id);
    }
  }
  if (stale_.empty() && !words_stale_) return {};
  while (!stale_.empty()) {
    NOROSHI_CHECK(refresh(*stale_.begin()));
    stale_.erase(stale_.begin());
  }
  if (words_stale_) words_ = NOROSHI_TRY(own_words(parts_, viewer_));
  words_stale_ = false;
  settle();
  return {};
}

Status ServerView::refresh(const std::string& id) {
  auto bearer = parts_.archive.bearer(viewer_, bearing(), id);
  if (bearer) return take(std::move(*bearer));
  if (bearer.error().code != Errc::NotFound) return std::move(bearer).error();
  erase(id);
  return {};
}

/// What follows from all rows together.
void ServerView::settle() {
  for (Method& one : methods_) one.newest = 0;
  next_end_.reset();
  for (const Row& row : rows_) {
    base::Micros& newest = methods_[row.method].newest;
    newest = std::max(newest, row.facts->last_seen);
    if (row.until && (!next_end_ || *row.until < *next_end_)) next_end_ = row.until;
  }
  ++edition_;
}

void ServerView::use_places(const PlaceFiles::Table& table) {
  if (table.edition == places_edition_) return;
  places_edition_ = table.edition;
  for (Row& row : rows_) row.place = table.places->find(row.facts->subject.ip);
  places_ = table.places;
  ++edition_;
}

servers::Vocabulary ServerView::vocabulary() const {
  std::set<std::string_view> countries;
  std::set<std::string_view> evidence;
  for (const Row& row : rows_) {
    if (!row.place.country.empty()) countries.emplace(row.place.country);
    std::string_view names = row.facts->evidence;
    while (names.size() > 1) {
      names.remove_prefix(1);
      const auto end = names.find(' ');
      evidence.emplace(names.substr(0, end));
      names.remove_prefix(end);
    }
  }
  return {.now = parts_.clock(),
          .countries = {countries.begin(), countries.end()},
          .evidence = {evidence.begin(), evidence.end()}};
}

ServerRow ServerView::row(std::size_t at, const Watched& watched, base::Micros now) const {
  const Row& row = rows_[at];
  const servers::Facts& facts = *row.facts;
  ServerRow seen;
  seen.collection = row.collection;
  seen.own = row.own;
  seen.shown.facts = &facts;
  seen.shown.score = archive::faded(row.fading, now);
  if (facts.clients > 0 && (row.own || facts.clients >= servers::kFewestClients)) {
    seen.shown.clients = facts.clients;
  }
  seen.shown.added = row.added;
  seen.shown.sources = row.said_by->size();
  seen.said_by = row.said_by;
  seen.shown.watched = !watched.empty() && watched.contains(facts.id);
  seen.shown.place = row.place;
  servers::Circumstances of{.suppressed = !facts.suppressed_by.empty(),
                            .taken_back = row.taken_back,
                            .last_seen = facts.last_seen,
                            .newest_seen = methods_[row.method].newest,
                            .first_added = row.added,
                            .told = row.told};
  if (const auto word = words_.find(facts.id); word != words_.end()) {
    of.own = word->second.verdict;
    seen.shown.judged = word->second.reason;
  }
  seen.shown.status = servers::standing_of(of, now);
  return seen;
}

}  // namespace noroshi::hub
