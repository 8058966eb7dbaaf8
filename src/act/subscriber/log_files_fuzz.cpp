// Any bytes as each of the operator's files: every row is taken or counted, and whatever was taken
// can be asked for.
#include "act/subscriber/log_files.hpp"
#include "base/assert.hpp"

namespace {

using namespace noroshi;
using namespace noroshi::subscriber;

void as_static(std::string_view bytes) {
  const auto input = io::Input::over(bytes);
  io::Rejects rejects;
  NamePool lines;
  StaticTable table;
  std::vector<net::Prefix> prefixes;
  const auto taken = read_static(*input, rejects, lines, table, prefixes);
  if (!taken.has_value()) return;
  table.settle();
  NOROSHI_ASSERT(*taken == prefixes.size());
  for (const auto& prefix : prefixes) {
    bool found = false;
    table.each(prefix.address, prefix.length, [&](const net::Prefix& of, std::uint32_t line) {
      NOROSHI_ASSERT(!lines.name(line).empty() && of.contains(prefix.address));
      found = true;
      return true;
    });
    NOROSHI_ASSERT(found);
  }
}

void as_leases(std::string_view bytes) {
  static const auto key = DeviceKey::parse(std::string(64, '5')).value();
  const auto input = io::Input::over(bytes);
  io::Rejects rejects;
  NamePool lines;
  LeaseBook book;
  bool dropped = false;
  const auto taken = read_leases(*input, rejects, lines, key, book, dropped);
  if (!taken.has_value()) return;
  book.settle();
  NOROSHI_ASSERT(!dropped && book.oldest() <= book.newest());
  const auto seen = book.find({net::Address::v4(0xC0000201), 32}, {0, kForever});
  for (const auto owner : seen.owners) NOROSHI_ASSERT(owner < lines.size());
}

void as_cgn_log(std::string_view bytes) {
  const auto input = io::Input::over(bytes);
  io::Rejects rejects;
  CgnLog log;
  const auto taken = read_cgn_log(*input, rejects, log);
  if (!taken.has_value()) return;
  log.settle();
  const auto answer = log.find(net::Address::v4(0xC0000201), 1024, 6, {0, kForever});
  NOROSHI_ASSERT(answer.gap || answer.contested || !answer.inside.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  as_static(bytes);
  as_leases(bytes);
  as_cgn_log(bytes);
  return 0;
}
