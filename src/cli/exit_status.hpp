// The exit statuses of `noroshi`.  Scripts rely on them; they never change their meaning.
#pragma once

namespace noroshi::cli {

inline constexpr int kDone = 0;
inline constexpr int kCouldNot = 1;             ///< a file, the disk or the data stood in the way
inline constexpr int kWrongUsage = 2;           ///< the command line makes no sense
inline constexpr int kFindings = 3;             ///< --fail-on-findings, and there were findings
inline constexpr int kInterruptedStatus = 130;  ///< 128 + SIGINT, as shells report it
inline constexpr int kBrokenPipe = 141;         ///< 128 + SIGPIPE: whoever read our output has left

}  // namespace noroshi::cli
