// A hub without a wire, for tests of what its API answers: its parts at a clock that the test
// moves, with secrets that are always the same, asked directly.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"
#include "hub/api_call.hpp"
#include "hub/api_face.hpp"
#include "hub/inputs.hpp"
#include "hub/intake.hpp"
#include "hub/sealed_arrivals.hpp"
#include "hub/seals/desk.hpp"

namespace noroshi::hub {

inline constexpr base::Micros kMorning =
    1'768'435'200'000'000;  // 2026-01-15T00:00:00Z, 09:00 in Tokyo

template <class T>
T sound(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
inline void sound(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message);
}

inline std::string uuid(unsigned n) { return fmt::format("00000000-0000-4000-8000-{:012x}", n); }
inline std::string id_of(std::string_view type, unsigned n) {
  return fmt::format("{}--{}", type, uuid(n));
}

/// One hub without a wire: its parts at a clock that the test moves, its API asked directly.
class Office {
 public:
  Office() {
    database_ = sound(sql::Database::open(folder_.file("hub.db")));
    const auto clock = [this] { return now_; };
    // Pseudonyms and cursors come from secrets that a hub makes for itself.
    sound(archive::Archive::open(*database_));
    sound(Cursors::open(*database_));
    const auto connection = sound(database_->connect());
    sound(connection->run("UPDATE settings SET value = 'golden' WHERE name = 'secret'"));
    const std::string key(16, 'k');
    const sql::Value secret[] = {sql::Octets{key}};
    sound(connection->run("UPDATE hub_secrets SET secret = $1 WHERE name = 'cursors'", secret));
    archive::Options options;
    options.clock = clock;
    archive_ = sound(archive::Archive::open(*database_, options));
    directory_ = sound(directory::Directory::open(*database_, clock));
    trail_ = sound(directory::Trail::open(*database_, clock));
    parts_ = std::make_unique<Parts>(
        Parts{*database_, *archive_, *directory_, *trail_, clock, "https://hub.example:8443"});
    gate_ = std::make_unique<access::Gate>(*directory_, *trail_);
    arrivals_ = sound(SealedArrivals::open({}, *database_));
    parts_->arrivals = arrivals_.get();
    inputs_ = sound(Inputs::open(*parts_));
  }

  /// Once all is in it that its answers show.
  void open() {
    Further further;
    further.inputs = inputs_.get();
    further.run_soon = [](const std::string&) {};
    further.files.database = folder_.file("hub.db");
    further.seals = seals_.get();
    face_ = sound(ApiFace::open(*parts_, counters_, *gate_, further));
  }

  /// Before `open`, once the organisations are there whose keys these are.
  seals::Desk& keep(std::vector<seals::Credential> keys) {
    seals_ = sound(seals::Desk::open(std::move(keys), *database_, *directory_, *trail_,
                                     [this] { return now_; }));
    return *seals_;
  }

  [[nodiscard]] Parts& parts() { return *parts_; }
  [[nodiscard]] Inputs& inputs() { return *inputs_; }
  [[nodiscard]] std::string file(std::string_view name) const { return folder_.file(name); }
  void at(base::Micros now) { now_ = now; }
  [[nodiscard]] base::Micros now() const { return now_; }

  [[nodiscard]] access::Caller caller(const std::string& account) {
    access::Caller caller;
    caller.way = access::Way::Key;
    caller.account = directory_->account(account);
    caller.scopes = {.read = true, .write = true, .operate = true};
    caller.viewer = directory_->viewer_of(caller.account);
    caller.peer = "192.0.2.10";
    return caller;
  }

  void give(const std::string& account, const std::string& collection,
            const std::vector<std::string>& objects, const std::optional<Sealed>& sealed = {}) {
    const auto to = directory_->collection("taxii2/hub", collection);
    std::string list;
    for (const auto& one : objects) list += (list.empty() ? "" : ",") + one;
    const auto who = caller(account);
    Beside kept;
    if (sealed) {
      kept = beside(*sealed,
                    {.organisation = who.account->organisation,
                     .collection = to->id,
                     .anonymous = to->anonymous},
                    now_);
    }
    const auto got = sound(Intake(*parts_).receive(who, *to, "{\"objects\":[" + list + "]}", kept));
    for (const auto& one : got.objects) EXPECT_TRUE(one.taken) << one.id << ": " << one.message;
  }

  Json ask(const std::string& account, std::string_view method, const std::string& target,
           const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.target = "/api/v1" + target;
    request.body = body;
    const auto answer = face_->answer(request, caller(account));
    EXPECT_TRUE(answer && answer->status < 300) << target << (answer ? ": " + answer->body : "");
    return answer ? Json::parse(answer->body, nullptr, false) : Json();
  }

 private:
  base::TemporaryFolder folder_;
  base::Micros now_ = kMorning - 30 * base::kDay;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<archive::Archive> archive_;
  std::unique_ptr<directory::Directory> directory_;
  std::unique_ptr<directory::Trail> trail_;
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<access::Gate> gate_;
  std::unique_ptr<SealedArrivals> arrivals_;
  std::unique_ptr<seals::Desk> seals_;
  std::unique_ptr<Inputs> inputs_;
  Counters counters_;
  std::unique_ptr<ApiFace> face_;
};

}  // namespace noroshi::hub
