#include "place.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex>
#include <sys/stat.h>

namespace noroshi::hub_e2e {
namespace {

std::string id_of(int seed, int number) {
  return fmt::format("indicator--00000000-0000-4000-8000-{:06x}{:06x}", seed, number);
}

}  // namespace

Place::Place(std::string folder, const std::string& database, const std::string& organisation)
    : folder_(std::move(folder)) {
  const Ran made = noroshi(
      {"hub", "init", "--folder", folder_, "--organisation", organisation, "--database", database});
  EXPECT_EQ(made.status, 0) << made.err;
}

void Place::serve() {
  log_ = fmt::format("{}.log{}", folder_, ++serves_);
  process_ = std::make_unique<collect_e2e::Process>(
      std::vector<std::string>{NOROSHI_PROGRAM, "hub", "serve", "--folder", folder_, "--listen",
                               "127.0.0.1:0"},
      log_);
  const std::regex line("serving .* on 127\\.0\\.0\\.1:([0-9]+);");
  std::smatch found;
  std::string text;
  ASSERT_TRUE(within_a_minute([&] {
    text = log();
    return std::regex_search(text, found, line);
  })) << text;
  port_ = found[1];
  set("listen", fmt::format("\"127.0.0.1:{}\"", port_));
}

void Place::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

int Place::end() {
  process_->signal(SIGTERM);
  return process_->wait();
}

Ran Place::hub(std::vector<std::string> words, const std::string& input) const {
  words.insert(words.begin(), "hub");
  words.insert(words.end(), {"--folder", folder_});
  return noroshi(std::move(words), input);
}

std::string Place::done(std::vector<std::string> words, const std::string& input) const {
  const std::string what = fmt::format("{}", fmt::join(words, " "));
  const Ran ran = hub(std::move(words), input);
  EXPECT_EQ(ran.status, 0) << what << "\n" << ran.err;
  return ran.out;
}

http::Client::Reply Place::ask(std::string_view method, std::string_view target,
                               std::string_view body, const std::string& key) const {
  http::ClientOptions options;
  options.fingerprint = fingerprint();
  http::Client client(http::Url::parse(url()).value(), options);
  http::Client::Fields fields{{"Authorization", "Bearer " + (key.empty() ? this->key() : key)}};
  if (!body.empty()) fields.emplace_back("Content-Type", "application/json");
  auto reply = client.request(method, target, body, fields);
  if (!reply) {
    ADD_FAILURE() << reply.error().message;
    return {};
  }
  return std::move(*reply);
}

Ran Place::pull(std::vector<std::string> words) const {
  words.insert(words.begin(), {"hub", "pull", url() + "/taxii2/", "--fingerprint", fingerprint(),
                               "--key-file", file("local.key")});
  return noroshi(std::move(words));
}

std::set<std::string> Place::ids_in(const std::string& collection) const {
  const Ran pulled = pull({"--collection", collection});
  EXPECT_EQ(pulled.status, 0) << pulled.err;
  std::set<std::string> ids;
  std::istringstream lines(pulled.out);
  for (std::string line; std::getline(lines, line);) {
    ids.insert(nlohmann::json::parse(line).at("id").get<std::string>());
  }
  return ids;
}

void Place::set(const std::string& key, const std::string& value) {
  const std::regex line("(^|\n)" + key + " = [^\n#]*");
  write(file("hub.toml"),
        std::regex_replace(content(file("hub.toml")), line, "$1" + key + " = " + value + " "));
}

void Place::append(const std::string& text) {
  write(file("hub.toml"), content(file("hub.toml")) + text);
}

std::string Place::fingerprint() const {
  const std::string text = log();
  const std::regex line("\\(SHA-256\\) is ([0-9a-f]{64})");
  std::smatch found;
  EXPECT_TRUE(std::regex_search(text, found, line)) << text;
  return found[1];
}

std::string Place::key() const {
  const std::string text = content(file("local.key"));
  return text.substr(0, text.find('\n'));
}

void make_seal_key(Place& place, int alone) {
  const std::string keys = place.file("seal-keys");
  std::filesystem::create_directory(keys);
  const Ran made = run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
                        "/C=JP/O=Example Telecom/organizationIdentifier=NTRJP-7000012050002",
                        "-keyout", keys + "/notices.key", "-out", keys + "/notices.pem"});
  ASSERT_EQ(made.status, 0) << made.err;
  ::chmod((keys + "/notices.key").c_str(), 0600);
  write(keys + "/notices.toml",
        fmt::format("[credential]\norganisation = \"Example Telecom\"\nalone = {}\nquorum = 1\n"
                    "[key]\nfile = \"notices.key\"\ncertificate = \"notices.pem\"\n",
                    alone));
  place.append("\n[seals]\nkeys = \"seal-keys\"\n");
}

std::string bundle(int seed, int count) {
  std::string text = R"({"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000001",)"
                     R"("objects":[)";
  for (int i = 0; i < count; ++i) {
    text += fmt::format(
        R"({}{{"type":"indicator","spec_version":"2.1","id":"{}",)"
        R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",)"
        R"("valid_from":"2026-01-01T00:00:00Z","pattern_type":"stix","indicator_types":)"
        R"(["malicious-activity"],"name":"made {} {}",)"
        R"("pattern":"[domain-name:value = 'd{}-{}.example']"}})",
        i == 0 ? "" : ",", id_of(seed, i), seed, i, seed, i);
  }
  return text + "]}";
}

std::set<std::string> ids_of_bundle(int seed, int count) {
  std::set<std::string> ids;
  for (int i = 0; i < count; ++i) ids.insert(id_of(seed, i));
  return ids;
}

}  // namespace noroshi::hub_e2e
