// Whatever an NTP server or chrony's file says: a reading within bounds, or a reason.
#include <cstdlib>
#include <string_view>

#include "trust/stamp/clock_source.hpp"
#include "trust/stamp/clock_watch.hpp"

namespace {

using namespace noroshi;

void judge(const Result<stamp::ClockReading>& reading) {
  if (!reading) {
    if (reading.error().message.empty()) std::abort();
    return;
  }
  if (reading->uncertainty < 0 || reading->stratum < 1 || reading->stratum > 15) std::abort();
  const auto audit = stamp::judge_clock({}, {}, {*reading}, {});
  if (audit.passed && audit.bound > base::kSecond) std::abort();
  (void)audit.json();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  stamp::NtpExchange exchange;
  exchange.sent = 1'767'225'600'000'000;
  exchange.round_trip = 2000;
  // As if the question had been asked with what the answer holds: the checks behind it are met too.
  if (size >= 32) {
    for (std::size_t i = 24; i < 32; ++i) exchange.origin = exchange.origin << 8U | data[i];
  }
  judge(stamp::read_ntp(text, exchange));
  judge(stamp::read_chrony(text, base::kMinute));
  return 0;
}
