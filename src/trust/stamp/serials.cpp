#include "trust/stamp/serials.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <string_view>

#include "io/durable.hpp"

namespace noroshi::stamp {
namespace {

constexpr std::string_view kHead = "noroshi-tsa-serials-1 ";
constexpr unsigned kPerSecond = 30;  // bits: numbers of one second

// Where a file is there it must be read: beginning anew beside it would be a guess.
Result<std::uint64_t> reserved_in(const std::string& path) {
  const std::string text = NOROSHI_TRY(io::read_file(path));
  std::string_view rest = text;
  std::uint64_t number = 0;
  if (rest.starts_with(kHead)) {
    rest.remove_prefix(kHead.size());
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error == std::errc() && std::string_view(end, text.data() + text.size()) == "\n") {
      return number;
    }
  }
  return Error{Errc::InvalidInput,
               fmt::format("{} is no file of serial numbers; restore it, or remove it: numbers "
                           "then go on from the hour's",
                           path)};
}

}  // namespace

Result<std::unique_ptr<Serials>> Serials::open(const std::string& path, base::Micros now,
                                               std::uint64_t block) {
  std::uint64_t next = static_cast<std::uint64_t>(now / base::kSecond) << kPerSecond;
  const auto there = reserved_in(path);
  if (there) {
    next = std::max(next, *there);
  } else if (there.error().code != Errc::NotFound) {
    return there.error();
  }
  return std::unique_ptr<Serials>(new Serials(path, next, block));
}

Result<std::uint64_t> Serials::next() {
  const std::lock_guard lock(mutex_);
  if (next_ == reserved_) NOROSHI_CHECK(reserve());
  return next_++;
}

Status Serials::reserve() {
  const std::uint64_t end = reserved_ + block_;
  NOROSHI_CHECK(io::replace_file(path_, fmt::format("{}{}\n", kHead, end), io::Durable::Yes)
                    .within("reserving serial numbers"));
  reserved_ = end;
  return {};
}

}  // namespace noroshi::stamp
