#include "hub/server_shelf.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "hub/api_call.hpp"
#include "hub/server_view.hpp"
#include "intel/stix/identity.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kRowsAtMost = 2'000'000;  // of all views together
constexpr std::size_t kViewsAtMost = 200;
constexpr std::chrono::milliseconds kPatience{1'500};  // for a view that is being made
constexpr int kWaitingAtMost = 1;  // requests that wait at the same time: others are served
constexpr std::chrono::seconds kLookAgain{10};        // at files of places
constexpr base::Micros kUnused = 10 * base::kMinute;  // without a question a view falls behind
constexpr base::Micros kMoves = base::kMinute;        // time itself moves scores and standings

/// Everything that may_see asks of a viewer (intel/sharing).
std::string key_of(const sharing::Viewer& viewer) {
  std::string key = fmt::format("{}|{}|{}|", static_cast<int>(viewer.kind), viewer.organisation,
                                viewer.regions.to_ulong());
  std::vector<std::pair<std::int64_t, int>> roles;
  for (const auto& one : viewer.memberships) {
    roles.emplace_back(one.community, static_cast<int>(one.role));
  }
  std::sort(roles.begin(), roles.end());
  for (const auto& [community, role] : roles) key += fmt::format("{}:{} ", community, role);
  return key;
}

enum class Column : std::uint8_t {
  Probability,
  Clients,
  Contacts,
  FirstSeen,
  LastSeen,
  Added,
  Server,
  Country,
  Status,
  Score
};

struct Order {
  Column column = Column::Probability;
  bool descending = false;
};

Result<Order> order_in(std::string_view text) {
  constexpr std::array<std::string_view, 10> kColumns{
      "probability", "clients", "contacts", "first_seen", "last_seen",
      "added",       "server",  "country",  "status",     "score"};
  const bool descending = text.starts_with('-');
  if (descending) text.remove_prefix(1);
  const auto found = std::find(kColumns.begin(), kColumns.end(), text);
  if (found != kColumns.end()) {
    return Order{static_cast<Column>(found - kColumns.begin()), descending};
  }
  return Error{Errc::InvalidInput, fmt::format("order: one of {}, with - in front to descend",
                                               fmt::join(kColumns, ", "))};
}

/// What a row is sorted by; what has no value stands last either way.
struct Key {
  bool missing = false;
  double number = 0;
  std::string_view text{};
  const servers::Facts* facts = nullptr;
  std::uint32_t row = 0;
};

Key key_of(const servers::Server& server, Column column, std::size_t row) {
  const servers::Facts& facts = *server.facts;
  Key key{.facts = &facts, .row = static_cast<std::uint32_t>(row)};
  switch (column) {
    case Column::Probability:
      key.number = facts.probability;
      break;
    case Column::Clients:
      key.missing = !server.clients;
      key.number = static_cast<double>(server.clients.value_or(0));
      break;
    case Column::Contacts:
      key.number = static_cast<double>(facts.contacts);
      break;
    case Column::FirstSeen:
      key.number = static_cast<double>(facts.first_seen);
      break;
    case Column::LastSeen:
      key.number = static_cast<double>(facts.last_seen);
      break;
    case Column::Added:
      key.number = static_cast<double>(server.added);
      break;
    case Column::Server:
      break;  // by the end point, as all that is equal otherwise
    case Column::Country:
      key.missing = server.place.country.empty();
      key.text = server.place.country;
      break;
    case Column::Status:
      key.number = static_cast<double>(server.status);
      break;
    case Column::Score:
      key.number = server.score;
      break;
  }
  return key;
}

struct Before {
  Order order;

  bool operator()(const Key& a, const Key& b) const {
    if (a.missing != b.missing) return b.missing;
    if (a.number != b.number) return (a.number < b.number) != order.descending;
    if (a.text != b.text) return (a.text < b.text) != order.descending;
    const bool turned = order.descending && order.column == Column::Server;
    if (a.facts->subject != b.facts->subject) {
      return (a.facts->subject < b.facts->subject) != turned;
    }
    return a.facts->id < b.facts->id;
  }
};

/// The first `end` in their order; what stands behind them does not matter.
void sort_until(std::vector<Key>& keys, std::size_t end, Before before) {
  const auto middle = keys.begin() + static_cast<std::ptrdiff_t>(end);
  if (end > keys.size() / 8) {  // a heap of many is slower than sorting all
    std::sort(keys.begin(), keys.end(), before);
  } else {
    std::partial_sort(keys.begin(), middle, keys.end(), before);
  }
}

/// What a ServerList holds on to.
struct Held {
  std::vector<std::shared_ptr<const servers::Facts>> facts;
  std::shared_ptr<const places::Places> places;
  std::deque<std::string> judged;
};

/// Rows copied out of a view, so that it may go on.
class Copying {
 public:
  explicit Copying(const ServerView& view) : view_(view) { held_->places = view.places(); }

  void add(ServerList& list, ServerRow row, std::size_t at) {
    held_->facts.push_back(view_.facts(at));
    held_->judged.emplace_back(row.shown.judged);
    row.shown.judged = held_->judged.back();
    list.rows.push_back(std::move(row));
  }
  [[nodiscard]] std::shared_ptr<const void> held() const { return held_; }

 private:
  const ServerView& view_;
  std::shared_ptr<Held> held_ = std::make_shared<Held>();
};

ServerView::Watched set_of(std::span<const std::string> watched) {
  return {watched.begin(), watched.end()};
}

}  // namespace

struct ServerShelf::State {
  struct Slot {
    const std::string name = stix::uuid4().substr(0, 8);  // editions of other views are others
    const sharing::Viewer viewer;
    std::shared_mutex mutex;  // of `view`
    ServerView view;
    std::atomic<bool> made = false;
    base::Micros asked = 0;  // guarded by State::mutex
    Slot(Parts& parts, FactsPool& pool, const sharing::Viewer& whose)
        : viewer(whose), view(parts, pool, whose) {}
  };
  using SlotPtr = std::shared_ptr<Slot>;

  Parts& parts;
  std::shared_ptr<PlaceFiles> places;
  FactsPool pool;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, SlotPtr> slots;  // guarded by `mutex`
  std::deque<SlotPtr> wanted;            // to be made; guarded by `mutex`
  int waiting = 0;                       // guarded by `mutex`
  bool rung = false;                     // guarded by `mutex`
  std::atomic<bool> ended = false;
  std::shared_ptr<void> bell;
  std::thread thread;

  State(Parts& all, std::shared_ptr<PlaceFiles> files) : parts(all), places(std::move(files)) {}

  SlotPtr slot_of(const sharing::Viewer& viewer) {
    const std::lock_guard lock(mutex);
    SlotPtr& slot = slots[key_of(viewer)];
    if (!slot) {
      slot = std::make_shared<Slot>(parts, pool, viewer);
      wanted.push_back(slot);
      changed.notify_all();
    }
    slot->asked = parts.clock();
    return slot;
  }

  /// A view that is as new as the archive.
  Result<SlotPtr> ready(const sharing::Viewer& viewer) {
    SlotPtr slot = slot_of(viewer);
    if (!slot->made && !wait_for(slot)) {
      return refusal(503, "the list of servers is being read: ask again in a few seconds");
    }
    const std::unique_lock lock(slot->mutex);
    NOROSHI_CHECK(slot->view.catch_up());
    if (places) slot->view.use_places(places->table());
    return slot;
  }

  bool wait_for(const SlotPtr& slot) {
    std::unique_lock lock(mutex);
    if (waiting >= kWaitingAtMost) return false;
    ++waiting;
    const bool is_there =
        changed.wait_for(lock, kPatience, [&] { return slot->made || ended.load(); }) && slot->made;
    --waiting;
    return is_there;
  }

  /// One that cannot be made now is forgotten: the next question tries again.
  void make(const SlotPtr& slot) {
    bool failed = false;
    {
      const std::unique_lock lock(slot->mutex);
      failed = !slot->view.make([this] { return !ended; });
      slot->made = !failed;
    }
    const std::lock_guard lock(mutex);
    if (failed) std::erase_if(slots, [&](const auto& one) { return one.second == slot; });
    make_room();
    changed.notify_all();
  }

  /// Call with `mutex`.  The views that were not asked for in the longest time go.
  void make_room() {
    const auto rows = [](const SlotPtr& slot) {
      const std::shared_lock lock(slot->mutex, std::try_to_lock);
      return lock ? slot->view.size() : 0;
    };
    std::size_t total = 0;
    for (const auto& [key, slot] : slots) total += rows(slot);
    while ((total > kRowsAtMost || slots.size() > kViewsAtMost) && slots.size() > 1) {
      const auto oldest = std::min_element(
          slots.begin(), slots.end(),
          [](const auto& a, const auto& b) { return a.second->asked < b.second->asked; });
      total -= std::min(total, rows(oldest->second));
      slots.erase(oldest);
    }
  }

  std::vector<SlotPtr> in_use() const {
    const std::lock_guard lock(mutex);
    std::vector<SlotPtr> some;
    const base::Micros now = parts.clock();
    for (const auto& [key, slot] : slots) {
      if (now - slot->asked < kUnused) some.push_back(slot);
    }
    return some;
  }

  /// Views that are in use, so that whoever asks finds little left to do.
  void follow() {
    for (const SlotPtr& slot : in_use()) {
      const std::unique_lock lock(slot->mutex);
      // The base is busy or away: the next question says so.
      if (slot->made) static_cast<void>(slot->view.catch_up());
    }
  }

  void ring() {
    const std::lock_guard lock(mutex);
    rung = true;
    changed.notify_all();
  }

  void run() {
    for (;;) {
      SlotPtr next;
      bool follows = false;
      {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, kLookAgain, [&] { return ended || rung || !wanted.empty(); });
        if (ended) return;
        follows = std::exchange(rung, false);
        if (!wanted.empty()) {
          next = std::move(wanted.front());
          wanted.pop_front();
        }
      }
      if (next) make(next);
      if (follows) follow();
      if (places) places->look_again();
    }
  }

  [[nodiscard]] std::string edition_of(const Slot& slot) const {
    return fmt::format("{}-{}-{}", slot.name, slot.view.edition(), parts.clock() / kMoves);
  }
};

ServerShelf::ServerShelf(Parts& parts, std::shared_ptr<PlaceFiles> places)
    : state_(std::make_unique<State>(parts, std::move(places))) {
  state_->bell = parts.archive.listen([state = state_.get()] { state->ring(); });
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

ServerShelf::~ServerShelf() {
  state_->bell.reset();
  {
    const std::lock_guard lock(state_->mutex);
    state_->ended = true;
  }
  state_->changed.notify_all();
  state_->thread.join();
}

Result<ServerList> ServerShelf::list(const sharing::Viewer& viewer,
                                     std::span<const std::string> watched,
                                     const ServerQuestion& question) {
  const Order order = NOROSHI_TRY(order_in(question.order));
  const servers::Vocabulary vocabulary{
      .now = state_->parts.clock(), .countries = {}, .evidence = {}};
  const auto filter = servers::read_filter(question.filter, vocabulary);
  if (filter.mistake) {
    return Error{Errc::InvalidInput, servers::to_string(*filter.mistake, question.filter)};
  }
  const auto slot = NOROSHI_TRY(state_->ready(viewer));
  const std::shared_lock lock(slot->mutex);
  const ServerView& view = slot->view;
  const auto set = set_of(watched);
  std::vector<Key> keys;
  keys.reserve(view.size());
  for (std::size_t at = 0; at < view.size(); ++at) {
    const ServerRow row = view.row(at, set, vocabulary.now);
    if (!servers::matches(filter.root, row.shown)) continue;
    keys.push_back(key_of(row.shown, order.column, at));
  }
  const std::size_t begin = std::min(question.offset, keys.size());
  const std::size_t end = begin + std::min(question.limit, keys.size() - begin);
  sort_until(keys, end, Before{order});
  ServerList list{
      .rows = {}, .total = keys.size(), .edition = state_->edition_of(*slot), .held = {}};
  Copying copying(view);
  for (std::size_t i = begin; i < end; ++i) {
    copying.add(list, view.row(keys[i].row, set, vocabulary.now), keys[i].row);
  }
  list.held = copying.held();
  return list;
}

Result<ServerList> ServerShelf::find(const sharing::Viewer& viewer,
                                     std::span<const std::string> watched, std::string_view id) {
  const auto slot = NOROSHI_TRY(state_->ready(viewer));
  const std::shared_lock lock(slot->mutex);
  const auto at = slot->view.find(id);
  if (!at) return Error{Errc::NotFound, "there is no such server, or it is not for you"};
  ServerList list{.rows = {}, .total = 1, .edition = state_->edition_of(*slot), .held = {}};
  Copying copying(slot->view);
  copying.add(list, slot->view.row(*at, set_of(watched), state_->parts.clock()), *at);
  list.held = copying.held();
  return list;
}

Status ServerShelf::each(const sharing::Viewer& viewer, std::span<const std::string> watched,
                         const std::function<void(const ServerRow&)>& take) {
  const auto slot = NOROSHI_TRY(state_->ready(viewer));
  const std::shared_lock lock(slot->mutex);
  const auto set = set_of(watched);
  const base::Micros now = state_->parts.clock();
  for (std::size_t at = 0; at < slot->view.size(); ++at) take(slot->view.row(at, set, now));
  return {};
}

Result<servers::Completion> ServerShelf::complete(const sharing::Viewer& viewer,
                                                  std::string_view text, std::size_t caret) {
  const auto slot = NOROSHI_TRY(state_->ready(viewer));
  const std::shared_lock lock(slot->mutex);
  return servers::complete(text, caret, slot->view.vocabulary());
}

ServerShelf::Size ServerShelf::size() const {
  const std::lock_guard lock(state_->mutex);
  Size size{.views = state_->slots.size(), .rows = 0, .texts = state_->pool.size()};
  for (const auto& [key, slot] : state_->slots) {
    if (!slot->made) continue;
    const std::shared_lock view(slot->mutex);
    size.rows += slot->view.size();
  }
  return size;
}

}  // namespace noroshi::hub
