#include "observe/collect/sessions.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace noroshi::collect {
namespace {

constexpr std::size_t kStrangers = 8;
/// A session this long silent makes room for a new one of the same exporter.
constexpr base::Micros kReplaceable = base::kMinute;

std::uint32_t key_of(const Message& message) {
  return static_cast<std::uint32_t>(message.port) << 8 |
         static_cast<std::uint32_t>(message.transport);
}

netflow::Transport transport_of(std::uint32_t key) {
  return static_cast<netflow::Transport>(key & 0xFF);
}

std::string protocols_of(const Decoding& decoding) {
  std::string names;
  for (std::size_t i = 0; i < decoding.protocols.size(); ++i) {
    if (decoding.protocols[i] == 0) continue;
    if (!names.empty()) names += ", ";
    names += netflow::name_of(static_cast<netflow::Protocol>(i));
  }
  return names;
}

}  // namespace

Sessions::Sessions(std::shared_ptr<const Rules> rules, ExporterNumbers& numbers)
    : rules_(std::move(rules)), numbers_(numbers) {}

void Sessions::note_stranger(const net::Address& address) {
  const bool known = std::find(strangers_.begin(), strangers_.end(), address) != strangers_.end();
  if (!known && strangers_.size() < kStrangers) strangers_.push_back(address);
}

Sessions::Exporter* Sessions::admit(const Message& message) {
  const auto* rule = rules_->rule_of(message.source);
  if (rule == nullptr) {
    count(Dropped::UnknownExporter);
    note_stranger(message.source);
    return nullptr;
  }
  const auto name = Rules::name_of(*rule, message.source);
  const auto number =
      numbers_.number_of(message.source, name, message.received, rules_->most_exporters);
  if (!number) {
    count(Dropped::TooManyExporters);
    return nullptr;
  }
  auto made = std::make_unique<Exporter>(Exporter{*number,
                                                  name,
                                                  message.source,
                                                  *rule,
                                                  TokenBucket(rule->datagrams_per_second),
                                                  {},
                                                  {},
                                                  0,
                                                  0,
                                                  0,
                                                  true});
  return exporters_.emplace(message.source, std::move(made)).first->second.get();
}

Sessions::Exporter* Sessions::exporter_of(const Message& message) {
  if (last_exporter_ != nullptr && last_exporter_->address == message.source) {
    return last_exporter_;
  }
  const auto known = exporters_.find(message.source);
  auto* exporter = known == exporters_.end() ? admit(message) : known->second.get();
  if (exporter == nullptr) return nullptr;
  if (!exporter->allowed) {
    count(Dropped::UnknownExporter);
    note_stranger(message.source);
    return nullptr;
  }
  last_exporter_ = exporter;
  return exporter;
}

// The longest silent session goes, if it has been silent long enough.
bool Sessions::make_room(Exporter& exporter, base::Micros now) {
  const auto oldest = std::min_element(exporter.sessions.begin(), exporter.sessions.end(),
                                       [](const auto& one, const auto& other) {
                                         return one.second.last_seen < other.second.last_seen;
                                       });
  if (oldest == exporter.sessions.end() || now - oldest->second.last_seen < kReplaceable) {
    return false;
  }
  forget(exporter, oldest);
  return true;
}

Sessions::Entry* Sessions::open_session(Exporter& exporter, const Message& message) {
  const bool full = exporter.sessions.size() >= exporter.rule.sessions;
  if (full && !make_room(exporter, message.received)) {
    ++exporter.too_many_sessions;
    count(Dropped::TooManySessions);
    return nullptr;
  }
  netflow::Session session(message.transport, rules_->limits_of(exporter.rule));
  const auto saved = saved_.find({message.source, message.port});
  if (saved != saved_.end() && message.transport == netflow::Transport::Udp) {
    // Bytes that the session does not understand leave it as it was: templates come again.
    static_cast<void>(session.restore(saved->second, message.received).has_value());
    saved_.erase(saved);
  }
  return &exporter.sessions.emplace(key_of(message), Entry{std::move(session), 0}).first->second;
}

Sessions::Entry* Sessions::session_of(Exporter& exporter, const Message& message) {
  const auto known = exporter.sessions.find(key_of(message));
  if (known != exporter.sessions.end()) return &known->second;
  return open_session(exporter, message);
}

Sessions::Place Sessions::place_of(const Message& message) {
  auto* exporter = exporter_of(message);
  if (exporter == nullptr) return {};
  const bool datagram = message.transport == netflow::Transport::Udp;
  if (datagram && !exporter->rate.take(message.received)) {
    ++exporter->over_rate;
    count(Dropped::OverRate);
    return {};
  }
  if (message.kind == Message::Kind::Truncated) {
    count(Dropped::Truncated);
    return {};
  }
  auto* entry = session_of(*exporter, message);
  if (entry == nullptr) return {};
  entry->last_seen = message.received;
  exporter->last_seen = std::max(exporter->last_seen, message.received);
  return {&entry->session, exporter->number};
}

void Sessions::collect_exposure(Exporter& exporter, netflow::Session& session) {
  for (const auto& part : session.take_exposure()) {
    auto& sum = exposure_[{exporter.number, part.domain, part.unit}];
    sum.received += part.received;
    sum.lost += part.lost;
    sum.records += part.records;
  }
}

void Sessions::forget(Exporter& exporter, std::map<std::uint32_t, Entry>::iterator entry) {
  auto& session = entry->second.session;
  collect_exposure(exporter, session);
  Decoding last;
  last.add(session);
  // What waited for a template waits no more, and what was held now has no one to hold it.
  last.ledger.expired_sets += std::exchange(last.ledger.waiting_sets, 0);
  last.ledger.waiting_octets = 0;
  last.ledger.templates_now = 0;
  last.ledger.domains_now = 0;
  exporter.past.add(last);
  exporter.sessions.erase(entry);
}

void Sessions::end(const Message& message) {
  const auto known = exporters_.find(message.source);
  if (known == exporters_.end()) return;
  const auto entry = known->second->sessions.find(key_of(message));
  if (entry != known->second->sessions.end()) forget(*known->second, entry);
}

void Sessions::forget_silent(base::Micros now) {
  // A router that chose another source port, or is gone, never claims what was saved for it.
  if (!saved_.empty() && now - restored_ > rules_->idle) saved_.clear();
  for (auto& [address, exporter] : exporters_) {
    for (auto entry = exporter->sessions.begin(); entry != exporter->sessions.end();) {
      const auto here = entry++;
      const bool stream = transport_of(here->first) != netflow::Transport::Udp;
      if (!stream && now - here->second.last_seen > rules_->idle) forget(*exporter, here);
    }
  }
}

void Sessions::obey(std::shared_ptr<const Rules> rules) {
  rules_ = std::move(rules);
  last_exporter_ = nullptr;
  for (auto& [address, exporter] : exporters_) {
    const auto* rule = rules_->rule_of(address);
    exporter->allowed = rule != nullptr;
    if (rule == nullptr) {
      while (!exporter->sessions.empty()) forget(*exporter, exporter->sessions.begin());
      continue;
    }
    exporter->rule = *rule;
    exporter->name = Rules::name_of(*rule, address);
    static_cast<void>(numbers_.number_of(address, exporter->name, 0, rules_->most_exporters));
    exporter->rate.set_rate(rule->datagrams_per_second);
    for (auto& [key, entry] : exporter->sessions) {
      entry.session.set_limits(rules_->limits_of(*rule));
    }
  }
}

void Sessions::restore(std::vector<SavedSession> saved, base::Micros now) {
  restored_ = now;
  for (auto& session : saved) {
    saved_[{session.address, session.port}] = std::move(session.bytes);
  }
}

std::vector<SavedSession> Sessions::save() const {
  std::vector<SavedSession> all;
  for (const auto& [key, bytes] : saved_) all.push_back({key.first, key.second, bytes});
  for (const auto& [address, exporter] : exporters_) {
    for (const auto& [key, entry] : exporter->sessions) {
      if (transport_of(key) != netflow::Transport::Udp) continue;
      all.push_back({address, static_cast<std::uint16_t>(key >> 8), entry.session.save()});
    }
  }
  return all;
}

model::ExposureBatch Sessions::take_exposure(base::Micros pane) {
  for (auto& [address, exporter] : exporters_) {
    for (auto& [key, entry] : exporter->sessions) collect_exposure(*exporter, entry.session);
  }
  model::ExposureBatch batch;
  for (const auto& [key, sum] : exposure_) {
    if (sum.received == 0 && sum.lost == 0 && sum.records == 0) continue;
    batch.pane.push_back(pane);
    batch.exporter.push_back(std::get<0>(key));
    batch.domain.push_back(std::get<1>(key));
    batch.unit.push_back(std::get<2>(key));
    batch.received.push_back(sum.received);
    batch.lost.push_back(sum.lost);
    batch.records.push_back(sum.records);
  }
  exposure_.clear();
  return batch;
}

Decoding Sessions::decoding() const {
  Decoding all;
  for (const auto& [address, exporter] : exporters_) {
    all.add(exporter->past);
    for (const auto& [key, entry] : exporter->sessions) all.add(entry.session);
  }
  return all;
}

std::vector<ExporterHealth> Sessions::exporters() const {
  std::vector<ExporterHealth> all;
  for (const auto& [address, exporter] : exporters_) {
    Decoding sum = exporter->past;
    for (const auto& [key, entry] : exporter->sessions) sum.add(entry.session);
    ExporterHealth health;
    health.number = exporter->number;
    health.name = exporter->name;
    health.address = address;
    health.protocols = protocols_of(sum);
    health.last_seen = exporter->last_seen;
    health.sessions = exporter->sessions.size();
    health.over_rate = exporter->over_rate;
    health.too_many_sessions = exporter->too_many_sessions;
    health.ledger = sum.ledger;
    health.rejected_messages = collect::sum(sum.rejected_messages);
    health.rejected_sets = collect::sum(sum.rejected_sets);
    health.rejected_records = collect::sum(sum.rejected_records);
    health.skipped_records = collect::sum(sum.skipped_records);
    all.push_back(std::move(health));
  }
  return all;
}

}  // namespace noroshi::collect
