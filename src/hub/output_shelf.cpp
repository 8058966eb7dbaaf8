#include "hub/output_shelf.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <mutex>

#include "hub/json_members.hpp"
#include "hub/own_words.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kEditions = 16;             // of one question
constexpr std::size_t kEntriesAtMost = 4U << 20;  // of all editions together
constexpr std::size_t kShelves = 1'000;
constexpr base::Micros kHolds = 60 * base::kSecond;

std::optional<share::EntryKind> kind_of(const stix::ObservedValue& value) {
  const bool prefix = value.value.find('/') != std::string::npos;
  if (value.kind == "ipv4-addr" || value.kind == "ipv6-addr") {
    return prefix ? share::EntryKind::Prefix : share::EntryKind::Address;
  }
  if (value.kind == "endpoint") return share::EntryKind::Endpoint;
  if (value.kind == "domain-name") return share::EntryKind::Domain;
  if (value.kind == "url") return share::EntryKind::Url;
  if (value.kind == "file-hash") return share::EntryKind::Hash;
  return std::nullopt;
}

/// STIX 2.1, section 10.9 (indicator-type-ov): "benign" marks what is not to be acted on.
bool is_benign(const stix::Object& object) {
  const auto types = member(object.text, "indicator_types");
  return types && types->find("\"benign\"") != std::string_view::npos;
}

/// Only an indicator says that a value is to be acted on: an observable was seen, no more, and the
/// address of an end point alone would block more than was meant.
std::vector<stix::ObservedValue> values_of(const stix::Object& object) {
  if (object.type != "indicator" || object.pattern.empty() || is_benign(object)) return {};
  const auto pattern = pattern::Pattern::parse(object.pattern);
  if (!pattern) return {};
  return pattern->list_values();
}

/// What the caller's own organisation says is no server is nothing that it acts on.
bool is_rejected(const OwnWords& words, const std::string& id) {
  const auto word = words.find(id);
  return word != words.end() && word->second.verdict == servers::Verdict::Rejected;
}

/// Everything that an edition depends on but time and the archive.  The rights stand in it, so that
/// whoever loses some gets a shelf of its own at once.
std::string key_of(const access::Caller& caller, const OutputQuestion& question) {
  const sharing::Viewer& viewer = caller.viewer;
  std::string key =
      fmt::format("{}|{}|{}|{}|{:.3f}|", caller.name(), viewer.organisation,
                  static_cast<int>(viewer.kind), viewer.regions.to_ulong(), question.score);
  for (const auto& one : viewer.memberships) {
    key += fmt::format("{}:{} ", one.community, static_cast<int>(one.role));
  }
  for (const auto id : question.collections) key += fmt::format(",{}", id);
  for (const auto kind : question.kinds) key += fmt::format(";{}", static_cast<int>(kind));
  return key;
}

}  // namespace

std::vector<share::Entry> entries_of(const archive::Hit& hit) {
  std::vector<stix::Complaint> none;
  auto object = stix::read_object(hit.text, hit.id, {.strict = false}, none);
  std::vector<share::Entry> entries;
  if (!object) return entries;
  for (const auto& value : values_of(*object)) {
    const auto kind = kind_of(value);
    if (!kind) continue;
    entries.push_back({.kind = *kind,
                       .value = value.value,
                       .id = hit.id,
                       .score = hit.score,
                       .until = object->valid_until,
                       .label = hit.name == value.value ? hit.type : hit.name});
  }
  return entries;
}

struct OutputShelf::State {
  struct Shelf {
    const std::string name = stix::uuid4().substr(0, 8);  // tags of other shelves are others
    std::deque<Edition> editions;
    std::uint64_t made = 0;
    std::int64_t event = -1;  // the archive's newest when the last one was made
    std::uint64_t asked = 0;  // rank of the last question among all
  };

  Parts& parts;
  std::mutex mutex;
  std::map<std::string, Shelf> shelves;
  std::uint64_t asked = 0;
  std::uint64_t last_serial = 0;

  explicit State(Parts& all) : parts(all) {}

  /// With the collections that the caller may read, where it named none.
  OutputQuestion resolved(const access::Caller& caller, OutputQuestion question) const {
    if (!question.collections.empty()) return question;
    for (const auto& one : parts.directory.collections()) {
      if (parts.directory.rights(caller.viewer, one).read) question.collections.push_back(one.id);
    }
    return question;
  }

  Result<Edition> make(const access::Caller& caller, const OutputQuestion& question) const {
    Edition edition{.tag = {}, .serial = 0, .made = parts.clock(), .entries = {}, .skipped = 0};
    std::vector<share::Entry> entries;
    const OwnWords words = NOROSHI_TRY(own_words(parts, caller.viewer));
    NOROSHI_CHECK(parts.archive.live(caller.viewer, question.collections, question.score,
                                     [&](const archive::Hit& hit) -> Status {
                                       if (is_rejected(words, hit.id)) return {};
                                       auto some = entries_of(hit);
                                       if (some.empty()) ++edition.skipped;
                                       for (auto& entry : some) {
                                         const bool fits =
                                             question.kinds.empty() ||
                                             std::find(question.kinds.begin(), question.kinds.end(),
                                                       entry.kind) != question.kinds.end();
                                         if (fits) entries.push_back(std::move(entry));
                                       }
                                       return {};
                                     }));
    // The surest word on each value stands for all of them.
    std::sort(entries.begin(), entries.end(), [](const share::Entry& a, const share::Entry& b) {
      if (a == b) return a.score != b.score ? a.score > b.score : a.id < b.id;
      return a < b;
    });
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    edition.entries = std::make_shared<const std::vector<share::Entry>>(std::move(entries));
    return edition;
  }

  void put(Shelf& shelf, Edition edition) {
    const Edition* last = shelf.editions.empty() ? nullptr : &shelf.editions.back();
    if (last != nullptr && *last->entries == *edition.entries) {  // the old one holds on
      shelf.editions.back().made = edition.made;
      return;
    }
    // Zones and rules carry the serial, and must see it rise over a restart too.
    const auto second = static_cast<std::uint64_t>(edition.made / base::kSecond);
    edition.serial = last_serial = std::max(second, last_serial + 1);
    edition.tag = fmt::format("{}-{}", shelf.name, ++shelf.made);
    shelf.editions.push_back(std::move(edition));
    if (shelf.editions.size() > kEditions) shelf.editions.pop_front();
    make_room();
  }

  /// The oldest editions go first, then whole shelves that nobody asked for in a long time.
  void make_room() {
    std::size_t total = 0;
    for (const auto& [key, shelf] : shelves) total += size_of(shelf);
    for (auto& [key, shelf] : shelves) {
      while (total > kEntriesAtMost && shelf.editions.size() > 1) {
        total -= shelf.editions.front().entries->size();
        shelf.editions.pop_front();
      }
    }
    while ((total > kEntriesAtMost || shelves.size() > kShelves) && shelves.size() > 1) {
      const auto oldest = std::min_element(
          shelves.begin(), shelves.end(),
          [](const auto& a, const auto& b) { return a.second.asked < b.second.asked; });
      total -= size_of(oldest->second);
      shelves.erase(oldest);
    }
  }

  static std::size_t size_of(const Shelf& shelf) {
    std::size_t size = 0;
    for (const Edition& edition : shelf.editions) size += edition.entries->size();
    return size;
  }
};

OutputShelf::OutputShelf(Parts& parts) : state_(std::make_unique<State>(parts)) {}
OutputShelf::~OutputShelf() = default;

Result<Edition> OutputShelf::newest(const access::Caller& caller, const OutputQuestion& asked) {
  const auto question = state_->resolved(caller, asked);
  const std::lock_guard lock(state_->mutex);
  auto& shelf = state_->shelves[key_of(caller, question)];
  const std::int64_t event = state_->parts.archive.newest_event();
  const base::Micros now = state_->parts.clock();
  shelf.asked = ++state_->asked;
  const bool holds =
      !shelf.editions.empty() && shelf.event == event && now - shelf.editions.back().made < kHolds;
  if (holds) return shelf.editions.back();
  Edition edition = NOROSHI_TRY(state_->make(caller, question));
  shelf.event = event;
  state_->put(shelf, std::move(edition));
  return shelf.editions.back();
}

std::optional<Edition> OutputShelf::earlier(const access::Caller& caller,
                                            const OutputQuestion& asked, std::string_view tag) {
  const auto question = state_->resolved(caller, asked);
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->shelves.find(key_of(caller, question));
  if (found == state_->shelves.end()) return std::nullopt;
  for (const Edition& edition : found->second.editions) {
    if (edition.tag == tag) return edition;
  }
  return std::nullopt;
}

}  // namespace noroshi::hub
