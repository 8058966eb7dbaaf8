// Packets from capture files: a list of them, or a folder into which a capture program puts one
// after the other.
//
// pcap and pcapng, plain, gzip or zstd, "-" for standard input.  A source knows how far it is
// (`place`), and another one that is given that place goes on with the very next packet: saved
// together with what was made of the packets, a restart loses none and counts none twice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

/// How far a FileSource is.
struct Place {
  std::string file;               ///< the one that is being read; "" between files
  std::uint64_t packets = 0;      ///< of it that were given out
  std::vector<std::string> done;  ///< files read to their end, sorted; names within the folder, or
                                  ///< paths of the list; those that are gone are dropped
  friend bool operator==(const Place&, const Place&) = default;
};

class FileSource : public PacketSource {
 public:
  /// Where the source stands: all packets of the batches given out so far lie before it.
  [[nodiscard]] virtual Place place() const = 0;

  /// Files that could not be read at all, and why, since the last call; they count as done.
  [[nodiscard]] virtual std::vector<Error> failures() = 0;

  /// For progress: octets read of octets that there are, 0 when nobody knows.
  [[nodiscard]] virtual std::uint64_t octets_read() const = 0;
  [[nodiscard]] virtual std::uint64_t octets_known() const = 0;
};

/// Reads `paths` one after the other, then ends.  What `resume` names as done is not read again.
std::unique_ptr<FileSource> read_files(std::vector<std::string> paths, Place resume = {});

struct FollowOptions {
  /// A file is finished when another one that begins later is there, when its name does not end
  /// in one of the endings of unfinished files, and when it has not grown for so long.
  base::Micros quiet = 10 * base::kSecond;
  bool end_when_done = false;  ///< read what is there, finished or not, then end
};

/// Reads the captures in `folder`, and those that appear in it, in the order of their first
/// packet, then of their names; never ends by itself.
Result<std::unique_ptr<FileSource>> follow_folder(const std::filesystem::path& folder,
                                                  const FollowOptions& options = {},
                                                  Place resume = {});

}  // namespace noroshi::telescope
