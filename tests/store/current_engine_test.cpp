// The one SQL on a current ClickHouse: chDB, the engine as a library, against the embedded store.
//
// Holds the dialect, the table definitions and the Native format of 18.16 against a release of this
// year.  It is one process without network, replication or ZooKeeper: a current *cluster* stays
// untested (docs/operations/scale-out.md).  The library (559 MB) comes from npm, locked by hash
// (tools/npm/chdb); where it cannot be fetched the test says so and is skipped.
#include <array>
#include <cstdio>
#include <dlfcn.h>
#include <fstream>
#include <gtest/gtest.h>

#include "answers.hpp"
#include "base/temporary_folder.hpp"
#include "process.hpp"
#include "seeds.hpp"
#include "store/clickhouse/ddl.hpp"
#include "store/clickhouse/native.hpp"
#include "store/duck/embedded.hpp"

namespace noroshi::store_test {
namespace {

using store::rows_of;

/// What the command prints, or nothing if it fails; its complaints go to `complaints`.
std::optional<std::string> output_of(const std::string& command, std::string& complaints) {
  base::TemporaryFolder folder;
  const auto errors = folder.path() / "errors";
  FILE* pipe = popen((command + " 2>" + errors.string()).c_str(), "r");
  std::string out;
  std::array<char, 4096> piece{};
  while (const std::size_t got = fread(piece.data(), 1, piece.size(), pipe)) {
    out.append(piece.data(), got);
  }
  const int status = pclose(pipe);
  complaints = read_file(errors);
  if (status != 0) return std::nullopt;
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

/// chDB's C interface, by dlopen: nothing of Noroshi links it.
class CurrentEngine {
 public:
  explicit CurrentEngine(const std::string& library) : handle_(dlopen(library.c_str(), RTLD_NOW)) {
    if (handle_ == nullptr) return;
    load(connect_, "chdb_connect");
    load(close_, "chdb_close_conn");
    load(query_, "chdb_query");
    load(destroy_, "chdb_destroy_query_result");
    load(buffer_, "chdb_result_buffer");
    load(length_, "chdb_result_length");
    load(error_, "chdb_result_error");
    std::array<char*, 1> arguments{const_cast<char*>("clickhouse")};
    connection_ = connect_(1, arguments.data());
  }
  ~CurrentEngine() {
    if (connection_ != nullptr) close_(connection_);
  }
  CurrentEngine(const CurrentEngine&) = delete;
  CurrentEngine& operator=(const CurrentEngine&) = delete;

  [[nodiscard]] bool ready() const { return connection_ != nullptr; }

  Result<std::string> run(const std::string& sql, const char* format = "TabSeparated") {
    void* result = query_(*connection_, sql.c_str(), format);
    const char* error = error_(result);
    Result<std::string> out = error != nullptr
                                  ? Result<std::string>(Error{Errc::InvalidInput, error})
                                  : std::string(buffer_(result), length_(result));
    destroy_(result);
    return out;
  }

  Result<Grid> ask(const std::string& sql) {
    std::string octets = NOROSHI_TRY(run(sql, "Native"));
    clickhouse::NativeReader reader(
        [&octets] { return Result<std::string>(std::exchange(octets, std::string())); });
    Grid grid;
    for (;;) {
      const auto chunk = NOROSHI_TRY(reader.next());
      if (!chunk) return grid;
      add(grid, *chunk);
    }
  }

 private:
  template <class Function>
  void load(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(handle_, name));
    ASSERT_NE(function, nullptr) << name;
  }

  void* handle_;
  void** connection_ = nullptr;
  void** (*connect_)(int, char**) = nullptr;
  void (*close_)(void**) = nullptr;
  void* (*query_)(void*, const char*, const char*) = nullptr;
  void (*destroy_)(void*) = nullptr;
  char* (*buffer_)(void*) = nullptr;
  std::size_t (*length_)(void*) = nullptr;
  const char* (*error_)(void*) = nullptr;
};

/// The tables as the store makes them, and the rows as it sends them.
void load(CurrentEngine& engine, const store::Rows& rows, const std::filesystem::path& folder) {
  for (const std::string& sql : clickhouse::create_statements(*rows.table, {"noroshi", "", ""})) {
    const auto made = engine.run(sql);
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }
  std::string octets;
  for (const clickhouse::Unit& unit : clickhouse::split(rows, 1)) {
    clickhouse::write_native(rows, unit, 1, octets);
  }
  const auto file = folder / (std::string(rows.table->name) + ".native");
  std::ofstream(file, std::ios::binary) << octets;
  const auto inserted = engine.run("INSERT INTO noroshi." + clickhouse::rows_table(*rows.table) +
                                   " SELECT * FROM file('" + file.string() + "', 'Native')");
  ASSERT_TRUE(inserted.has_value()) << inserted.error().message;
}

TEST(CurrentEngine, GivesEqualAnswersToEveryQuestion) {
  std::string complaints;
  const auto modules =
      output_of("timeout 240 '" NOROSHI_SOURCE_DIR "/tools/npm-ci' chdb", complaints);
  if (!modules) GTEST_SKIP() << "skipped: chDB could not be fetched: " << complaints;
  const std::string library = *modules + "/@chdb/lib-linux-x64-gnu/libchdb.so";
  if (!std::filesystem::exists(library)) {
    GTEST_SKIP() << "skipped: chDB has no library for this processor";
  }
  CurrentEngine engine(library);
  ASSERT_TRUE(engine.ready()) << dlerror();
  base::TemporaryFolder folder;
  duck::Options options;
  options.folder = folder.file("store");
  auto embedded = duck::open(options);
  ASSERT_TRUE(embedded.has_value()) << embedded.error().message;

  ASSERT_TRUE(engine.run("CREATE DATABASE noroshi").has_value());
  const auto flows = seeded_flows(60'000, 21);
  const auto pairs = seeded_pairs(20'000, 22);
  const auto servers = seeded_servers(5'000, 23);
  const auto exposure = seeded_exposure(500, 24);
  for (const store::Rows& rows :
       {rows_of(flows), rows_of(pairs), rows_of(servers), rows_of(exposure)}) {
    ASSERT_TRUE((*embedded)->append(rows).has_value());
    load(engine, rows, folder.path());
  }
  ASSERT_TRUE(engine.run("USE noroshi").has_value());
  for (const auto& [name, sql] : questions()) {
    SCOPED_TRACE(name + ": " + sql);
    const auto one = ask(**embedded, sql);
    const auto other = engine.ask(sql);
    EXPECT_TRUE(one.has_value()) << one.error().message;
    EXPECT_TRUE(other.has_value()) << other.error().message;
    if (one.has_value() && other.has_value()) {
      EXPECT_EQ(difference(*one, *other), "equal");
    }
  }
}

}  // namespace
}  // namespace noroshi::store_test
