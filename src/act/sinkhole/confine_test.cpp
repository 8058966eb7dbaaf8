// Each case runs in a child: confinement cannot be undone.
#include "act/sinkhole/confine.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/temporary_folder.hpp"

namespace noroshi::sinkhole {
namespace {

/// A confined process with a visitor's connection (`inside`) and its other end (`outside`).
struct Scene {
  int inside = -1;
  int outside = -1;
};

/// Runs `what` confined; true if it returned true.
bool confined(const std::function<bool(const Scene&)>& what) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto places = FilePlaces::reserve();
    int pair[2];
    if (!places || ::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) ::_exit(3);
    const bool good = pair[0] >= kFilePlaces && confine().has_value() && what({pair[0], pair[1]});
    ::_exit(good ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool refused(ssize_t result) { return result == -1 && errno == EPERM; }

TEST(Confine, TwoOctetsAreAllThatCanBeSent) {
  EXPECT_TRUE(confined([](const Scene& scene) {
    return ::send(scene.inside, "\0", 2, MSG_NOSIGNAL) == 2 &&
           refused(::send(scene.inside, "abc", 3, MSG_NOSIGNAL)) &&
           refused(::send(scene.inside, "a", 1, MSG_NOSIGNAL));
  }));
}

TEST(Confine, NoOtherWayLeadsToAVisitor) {
  EXPECT_TRUE(confined([](const Scene& scene) {
    iovec piece{const_cast<char*>("ab"), 2};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    return refused(::write(scene.inside, "ab", 2)) && refused(::writev(scene.inside, &piece, 1)) &&
           refused(::sendmsg(scene.inside, &message, 0));
  }));
}

TEST(Confine, NoNewWayOutCanBeOpened) {
  EXPECT_TRUE(confined([](const Scene&) {
    char* const nothing[] = {nullptr};
    return refused(::socket(AF_INET, SOCK_STREAM, 0)) &&
           refused(::execve("/bin/true", nothing, nothing));
  }));
}

TEST(Confine, ListeningAndWritingFilesGoOn) {
  const base::TemporaryFolder folder;
  const std::string path = folder.path() / "visits.jsonl";
  const pid_t child = ::fork();
  if (child == 0) {
    auto places = FilePlaces::reserve();
    int pair[2];
    if (!places || ::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) ::_exit(3);
    if (::write(pair[1], "hello", 5) != 5 || !confine()) ::_exit(4);
    char heard[5];
    if (::recv(pair[0], heard, 5, 0) != 5) ::_exit(5);
    for (int i = 0; i < 200; ++i) {  // files come and go without using the places up
      const auto file = places->open_to_append(path);
      if (!file || *file >= kFilePlaces || ::write(*file, "x", 1) != 1) ::_exit(6);
      places->close(*file);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(std::filesystem::file_size(path), 200U);
}

// The promise behind it, read from the sources: one file writes to sockets.
TEST(Confine, OneSourceFileOfTheLeafWritesToSockets) {
  std::vector<std::string> writers;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(NOROSHI_SOURCE_DIR) / "src/act/sinkhole")) {
    const auto name = entry.path().filename().string();
    if (entry.path().extension() != ".cpp" || name.ends_with("_test.cpp") ||
        name.ends_with("_bench.cpp"))
      continue;
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const auto* call : {"::send(", "::sendto(", "::sendmsg(", "::writev(", "::sendfile("}) {
      if (text.find(call) != std::string::npos) writers.push_back(name);
    }
  }
  EXPECT_THAT(writers, testing::ElementsAre("mute_socket.cpp"));
}

}  // namespace
}  // namespace noroshi::sinkhole
