#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "store/block/block.hpp"
#include "store/block/file_scan.hpp"

namespace noroshi::block {

// The mapping ends behind the last sound append: a writer may cut off what follows, and touching
// that would be SIGBUS; what lies before is never changed again.
struct FileReader::State {
  State() = default;
  ~State() {
    if (map != nullptr) ::munmap(map, size);
    if (descriptor >= 0) ::close(descriptor);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Status map_file(const std::string& path) {
    map = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (map != MAP_FAILED) return {};
    map = nullptr;
    return base::system_error("mapping " + path);
  }

  int descriptor = -1;
  void* map = nullptr;
  std::size_t size = 0;
  Scan scan;
  std::vector<Facts> facts;
};

FileReader::FileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileReader::FileReader(FileReader&&) noexcept = default;
FileReader& FileReader::operator=(FileReader&&) noexcept = default;
FileReader::~FileReader() = default;

Result<FileReader> FileReader::open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (state->descriptor < 0) return base::system_error("opening " + path);
  state->scan = NOROSHI_TRY(scan(state->descriptor, path));
  state->size = state->scan.end;
  NOROSHI_CHECK(state->map_file(path));
  for (const Place& place : state->scan.blocks) {
    const Head& head = place.head;
    state->facts.push_back({head.table, head.rows, head.octets, head.first, head.last});
  }
  return FileReader(std::move(state));
}

store::TableId FileReader::table() const { return state_->scan.table; }
std::span<const Facts> FileReader::blocks() const { return state_->facts; }

std::string_view FileReader::bytes(std::size_t block) const {
  NOROSHI_ASSERT(block < state_->scan.blocks.size());
  const Place& place = state_->scan.blocks[block];
  return {static_cast<const char*>(state_->map) + place.offset, place.head.octets};
}

std::uint64_t FileReader::torn_octets() const { return state_->scan.torn_octets; }
std::uint64_t FileReader::damaged_octets() const { return state_->scan.damaged_octets; }

}  // namespace noroshi::block
