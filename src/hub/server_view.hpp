// A view of the shelf of servers: the rows of one kind of sight.
//
// Made by one scan of the archive, then kept up with its events.  All that is asked of the archive
// is asked with the view's own viewer, so a row that it must not see cannot get in; and each look
// at the rows begins by catching up, so none stays that it must not see any more.
//
// Locked from outside (ServerShelf): one thread changes it, or any number read it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "hub/server_shelf.hpp"

namespace noroshi::hub {

/// What texts say, each kept once for all views that show it.
class FactsPool {
 public:
  using Facts = std::shared_ptr<const servers::Facts>;
  /// Null: not at hand.
  [[nodiscard]] Facts find(std::int64_t text);
  Facts put(std::int64_t text, servers::Facts facts);
  [[nodiscard]] std::uint64_t size() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, std::weak_ptr<const servers::Facts>> texts_;
  std::size_t swept_at_ = 0;
};

class ServerView {
 public:
  ServerView(Parts& parts, FactsPool& pool, sharing::Viewer viewer);

  /// Reads everything; until then the view is empty.  An Error where `goes_on` says no.
  Status make(const std::function<bool()>& goes_on);
  /// Everything that happened since, and what has run out by now.
  Status catch_up();
  void use_places(const PlaceFiles::Table& table);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  /// Rises when rows may have moved.
  [[nodiscard]] std::uint64_t edition() const { return edition_; }
  [[nodiscard]] servers::Vocabulary vocabulary() const;
  [[nodiscard]] const std::shared_ptr<const places::Places>& places() const { return places_; }

  using Watched = std::unordered_set<std::string_view>;
  [[nodiscard]] ServerRow row(std::size_t at, const Watched& watched, base::Micros now) const;
  [[nodiscard]] std::shared_ptr<const servers::Facts> facts(std::size_t at) const {
    return rows_[at].facts;
  }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const;

 private:
  struct Row {
    std::shared_ptr<const servers::Facts> facts;
    archive::Fading fading;
    archive::CollectionId collection = 0;
    base::Micros added = 0;
    std::optional<base::Micros> until;
    std::int64_t sighting = 0;
    std::vector<servers::Told> told;  ///< oldest first, the newest last
    std::shared_ptr<const std::vector<std::string>> said_by;
    std::uint32_t method = 0;  ///< in `methods_`
    bool own = false;
    bool taken_back = false;
    places::Place place;
  };
  struct BySources {
    bool operator()(const std::shared_ptr<const std::vector<std::string>>& a,
                    const std::shared_ptr<const std::vector<std::string>>& b) const {
      return *a < *b;
    }
  };
  struct Method {
    std::string name;
    base::Micros newest = 0;  ///< the newest last contact of its Findings
  };

  [[nodiscard]] archive::Bearing bearing();
  Status take(archive::Bearer bearer);
  Status hear(const archive::Event& event);
  Status refresh(const std::string& id);
  void put(Row row);
  void erase(std::string_view id);
  [[nodiscard]] std::uint32_t method_number(const std::string& name);
  [[nodiscard]] servers::Told told(const servers::Facts& facts, base::Micros added, bool own) const;
  void settle();

  Parts& parts_;
  FactsPool& pool_;
  const sharing::Viewer viewer_;
  const std::string word_;  ///< by which the archive finds what bears a Finding
  std::string organisation_;
  std::shared_ptr<const servers::Facts> at_hand_;  ///< of the text that was just asked for
  std::vector<Row> rows_;
  std::unordered_map<std::string_view, std::size_t> places_of_;  ///< of an id, in `rows_`
  std::unordered_map<std::int64_t, std::string> by_sighting_;    ///< revision → indicator
  std::vector<Method> methods_;
  /// The same few speak of most servers: each set of them is kept once.
  std::set<std::shared_ptr<const std::vector<std::string>>, BySources> speakers_;
  OwnWords words_;
  std::set<std::string> stale_;  ///< ids to be asked for anew
  bool words_stale_ = true;
  std::optional<base::Micros> next_end_;  ///< the first `until` of all rows
  std::int64_t event_ = 0;                ///< the newest that was heard of
  std::uint64_t edition_ = 0;
  std::uint64_t places_edition_ = 0;
  std::shared_ptr<const places::Places> places_;
};

}  // namespace noroshi::hub
