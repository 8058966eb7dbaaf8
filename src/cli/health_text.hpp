// What `noroshi flow health` says: the verdict first, then who sends, then the books.
#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "cli/terminal.hpp"
#include "cli/zone.hpp"
#include "observe/collect/health.hpp"

namespace noroshi::cli {

/// A collector that has said nothing for so long does not run, or hangs.
inline constexpr base::Micros kSilence = 10 * base::kSecond;

/// Whether all is well: nothing was lost, the books are exact, and it runs (or ended in order).
bool all_well(const collect::Health& health, base::Micros now);

/// One line a loss, each with what to try; one line if nothing was lost.
std::vector<std::string> verdict(const collect::Health& health, base::Micros now,
                                 Language language);

/// Everything, for people.
std::string health_text(const collect::Health& health, base::Micros now, const Zone& zone,
                        const Context& context);

}  // namespace noroshi::cli
