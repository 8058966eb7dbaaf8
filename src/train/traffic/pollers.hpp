// Pollers: the devices that contact the innocent services on their own schedule.
//
// State is 48 octets a device: when it acts next, and how often it has acted.
#pragma once

#include <vector>

#include "train/traffic/innocent_services.hpp"
#include "train/traffic/world.hpp"

namespace noroshi::traffic {

class Pollers final : public Source {
 public:
  Pollers(const World& world, Ledger& ledger);
  void run(const Slice& slice, Exporter& exporter) override;
  void testify(Truth& truth) const override;

 private:
  struct Device {
    base::Micros next = 0;
    base::Micros on_until = 0;  // switched on until then
    base::Micros period = 0;
    std::uint32_t subscriber = 0;
    std::uint32_t tick = 0;
    std::uint32_t server = 0;
    std::uint16_t service = 0;
  };

  void enrol(std::uint16_t service, std::uint32_t subscriber, std::uint32_t ordinal);
  bool wait_until_on(Device& device) const;
  void act(Device& device, Exporter& exporter) const;
  base::Micros poll(const Device& device, Stream& stream, Exporter& exporter) const;
  base::Micros hold(const Device& device, Stream& stream, Exporter& exporter) const;
  net::Address server_address(const Device& device) const;
  Conversation towards(const Device& device, Stream& stream) const;

  const World& world_;
  std::vector<Device> devices_;
  std::vector<Tag> tags_;  // by service
};

}  // namespace noroshi::traffic
