// Strangers: what reaches subscribers uninvited, or leaves them for peers without a role.
//
//   FileSharing  BitTorrent of some households: DHT datagrams, many peers, odd ports
//   Scanners     Internet-wide scanners that probe subscribers: few sources, few ports
//   Floods       reflected UDP floods against a subscriber: hundreds of sources for minutes
#pragma once

#include <vector>

#include "train/traffic/world.hpp"

namespace noroshi::traffic {

class FileSharing final : public Source {
 public:
  FileSharing(const World& world, Ledger& ledger);
  void run(const Slice& slice, Exporter& exporter) override;

 private:
  struct Node {
    std::uint32_t subscriber;
    std::uint16_t port;
  };
  void contact_peers(const Node& node, const Slice& slice, Exporter& exporter) const;

  const World& world_;
  std::vector<Node> nodes_;
  Tag tag_;
};

class Scanners final : public Source {
 public:
  Scanners(const World& world, Ledger& ledger) : world_(world), tag_(ledger.open("scan-in")) {}
  void run(const Slice& slice, Exporter& exporter) override;

 private:
  const World& world_;
  Tag tag_;
};

class Floods final : public Source {
 public:
  Floods(const World& world, Ledger& ledger) : world_(world), tag_(ledger.open("flood-in")) {}
  void run(const Slice& slice, Exporter& exporter) override;

 private:
  const World& world_;
  Tag tag_;
};

}  // namespace noroshi::traffic
