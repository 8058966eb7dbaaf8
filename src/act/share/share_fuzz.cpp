// Entries with any values, in every form: what is written holds as many records as came through the
// gate, and what changed is what the list says that changed.
//
// Input: for each entry one octet of kind, one of length, the value; the first half of all entries
// is the list before, all of them the list after.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "act/share/entry.hpp"
#include "act/share/reread_test.hpp"
#include "base/assert.hpp"

namespace {

using noroshi::share::Entry;
using noroshi::share::EntryKind;
using noroshi::share::Form;

std::vector<Entry> entries_in(const std::uint8_t* data, std::size_t size) {
  std::vector<Entry> entries;
  for (std::size_t at = 0; at + 2 <= size;) {
    const std::size_t length = std::min<std::size_t>(data[at + 1], size - at - 2);
    Entry entry;
    entry.kind = static_cast<EntryKind>(data[at] % 6);
    entry.value.assign(reinterpret_cast<const char*>(data + at + 2), length);
    // What a stranger names must not break out either.
    entry.label = entry.value.substr(0, 40);
    entry.id = entry.value.substr(0, 20);
    if (data[at] % 2 == 1) entry.until = static_cast<std::int64_t>(data[at]) * 1'000'000'000;
    entries.push_back(std::move(entry));
    at += 2 + length;
  }
  return entries;
}

void make_list(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
}

/// Forms that write one record for each entry; sets leave out what lies in a prefix, prefixes may
/// be equal.
bool is_one_to_one(Form form) { return form != Form::Nftables && form != Form::Prefixes; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::share;
  std::vector<Entry> after = entries_in(data, size);
  std::vector<Entry> before(after.begin(),
                            after.begin() + static_cast<std::ptrdiff_t>(after.size() / 2));
  make_list(before);
  make_list(after);
  for (int i = 0; i < 7; ++i) {
    const auto form = static_cast<Form>(i);
    const auto text = written(form, after, {});
    NOROSHI_ASSERT(text.has_value());
    const Tally counted = tally(form, after);
    NOROSHI_ASSERT(counted.carried + counted.other_kind + counted.unsafe + counted.too_wide ==
                   after.size());
    const long records = records_in(form, *text);
    NOROSHI_ASSERT(records >= 0 && records <= static_cast<long>(counted.carried));
    NOROSHI_ASSERT(!is_one_to_one(form) || records == static_cast<long>(counted.carried));
    NOROSHI_ASSERT((form == Form::Rpz) != written_change(form, before, after, {}).has_value());
  }
  return 0;
}
