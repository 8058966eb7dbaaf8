#include "intel/taxii/client.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <thread>

namespace noroshi::taxii {
namespace {

using Json = nlohmann::json;
using Reply = http::Client::Reply;

std::string base64(std::string_view text) {
  std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string authorization(const Account& account) {
  if (!account.key.empty()) return "Bearer " + account.key;
  if (account.user.empty()) return {};
  return "Basic " + base64(account.user + ":" + account.password);
}

std::string with_slash(std::string text) {
  if (!text.ends_with('/')) text += '/';
  return text;
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::uint64_t count_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool flag_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::vector<std::string> texts_of(const Json& object, const char* name) {
  std::vector<std::string> out;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return out;
  for (const Json& item : *found) {
    if (item.is_string()) out.push_back(item.get<std::string>());
  }
  return out;
}

/// What a server says of a failure, in its own words if it speaks TAXII.
Error refused(std::string_view what, const Reply& reply) {
  const Json body = Json::parse(reply.body, nullptr, false);
  std::string words;
  if (body.is_object()) {
    words = text_of(body, "title");
    if (const auto more = text_of(body, "description"); !more.empty()) words += ": " + more;
  }
  const Errc code = reply.status == 404 ? Errc::NotFound : Errc::Io;
  std::string hint;
  if (reply.status == 401) hint = "; check user and password, or the key";
  if (reply.status == 406 || reply.status == 415) hint = "; the server may speak TAXII 2.0 only";
  return Error{code, fmt::format("{}: the server answered {}{}{}{}", what, reply.status,
                                 words.empty() ? "" : " ", words, hint)};
}

Result<Json> object_in(std::string_view what, const Reply& reply) {
  Json body = Json::parse(reply.body, nullptr, false);
  if (body.is_object()) return body;
  return Error{Errc::InvalidInput, fmt::format("{}: the answer is no JSON object", what)};
}

void add_list(std::string& query, std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) return;
  query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name,
                       http::percent_encoded(fmt::format("{}", fmt::join(values, ","))));
}

std::string query_of(const Want& want, std::string_view next) {
  std::string query = fmt::format("?limit={}", want.limit);
  if (!want.added_after.empty()) add_list(query, "added_after", {want.added_after});
  add_list(query, "match[id]", want.ids);
  add_list(query, "match[type]", want.types);
  add_list(query, "match[version]", want.versions);
  add_list(query, "match[spec_version]", want.spec_versions);
  if (!next.empty()) add_list(query, "next", {std::string(next)});
  return query;
}

PostStatus status_of(const Json& body) {
  PostStatus status{.id = text_of(body, "id"),
                    .status = text_of(body, "status"),
                    .total = count_of(body, "total_count"),
                    .succeeded = count_of(body, "success_count"),
                    .failed = count_of(body, "failure_count"),
                    .pending = count_of(body, "pending_count"),
                    .failures = {}};
  const auto failures = body.find("failures");
  if (failures == body.end() || !failures->is_array()) return status;
  for (const Json& one : *failures) {
    if (!one.is_object()) continue;
    status.failures.push_back(fmt::format("{}: {}", text_of(one, "id"), text_of(one, "message")));
  }
  return status;
}

}  // namespace

struct Client::State {
  http::Url url;
  Account account;
  Patience patience;
  http::Client client;

  State(const http::Url& where, Account who, http::ClientOptions options, Patience calm)
      : url(where),
        account(std::move(who)),
        patience(std::move(calm)),
        client(where, std::move(options)) {}

  bool wait(base::Micros time) const {
    if (patience.wait) return patience.wait(time);
    std::this_thread::sleep_for(std::chrono::microseconds(time));
    return true;
  }

  /// The path of an absolute or relative URL; an Error where it lies on another origin: credentials
  /// go to nobody but the server that was named.
  [[nodiscard]] Result<std::string> own_path(std::string_view text) const {
    if (text.starts_with('/') && !text.starts_with("//")) return with_slash(std::string(text));
    auto other = NOROSHI_TRY(http::Url::parse(text));
    if (other.scheme != url.scheme || other.host != url.host || other.port != url.port) {
      return Error{Errc::InvalidInput,
                   fmt::format("the server refers to {}; credentials are not sent to another "
                               "server. Name that URL yourself if you trust it",
                               other.to_string())};
    }
    return with_slash(other.path);
  }

  [[nodiscard]] base::Micros wait_after(const Reply& reply, base::Micros planned) const {
    const auto text = reply.header("retry-after");  // seconds; a date is not worth a parser here
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc{} || seconds < 0) return planned;
    return std::min<base::Micros>(std::max(planned, seconds * base::kSecond),
                                  patience.longest_wait);
  }

  /// One request, tried again while the server is busy or away.  `safe`: sending it twice does no
  /// harm (a POST of objects does none: their ids tell them apart).
  Result<Reply> ask(std::string_view method, const std::string& target, std::string_view body = {},
                    const http::Client::Fields& more = {}) {
    http::Client::Fields fields{{"Accept", std::string(kMediaType)}};
    fields.insert(fields.end(), more.begin(), more.end());
    if (const auto who = authorization(account); !who.empty()) {
      fields.emplace_back("Authorization", who);
    }
    if (!body.empty()) fields.emplace_back("Content-Type", std::string(kMediaType));
    base::Micros planned = patience.first_wait;
    for (int attempt = 1;; ++attempt) {
      auto reply = client.request(method, target, body, fields);
      const bool busy =
          reply && (reply->status == 429 || reply->status == 503 || reply->status == 502);
      if (reply && !busy) return reply;
      if (attempt >= patience.attempts) {
        return reply ? Result<Reply>(refused(target, *reply)) : std::move(reply).within(target);
      }
      if (!wait(reply ? wait_after(*reply, planned) : planned)) {
        return Error{Errc::Io, fmt::format("{}: stopped while waiting for the server", target)};
      }
      planned = std::min(planned * 2, patience.longest_wait);
    }
  }

  Result<Json> get(const std::string& target) {
    const auto reply = NOROSHI_TRY(ask("GET", target));
    if (reply.status != 200) return refused(target, reply);
    return object_in(target, reply);
  }

  Result<RootInfo> root_at(const std::string& path) {
    const Json body = NOROSHI_TRY(get(path));
    return RootInfo{.url = path,
                    .title = text_of(body, "title"),
                    .description = text_of(body, "description"),
                    .versions = texts_of(body, "versions"),
                    .max_content_length = count_of(body, "max_content_length")};
  }

  static std::string objects_path(const RootInfo& root, std::string_view collection) {
    return fmt::format("{}collections/{}/objects/", root.url, http::percent_encoded(collection));
  }
};

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client> Client::open(std::string_view url, Account account, http::ClientOptions options,
                            Patience patience) {
  auto where = NOROSHI_TRY(http::Url::parse(url));
  const bool loopback = where.host == "127.0.0.1" || where.host == "::1";
  const bool secret = !account.user.empty() || !account.key.empty();
  if (where.scheme != "https" && secret && !loopback) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{}: passwords and keys are sent over https only", where.to_string())};
  }
  return Client(
      std::make_unique<State>(where, std::move(account), std::move(options), std::move(patience)));
}

Result<std::vector<RootInfo>> Client::roots() {
  // A discovery resource lists API roots, an API root says which versions it speaks.
  std::string path = with_slash(state_->url.path);
  if (const auto at = path.find("/collections/"); at != std::string::npos) path.resize(at + 1);
  if (path == "/") path = "/taxii2/";
  const Json body = NOROSHI_TRY(state_->get(path));
  std::vector<RootInfo> roots;
  if (body.contains("versions")) {
    roots.push_back(NOROSHI_TRY(state_->root_at(path)));
    return roots;
  }
  std::vector<std::string> urls = texts_of(body, "api_roots");
  const std::string first = with_slash(text_of(body, "default"));
  std::stable_sort(urls.begin(), urls.end(), [&](const std::string& a, const std::string& b) {
    return (with_slash(a) == first) > (with_slash(b) == first);
  });
  for (const std::string& one : urls) {
    auto root = state_->root_at(NOROSHI_TRY(state_->own_path(one)));
    if (root) roots.push_back(std::move(*root));  // section 5.1: some may be closed to this account
  }
  if (roots.empty()) {
    return Error{Errc::NotFound,
                 fmt::format("{} lists no API root that this account may see", path)};
  }
  return roots;
}

Result<std::vector<CollectionInfo>> Client::collections(const RootInfo& root) {
  const Json body = NOROSHI_TRY(state_->get(root.url + "collections/"));
  std::vector<CollectionInfo> out;
  const auto list = body.find("collections");
  if (list == body.end() || !list->is_array()) return out;
  for (const Json& one : *list) {
    if (!one.is_object()) continue;
    out.push_back({.id = text_of(one, "id"),
                   .title = text_of(one, "title"),
                   .description = text_of(one, "description"),
                   .alias = text_of(one, "alias"),
                   .can_read = flag_of(one, "can_read"),
                   .can_write = flag_of(one, "can_write"),
                   .media_types = texts_of(one, "media_types")});
  }
  return out;
}

Result<Envelope> Client::objects(const RootInfo& root, std::string_view collection,
                                 const Want& want, std::string_view next) {
  const std::string target = State::objects_path(root, collection) + query_of(want, next);
  auto reply = NOROSHI_TRY(state_->ask("GET", target, {}, want.headers));
  if (reply.status != 200 && reply.status != 206) return refused(target, reply);
  // The page may be large: `more` and `next` are read, the objects stay text.
  const Json body = Json::parse(
      reply.body,
      [](int depth, Json::parse_event_t event, Json& parsed) {
        return !(depth == 1 && event == Json::parse_event_t::key && parsed == "objects");
      },
      false);
  if (!body.is_object()) {
    return Error{Errc::InvalidInput, fmt::format("{}: the answer is no JSON object", target)};
  }
  Envelope envelope{.body = std::move(reply.body),
                    .more = flag_of(body, "more"),
                    .next = text_of(body, "next"),
                    .first_added = std::string(reply.header("x-taxii-date-added-first")),
                    .last_added = std::string(reply.header("x-taxii-date-added-last"))};
  envelope.headers = std::move(reply.headers);
  if (envelope.more && envelope.next.empty()) {
    // Section 3.5: such a server is read on by the date of the last object.
    if (envelope.last_added.empty()) {
      return Error{Errc::InvalidInput,
                   fmt::format("{}: the server says there is more, but not how to go on", target)};
    }
  }
  return envelope;
}

Result<PostStatus> Client::post(const RootInfo& root, std::string_view collection,
                                std::string_view envelope) {
  const std::string target = State::objects_path(root, collection);
  if (root.max_content_length != 0 && envelope.size() > root.max_content_length) {
    return Error{Errc::Limit,
                 fmt::format("{}: the server takes {} octets at once, these are {}; send them in "
                             "parts",
                             target, root.max_content_length, envelope.size())};
  }
  const auto reply = NOROSHI_TRY(state_->ask("POST", target, envelope));
  if (reply.status != 202 && reply.status != 200) return refused(target, reply);
  PostStatus status = status_of(NOROSHI_TRY(object_in(target, reply)));
  base::Micros planned = base::kSecond / 4;
  while (status.status == "pending" && !status.id.empty()) {
    if (!state_->wait(planned)) break;
    planned = std::min(planned * 2, 10 * base::kSecond);
    status = status_of(NOROSHI_TRY(state_->get(fmt::format("{}status/{}/", root.url, status.id))));
  }
  return status;
}

}  // namespace noroshi::taxii
