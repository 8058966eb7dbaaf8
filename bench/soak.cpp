// A day in a minute: the collector's stages under a clock that runs as fast as they do.
//
//   soak FILE [DAYS]     (4; two at least)
//
// The records of FILE, a day of flows, are exported as IPFIX, decoded, minimised, summed up into
// panes and stored, DAYS times over, each a day later.  The clock of all stages is the exporter's:
// panes close, epochs turn, journals become segments, retention deletes as in DAYS × 24 hours.
// Memory is looked at every half hour of that time; what is printed (Markdown) is how it grew after
// the first day, in which buffers, pools and the store's list of segments fill.
//
// Exit status 1: something was lost, or memory grew by more than a twentieth of itself a day.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/temporary_folder.hpp"
#include "observe/flow/reader.hpp"
#include "observe/minimise/minimiser.hpp"
#include "observe/netflow/session.hpp"
#include "observe/panes/panes.hpp"
#include "store/duck/embedded.hpp"
#include "store/rows.hpp"
#include "train/replay/encoder.hpp"

namespace noroshi::bench {
namespace {

constexpr std::size_t kBatchRows = 65'536;
constexpr base::Micros kEpoch = 6 * base::kHour;
constexpr base::Micros kSampleEvery = 30 * base::kMinute;
constexpr store::Retention kRetention{.flows = 6 * base::kHour,
                                      .pairs = 12 * base::kHour,
                                      .servers = 12 * base::kHour,
                                      .exposure = 12 * base::kHour};
constexpr double kMostGrowthADay = 0.05;
constexpr double kWarmUp = 24;  // hours

/// A line of /proc/self/status in MiB: VmRSS, VmHWM.
double memory(std::string_view which) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(which)) continue;
    return std::strtod(line.c_str() + which.size() + 1, nullptr) / 1024;
  }
  return 0;
}

struct Sample {
  double hour;
  double resident;  // MiB
};

/// MiB an hour: the median of the slopes between all pairs of samples (Theil, Sen), which the peaks
/// while journals become segments do not sway.
double slope(const std::vector<Sample>& samples) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t j = i + 1; j < samples.size(); ++j) {
      slopes.push_back((samples[j].resident - samples[i].resident) /
                       (samples[j].hour - samples[i].hour));
    }
  }
  const auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 2);
  std::nth_element(slopes.begin(), middle, slopes.end());
  return *middle;
}

net::PrefixSet subscribers() {
  // Those of the generator (train/traffic/address_plan.hpp).
  return net::PrefixSet({net::Prefix::parse("100.64.0.0/10").value(),
                         net::Prefix::parse("2001:db8:8000::/33").value()});
}

class Soak {
 public:
  static Result<std::unique_ptr<Soak>> begin(const std::string& folder, base::Micros start) {
    auto store = NOROSHI_TRY(duck::open({.folder = folder + "/store",
                                         .memory_limit = std::uint64_t{1} << 30,
                                         .journal_octets = 32U << 20}));
    auto epochs =
        NOROSHI_TRY(minimise::Epochs::open(minimise::Epochs::Keep::Memory, folder, kEpoch, start));
    return std::unique_ptr<Soak>(new Soak(std::move(store), std::move(epochs), start));
  }

  Status take(const replay::Datagram& datagram) {
    const base::Micros now = datagram.latest + base::kSecond;
    session_.take(datagram.bytes, now, 1, batch_);
    if (batch_.size() >= kBatchRows) NOROSHI_CHECK(digest(now));
    if (now >= next_sample_) NOROSHI_CHECK(look(now));
    now_ = now;
    return {};
  }

  Status finish() {
    NOROSHI_CHECK(digest(now_));
    return panes_.finish([this](const auto& p, const auto& s) { return store_panes(p, s); });
  }

  /// Markdown; false if the run was no success.
  bool report(std::uint64_t sent) const {
    std::vector<Sample> measured;
    for (const auto& sample : samples_) {
      if (sample.hour >= kWarmUp) measured.push_back(sample);
    }
    if (measured.size() < 8) {
      fmt::print(stderr, "soak: too short a day\n");
      return false;
    }
    const double a_day = 24 * slope(measured);
    const double typical = measured[measured.size() / 2].resident;
    fmt::print(
        "| hours | records | panes' rows | epochs | rows deleted | MiB after a day | "
        "MiB at the end | peak MiB | growth, MiB a day |\n"
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
        "| {:.1f} | {} | {} | {} | {} | {:.0f} | {:.0f} | {:.0f} | {:+.1f} |\n",
        samples_.back().hour, sent, pane_rows_, epochs_seen_, deleted_, measured.front().resident,
        measured.back().resident, memory("VmHWM"), a_day);
    if (session_.ledger().flows != sent || stored_ != sent) {
      fmt::print(stderr, "soak: {} sent, {} decoded, {} stored\n", sent, session_.ledger().flows,
                 stored_);
      return false;
    }
    return a_day < kMostGrowthADay * typical;
  }

 private:
  Soak(std::unique_ptr<store::Store> store, std::unique_ptr<minimise::Epochs> epochs,
       base::Micros start)
      : store_(std::move(store)),
        epochs_(std::move(epochs)),
        minimiser_(subscribers(), *epochs_),
        begin_(start),
        now_(start),
        next_sample_(start + kSampleEvery) {}

  Status digest(base::Micros now) {
    NOROSHI_CHECK(minimiser_.apply(batch_, 0, now));
    if (std::exchange(epoch_end_, epochs_->epoch_end()) != epochs_->epoch_end()) ++epochs_seen_;
    panes_.add(batch_);
    NOROSHI_CHECK(store_->append(store::rows_of(batch_)));
    stored_ += batch_.size();
    batch_.clear();
    return panes_.hand_over(now,
                            [this](const auto& p, const auto& s) { return store_panes(p, s); });
  }

  Status store_panes(const model::PairBatch& pairs, const model::ServerBatch& servers) {
    pane_rows_ += pairs.size() + servers.size();
    NOROSHI_CHECK(store_->append(store::rows_of(pairs)));
    return store_->append(store::rows_of(servers));
  }

  Status look(base::Micros now) {
    next_sample_ = now + kSampleEvery;
    while (NOROSHI_TRY(store_->tend())) {
    }
    deleted_ += NOROSHI_TRY(store_->expire(kRetention, now));
    samples_.push_back({base::seconds(now - begin_) / 3600, memory("VmRSS")});
    fmt::print(stderr, "{:6.1f} h {:8.1f} MiB\n", samples_.back().hour, samples_.back().resident);
    return {};
  }

  std::unique_ptr<store::Store> store_;
  std::unique_ptr<minimise::Epochs> epochs_;
  minimise::Minimiser minimiser_;
  netflow::Session session_{netflow::Transport::Udp, {}};
  panes::Panes panes_;
  model::FlowBatch batch_;
  base::Micros begin_;
  base::Micros now_;
  base::Micros next_sample_;
  base::Micros epoch_end_ = 0;
  std::uint64_t stored_ = 0;
  std::uint64_t pane_rows_ = 0;
  std::uint64_t deleted_ = 0;
  std::uint64_t epochs_seen_ = 0;
  std::vector<Sample> samples_;
};

using Consume = std::function<Status(const model::FlowBatch&)>;

Status read(const std::string& file, const Consume& consume) {
  auto input = NOROSHI_TRY(io::Input::open(file));
  const auto reader = NOROSHI_TRY(flow::open(std::move(input)).within(file));
  model::FlowBatch batch;
  while (true) {
    batch.clear();
    if (!NOROSHI_TRY(reader->read(batch, 8'192).within(file))) return {};
    NOROSHI_CHECK(consume(batch));
  }
}

Result<base::Micros> first_start(const std::string& file) {
  auto input = NOROSHI_TRY(io::Input::open(file));
  const auto reader = NOROSHI_TRY(flow::open(std::move(input)).within(file));
  model::FlowBatch batch;
  if (!NOROSHI_TRY(reader->read(batch, 1))) return Error{Errc::InvalidInput, "no records"};
  return batch.start.front();
}

Result<bool> soak(const std::string& file, int days, const std::string& folder) {
  const auto start = NOROSHI_TRY(first_start(file));
  const auto run = NOROSHI_TRY(Soak::begin(folder, start));
  std::uint64_t sent = 0;
  const auto encoder = NOROSHI_TRY(replay::make_encoder(
      netflow::Protocol::Ipfix, {}, [&run](const replay::Datagram& d) { return run->take(d); }));
  for (int day = 0; day < days; ++day) {
    NOROSHI_CHECK(read(file, [&](const model::FlowBatch& batch) {
      sent += batch.size();
      return encoder->add(batch, day * base::kDay);
    }));
  }
  NOROSHI_CHECK(encoder->flush());
  NOROSHI_CHECK(run->finish());
  return run->report(sent);
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) try {
  if (argc < 2 || argc > 3) {
    fmt::print(stderr, "usage: soak FILE [DAYS]\n");
    return 2;
  }
  const noroshi::base::TemporaryFolder folder;
  const auto sound =
      noroshi::bench::soak(argv[1], argc == 3 ? std::atoi(argv[2]) : 4, folder.path());
  if (!sound) fmt::print(stderr, "soak: {}\n", sound.error().message);
  return sound && *sound ? 0 : 1;
} catch (const std::exception& error) {  // no temporary folder
  std::fprintf(stderr, "soak: %s\n", error.what());
  return 1;
}
