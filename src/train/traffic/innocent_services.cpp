#include "train/traffic/innocent_services.hpp"

#include <array>

#include "model/flow_batch.hpp"

namespace noroshi::traffic {
namespace {

using enum Style;
using enum Presence;
using model::kTcp;
using model::kUdp;

// The place in this table enters the streams: add at the end, never reorder.
// clang-format off
constexpr std::array kServices{
    // name                 share   period s        jitter style    presence proto port   pool per  out   in
    InnocentService{"ntp-1024",      0.10,  1024, 1024,    0.02,  Poll,    Always,  kUdp, 123,    60,  0,   48,    48},
    InnocentService{"ntp-256",       0.010, 256,  256,     0.02,  Poll,    Always,  kUdp, 123,    60,  0,   48,    48},
    InnocentService{"ntp-64",        0.002, 64,   64,      0.02,  Poll,    Always,  kUdp, 123,    60,  0,   48,    48},
    InnocentService{"ntp-hourly",    0.08,  3600, 3600,    0.001, Clocked, Always,  kUdp, 123,    12,  0,   48,    48},
    InnocentService{"push-5228",     0.25,  1620, 1740,    0.03,  Held,    Always,  kTcp, 5228,   48,  0,   30,    26},
    InnocentService{"push-5223",     0.15,  1500, 1800,    0.05,  Held,    Always,  kTcp, 5223,   48,  0,   85,    37},
    InnocentService{"mqtt-60",       0.003, 60,   60,      0.005, Held,    Always,  kTcp, 8883,   6,   0,   31,    31},
    InnocentService{"mqtt-300",      0.010, 300,  300,     0.005, Held,    Always,  kTcp, 8883,   6,   0,   31,    31},
    InnocentService{"mqtt-1200",     0.05,  1200, 1200,    0.005, Held,    Always,  kTcp, 8883,   8,   0,   31,    31},
    InnocentService{"os-update",     0.50,  15000, 21600,  0.10,  Poll,    Evening, kTcp, 443,    64,  0,   1900,  6200},
    InnocentService{"os-update-daily", 0.30, 79200, 90000, 0.15,  Poll,    Always,  kTcp, 80,     24,  0,   700,   14000},
    InnocentService{"antivirus",     0.12,  3600, 3600,    0.05,  Poll,    Evening, kTcp, 443,    16,  0,   1200,  5200},
    InnocentService{"weather",       0.006, 600,  600,     0.01,  Poll,    Always,  kTcp, 80,     2,   0,   420,   310},
    InnocentService{"weather-station", 0.002, 60, 300,     0.01,  Clocked, Always,  kTcp, 80,     3,   0,   560,   190},
    InnocentService{"rss",           0.01,  1800, 3600,    0.02,  Poll,    Evening, kTcp, 443,    0,   3,   800,   9000},
    InnocentService{"imap-poll",     0.03,  300,  300,     0.02,  Poll,    Evening, kTcp, 993,    40,  0,   1400,  5600},
    InnocentService{"vpn-natt",      0.003, 20,   20,      0.005, Held,    Office,  kUdp, 4500,   0,   4,   1,     0},
    InnocentService{"vpn-wireguard", 0.001, 25,   25,      0.01,  Held,    Always,  kUdp, 51820,  0,   2,   32,    0},
    InnocentService{"sip-register",  0.08,  1500, 1800,    0.02,  Poll,    Always,  kUdp, 5060,   4,   0,   650,   480},
    InnocentService{"sip-natping",   0.002, 30,   30,      0.01,  Poll,    Always,  kUdp, 5060,   4,   0,   380,   350},
    InnocentService{"telemetry",     0.02,  300,  300,     0.05,  Poll,    Evening, kTcp, 443,    8,   0,   1500,  900},
    InnocentService{"tv-telemetry",  0.05,  900,  1800,    0.10,  Poll,    Evening, kTcp, 443,    6,   0,   2600,  1100},
    InnocentService{"monitoring-agent", 0.003, 60, 300,    0.01,  Poll,    Always,  kTcp, 0,      0,   5,   640,   220},
    InnocentService{"monitoring-held", 0.001, 30, 60,      0.01,  Held,    Office,  kTcp, 0,      0,   4,   120,   40},
    InnocentService{"long-poll",     0.005, 55,   60,      0.02,  Held,    Evening, kTcp, 443,    12,  0,   420,   180},
    InnocentService{"dynamic-dns",   0.003, 300,  600,     0.01,  Poll,    Always,  kTcp, 80,     2,   0,   230,   260},
    InnocentService{"camera-cloud",  0.002, 60,   60,      0.05,  Poll,    Always,  kUdp, 32100,  3,   0,   44,    44},
    InnocentService{"stock-ticker",  0.001, 30,   30,      0.03,  Poll,    Evening, kTcp, 443,    2,   0,   700,   1500},
    InnocentService{"home-server",   0.004, 600,  1800,    0.03,  Poll,    Always,  kTcp, 0,      0,   2,   900,   2400},
    InnocentService{"abandoned-cloud", 0.0015, 900, 900,   0.05,  Dead,    Always,  kTcp, 8899,   1,   0,   0,     0},
    // Dozens to hundreds of customers on one odd port: what a C2 server of a larger botnet looks like.
    InnocentService{"game-lobby",    0.004, 20,   40,      0.10,  Held,    Evening, kTcp, 0,      0,   40,  60,    220},
    InnocentService{"nas-relay",     0.0008, 30,  30,      0.01,  Held,    Always,  kTcp, 0,      0,   120, 48,    48},
    InnocentService{"iot-hub-small", 0.0002, 60,  60,      0.01,  Held,    Always,  kTcp, 8800,   1,   0,   24,    24},
    InnocentService{"iot-hub",       0.0006, 45,  75,      0.01,  Held,    Always,  kTcp, 6789,   2,   0,   120,   40},
    InnocentService{"recorder-cloud", 0.0004, 120, 300,    0.05,  Poll,    Always,  kTcp, 34567,  2,   0,   380,   210},
    InnocentService{"smart-meter",   0.001, 900,  900,     0.001, Clocked, Always,  kTcp, 4059,   4,   0,   260,   140},
};
// clang-format on

}  // namespace

std::span<const InnocentService> innocent_services() { return kServices; }

}  // namespace noroshi::traffic
