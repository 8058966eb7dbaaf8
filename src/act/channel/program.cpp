#include "act/channel/program.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "io/clock.hpp"

namespace noroshi::channel {
namespace {

constexpr std::size_t kLongestComplaint = 300;

// The input as a file in memory: the program may read it or not, and nobody waits for anybody.
Status fill(base::Descriptor& file, std::string_view input) {
  file = base::Descriptor(::memfd_create("notice", MFD_CLOEXEC));
  if (file.get() < 0) return base::system_error("making standard input");
  while (!input.empty()) {
    const auto written = ::write(file.get(), input.data(), input.size());
    if (written < 0) return base::system_error("making standard input");
    input.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return base::system_error("making standard input");
  return {};
}

class Spawning {
 public:
  Spawning() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    // A group of its own, so that all of it can be ended; signals as at the start of a process.
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Spawning() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;

  Result<pid_t> start(const std::vector<std::string>& arguments, int input, int complaints) {
    posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, complaints, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    std::vector<std::string> words = arguments;
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    std::string path = "PATH=/usr/bin:/bin";
    std::string language = "LANG=C.UTF-8";
    std::array<char*, 3> environment{path.data(), language.data(), nullptr};
    pid_t child = 0;
    errno = posix_spawn(&child, pointers[0], &actions_, &attributes_, pointers.data(),
                        environment.data());
    if (errno != 0) return base::system_error("starting " + arguments[0]);
    return child;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Reads what is there; false at the end.
bool listen(int pipe, std::string& complaint) {
  std::array<char, 4096> bytes{};
  const auto count = ::read(pipe, bytes.data(), bytes.size());
  if (count <= 0) return count < 0 && errno == EINTR;
  const auto room = kLongestComplaint - std::min(kLongestComplaint, complaint.size());
  complaint.append(bytes.data(), std::min(static_cast<std::size_t>(count), room));
  return true;
}

std::string first_line(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, text.find('\n'))) {
    line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  return line;
}

// Waits for the end of the process; what it complains of is read meanwhile, so that it never
// waits for us.  False: the time is over.
bool await(int process, int complaints, base::Micros deadline, std::string& complaint) {
  std::array<pollfd, 2> watched{{{process, POLLIN, 0}, {complaints, POLLIN, 0}}};
  while (true) {
    const auto left = deadline - io::steady_clock();
    if (left <= 0) return false;
    const auto millis = static_cast<int>(std::min<base::Micros>(left / 1000 + 1, 60'000));
    const auto ready = ::poll(watched.data(), watched.size(), millis);
    if (ready < 0 && errno != EINTR) return false;
    if (ready <= 0) continue;
    if (watched[1].revents != 0 && !listen(complaints, complaint)) watched[1].fd = -1;
    if (watched[0].revents == 0) continue;
    // What it said last may still be on its way.
    pollfd rest{complaints, POLLIN, 0};
    while (watched[1].fd >= 0 && ::poll(&rest, 1, 0) == 1 && listen(complaints, complaint) &&
           complaint.size() < kLongestComplaint) {
    }
    return true;
  }
}

}  // namespace

Result<Ending> run_program(const std::vector<std::string>& arguments, std::string_view input,
                           base::Micros timeout) {
  base::Descriptor standard_input;
  NOROSHI_CHECK(fill(standard_input, input));
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return base::system_error("making a pipe");
  const base::Descriptor complaints(pipe[0]);
  base::Descriptor their_end(pipe[1]);
  Spawning spawning;
  const auto deadline = io::steady_clock() + timeout;
  const auto child = NOROSHI_TRY(spawning.start(arguments, standard_input.get(), their_end.get()));
  their_end.close();
  // The header of glibc 2.36 declares pidfd_open for C alone.
  const base::Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  Ending ending;
  ending.timed_out = !await(process.get(), complaints.get(), deadline, ending.complaint);
  if (ending.timed_out) ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) ending.status = WEXITSTATUS(status);
  ending.complaint = first_line(ending.complaint);
  return ending;
}

}  // namespace noroshi::channel
