// What changes API roots and collections: checks first, as for members.
#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "hub/directory/rows.hpp"
#include "hub/directory/secret.hpp"
#include "hub/directory/state.hpp"

namespace noroshi::directory {
namespace {

using sql::Value;

bool is_segment(std::string_view text) {
  const auto allowed = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '.' ||
           letter == '~';
  };
  return !text.empty() && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), allowed);
}

/// What the hub itself answers under these first segments cannot be a root.
bool is_reserved(std::string_view path) {
  constexpr std::string_view kTaken[] = {"api", "metrics", "health"};
  const std::string_view first = path.substr(0, path.find('/'));
  return path == "taxii2" ||
         std::find(std::begin(kTaken), std::end(kTaken), first) != std::end(kTaken);
}

Status check(const Root& root) {
  std::string_view rest = root.path;
  while (true) {
    const auto end = rest.find('/');
    if (!is_segment(rest.substr(0, end)) || is_reserved(root.path)) {
      return wrong(
          fmt::format("\"{}\" cannot be the path of an API root: write for example "
                      "\"taxii2/root\" or \"sector-a\"",
                      root.path));
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (root.title.empty()) return wrong("an API root needs a title");
  if (root.max_content_length == 0) return wrong("an API root that takes 0 octets takes nothing");
  return {};
}

Status check_fits(sql::Connection& connection, const Collection& collection) {
  if (collection.title.empty()) return wrong("a collection needs a title");
  if (!collection.alias.empty() && !is_segment(collection.alias)) {
    return wrong(
        fmt::format("\"{}\" cannot be an alias: letters, digits, \"-._~\"", collection.alias));
  }
  NOROSHI_CHECK(check_organisation_there(connection, collection.owner));
  if (collection.community != 0) {
    NOROSHI_CHECK(check_community_there(connection, collection.community));
  }
  NOROSHI_CHECK(check_there(connection, "SELECT 1 FROM directory_root WHERE path = $1",
                            std::string_view(collection.root), "API root"));
  NOROSHI_CHECK(check_free(connection, "SELECT id FROM directory_collection WHERE uuid = $1",
                           collection.uuid, collection.id, "the collection's UUID"));
  // An alias is looked up beside UUIDs: it must not look like another collection's.
  NOROSHI_CHECK(check_free(connection, "SELECT id FROM directory_collection WHERE uuid = $1",
                           collection.alias, collection.id, "the alias"));
  const Value alias[] = {std::string_view(collection.alias), std::string_view(collection.root)};
  const auto owner = NOROSHI_TRY(first_number(
      connection, "SELECT id FROM directory_collection WHERE alias = $1 AND root = $2", alias));
  if (!owner || *owner == collection.id) return {};
  return wrong(fmt::format("the alias \"{}\" is taken in this API root", collection.alias));
}

/// $1 … $16, in the order of the table.
std::vector<Value> row_of(const Collection& collection) {
  return {collection.id,
          std::string_view(collection.uuid),
          std::string_view(collection.root),
          std::string_view(collection.title),
          std::string_view(collection.description),
          text_or_null(collection.alias),
          number_or_null(collection.community),
          collection.owner,
          number(collection.tlp),
          number(collection.hops),
          number(collection.release),
          flag(collection.anonymous),
          flag(collection.readable),
          flag(collection.writable),
          flag(collection.open),
          collection.lifetime};
}

}  // namespace

Result<Root> Directory::add(Root root) {
  NOROSHI_CHECK(check(root));
  const auto keep = [&](sql::Connection& connection) -> Status {
    const Value path[] = {std::string_view(root.path)};
    if (NOROSHI_TRY(
            first_number(connection, "SELECT 1 FROM directory_root WHERE path = $1", path))) {
      return wrong(fmt::format("the path \"{}\" is taken", root.path));
    }
    if (root.is_default) NOROSHI_CHECK(connection.run("UPDATE directory_root SET is_default = 0"));
    const Value row[] = {std::string_view(root.path), std::string_view(root.title),
                         std::string_view(root.description), number(root.max_content_length),
                         flag(root.is_default)};
    NOROSHI_CHECK(connection.run("INSERT INTO directory_root VALUES ($1, $2, $3, $4, $5)", row));
    return {};
  };
  NOROSHI_CHECK(state_->change(keep));
  return root;
}

Result<Collection> Directory::add(Collection collection) {
  collection.id = 0;
  NOROSHI_CHECK(complete_uuid(collection.uuid));
  const auto keep = [&](sql::Connection& connection) -> Status {
    NOROSHI_CHECK(check_fits(connection, collection));
    collection.id = NOROSHI_TRY(next_number(connection, "collection"));
    NOROSHI_CHECK(
        connection.run("INSERT INTO directory_collection VALUES ($1, $2, $3, $4, $5, $6,"
                       " $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                       row_of(collection)));
    return {};
  };
  NOROSHI_CHECK(state_->change(keep));
  return collection;
}

Status Directory::change(const Collection& collection) {
  if (!is_uuid(collection.uuid)) return wrong("the collection's UUID is none");
  return state_->change([&](sql::Connection& connection) -> Status {
    NOROSHI_CHECK(check_fits(connection, collection));
    return run_on_one(connection,
                      "UPDATE directory_collection SET uuid = $2, root = $3, title = $4,"
                      " description = $5, alias = $6, community = $7, owner = $8, tlp = $9,"
                      " hops = $10, release_rule = $11, anonymous = $12, readable = $13,"
                      " writable = $14, open_access = $15, lifetime = $16 WHERE id = $1",
                      row_of(collection), "collection");
  });
}

Status Directory::remove_collection(std::int64_t collection) {
  return state_->change([&](sql::Connection& connection) -> Status {
    const Value id[] = {collection};
    return run_on_one(connection, "DELETE FROM directory_collection WHERE id = $1", id,
                      "collection");
  });
}

}  // namespace noroshi::directory
