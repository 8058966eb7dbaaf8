#include "intel/mapping/misp_group.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "intel/feeds/text.hpp"
#include "intel/mapping/misp_meaning.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::mapping {
namespace {

// The attributes of one object, and what they add up to.  Templates that speak of one thing
// (a file, a connection, a key, a message, a certificate) are put together; whatever they leave,
// and all other templates, stand side by side.
class Grouping {
 public:
  explicit Grouping(const Json& object)
      : name_(text_of(object, "name")), attributes_(part_of(object, "Attribute")) {}

  MispGroup run() {
    const std::string_view name = name_;
    if (name == "file") file();
    if (name == "network-connection" || name == "network-socket" || name == "ip-port") connection();
    if (name == "registry-key") registry_key();
    if (name == "email") email();
    if (name == "x509") certificate();
    for (std::size_t i = 0; i < attributes_.size(); ++i) {
      if (!group_.used.contains(i)) alone(i);
    }
    return std::move(group_);
  }

 private:
  [[nodiscard]] std::string text(std::size_t i, std::string_view member) const {
    return text_of(attributes_[i], member);
  }
  [[nodiscard]] std::string value(std::size_t i) const { return text(i, "value"); }

  // The first attribute of that relation whose value is not empty.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view relation) const {
    for (std::size_t i = 0; i < attributes_.size(); ++i) {
      if (group_.used.contains(i) || flag_of(attributes_[i], "deleted")) continue;
      if (text(i, "object_relation") == relation && !value(i).empty()) return i;
    }
    return std::nullopt;
  }

  void use(std::size_t i, std::string_view comparison) {
    group_.used.insert(i);
    if (group_.name.empty()) group_.name = value(i);
    if (flag_of(attributes_[i], "to_ids")) {
      group_.comparison = either(group_.comparison, comparison);
    }
  }

  void alone(std::size_t i) {
    if (flag_of(attributes_[i], "deleted")) return;
    MispMeaning meaning = meaning_of(text(i, "type"), value(i));
    const bool counts = meaning.kind == MispMeaning::Kind::Watchable &&
                        (!meaning.term.observables.empty() || flag_of(attributes_[i], "to_ids"));
    if (!counts || text(i, "type") == "port" || is_addressee(i)) return;
    for (Json& one : meaning.term.observables) group_.observables.push_back(std::move(one));
    use(i, meaning.term.comparison);
  }

  // Whom a message was sent to is damage, not technique: the addressees stay beside.
  [[nodiscard]] bool is_addressee(std::size_t i) const {
    return name_ == "email" && text(i, "type") == "email-dst";
  }

  // One file under all its digests: each of them alone says which file it is.
  void file() {
    Json file{{"type", "file"}};
    for (std::size_t i = 0; i < attributes_.size(); ++i) {
      const auto algorithm = std::string(file_algorithm(text(i, "type")));
      if (algorithm.empty() || flag_of(attributes_[i], "deleted")) continue;
      if (part_of(file, "hashes").contains(algorithm)) continue;
      const MispMeaning meaning = meaning_of(text(i, "type"), value(i));
      if (meaning.kind != MispMeaning::Kind::Watchable) continue;
      file["hashes"][algorithm] = meaning.term.observables[0].at("hashes").at(algorithm);
      use(i, meaning.term.comparison);
    }
    const bool hashed = file.contains("hashes");
    if (const auto i = find("filename")) {
      file["name"] = value(*i);
      // Beside digests a name proves nothing: many an innocent file is called so.
      use(*i, hashed ? std::string{} : "file:name = " + literal(value(*i)));
    }
    if (file.size() == 1) return;
    if (const auto i = find("size-in-bytes")) {
      if (const auto size = feeds::whole_number<std::int64_t>(value(*i)); size && *size >= 0) {
        file["size"] = *size;
        use(*i, {});
      }
    }
    if (const auto i = find("mimetype")) {
      file["mime_type"] = value(*i);
      use(*i, {});
    }
    group_.observables.push_back(observable(std::move(file)));
  }

  // An address or a name as one end of the connection; false if there is none.
  bool end(std::initializer_list<std::string_view> relations, std::string_view reference,
           Json& traffic, std::string& comparison) {
    for (const auto relation : relations) {
      const auto i = find(relation);
      if (!i) continue;
      MispMeaning meaning = meaning_of(text(*i, "type"), value(*i));
      const bool is_host = meaning.kind == MispMeaning::Kind::Watchable &&
                           meaning.term.observables.size() == 1 &&
                           meaning.term.observables[0].contains("value");
      if (!is_host) continue;
      const Json& host = meaning.term.observables[0];
      traffic[std::string(reference)] = host.at("id");
      comparison =
          fmt::format("network-traffic:{}.value = {}", reference, literal(text_of(host, "value")));
      hosts_.push_back(host);
      ends_.push_back(*i);
      return true;
    }
    return false;
  }

  void port(std::initializer_list<std::string_view> relations, std::string_view name, Json& traffic,
            std::string& comparison) {
    for (const auto relation : relations) {
      const auto i = find(relation);
      const auto number = i ? feeds::whole_number<std::uint16_t>(value(*i)) : std::nullopt;
      if (!number) continue;
      traffic[std::string(name)] = *number;
      comparison += fmt::format(" AND network-traffic:{} = {}", name, *number);
      ends_.push_back(*i);
      return;
    }
  }

  // Where it goes is what to watch for; where it came from only if nobody says where it goes.
  void connection() {
    Json traffic{{"type", "network-traffic"}};
    std::string source;
    std::string destination;
    if (end({"ip-src", "hostname-src", "src-ip"}, "src_ref", traffic, source)) {
      port({"src-port"}, "src_port", traffic, source);
    }
    if (end({"ip-dst", "ip", "hostname-dst", "domain", "hostname", "dst-ip"}, "dst_ref", traffic,
            destination)) {
      port({"dst-port"}, "dst_port", traffic, destination);
    }
    if (ends_.empty()) return;
    traffic["protocols"] = protocols();
    for (Json& host : hosts_) group_.observables.push_back(std::move(host));
    group_.observables.push_back(observable(std::move(traffic)));
    const bool watched = std::any_of(ends_.begin(), ends_.end(), [this](std::size_t i) {
      return flag_of(attributes_[i], "to_ids");
    });
    for (const std::size_t i : ends_) use(i, {});
    if (watched) group_.comparison = destination.empty() ? source : destination;
  }

  Json protocols() {
    Json list = Json::array();
    for (const auto relation :
         {"layer3-protocol", "layer4-protocol", "protocol", "layer7-protocol"}) {
      if (const auto i = find(relation)) {
        list.push_back(lower(value(*i)));
        ends_.push_back(*i);
      }
    }
    if (list.empty()) list.push_back("ip");
    return list;
  }

  void registry_key() {
    const auto key = find("key");
    if (!key) return;
    Json object{{"type", "windows-registry-key"}, {"key", full_registry_key(value(*key))}};
    std::string comparison =
        "windows-registry-key:key = " + literal(full_registry_key(value(*key)));
    Json entry = Json::object();
    std::vector<std::size_t> parts;
    for (const auto& [relation, member] : {std::pair{"name", "name"}, std::pair{"data", "data"},
                                           std::pair{"data-type", "data_type"}}) {
      const auto i = find(relation);
      if (!i) continue;
      entry[member] = value(*i);
      parts.push_back(*i);
      if (std::string_view(member) != "data_type") {
        comparison +=
            fmt::format(" AND windows-registry-key:values[*].{} = {}", member, literal(value(*i)));
      }
    }
    if (!entry.empty()) object["values"] = Json::array({std::move(entry)});
    group_.observables.push_back(observable(std::move(object)));
    use(*key, comparison);
    for (const std::size_t i : parts) use(i, {});
  }

  void email() {
    Json message{{"type", "email-message"}, {"is_multipart", false}};
    if (const auto from = find("from")) {
      const MispMeaning meaning = meaning_of("email-src", value(*from));
      if (meaning.kind == MispMeaning::Kind::Watchable) {
        message["from_ref"] = meaning.term.observables[0].at("id");
        group_.observables.push_back(meaning.term.observables[0]);
        use(*from, "email-message:from_ref.value = " + literal(value(*from)));
      }
    }
    for (const auto& [relation, property] :
         {std::pair{"subject", "subject"}, std::pair{"message-id", "message_id"}}) {
      const auto i = find(relation);
      if (!i) continue;
      message[property] = value(*i);
      use(*i, fmt::format("email-message:{} = {}", property, literal(value(*i))));
    }
    if (message.size() > 2) group_.observables.push_back(observable(std::move(message)));
  }

  void certificate() {
    Json object{{"type", "x509-certificate"}};
    for (std::size_t i = 0; i < attributes_.size(); ++i) {
      const auto algorithm = std::string(certificate_algorithm(text(i, "type")));
      if (algorithm.empty() || part_of(object, "hashes").contains(algorithm)) continue;
      const MispMeaning meaning = meaning_of(text(i, "type"), value(i));
      if (meaning.kind != MispMeaning::Kind::Watchable) continue;
      object["hashes"][algorithm] = meaning.term.observables[0].at("hashes").at(algorithm);
      use(i, meaning.term.comparison);
    }
    for (const auto& [relation, property] :
         {std::pair{"serial-number", "serial_number"}, std::pair{"issuer", "issuer"},
          std::pair{"subject", "subject"}, std::pair{"version", "version"}}) {
      const auto i = find(relation);
      if (!i) continue;
      object[property] = value(*i);
      use(*i, fmt::format("x509-certificate:{} = {}", property, literal(value(*i))));
    }
    if (object.size() > 1) group_.observables.push_back(observable(std::move(object)));
  }

  std::string name_;
  const Json& attributes_;
  MispGroup group_;
  std::vector<Json> hosts_;        // of a connection, until it is known to be one
  std::vector<std::size_t> ends_;  // its attributes
};

}  // namespace

MispGroup misp_group(const Json& object) { return Grouping(object).run(); }

}  // namespace noroshi::mapping
