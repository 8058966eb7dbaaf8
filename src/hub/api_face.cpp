#include "hub/api_face.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "hub/api_call.hpp"
#include "hub/server_shelf.hpp"

namespace noroshi::hub {
namespace {

constexpr std::string_view kPrefix = "/api/v1";
constexpr std::uint64_t kSmallBody = 1U << 20;    // settings, decisions
constexpr std::uint64_t kLargeBody = 100U << 20;  // bundles

std::string_view cut(std::string_view& path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const auto slash = path.find('/');
  const auto segment = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash);
  return segment;
}

/// What stands for the braces, if the path has the route's form.
std::optional<std::vector<std::string>> names_in(std::string_view form, std::string_view path) {
  std::vector<std::string> names;
  while (!form.empty() || !path.empty()) {
    const auto wanted = cut(form);
    const auto segment = cut(path);
    if (wanted.starts_with('{')) {
      if (segment.empty()) return std::nullopt;
      names.push_back(percent_decoded(segment));
    } else if (wanted != segment) {
      return std::nullopt;
    }
  }
  return names;
}

void append(std::vector<Route>& routes, std::vector<Route> more) {
  routes.insert(routes.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

}  // namespace

struct ApiFace::State {
  Parts& parts;
  Counters& counters;
  access::Gate& gate;
  Cursors cursors;
  std::function<void(std::string_view)> log;
  std::vector<Route> routes{};

  http::Response answer(const http::Request& request, const access::Caller& caller) const {
    const std::string_view path = request.path().substr(kPrefix.size());
    const bool head = request.method == "HEAD";
    const std::string_view method = head ? "GET" : std::string_view(request.method);
    std::string allowed;
    for (const Route& route : routes) {
      auto names = names_in(route.path, path);
      if (!names) continue;
      if (route.method == method) return run(route, request, caller, std::move(*names));
      allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", route.method);
    }
    if (allowed.empty()) return problem(404, "Not found", "see api/openapi.yaml for what is here");
    http::Response refused = problem(405, "Method not allowed", fmt::format("here: {}", allowed));
    refused.headers.emplace_back("Allow", allowed);
    return refused;
  }

  http::Response run(const Route& route, const http::Request& request, const access::Caller& caller,
                     std::vector<std::string> names) const {
    const Call call{.request = request,
                    .caller = caller,
                    .parts = parts,
                    .counters = counters,
                    .gate = gate,
                    .cursors = cursors,
                    .query = Query(request.query()),
                    .named = std::move(names)};
    auto response = route.answer(call);
    if (response) return std::move(*response);
    http::Response refused = problem_of(response.error());
    if (refused.status >= 500 && log) {
      log(fmt::format("{} {}: {}", request.method, request.path(), response.error().message));
    }
    if (refused.status == 429 || refused.status == 503) {
      refused.headers.emplace_back("Retry-After", "5");
    }
    if (refused.status == 401) {
      refused.headers.emplace_back("WWW-Authenticate", R"(Basic realm="noroshi", charset="UTF-8")");
    }
    return refused;
  }
};

ApiFace::ApiFace(std::unique_ptr<State> state) : state_(std::move(state)) {}
ApiFace::~ApiFace() = default;

Result<std::unique_ptr<ApiFace>> ApiFace::open(Parts& parts, Counters& counters, access::Gate& gate,
                                               const Further& further) {
  auto cursors = NOROSHI_TRY(Cursors::open(parts.database));
  auto state = std::make_unique<State>(State{parts, counters, gate, cursors, further.log});
  append(state->routes, object_routes());
  append(state->routes, search_routes());
  auto saved_searches = NOROSHI_TRY(saved_search_routes(parts));
  append(state->routes, std::move(saved_searches));
  append(state->routes, event_routes(parts, counters, state->cursors));
  const auto shelf = std::make_shared<ServerShelf>(parts, further.places);
  auto servers = NOROSHI_TRY(server_routes(parts, shelf));
  append(state->routes, std::move(servers));
  append(state->routes, sharing_routes());
  append(state->routes, withdrawal_routes());
  auto cases = NOROSHI_TRY(case_routes(parts));
  append(state->routes, std::move(cases));
  append(state->routes, session_routes(further));
  append(state->routes, output_routes(parts));
  append(state->routes, account_routes(further));
  append(state->routes, operating_routes(further));
  append(state->routes, seal_routes(further));
  append(state->routes, input_routes(further));
  append(state->routes, flow_routes(parts, further));
  append(state->routes, sensor_routes(further));
  append(state->routes, graph_routes());
  append(state->routes, release_routes());
  append(state->routes, community_routes());
  append(state->routes, care_routes(further));
  append(state->routes, programme_routes(shelf, further));
  auto first = NOROSHI_TRY(today_routes(parts, shelf, further));
  append(state->routes, std::move(first));
  return std::unique_ptr<ApiFace>(new ApiFace(std::move(state)));
}

std::vector<std::string> ApiFace::routes() const {
  std::vector<std::string> names;
  for (const Route& one : state_->routes)
    names.push_back(fmt::format("{} {}", one.method, one.path));
  return names;
}

bool ApiFace::holds(std::string_view path) {
  return path.starts_with(kPrefix) &&
         (path.size() == kPrefix.size() || path[kPrefix.size()] == '/');
}

std::optional<std::uint64_t> ApiFace::body_limit(const http::Request& header) const {
  if (!holds(header.path())) return std::nullopt;
  return header.path().ends_with("/contributions") ? kLargeBody : kSmallBody;
}

std::optional<http::Response> ApiFace::answer(const http::Request& request,
                                              const access::Caller& caller) {
  if (!holds(request.path())) return std::nullopt;
  return state_->answer(request, caller);
}

}  // namespace noroshi::hub
