#include "trust/pades/comparison.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

bool is_number(const Object& object) { return object.is(Kind::Integer) || object.is(Kind::Real); }

bool same_leaf(const Object& before, const Object& after) {
  if (is_number(before) && is_number(after)) return before.real == after.real;  // 0 and 0.0
  if (before.kind != after.kind) return false;
  return before.text == after.text && before.integer == after.integer;
}

// Ways that only lead back or across: what they lead to is met on its own way.
bool leads_back(std::string_view key) {
  return key == "Parent" || key == "P" || key == "Pg" || key == "Dest" || key == "Prev" ||
         key == "Length";
}

bool holds(const std::vector<std::string>& way, std::string_view key) {
  return std::find(way.begin(), way.end(), key) != way.end();
}

bool is_stamp(Pdf& pdf, const ObjectPtr& value) {
  return pdf.get(value, "Type")->is_name("DocTimeStamp") ||
         pdf.get(pdf.get(value, "V"), "Type")->is_name("DocTimeStamp");
}

ChangeKind kind_in_annotations(const std::vector<std::string>& way, Pdf& pdf,
                               const ObjectPtr& after) {
  if (is_stamp(pdf, after)) return ChangeKind::Evidence;
  const bool is_field = holds(way, "widget") || pdf.get(after, "Subtype")->is_name("Widget");
  return is_field ? ChangeKind::Form : ChangeKind::Annotation;
}

ChangeKind kind_in_page(const std::vector<std::string>& way, Pdf& pdf, const ObjectPtr& after) {
  if (holds(way, "Annots")) return kind_in_annotations(way, pdf, after);
  const auto& key = way[1];
  const bool unseen = key == "Metadata" || key == "PieceInfo" || key == "LastModified" ||
                      key == "StructParents" || key == "Tabs" || key == "Type";
  return unseen ? ChangeKind::Other : ChangeKind::Content;
}

}  // namespace

ChangeKind kind_of(const std::vector<std::string>& way, Pdf& after_pdf, const ObjectPtr& after) {
  const bool in_page = !way.empty() && way[0].starts_with("page");
  if (way.size() < 2) return in_page ? ChangeKind::Content : ChangeKind::Other;
  if (in_page) return kind_in_page(way, after_pdf, after);
  const auto& key = way[1];
  if (key == "DSS" || key == "Extensions" || key == "Version" || key == "Metadata")
    return ChangeKind::Evidence;
  if (key == "AcroForm") {
    const bool marks = way.size() > 2 && way[2] == "SigFlags";  // comes with every stamp
    return marks || is_stamp(after_pdf, after) ? ChangeKind::Evidence : ChangeKind::Form;
  }
  return key == "Perms" ? ChangeKind::Form : ChangeKind::Other;
}

void Comparison::compare(const ObjectPtr& before, const ObjectPtr& after,
                         const std::vector<std::string>& way,
                         const std::vector<std::string_view>& skipped) {
  std::size_t last = 0;
  for (const auto& each : way) {
    steps_.push_back({last, each});
    last = steps_.size() - 1;
  }
  visit({before, after, last}, skipped);
  while (!waiting_.empty() && found_.complete) {
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    visit(next, {});
  }
  waiting_.clear();
}

void Comparison::visit(const Pair& pair, const std::vector<std::string_view>& skipped) {
  if (++visited_ > kMostNodes) {
    found_.complete = false;
    return;
  }
  const auto& before = *pair.before;
  const auto& after = *pair.after;
  if (before.kind == after.kind && before.has_entries()) {
    if (!der::same(before.raw, after.raw)) differ(pair);
    return entries(pair, skipped);
  }
  const bool lists = before.is(Kind::Array) || after.is(Kind::Array);
  const bool added_or_removed = before.is(Kind::Null) || after.is(Kind::Null);
  if (lists && (added_or_removed || before.kind == after.kind)) return items(pair);
  const bool form_added = before.is(Kind::Null) && after.is(Kind::Dictionary) &&
                          steps(pair.way) == std::vector<std::string>{"catalogue", "AcroForm"};
  if (form_added) return entries(pair, skipped);
  if (!same_leaf(before, after)) differ(pair);
}

void Comparison::entries(const Pair& pair, const std::vector<std::string_view>& skipped) {
  const auto wanted = [&](const std::string& key) {
    return !leads_back(key) && std::find(skipped.begin(), skipped.end(), key) == skipped.end();
  };
  for (std::size_t index = 0; index < pair.before->keys.size(); ++index) {
    const auto& key = pair.before->keys[index];
    if (wanted(key)) child(pair, &pair.before->items[index], pair.after->find(key), key);
  }
  for (std::size_t index = 0; index < pair.after->keys.size(); ++index) {
    const auto& key = pair.after->keys[index];
    if (wanted(key) && pair.before->find(key) == nullptr)
      child(pair, nullptr, &pair.after->items[index], key);
  }
}

void Comparison::items(const Pair& pair) {
  const auto& before = pair.before->items;
  const auto& after = pair.after->items;
  for (std::size_t index = 0; index < std::max(before.size(), after.size()); ++index) {
    child(pair, index < before.size() ? &before[index] : nullptr,
          index < after.size() ? &after[index] : nullptr, std::to_string(index));
  }
}

void Comparison::child(const Pair& pair, const Object* before, const Object* after,
                       const std::string& key) {
  static const ObjectPtr nothing = std::make_shared<Object>();
  const bool refers = before != nullptr && after != nullptr && before->is(Kind::Reference) &&
                      after->is(Kind::Reference);
  if (refers && !seen_.emplace(before->reference.number, after->reference.number).second) return;
  Pair next;
  next.before = before == nullptr ? nothing : before_.resolved(ObjectPtr(pair.before, before));
  next.after = after == nullptr ? nothing : after_.resolved(ObjectPtr(pair.after, after));
  const bool is_page = after_.get(next.after, "Type")->is_name("Page");
  if (is_page && before_.get(next.before, "Type")->is_name("Page")) return;  // compared as a page
  const bool leaf = next.before->items.empty() && next.after->items.empty() &&
                    !next.before->is(Kind::Stream) && !next.after->is(Kind::Stream);
  if (leaf && same_leaf(*next.before, *next.after)) return;
  steps_.push_back({pair.way, key});
  next.way = steps_.size() - 1;
  if (after_.get(next.after, "Subtype")->is_name("Widget")) {
    steps_.push_back({next.way, "widget"});
    next.way = steps_.size() - 1;
  }
  waiting_.push_back(std::move(next));
}

void Comparison::differ(const Pair& pair) {
  const auto way = steps(pair.way);
  auto path = fmt::format("{}", fmt::join(way, "/"));
  found_.list.push_back({kind_of(way, after_, pair.after), std::move(path)});
}

std::vector<std::string> Comparison::steps(std::size_t way) const {
  std::vector<std::string> made;
  for (; way != 0; way = steps_[way].before) made.push_back(steps_[way].key);
  std::reverse(made.begin(), made.end());
  return made;
}

}  // namespace noroshi::pades
