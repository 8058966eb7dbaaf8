// What a session must know to read on after a restart, as bytes: docs/formats/templates.md.
//
// Everything is read and checked before anything is changed, so that bytes that make no sense leave
// the session as it was.
#include <algorithm>
#include <utility>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/state.hpp"

namespace noroshi::netflow {
namespace {

using flow::ipfix::Field;
using flow::ipfix::FieldProgram;
using flow::ipfix::Sampling;
using flow::ipfix::Template;

constexpr std::string_view kMagic = "NRSHTPL1";
constexpr std::size_t kChecksum = 8;
constexpr std::uint8_t kHasBoot = 1;

/// FNV-1a (Fowler, Noll, Vo): tells damage, not malice; whoever can write the file is trusted.
std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = 0xCBF2'9CE4'8422'2325;
  for (const char octet : bytes) {
    sum = (sum ^ static_cast<std::uint8_t>(octet)) * 0x0000'0100'0000'01B3;
  }
  return sum;
}

class Writer {
 public:
  explicit Writer(std::string_view start) : bytes_(start) {}

  template <class Unsigned>
  void put(Unsigned value) {
    char octets[sizeof value];
    flow::ipfix::store(octets, value);
    bytes_.append(octets, sizeof value);
  }
  void put_time(base::Micros time) { put(static_cast<std::uint64_t>(time)); }

  std::string finish() && {
    put(checksum(bytes_));
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
};

/// Past the end it reads zeroes and is no longer `ok`.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class Unsigned>
  Unsigned get() {
    if (rest_.size() < sizeof(Unsigned)) {
      ok_ = false;
      rest_ = {};
      return 0;
    }
    const auto value = flow::ipfix::load<Unsigned>(rest_.data());
    rest_.remove_prefix(sizeof value);
    return value;
  }
  base::Micros get_time() { return static_cast<base::Micros>(get<std::uint64_t>()); }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

void put_intervals(const Sampling::Intervals& intervals, Writer& out) {
  out.put(static_cast<std::uint32_t>(intervals.size()));
  for (const auto& [key, interval] : intervals) {
    out.put(key);
    out.put(interval);
  }
}

void put_template(const KnownTemplate& known, Writer& out) {
  out.put(known.layout.id);
  out.put(static_cast<std::uint8_t>(known.layout.options ? 1 : 0));
  out.put(known.layout.scope_count);
  out.put_time(known.refreshed);
  out.put(static_cast<std::uint16_t>(known.layout.fields.size()));
  for (const Field& field : known.layout.fields) {
    out.put(field.element);
    out.put(field.length);
    out.put(field.enterprise);
  }
}

void put_domain(DomainKey key, const Domain& domain, Writer& out) {
  out.put(static_cast<std::uint8_t>(key.protocol));
  out.put(key.id);
  out.put(domain.boot.has_value() ? kHasBoot : std::uint8_t{0});
  out.put_time(domain.boot.value_or(0));
  out.put_time(domain.heard);
  out.put(domain.sampling.domain);
  put_intervals(domain.sampling.selectors, out);
  put_intervals(domain.sampling.interfaces, out);
  put_intervals(domain.sampling.templates, out);
  out.put(static_cast<std::uint32_t>(domain.templates.size()));
  for (const auto& [id, known] : domain.templates) put_template(known, out);
}

bool worth_saving(const Domain& domain) {
  return !domain.templates.empty() || domain.boot.has_value() || domain.sampling.domain != 0 ||
         domain.sampling.size() != 0;
}

bool get_intervals(Reader& in, Sampling::Intervals& intervals) {
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    const auto key = in.get<std::uint64_t>();
    const auto interval = in.get<std::uint32_t>();
    if (interval == 0) return false;
    intervals.insert_or_assign(key, interval);
  }
  return in.ok();
}

bool get_template(Reader& in, Domain& domain) {
  Template layout;
  layout.id = in.get<std::uint16_t>();
  const auto options = in.get<std::uint8_t>();
  layout.options = options == 1;
  layout.scope_count = in.get<std::uint16_t>();
  const base::Micros refreshed = in.get_time();
  const std::size_t count = in.get<std::uint16_t>();
  if (options > 1 || layout.id < flow::ipfix::kFirstDataSet || layout.scope_count > count ||
      count > flow::ipfix::kMostFields) {
    return false;
  }
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    const auto element = in.get<std::uint16_t>();
    const auto length = in.get<std::uint16_t>();
    layout.fields.push_back({element, length, in.get<std::uint32_t>()});
  }
  FieldProgram program(layout);
  if (!in.ok() || program.minimum_length() == 0) return false;
  const std::uint16_t id = layout.id;
  return domain.templates.emplace(id, KnownTemplate{std::move(layout), program, refreshed}).second;
}

bool get_domain(Reader& in, std::map<DomainKey, Domain>& domains) {
  const auto protocol = in.get<std::uint8_t>();
  const auto id = in.get<std::uint64_t>();
  const auto traits = in.get<std::uint8_t>();
  const base::Micros boot = in.get_time();
  if (protocol >= kProtocols || traits > kHasBoot) return false;
  Domain domain;
  if (traits == kHasBoot) domain.boot = boot;
  domain.heard = in.get_time();
  domain.sampling.domain = in.get<std::uint32_t>();
  if (!get_intervals(in, domain.sampling.selectors) ||
      !get_intervals(in, domain.sampling.interfaces) ||
      !get_intervals(in, domain.sampling.templates)) {
    return false;
  }
  const auto templates = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < templates; ++i) {
    if (!get_template(in, domain)) return false;
  }
  return domains.emplace(DomainKey{static_cast<Protocol>(protocol), id}, std::move(domain)).second;
}

Error damaged(std::string_view what) {
  return {Errc::InvalidInput, "saved templates: " + std::string(what) +
                                  "; delete them, the exporters will send theirs again"};
}

}  // namespace

std::string Session::State::save() const {
  Writer out(kMagic);
  out.put_time(longest_refresh);
  out.put(static_cast<std::uint32_t>(std::ranges::count_if(
      domains, [](const auto& entry) { return worth_saving(entry.second); })));
  for (const auto& [key, domain] : domains) {
    if (worth_saving(domain)) put_domain(key, domain, out);
  }
  return std::move(out).finish();
}

Status Session::State::restore(std::string_view saved, base::Micros now) {
  if (!saved.starts_with(kMagic)) return damaged("not in the form NRSHTPL1");
  if (saved.size() < kMagic.size() + kChecksum) return damaged("cut short");
  const std::string_view summed = saved.substr(0, saved.size() - kChecksum);
  Reader sum(saved.substr(summed.size()));
  if (sum.get<std::uint64_t>() != checksum(summed)) return damaged("bad checksum");
  Reader in(summed.substr(kMagic.size()));
  const base::Micros refresh = in.get_time();
  const auto count = in.get<std::uint32_t>();
  std::map<DomainKey, Domain> read;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!get_domain(in, read)) return damaged("a domain that makes no sense");
  }
  if (!in.at_end() || refresh < 0) return damaged("octets behind the last domain");
  adopt(std::move(read), refresh, now);
  return {};
}

// What the session has learnt itself is newer and stays.  The limits may have changed since, and
// the clock may have been set back.
void Session::State::adopt(std::map<DomainKey, Domain>&& read, base::Micros refresh,
                           base::Micros now) {
  longest_refresh = std::max(longest_refresh, std::min(refresh, kLongestRefresh));
  for (auto& [key, saved] : read) {
    if (!domains.contains(key) && domains.size() >= limits.domains) continue;
    const auto [entry, fresh] = domains.try_emplace(key);
    Domain& domain = entry->second;
    if (fresh) domain.heard = std::min(saved.heard, now);
    if (!domain.boot.has_value()) domain.boot = saved.boot;
    adopt_sampling(std::move(saved.sampling), domain);
    for (auto& [id, known] : saved.templates) {
      known.refreshed = std::min(known.refreshed, now);
      const bool old = transport == Transport::Udp && now - known.refreshed > template_lifetime();
      if (old || ledger.templates_now >= limits.templates) continue;
      if (domain.templates.try_emplace(id, std::move(known)).second) ++ledger.templates_now;
    }
  }
  ledger.domains_now = domains.size();
  new_templates = true;
}

void Session::State::adopt_sampling(flow::ipfix::Sampling&& saved, Domain& domain) {
  if (domain.sampling.domain == 0) domain.sampling.domain = saved.domain;
  if (selectors + saved.size() > limits.selectors) return;
  selectors -= domain.sampling.size();
  domain.sampling.selectors.merge(saved.selectors);
  domain.sampling.interfaces.merge(saved.interfaces);
  domain.sampling.templates.merge(saved.templates);
  selectors += domain.sampling.size();
}

}  // namespace noroshi::netflow
