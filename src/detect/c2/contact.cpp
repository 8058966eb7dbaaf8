#include "detect/c2/contact.hpp"

#include <algorithm>

namespace noroshi::c2 {

base::Micros Server::first_seen() const {
  return std::ranges::min(contacts, {}, &Contact::start).start;
}

base::Micros Server::last_seen() const { return std::ranges::max(contacts, {}, &Contact::end).end; }

Server server_of(const model::Endpoint& endpoint, std::span<const Contact> contacts) {
  Server server{.endpoint = endpoint, .contacts = contacts, .clients = {}};
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= contacts.size(); ++i) {
    if (i < contacts.size() && contacts[i].client == contacts[begin].client) continue;
    server.clients.push_back(contacts.subspan(begin, i - begin));
    begin = i;
  }
  return server;
}

}  // namespace noroshi::c2
