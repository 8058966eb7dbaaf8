#include "trust/psi/session.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace noroshi::psi {
namespace {

const char* who_learns(const Terms& terms) {
  if (terms.initiator_learns && terms.responder_learns) return "both sides learn";
  return terms.initiator_learns ? "only who connects or offers learns"
                                : "only who listens or answers learns";
}

Error terms_differ(const Terms& ours, const Terms& theirs) {
  const auto say = [](const Terms& terms) {
    return fmt::format("{}, {}", who_learns(terms),
                       terms.count_only ? "the count only" : "the shared items");
  };
  return {Errc::InvalidInput,
          fmt::format("the two sides have not agreed on the terms.  Ours: {}.  Theirs: {}.  Both "
                      "must ask for the same (--learns, --count-only)",
                      say(ours), say(theirs))};
}

bool ascends(std::span<const Element> elements) {
  return std::adjacent_find(elements.begin(), elements.end(), std::greater_equal<>()) ==
         elements.end();
}

bool have_one_in_common(std::span<const Element> some, std::span<const Element> others) {
  auto other = others.begin();
  for (const auto& element : some) {
    other = std::lower_bound(other, others.end(), element);
    if (other != others.end() && *other == element) return true;
  }
  return false;
}

// Items and elements, side by side, in the order of the elements.
void sort_together(std::vector<Item>& items, std::vector<Element>& elements) {
  std::vector<std::uint32_t> order(items.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return elements[a] < elements[b]; });
  std::vector<Item> sorted_items;
  std::vector<Element> sorted_elements;
  sorted_items.reserve(order.size());
  sorted_elements.reserve(order.size());
  for (const auto place : order) {
    sorted_items.push_back(items[place]);
    sorted_elements.push_back(elements[place]);
  }
  items = std::move(sorted_items);
  elements = std::move(sorted_elements);
}

}  // namespace

double Outcome::jaccard() const {
  const auto all = mine + theirs - shared.value_or(0);
  return all == 0 ? 0 : static_cast<double>(shared.value_or(0)) / static_cast<double>(all);
}

Result<Session> Session::begin(Role role, const Terms& terms, std::uint32_t limit,
                               std::span<const model::Endpoint> list) {
  if (!terms.initiator_learns && !terms.responder_learns) {
    return Error{Errc::InvalidUsage, "somebody must learn the result"};
  }
  Session session(role, Scalar::random());
  session.items_ = items_of(list);
  if (session.items_.size() > limit) {
    return Error{Errc::Limit, fmt::format("our list has {} items, more than the {} agreed on; "
                                          "raise --limit on both sides, or shorten the list",
                                          session.items_.size(), limit)};
  }
  session.salt_ = random_octets();
  session.hello_ = {.terms = terms,
                    .count = static_cast<std::uint32_t>(session.items_.size()),
                    .limit = limit,
                    .run = random_octets(),
                    .commitment = commitment(session.items_, session.salt_)};
  return session;
}

bool Session::learns() const {
  return role_ == Role::Initiator ? hello_.terms.initiator_learns : hello_.terms.responder_learns;
}

bool Session::peer_learns() const {
  return role_ == Role::Initiator ? hello_.terms.responder_learns : hello_.terms.initiator_learns;
}

Status Session::agree(const Hello& theirs) {
  if (theirs.run == hello_.run) {
    return Error{Errc::InvalidInput, "the peer sent our own greeting back"};
  }
  if (theirs.terms != hello_.terms) return terms_differ(hello_.terms, theirs.terms);
  if (theirs.count > hello_.limit) {
    return Error{Errc::Limit,
                 fmt::format("the peer's list has {} items, more than the {} that we accept "
                             "(--limit): a long list may be a list of guesses",
                             theirs.count, hello_.limit)};
  }
  if (hello_.count > theirs.limit) {
    return Error{Errc::Limit, fmt::format("our list has {} items, more than the {} that the peer "
                                          "accepts (its --limit)",
                                          hello_.count, theirs.limit)};
  }
  peer_ = theirs;
  return {};
}

Result<std::span<const Element>> Session::blinded(const Work& work) {
  if (blinded_.size() != items_.size()) {
    blinded_ = NOROSHI_TRY(blind(items_, key_, work, 0));
    sort_together(items_, blinded_);
  }
  return std::span<const Element>(blinded_);
}

Result<std::vector<Element>> Session::take_blinded(std::span<const Element> theirs,
                                                   const Work& work) {
  if (theirs.size() != peer_.count) {
    return Error{Errc::InvalidInput, fmt::format("the peer announced {} items and sent {}",
                                                 peer_.count, theirs.size())};
  }
  if (!ascends(theirs)) {
    return Error{Errc::InvalidInput,
                 "the peer's items are not in ascending order, or one came "
                 "twice: its program is broken, or it does not play by the "
                 "rules"};
  }
  if (have_one_in_common(theirs, blinded_)) {
    return Error{Errc::InvalidInput, "the peer sent our own blinded items back as its list"};
  }
  auto doubled = NOROSHI_TRY(blind(theirs, key_, work, items_.size()));
  key_.forget();
  theirs_ = doubled;
  std::sort(theirs_.begin(), theirs_.end());
  return hello_.terms.count_only ? theirs_ : doubled;
}

Outcome Session::sizes_only() const {
  return {.mine = hello_.count, .theirs = peer_.count, .count_only = hello_.terms.count_only};
}

Result<Outcome> Session::match(std::span<const Element> ours_doubled) const {
  if (ours_doubled.size() != items_.size()) {
    return Error{Errc::InvalidInput, fmt::format("the peer doubled {} of our {} items",
                                                 ours_doubled.size(), items_.size())};
  }
  if (hello_.terms.count_only && !ascends(ours_doubled)) {
    return Error{Errc::InvalidInput, "the peer's answer is not in ascending order"};
  }
  Outcome outcome = sizes_only();
  outcome.shared = 0;
  for (std::size_t i = 0; i < ours_doubled.size(); ++i) {
    if (!std::binary_search(theirs_.begin(), theirs_.end(), ours_doubled[i])) continue;
    ++*outcome.shared;
    if (!hello_.terms.count_only) outcome.endpoints.push_back(endpoint_of(items_[i]));
  }
  // A peer that repeats one element would make more items shared than it has.
  if (*outcome.shared > peer_.count) {
    return Error{Errc::InvalidInput,
                 "more items would be shared than the peer has: its answer "
                 "is false"};
  }
  std::sort(outcome.endpoints.begin(), outcome.endpoints.end());
  return outcome;
}

}  // namespace noroshi::psi
