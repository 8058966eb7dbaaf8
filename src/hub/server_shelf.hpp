// The shelf of servers: all Findings of C&C servers that a viewer may see, in memory, so that a
// table of 100,000 is filtered and sorted at once.
//
// One *view* for each kind of sight (organisation, kind of account, memberships, regions): rows are
// made of what the archive shows to that viewer and of nothing else.  A view follows the archive's
// events, heard with the same viewer; before each answer it catches up with the newest of them, and
// what runs out is asked for anew, so an answer never shows what the archive would hide by then.
// What a text says is kept once, however many views show it.
//
// A view that is asked for the first time is made by a thread of the shelf; whoever asks waits a
// moment, and is told to come again (503) where that is not enough.  Views that nobody asked for in
// a long time go, and all together hold `kRowsAtMost` rows.
//
// Threads: all verbs from any thread.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.hpp"
#include "hub/own_words.hpp"
#include "hub/place_files.hpp"
#include "hub/servers/filter.hpp"

namespace noroshi::hub {

/// One row, as its caller sees it now.  Valid while the ServerList that gave it is.
struct ServerRow {
  servers::Server shown;
  archive::CollectionId collection = 0;
  bool own = false;  ///< the caller's organisation says so itself
  /// Who says so, as `archive::Assertion` names them to this caller.
  std::shared_ptr<const std::vector<std::string>> said_by{};
};

struct ServerQuestion {
  std::string_view filter{};
  std::string_view order = "-probability";
  std::size_t offset = 0;
  std::size_t limit = 50;
};

/// A part of the list.  Holds on to the view's rows: what it shows stays while it lives.
struct ServerList {
  std::vector<ServerRow> rows;
  std::uint64_t total = 0;
  std::string edition;
  std::shared_ptr<const void> held;
};

class ServerShelf {
 public:
  /// `places` may be null: then no place is known.
  explicit ServerShelf(Parts& parts, std::shared_ptr<PlaceFiles> places = {});
  ~ServerShelf();

  /// An Error (InvalidInput) for a filter or an order that is none; refusal 503 while the view is
  /// being made.
  Result<ServerList> list(const sharing::Viewer& viewer, std::span<const std::string> watched,
                          const ServerQuestion& question);
  /// One; NotFound where the caller sees no such server.
  Result<ServerList> find(const sharing::Viewer& viewer, std::span<const std::string> watched,
                          std::string_view id);
  /// Every row, in no order: for sums over all.
  Status each(const sharing::Viewer& viewer, std::span<const std::string> watched,
              const std::function<void(const ServerRow&)>& take);
  Result<servers::Completion> complete(const sharing::Viewer& viewer, std::string_view text,
                                       std::size_t caret);

  struct Size {
    std::uint64_t views = 0, rows = 0, texts = 0;
  };
  [[nodiscard]] Size size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
