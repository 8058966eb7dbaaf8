// One key at a time.  An epoch ends at a multiple of its length since 1970 (UTC), so two collectors
// change keys at the same instant.
//
//   now ≥ end                     destroy the key, make the next
//   begin − length ≤ now < end    the key that is there; so also when the clock went back a little
//   now < begin − length          the clock had been far ahead: same key, but it ends with the
//                                 epoch that the clock is in now, lest it live for years
//
// What has been destroyed is never made again: a key is random and kept nowhere else.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <sys/mman.h>
#include <sys/random.h>
#include <utility>

#include "base/assert.hpp"
#include "observe/minimise/key_file.hpp"
#include "observe/minimise/minimiser.hpp"

namespace noroshi::minimise {
namespace {

constexpr std::size_t kPage = 4096;

// A key in a page of its own that is neither swapped out nor written into a core dump, as far as
// the kernel grants it.
class SafeKey {
 public:
  SafeKey() {
    void* page = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NOROSHI_ASSERT(page != MAP_FAILED);
    (void)::mlock(page, kPage);
    (void)::madvise(page, kPage, MADV_DONTDUMP);
    key_ = static_cast<Key*>(page);
  }
  SafeKey(const SafeKey&) = delete;
  SafeKey& operator=(const SafeKey&) = delete;
  ~SafeKey() {
    forget();
    ::munmap(key_, kPage);
  }

  void forget() { ::explicit_bzero(key_, sizeof(Key)); }
  [[nodiscard]] Key& get() { return *key_; }

 private:
  Key* key_;
};

Status fill_at_random(Key& key) {
  std::size_t done = 0;
  while (done < key.size()) {
    const auto got = ::getrandom(key.data() + done, key.size() - done, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return base::system_error("making a key: no randomness from the kernel");
    done += static_cast<std::size_t>(got);
  }
  return {};
}

base::Micros aligned(base::Micros now, base::Micros length) {
  const base::Micros rest = now % length;
  return now - (rest < 0 ? rest + length : rest);
}

class OneKey final : public Epochs {
 public:
  OneKey(base::Micros length, std::optional<KeyFile> file)
      : length_(length), file_(std::move(file)) {}

  // What a former run left: used on while its epoch lasts, else destroyed.
  Status resume(base::Micros now) {
    if (!file_) return {};
    auto found = NOROSHI_TRY(file_->read());
    if (!found) return {};
    key_.get() = found->key;
    ::explicit_bzero(&found->key, sizeof(Key));
    begin_ = found->begin;
    end_ = found->end;
    // A shorter epoch, newly configured, holds for the present key too; a longer one does not.
    const base::Micros ends = aligned(now, length_) + length_;
    const bool shorter = end_ - begin_ > length_ && now >= begin_ && ends < end_;
    if (shorter) NOROSHI_CHECK(date(begin_, ends));
    return {};
  }

  Result<Key> key(base::Micros now) override {
    const std::scoped_lock lock(mutex_);
    NOROSHI_CHECK(advance(now));
    return key_.get();
  }

  Result<Key> key_of(base::Micros instant) override {
    const std::scoped_lock lock(mutex_);
    if (instant >= begin_ && instant < end_) return key_.get();
    return Error{Errc::NotFound, fmt::format("the key for {} {}", base::to_rfc3339(instant),
                                             instant < begin_ ? "was destroyed when its epoch ended"
                                                              : "has not been made yet")};
  }

  [[nodiscard]] base::Micros epoch_end() const override {
    const std::scoped_lock lock(mutex_);
    return end_;
  }

 private:
  Status advance(base::Micros now) {
    if (now >= end_) return replace(now);
    if (now >= begin_ - length_) return {};
    const base::Micros begin = aligned(now, length_);
    return date(begin, begin + length_);
  }

  Status replace(base::Micros now) {
    const base::Micros begin = aligned(now, length_);
    const base::Micros ended = end_;  // later than `begin` only if the length was changed
    NOROSHI_CHECK(destroy());
    Status made = make(std::max(begin, ended), begin + length_);
    if (!made) key_.forget();  // half a key is none
    return made;
  }

  Status destroy() {
    key_.forget();
    begin_ = end_ = INT64_MIN / 2;  // no instant is in it; arithmetic around it does not overflow
    if (file_) return file_->destroy();
    return {};
  }

  Status make(base::Micros begin, base::Micros end) {
    NOROSHI_CHECK(fill_at_random(key_.get()));
    return date(begin, end);
  }

  Status date(base::Micros begin, base::Micros end) {
    if (file_) NOROSHI_CHECK(file_->write({begin, end, key_.get()}));
    begin_ = begin;
    end_ = end;
    return {};
  }

  const base::Micros length_;
  std::optional<KeyFile> file_;
  mutable std::mutex mutex_;
  SafeKey key_;
  base::Micros begin_ = INT64_MIN / 2;
  base::Micros end_ = INT64_MIN / 2;
};

}  // namespace

Result<std::unique_ptr<Epochs>> Epochs::open(Keep keep, const std::string& folder,
                                             base::Micros length, base::Micros now) {
  if (length <= 0) {
    return Error{Errc::InvalidUsage, "an epoch must have a length, such as 7d"};
  }
  std::optional<KeyFile> file;
  if (keep == Keep::File) file.emplace(NOROSHI_TRY(KeyFile::open(folder)));
  auto epochs = std::make_unique<OneKey>(length, std::move(file));
  NOROSHI_CHECK(epochs->resume(now));
  Key first = NOROSHI_TRY(epochs->key(now));  // what cannot work shows at the start
  ::explicit_bzero(first.data(), first.size());
  return Result<std::unique_ptr<Epochs>>(std::move(epochs));
}

}  // namespace noroshi::minimise
