#include "act/sinkhole/confine.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <seccomp.h>
#include <unistd.h>

namespace noroshi::sinkhole {
namespace {

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

constexpr auto kRefuse = SCMP_ACT_ERRNO(EPERM);

/// Whatever writes without saying where or how much in a register that the filter can read, and
/// whatever opens a new way out.
constexpr std::array kRefused{
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(sendfile),
    SCMP_SYS(splice),
    SCMP_SYS(tee),
    SCMP_SYS(vmsplice),
    SCMP_SYS(connect),
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(bind),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_setup),
    SCMP_SYS(io_submit),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(copy_file_range),
};

/// These name the descriptor first.
constexpr std::array kWrites{SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
                             SCMP_SYS(pwritev), SCMP_SYS(pwritev2)};

int add_rules(scmp_filter_ctx filter) {
  for (const int call : kRefused) {
    if (const int failed = seccomp_rule_add(filter, kRefuse, call, 0)) return failed;
  }
  for (const int call : kWrites) {
    const scmp_arg_cmp visitor{.arg = 0, .op = SCMP_CMP_GE, .datum_a = kFilePlaces, .datum_b = 0};
    if (const int failed = seccomp_rule_add_array(filter, kRefuse, call, 1, &visitor)) {
      return failed;
    }
  }
  const scmp_arg_cmp long_message{.arg = 2, .op = SCMP_CMP_NE, .datum_a = 2, .datum_b = 0};
  const scmp_arg_cmp addressed{.arg = 4, .op = SCMP_CMP_NE, .datum_a = 0, .datum_b = 0};
  for (const auto* rule : {&long_message, &addressed}) {
    if (const int failed = seccomp_rule_add_array(filter, kRefuse, SCMP_SYS(sendto), 1, rule)) {
      return failed;
    }
  }
  return 0;
}

}  // namespace

Result<FilePlaces> FilePlaces::reserve() {
  const int filler = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (filler < 0) return base::system_error("opening /dev/null");
  FilePlaces places(filler);
  for (int place = ::dup(filler); place >= 0; place = ::dup(filler)) {
    if (place >= kFilePlaces) {
      ::close(place);
      return places;
    }
    places.free_ += static_cast<char>(place);
  }
  return base::system_error("reserving descriptors");
}

Result<int> FilePlaces::open_to_append(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) return base::system_error(fmt::format("opening {}", path));
  if (file < kFilePlaces) return file;
  if (free_.empty()) {
    ::close(file);
    return Error{Errc::Limit, fmt::format("opening {}: all places for files are taken", path)};
  }
  const int place = static_cast<unsigned char>(free_.back());
  const int moved = ::dup3(file, place, O_CLOEXEC);
  ::close(file);
  if (moved < 0) return base::system_error(fmt::format("opening {}", path));
  free_.pop_back();
  return place;
}

void FilePlaces::close(int descriptor) {
  if (::dup3(filler_, descriptor, O_CLOEXEC) >= 0) free_ += static_cast<char>(descriptor);
}

Status confine() {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
  if (!filter) return Error{Errc::Io, "confining the process: no memory for the filter"};
  int failed = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  if (failed == 0) failed = add_rules(filter.get());
  if (failed == 0) failed = seccomp_load(filter.get());
  if (failed != 0) {
    return Error{Errc::Io,
                 fmt::format("confining the process: {}; the sinkhole does not run unconfined, and "
                             "needs a kernel with CONFIG_SECCOMP_FILTER",
                             std::strerror(-failed))};
  }
  return {};
}

}  // namespace noroshi::sinkhole
