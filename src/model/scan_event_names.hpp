// The words of docs/formats/scan-event.md, once for the writer and the reader.
//
// Only scan_event.cpp and scan_event_read.cpp include it.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "model/scan_event.hpp"

namespace noroshi::model {

inline constexpr std::array<std::pair<std::string_view, ProbeKind>, 6> kProbeKinds{{
    {"tcp-syn", ProbeKind::TcpSyn},
    {"tcp-other", ProbeKind::TcpOther},
    {"udp", ProbeKind::Udp},
    {"ping", ProbeKind::Ping},
    {"icmp", ProbeKind::Icmp},
    {"other", ProbeKind::Other},
}};

inline constexpr std::array<std::pair<std::string_view, EventEnd>, 4> kEventEnds{{
    {"idle", EventEnd::Idle},
    {"cut", EventEnd::Cut},
    {"evicted", EventEnd::Evicted},
    {"stopped", EventEnd::Stopped},
}};

inline constexpr std::array<std::pair<std::string_view, std::uint64_t ToolMarks::*>, 4> kMarks{{
    {"mirai", &ToolMarks::mirai},
    {"zmap", &ToolMarks::zmap},
    {"masscan", &ToolMarks::masscan},
    {"nmap", &ToolMarks::nmap},
}};

inline constexpr std::array<std::pair<std::string_view, bool HeaderProfile::*>, 6> kVarying{{
    {"window", &HeaderProfile::window_varies},
    {"options", &HeaderProfile::options_vary},
    {"ip_id", &HeaderProfile::ip_id_varies},
    {"sequence", &HeaderProfile::sequence_varies},
    {"source_port", &HeaderProfile::source_port_varies},
    {"length", &HeaderProfile::length_varies},
}};

inline constexpr std::array<std::pair<std::string_view, std::uint64_t TelescopeHour::*>, 9>
    kHourCounts{{
        {"dark_addresses", &TelescopeHour::dark_addresses},
        {"packets", &TelescopeHour::packets},
        {"octets", &TelescopeHour::octets},
        {"lost", &TelescopeHour::lost},
        {"sources", &TelescopeHour::sources},
        {"backscatter_sources", &TelescopeHour::backscatter_sources},
        {"evicted_events", &TelescopeHour::evicted_events},
        {"evicted_victims", &TelescopeHour::evicted_victims},
        {"evicted_packets", &TelescopeHour::evicted_packets},
    }};

template <class Names, class Value>
constexpr std::string_view name_of(const Names& names, Value value) {
  for (const auto& [name, one] : names) {
    if (one == value) return name;
  }
  return "";
}

}  // namespace noroshi::model
