#include "hub/taxii_face.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/cursors.hpp"
#include "hub/intake.hpp"
#include "hub/json_members.hpp"
#include "hub/sealed_arrivals.hpp"
#include "hub/taxii_statuses.hpp"
#include "hub/taxii_wire.hpp"
#include "io/sql/database.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::ordered_json;
using Answer = http::Response;

constexpr std::string_view kDiscovery = "/taxii2/";
constexpr std::array kMediaTypes{"application/stix+json;version=2.1",
                                 "application/stix+json;version=2.0"};

// Of requests that have no use for a body: some clients send "{}" with a DELETE.
constexpr std::uint64_t kIgnoredBody = 4096;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// A path below an API root, taken apart: "collections/<id>/objects/<id>/versions/".
std::vector<std::string> parts_of(std::string_view rest) {
  std::vector<std::string> parts;
  while (!rest.empty()) {
    const auto slash = rest.find('/');
    parts.push_back(percent_decoded(rest.substr(0, slash)));
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  return parts;
}

/// One request to one root, and everything that is known about it.
struct Visit {
  const http::Request& request;
  const access::Caller& caller;
  const directory::Root* root = nullptr;
  std::optional<directory::Collection> collection{};
  directory::Directory::Rights rights{};
  std::vector<std::string> path{};  ///< below the root
};

Answer no_such(std::string_view what) {
  return taxii_error(404, "Not found",
                     fmt::format("this {} does not exist, or is not for you", what));
}

Answer wrong_method(std::string_view allowed) {
  Answer answer = taxii_error(405, "Method not allowed", fmt::format("here: {}", allowed));
  answer.headers.emplace_back("Allow", std::string(allowed));
  return answer;
}

Answer failed(const Error& error) {
  if (sql::is_disk_full(error)) {
    return taxii_error(507, "The disk is full",
                       "nothing of this request was kept; try again later");
  }
  if (error.code == Errc::NotFound) return no_such("object");
  if (error.code == Errc::InvalidInput || error.code == Errc::InvalidUsage) {
    return taxii_error(400, "Bad request", error.message);
  }
  return taxii_error(500, "The server could not do this", "its log says why");
}

bool is_read(const http::Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

void tell_dates(Answer& answer, const archive::Page& page) {
  if (page.revisions.empty()) return;
  answer.headers.emplace_back("X-TAXII-Date-Added-First",
                              date_added_text(page.revisions.front().added));
  answer.headers.emplace_back("X-TAXII-Date-Added-Last",
                              date_added_text(page.revisions.back().added));
}

std::string more_of(const archive::Page& page, const Asked& asked, const Cursors& cursors) {
  if (!page.more) return R"({"more":false,)";
  return fmt::format(R"({{"more":true,"next":"{}",)", cursors.seal(page.next, asked.print));
}

/// The page as a list of `member`, each item written by `item`; "{}" when it is empty.
template <class Item>
Answer listed(const archive::Page& page, const Asked& asked, const Cursors& cursors,
              std::string_view member, Item item) {
  if (page.revisions.empty()) return taxii_answer(200, "{}");
  std::string body = more_of(page, asked, cursors);
  std::size_t size = body.size() + 64;
  for (const archive::Revision& revision : page.revisions) size += revision.text.size() + 1;
  body.reserve(size);
  body += '"';
  body += member;
  body += "\":[";
  bool first = true;
  for (const archive::Revision& revision : page.revisions) {
    if (!first) body += ',';
    first = false;
    item(body, revision);
  }
  body += "]}";
  Answer answer = taxii_answer(200, std::move(body));
  tell_dates(answer, page);
  return answer;
}

void write_object(std::string& body, const archive::Revision& revision) { body += revision.text; }

void write_version(std::string& body, const archive::Revision& revision) {
  body += '"' + revision.version + '"';
}

void write_manifest(std::string& body, const archive::Revision& revision) {
  body += dumped(Json{{"id", revision.id},
                      {"date_added", date_added_text(revision.added)},
                      {"version", revision.version},
                      {"media_type", "application/stix+json;version=" + revision.spec_version}});
}

}  // namespace

struct TaxiiFace::State {
  Parts& parts;
  Introduction introduction;
  Cursors cursors;
  Intake intake;
  std::unique_ptr<Statuses> statuses;

  State(Parts& all, Introduction words, const Cursors& seals)
      : parts(all), introduction(std::move(words)), cursors(seals), intake(all) {}

  /// The question of a request, its cursor opened.
  [[nodiscard]] Result<Asked> ask(const Query& query, std::string_view resource) const {
    Asked asked = NOROSHI_TRY(asked_of(query, resource));
    if (!asked.next) return asked;
    asked.after = NOROSHI_TRY(cursors.unseal(*asked.next, asked.print).within("next"));
    return asked;
  }

  [[nodiscard]] std::optional<directory::Root> root_of(std::string_view path) const;
  [[nodiscard]] std::string home(const http::Request& request) const;
  [[nodiscard]] bool anyone_may_look(const Visit& visit) const;

  Answer discovery(const http::Request& request) const;
  Answer route(Visit& visit);
  Answer in_collection(Visit& visit);
  Answer objects(Visit& visit);
  Answer one_object(Visit& visit);
  Answer information(const Visit& visit) const;
  Answer collections(const Visit& visit) const;
  Answer status(const Visit& visit) const;
  Answer page(const Visit& visit, archive::Detail detail);
  Answer object_page(const Visit& visit, bool versions);
  Answer post(const Visit& visit);
  Answer remove(const Visit& visit);
};

std::optional<directory::Root> TaxiiFace::State::root_of(std::string_view path) const {
  std::optional<directory::Root> found;
  for (directory::Root& root : parts.directory.roots()) {
    if (path.substr(1).starts_with(root.path + "/") &&
        (!found || found->path.size() < root.path.size())) {
      found = std::move(root);
    }
  }
  return found;
}

std::string TaxiiFace::State::home(const http::Request& request) const {
  const auto host = request.header("host");
  const bool plain = !host.empty() && host.size() < 256 && std::ranges::all_of(host, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  });
  return plain ? fmt::format("https://{}", host) : parts.home;
}

Answer TaxiiFace::State::discovery(const http::Request& request) const {
  Json body{{"title", introduction.title}};
  if (!introduction.description.empty()) body["description"] = introduction.description;
  if (!introduction.contact.empty()) body["contact"] = introduction.contact;
  Json roots = Json::array();
  for (const directory::Root& root : parts.directory.roots()) {
    const std::string url = fmt::format("{}/{}/", home(request), root.path);
    if (root.is_default) body["default"] = url;
    roots.push_back(url);
  }
  if (!roots.empty()) body["api_roots"] = std::move(roots);
  return taxii_answer(200, dumped(body));
}

Answer TaxiiFace::State::information(const Visit& visit) const {
  Json body{{"title", visit.root->title}};
  if (!visit.root->description.empty()) body["description"] = visit.root->description;
  body["versions"] = Json::array({kTaxiiMedia});
  body["max_content_length"] = visit.root->max_content_length;
  return taxii_answer(200, dumped(body));
}

namespace {

Json collection_json(const directory::Collection& collection,
                     const directory::Directory::Rights& rights) {
  Json json{{"id", collection.uuid}, {"title", collection.title}};
  if (!collection.description.empty()) json["description"] = collection.description;
  if (!collection.alias.empty()) json["alias"] = collection.alias;
  json["can_read"] = rights.read;
  json["can_write"] = rights.write;
  json["media_types"] = kMediaTypes;
  return json;
}

/// A key does no more than its scopes say.
directory::Directory::Rights within(directory::Directory::Rights rights,
                                    const access::Caller& caller) {
  rights.read = rights.read && (caller.scopes.read || !caller.account);
  rights.write = rights.write && caller.scopes.write;
  return rights;
}

}  // namespace

Answer TaxiiFace::State::collections(const Visit& visit) const {
  Json list = Json::array();
  for (const directory::Collection& collection : parts.directory.collections()) {
    if (collection.root != visit.root->path) continue;
    const auto rights =
        within(parts.directory.rights(visit.caller.viewer, collection), visit.caller);
    if (rights.see) list.push_back(collection_json(collection, rights));
  }
  Json body = Json::object();
  if (!list.empty()) body["collections"] = std::move(list);
  return taxii_answer(200, dumped(body));
}

Answer TaxiiFace::State::status(const Visit& visit) const {
  if (!visit.caller.account) return no_such("status");
  auto found = statuses->find(visit.root->path, visit.caller.account->id, visit.path[1]);
  if (!found) return failed(found.error());
  if (!*found) return no_such("status");
  return taxii_answer(200, std::move(**found));
}

Answer TaxiiFace::State::page(const Visit& visit, archive::Detail detail) {
  const Query query(visit.request.query());
  const bool manifest = detail == archive::Detail::Manifest;
  const auto asked = ask(query, manifest ? "manifest" : "objects");
  if (!asked) return failed(asked.error());
  const auto page = parts.archive.page(visit.caller.viewer, visit.collection->id, asked->filter,
                                       asked->after, asked->limit, detail);
  if (!page) return failed(page.error());
  if (manifest) return listed(*page, *asked, cursors, "objects", write_manifest);
  return listed(*page, *asked, cursors, "objects", write_object);
}

Answer TaxiiFace::State::object_page(const Visit& visit, bool versions) {
  const std::string& id = visit.path[3];
  auto asked = ask(Query(visit.request.query()), visit.request.path());
  if (!asked) return failed(asked.error());
  asked->filter.ids = {id};
  asked->filter.types.clear();
  if (versions) asked->filter.versions = {"all"};
  const auto page = parts.archive.page(
      visit.caller.viewer, visit.collection->id, asked->filter, asked->after, asked->limit,
      versions ? archive::Detail::Manifest : archive::Detail::Whole);
  if (!page) return failed(page.error());
  if (!page->revisions.empty()) {
    return versions ? listed(*page, *asked, cursors, "versions", write_version)
                    : listed(*page, *asked, cursors, "objects", write_object);
  }
  // Nothing passed the filters: was there anything to begin with?
  archive::Filter all;
  all.ids = {id};
  all.versions = {"all"};
  all.spec_versions = {"2.1", "2.0"};
  const auto any = parts.archive.page(visit.caller.viewer, visit.collection->id, all, 0, 1,
                                      archive::Detail::Manifest);
  if (!any) return failed(any.error());
  return any->revisions.empty() ? no_such("object") : taxii_answer(200, "{}");
}

Answer TaxiiFace::State::post(const Visit& visit) {
  if (!is_taxii(visit.request.header("content-type"))) {
    return taxii_error(415, "Unsupported media type", fmt::format("send {}", kTaxiiMedia));
  }
  const auto first = visit.request.body.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return taxii_error(400, "Bad request", "the body is empty");
  if (!member(visit.request.body, "objects")) {
    return taxii_error(422, "Unprocessable content", "an envelope with \"objects\" is asked for");
  }
  Beside sealed;
  if (parts.arrivals != nullptr) {
    auto checked =
        parts.arrivals->check_for(visit.request, visit.caller, *visit.collection, parts.clock());
    if (!checked) return taxii_error(422, "Unprocessable content", checked.error().message);
    sealed = *std::move(checked);
  }
  auto received = intake.receive(visit.caller, *visit.collection, visit.request.body, sealed);
  if (!received) {
    if (received.error().code == Errc::InvalidInput) {
      return taxii_error(422, "Unprocessable content", received.error().message);
    }
    return failed(received.error());
  }
  auto status = statuses->keep(visit.root->path, visit.caller.account->id, *received);
  if (!status) return failed(status.error());
  return taxii_answer(202, std::move(*status));
}

Answer TaxiiFace::State::remove(const Visit& visit) {
  auto asked = ask(Query(visit.request.query()), visit.request.path());
  if (!asked) return failed(asked.error());
  archive::Filter filter;
  filter.versions = asked->filter.versions;
  filter.spec_versions = asked->filter.spec_versions;
  if (filter.versions.empty()) filter.versions = {"all"};  // section 5.7: without a filter, all
  if (filter.spec_versions.empty()) filter.spec_versions = {"2.1", "2.0"};
  const auto count =
      parts.archive.remove(visit.caller.viewer, visit.collection->id, visit.path[3], filter);
  if (!count) return failed(count.error());
  if (*count == 0) return no_such("object");
  return taxii_answer(200, {});
}

Answer TaxiiFace::State::objects(Visit& visit) {
  if (is_read(visit.request)) {
    if (!visit.rights.read)
      return taxii_error(403, "Forbidden", "you may not read this collection");
    return page(visit, archive::Detail::Whole);
  }
  if (visit.request.method != "POST") return wrong_method("GET, HEAD, POST");
  if (!visit.rights.write || !visit.caller.account) {
    return taxii_error(403, "Forbidden", "you may not write to this collection");
  }
  return post(visit);
}

Answer TaxiiFace::State::one_object(Visit& visit) {
  if (visit.request.method == "DELETE") {
    if (visit.rights.read && visit.rights.write) return remove(visit);
    if (!visit.rights.read && !visit.rights.write) return no_such("object");
    return taxii_error(403, "Forbidden", "deleting asks for the right to read and to write");
  }
  if (!is_read(visit.request)) return wrong_method("GET, HEAD, DELETE");
  if (!visit.rights.read) return taxii_error(403, "Forbidden", "you may not read this collection");
  return object_page(visit, false);
}

Answer TaxiiFace::State::in_collection(Visit& visit) {
  visit.collection = parts.directory.collection(visit.root->path, visit.path[1]);
  if (visit.collection) {
    visit.rights =
        within(parts.directory.rights(visit.caller.viewer, *visit.collection), visit.caller);
  }
  if (!visit.collection || !visit.rights.see) return no_such("collection");
  const std::size_t depth = visit.path.size();
  const std::string_view what = depth > 2 ? std::string_view(visit.path[2]) : "";
  if (depth == 3 && what == "objects") return objects(visit);
  if (depth == 4 && what == "objects") return one_object(visit);
  const bool versions = depth == 5 && what == "objects" && visit.path[4] == "versions";
  if (depth != 2 && !versions && !(depth == 3 && what == "manifest")) return no_such("resource");
  if (!is_read(visit.request)) return wrong_method("GET, HEAD");
  if (depth == 2)
    return taxii_answer(200, dumped(collection_json(*visit.collection, visit.rights)));
  if (!visit.rights.read) return taxii_error(403, "Forbidden", "you may not read this collection");
  return versions ? object_page(visit, true) : page(visit, archive::Detail::Manifest);
}

Answer TaxiiFace::State::route(Visit& visit) {
  const std::size_t depth = visit.path.size();
  if (depth >= 2 && visit.path[0] == "collections") return in_collection(visit);
  const bool status_asked = depth == 2 && visit.path[0] == "status";
  const bool list_asked = depth == 1 && visit.path[0] == "collections";
  if (depth != 0 && !status_asked && !list_asked) return no_such("resource");
  if (!is_read(visit.request)) return wrong_method("GET, HEAD");
  if (status_asked) return status(visit);
  return list_asked ? collections(visit) : information(visit);
}

bool TaxiiFace::State::anyone_may_look(const Visit& visit) const {
  const auto all = parts.directory.collections();
  return std::ranges::any_of(all, [&](const directory::Collection& collection) {
    const bool asked_for = visit.path.size() < 2 || visit.path[1] == collection.uuid ||
                           visit.path[1] == collection.alias;
    return collection.open && asked_for && (!visit.root || collection.root == visit.root->path);
  });
}

TaxiiFace::TaxiiFace(std::unique_ptr<State> state) : state_(std::move(state)) {}
TaxiiFace::~TaxiiFace() = default;

Result<std::unique_ptr<TaxiiFace>> TaxiiFace::open(Parts& parts, Introduction introduction) {
  const auto cursors = NOROSHI_TRY(Cursors::open(parts.database));
  auto state = std::make_unique<State>(parts, std::move(introduction), cursors);
  state->statuses = NOROSHI_TRY(Statuses::open(parts.database, parts.clock));
  return std::unique_ptr<TaxiiFace>(new TaxiiFace(std::move(state)));
}

bool TaxiiFace::holds(std::string_view path) const {
  const std::string whole = std::string(path) + "/";
  return whole.starts_with(kDiscovery) || state_->root_of(whole).has_value();
}

std::optional<std::uint64_t> TaxiiFace::body_limit(const http::Request& header) const {
  if (!holds(header.path())) return std::nullopt;
  const auto root = state_->root_of(header.path());
  return root && header.method == "POST" ? root->max_content_length : kIgnoredBody;
}

std::optional<http::Response> TaxiiFace::answer(const http::Request& request,
                                                const access::Caller& caller) {
  const std::string_view path = request.path();
  if (!holds(path)) return std::nullopt;
  if (!path.ends_with('/')) {
    const std::string_view query = request.query();
    Answer answer = taxii_error(308, "Permanent redirect", "paths of TAXII end in a slash");
    answer.headers.emplace_back("Location",
                                fmt::format("{}/{}{}", path, query.empty() ? "" : "?", query));
    return answer;
  }
  const auto root = state_->root_of(path);
  Visit visit{.request = request, .caller = caller, .root = root ? &*root : nullptr};
  if (root) visit.path = parts_of(path.substr(root->path.size() + 2));
  if (!caller.account && !state_->anyone_may_look(visit)) {
    Answer answer = taxii_error(401, "Unauthorized", "sign in: Basic, a key, or a certificate");
    answer.headers.emplace_back("WWW-Authenticate", R"(Basic realm="noroshi", charset="UTF-8")");
    return answer;
  }
  if (!accepts_taxii(request.header("accept"))) {
    return taxii_error(406, "Not acceptable", fmt::format("this server speaks {}", kTaxiiMedia));
  }
  if (root) return state_->route(visit);
  if (path != kDiscovery) return no_such("API root");
  if (!is_read(request)) return wrong_method("GET, HEAD");
  return state_->discovery(request);
}

}  // namespace noroshi::hub
