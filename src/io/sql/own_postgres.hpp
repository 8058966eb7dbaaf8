// OwnPostgres: a PostgreSQL server that a test program starts for itself, for tests only.
//
// Its data and its one socket lie in a folder of its own; it listens on no network.  It starts at
// the first use (about a second), serves all tests of the program, and ends with it, also when the
// program is killed.  initdb refuses to run as root: then both run as "postgres", or as "nobody".
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <initializer_list>
#include <pwd.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "base/temporary_folder.hpp"
#include "io/sql/database.hpp"

namespace noroshi::sql {

class OwnPostgres {
 public:
  static OwnPostgres& instance() {
    static OwnPostgres server;
    return server;
  }
  ~OwnPostgres() { stop(); }
  OwnPostgres(const OwnPostgres&) = delete;
  OwnPostgres& operator=(const OwnPostgres&) = delete;

  /// Empty when it runs; else why it does not: "PostgreSQL is not installed".
  [[nodiscard]] const std::string& missing() const { return missing_; }

  /// A new, empty base; its address.
  std::string make_base() {
    const std::string name = fmt::format("test_{}", ++bases_);
    auto connection = Database::open(address("postgres")).value()->connect().value();
    connection->run("CREATE DATABASE " + name).value();
    return address(name);
  }

  [[nodiscard]] std::string address(const std::string& name) const {
    return fmt::format("postgresql://noroshi@/{}?host={}", name, folder_.path().string());
  }

  /// For tests of lost connections.
  void restart() {
    stop();
    start();
  }

 private:
  OwnPostgres() : programs_(find_programs()) {
    if (programs_.empty()) {
      missing_ = "PostgreSQL is not installed (packages.txt: postgresql)";
      return;
    }
    give_folder_away();
    const std::string cluster = folder_.file("cluster");
    const pid_t making = launch({programs_ + "/initdb", "-D", cluster, "-U", "noroshi",
                                 "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"});
    int status = 0;
    if (::waitpid(making, &status, 0) != making || status != 0) {
      missing_ = "initdb failed";
      return;
    }
    start();
  }

  static std::string find_programs() {
    std::error_code none;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
      if (std::filesystem::exists(version.path() / "bin" / "initdb")) {
        return (version.path() / "bin").string();
      }
    }
    return {};
  }

  void give_folder_away() {
    if (::geteuid() != 0) return;
    const passwd* other = ::getpwnam("postgres");
    if (other == nullptr) other = ::getpwnam("nobody");
    if (other == nullptr) return;
    user_ = other->pw_uid;
    group_ = other->pw_gid;
    // Where the folder cannot be given away, initdb fails and says so.
    if (::chown(folder_.path().c_str(), user_, group_) != 0) missing_ = "chown failed";
  }

  /// Starts a program, silent, as the other user, in the folder; it gets SIGINT when we end.
  pid_t launch(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::string log = folder_.file("log");
    const pid_t id = ::fork();
    if (id != 0) return id;
    const bool other = ::geteuid() != 0 || (::setgid(group_) == 0 && ::setuid(user_) == 0);
    const bool bound = ::prctl(PR_SET_PDEATHSIG, SIGINT) == 0;
    const bool silent = std::freopen(log.c_str(), "a", stdout) != nullptr &&
                        ::dup2(STDOUT_FILENO, STDERR_FILENO) >= 0;
    if (other && bound && silent && ::chdir(folder_.path().c_str()) == 0) {
      ::execv(arguments[0], arguments.data());
    }
    ::_exit(127);
  }

  void start() {
    // Tests kill the program, not the machine: the server need not wait for the disk.
    server_ = launch({programs_ + "/postgres", "-D", folder_.file("cluster"), "-k",
                      folder_.path().string(), "-c", "listen_addresses=", "-c", "fsync=off"});
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!Database::open(address("postgres"))) {
      if (std::chrono::steady_clock::now() > patience ||
          ::waitpid(server_, nullptr, WNOHANG) != 0) {
        missing_ = "PostgreSQL did not start";
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  void stop() {
    if (server_ <= 0) return;
    ::kill(server_, SIGINT);  // "fast": open sessions are ended
    ::waitpid(server_, nullptr, 0);
    server_ = 0;
  }

  base::TemporaryFolder folder_;
  std::string programs_;
  std::string missing_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  pid_t server_ = 0;
  int bases_ = 0;
};

}  // namespace noroshi::sql
