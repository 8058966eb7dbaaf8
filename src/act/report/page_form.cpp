// The page: for the person who reads it with coffee, and for the ministry that files it on paper.
//
// One file, nothing from elsewhere, no script; a content security policy says so too.  Everything
// that came from outside goes through `html`.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "act/report/drawing.hpp"
#include "act/report/forms.hpp"
#include "act/report/page_words.hpp"
#include "act/report/text.hpp"

namespace noroshi::report {
namespace {

using base::Language;

constexpr std::size_t kMostBars = 12;
constexpr std::size_t kMostRows = 500;  // of addresses; all are in infected.jsonl

constexpr std::string_view kStyle = R"(
@page { size: A4; margin: 14mm }
* { box-sizing: border-box }
body { color: #111; background: #fff; font: 14px/1.5 "Noto Sans", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", sans-serif; margin: 0 auto; max-width: 180mm; padding: 6mm 4mm }
h1 { font-size: 22px; line-height: 1.25; margin: 0 }
h2 { font-size: 16px; border-bottom: 1px solid #999; margin: 9mm 0 3mm; break-after: avoid }
p { margin: 0 0 3mm }
.about { color: #444 }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3mm; margin: 5mm 0 }
.tile { border: 1px solid #bbb; border-radius: 2mm; padding: 2mm 3mm; break-inside: avoid }
.tile b { display: block; font-size: 22px; line-height: 1.3; font-variant-numeric: tabular-nums }
.warning { border: 1px solid #D55E00; border-left-width: 2mm; padding: 2mm 3mm }
table { border-collapse: collapse; width: 100%; font-size: 12px; margin: 0 0 4mm }
thead { display: table-header-group }
th { text-align: left; border-bottom: 1px solid #555; vertical-align: bottom }
td { border-bottom: 1px solid #ddd; vertical-align: top; overflow-wrap: break-word; max-width: 70mm }
th, td { word-break: keep-all }
.k { white-space: nowrap }
th, td { padding: 1mm 2mm 1mm 0 }
tr { break-inside: avoid }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
svg { display: block; width: 100%; max-width: 170mm; height: auto; margin: 0 0 4mm; break-inside: avoid }
)";

std::string count(std::uint64_t number) { return grouped(number); }

std::string estimate(double number) {
  return std::isfinite(number) && number >= 0 && number < 1e15
             ? grouped(static_cast<std::uint64_t>(std::llround(number)))
             : "–";
}

// "2026-01-14 03:04": to the minute, UTC.
std::string minute(base::Micros instant) {
  auto text = base::to_rfc3339(instant).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string period(base::Micros first, base::Micros last) {
  return fmt::format("<span class=\"k\">{} –</span><br><span class=\"k\">{}</span>", minute(first),
                     minute(last));
}

// "97.0 %"; never 0 or 100, which no estimate can be.
std::string sure(double probability) {
  return fmt::format("{:.1f} %", std::clamp(probability * 100, 0.1, 99.9));
}

std::string service_text(const scan::Service& service) {
  return fmt::format("{}/{}", service.port, model::protocol_name(service.protocol));
}

// Rows of cells; cells are HTML already.
class Grid {
 public:
  struct Column {
    std::string title;
    bool number = false;
  };
  explicit Grid(std::vector<Column> columns) : columns_(std::move(columns)) {
    body_ = "<table><thead><tr>";
    for (const auto& column : columns_) {
      body_ +=
          fmt::format("<th{}>{}</th>", column.number ? " class=\"n\"" : "", html(column.title));
    }
    body_ += "</tr></thead><tbody>\n";
  }

  void add(const std::vector<std::string>& cells) {
    body_ += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      body_ += fmt::format("<td{}>{}</td>", columns_[i].number ? " class=\"n\"" : "", cells[i]);
    }
    body_ += "</tr>\n";
  }

  [[nodiscard]] std::string text() const { return body_ + "</tbody></table>\n"; }

 private:
  std::vector<Column> columns_;
  std::string body_;
};

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

// Most first; equal ones by name.
Counts sorted(const std::map<std::string, std::uint64_t>& counts) {
  Counts out(counts.begin(), counts.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

class Page {
 public:
  Page(const Selection& selection, Language language)
      : it_(selection), words_(words_in(language)), language_(language) {}

  std::string run() {
    head();
    tiles();
    warnings();
    if (it_.whole()) networks();
    families();
    ports();
    countries();
    surges();
    novelties();
    campaigns();
    victims();
    researchers();
    sensor();
    addresses();
    notes();
    out_ += "</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string name_of(const Network& network) const {
    if (network.id.empty()) return words_.unregistered;
    const auto& name = language_ == Language::Japanese ? network.name_ja : network.name;
    return name.empty() ? network.id : name;
  }

  void section(std::string_view title) { out_ += fmt::format("<h2>{}</h2>\n", html(title)); }
  void paragraph(std::string_view text) { out_ += fmt::format("<p>{}</p>\n", html(text)); }

  void head() {
    const auto title =
        fmt::format("{}: {}", words_.title, base::to_rfc3339(it_.begin).substr(0, 10));
    const auto whom = it_.whole() ? std::string(words_.whole) : name_of(it_.reader);
    out_ = fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<meta name=\"robots\" content=\"noindex\">\n<title>{} – {}</title>\n<style>{}</style>\n"
        "</head>\n<body>\n<h1>{}</h1>\n",
        language_ == Language::Japanese ? "ja" : "en", html(title), html(whom), kStyle,
        html(title));
    out_ += fmt::format("<p class=\"about\">{}<br>{} – {} UTC · {} {}</p>\n", html(whom),
                        minute(it_.begin), minute(it_.end), html(words_.sensor_word),
                        html(it_.sensor.empty() ? "–" : it_.sensor));
  }

  void tile(std::string_view label, const std::string& figure, std::string_view below = "") {
    out_ += fmt::format("<div class=\"tile\">{}<b>{}</b>{}</div>\n", html(label), html(figure),
                        html(below));
  }

  void tiles() {
    const auto& standings = it_.reader.standings;
    out_ += "<div class=\"tiles\">\n";
    tile(words_.infected, count(standings.infected()), words_.addresses);
    tile(words_.fresh, count(standings.fresh));
    tile(words_.persistent, count(standings.persistent));
    tile(words_.returned, count(standings.returned));
    tile(words_.cleared, count(standings.cleared));
    tile(words_.victims, count(it_.reader.victims));
    tile(words_.surges, count(it_.surges.size()));
    tile(words_.research, count(it_.all_researchers));
    out_ += "</div>\n";
  }

  void warnings() {
    if (it_.missing_hours.empty()) return;
    out_ += fmt::format(
        "<p class=\"warning\">{}</p>\n",
        html(fmt::format(fmt::runtime(words_.hours_missing), it_.missing_hours.size())));
  }

  void networks() {
    section(words_.by_network);
    if (it_.networks.empty()) return paragraph(words_.none);
    Grid grid({{words_.network, false},
               {words_.infected, true},
               {words_.fresh, true},
               {words_.persistent, true},
               {words_.returned, true},
               {words_.cleared, true},
               {words_.victims, true}});
    std::vector<Bar> bars;
    for (const auto& one : it_.networks) {
      grid.add({html(name_of(one)), count(one.standings.infected()), count(one.standings.fresh),
                count(one.standings.persistent), count(one.standings.returned),
                count(one.standings.cleared), count(one.victims)});
      if (bars.size() < kMostBars && one.standings.infected() > 0) {
        bars.push_back({.label = name_of(one),
                        .value = static_cast<double>(one.standings.infected()),
                        .figure = count(one.standings.infected())});
      }
    }
    out_ += bar_chart(words_.infected_by_network, bars) + grid.text();
  }

  void families() {
    section(words_.families);
    std::map<std::string, std::uint64_t> addresses;
    for (const auto& [host, spot] : it_.infected) {
      if (host.standing != model::Standing::Cleared) ++addresses[host.family];
    }
    if (addresses.empty()) return paragraph(words_.none);
    std::vector<Bar> bars;
    for (const auto& [family, number] : sorted(addresses)) {
      if (bars.size() == kMostBars) break;
      bars.push_back(
          {.label = family, .value = static_cast<double>(number), .figure = count(number)});
    }
    out_ += bar_chart(words_.addresses_by_family, bars);
    if (it_.hosts.empty()) return;
    Grid grid({{words_.network, false},
               {words_.family, false},
               {words_.address_count, true},
               {words_.hosts, true},
               {words_.interval, true}});
    std::vector<Bar> estimates;
    for (const auto& one : it_.hosts) {
      grid.add({html(network_name(one.network)), html(one.family), count(one.addresses),
                estimate(one.hosts), estimate(one.low) + "–" + estimate(one.high)});
      if (estimates.size() < kMostBars) {
        estimates.push_back({.label = one.family + " · " + network_name(one.network),
                             .value = one.hosts,
                             .figure = estimate(one.low) + "–" + estimate(one.high),
                             .interval = std::pair(one.low, one.high)});
      }
    }
    out_ += bar_chart(words_.hosts_by_family, estimates) + grid.text();
    paragraph(words_.about_hosts);
  }

  // HostCount names its network by the operator's id.
  [[nodiscard]] std::string network_name(const std::string& id) const {
    if (id == it_.reader.id) return name_of(it_.reader);
    for (const auto& one : it_.networks) {
      if (one.id == id) return name_of(one);
    }
    return id.empty() ? std::string(words_.unregistered) : clean(id);
  }

  void ports() {
    section(words_.ports);
    std::map<std::string, std::uint64_t> by_port;
    for (const auto& [host, spot] : it_.infected) {
      if (host.standing == model::Standing::Cleared) continue;
      for (const auto& port : host.ports) ++by_port[port];
    }
    if (by_port.empty()) return paragraph(words_.none);
    std::vector<Bar> bars;
    for (const auto& [port, number] : sorted(by_port)) {
      if (bars.size() == kMostBars) break;
      bars.push_back(
          {.label = port, .value = static_cast<double>(number), .figure = count(number)});
    }
    out_ += bar_chart(words_.infected_by_port, bars);
    if (!it_.services.empty()) all_services();
  }

  void all_services() {
    std::vector<Bar> bars;
    for (const auto& one : it_.services) {
      if (bars.size() == kMostBars) break;
      bars.push_back({.label = service_text(one.service),
                      .value = static_cast<double>(one.hosts),
                      .figure = count(one.hosts)});
    }
    out_ += bar_chart(words_.hosts_by_port, bars);
  }

  void countries() {
    if (!it_.whole()) return;
    section(words_.countries);
    std::map<std::string, std::uint64_t> by_country;
    for (const auto& [host, spot] : it_.infected) {
      if (host.standing == model::Standing::Cleared) continue;
      ++by_country[spot.country.empty() ? words_.unknown : spot.country];
    }
    if (by_country.empty()) return paragraph(words_.none);
    std::vector<Bar> bars;
    for (const auto& [country, number] : sorted(by_country)) {
      if (bars.size() == kMostBars) break;
      bars.push_back(
          {.label = country, .value = static_cast<double>(number), .figure = count(number)});
    }
    out_ += bar_chart(words_.infected_by_country, bars);
  }

  void surges() {
    section(words_.surges);
    if (it_.surges.empty()) return paragraph(words_.none);
    Grid grid({{words_.port, false},
               {words_.since, false},
               {words_.hosts_before, true},
               {words_.hosts_now, true},
               {words_.score, true}});
    std::vector<Bar> bars;
    for (const auto& one : it_.surges) {
      grid.add({service_text(one.service), minute(one.at), fmt::format("{:.1f}", one.hosts_before),
                fmt::format("{:.1f}", one.hosts_now), fmt::format("{:.1f}", one.score)});
      bars.push_back({.label = service_text(one.service),
                      .value = one.hosts_now,
                      .figure = fmt::format("{:.1f} → {:.1f}", one.hosts_before, one.hosts_now),
                      .before = one.hosts_before});
    }
    out_ += bar_chart(words_.surge_plot, bars) + grid.text();
    paragraph(fmt::format(fmt::runtime(words_.about_surges), it_.surge_threshold));
  }

  void novelties() {
    section(words_.novelties);
    if (it_.novelties.empty()) return paragraph(words_.none);
    Grid grid({{words_.port, false},
               {words_.first, false},
               {words_.hosts, true},
               {words_.payload, false}});
    for (const auto& one : it_.novelties) {
      grid.add({service_text(one.service), minute(one.first), count(one.hosts),
                one.payload.empty() ? html(words_.port_is_new)
                                    : "<code>" + html(one.payload) + "</code>"});
    }
    out_ += grid.text();
  }

  void campaigns() {
    section(words_.campaigns);
    if (it_.campaigns.empty()) return paragraph(words_.none);
    Grid grid({{words_.tool, false},
               {words_.ports_short, false},
               {words_.own_sources, true},
               {words_.sources, true},
               {words_.time, false},
               {words_.together, false},
               {words_.profile, false}});
    std::size_t shown = 0;
    for (const auto& one : it_.campaigns) {
      if (++shown > kMostBars * 2) break;
      std::string services;
      for (std::size_t i = 0; i < std::min<std::size_t>(one.services.size(), 6); ++i) {
        services.append(i == 0 ? "" : ", ").append(service_text(one.services[i]));
      }
      if (one.services.size() > 6) services += ", …";
      grid.add({html(one.tool), services, count(one.own_sources), count(one.sources),
                period(one.first, one.last),
                one.synchronised ? fmt::format("{} (p {:.1g})", html(words_.yes), one.chance)
                                 : html(words_.no),
                html(one.profile)});
    }
    out_ += grid.text();
    more(it_.campaigns.size(), kMostBars * 2);
  }

  void victims() {
    section(words_.victims_long);
    if (it_.victims.empty()) return paragraph(words_.none);
    Grid grid({{words_.address, false},
               {words_.country_or_network, false},
               {words_.time, false},
               {words_.replies, true},
               {words_.most_in_minute, true},
               {words_.attacked, false}});
    for (std::size_t i = 0; i < std::min(it_.victims.size(), kMostRows); ++i) {
      const auto& [victim, spot] = it_.victims[i];
      std::string attacked;
      for (const auto& [port, replies] : victim.ports) {
        attacked += fmt::format("{}{}/{}", attacked.empty() ? "" : ", ", port,
                                model::protocol_name(victim.protocol));
      }
      grid.add({victim.victim.to_string(), html(where(spot)), period(victim.first, victim.last),
                count(victim.packets), count(victim.most_in_minute),
                attacked.empty() ? "–" : attacked});
    }
    out_ += grid.text();
    more(it_.victims.size(), kMostRows);
    paragraph(words_.about_victims);
  }

  void researchers() {
    section(words_.research);
    paragraph(fmt::format(fmt::runtime(words_.about_research), it_.all_researchers));
    if (it_.researchers.empty()) return;
    Grid grid({{words_.address, false},
               {words_.list, false},
               {words_.reason, false},
               {words_.packets, true}});
    for (std::size_t i = 0; i < std::min(it_.researchers.size(), kMostBars * 2); ++i) {
      const auto& one = it_.researchers[i];
      grid.add({one.address.to_string(), html(one.list.empty() ? words_.by_behaviour : one.list),
                html(one.reason), count(one.packets)});
    }
    out_ += grid.text();
    more(it_.researchers.size(), kMostBars * 2);
  }

  void sensor() {
    section(words_.sensor);
    std::map<base::Micros, HourColumn> columns;
    for (base::Micros hour = it_.begin; hour < it_.end; hour += base::kHour) {
      columns[hour] = {
          .label = base::to_rfc3339(hour).substr(11, 2),
          .missing = std::binary_search(it_.missing_hours.begin(), it_.missing_hours.end(), hour)};
    }
    std::uint64_t packets = 0;
    std::uint64_t lost = 0;
    std::uint64_t evicted = 0;
    std::map<std::string, std::uint64_t> classes;
    for (const auto& one : it_.hours) {
      packets += one.packets;
      lost += one.lost;
      evicted += one.evicted_events + one.evicted_victims;
      for (const auto& [name, number] : one.classes) classes[name] += number;
      const auto hour =
          columns.find(it_.begin + (one.begin - it_.begin) / base::kHour * base::kHour);
      if (hour == columns.end()) continue;
      hour->second.value += static_cast<double>(one.packets);
      hour->second.alarm += static_cast<double>(one.lost);
    }
    std::vector<HourColumn> list;
    for (auto& [hour, column] : columns) list.push_back(std::move(column));
    out_ += hour_chart(words_.packets_by_hour, list, words_.missing);
    Grid grid({{words_.what, false}, {words_.packets, true}, {words_.share, true}});
    const auto share = [&](std::uint64_t part, std::uint64_t all) {
      return all == 0 ? std::string("–")
                      : fmt::format("{:.2f} %",
                                    100 * static_cast<double>(part) / static_cast<double>(all));
    };
    grid.add({html(words_.received), count(packets), ""});
    for (const auto& [name, number] : sorted(classes)) {
      grid.add({"– " + html(name), count(number), share(number, packets)});
    }
    grid.add({html(words_.lost), count(lost), share(lost, packets + lost)});
    grid.add({html(words_.evicted), count(evicted), ""});
    grid.add({html(words_.missing_hours), count(it_.missing_hours.size()), ""});
    out_ += grid.text();
    paragraph(words_.about_sensor);
  }

  [[nodiscard]] std::string where(const Spot& spot) const {
    std::string out = spot.asn == 0 ? "" : fmt::format("AS{}", spot.asn);
    if (!spot.country.empty()) out.append(out.empty() ? "" : " ").append(spot.country);
    return out.empty() ? "–" : out;
  }

  [[nodiscard]] std::string standing_word(model::Standing standing) const {
    switch (standing) {
      case model::Standing::New:
        return words_.fresh;
      case model::Standing::Persistent:
        return words_.persistent;
      case model::Standing::Returned:
        return words_.returned;
      case model::Standing::Cleared:
        return words_.cleared;
    }
    return {};
  }

  static std::string sightings(const model::InfectedHost& host) {
    std::string out;
    for (const auto& one : host.sightings) {
      if (!one.source_port) continue;
      // Seconds: behind shared addresses the minute is not enough.
      auto time = base::to_rfc3339(one.time).substr(11, 8);
      out += fmt::format("{}{} :{}", out.empty() ? "" : ", ", time, *one.source_port);
    }
    return out;
  }

  void addresses() {
    section(words_.list_of_addresses);
    if (it_.infected.empty()) return paragraph(words_.none);
    Grid grid({{words_.address, false},
               {words_.country_or_network, false},
               {words_.family, false},
               {words_.standing, false},
               {words_.sure, true},
               {words_.ports_short, false},
               {words_.seen, false},
               {words_.sightings, false}});
    for (std::size_t i = 0; i < std::min(it_.infected.size(), kMostRows); ++i) {
      const auto& [host, spot] = it_.infected[i];
      std::string ports;
      for (const auto& port : host.ports) ports.append(ports.empty() ? "" : ", ").append(port);
      grid.add({host.address.to_string(), html(where(spot)), html(host.family),
                html(standing_word(host.standing)),
                host.standing == model::Standing::Cleared ? "–" : sure(host.probability),
                html(ports), period(host.first_seen, host.last_seen), html(sightings(host))});
    }
    out_ += grid.text();
    more(it_.infected.size(), kMostRows);
  }

  void more(std::size_t all, std::size_t shown) {
    if (all > shown) paragraph(fmt::format(fmt::runtime(words_.and_more), grouped(all - shown)));
  }

  void notes() {
    section(words_.notes);
    out_ += "<ul>\n";
    for (const auto* note : words_.note) out_ += fmt::format("<li>{}</li>\n", html(note));
    out_ += "</ul>\n";
  }

  const Selection& it_;
  const PageWords& words_;
  Language language_;
  std::string out_;
};

}  // namespace

std::string page_form(const Selection& selection, Language language) {
  return Page(selection, language).run();
}

}  // namespace noroshi::report
