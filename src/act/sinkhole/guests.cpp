#include "act/sinkhole/guests.hpp"

#include "net/prefix.hpp"

namespace noroshi::sinkhole {
namespace {

/// One subscriber has a /64 at least, and could call from each of its addresses.
net::Address household(const net::Address& source) {
  return source.is_v4() ? source : net::Prefix::of(source, 64).address;
}

}  // namespace

std::uint32_t Guests::add(Guest guest) {
  of_source_.add(household(guest.source));
  std::uint32_t place = free_;
  if (place == kNobody) {
    place = static_cast<std::uint32_t>(guests_.size());
    guests_.emplace_back();
  } else {
    free_ = guests_[place].after;
  }
  guest.generation = guests_[place].generation;
  guests_[place] = std::move(guest);
  link_last(place, Queue::Waiting);
  ++size_;
  return place;
}

void Guests::remove(std::uint32_t place) {
  unlink(place);
  Guest& guest = guests_[place];
  of_source_.remove(household(guest.source));
  guest.socket.close();
  ++guest.generation;
  guest.after = free_;
  free_ = place;
  --size_;
}

void Guests::move(std::uint32_t place, Queue queue) {
  unlink(place);
  link_last(place, queue);
}

std::optional<std::uint32_t> Guests::find(std::uint64_t name) const {
  const auto place = static_cast<std::uint32_t>(name);
  if (place >= guests_.size() || !guests_[place].socket.open()) return std::nullopt;
  if ((guests_[place].generation & kGenerations) != name >> 32) return std::nullopt;
  return place;
}

std::uint32_t Guests::of(const net::Address& source) const {
  return of_source_.of(household(source));
}

void Guests::unlink(std::uint32_t place) {
  Guest& guest = guests_[place];
  Ends& queue = ends(guest.queue);
  (guest.before == kNobody ? queue.first : guests_[guest.before].after) = guest.after;
  (guest.after == kNobody ? queue.last : guests_[guest.after].before) = guest.before;
  if (guest.queue == Queue::Waiting) --waiting_;
}

void Guests::link_last(std::uint32_t place, Queue queue) {
  Guest& guest = guests_[place];
  guest.queue = queue;
  guest.before = ends(queue).last;
  guest.after = kNobody;
  (guest.before == kNobody ? ends(queue).first : guests_[guest.before].after) = place;
  ends(queue).last = place;
  if (queue == Queue::Waiting) ++waiting_;
}

}  // namespace noroshi::sinkhole
