// Packets from capture files: a list of them, or a folder into which a capture program puts one
// after the other.
//
// pcap and pcapng, plain, gzip or zstd, "-" for standard input.  A source knows how far it is
// (`place`), and another one that is given that place goes on with the very next packet: saved
// together with what was made of the packets, a restart loses none and counts none twice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/clock.hpp"
#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

/// How far a FileSource is.  Files go by `file_key`.
struct Place {
  std::string file{};               ///< the one that is being read; "" between files
  std::uint64_t packets = 0;        ///< of it that were given out
  std::vector<std::string> done{};  ///< files read to their end, in the order in which they were
  friend bool operator==(const Place&, const Place&) = default;
};

/// A path without the ending of its compression: "x.pcap.gz" is the file that "x.pcap" was before
/// the capture program compressed it.
std::string file_key(std::string_view path);

class FileSource : public PacketSource {
 public:
  /// Where the source stands: all packets given out so far lie before it.  Standard input, which
  /// nobody can read twice, has no place.
  [[nodiscard]] virtual Place place() const = 0;

  /// Files that could not be read, or not to their end, and why, since the last call.  They count
  /// as done.
  [[nodiscard]] virtual std::vector<Error> failures() = 0;

  /// For progress: octets read, of octets that there are as far as is known; 0 when it is not.
  [[nodiscard]] virtual std::uint64_t octets_read() const = 0;
  [[nodiscard]] virtual std::uint64_t octets_known() const = 0;

  /// The file that is being read, for messages; "" between files.
  [[nodiscard]] virtual std::string_view file_name() const = 0;
};

/// Reads `paths` one after the other, then ends.  What `resume` names as done is not read again.
std::unique_ptr<FileSource> read_files(std::vector<std::string> paths, const Place& resume = {});

struct FollowOptions {
  /// A file is read when it is finished: when another one begins later and it has not been written
  /// to for `quiet`, or when it has not been written to for `stale`.
  base::Micros quiet = 10 * base::kSecond;
  base::Micros stale = 2 * base::kHour;
  bool end_when_done = false;  ///< read what is there, finished or not, then end
  std::function<base::Micros()> clock = io::wall_clock;
};

/// Reads the captures in `folder`, and those that appear in it, in the order of their first
/// packet, then of their names; never ends by itself.  Hidden files and those that end in .part,
/// .partial, .tmp or .temp are left alone.
Result<std::unique_ptr<FileSource>> follow_folder(const std::filesystem::path& folder,
                                                  const FollowOptions& options = {},
                                                  const Place& resume = {});

}  // namespace noroshi::telescope
