// One call of the REST API: what the request says, taken apart, and the few ways to answer.
//
// Answers are JSON; refusals are problem details (RFC 9457, application/problem+json) that say what
// to do.  Lists are {"items": […], "next": "…"}: `next` is there while there is more.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hub/api_face.hpp"
#include "hub/cursors.hpp"
#include "hub/query.hpp"

namespace noroshi::hub {

class ServerShelf;

using Json = nlohmann::ordered_json;

struct Call {
  const http::Request& request;
  const access::Caller& caller;
  Parts& parts;
  Counters& counters;
  access::Gate& gate;
  const Cursors& cursors;
  Query query;
  std::vector<std::string> named{};  ///< what stood for the {…} of the route, decoded, in order

  /// Who is signed in, with the right scope; else a refusal (401, 403).
  [[nodiscard]] Status may_read() const;
  [[nodiscard]] Status may_write() const;
  [[nodiscard]] Status may_operate() const;
  /// Who may ask about traffic: people and machines of the organisation whose flow store it is.
  [[nodiscard]] Status may_ask_flows() const;
  [[nodiscard]] bool asks_flows() const { return may_ask_flows().has_value(); }
  /// `limit`: 1 to 1,000, 50 if not said.
  [[nodiscard]] Result<std::size_t> limit() const;
  /// Ids of events are sealed numbers: a number would tell how much goes on beyond one's sight.
  [[nodiscard]] std::string event_id(std::int64_t number) const;
  /// The number behind an id of an event; "0" stands before all.
  [[nodiscard]] Result<std::int64_t> event_number(std::string_view id) const;
  /// The body as a JSON object.
  [[nodiscard]] Result<Json> body() const;
  /// Writes into the trail, on behalf of the caller.
  Status record(std::string_view action, std::string subject, std::string_view outcome) const;
};

using ApiHandler = std::function<Result<http::Response>(const Call&)>;

/// "GET", "/objects/{id}": a segment in braces stands for anything but a slash.
struct Route {
  std::string_view method;
  std::string_view path;
  ApiHandler answer;
};

/// A member of a body that is a text; empty where there is none, or another kind of value.
std::string text_in(const Json& body, const char* name);
/// The same, where it must be there.
Result<std::string> wanted_in(const Json& body, const char* name);
bool flag_in(const Json& body, const char* name, bool unsaid);
/// Digits and nothing else.
std::optional<std::int64_t> whole_number(std::string_view text);

http::Response json_answer(const Json& body, int status = 200);
http::Response no_content();
http::Response problem(int status, std::string_view title, std::string_view detail = {});
/// An Error as a problem: NotFound 404, InvalidInput 400, InvalidUsage 409, Limit 413, full disk
/// 507, else 500 without its words (they are for the log, not for strangers).
http::Response problem_of(const Error& error);

/// A refusal in plain text (the gate's, a sign-in's), with its headers, as a problem.
http::Response as_problem(http::Response refusal);

/// Refusals that have a status of their own, carried in an Error: 401, 403, 409, …
Error refusal(int status, std::string detail);
bool is_refusal(const Error& error);

// The routes of each part.
std::vector<Route> object_routes();
std::vector<Route> search_routes();
Result<std::vector<Route>> saved_search_routes(Parts& parts);
std::vector<Route> event_routes(Parts& parts, Counters& counters, const Cursors& cursors);
std::vector<Route> sharing_routes();
std::vector<Route> withdrawal_routes();
Result<std::vector<Route>> case_routes(Parts& parts);
Result<std::vector<Route>> server_routes(Parts& parts, std::shared_ptr<ServerShelf> shelf);
std::vector<Route> session_routes(const Further& further);
std::vector<Route> output_routes(Parts& parts);
std::vector<Route> account_routes(const Further& further);
std::vector<Route> operating_routes(const Further& further);
std::vector<Route> seal_routes(const Further& further);
std::vector<Route> input_routes(const Further& further);
std::vector<Route> flow_routes(const Parts& parts, const Further& further);
std::vector<Route> sensor_routes(const Further& further);
std::vector<Route> graph_routes();
std::vector<Route> release_routes();
std::vector<Route> community_routes();
std::vector<Route> care_routes(const Further& further);
std::vector<Route> programme_routes(const std::shared_ptr<ServerShelf>& shelf,
                                    const Further& further);
Result<std::vector<Route>> today_routes(Parts& parts, const std::shared_ptr<ServerShelf>& shelf,
                                        const Further& further);

}  // namespace noroshi::hub
