#include "act/share/entry.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

#include "act/share/forms.hpp"

namespace noroshi::share {

namespace {

struct FormRow {
  std::string_view name;
  std::string_view media_type;
  std::string (*whole)(const Chosen&, const Look&);
  std::string (*change)(const Change&, const Look&);
};

constexpr std::array<FormRow, 7> kForms = {
    {{"list", "text/plain; charset=utf-8", list_of, list_change},
     {"csv", "text/csv; charset=utf-8; header=present", csv_of, csv_change},
     {"rpz", "text/dns", rpz_of, nullptr},  // RFC 4027
     {"nft", "text/plain; charset=us-ascii", nftables_of, nftables_change},
     {"suricata", "text/plain; charset=us-ascii", suricata_of, suricata_change},
     {"flowspec", "text/plain; charset=us-ascii", flowspec_of, flowspec_change},
     {"prefixes", "application/octet-stream", prefixes_of, prefixes_change}}};

const FormRow& row_of(Form form) { return kForms.at(static_cast<std::size_t>(form)); }

/// The name goes into places where nothing is escaped.
Status check(const Look& look) {
  constexpr std::size_t kLongest = 63;
  const bool sound = !look.name.empty() && look.name.size() <= kLongest &&
                     std::all_of(look.name.begin(), look.name.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
                     });
  if (sound) return {};
  return Error{
      Errc::InvalidUsage,
      fmt::format("an output cannot be called '{}': letters, digits, '_', '.' and '-' only, "
                  "63 at most",
                  look.name)};
}

std::vector<const Entry*> only_in(const Chosen& some, const Chosen& others) {
  std::vector<const Entry*> result;
  std::set_difference(some.entries.begin(), some.entries.end(), others.entries.begin(),
                      others.entries.end(), std::back_inserter(result),
                      [](const Entry* a, const Entry* b) { return *a < *b; });
  return result;
}

}  // namespace

Delta difference(const std::vector<Entry>& before, const std::vector<Entry>& after) {
  Delta delta;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(delta.added));
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(delta.removed));
  return delta;
}

Result<Form> parse_form(std::string_view text) {
  if (text == "nftables") text = "nft";
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    if (kForms.at(i).name == text) return static_cast<Form>(i);
  }
  return Error{Errc::InvalidInput,
               fmt::format("there is no output form '{}'; there are list, csv, rpz, nft, suricata, "
                           "flowspec, prefixes",
                           text)};
}

std::string_view name_of(Form form) { return row_of(form).name; }
std::string_view media_type_of(Form form) { return row_of(form).media_type; }

Chosen choose(Form form, const std::vector<Entry>& entries, const Look& look) {
  Chosen chosen;
  for (const Entry& entry : entries) {
    switch (fit_of(form, entry, look)) {
      case Fit::Carried:
        ++chosen.tally.carried;
        chosen.entries.push_back(&entry);
        break;
      case Fit::OtherKind:
        ++chosen.tally.other_kind;
        break;
      case Fit::Unsafe:
        ++chosen.tally.unsafe;
        break;
      case Fit::TooWide:
        ++chosen.tally.too_wide;
        break;
    }
  }
  return chosen;
}

Tally tally(Form form, const std::vector<Entry>& entries, const Look& look) {
  return choose(form, entries, look).tally;
}

std::string head_line(const Tally& tally, const Look& look) {
  return fmt::format(
      "{} serial {}, made {}: {} entries; left out: {} of other kinds, {} unsafe, {} too wide",
      look.name, look.serial, base::to_rfc3339(look.made), tally.carried, tally.other_kind,
      tally.unsafe, tally.too_wide);
}

Result<std::string> written(Form form, const std::vector<Entry>& entries, const Look& look) {
  NOROSHI_CHECK(check(look));
  return row_of(form).whole(choose(form, entries, look), look);
}

Result<std::string> written_change(Form form, const std::vector<Entry>& before,
                                   const std::vector<Entry>& after, const Look& look) {
  NOROSHI_CHECK(check(look));
  if (row_of(form).change == nullptr) {
    return Error{
        Errc::InvalidUsage,
        fmt::format("{} has no file for what changed: take the zone by IXFR", name_of(form))};
  }
  Change change{choose(form, before, look), choose(form, after, look), {}, {}};
  change.added = only_in(change.after, change.before);
  change.removed = only_in(change.before, change.after);
  return row_of(form).change(change, look);
}

}  // namespace noroshi::share
