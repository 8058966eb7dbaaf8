#include "store/duck/snapshot.hpp"

#include <algorithm>
#include <numeric>
#include <unistd.h>
#include <utility>

#include "store/duck/folder.hpp"

namespace noroshi::duck {

std::string Snapshot::path(const Segment& segment) const {
  return folder + "/" + file_name(segment);
}

bool Snapshot::complete() const {
  return std::all_of(segments.begin(), segments.end(), [this](const Segment& segment) {
    return ::access(path(segment).c_str(), F_OK) == 0;
  });
}

Result<std::shared_ptr<const Snapshot>> take_snapshot(const std::string& folder,
                                                      const Manifest& manifest, Tables tables) {
  const auto wanted = [tables](store::TableId id) { return tables[static_cast<std::size_t>(id)]; };
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->folder = folder;
  for (const Segment& segment : manifest.segments) {
    if (wanted(segment.table)) snapshot->segments.push_back(segment);
  }
  for (const Journal& journal : manifest.journals) {
    if (!wanted(journal.table)) continue;
    auto file = NOROSHI_TRY(block::FileReader::open(folder + "/" + file_name(journal)));
    snapshot->journals.push_back(
        {journal, std::make_shared<const block::FileReader>(std::move(file)), {}});
  }
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

std::shared_ptr<const Snapshot> without_damage(const Snapshot& snapshot, Damage& damage) {
  auto sound = std::make_shared<Snapshot>(snapshot);
  block::Decoder decoder;
  std::vector<block::DecodedColumn> columns;
  for (OpenJournal& open : sound->journals) {
    std::vector<std::size_t> all(store::table(open.journal.table).columns.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    damage.octets += open.file->damaged_octets();
    const auto facts = open.file->blocks();
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (decoder.decode(open.file->bytes(i), all, columns)) continue;
      open.unreadable.push_back(i);
      damage.octets += facts[i].octets;
      damage.rows += facts[i].rows;
    }
  }
  return sound;
}

Result<Manifest> load_manifest(const std::string& folder) {
  const std::string path = folder + "/manifest";
  return parse_manifest(NOROSHI_TRY(read_text(path))).within(path);
}

}  // namespace noroshi::duck
