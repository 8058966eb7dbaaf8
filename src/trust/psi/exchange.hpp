// A whole run over one connection: greeting, blinded lists, doubled lists.
//
// Half-duplex: one side writes while the other reads, the initiator first, so that two full socket
// buffers cannot wait for one another.  Both blind at the same time.
#pragma once

#include <functional>

#include "trust/psi/message.hpp"

namespace noroshi::psi {

/// Called once both have agreed, before the first element leaves: the place to write down that this
/// run happens.  An Error ends the run.
using Agreed = std::function<Status(const Session& session)>;

Result<Outcome> exchange(Session& session, Channel& channel, const Work& work,
                         const Agreed& agreed = {});

}  // namespace noroshi::psi
