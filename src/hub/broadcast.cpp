#include "hub/broadcast.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <thread>

#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::chrono::seconds kKeepAlive{15};  // proxies close what is silent for long
constexpr std::size_t kPiece = 500;             // events read for one listener at a time

std::string_view name_of(archive::Event::Kind kind) {
  switch (kind) {
    case archive::Event::Kind::Added:
      return "added";
    case archive::Event::Kind::Released:
      return "released";
    case archive::Event::Kind::Retracted:
      return "retracted";
    case archive::Event::Kind::Expired:
      return "expired";
    case archive::Event::Kind::Deleted:
      return "deleted";
  }
  return "added";
}

bool wanted(const Listener& listener, const archive::Event& event) {
  const auto has = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  return has(listener.collections, event.collection) && has(listener.types, event.type);
}

}  // namespace

std::string event_text(const archive::Event& event, std::string_view id,
                       std::string_view collection_uuid) {
  // Ids and types are checked STIX, so they hold nothing that JSON would escape; the object is one
  // line already: raw line feeds cannot stand inside JSON strings, and between tokens they go.
  std::string object = event.text;
  std::replace_if(
      object.begin(), object.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return fmt::format(
      "id: {}\nevent: {}\ndata: {{\"id\":\"{}\",\"type\":\"{}\",\"collection\":\"{}\","
      "\"at\":\"{}\"{}{}}}\n\n",
      id, name_of(event.kind), event.id, event.type, collection_uuid, stix::timestamp(event.at),
      object.empty() ? "" : ",\"object\":", object);
}

struct Broadcast::State {
  Parts& parts;
  Counters& counters;
  const Cursors cursors;
  std::mutex mutex;
  std::condition_variable changed;
  bool rung = false;
  bool ended = false;
  std::vector<Listener> arriving;
  std::vector<Listener> listeners;  // of the thread alone
  std::shared_ptr<void> bell;
  std::thread thread;

  State(Parts& all, Counters& counts, const Cursors& seals)
      : parts(all), counters(counts), cursors(seals) {}

  void ring() {
    {
      const std::lock_guard lock(mutex);
      rung = true;
    }
    changed.notify_one();
  }

  /// Everything that is new for one listener; false when it is gone.
  bool tell(Listener& listener) const {
    while (!listener.outlet->gone()) {
      std::optional<directory::Account> account;
      if (!listener.account.empty()) {
        account = parts.directory.account(listener.account);
        if (!account || !account->active) break;
      }
      if (listener.still && !listener.still()) break;
      const auto events =
          parts.archive.events(parts.directory.viewer_of(account), listener.after, kPiece);
      if (!events) return true;  // the base is busy or away: the next round tries again
      for (const archive::Event& event : *events) {
        listener.after = event.number;
        if (!wanted(listener, event)) continue;
        const std::string id = cursors.seal(event.number, kEventPrint);
        if (!listener.outlet->send(
                event_text(event, id, parts.directory.collection_uuid(event.collection))))
          return false;
        ++counters.events_sent;
      }
      if (events->size() < kPiece) return true;
    }
    listener.outlet->close();
    return false;
  }

  void round(bool quiet) {
    std::erase_if(listeners, [&](Listener& listener) {
      const bool stays = tell(listener) && (!quiet || listener.outlet->send(": still here\n\n"));
      if (!stays) --counters.listeners;
      return !stays;
    });
  }

  void run() {
    while (true) {
      bool quiet = false;
      {
        std::unique_lock lock(mutex);
        quiet = !changed.wait_for(lock, kKeepAlive,
                                  [this] { return rung || ended || !arriving.empty(); });
        if (ended) break;
        rung = false;
        for (Listener& one : arriving) listeners.push_back(std::move(one));
        arriving.clear();
      }
      round(quiet);
    }
    for (const Listener& listener : listeners) listener.outlet->close();
  }
};

Broadcast::Broadcast(Parts& parts, Counters& counters, const Cursors& cursors)
    : state_(std::make_unique<State>(parts, counters, cursors)) {
  state_->bell = parts.archive.listen([state = state_.get()] { state->ring(); });
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Broadcast::~Broadcast() {
  state_->bell.reset();
  {
    const std::lock_guard lock(state_->mutex);
    state_->ended = true;
  }
  state_->changed.notify_one();
  state_->thread.join();
}

void Broadcast::join(Listener listener) {
  ++state_->counters.listeners;
  {
    const std::lock_guard lock(state_->mutex);
    state_->arriving.push_back(std::move(listener));
  }
  state_->changed.notify_one();
}

}  // namespace noroshi::hub
