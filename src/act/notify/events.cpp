#include "act/notify/events.hpp"

#include <algorithm>

#include "act/notify/json_objects.hpp"

namespace noroshi::notify {
namespace {

constexpr std::size_t kHead = 4096;

class InfectedHostReader final : public EventReader {
 public:
  InfectedHostReader(io::Input& input, io::Rejects& rejects)
      : objects_(input, rejects), rejects_(rejects) {}

  Result<bool> next(Incoming& event) override {
    while (const auto text = NOROSHI_TRY(objects_.next())) {
      auto host = model::infected_host_from_json(*text);
      if (!host) {
        NOROSHI_CHECK(rejects_.add("no infected host", objects_.place()));
        continue;
      }
      event.body = model::to_json(*host);
      event.host = *std::move(host);
      return true;
    }
    return false;
  }
  [[nodiscard]] std::string_view form() const override { return "infected-host"; }

 private:
  JsonObjects objects_;
  io::Rejects& rejects_;
};

bool has(std::string_view head, std::string_view word) {
  return head.find(word) != std::string_view::npos;
}

}  // namespace

EventReaderPtr make_infected_host_reader(io::Input& input, io::Rejects& rejects) {
  return std::make_unique<InfectedHostReader>(input, rejects);
}

Result<EventReaderPtr> open_events(io::Input& input, io::Rejects& rejects,
                                   const EventOptions& options) {
  const auto window = NOROSHI_TRY(input.window(kHead));
  const auto head = window.substr(0, kHead);
  const auto line = head.substr(0, head.find('\n'));
  const bool json = has(head.substr(0, 8), "{") || has(head.substr(0, 8), "[");
  if (json && has(line, "\"noroshi.routed")) return make_routed_reader(input, rejects);
  if (json && has(head, "\"xarf_version\"")) return make_xarf_reader(input, rejects, options);
  // No event at all is a quiet night, not a mistake.
  if (json || head.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return make_infected_host_reader(input, rejects);
  }
  if (has(line, "src_ip") && has(line, "timestamp")) {
    return make_shadowserver_reader(input, rejects, options);
  }
  return Error{Errc::InvalidInput,
               input.name() +
                   ": no form of events that is known: infected hosts as JSON Lines, a routed file "
                   "of an institute, Shadowserver's event4 CSV or XARF v4"};
}

}  // namespace noroshi::notify
