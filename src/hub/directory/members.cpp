// What changes organisations, communities and accounts: checks first, so that an Error can say what
// is wrong; the base's own constraints stand behind them.
#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "hub/directory/rows.hpp"
#include "hub/directory/secret.hpp"
#include "hub/directory/state.hpp"

namespace noroshi::directory {
namespace {

using sql::Value;

/// In octets; room for a name of 60 characters of Japanese.
constexpr std::size_t kLongestName = 200;

Status check_name(std::string_view what, std::string_view name) {
  if (name.empty()) return wrong(fmt::format("{} needs a name", what));
  if (name.size() > kLongestName) {
    return wrong(fmt::format("the name of {} is longer than {} octets", what, kLongestName));
  }
  const bool control = std::any_of(name.begin(), name.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
  });
  if (control) return wrong(fmt::format("the name of {} has a control character", what));
  return {};
}

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

Status check(const Organisation& organisation) {
  NOROSHI_CHECK(check_name("an organisation", organisation.name));
  for (const auto& domain : organisation.domains) {
    if (domain.empty() || domain.find_first_of(" \t\r\n") != std::string::npos) {
      return wrong(fmt::format("\"{}\" is no domain", domain));
    }
  }
  if (organisation.reliability >= 'A' && organisation.reliability <= 'F') return {};
  return wrong("the reliability of a source is a letter from A to F");
}

Status check_fits(sql::Connection& connection, const Organisation& organisation) {
  NOROSHI_CHECK(check_free(connection, "SELECT id FROM directory_organisation WHERE name = $1",
                           organisation.name, organisation.id, "the organisation's name"));
  return check_free(connection, "SELECT id FROM directory_organisation WHERE uuid = $1",
                    organisation.uuid, organisation.id, "the organisation's UUID");
}

/// $1 … $6: id, uuid, name, regions, domains, reliability.
Status write(sql::Connection& connection, std::string_view statement,
             const Organisation& organisation) {
  const std::string domains = joined(organisation.domains);
  const Value row[] = {organisation.id,
                       std::string_view(organisation.uuid),
                       std::string_view(organisation.name),
                       number(organisation.regions.to_ullong()),
                       std::string_view(domains),
                       std::string_view(&organisation.reliability, 1)};
  return run_on_one(connection, statement, row, "organisation");
}

Status check(const Account& account) {
  NOROSHI_CHECK(check_name("an account", account.name));
  // Basic parts name and password by the first colon (RFC 7617, section 2).
  if (account.name.find(':') != std::string::npos) {
    return wrong("the name of an account has a colon, which Basic cannot carry");
  }
  if (account.kind == sharing::Kind::Anonymous) return wrong("nobody signs in as anonymous");
  if (!account.certificate.empty() && plain_fingerprint(account.certificate).empty()) {
    return wrong("a certificate is named by its SHA-256 fingerprint: 64 hexadecimal digits");
  }
  std::set<sharing::CommunityId> communities;
  for (const auto& membership : account.memberships) {
    if (!communities.insert(membership.community).second) {
      return wrong("an account has one role in a community, not two");
    }
  }
  return {};
}

Status check_fits(sql::Connection& connection, const Account& account) {
  NOROSHI_CHECK(check_organisation_there(connection, account.organisation));
  for (const auto& membership : account.memberships) {
    NOROSHI_CHECK(check_community_there(connection, membership.community));
  }
  NOROSHI_CHECK(check_free(connection, "SELECT id FROM directory_account WHERE name = $1",
                           account.name, account.id, "the account's name"));
  NOROSHI_CHECK(check_free(connection, "SELECT id FROM directory_account WHERE certificate = $1",
                           account.certificate, account.id, "the certificate"));
  return check_free(connection, "SELECT id FROM directory_account WHERE subject = $1",
                    account.subject, account.id, "the subject");
}

/// $1 … $8: id, name, organisation, kind, operates, active, certificate, subject.
std::vector<Value> row_of(const Account& account) {
  return {account.id,
          std::string_view(account.name),
          account.organisation,
          number(account.kind),
          flag(account.operates),
          flag(account.active),
          text_or_null(account.certificate),
          text_or_null(account.subject)};
}

Status write_memberships(sql::Connection& connection, const Account& account) {
  const Value id[] = {account.id};
  NOROSHI_CHECK(connection.run("DELETE FROM directory_membership WHERE account = $1", id));
  for (const auto& membership : account.memberships) {
    const Value row[] = {account.id, membership.community, number(membership.role)};
    NOROSHI_CHECK(connection.run("INSERT INTO directory_membership VALUES ($1, $2, $3)", row));
  }
  return {};
}

}  // namespace

std::string plain_fingerprint(std::string_view text) {
  std::string plain;
  for (const char letter : text) {
    const bool digit = letter >= '0' && letter <= '9';
    const bool lower = letter >= 'a' && letter <= 'f';
    const bool upper = letter >= 'A' && letter <= 'F';
    if (letter == ':') continue;
    if (!digit && !lower && !upper) return {};
    plain.push_back(upper ? static_cast<char>(letter - 'A' + 'a') : letter);
  }
  return plain.size() == 64 ? plain : std::string();
}

Result<Organisation> Directory::add(Organisation organisation) {
  organisation.id = 0;
  NOROSHI_CHECK(complete_uuid(organisation.uuid));
  NOROSHI_CHECK(check(organisation));
  const auto keep = [&](sql::Connection& connection) -> Status {
    NOROSHI_CHECK(check_fits(connection, organisation));
    organisation.id = NOROSHI_TRY(next_number(connection, "organisation"));
    return write(connection, "INSERT INTO directory_organisation VALUES ($1, $2, $3, $4, $5, $6)",
                 organisation);
  };
  NOROSHI_CHECK(state_->change(keep));
  return organisation;
}

Status Directory::change(const Organisation& organisation) {
  NOROSHI_CHECK(check(organisation));
  return state_->change([&](sql::Connection& connection) -> Status {
    NOROSHI_CHECK(check_fits(connection, organisation));
    return write(connection,
                 "UPDATE directory_organisation SET uuid = $2, name = $3, regions = $4,"
                 " domains = $5, reliability = $6 WHERE id = $1",
                 organisation);
  });
}

Result<Community> Directory::add(Community community) {
  NOROSHI_CHECK(complete_uuid(community.uuid));
  NOROSHI_CHECK(check_name("a community", community.name));
  const auto keep = [&](sql::Connection& connection) -> Status {
    NOROSHI_CHECK(check_free(connection, "SELECT id FROM directory_community WHERE name = $1",
                             community.name, 0, "the community's name"));
    NOROSHI_CHECK(check_free(connection, "SELECT id FROM directory_community WHERE uuid = $1",
                             community.uuid, 0, "the community's UUID"));
    community.id = NOROSHI_TRY(next_number(connection, "community"));
    const Value row[] = {community.id, std::string_view(community.uuid),
                         std::string_view(community.name), std::string_view(community.title)};
    NOROSHI_CHECK(connection.run("INSERT INTO directory_community VALUES ($1, $2, $3, $4)", row));
    return {};
  };
  NOROSHI_CHECK(state_->change(keep));
  return community;
}

Result<Account> Directory::add(Account account, std::string_view password) {
  account.id = 0;
  NOROSHI_CHECK(check(account));
  account.certificate = plain_fingerprint(account.certificate);
  // Slow: before the turn at writing, not within it.
  const std::string hash = password.empty() ? "" : NOROSHI_TRY(password_hash(password));
  const auto keep = [&](sql::Connection& connection) -> Status {
    NOROSHI_CHECK(check_fits(connection, account));
    account.id = NOROSHI_TRY(next_number(connection, "account"));
    auto row = row_of(account);
    row.emplace_back(std::string_view(hash));
    NOROSHI_CHECK(connection.run(
        "INSERT INTO directory_account VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", row));
    return write_memberships(connection, account);
  };
  NOROSHI_CHECK(state_->change(keep));
  return account;
}

Status Directory::change(const Account& account) {
  NOROSHI_CHECK(check(account));
  Account plain = account;
  plain.certificate = plain_fingerprint(account.certificate);
  return state_->change([&](sql::Connection& connection) -> Status {
    NOROSHI_CHECK(check_fits(connection, plain));
    NOROSHI_CHECK(run_on_one(connection,
                             "UPDATE directory_account SET name = $2, organisation = $3, kind = $4,"
                             " operates = $5, active = $6, certificate = $7, subject = $8"
                             " WHERE id = $1",
                             row_of(plain), "account"));
    if (!plain.active) {
      // A link stays dead when the account is switched on again: who holds it, nobody knows.
      const Value id[] = {plain.id};
      NOROSHI_CHECK(connection.run("DELETE FROM directory_link WHERE account = $1", id));
    }
    return write_memberships(connection, plain);
  });
}

Status Directory::set_password(std::int64_t account, std::string_view password) {
  const std::string hash = NOROSHI_TRY(password_hash(password));
  return state_->change([&](sql::Connection& connection) -> Status {
    const Value row[] = {account, std::string_view(hash)};
    return run_on_one(connection, "UPDATE directory_account SET password = $2 WHERE id = $1", row,
                      "account");
  });
}

Status Directory::remove_account(std::int64_t account) {
  return state_->change([&](sql::Connection& connection) -> Status {
    const Value id[] = {account};
    return run_on_one(connection, "DELETE FROM directory_account WHERE id = $1", id, "account");
  });
}

}  // namespace noroshi::directory
