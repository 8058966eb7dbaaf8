#include "intel/sharing/label.hpp"

#include <bitset>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unordered_map>

namespace noroshi::sharing {
namespace {

constexpr std::array kAllTlps = {Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red};
constexpr std::array kAllStates = {State::Held, State::Released, State::Retracted, State::Refused};

const std::vector<Regions>& region_sets() {
  static const std::vector<Regions> sets = {Regions{}, Regions{0b001}, Regions{0b010},
                                            Regions{0b011}};
  return sets;
}

/// Small domains of each coordinate; all of their combinations.
struct Domains {
  std::vector<Tlp> tlps;
  std::vector<CommunityId> communities;
  std::vector<Regions> regions;
  std::vector<std::uint8_t> hops;
  std::vector<OrganisationId> owners;
  std::vector<std::vector<OrganisationId>> recipients;
  std::vector<State> states;
};

std::vector<Label> all_labels(const Domains& of) {
  std::vector<Label> labels = {Label{}};
  const auto spread = [&labels](const auto& values, auto member) {
    std::vector<Label> more;
    for (const Label& label : labels) {
      for (const auto& value : values) {
        more.push_back(label);
        more.back().*member = value;
      }
    }
    labels = std::move(more);
  };
  spread(of.tlps, &Label::tlp);
  spread(of.communities, &Label::community);
  spread(of.regions, &Label::regions);
  spread(of.hops, &Label::hops);
  spread(of.owners, &Label::owner);
  spread(of.recipients, &Label::recipients);
  spread(of.states, &Label::state);
  spread(std::array{Part::Technique, Part::Damage}, &Label::part);
  spread(std::array{false, true}, &Label::open);
  return labels;
}

std::vector<Label> every_label() {
  return all_labels({.tlps = {kAllTlps.begin(), kAllTlps.end()},
                     .communities = {0, 1, 2},
                     .regions = region_sets(),
                     .hops = {0, 1},
                     .owners = {0, 1, 2},
                     .recipients = {{}, {1}, {1, 2}},
                     .states = {kAllStates.begin(), kAllStates.end()}});
}

/// Fewer, for whatever looks at pairs.
std::vector<Label> some_labels() {
  return all_labels({.tlps = {Tlp::Clear, Tlp::Amber, Tlp::AmberStrict, Tlp::Red},
                     .communities = {0, 1, 2},
                     .regions = {Regions{}, Regions{0b01}, Regions{0b10}},
                     .hops = {0, 1},
                     .owners = {0, 1},
                     .recipients = {{}, {2}},
                     .states = {State::Held, State::Released, State::Retracted}});
}

std::vector<Viewer> every_viewer() {
  const std::vector<std::vector<Membership>> memberships = {
      {},
      {{1, Role::Reader}},
      {{1, Role::Steward}},
      {{1, Role::Approver}, {2, Role::Contributor}},
      {{2, Role::Steward}, {1, Role::Reader}}};
  std::vector<Viewer> viewers;
  for (const Kind kind : {Kind::Anonymous, Kind::Person, Kind::Machine, Kind::Peer}) {
    for (const OrganisationId organisation : {0, 1, 2}) {
      for (const auto& membership : memberships) {
        for (const Regions& regions : {Regions{}, Regions{0b001}, Regions{0b110}}) {
          viewers.push_back({kind, 7, organisation, membership, regions});
        }
      }
    }
  }
  return viewers;
}

bool belongs(const Viewer& viewer, CommunityId community, bool as_steward) {
  for (const auto& [id, role] : viewer.memberships) {
    if (id == community && (!as_steward || role == Role::Steward)) return true;
  }
  return false;
}

/// The rules again, written as a list of reasons to say no, by nothing that label.cpp has.
std::string reason_to_hide(const Viewer& viewer, const Label& label) {
  const bool somebody = viewer.kind != Kind::Anonymous;
  if (somebody && viewer.organisation != 0 && viewer.organisation == label.owner) return "";
  if (label.state == State::Held) return "waits for its provider";
  if (label.state == State::Retracted) return "was taken back";
  if (label.state == State::Refused) return "was not let out";
  if (label.community == 0) return "lies on its owner's desk";

  bool told = false;
  for (const OrganisationId recipient : label.recipients) {
    if (somebody && viewer.organisation != 0 && recipient == viewer.organisation) told = true;
  }
  const bool member = somebody && belongs(viewer, label.community, false);
  const bool steward = somebody && belongs(viewer, label.community, true);
  const bool for_everybody = label.open && label.tlp == Tlp::Clear;
  if (!member && !for_everybody) return "is of another community";
  if (label.tlp == Tlp::Red && !told) return "is for its recipients";
  if (label.part == Part::Damage && !told && !steward) return "tells of damage";

  bool same_region = label.regions == Regions{} || viewer.regions == Regions{};
  for (std::size_t region = 0; region < kRegionCount; ++region) {
    if (label.regions[region] && viewer.regions[region]) same_region = true;
  }
  if (!same_region) return "is of another region";

  if (viewer.kind == Kind::Peer) {
    if (label.tlp == Tlp::AmberStrict || label.tlp == Tlp::Red) return "stays in this hub";
    if (label.hops < 1) return "has no hop left";
  }
  return "";
}

/// Who sees a label, one bit a viewer.
using Audience = std::bitset<180>;

Audience audience_of(const Label& label) {
  static const std::vector<Viewer> viewers = every_viewer();
  Audience audience;
  for (std::size_t i = 0; i < viewers.size(); ++i) audience.set(i, may_see(viewers[i], label));
  return audience;
}

TEST(MaySee, AgreesWithItsPlainWordsOverEveryCombination) {
  const std::vector<Viewer> viewers = every_viewer();
  ASSERT_EQ(viewers.size(), Audience{}.size());
  std::size_t seen = 0;
  std::size_t hidden = 0;
  for (const Label& label : every_label()) {
    for (const Viewer& viewer : viewers) {
      const std::string reason = reason_to_hide(viewer, label);
      ASSERT_EQ(may_see(viewer, label), reason.empty()) << to_text(label) << ": " << reason;
      ++(reason.empty() ? seen : hidden);
    }
  }
  EXPECT_GT(seen, 100'000U);
  EXPECT_GT(hidden, 1'000'000U);
}

TEST(MaySee, LetsEveryGroundForHidingDecideAlone) {
  // Each is a label that shows itself to this reader but for one thing.
  const Viewer reader{Kind::Person, 1, 5, {{3, Role::Reader}}, Regions{0b1}};
  const Label shown{.tlp = Tlp::Green, .community = 3, .owner = 9, .state = State::Released};
  ASSERT_TRUE(may_see(reader, shown));
  const auto hides = [&](auto change) {
    Label label = shown;
    change(label);
    return !may_see(reader, label);
  };
  EXPECT_TRUE(hides([](Label& l) { l.state = State::Held; }));
  EXPECT_TRUE(hides([](Label& l) { l.state = State::Retracted; }));
  EXPECT_TRUE(hides([](Label& l) { l.community = 4; }));
  EXPECT_TRUE(hides([](Label& l) { l.regions = Regions{0b10}; }));
  EXPECT_TRUE(hides([](Label& l) { l.tlp = Tlp::Red; }));
  EXPECT_TRUE(hides([](Label& l) { l.part = Part::Damage; }));
}

TEST(MaySee, ShowsAPeerOnlyWhatMayLeaveTheHub) {
  const Viewer peer{Kind::Peer, 1, 5, {{3, Role::Reader}}, {}};
  Label label{.tlp = Tlp::Amber, .community = 3, .hops = 1, .state = State::Released};
  EXPECT_TRUE(may_see(peer, label));
  label.hops = 0;
  EXPECT_FALSE(may_see(peer, label));
  label.hops = 1;
  label.tlp = Tlp::AmberStrict;
  EXPECT_FALSE(may_see(peer, label));
  label.tlp = Tlp::Red;
  label.recipients = {5};
  EXPECT_FALSE(may_see(peer, label)) << "what is narrower than AMBER+STRICT goes no further";
}

TEST(MaySee, NamelessOnesSeeOpenClearTechniqueOnly) {
  const Viewer nobody;
  Label label{.tlp = Tlp::Clear, .community = 3, .state = State::Released, .open = true};
  EXPECT_TRUE(may_see(nobody, label));
  label.part = Part::Damage;
  EXPECT_FALSE(may_see(nobody, label));
  label.part = Part::Technique;
  label.open = false;
  EXPECT_FALSE(may_see(nobody, label));
  label.open = true;
  label.tlp = Tlp::Green;
  EXPECT_FALSE(may_see(nobody, label));
}

TEST(MaySee, TheDefaultLabelIsItsOwnersOnly) {
  for (const Viewer& viewer : every_viewer()) EXPECT_FALSE(may_see(viewer, Label{}));
}

TEST(Lattice, NarrowerNeverShowsMore) {
  const std::vector<Label> labels = some_labels();
  std::vector<Audience> audiences;
  audiences.reserve(labels.size());
  for (const Label& label : labels) audiences.push_back(audience_of(label));
  std::size_t ordered = 0;
  for (std::size_t a = 0; a < labels.size(); ++a) {
    for (std::size_t b = 0; b < labels.size(); ++b) {
      if (!no_wider(labels[a], labels[b])) continue;
      ++ordered;
      ASSERT_TRUE((audiences[a] & ~audiences[b]).none())
          << to_text(labels[a]) << " / " << to_text(labels[b]);
    }
  }
  EXPECT_GT(ordered, 100'000U);
}

TEST(Lattice, NarrowingOneCoordinateNeverShowsMore) {
  for (const Label& label : every_label()) {
    const Audience before = audience_of(label);
    std::vector<Label> narrower;
    const auto with = [&](auto change) {
      narrower.push_back(label);
      change(narrower.back());
    };
    for (const Tlp tlp : kAllTlps) {
      if (tlp > label.tlp) with([&](Label& l) { l.tlp = tlp; });
    }
    with([](Label& l) { l.community = 0; });
    with([](Label& l) { l.owner = 0; });
    with([](Label& l) { l.hops = 0; });
    with([](Label& l) { l.recipients.clear(); });
    with([](Label& l) { l.part = Part::Damage; });
    with([](Label& l) { l.open = false; });
    if (label.state == State::Released) with([](Label& l) { l.state = State::Held; });
    if (label.regions.none() || label.regions.count() == 2) {
      with([](Label& l) { l.regions = Regions{0b01}; });
    }
    for (const Label& each : narrower) {
      ASSERT_TRUE((audience_of(each) & ~before).none()) << to_text(each) << " / " << to_text(label);
    }
  }
}

TEST(Lattice, MeetIsNoWiderThanEither) {
  const std::vector<Label> labels = some_labels();
  std::unordered_map<std::string, Audience> known;
  for (std::size_t a = 0; a < labels.size(); a += 3) {
    const Audience of_a = audience_of(labels[a]);
    for (std::size_t b = a % 5; b < labels.size(); b += 5) {
      const Label both = meet(labels[a], labels[b]);
      ASSERT_TRUE(no_wider(both, labels[a]) && no_wider(both, labels[b])) << to_text(both);
      auto [entry, is_new] = known.try_emplace(to_text(both));
      if (is_new) entry->second = audience_of(both);
      ASSERT_TRUE((entry->second & ~of_a).none()) << to_text(both) << " / " << to_text(labels[a]);
    }
  }
}

bool same(const Label& a, const Label& b) { return no_wider(a, b) && no_wider(b, a); }

/// Whatever concerns community, region, recipients and openness: the coordinates that touch.
std::vector<Label> touching_labels() {
  return all_labels({.tlps = {Tlp::Clear, Tlp::Red},
                     .communities = {0, 1, 2},
                     .regions = {Regions{}, Regions{0b01}, Regions{0b10}},
                     .hops = {0},
                     .owners = {1},
                     .recipients = {{}, {2}},
                     .states = {State::Released}});
}

TEST(Lattice, MeetIsTheGreatestLowerBound) {
  const std::vector<Label> labels = touching_labels();
  for (const Label& a : labels) {
    for (const Label& b : labels) {
      const Label both = meet(a, b);
      for (const Label& lower : labels) {
        if (!no_wider(lower, a) || !no_wider(lower, b)) continue;
        ASSERT_TRUE(no_wider(lower, both)) << to_text(lower) << " is below " << to_text(a)
                                           << " and " << to_text(b) << ", not " << to_text(both);
      }
    }
  }
}

TEST(Lattice, MeetDoesNotDependOnOrderOrRepetition) {
  const std::vector<Label> labels = touching_labels();
  for (const Label& a : labels) {
    ASSERT_TRUE(same(meet(a, a), a)) << to_text(a);
    for (const Label& b : labels) {
      ASSERT_EQ(meet(a, b), meet(b, a));
      for (const Label& c : labels) {
        ASSERT_TRUE(same(meet(meet(a, b), c), meet(a, meet(b, c))))
            << to_text(a) << " / " << to_text(b) << " / " << to_text(c);
      }
    }
  }
}

TEST(Lattice, RegionsThatDoNotMeetLeaveNobodyButTheOwner) {
  const Label kanto{.tlp = Tlp::Green,
                    .community = 3,
                    .regions = Regions{0b100},
                    .owner = 1,
                    .state = State::Released};
  Label tokai = kanto;
  tokai.regions = Regions{0b100000};
  const Viewer everywhere{Kind::Person, 1, 5, {{3, Role::Steward}}, {}};
  EXPECT_FALSE(may_see(everywhere, meet(kanto, tokai)));
}

TEST(Lattice, WhatEverybodyMaySeeDoesNotPullCommunitiesApart) {
  const Label feed{.tlp = Tlp::Clear, .community = 9, .state = State::Released, .open = true};
  const Label ours{.tlp = Tlp::Green, .community = 3, .state = State::Released};
  EXPECT_EQ(meet(feed, ours).community, 3);
}

TEST(MayRelease, IsForTheOwnersApproverAndForStewards) {
  const Label label{.community = 3, .owner = 5};
  const auto may = [&](OrganisationId organisation, Role role, Kind kind = Kind::Person) {
    return may_release({kind, 1, organisation, {{3, role}}, {}}, label);
  };
  EXPECT_TRUE(may(5, Role::Approver));
  EXPECT_TRUE(may(6, Role::Steward));
  EXPECT_FALSE(may(5, Role::Contributor));
  EXPECT_FALSE(may(6, Role::Approver));
  EXPECT_FALSE(may(6, Role::Steward, Kind::Peer));
  EXPECT_FALSE(may(6, Role::Steward, Kind::Anonymous));
}

TEST(LabelText, IsReadBackForEveryLabel) {
  for (const Label& label : every_label()) {
    const auto read = label_from_text(to_text(label));
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(*read, label) << to_text(label);
  }
}

TEST(LabelText, LooksLikeThis) {
  const Label label{.tlp = Tlp::AmberStrict,
                    .community = 3,
                    .regions = Regions{0b100100},
                    .hops = 1,
                    .owner = 4,
                    .recipients = {5, 6},
                    .state = State::Released};
  EXPECT_EQ(to_text(label),
            "amber+strict community=3 regions=kanto,tokai hops=1 owner=4 recipients=5,6 "
            "state=released part=technique");
}

TEST(LabelText, RefusesWhatWouldBeGuesswork) {
  for (const char* text :
       {"", "purple state=held part=technique", "green", "green state=held", "green part=damage",
        "green state=held part=technique colour=red", "green state=held part=technique shut",
        "green state=held part=technique hops=300", "green state=held part=technique hops=-1",
        "green state=held part=technique regions=mars", "green state=held part=technique regions=",
        "green state=held part=technique recipients=1,,2", "green  state=held part=technique"}) {
    EXPECT_FALSE(label_from_text(text)) << text;
  }
}

TEST(Names, AreReadInBothLanguagesAndWithoutCase) {
  EXPECT_EQ(parse_tlp("tlp:amber+strict"), Tlp::AmberStrict);
  EXPECT_EQ(parse_tlp("WHITE"), Tlp::Clear);
  EXPECT_FALSE(parse_tlp("AMBER STRICT"));
  EXPECT_EQ(name_of(Tlp::AmberStrict), "TLP:AMBER+STRICT");
  for (std::size_t i = 0; i < kRegionCount; ++i) {
    const auto region = static_cast<Region>(i);
    EXPECT_EQ(parse_region(name_of(region)), region);
    EXPECT_EQ(parse_region(japanese_name_of(region)), region);
  }
  EXPECT_EQ(parse_region("Okinawa"), Region::Okinawa);
  EXPECT_EQ(japanese_name_of(Region::Shinetsu), "信越");
  EXPECT_EQ(parse_role("Steward"), Role::Steward);
  EXPECT_FALSE(parse_role("admin"));
}

}  // namespace
}  // namespace noroshi::sharing
