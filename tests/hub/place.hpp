// For tests: a hub of its own, made and served by the program, on a port that was free.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "io/http/client.hpp"
#include "process.hpp"
#include "program.hpp"

namespace noroshi::hub_e2e {

class Place {
 public:
  /// Makes the hub; `database` as `hub init --database` takes it.
  explicit Place(std::string folder, const std::string& database = "hub.db",
                 const std::string& organisation = "Example Telecom");

  /// Serves until `kill`, `end` or the end of the test.  The settings then name the port that was
  /// free, so that the commands of the folder find it.
  void serve();
  void kill();
  int end();  ///< SIGTERM; its exit status

  /// `noroshi hub WORDS… --folder …`.
  Ran hub(std::vector<std::string> words, const std::string& input = {}) const;
  /// The same, expected to succeed: its standard output.
  std::string done(std::vector<std::string> words, const std::string& input = {}) const;

  /// One request with a key; that of the folder unless another is given.
  http::Client::Reply ask(std::string_view method, std::string_view target,
                          std::string_view body = {}, const std::string& key = {}) const;
  /// All objects of a collection, by `hub pull`: their ids.
  std::set<std::string> ids_in(const std::string& collection = "desk") const;
  /// `hub pull` of the hub with its own key and fingerprint.
  Ran pull(std::vector<std::string> words) const;

  void set(const std::string& key, const std::string& value);  ///< a line of hub.toml
  void append(const std::string& text);                        ///< to hub.toml

  const std::string& folder() const { return folder_; }
  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  std::string log() const { return content(log_); }
  std::string url() const { return "https://127.0.0.1:" + port_; }
  std::string fingerprint() const;
  std::string key() const;

 private:
  std::string folder_;
  std::string log_;
  std::string port_;
  int serves_ = 0;
  std::unique_ptr<collect_e2e::Process> process_;
};

/// A key of the organisation in a file, its certificate made by OpenSSL's program, and the setting
/// by which the hub keeps it.  `alone`: signatures that need nobody else's approval.
void make_seal_key(Place& place, int alone = 1);

/// `count` indicators, each with an id of its own that `seed` makes: a bundle.
std::string bundle(int seed, int count);
std::set<std::string> ids_of_bundle(int seed, int count);

}  // namespace noroshi::hub_e2e
