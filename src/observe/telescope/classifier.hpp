// Packet → Verdict, by the packet, the dark addresses and the list of known scanners alone.
//
// A Classifier is immutable; any number of threads may use one.
#pragma once

#include <span>

#include "observe/telescope/dark_space.hpp"
#include "observe/telescope/known_scanners.hpp"
#include "observe/telescope/packet.hpp"
#include "observe/telescope/verdict.hpp"

namespace noroshi::telescope {

class Classifier {
 public:
  Classifier(DarkSpace dark, KnownScanners scanners);

  [[nodiscard]] Verdict judge(const Packet& packet) const;

  /// The same for many; `verdicts` is as long as `packets`.
  void judge(std::span<const Packet> packets, std::span<Verdict> verdicts) const;

  [[nodiscard]] const DarkSpace& dark() const { return dark_; }
  [[nodiscard]] const KnownScanners& scanners() const { return scanners_; }

 private:
  DarkSpace dark_;
  KnownScanners scanners_;
};

}  // namespace noroshi::telescope
