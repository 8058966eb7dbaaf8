#include "hub/withdrawals.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/fetch.hpp"
#include "io/http/client.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::json;

constexpr int kPagesAtMost = 10'000;

struct Peer {
  http::Client client;
  std::string name;
  http::Client::Fields fields;
  SealedBatches& seals;
};

Result<Json> page_after(Peer& peer, const std::string& cursor, base::Micros now) {
  const auto reply = NOROSHI_TRY(peer.client.request(
      "GET", fmt::format("/api/v1/withdrawals?limit=1000&after={}", cursor), {}, peer.fields));
  if (reply.status == 404) return Json::object();
  if (reply.status != 200) {
    return Error{Errc::Io, fmt::format("withdrawals: the peer answered {}", reply.status)};
  }
  const std::string name = peer.name + ": withdrawals";
  const std::string seal = NOROSHI_TRY(seal_in(reply.header(kSealHeader)).within(name));
  NOROSHI_TRY(peer.seals.check({.text = reply.body, .seal = seal, .name = name}, now));
  Json body = Json::parse(reply.body, nullptr, false);
  if (body.is_object()) return body;
  return Error{Errc::InvalidInput, "withdrawals: the peer's answer is no JSON object"};
}

}  // namespace

Result<Withdrawals> take_withdrawals(Parts& parts, const Input& input, SealedBatches& seals,
                                     const directory::Collection& collection, std::string cursor) {
  Withdrawals taken{.applied = 0, .cursor = cursor.empty() ? "0" : std::move(cursor)};
  const auto secret = NOROSHI_TRY(secret_in(input));
  if (secret.empty() || !input.user.empty()) return taken;  // another server's Basic account
  Peer peer{.client = http::Client(NOROSHI_TRY(http::Url::parse(input.from)), trust_in(input)),
            .name = input.from,
            .fields = {{"Authorization", "Bearer " + secret}},
            .seals = seals};
  if (seals.asks()) peer.fields.emplace_back(kSealHeader, kSealWanted);
  const sharing::Viewer owner{
      .kind = sharing::Kind::Machine,
      .organisation = collection.owner,
      .memberships = {{.community = collection.community, .role = sharing::Role::Contributor}}};
  const std::string source = fmt::format("{}:{}", name_of(input.kind), input.name);
  for (int page = 0; page < kPagesAtMost; ++page) {
    const Json body = NOROSHI_TRY(page_after(peer, taken.cursor, parts.clock()));
    const auto items = body.find("items");
    if (items == body.end() || !items->is_array()) break;
    for (const Json& item : *items) {
      const std::string id = item.is_object() ? item.value("id", "") : "";
      const auto count = NOROSHI_TRY(parts.archive.retract(owner, id, source));
      if (count > 0) ++taken.applied;
    }
    const std::string next = body.value("after", taken.cursor);
    if (next == taken.cursor) break;
    taken.cursor = next;
    if (!body.value("more", false)) break;
  }
  return taken;
}

}  // namespace noroshi::hub
