#include "trust/pades/changes.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

#include "trust/pades/comparison.hpp"

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

constexpr unsigned kDeepestPages = 64;
constexpr std::size_t kMostPages = 200'000;
constexpr std::array<std::string_view, 4> kInherited{"Resources", "MediaBox", "CropBox", "Rotate"};

struct Page {
  ObjectPtr page;
  std::array<ObjectPtr, kInherited.size()> inherited{};  ///< Null where nobody above has it
};

// The pages in their order, each with what it inherits (ISO 32000-2 §7.7.3.4).
class PageWalk {
 public:
  explicit PageWalk(Pdf& pdf) : pdf_(pdf) {}

  std::vector<Page> all() {
    Page above;
    above.inherited.fill(std::make_shared<Object>());
    node(pdf_.get(pdf_.catalogue(), "Pages"), above, 0);
    return std::move(found_);
  }

 private:
  void node(const ObjectPtr& node, Page at, unsigned depth) {
    if (!node->is(Kind::Dictionary) || depth > kDeepestPages || ++seen_ > kMostPages) return;
    for (std::size_t index = 0; index < kInherited.size(); ++index) {
      const auto own = pdf_.get(node, kInherited.at(index));
      if (!own->is(Kind::Null)) at.inherited.at(index) = own;
    }
    const auto kids = pdf_.get(node, "Kids");
    if (!kids->is(Kind::Array)) {
      at.page = node;
      found_.push_back(std::move(at));
      return;
    }
    for (std::size_t index = 0; index < kids->items.size(); ++index)
      this->node(pdf_.item(kids, index), at, depth + 1);
  }

  Pdf& pdf_;
  std::vector<Page> found_{};
  std::size_t seen_ = 0;
};

void compare_pages(Pdf& before, Pdf& after, Comparison& to) {
  const auto old_pages = PageWalk(before).all();
  const auto new_pages = PageWalk(after).all();
  if (old_pages.size() != new_pages.size())
    to.add(ChangeKind::Pages,
           fmt::format("{} pages, {} when it was signed", new_pages.size(), old_pages.size()));
  const auto both = std::min(old_pages.size(), new_pages.size());
  const auto way = [](std::size_t index) { return fmt::format("page {}", index + 1); };
  // What the pages show comes first: an object that a page and a note share belongs to the page.
  for (std::size_t index = 0; index < both; ++index) {
    to.compare(old_pages[index].page, new_pages[index].page, {way(index)},
               {"Annots", "Resources", "MediaBox", "CropBox", "Rotate"});
    for (std::size_t each = 0; each < kInherited.size(); ++each)
      to.compare(old_pages[index].inherited.at(each), new_pages[index].inherited.at(each),
                 {way(index), std::string(kInherited.at(each))});
  }
  for (std::size_t index = 0; index < both; ++index)
    to.compare(before.get(old_pages[index].page, "Annots"),
               after.get(new_pages[index].page, "Annots"), {way(index), "Annots"});
}

std::map<std::string, ObjectPtr> values_of(Pdf& pdf) {
  std::map<std::string, ObjectPtr> values;
  for (const auto& field : form_fields(pdf)) values.insert_or_assign(field.name, field.value);
  return values;
}

std::vector<std::string> changed_fields(Pdf& before, Pdf& after) {
  const auto old_values = values_of(before);
  std::vector<std::string> changed;
  for (const auto& [name, value] : values_of(after)) {
    const auto old = old_values.find(name);
    Comparison comparison(before, after);
    comparison.compare(old == old_values.end() ? std::make_shared<Object>() : old->second, value,
                       {name});
    if (!comparison.found().list.empty()) changed.push_back(name);
  }
  return changed;
}

}  // namespace

std::string_view to_string(ChangeKind kind) {
  constexpr std::array<std::string_view, 6> kNames{
      "evidence for signatures", "the form or its signatures", "annotations",
      "a page's content",        "the number of pages",        "other parts of the document"};
  return kNames.at(static_cast<std::size_t>(kind));
}

const Change* Changes::first(ChangeKind kind) const {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const Change& change) { return change.kind == kind; });
  return found == list.end() ? nullptr : &*found;
}

Changes changes_between(Pdf& before, Pdf& after) {
  Comparison comparison(before, after);
  compare_pages(before, after, comparison);
  comparison.compare(before.catalogue(), after.catalogue(), {"catalogue"}, {"Pages"});
  auto made = std::move(comparison.found());
  made.fields = changed_fields(before, after);
  return made;
}

}  // namespace noroshi::pades
