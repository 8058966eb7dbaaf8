#include "observe/telescope/reserve.hpp"

#include <sys/mman.h>

#include "base/assert.hpp"

namespace noroshi::telescope {

void* map_zeros(std::size_t octets, Filled how) {
  if (octets == 0) return nullptr;
  void* start = ::mmap(nullptr, octets, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  NOROSHI_ASSERT(start != MAP_FAILED);
  // A wish; without large pages everything works as well, but slower.
  if (how == Filled::InOrder) ::madvise(start, octets, MADV_HUGEPAGE);
  return start;
}

void unmap(void* start, std::size_t octets) {
  if (start != nullptr) ::munmap(start, octets);
}

}  // namespace noroshi::telescope
