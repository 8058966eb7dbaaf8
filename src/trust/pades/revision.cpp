#include "trust/pades/revision.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

bool same_statement(const SignatureDictionary& a, const SignatureDictionary& b) {
  return a.type == b.type && a.filter == b.filter && a.sub_filter == b.sub_filter &&
         a.reason == b.reason && a.location == b.location && a.time == b.time &&
         a.byte_range == b.byte_range && a.contents == b.contents && a.certifies == b.certifies;
}

// The signature must be there in what it signs, and say there what it says now: else a later update
// shows a signature over something else.
std::string revision_flaw(const Signing& signing) {
  for (const auto& field : signature_fields(*signing.revision)) {
    if (field.value->is(Kind::Null)) continue;
    const auto dictionary = signature_dictionary(*signing.revision, field);
    if (dictionary.gap != signing.dictionary.gap) continue;
    if (same_statement(dictionary, signing.dictionary)) return {};
    return "its signature dictionary says something else than when it was signed";
  }
  return "the revision that it covers does not know this signature";
}

bool is_blank(View octets) { return std::all_of(octets.begin(), octets.end(), is_space); }

std::string listed(const Changes& changes, ChangeKind kind) {
  const auto count = std::count_if(changes.list.begin(), changes.list.end(),
                                   [&](const Change& change) { return change.kind == kind; });
  const auto* first = changes.first(kind);
  return fmt::format("{} changed after signing ({}{})", to_string(kind), first->path,
                     count > 1 ? fmt::format(" and {} more", count - 1) : "");
}

// Table 257 of ISO 32000-2: what each level of DocMDP allows.
bool forbidden(int level, ChangeKind kind) {
  switch (kind) {
    case ChangeKind::Evidence:
      return false;
    case ChangeKind::Form:
      return level == 1;
    case ChangeKind::Annotation:
      return level <= 2;
    case ChangeKind::Content:
    case ChangeKind::Pages:
    case ChangeKind::Other:
      return true;
  }
  return true;
}

void describe(const Changes& changes, Signing& to) {
  for (const auto kind : {ChangeKind::Pages, ChangeKind::Content}) {
    if (to.flaw.empty() && changes.first(kind) != nullptr) to.flaw = listed(changes, kind);
  }
  for (const auto kind : {ChangeKind::Evidence, ChangeKind::Form, ChangeKind::Annotation,
                          ChangeKind::Content, ChangeKind::Pages, ChangeKind::Other}) {
    if (changes.first(kind) == nullptr) continue;
    auto text = listed(changes, kind);
    if (to.dictionary.certifies && forbidden(*to.dictionary.certifies, kind))
      text +=
          fmt::format(", which its certification forbids (DocMDP {})", *to.dictionary.certifies);
    to.remarks.push_back(std::move(text));
  }
  for (const auto& field : changes.fields) {
    if (to.dictionary.locks && to.dictionary.locks->holds(field))
      to.remarks.push_back(
          fmt::format("the field '{}' changed after signing, though it is locked", field));
  }
  if (!changes.complete)
    to.remarks.emplace_back("the document is too large to look for all that changed after signing");
}

void look_at_later_updates(Pdf& pdf, Signing& to) {
  const auto rest = pdf.octets().subspan(to.coverage.end);
  if (is_blank(rest)) return;
  const auto& now = pdf.cross_reference();
  if (now.repaired.empty() && now.start == to.revision->cross_reference().start) {
    to.remarks.push_back(
        fmt::format("{} octets behind the signed revision belong to no update", rest.size()));
    return;
  }
  describe(changes_between(*to.revision, pdf), to);
}

void look_at_revision(Pdf& pdf, Signing& to) {
  to.flaw = to.coverage.flaw;
  if (to.dictionary.repeated_key && to.flaw.empty())
    to.flaw = "its signature dictionary says something twice";
  if (!to.coverage.readable) return;
  auto revision = Pdf::open(pdf.octets().first(to.coverage.end));
  if (!revision) {
    if (to.flaw.empty())
      to.flaw = fmt::format("what it covers is no revision of the document: {}",
                            revision.error().message);
    return;
  }
  to.revision = std::make_shared<Pdf>(std::move(*revision));
  if (to.flaw.empty()) to.flaw = revision_flaw(to);
  look_at_later_updates(pdf, to);
}

// Several fields may show one signature.
Signing* known(std::vector<Signing>& signings, const FormField& field) {
  const auto found = std::find_if(signings.begin(), signings.end(), [&](const Signing& each) {
    return field.value_number != 0 && each.field.value_number == field.value_number;
  });
  return found == signings.end() ? nullptr : &*found;
}

// Where each revision but the newest ends: behind its %%EOF.
std::vector<std::size_t> earlier_ends(View pdf) {
  constexpr std::string_view kMark = "%%EOF";
  const auto text = der::text_of(pdf);
  std::vector<std::size_t> ends;
  for (auto at = text.rfind(kMark); at != std::string_view::npos && at > 0;
       at = text.rfind(kMark, at - 1)) {
    if (ends.size() > kMostRevisions) break;
    ends.push_back(at + kMark.size());
  }
  if (!ends.empty()) ends.erase(ends.begin());
  return ends;
}

}  // namespace

std::string Signing::position() const {
  const auto names = fmt::format("field {}", fmt::join(fields, ", "));
  if (!revision) return names;
  return fmt::format("revision {}, {}",
                     std::max<std::size_t>(revision->cross_reference().sections.size(), 1), names);
}

std::vector<Signing> signings_of(Pdf& pdf) {
  std::vector<Signing> made;
  for (const auto& field : signature_fields(pdf)) {
    if (!field.value->is(Kind::Dictionary)) continue;
    if (auto* twin = known(made, field)) {
      twin->fields.push_back(field.name);
      twin->remarks.push_back(fmt::format("the fields {} show one and the same signature",
                                          fmt::join(twin->fields, ", ")));
      continue;
    }
    Signing signing;
    signing.fields.push_back(field.name);
    signing.field = field;
    signing.dictionary = signature_dictionary(pdf, field);
    signing.coverage = coverage_of(signing.dictionary, pdf.octets());
    look_at_revision(pdf, signing);
    made.push_back(std::move(signing));
  }
  std::stable_sort(made.begin(), made.end(), [](const Signing& a, const Signing& b) {
    return a.coverage.end < b.coverage.end;
  });
  return made;
}

std::vector<std::string> removed_signatures(Pdf& pdf, const std::vector<Signing>& present) {
  std::set<std::array<std::size_t, 2>> known;
  for (const auto& each : present) {
    if (each.dictionary.gap) known.insert(*each.dictionary.gap);
  }
  std::vector<std::string> made;
  for (const auto end : earlier_ends(pdf.octets())) {
    auto revision = Pdf::open(pdf.octets().first(end));
    if (!revision) continue;
    for (const auto& field : signature_fields(*revision)) {
      const auto gap = signature_dictionary(*revision, field).gap;
      if (!gap || !known.insert(*gap).second) continue;
      made.push_back(fmt::format("the signature in the field '{}' was taken out by a later update",
                                 field.name));
    }
  }
  return made;
}

}  // namespace noroshi::pades
