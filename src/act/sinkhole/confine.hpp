// Confinement: the kernel refuses whatever would let this process speak to a visitor.
//
// The types of this leaf already leave nothing to say but two zero octets (mute_socket.hpp).  This
// is the second wall, for the day on which the first has a hole.  After `confine`:
//
//   send        only with a length of 2, without an address
//   write       only to descriptors below kFilePlaces, which are files: visitors get higher ones
//   the rest    sendmsg, sendfile, splice, io_uring, connect, socket, execve, ptrace …: EPERM
//
// Call in this order: `FilePlaces::reserve`, open the sinkhole, open files, `confine`.  It cannot
// be undone, and holds for all threads.
#pragma once

#include <string>

#include "base/result.hpp"

namespace noroshi::sinkhole {

/// Descriptors below this one are files.
inline constexpr int kFilePlaces = 64;

/// Keeps the low descriptors for files.  One for each process; one thread uses it.
class FilePlaces {
 public:
  /// Takes all low descriptors that are free.
  static Result<FilePlaces> reserve();

  /// Opens a file for appending, made with mode 0640 where it is not there, at a low descriptor.
  Result<int> open_to_append(const std::string& path);

  /// Gives the place back.
  void close(int descriptor);

 private:
  explicit FilePlaces(int filler) : filler_(filler) {}
  int filler_;          // /dev/null: what stands in free places
  std::string free_{};  // places that hold the filler, one octet each
};

Status confine();

}  // namespace noroshi::sinkhole
