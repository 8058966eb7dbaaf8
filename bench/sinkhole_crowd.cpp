// A million visitors of a sinkhole, none of whom takes memory of this machine.
//
//   sinkhole_crowd NOROSHI FOLDER [CONNECTIONS]      as root: it makes a network namespace
//
// In a namespace of its own the program owns a TUN device, and on its far side plays every visitor
// by hand: SYN, ACK and the first octets as IP packets, nothing kept.  So what /proc/meminfo loses
// is what the sinkhole's side costs, in the kernel and in the processes.  As many sinkholes share
// the port as the limit on descriptors makes necessary.
//
// Addresses are those of RFC 2544 (198.18.0.0/15); nothing leaves the namespace.
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <map>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr std::uint32_t kServer = 0xC0000201;  // 192.0.2.1
constexpr std::uint32_t kCrowd = 0xC6120000;   // 198.18.0.0/15
constexpr std::uint32_t kAddresses = 1U << 17;
constexpr std::uint16_t kPort = 23;
constexpr std::uint16_t kFirstSourcePort = 20'000;
constexpr std::uint32_t kSequence = 1'000;
constexpr std::size_t kUnderWay = 512;
constexpr char kHello[] = "\0\0\0\x01\x06telnet";
constexpr std::size_t kHelloLength = sizeof kHello - 1;

[[noreturn]] void fail(const std::string& what) {
  fmt::print(stderr, "sinkhole_crowd: {}: {}\n", what, std::strerror(errno));
  std::exit(1);
}

std::uint32_t sum(const void* bytes, std::size_t size, std::uint32_t start) {
  const auto* octets = static_cast<const unsigned char*>(bytes);
  for (std::size_t i = 0; i < size; ++i) {
    start += i % 2 == 0 ? static_cast<std::uint32_t>(octets[i]) << 8 : octets[i];
  }
  return start;
}

std::uint16_t folded(std::uint32_t total) {
  while (total >> 16 != 0) total = (total & 0xFFFF) + (total >> 16);
  return htons(static_cast<std::uint16_t>(~total));
}

struct Segment {
  std::uint32_t visitor = 0;  // 0 … CONNECTIONS−1
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
  std::uint8_t flags = 0;
  const char* payload = nullptr;
  std::size_t length = 0;
};

/// Writes one IPv4 packet of a visitor to the device.
void say(int tun, const Segment& segment) {
  std::array<unsigned char, 128> packet{};
  iphdr ip{};
  tcphdr tcp{};
  const std::size_t whole = sizeof ip + sizeof tcp + segment.length;
  ip.version = 4;
  ip.ihl = 5;
  ip.ttl = 64;
  ip.protocol = IPPROTO_TCP;
  ip.tot_len = htons(static_cast<std::uint16_t>(whole));
  ip.saddr = htonl(kCrowd + segment.visitor % kAddresses);
  ip.daddr = htonl(kServer);
  ip.check = folded(sum(&ip, sizeof ip, 0));
  tcp.source = htons(static_cast<std::uint16_t>(kFirstSourcePort + segment.visitor / kAddresses));
  tcp.dest = htons(kPort);
  tcp.seq = htonl(segment.sequence);
  tcp.ack_seq = htonl(segment.acknowledged);
  tcp.doff = 5;
  tcp.window = htons(1024);
  tcp.syn = (segment.flags & 0x02) != 0;
  tcp.ack = (segment.flags & 0x10) != 0;
  tcp.psh = segment.length > 0;
  std::uint32_t pseudo = sum(&ip.saddr, 8, IPPROTO_TCP);
  pseudo += static_cast<std::uint32_t>(sizeof tcp + segment.length);
  pseudo = sum(&tcp, sizeof tcp, pseudo);
  tcp.check = folded(sum(segment.payload, segment.length, pseudo));
  std::memcpy(packet.data(), &ip, sizeof ip);
  std::memcpy(packet.data() + sizeof ip, &tcp, sizeof tcp);
  if (segment.length > 0) {
    std::memcpy(packet.data() + sizeof ip + sizeof tcp, segment.payload, segment.length);
  }
  while (::write(tun, packet.data(), whole) < 0) {
    if (errno != EAGAIN && errno != EINTR && errno != ENOBUFS) fail("writing to the device");
  }
}

int open_device() {
  const int tun = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun < 0) fail("opening /dev/net/tun");
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  std::strncpy(request.ifr_name, "crowd0", IFNAMSIZ - 1);
  if (::ioctl(tun, TUNSETIFF, &request) != 0) fail("making the device");
  for (const char* command :
       {"ip link set lo up", "ip address add 192.0.2.1/32 dev crowd0", "ip link set crowd0 up",
        "ip link set crowd0 txqueuelen 100000", "ip route add 198.18.0.0/15 dev crowd0"}) {
    if (std::system(command) != 0) fail(command);  // NOLINT(concurrency-mt-unsafe): one thread
  }
  return tun;
}

/// What the sinkhole says to `tun`; calls `heard` with each segment that is there now.
template <class Heard>
void listen(int tun, int patience, Heard heard) {
  pollfd wait{tun, POLLIN, 0};
  if (::poll(&wait, 1, patience) <= 0) return;
  std::array<unsigned char, 2048> packet{};
  for (;;) {
    const auto size = ::read(tun, packet.data(), packet.size());
    if (size < static_cast<ssize_t>(sizeof(iphdr) + sizeof(tcphdr))) return;
    iphdr ip;
    tcphdr tcp;
    std::memcpy(&ip, packet.data(), sizeof ip);
    if (ip.version != 4 || ip.protocol != IPPROTO_TCP) continue;
    std::memcpy(&tcp, packet.data() + sizeof ip, sizeof tcp);
    heard(ip, tcp);
  }
}

std::uint32_t visitor_of(const iphdr& ip, const tcphdr& tcp) {
  return ntohl(ip.daddr) - kCrowd + (ntohs(tcp.dest) - kFirstSourcePort) * kAddresses;
}

/// What one cache of the kernel holds (/proc/slabinfo).
struct Cache {
  double objects = 0;
  double mib = 0;  // of whole slabs
};
using Caches = std::map<std::string, Cache>;

Caches caches() {
  std::ifstream file("/proc/slabinfo");
  Caches all;
  std::string line;
  while (std::getline(file, line)) {
    std::array<char, 64> name{};
    Cache cache;
    double pages = 0;
    double slabs = 0;
    const auto rest = line.find(": slabdata");
    if (rest == std::string::npos) continue;
    if (std::sscanf(line.c_str(), "%63s %lf %*s %*s %*s %lf", name.data(), &cache.objects,
                    &pages) == 3 &&
        std::sscanf(line.c_str() + rest, ": slabdata %*s %lf", &slabs) == 1) {
      cache.mib = slabs * pages * 4096 / 1024 / 1024;
      all[name.data()] = cache;
    }
  }
  return all;
}

/// Whoever looks at /proc/PID/fd (an agent that watches the machine) makes the kernel keep an inode
/// and a name for each descriptor: no part of what a connection costs.
double of_watchers(const Caches& before, const Caches& after) {
  const auto grown = [&](const char* name) {
    return Cache{after.at(name).objects - before.at(name).objects,
                 after.at(name).mib - before.at(name).mib};
  };
  const Cache inodes = grown("proc_inode_cache");
  const Cache names = after.at("dentry");
  return inodes.mib + std::max(0.0, inodes.objects) * names.mib / names.objects;
}

struct Memory {
  double slab = 0;  // MiB
  Caches caches;
};

Memory memory() {
  std::ifstream file("/proc/meminfo");
  Memory memory;
  std::string name;
  double kib = 0;
  std::string unit;
  while (file >> name >> kib) {
    std::getline(file, unit);
    if (name == "Slab:") memory.slab = kib / 1024;
  }
  memory.caches = caches();
  return memory;
}

double resident(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/smaps_rollup", process));
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("Pss:")) return std::stod(line.substr(4)) / 1024;
  }
  return 0;
}

double cpu_seconds(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string word;
  double ticks = 0;
  for (int field = 1; field <= 15 && file >> word; ++field) {
    if (field >= 14) ticks += std::stod(word);
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::size_t connected() {
  std::ifstream file("/proc/net/sockstat");
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("TCP: inuse ")) continue;
    return static_cast<std::size_t>(std::stoul(line.substr(11)));
  }
  return 0;
}

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class Sinkholes {
 public:
  Sinkholes(const std::string& noroshi, const std::string& folder, std::size_t connections) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    // Hashing is uneven: a sixth more places than visitors.
    const std::size_t each = std::min<std::size_t>(limit.rlim_max - 256, connections * 7 / 6);
    const std::size_t count = (connections * 7 / 6 + each - 1) / each;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string out = fmt::format("{}/{}", folder, i);
      const pid_t process = ::fork();
      if (process == 0) {
        std::freopen("/dev/null", "w", stderr);
        ::execl(noroshi.c_str(), "noroshi", "sinkhole", "run", "--listen", "192.0.2.1:23", "--out",
                out.c_str(), "--share-port", "--echo", "--idle", "12h", nullptr);
        std::_Exit(127);
      }
      processes_.push_back(process);
    }
    // They listen as soon as their folder holds a file.
    for (std::size_t i = 0; i < count; ++i) {
      const auto out = std::filesystem::path(folder) / std::to_string(i);
      for (int tries = 0; tries < 600; ++tries) {
        if (std::filesystem::exists(out) && !std::filesystem::is_empty(out)) break;
        ::usleep(50'000);
      }
    }
    ::sleep(2);
  }
  ~Sinkholes() {
    for (const pid_t process : processes_) ::kill(process, SIGKILL);
    for (const pid_t process : processes_) ::waitpid(process, nullptr, 0);
  }
  Sinkholes(const Sinkholes&) = delete;
  Sinkholes& operator=(const Sinkholes&) = delete;

  [[nodiscard]] std::size_t count() const { return processes_.size(); }
  [[nodiscard]] double memory() const { return total(resident); }
  [[nodiscard]] double cpu() const { return total(cpu_seconds); }

 private:
  [[nodiscard]] double total(double (*of)(pid_t)) const {
    double all = 0;
    for (const pid_t process : processes_) all += of(process);
    return all;
  }
  std::vector<pid_t> processes_;
};

/// Lets everybody in; returns where each one's server sequence stands.
std::vector<std::uint32_t> enter(int tun, std::size_t connections) {
  std::vector<std::uint32_t> theirs(connections, 0);
  std::size_t asked = 0;
  std::size_t answered = 0;
  double progress = now();
  while (answered < connections) {
    while (asked < connections && asked - answered < kUnderWay) {
      say(tun,
          {.visitor = static_cast<std::uint32_t>(asked++), .sequence = kSequence, .flags = 0x02});
    }
    const std::size_t before = answered;
    listen(tun, 100, [&](const iphdr& ip, const tcphdr& tcp) {
      const std::uint32_t visitor = visitor_of(ip, tcp);
      if (!tcp.syn || visitor >= connections || theirs[visitor] != 0) return;
      theirs[visitor] = ntohl(tcp.seq) + 1;
      ++answered;
      const Segment hello{.visitor = visitor,
                          .sequence = kSequence + 1,
                          .acknowledged = theirs[visitor],
                          .flags = 0x10};
      say(tun, hello);
      Segment introduction = hello;
      introduction.payload = kHello;
      introduction.length = kHelloLength;
      say(tun, introduction);
    });
    if (answered != before) progress = now();
    if (now() - progress > 2) {  // lost in the device's queue: ask again
      for (std::size_t i = 0; i < asked; ++i) {
        if (theirs[i] == 0)
          say(tun,
              {.visitor = static_cast<std::uint32_t>(i), .sequence = kSequence, .flags = 0x02});
      }
      progress = now();
    }
  }
  return theirs;
}

/// Everybody calls once; returns how many heard two zeros back.
std::size_t call(int tun, const std::vector<std::uint32_t>& theirs) {
  std::size_t echoes = 0;
  const auto hear = [&](const iphdr& ip, const tcphdr& tcp) {
    const std::size_t length = ntohs(ip.tot_len) - ip.ihl * 4U - tcp.doff * 4U;
    if (length == 0) return;
    ++echoes;
    const std::uint32_t visitor = visitor_of(ip, tcp);
    say(tun, {.visitor = visitor,
              .sequence = kSequence + 1 + kHelloLength + 2,
              .acknowledged = ntohl(tcp.seq) + static_cast<std::uint32_t>(length),
              .flags = 0x10});
  };
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    say(tun, {.visitor = static_cast<std::uint32_t>(i),
              .sequence = kSequence + 1 + kHelloLength,
              .acknowledged = theirs[i],
              .flags = 0x10,
              .payload = "\0",
              .length = 2});
    if (i % 64 == 0) listen(tun, 0, hear);
  }
  for (std::size_t before = ~std::size_t{0}; before != echoes;) {
    before = echoes;
    for (int i = 0; i < 20; ++i) listen(tun, 100, hear);
  }
  return echoes;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    fmt::print(stderr, "usage: sinkhole_crowd NOROSHI FOLDER [CONNECTIONS]\n");
    return 2;
  }
  const std::size_t connections = count > 3 ? std::stoul(words[3]) : 1'000'000;
  if (::unshare(CLONE_NEWNET) != 0) fail("making a network namespace (root is needed)");
  const int tun = open_device();
  const Sinkholes sinkholes(std::filesystem::absolute(words[1]), words[2], connections);

  // What the kernel keeps only in case would be taken first, and not be seen to grow.
  std::ofstream("/proc/sys/vm/drop_caches") << 2;
  const Memory empty = memory();
  const double empty_processes = sinkholes.memory();
  const double began = now();
  const auto theirs = enter(tun, connections);
  const double entered = now() - began;
  ::sleep(3);
  const std::size_t open = connected() - sinkholes.count();
  const Memory full = memory();
  const double processes = sinkholes.memory();
  const double cpu = sinkholes.cpu();
  const double called = now();
  const std::size_t echoes = call(tun, theirs);
  const double calling = now() - called;

  const double slab = full.slab - empty.slab;
  const double proc = of_watchers(empty.caches, full.caches);
  const double own = processes - empty_processes;
  const auto each = [&](double mib) {
    return mib * 1024 * 1024 / static_cast<double>(connections);
  };
  fmt::print("| | |\n|---|---:|\n");
  fmt::print("| connections open at once | {} |\n", open);
  fmt::print("| processes that share the port | {} |\n", sinkholes.count());
  fmt::print("| memory they take, kernel and processes, MiB | {:.0f} |\n", slab - proc + own);
  fmt::print("| of it the kernel's slabs, MiB (octets a connection) | {:.0f} ({:.0f}) |\n",
             slab - proc, each(slab - proc));
  fmt::print("| of it the processes', MiB (octets a connection) | {:.0f} ({:.0f}) |\n", own,
             each(own));
  std::vector<std::pair<double, std::string>> grown;
  for (const auto& [name, cache] : full.caches) {
    const auto before = empty.caches.find(name);
    const double more = cache.mib - (before == empty.caches.end() ? 0 : before->second.mib);
    if (name != "proc_inode_cache" && each(more) >= 16) grown.emplace_back(more, name);
  }
  std::sort(grown.rbegin(), grown.rend());
  for (const auto& [mib, name] : grown) {
    fmt::print("| of the slabs, {}, MiB (octets a connection) | {:.0f} ({:.0f}) |\n", name, mib,
               each(mib));
  }
  fmt::print(
      "| not counted: inodes of /proc, and their names, that a watcher of this machine made, MiB | "
      "{:.0f} |\n",
      proc);
  fmt::print("| the processes with nobody in them, MiB | {:.0f} |\n", empty_processes);
  fmt::print("| all let in and judged, s | {:.1f} |\n", entered);
  fmt::print("| a keep-alive of each answered: echoes, s | {}, {:.1f} |\n", echoes, calling);
  fmt::print("| CPU s of the processes, letting in, then answering | {:.1f}, {:.1f} |\n", cpu,
             sinkholes.cpu() - cpu);
  return open == connections && echoes == connections ? 0 : 1;
}
