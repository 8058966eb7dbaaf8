// For tests: an institute and an operator in a folder, run with the program itself.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_folder.hpp"
#include "model/infected_host.hpp"
#include "process.hpp"

namespace noroshi::notify_e2e {

using collect_e2e::Process;

inline base::Micros wall_clock() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

inline model::InfectedHost host(std::string_view address, std::optional<std::uint16_t> port,
                                base::Micros seen) {
  model::InfectedHost one;
  one.address = net::Address::parse(address).value();
  one.family = "mirai";
  one.probability = 0.99;
  one.prior = 4.59512;
  one.first_seen = one.last_seen = seen;
  one.days = 1;
  one.packets = one.targets = 100;
  one.ports = {"23/tcp"};
  one.sightings.push_back({.time = seen,
                           .clock_error = base::kSecond,
                           .source = one.address,
                           .source_port = port,
                           .protocol = 6,
                           .destination = {},
                           .destination_port = 23});
  one.sensor = "e2e";
  one.method = "noroshi.telescope.report";
  one.version = "1";
  return one;
}

class Notices : public testing::Test {
 protected:
  std::string file(std::string_view name) const { return folder_.file(name); }

  void write(std::string_view name, std::string_view text) const {
    std::ofstream(file(name)) << text;
  }
  static std::string content(const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }

  /// What a program says, on both outputs.
  std::string any(const std::vector<std::string>& words, int status) const {
    std::filesystem::remove(file("log"));
    Process process(words, file("log"));
    const int ended = process.wait();
    const auto said = content(file("log"));
    EXPECT_EQ(ended, status) << words[1] << " " << words[2] << ": " << said;
    return said;
  }
  std::string run(std::vector<std::string> words, int status = 0) const {
    words.insert(words.begin(), NOROSHI_PROGRAM);
    return any(words, status);
  }
  /// A line of the shell, where $noroshi is the program.
  std::string shell(const std::string& line, int status = 0) const {
    return any({"/bin/sh", "-c", "noroshi='" NOROSHI_PROGRAM "'; " + line}, status);
  }

  std::string at(std::string_view side, std::string_view verb, int status = 0,
                 std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"notify", std::string(verb), "--folder", file(side)};
    words.insert(words.end(), more.begin(), more.end());
    return run(std::move(words), status);
  }

  void make_institute() const {
    const auto said = run({"registry", "key", "--out", file("office.key")});
    const auto key = said.find("noroshi-registry-public-key");  // notes may stand before it
    ASSERT_NE(key, std::string::npos) << said;
    write("office.pub", said.substr(key, said.find('\n', key) - key + 1));
    write("ranges.toml", R"([registry]
version = 1
serial = 1
issuer = "Example programme office"
valid_from = "2020-01-01T00:00:00Z"
valid_until = "2100-01-01T00:00:00Z"
[[registry.operator]]
id = "example-telecom"
name = "Example Telecom"
contact = "abuse@telecom.example"
ranges = ["192.0.2.0/24", "198.51.100.0/24"]
)");
    run({"registry", "sign", file("ranges.toml"), "--key", file("office.key"), "--out",
         file("registry.toml")});
    at("institute", "init", 0, {"--side", "institute"});
  }

  void make_operator(std::uint16_t port) const {
    at("operator", "init", 0, {"--side", "operator", "--operator", "example-telecom"});
    write("operator/bounces.key", std::string(64, 'a') + "\n");
    std::filesystem::permissions(file("operator/bounces.key"), std::filesystem::perms::owner_read);
    write("operator/notify.toml", R"([notify]
base = "sqlite:notify.db"
purpose = "notices to subscribers, end to end"
[[notify.plan]]
channels = ["mail"]
after = 0
[sender]
operator = "Example Telecom"
operator_ja = "例示テレコム"
contact = "0120-000-000"
portal = "support.example.com/check"
[mail]
server = "127.0.0.1"
tls = "none"
from = "abuse@telecom.example"
key = "bounces.key"
port = )" + std::to_string(port) + "\n");
    write("operator/subscriber.toml", R"([subscriber]
ranges = ["192.0.2.0/25", "198.51.100.0/24"]
[subscriber.leases]
files = ["leases.csv"]
covers = ["198.51.100.0/24"]
kept_from = "2020-01-01T00:00:00Z"
complete_until = "2100-01-01T00:00:00Z"
[[subscriber.map_e]]
ipv6 = "2001:db8::/41"
ipv4 = "192.0.2.0/25"
ea_bits = 15
)");
    write("operator/leases.csv", R"(start,end,address,line
2020-01-01T00:00:00Z,,2001:db8:12:3400::/56,line-5
2020-01-01T00:00:00Z,,198.51.100.10,line-6
2020-01-01T00:00:00Z,,198.51.100.11,line-7
)");
    write("operator/customers.csv", R"(line,name,mail,language
line-5,山田太郎,taro@example.com,ja
line-6,Hanako Sato,hanako@example.com,en
line-7,鈴木一郎,ichiro@example.com,ja
)");
  }

  /// One night at the institute, and its file at the operator.
  void night(const std::vector<model::InfectedHost>& hosts, int batch) const {
    std::string text;
    for (const auto& one : hosts) text += model::to_json(one) + "\n";
    write("events.jsonl", text);
    at("institute", "take", 0, {file("events.jsonl")});
    at("institute", "route", 0,
       {"--registry", file("registry.toml"), "--registry-key", file("office.pub")});
    at("institute", "check");
    at("operator", "take", 0,
       {file("institute/out/example-telecom/example-telecom-00000" + std::to_string(batch) +
             ".jsonl")});
  }

  std::string mails() const {
    std::string all;
    for (const auto& one : std::filesystem::recursive_directory_iterator(file("mails"))) {
      if (one.is_regular_file()) all += content(one.path().string());
    }
    return all;
  }

  base::TemporaryFolder folder_;
};

}  // namespace noroshi::notify_e2e
