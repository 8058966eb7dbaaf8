// Minimiser: takes out of a batch of flows what the law does not let us keep.
//
// Source and destination addresses inside the subscriber prefixes become tokens of the current
// epoch, and the ports, counters and times that detection needs stay.  Everything else an exporter
// sent was already left behind at decode.  One thread uses a Minimiser; `epochs` may be shared
// between threads.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "net/prefix.hpp"
#include "observe/minimise/subscriber_index.hpp"
#include "observe/minimise/token.hpp"

namespace noroshi::minimise {

/// The keys of epochs: made at random when an epoch begins, destroyed when it is over.
class Epochs {
 public:
  enum class Keep : std::uint8_t {
    Memory,  ///< a restart begins a new key: links across it are gone
    File     ///< in `folder`, mode 0600, overwritten and unlinked at the end of the epoch
  };
  /// An epoch begins at each multiple of `length` since 1970 (UTC).
  static Result<std::unique_ptr<Epochs>> open(Keep keep, const std::string& folder,
                                              base::Micros length, base::Micros now);
  virtual ~Epochs() = default;

  /// The key for records that arrive at `now`.  Begins a new epoch, and destroys the old key, when
  /// it is time; an Error (no randomness, disk full) means that nothing may be stored.  Call it now
  /// and then while nothing arrives too: a key is destroyed when somebody asks.
  virtual Result<Key> key(base::Micros now) = 0;

  /// The key of the epoch that holds `instant`, for a query by subscriber: NotFound once destroyed.
  virtual Result<Key> key_of(base::Micros instant) = 0;

  [[nodiscard]] virtual base::Micros epoch_end() const = 0;
};

class Minimiser {
 public:
  Minimiser(net::PrefixSet subscribers, Epochs& epochs);

  /// Rewrites rows [from, size) in place.  `now` is the time of arrival.
  Status apply(model::FlowBatch& batch, std::size_t from, base::Micros now);

  [[nodiscard]] std::uint64_t tokens_made() const { return tokens_; }

  void set_subscribers(net::PrefixSet subscribers);  ///< hot reload

 private:
  SubscriberIndex subscribers_;
  Epochs& epochs_;
  std::uint64_t tokens_ = 0;
};

}  // namespace noroshi::minimise
