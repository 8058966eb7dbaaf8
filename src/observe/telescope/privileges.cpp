// Privileges given up once the socket is open: what reads strangers' packets should be able to do
// nothing else.
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "observe/telescope/live_source.hpp"

namespace noroshi::telescope {
namespace {

Status become(const std::string& name) {
  errno = 0;
  const passwd* const user = ::getpwnam(name.c_str());
  if (user == nullptr) {
    return Error{Errc::InvalidUsage,
                 fmt::format("there is no user {} to become; make one or name another", name)};
  }
  // In this order: whoever is no root any more cannot leave groups.
  const bool done = ::setgroups(0, nullptr) == 0 &&
                    ::setresgid(user->pw_gid, user->pw_gid, user->pw_gid) == 0 &&
                    ::setresuid(user->pw_uid, user->pw_uid, user->pw_uid) == 0;
  if (!done) return base::system_error(fmt::format("becoming the user {}", name));
  return {};
}

}  // namespace

Status drop_privileges(const std::string& name) {
  if (!name.empty()) NOROSHI_CHECK(become(name));
  __user_cap_header_struct header{};
  header.version = _LINUX_CAPABILITY_VERSION_3;
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  const bool done = ::syscall(SYS_capset, &header, none.data()) == 0 &&
                    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (!done) return base::system_error("giving up capabilities");
  return {};
}

}  // namespace noroshi::telescope
