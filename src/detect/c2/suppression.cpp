#include "detect/c2/suppression.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>

namespace noroshi::c2 {
namespace {

using model::kTcp;
using model::kUdp;

struct Purpose {
  std::array<std::string_view, 3> words;  // any of them; unused ones repeat
  std::initializer_list<Service> services;
};

constexpr std::initializer_list<Service> kResolver{{53, kUdp},  {53, kTcp},  {853, kTcp},
                                                   {853, kUdp}, {443, kTcp}, {443, kUdp}};
constexpr std::initializer_list<Service> kClock{{123, kUdp}};
constexpr std::initializer_list<Service> kMail{
    {25, kTcp}, {465, kTcp}, {587, kTcp}, {993, kTcp}, {995, kTcp}};
constexpr std::initializer_list<Service> kWeb{{80, kTcp}, {443, kTcp}, {443, kUdp}};

constexpr std::array kPurposes{Purpose{{"dns", "resolver", "nameserver"}, kResolver},
                               Purpose{{"ntp", "ntp", "ntp"}, kClock},
                               Purpose{{"smtp", "mail", "mx"}, kMail}};

// Whole words only: "mx" is in many names by chance.
bool has_word(std::string_view text, std::string_view word) {
  const auto boundary = [&](std::size_t at) {
    return at >= text.size() || std::isalnum(static_cast<unsigned char>(text[at])) == 0;
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const bool plural = at + word.size() < text.size() && text[at + word.size()] == 's';
    if ((at == 0 || boundary(at - 1)) && boundary(at + word.size() + (plural ? 1 : 0))) return true;
  }
  return false;
}

}  // namespace

bool SuppressionList::covers(const model::Endpoint& endpoint) const {
  const Service service{endpoint.port, endpoint.proto};
  return std::ranges::any_of(entries, [&](const SuppressedServices& entry) {
    return std::ranges::find(entry.services, service) != entry.services.end() &&
           entry.networks.contains(endpoint.ip);
  });
}

std::vector<Service> services_of_list(std::string_view name_and_description) {
  std::string lower(name_and_description);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const Purpose& purpose : kPurposes) {
    const bool named = std::ranges::any_of(
        purpose.words, [&](std::string_view word) { return has_word(lower, word); });
    if (named) return purpose.services;
  }
  return kWeb;
}

const SuppressionList* suppressing(std::span<const SuppressionList> lists,
                                   const model::Endpoint& endpoint) {
  const auto found = std::ranges::find_if(
      lists, [&](const SuppressionList& list) { return list.covers(endpoint); });
  return found == lists.end() ? nullptr : &*found;
}

}  // namespace noroshi::c2
