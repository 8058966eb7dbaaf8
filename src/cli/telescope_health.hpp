// What a running telescope tells those who look after it: a line in the log, a file for Prometheus.
#pragma once

#include <filesystem>
#include <vector>

#include "observe/collect/log.hpp"
#include "observe/telescope/telescope.hpp"

namespace noroshi::cli {

std::vector<collect::Field> health_fields(const telescope::Telescope::Standing& standing,
                                          std::uint64_t lost);

/// In the text format of Prometheus, for the node exporter's textfile collector; replaced as a
/// whole.
Status write_metrics(const std::filesystem::path& path,
                     const telescope::Telescope::Standing& standing, std::uint64_t lost);

}  // namespace noroshi::cli
