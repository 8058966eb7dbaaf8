#include "store/duck/statement_check.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "store/schema.hpp"

namespace noroshi::duck {
namespace {

using Json = nlohmann::json;

// They make rows out of nothing but their arguments.
constexpr std::array kTableFunctions{"range", "generate_series", "unnest"};
// Its memory grows with the number of groups whatever the memory limit says.
constexpr std::string_view kUnbounded = "approx_quantile";

Error refused(std::string message) { return Error{Errc::InvalidInput, std::move(message)}; }

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// A member that is text, in lower case; empty if it is none.
std::string text_of(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? lower(at->get<std::string>()) : "";
}

// The names that the statement's own WITH clauses give, wherever they stand.
void collect_names(const Json& tree, std::set<std::string>& names) {
  if (tree.is_object() && tree.contains("cte_map")) {
    for (const Json& entry : tree["cte_map"]["map"]) names.insert(text_of(entry, "key"));
  }
  for (const Json& below : tree) {
    if (below.is_structured()) collect_names(below, names);
  }
}

Status check_table(const Json& node, const std::set<std::string>& own) {
  const std::string name = text_of(node, "table_name");
  if (own.contains(name) || store::find_table(name) != nullptr) return {};
  std::string known;
  for (const store::Table& table : store::tables()) known += fmt::format(" {}", table.name);
  return refused(fmt::format("there is no table \"{}\" here; the store has{}", name, known));
}

Status check_node(const Json& node, const std::set<std::string>& own) {
  const std::string type = text_of(node, "type");
  if (type == "base_table") return check_table(node, own);
  if (type == "table_function") {
    const std::string name = text_of(node.at("function"), "function_name");
    if (std::count(kTableFunctions.begin(), kTableFunctions.end(), name) > 0) return {};
    return refused(fmt::format("the table function {}() is not allowed here", name));
  }
  if (text_of(node, "function_name") == kUnbounded) {
    return refused(
        fmt::format("{}() is not allowed here, it knows no memory limit; "
                    "quantile_disc() does",
                    kUnbounded));
  }
  return {};
}

Status check_tree(const Json& tree, const std::set<std::string>& own) {
  if (tree.is_object()) NOROSHI_CHECK(check_node(tree, own));
  for (const Json& below : tree) {
    if (below.is_structured()) NOROSHI_CHECK(check_tree(below, own));
  }
  return {};
}

}  // namespace

Status check_statement(std::string_view text) {
  const Json tree = Json::parse(text, nullptr, false);
  if (!tree.is_object()) return refused("DuckDB did not say what the statement is");
  if (tree.value("error", true)) return refused("only SELECT is allowed here");
  if (tree["statements"].size() != 1) return refused("one statement at a time, please");
  std::set<std::string> own;
  collect_names(tree, own);
  return check_tree(tree, own);
}

}  // namespace noroshi::duck
