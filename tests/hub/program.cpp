#include "program.hpp"

#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "base/temporary_folder.hpp"

namespace noroshi::hub_e2e {
namespace {

void put_file(const std::string& path, int flags, int as) {
  const int file = ::open(path.c_str(), flags, 0600);
  ::dup2(file, as);
  ::close(file);
}

}  // namespace

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  std::filesystem::permissions(path, std::filesystem::perms(0600));
}

Ran run(const std::vector<std::string>& words, const std::string& input) {
  const base::TemporaryFolder folder;
  write(folder.file("in"), input);
  const std::string in = folder.file("in"), out = folder.file("out"), err = folder.file("err");
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t id = ::fork();
  if (id == 0) {
    put_file(in, O_RDONLY, STDIN_FILENO);
    put_file(out, O_WRONLY | O_CREAT, STDOUT_FILENO);
    put_file(err, O_WRONLY | O_CREAT, STDERR_FILENO);
    ::setenv("LC_ALL", "C", 1);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(id, &status, 0);
  return {.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = content(out),
          .err = content(err)};
}

Ran noroshi(std::vector<std::string> words, const std::string& input) {
  words.insert(words.begin(), NOROSHI_PROGRAM);
  return run(words, input);
}

bool within_a_minute(const std::function<bool()>& happens) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (std::chrono::steady_clock::now() < until) {
    if (happens()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

}  // namespace noroshi::hub_e2e
