// Households: what people do, by day and by evening: browsing, DNS, video, games, chat.
//
// A visit opens a site, half of the time one of the household's favourites, and what the page
// embeds: from the site itself or from the giants.  Visits are a Poisson process whose rate follows
// the daily curve and the household's own appetite (lognormal).
#pragma once

#include <vector>

#include "train/traffic/world.hpp"

namespace noroshi::traffic {

class Households final : public Source {
 public:
  explicit Households(const World& world, Ledger& ledger);
  void run(const Slice& slice, Exporter& exporter) override;

 private:
  struct Visit {
    std::uint32_t subscriber;
    base::Micros start;
    bool ipv6;
  };

  void visit(Visit visit, Stream& stream, Exporter& exporter) const;
  void browse(const Visit& visit, Stream& stream, Exporter& exporter) const;
  void resolve(const Visit& visit, Stream& stream, Exporter& exporter) const;
  void fetch(const Visit& visit, const Site& site, Stream& stream, Exporter& exporter) const;
  Site choose(const Visit& visit, Stream& stream) const;
  void watch(const Visit& visit, Stream& stream, Exporter& exporter) const;
  void play(const Visit& visit, Stream& stream, Exporter& exporter) const;
  void chat(const Visit& visit, Stream& stream, Exporter& exporter) const;
  Conversation towards(const Visit& visit, const Site& site, Stream& stream) const;

  const World& world_;
  std::vector<float> appetite_;  // visits relative to the mean, by subscriber
  Tag web_;
  Tag dns_;
  Tag video_;
  Tag games_;
  Tag chat_;
};

}  // namespace noroshi::traffic
