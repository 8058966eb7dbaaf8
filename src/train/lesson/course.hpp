// Course: all that a model is fitted to, and the days on which it is examined.
//
// Lessons are practice days at every sampling interval, with every labelled capture grafted on some
// of them, and the captures as they are at N = 1.  The exam has seeds of its own; no record of it
// enters a lesson.  The same options and captures give the same examples, bit for bit.
#pragma once

#include <functional>
#include <map>

#include "train/fit/bands.hpp"
#include "train/lesson/day.hpp"
#include "train/lesson/practice.hpp"

namespace noroshi::lesson {

inline constexpr std::array<std::uint32_t, 5> kSamplings = {1, 10, 100, 1'000, 10'000};

struct CourseOptions {
  std::uint64_t seed = 1;
  std::uint32_t days = 5;
  std::uint32_t exam_days = 2;
  std::uint32_t fewest_subscribers = 20'000;
  std::uint32_t most_subscribers = 40'000;
  std::uint32_t most_bots = 500;
  std::uint32_t instances = 2;      ///< botnets of each family on a day, at most
  std::uint32_t times_grafted = 2;  ///< days on which each capture is
  double most_graft_records = 300'000;
  unsigned threads = 0;
  std::function<Status()> check{};  ///< asked often; an Error ends the course with it
};

/// A data set of the course, told for the report.
struct Source {
  std::string name;   ///< "lesson 3", "iot23-34-1-mirai.conn.log.labeled.gz"
  std::string path;   ///< of a capture; empty for a generated day
  std::string truth;  ///< of a generated day: with seed and parameters, all that makes it again
  std::uint32_t subscribers = 0;
  std::uint64_t records = 0;
  std::size_t servers = 0;  ///< at N = 1
  std::size_t c2 = 0;       ///< of them
};

struct Course {
  std::vector<fit::BandExamples> bands;  ///< for each of kSamplings
  std::vector<std::string> groups;       ///< by their number; families by their key
  std::vector<Source> sources;
  std::vector<Day> exam;  ///< without their innocents' names for anything: only to be judged

  [[nodiscard]] std::optional<std::uint32_t> group(std::string_view name) const;
};

/// Told before each part: "lesson 3 of 8".
using PartFn = std::function<void(const std::string&)>;

Result<Course> attend(const CourseOptions& options, const std::vector<Capture>& captures,
                      const PartFn& part = {});

/// What people held each input to be worth before there was a fit: it stands where examples say
/// nothing, and the fit is drawn to it where they say little.
fit::Parameters judgement();
/// The same as coefficients: what lessons are first judged by, so that no fit depends on the one
/// that happens to be built in.
c2::Coefficients judged_coefficients();

}  // namespace noroshi::lesson
