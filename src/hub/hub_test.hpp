// A hub for tests: the real server over TLS on loopback, SQLite in a folder of its own, and a
// client that knows its certificate.
#pragma once

#include <fmt/format.h>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/temporary_folder.hpp"
#include "hub/serve.hpp"
#include "hub/taxii_wire.hpp"
#include "intel/stix/identity.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"
#include "io/http/client.hpp"

namespace noroshi::hub {

/// An answer; its JSON where it has some.
struct HubReply {
  int status = 0;
  http::Client::Fields headers;
  std::string body;

  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
  [[nodiscard]] std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return {};
  }
};

/// Whose request, and what it says of itself.
struct Says {
  std::string key{};  ///< sent as a bearer key; empty: nobody
  std::string accept{kTaxiiMedia};
  std::string content_type{kTaxiiMedia};
  http::Client::Fields more{};
};

class TestHub {
 public:
  using Change = std::function<void(ServeOptions&)>;

  explicit TestHub(const Change& change = {}) {
    auto made = http::bootstrap_certificate(folder_.file("certificate"), folder_.file("key"),
                                            {"localhost", "127.0.0.1"}, io::wall_clock());
    if (!made) throw std::runtime_error(made.error().message);
    fingerprint_ = std::move(*made);
    options_.database = folder_.file("hub.db");
    options_.address = net::Address::v4(0x7F000001);
    options_.certificate = folder_.file("certificate");
    options_.key = folder_.file("key");
    options_.threads = 2;
    options_.access.requests_per_second = 1e6;
    if (change) change(options_);
    start();
  }

  /// The same base and the same port; throws where it cannot, which GoogleTest shows.
  void start() {
    auto serving = Serving::start(options_, [](std::string_view) {});
    if (!serving) throw std::runtime_error(serving.error().message);
    serving_ = std::move(*serving);
    options_.port = serving_->port();
    client_ = std::make_unique<http::Client>(http::Url{"https", "127.0.0.1", options_.port, "/"},
                                             pinned());
  }
  void stop() { serving_.reset(); }
  void restart() {
    stop();
    start();
  }

  [[nodiscard]] Parts& parts() { return serving_->parts(); }
  [[nodiscard]] directory::Directory& directory() { return parts().directory; }
  [[nodiscard]] std::string file(std::string_view name) const { return folder_.file(name); }
  [[nodiscard]] std::string url() const {
    return fmt::format("https://127.0.0.1:{}", options_.port);
  }
  [[nodiscard]] const std::string& fingerprint() const { return fingerprint_; }
  [[nodiscard]] http::ClientOptions pinned() const {
    http::ClientOptions options;
    options.fingerprint = fingerprint_;
    return options;
  }

  sharing::OrganisationId organisation(const std::string& name) {
    directory::Organisation made;
    made.uuid = stix::uuid4();
    made.name = name;
    return sound(directory().add(std::move(made))).id;
  }

  /// An account with a key that may do everything; the key's secret.
  std::string key(directory::Account account) {
    account = sound(directory().add(std::move(account)));
    directory::Key key;
    key.account = account.id;
    key.name = "test";
    key.scopes = {.read = true, .write = true, .operate = true};
    std::string secret;
    sound(directory().make_key(std::move(key), secret));
    return secret;
  }
  std::string key(const std::string& name, sharing::OrganisationId organisation) {
    directory::Account account;
    account.name = name;
    account.organisation = organisation;
    return key(std::move(account));
  }

  /// The root "taxii2/hub", and a desk of this organisation in it: shared at once.
  directory::Collection desk(sharing::OrganisationId owner, const std::string& alias = "desk") {
    if (directory().roots().empty()) {
      directory::Root root;
      root.path = "taxii2/hub";
      root.title = "Test";
      root.is_default = true;
      sound(directory().add(std::move(root)));
    }
    directory::Collection made;
    made.uuid = stix::uuid4();
    made.root = "taxii2/hub";
    made.title = "Desk " + alias;
    made.alias = alias;
    made.owner = owner;
    made.release = directory::Release::Direct;
    return sound(directory().add(std::move(made)));
  }

  HubReply ask(const Says& says, std::string_view method, std::string_view target,
               std::string_view body = {}) {
    http::Client::Fields fields = says.more;
    if (!says.key.empty()) fields.emplace_back("Authorization", "Bearer " + says.key);
    if (!says.accept.empty()) fields.emplace_back("Accept", says.accept);
    if (!body.empty() && !says.content_type.empty()) {
      fields.emplace_back("Content-Type", says.content_type);
    }
    auto reply = client_->request(method, target, body, fields);
    if (!reply) {
      ADD_FAILURE() << method << " " << target << ": " << reply.error().message;
      return {};
    }
    return {reply->status, std::move(reply->headers), std::move(reply->body)};
  }
  HubReply get(const Says& says, std::string_view target) { return ask(says, "GET", target); }

  template <class T>
  static T sound(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
  }

 private:
  base::TemporaryFolder folder_;
  ServeOptions options_;
  std::string fingerprint_;
  std::unique_ptr<Serving> serving_;
  std::unique_ptr<http::Client> client_;
};

/// The n-th id of a type: a UUID of version 4 that is no real one.
inline std::string test_id(std::string_view type, unsigned n) {
  return fmt::format("{}--00000000-0000-4000-8000-{:012x}", type, n);
}

/// An indicator of 198.51.100.n; `extra` are further properties, with a comma before each.
inline std::string test_indicator(unsigned n,
                                  std::string_view modified = "2026-01-02T00:00:00.000Z",
                                  std::string_view extra = "") {
  return fmt::format(R"({{"type":"indicator","spec_version":"2.1","id":"{}",)"
                     R"("created":"2026-01-01T00:00:00.000Z","modified":"{}",)"
                     R"("pattern":"[ipv4-addr:value = '198.51.100.{}']","pattern_type":"stix",)"
                     R"("valid_from":"2026-01-01T00:00:00.000Z"{}}})",
                     test_id("indicator", n), modified, n, extra);
}

/// {"objects": […]} of these.
template <class... Object>
std::string envelope_of(const Object&... object) {
  std::string list;
  ((list += list.empty() ? std::string(object) : "," + std::string(object)), ...);
  return "{\"objects\":[" + list + "]}";
}

}  // namespace noroshi::hub
