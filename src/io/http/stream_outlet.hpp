// StreamOutlet: the queue between a handler that sends at its own pace and a connection.
//
// Two sides.  `send`, `close`, `gone` are the handler's, from any thread, at any time, also after
// the server has ended.  The other functions are the session's, on its thread.
#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "io/http/server.hpp"

namespace noroshi::http {

/// Frames a piece (RFC 9112, section 7.1); an empty one adds nothing, it would end the answer.
void append_chunk(std::string& to, std::string_view piece);

class StreamOutlet : public Outlet {
 public:
  /// `wake` makes the session come and `take`; false when there is no session any more.
  StreamOutlet(std::size_t limit, bool chunked, std::function<bool()> wake)
      : limit_(limit), chunked_(chunked), wake_(std::move(wake)) {}

  bool send(std::string_view piece) override;
  void close() override;
  [[nodiscard]] bool gone() const override;

  struct Portion {
    std::string octets;  ///< to be written, framed already
    bool last = false;   ///< nothing comes after it
  };
  /// All that waits.  An empty portion that is not the last: `wake` will be called for the next.
  Portion take();
  /// The reader was too slow: the connection is to be closed at once.
  [[nodiscard]] bool broken() const;
  /// The peer is gone.
  void detach();

 private:
  /// Call without the lock: the session may end in it.
  bool wake_if(bool needed);

  const std::size_t limit_;
  const bool chunked_;
  const std::function<bool()> wake_;
  mutable std::mutex mutex_;
  std::string waiting_;
  bool awake_ = false;   // the session has been woken and has not yet found the queue empty
  bool ended_ = false;   // `close` was called
  bool gone_ = false;    // nothing can be sent any more
  bool broken_ = false;  // because the queue was full
};

}  // namespace noroshi::http
