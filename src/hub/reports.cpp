#include "hub/reports.hpp"

#include <map>
#include <optional>
#include <utility>

#include "hub/audience.hpp"

namespace noroshi::hub {
namespace {

constexpr std::string_view kIdentity = "identity--";

bool is_feed(std::string_view source) { return source.starts_with("feed:"); }

bool counts(const ServerRow& row, const SeenIn& time) {
  const auto status = row.shown.status;
  if (status == servers::Standing::Suppressed || status == servers::Standing::Rejected) {
    return false;
  }
  return row.shown.facts->last_seen >= time.from && row.shown.facts->first_seen < time.to;
}

/// A row, as far as it says who speaks of what.
struct Told {
  Reported server;
  std::string author;
  std::shared_ptr<const std::vector<std::string>> said_by;
};

class Sorting {
 public:
  Sorting(directory::Directory& directory, const access::Caller& caller) {
    const auto known = known_organisations(directory, caller);
    for (const auto& one : directory.organisations()) {
      const bool own = caller.account && caller.viewer.organisation == one.id;
      if (own) own_ = one;
      if (known.contains(one.id)) by_identity_.emplace(std::string(kIdentity) + one.uuid, one);
    }
  }

  /// Where one alone speaks of a text with a known name on it, that is who the pseudonym is; one
  /// that stands with two names is neither.
  void learn(const Told& told) {
    const auto author = by_identity_.find(told.author);
    if (author == by_identity_.end() || told.server.own || told.said_by->size() != 1) return;
    const std::string& source = told.said_by->front();
    if (is_feed(source)) return;
    const auto [at, fresh] = named_.emplace(source, &author->second);
    if (!fresh && at->second != &author->second) at->second = nullptr;
  }

  void sort_in(const Told& told) {
    for (const std::string& source : *told.said_by) {
      if (is_feed(source)) continue;
      reporter_of(source).servers.push_back(told.server);
    }
  }

  std::vector<Reporter> take() && {
    std::vector<Reporter> all;
    for (auto& [name, one] : reporters_) all.push_back(std::move(one));
    return all;
  }

 private:
  Reporter& reporter_of(const std::string& source) {
    const directory::Organisation* organisation = nullptr;
    const bool own = own_ && source == own_->uuid;
    if (own) {
      organisation = &*own_;
    } else if (const auto at = named_.find(source); at != named_.end()) {
      organisation = at->second;
    }
    Reporter& one = reporters_[organisation == nullptr ? source : organisation->name];
    one.name = organisation == nullptr ? source : organisation->name;
    one.organisation = organisation == nullptr ? 0 : organisation->id;
    one.own = own;
    return one;
  }

  std::optional<directory::Organisation> own_;
  std::map<std::string, directory::Organisation> by_identity_;
  std::map<std::string, const directory::Organisation*> named_;
  std::map<std::string, Reporter> reporters_;
};

}  // namespace

Result<std::vector<Reporter>> reporters_of(Parts& parts, const access::Caller& caller,
                                           ServerShelf& shelf, const SeenIn& time) {
  std::vector<Told> all;
  NOROSHI_CHECK(shelf.each(caller.viewer, {}, [&](const ServerRow& row) {
    if (!counts(row, time)) return;
    const servers::Facts& facts = *row.shown.facts;
    all.push_back({.server = {.endpoint = facts.subject,
                              .first_seen = facts.first_seen,
                              .last_seen = facts.last_seen,
                              .own = row.own},
                   .author = facts.author,
                   .said_by = row.said_by});
  }));
  Sorting sorting(parts.directory, caller);
  for (const Told& told : all) sorting.learn(told);
  for (const Told& told : all) sorting.sort_in(told);
  return std::move(sorting).take();
}

}  // namespace noroshi::hub
