// Receivers: from sockets to the intakes of the workers.
//
// A datagram listener has one thread with one slab, which stays in the processor's cache: what was
// received is packed into parcels (one copy of what really arrived, 1 % of a core at a hundred
// thousand datagrams a second), so that the queue holds octets that came and not slots that could
// have.  All messages of one address go to the same worker.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "io/socket/stream.hpp"
#include "io/socket/udp.hpp"
#include "observe/collect/health.hpp"
#include "observe/collect/intake.hpp"
#include "observe/collect/listen.hpp"
#include "observe/collect/log.hpp"
#include "observe/collect/rules.hpp"

namespace noroshi::collect {

/// The intakes of all workers, and which of them serves an address.
struct Intakes {
  std::vector<std::unique_ptr<Intake>> all;
  [[nodiscard]] std::size_t index_of(const net::Address& source) const {
    return all.size() == 1 ? 0 : net::hash(source) % all.size();
  }
};

/// A listener that runs.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// Takes what has arrived already; nothing comes after.  `health` stays readable.
  virtual void close() = 0;
  [[nodiscard]] virtual ListenerHealth health() const = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// New certificates (streams over TLS); others have none.
  virtual Status reload(const socket::TlsFiles& tls);
  /// Connections of strangers that were cut off.
  [[nodiscard]] virtual std::uint64_t refused() const { return 0; }
};

struct ReceiverParts {
  Intakes& intakes;
  RulesBoard& rules;
  std::uint64_t receive_buffer = 0;
  Log log;
};

Result<std::unique_ptr<Receiver>> start_receiver(const Listen& listen,
                                                 const std::optional<socket::TlsFiles>& tls,
                                                 const ReceiverParts& parts);

}  // namespace noroshi::collect
