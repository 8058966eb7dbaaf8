// Graft: a real capture of one infected host, lived again by many subscribers.
//
// Synthetic bots behave as their author imagined; a graft brings what real malware did.  The
// host's flows are given to k subscribers, each with a start of its own within the capture, and
// repeated until the day ends.  The other side's addresses stay as they were captured, so a graft
// carries real server addresses: keep the output under the capture's own terms.
//
// What is lost: flows of the host with its own network (private, multicast) are left out, each
// turn of the capture begins with a seam, and packet times within a flow are taken as even when
// packets are sampled.
#pragma once

#include <optional>
#include <vector>

#include "observe/flow/reader.hpp"
#include "train/traffic/world.hpp"

namespace noroshi::traffic {

struct GraftOptions {
  std::optional<net::Address> host;  ///< none: the private address with the most flows
  std::vector<model::Endpoint> c2;   ///< for the truth
  std::string family = "graft";
  std::uint32_t clients = 20;
  bool always_on = false;
};

/// Reads the flows of `reader` (at most 2,000,000) into a graft named `name`.  An
/// Error if there is no host to be guessed, or it has no flow across the Internet.
Result<Graft> load_graft(flow::FlowReader& reader, std::string name, const GraftOptions& options);

class GraftedHosts final : public Source {
 public:
  /// `instance` counts the grafts of a scenario from 0.
  GraftedHosts(const World& world, const Graft& graft, std::uint32_t instance, Ledger& ledger);
  void run(const Slice& slice, Exporter& exporter) override;
  void testify(Truth& truth) const override;

 private:
  struct Client {
    std::uint32_t subscriber = 0;
    base::Micros infected = 0;
    base::Micros turn = 0;        // when the running turn of the capture began
    std::size_t flow = 0;         // next one to be lived
    std::vector<bool> contacted;  // by C2 server
  };

  void live(Client& client, base::Micros until, Exporter& exporter);
  void give(Client& client, const model::Flow& flow, base::Micros at, Exporter& exporter) const;
  [[nodiscard]] std::vector<model::Endpoint> unlabelled() const;
  [[nodiscard]] std::size_t c2_of(const model::Flow& flow) const;

  const World& world_;
  const Graft& graft_;
  std::vector<Client> clients_;
  Tag other_;
  std::vector<Tag> c2_;             // by server
  std::vector<std::size_t> roles_;  // by flow: which C2 server, or one past the last
};

}  // namespace noroshi::traffic
