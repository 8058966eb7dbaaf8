// The kernel's packet filter (classic BPF) that lets packets to dark addresses pass and no others.
#pragma once

#include <cstdint>
#include <linux/filter.h>
#include <vector>

#include "base/result.hpp"
#include "observe/telescope/dark_space.hpp"

namespace noroshi::telescope {

/// Looks at a packet from its IP header on; gives `snapshot` for one to a dark address, else 0.
/// An Error when the dark addresses are in more pieces than the kernel takes instructions for.
Result<std::vector<sock_filter>> filter_of_destination(const DarkSpace& dark,
                                                       std::uint32_t snapshot);

/// The same, after what only a socket knows: the packet is IP and comes in.
Result<std::vector<sock_filter>> filter_of_socket(const DarkSpace& dark, std::uint32_t snapshot);

}  // namespace noroshi::telescope
