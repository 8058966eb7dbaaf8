// The check-list before release: looks through every string of an object for what names its victim.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "intel/sharing/lower_case.hpp"
#include "intel/sharing/release.hpp"
#include "intel/stix/json_tree.hpp"
#include "net/address.hpp"

namespace noroshi::sharing {

namespace {

using Names = std::vector<std::string>;

struct Rule {
  std::string_view name;
  std::string_view english;  // {}: what was found
  std::string_view japanese;
};

constexpr Rule kVictimNamed{"victim-named",
                            "names a victim ({}): keep it apart, as damage information",
                            "被害組織を示しています（{}）。被害に関する情報として分けてください"};
constexpr Rule kSightingPlace{"sighting-place", "says by whom it was seen ({})",
                              "どの組織で観測されたかを示しています（{}）"};
constexpr Rule kOwnName{"own-name", "names your organisation ({}): take the name out",
                        "自組織の名称があります（{}）。名称を除いてください"};
constexpr Rule kInternalName{"internal-name", "has a name of an internal network ({})",
                             "内部ネットワークの名前があります（{}）"};
constexpr Rule kMailAddress{"mail-address", "has a mail address ({}): is it the attacker's?",
                            "メールアドレスがあります（{}）。攻撃者のものか確認してください"};
constexpr Rule kPrivateAddress{"private-address",
                               "has an address of an internal network ({}), of use to nobody else",
                               "内部ネットワークのアドレスがあります（{}）。他組織では使えません"};
constexpr Rule kUserPath{"user-path", "has the home folder of a user ({})",
                         "利用者のホームフォルダーがあります（{}）"};
constexpr Rule kAccountName{"account-name", "has a user account ({})",
                            "利用者アカウントがあります（{}）"};
constexpr Rule kPayload{"payload", "carries content that may be the victim's ({})",
                        "被害組織のものかもしれない内容を含みます（{}）"};

// Reserved or customary in networks that are not the Internet: RFC 6762 (local), RFC 8375
// (home.arpa), ICANN's reservation of 2024 (internal), RFC 6762 appendix G (the others).
constexpr std::array<std::string_view, 8> kInternalDomains = {
    "local", "localdomain", "internal", "intranet", "corp", "lan", "private", "home.arpa"};

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_in_name(char c) { return is_alnum(c) || c == '-' || c == '_'; }
bool is_in_mailbox(char c) { return is_in_name(c) || c == '.' || c == '+' || c == '%'; }
bool is_in_address(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.' ||
         c == ':';
}

/// Whether a domain name that ends at `end` ends there: "example.jp" in "example.jp.", not in
/// "example.jp.example.com".
bool name_ends(std::string_view text, std::size_t end) {
  if (end == text.size()) return true;
  if (is_in_name(text[end])) return false;
  return text[end] != '.' || end + 1 == text.size() || !is_in_name(text[end + 1]);
}

/// The whole name around `[begin, end)`.
std::string_view name_around(std::string_view text, std::size_t begin, std::size_t end) {
  while (begin > 0 && (is_in_name(text[begin - 1]) || text[begin - 1] == '.')) --begin;
  return text.substr(begin, end - begin);
}

/// The first name in `text` (in lower case) that is `domain`, or under it; empty if there is none.
/// `itself`: the domain alone counts.
std::string_view name_under(std::string_view text, std::string_view domain, bool itself) {
  if (domain.empty()) return {};
  for (auto at = text.find(domain); at != std::string_view::npos; at = text.find(domain, at + 1)) {
    const bool under = at > 1 && text[at - 1] == '.' && is_in_name(text[at - 2]);
    const bool alone = itself && (at == 0 || (!is_in_name(text[at - 1]) && text[at - 1] != '@'));
    if ((under || alone) && name_ends(text, at + domain.size())) {
      return name_around(text, at, at + domain.size());
    }
  }
  return {};
}

std::string_view own_name_in(std::string_view text, std::string_view name) {
  if (name.empty()) return {};
  for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || !is_alnum(text[at - 1]) || !is_alnum(name.front());
    const bool ends = end == text.size() || !is_alnum(text[end]) || !is_alnum(name.back());
    if (begins && ends) return text.substr(at, name.size());
  }
  return {};
}

bool is_private_address(std::string_view text) {
  const auto address = net::Address::parse(text);
  return address && address->is_private();
}

/// One run of digits, dots and colons: an address, perhaps with a port or a full stop behind it.
std::string_view private_address_in_run(std::string_view run) {
  while (!run.empty() && run.back() == '.') run.remove_suffix(1);
  if (is_private_address(run)) return run;
  const std::string_view before_port = run.substr(0, run.find(':'));
  if (is_private_address(before_port)) return before_port;
  const std::string_view before_last = run.substr(0, run.rfind(':'));
  if (is_private_address(before_last)) return before_last;
  return {};
}

std::string_view private_address_in(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_in_address(text[end])) ++end;
    const bool stands_alone = at == 0 || !is_in_name(text[at - 1]);
    if (end > at && stands_alone) {
      const auto found = private_address_in_run(text.substr(at, end - at));
      if (!found.empty()) return found;
    }
    at = std::max(end, at + 1);
  }
  return {};
}

/// Calls `take` with every mail address and its domain.
template <class Take>
void each_mail_address(std::string_view text, Take take) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_in_mailbox(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && (is_in_name(text[end]) || text[end] == '.')) ++end;
    while (text[end - 1] == '.') --end;
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    if (begin == at || domain.find('.') == std::string_view::npos) continue;
    take(text.substr(begin, end - begin), domain);
  }
}

bool is_under(std::string_view name, std::string_view domain) {
  if (domain.empty() || !name.ends_with(domain)) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

/// "/home/yamada" of "/home/yamada/.cache", "\users\yamada" likewise; not of shared folders.
std::string_view user_path_in(std::string_view text) {
  for (const std::string_view home : {"/home/", "/users/", "\\users\\"}) {
    const auto at = text.find(home);
    if (at == std::string_view::npos) continue;
    const auto end = std::min(text.find(home.back(), at + home.size()), text.size());
    const std::string_view user = text.substr(at + home.size(), end - at - home.size());
    if (!user.empty() && user != "public" && user != "default") {
      return text.substr(at, end - at);
    }
  }
  return {};
}

class CheckList {
 public:
  CheckList(const stix::Object& object, const Names& own_domains, const Names& own_names)
      : object_(object) {
    for (const std::string& domain : own_domains) domains_.push_back(trimmed(domain));
    for (const std::string& name : own_names) names_.push_back(lower_case(name));
  }

  std::vector<Remark> gone_through() {
    constexpr std::size_t kDepth = 64;
    if (!tree_.read(object_.text, kDepth)) return {};
    look_at_references();
    look_at(tree_.root());
    return std::move(remarks_);
  }

 private:
  /// Own domains as they appear in names: lower case, no dots around.
  static std::string trimmed(std::string_view domain) {
    while (domain.starts_with('.')) domain.remove_prefix(1);
    while (domain.ends_with('.')) domain.remove_suffix(1);
    return lower_case(domain);
  }

  void add(const Rule& rule, std::string property, std::string_view found, bool blocks) {
    if (!said_.emplace(rule.name, property).second) return;
    Remark remark;
    remark.rule = rule.name;
    remark.property = std::move(property);
    remark.english = fmt::format(fmt::runtime(rule.english), found);
    remark.japanese = fmt::format(fmt::runtime(rule.japanese), found);
    remark.blocks = blocks;
    remarks_.push_back(std::move(remark));
  }

  [[nodiscard]] std::string_view text_of(std::string_view key) const {
    const stix::Node* node = tree_.find(tree_.root(), key);
    return node != nullptr && node->kind == stix::Kind::String ? node->value : std::string_view{};
  }

  void look_at_references() {
    const std::string_view type = text_of("relationship_type");
    const bool of_attacker = type == "attributed-to" || type == "impersonates";
    for (const auto& [path, id] : object_.references) {
      if (!id.starts_with("identity--")) continue;
      const bool target = path == "target_ref" && !of_attacker;
      if (target || path == "sighting_of_ref" || path.find("victim") != std::string::npos) {
        add(kVictimNamed, pointer_of(path), id, true);
      } else if (path == "where_sighted_refs") {
        add(kSightingPlace, pointer_of(path), id, false);
      }
    }
  }

  static std::string pointer_of(std::string path) {
    std::replace(path.begin(), path.end(), '.', '/');
    return "/" + path;
  }

  void look_at(const stix::Node& root) {
    if (root.kind != stix::Kind::Object) return;
    for (const stix::Node& member : tree_.children(root)) look_below(member, member.key);
  }

  /// `top`: the property of the object in which this stands.
  void look_below(const stix::Node& node, std::string_view top) {
    if (!node.key.empty()) look_into(node, node.key);
    if (node.kind == stix::Kind::String) {
      look_into(node, node.value);
      look_at_meaning(node, top);
      return;
    }
    if (node.kind != stix::Kind::Array && node.kind != stix::Kind::Object) return;
    for (const stix::Node& child : tree_.children(node)) look_below(child, top);
  }

  /// What counts by the property that it stands in.
  void look_at_meaning(const stix::Node& node, std::string_view top) {
    const std::string& type = object_.type;
    if (type == "identity" && top == "roles" && lower_case(node.value) == "victim") {
      add(kVictimNamed, tree_.pointer(node), node.value, true);
    }
    const bool account = top == "account_login" || top == "user_id" || top == "display_name";
    if (type == "user-account" && account) {
      add(kAccountName, tree_.pointer(node), node.value, false);
    }
    if ((type == "artifact" && top == "payload_bin") ||
        (type == "email-message" && top == "body")) {
      add(kPayload, tree_.pointer(node), top, false);
    }
  }

  /// What counts wherever it stands.
  void look_into(const stix::Node& node, std::string_view as_written) {
    const std::string text = lower_case(as_written);
    const auto note = [&](const Rule& rule, std::string_view found) {
      if (!found.empty()) add(rule, tree_.pointer(node), found, true);
    };
    for (const std::string& name : names_) note(kOwnName, own_name_in(text, name));
    for (const std::string& domain : domains_) note(kInternalName, name_under(text, domain, true));
    for (const auto domain : kInternalDomains) note(kInternalName, name_under(text, domain, false));
    note(kPrivateAddress, private_address_in(text));
    look_for_mail(node, text);
    const auto path = user_path_in(text);
    if (!path.empty()) add(kUserPath, tree_.pointer(node), path, false);
  }

  /// One remark a string: of one's own address where there is one.
  void look_for_mail(const stix::Node& node, const std::string& text) {
    std::string_view foreign;
    each_mail_address(text, [&](std::string_view address, std::string_view domain) {
      const bool own = std::any_of(domains_.begin(), domains_.end(),
                                   [&](const auto& each) { return is_under(domain, each); });
      if (own) {
        add(kMailAddress, tree_.pointer(node), address, true);
      } else if (foreign.empty()) {
        foreign = address;
      }
    });
    if (!foreign.empty()) add(kMailAddress, tree_.pointer(node), foreign, false);
  }

  const stix::Object& object_;
  Names domains_;
  Names names_;
  stix::Tree tree_;
  std::vector<Remark> remarks_;
  std::set<std::pair<std::string_view, std::string>> said_;  // rule and place
};

}  // namespace

std::vector<Remark> remarks(const stix::Object& object, const Names& own_domains,
                            const Names& own_names) {
  return CheckList(object, own_domains, own_names).gone_through();
}

}  // namespace noroshi::sharing
