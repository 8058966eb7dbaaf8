// Audience: the watched hosts that visit a server, as a bot visits its master.
//
// Whoever asks what the clients of a server have in common must leave out those that only attack
// it: bots share their victims and the addresses that they scan as well as their master.
#pragma once

#include <vector>

#include "detect/c2/contact.hpp"
#include "detect/c2/surroundings.hpp"

namespace noroshi::c2 {

/// Whether a client with these contacts visits the server: it was answered, or nobody watched
/// whether it was, or it comes back to a dead server that it does not merely scan.
bool visits_it(const Server& server, ClientContacts contacts, const Surroundings& surroundings);

/// The visitors among the watched hosts, each by its contacts, in the order of Server::clients.
std::vector<ClientContacts> audience(const Server& server, const Surroundings& surroundings);

/// Leaves out those that came in one surge only: where at least half of the given visitors arrive
/// within two minutes, whoever is not seen at any other time floods the server, or was called
/// there.
std::vector<ClientContacts> regulars(std::vector<ClientContacts> visitors);

}  // namespace noroshi::c2
