// Rules: what a running collector may be told anew, as the decoders see it.
//
// Immutable once made; decoders hold the version they work with and look now and then whether
// there is a newer one.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/prefix.hpp"
#include "observe/collect/options.hpp"

namespace noroshi::collect {

struct Rules {
  explicit Rules(const Options& options);

  std::vector<ExporterRule> exporters;  ///< longest prefix first
  net::PrefixSet allowed;
  net::PrefixSet subscribers;
  netflow::SessionLimits limits;
  base::Micros idle;
  std::uint32_t most_exporters;

  /// Nothing: a stranger.
  [[nodiscard]] const ExporterRule* rule_of(const net::Address& address) const;

  /// The limits of a session under `rule`.
  [[nodiscard]] netflow::SessionLimits limits_of(const ExporterRule& rule) const;

  /// What people call an exporter: the rule's name, and the address if the rule holds several.
  [[nodiscard]] static std::string name_of(const ExporterRule& rule, const net::Address& address);
};

class RulesBoard {
 public:
  explicit RulesBoard(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}

  void post(std::shared_ptr<const Rules> rules) {
    const std::lock_guard lock(mutex_);
    rules_ = std::move(rules);
    version_.fetch_add(1, std::memory_order_release);
  }
  [[nodiscard]] std::shared_ptr<const Rules> read() const {
    const std::lock_guard lock(mutex_);
    return rules_;
  }
  /// Changes with every `post`; cheap to ask.
  [[nodiscard]] std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Rules> rules_;
  std::atomic<std::uint64_t> version_{1};
};

}  // namespace noroshi::collect
