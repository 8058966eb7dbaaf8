// Asks a time-stamping authority for tokens over many connections at once, and says what each cost
// the server.  One thread, one epoll, plain HTTP on 127.0.0.1.
//
//   tsa_load PORT PID CONNECTIONS DEPTH SECONDS RAW
//
// DEPTH: questions under way on each connection; more than 1 are pipelined (RFC 9112, section
// 9.3.2).  PID: of the server, whose processor time is read in /proc.  RAW: what `openssl speed`
// signed in a second, in the same run.  Prints rows of a Markdown table.
#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fmt/format.h>
#include <fstream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "trust/stamp/exchange.hpp"

namespace {

using namespace noroshi;
using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "tsa_load: {}\n", why);
  std::exit(1);
}

// Requests with different nonces, as octets of HTTP.
std::vector<std::string> questions() {
  std::vector<std::string> all;
  for (int i = 0; i < 1000; ++i) {
    const auto imprint = pki::digest(pki::Digest::Sha256, der::view_of(std::to_string(i)));
    const auto body = stamp::request_for(pki::Digest::Sha256, imprint).encode();
    all.push_back(
        fmt::format("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\n"
                    "Content-Length: {}\r\n\r\n{}",
                    stamp::kQueryType, body.size(), der::text_of(body)));
  }
  return all;
}

struct Connection {
  int descriptor = -1;
  std::string heard;
  std::deque<Clock::time_point> asked;  // of each question that waits, oldest first
};

int connect_to(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    give_up("cannot connect");
  }
  return descriptor;
}

// User and system time of a process so far, in seconds.
double processor_time(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  text.erase(0, text.rfind(')') + 2);
  std::size_t user = 0;
  std::size_t system = 0;
  if (std::sscanf(text.c_str(), "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %zu %zu", &user,
                  &system) != 2) {
    give_up("no such server");
  }
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// Octets of the one whole answer at the front; 0 when it is not all there yet.
std::size_t answer_at(std::string_view heard) {
  const auto header = heard.find("\r\n\r\n");
  if (header == std::string_view::npos) return 0;
  const auto field = heard.find("Content-Length: ");
  if (!heard.starts_with("HTTP/1.1 200 ") || field == std::string_view::npos) {
    give_up("the server answers: " + std::string(heard.substr(0, 200)));
  }
  const std::size_t size = std::strtoul(heard.data() + field + 16, nullptr, 10);
  if (heard.size() < header + 4 + size) return 0;
  // TimeStampResp { PKIStatusInfo { granted } … }
  const std::string_view granted("\x30\x03\x02\x01\x00", 5);
  if (heard.substr(header + 8, 5) != granted) give_up("a request was refused");
  return header + 4 + size;
}

class Load {
 public:
  Load(std::uint16_t port, std::size_t connections, std::size_t depth) : connections_(connections) {
    for (std::size_t i = 0; i < connections; ++i) {
      connections_[i].descriptor = connect_to(port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].descriptor, &event);
      ask(connections_[i], depth);
    }
  }

  // Answers that came within `seconds`.
  std::uint64_t run(double seconds) {
    waits_.clear();
    std::uint64_t answers = 0;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    std::vector<epoll_event> events(256);
    while (Clock::now() < end) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < count; ++i) {
        answers += hear(connections_.at(events.at(static_cast<std::size_t>(i)).data.u64));
      }
    }
    std::sort(waits_.begin(), waits_.end());
    return answers;
  }

  [[nodiscard]] double wait_at(double share) const {  // milliseconds
    if (waits_.empty()) return 0;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(waits_.size() - 1));
    return waits_.at(at) * 1e3;
  }

 private:
  // So many questions at once.
  void ask(Connection& connection, std::size_t count) {
    outgoing_.clear();
    for (std::size_t i = 0; i < count; ++i) outgoing_ += questions_.at(next_++ % questions_.size());
    connection.asked.insert(connection.asked.end(), count, Clock::now());
    if (::send(connection.descriptor, outgoing_.data(), outgoing_.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(outgoing_.size())) {
      give_up("the server takes no more");
    }
  }

  // Asks as many again as were answered.
  std::uint64_t hear(Connection& connection) {
    char piece[65'536];
    const auto size = ::recv(connection.descriptor, piece, sizeof piece, 0);
    if (size <= 0) give_up("the server closed a connection");
    connection.heard.append(piece, static_cast<std::size_t>(size));
    std::string_view rest = connection.heard;
    std::size_t answers = 0;
    for (std::size_t one = 0; (one = answer_at(rest)) > 0; ++answers) {
      rest.remove_prefix(one);
      waits_.push_back(
          std::chrono::duration<double>(Clock::now() - connection.asked.front()).count());
      connection.asked.pop_front();
    }
    connection.heard.erase(0, connection.heard.size() - rest.size());
    if (answers > 0) ask(connection, answers);
    return answers;
  }

  std::vector<std::string> questions_ = questions();
  std::size_t next_ = 0;
  std::string outgoing_;
  std::vector<Connection> connections_;
  int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<double> waits_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 7) give_up("PORT PID CONNECTIONS DEPTH SECONDS RAW");
  const std::string pid = words[2];
  const auto depth = static_cast<std::size_t>(std::atoi(words[4]));
  const double seconds = std::atof(words[5]);
  const double raw = std::atof(words[6]);
  Load load(static_cast<std::uint16_t>(std::atoi(words[1])),
            static_cast<std::size_t>(std::atoi(words[3])), depth);
  load.run(1);  // until everything is warm
  const double before = processor_time(pid);
  const auto began = Clock::now();
  const std::uint64_t tokens = load.run(seconds);
  const double took = std::chrono::duration<double>(Clock::now() - began).count();
  const double burnt = processor_time(pid) - before;
  const double per_core = static_cast<double>(tokens) / burnt;
  const std::string way =
      depth == 1 ? "one request at a time" : fmt::format("{} requests pipelined", depth);
  fmt::print("| {} connections, {}, client on the same processors | |\n", words[3], way);
  fmt::print("| – tokens a second | {:.0f} |\n", static_cast<double>(tokens) / took);
  fmt::print("| – processors that the server used | {:.2f} |\n", burnt / took);
  fmt::print("| – tokens for each second of a core of the server | {:.0f} |\n", per_core);
  fmt::print("| – the same as a share of raw signatures | {:.0f} % |\n", 100 * per_core / raw);
  fmt::print("| – wait for a token, median and 99th percentile | {:.1f} ms, {:.1f} ms |\n",
             load.wait_at(0.5), load.wait_at(0.99));
}
