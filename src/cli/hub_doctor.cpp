// `noroshi hub doctor`: what is wrong with a hub, one line a sign, whether it is served or not.
#include <fmt/format.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "hub/doctor.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

class Doctor {
 public:
  explicit Doctor(Context& context) : context_(context) {}

  void say(const hub::Check& check);
  void say(std::string name, const Error& error) {
    say({.name = std::move(name),
         .well = false,
         .english = error.message,
         .japanese = error.message});
  }
  void look_at_base(const hub::ServeOptions& settings);

  [[nodiscard]] bool well() const { return well_; }
  [[nodiscard]] const Status& told() const { return told_; }

 private:
  void look_at_archive(sql::Database& database);
  void look_at_trail(sql::Database& database, const hub::ServeOptions& settings);

  Context& context_;
  bool well_ = true;
  Status told_;
};

void Doctor::say(const hub::Check& check) {
  static constexpr Text kWell{"well", "良好"};
  static constexpr Text kIll{"ILL ", "不調"};
  well_ = well_ && check.well;
  const auto word = (check.well ? kWell : kIll).in(context_.language);
  const auto style = check.well ? Style::Green : Style::Red;
  const bool japanese = context_.language == Language::Japanese;
  const Status told =
      context_.out.write(fmt::format("{}  {}\n", styled(word, style, context_.terminal.colour),
                                     japanese ? check.japanese : check.english));
  if (told_) told_ = told;
}

void Doctor::look_at_archive(sql::Database& database) {
  const auto archive = archive::Archive::open(database);
  if (!archive) return say("archive", archive.error());
  for (const hub::Check& one : hub::check_archive(**archive)) say(one);
}

void Doctor::look_at_trail(sql::Database& database, const hub::ServeOptions& settings) {
  const auto trail = directory::Trail::open(database, io::wall_clock);
  if (!trail) return say("trail", trail.error());
  say(hub::check_trail(**trail));
  if (settings.trail_log) say(hub::check_log(*settings.trail_log, **trail));
  say(hub::check_clock(**trail, io::wall_clock()));
}

void Doctor::look_at_base(const hub::ServeOptions& settings) {
  const auto database = sql::Database::open(settings.database);
  if (!database) return say("base", database.error());
  say(hub::check_base(**database));
  look_at_archive(**database);
  look_at_trail(**database, settings);
}

hub::Check sound_settings(const std::string& folder) {
  static constexpr Text kSound{"settings: {}/hub.toml is sound", "設定: {}/hub.toml は正常です"};
  return {.name = "settings",
          .english = kSound.in(Language::English, folder),
          .japanese = kSound.in(Language::Japanese, folder)};
}

}  // namespace

Result<int> run_hub_doctor(const Arguments& arguments, Context& context) {
  const std::string folder = hub_folder(arguments);
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  Doctor doctor(context);
  doctor.say(sound_settings(folder));
  doctor.say(hub::check_disk(folder));
  doctor.say(hub::check_secret(settings.key));
  doctor.say(hub::check_secret(folder + "/local.key"));
  doctor.say(hub::check_certificate(settings.certificate, io::wall_clock()));
  doctor.look_at_base(settings);
  NOROSHI_CHECK(doctor.told());
  return doctor.well() ? 0 : 1;
}

}  // namespace noroshi::cli
