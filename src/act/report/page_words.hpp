// The words of the page, in both languages, side by side in page_words.cpp.
#pragma once

#include <array>

#include "base/language.hpp"

namespace noroshi::report {

struct PageWords {
  const char* title;
  const char* whole;
  const char* sensor_word;
  const char* infected;
  const char* addresses;      ///< under a figure
  const char* address_count;  ///< over a column
  const char* fresh;
  const char* persistent;
  const char* returned;
  const char* cleared;
  const char* victims;
  const char* surges;
  const char* research;
  const char* hours_missing;  ///< {}: how many
  const char* by_network;
  const char* network;
  const char* infected_by_network;
  const char* unregistered;
  const char* none;
  const char* families;
  const char* family;
  const char* addresses_by_family;
  const char* hosts;
  const char* interval;
  const char* hosts_by_family;
  const char* about_hosts;
  const char* ports;
  const char* port;
  const char* infected_by_port;
  const char* hosts_by_port;
  const char* countries;
  const char* infected_by_country;
  const char* unknown;
  const char* since;
  const char* hosts_before;
  const char* hosts_now;
  const char* score;
  const char* surge_plot;
  const char* about_surges;  ///< {}: the threshold
  const char* novelties;
  const char* first;
  const char* payload;
  const char* port_is_new;
  const char* campaigns;
  const char* tool;
  const char* ports_short;
  const char* own_sources;
  const char* sources;
  const char* time;
  const char* together;
  const char* profile;
  const char* yes;
  const char* no;
  const char* victims_long;
  const char* address;
  const char* country_or_network;
  const char* replies;
  const char* most_in_minute;
  const char* attacked;
  const char* about_victims;
  const char* about_research;  ///< {}: how many in all
  const char* list;
  const char* reason;
  const char* packets;
  const char* by_behaviour;
  const char* sensor;
  const char* packets_by_hour;
  const char* missing;
  const char* what;
  const char* share;
  const char* received;
  const char* lost;
  const char* evicted;
  const char* missing_hours;
  const char* about_sensor;
  const char* list_of_addresses;
  const char* standing;
  const char* sure;
  const char* seen;
  const char* sightings;
  const char* and_more;  ///< {}: how many
  const char* notes;
  std::array<const char*, 4> note;
};

const PageWords& words_in(base::Language language);

}  // namespace noroshi::report
