#include "train/lesson/course.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::lesson {
namespace {

constexpr std::uint64_t kSeedsApart = 1'000;  // between two courses
constexpr std::uint64_t kExamSeeds = 500;     // from here on, of a course
constexpr std::string_view kInnocents = "innocents of ";

// Examples by interval, their groups still by name.
class Notebook {
 public:
  void note(std::uint32_t sampling, const KnownServer& server, double shift,
            const std::string& source) {
    const std::string name = server.c2() ? server.family : std::string(kInnocents) + source;
    const auto group = groups_.try_emplace(name, static_cast<std::uint32_t>(groups_.size()));
    examples_[sampling].push_back({.steps = fit::steps_of(server.weighed.strengths),
                                   .offset = server.weighed.prior + shift,
                                   .group = group.first->second,
                                   .c2 = server.c2()});
  }

  /// After a day: what is equal becomes one, so that memory holds.
  void tidy() {
    for (auto& [sampling, examples] : examples_) examples = fit::merged(std::move(examples));
  }

  // Numbers of groups follow their names, not the order in which they came up.
  void hand_in(Course& course) && {
    std::vector<std::uint32_t> number(groups_.size());
    for (const auto& [name, group] : groups_) {
      number[group] = static_cast<std::uint32_t>(course.groups.size());
      course.groups.push_back(name);
    }
    for (const std::uint32_t sampling : kSamplings) {
      std::vector<fit::Example> examples = std::move(examples_[sampling]);
      for (fit::Example& example : examples) example.group = number[example.group];
      course.bands.push_back({sampling, fit::merged(std::move(examples))});
    }
  }

 private:
  std::map<std::string, std::uint32_t> groups_;
  std::map<std::uint32_t, std::vector<fit::Example>> examples_;
};

std::vector<const Capture*> graftable(const std::vector<Capture>& captures) {
  std::vector<const Capture*> found;
  for (const Capture& capture : captures) {
    if (capture.graft) found.push_back(&capture);
  }
  return found;
}

// Capture i goes on the days i, i + stride, …, so that each day has its share.
std::vector<const Capture*> grafts_of(const std::vector<const Capture*>& all, std::uint32_t day,
                                      std::uint32_t days, std::uint32_t times) {
  std::vector<const Capture*> grafts;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::uint32_t k = 0; k < std::min(times, days); ++k) {
      if ((i + k * (days / std::min(times, days))) % days == day) grafts.push_back(all[i]);
    }
  }
  return grafts;
}

Result<Day> live_one(const CourseOptions& options, std::uint64_t seed,
                     const std::vector<const Capture*>& grafts) {
  const auto scenario = practice_day({.seed = seed,
                                      .fewest_subscribers = options.fewest_subscribers,
                                      .most_subscribers = options.most_subscribers,
                                      .most_bots = options.most_bots,
                                      .instances = options.instances,
                                      .grafts = grafts,
                                      .most_graft_records = options.most_graft_records});
  return live(scenario, {.samplings = {kSamplings.begin(), kSamplings.end()},
                         .known_infected = practice_known_infected(seed),
                         .coefficients = judged_coefficients(),
                         .threads = options.threads,
                         .check = options.check});
}

Source source_of(const std::string& name, const Day& day) {
  Source source{.name = name, .path = "", .truth = traffic::truth_json(day.truth)};
  source.subscribers = day.truth.scenario.subscribers;
  source.records = day.truth.records;
  source.servers = day.views.front().servers.size();
  source.c2 = day.truth.c2.size();
  return source;
}

void learn(Notebook& notebook, Course& course, const Capture& capture, unsigned threads) {
  const bool told = capture.truth.kind == "c2" || capture.truth.innocent();
  if (!capture.labelled || !told) return;
  const View view = look_at(capture, 1, judged_coefficients(), threads);
  for (const KnownServer& server : view.servers) {
    notebook.note(1, server, 0, "capture " + capture.truth.file);
  }
  Source source{.name = capture.truth.file, .path = capture.path, .truth = ""};
  source.records = capture.flows.size();
  source.servers = view.servers.size();
  source.c2 = capture.truth.servers.size();
  course.sources.push_back(std::move(source));
}

}  // namespace

std::optional<std::uint32_t> Course::group(std::string_view name) const {
  const auto found = std::ranges::find(groups, name);
  if (found == groups.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - groups.begin());
}

Result<Course> attend(const CourseOptions& options, const std::vector<Capture>& captures,
                      const PartFn& part) {
  const auto tell = [&](const std::string& what) {
    if (part) part(what);
  };
  Course course;
  Notebook notebook;
  const auto grafts = graftable(captures);
  for (std::uint32_t i = 0; i < options.days; ++i) {
    const auto name = fmt::format("lesson {} of {}", i + 1, options.days);
    tell(name);
    const Day day =
        NOROSHI_TRY(live_one(options, options.seed * kSeedsApart + i,
                             grafts_of(grafts, i, options.days, options.times_grafted)));
    for (const View& view : day.views) {
      const double shift = crowding(day, view);
      for (const KnownServer& server : view.servers) {
        notebook.note(view.sampling, server, shift, name);
      }
    }
    notebook.tidy();
    course.sources.push_back(source_of(name, day));
  }
  tell("captures as they are");
  for (const Capture& capture : captures) learn(notebook, course, capture, options.threads);
  std::move(notebook).hand_in(course);
  for (std::uint32_t i = 0; i < options.exam_days; ++i) {
    const auto name = fmt::format("exam {} of {}", i + 1, options.exam_days);
    tell(name);
    course.exam.push_back(NOROSHI_TRY(live_one(options, options.seed * kSeedsApart + kExamSeeds + i,
                                               grafts_of(grafts, i, options.exam_days, 1))));
    course.sources.push_back(source_of(name, course.exam.back()));
  }
  return course;
}

}  // namespace noroshi::lesson
