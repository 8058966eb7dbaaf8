#include "io/http/request_reader.hpp"

#include <gtest/gtest.h>

namespace noroshi::http {
namespace {

using Stage = RequestReader::Stage;

struct Outcome {
  Stage stage = Stage::Header;
  int status = 0;
  Request request;
  std::size_t taken = 0;
};

/// Feeds the octets in pieces of that size, as a socket would.
Outcome read(std::string_view octets, std::size_t piece = 1'000'000,
             const ServerOptions& options = {}) {
  RequestReader reader({}, options);
  std::string buffer;
  Outcome out;
  for (std::size_t at = 0; at < octets.size(); at += piece) {
    buffer += octets.substr(at, piece);
    const auto taken = reader.take(buffer);
    buffer.erase(0, taken);
    out.taken += taken;
  }
  out.stage = reader.stage();
  if (out.stage == Stage::Refused) out.status = reader.refusal().status;
  out.request = std::move(reader.request());
  return out;
}

constexpr std::string_view kChunked =
    "POST /a?b HTTP/1.1\r\nHost: h\r\nX-Name:  value \r\nTransfer-Encoding: chunked\r\n\r\n"
    "4;ext=1\r\nabcd\r\n2\r\nef\r\n0\r\nAuthorization: Basic eDp5\r\n\r\nGET";

TEST(RequestReader, ReadsTheSameWhereverThePiecesEnd) {
  for (std::size_t piece = 1; piece <= kChunked.size(); ++piece) {
    const auto out = read(kChunked, piece);
    ASSERT_EQ(out.stage, Stage::Done) << piece;
    EXPECT_EQ(out.request.method, "POST");
    EXPECT_EQ(out.request.target, "/a?b");
    EXPECT_EQ(out.request.header("x-name"), "value");
    EXPECT_EQ(out.request.body, "abcdef");
    EXPECT_LE(out.taken, kChunked.size() - 3);
  }
}

TEST(RequestReader, LeavesTheNextRequestAlone) {
  EXPECT_EQ(read(kChunked).taken, kChunked.size() - 3);
}

TEST(RequestReader, ATrailerIsNoHeader) {
  EXPECT_EQ(read(kChunked).request.header("authorization"), "");
}

TEST(RequestReader, PassesOverEmptyLinesBeforeARequest) {
  EXPECT_EQ(read("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 1).stage, Stage::Done);
}

TEST(RequestReader, RefusesWhatTwoServersMightReadDifferently) {
  const std::string smuggled = "5\r\nGET /\r\n0\r\n\r\n";
  for (const char* fields :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 6\r\n",
        "Content-Length: -5\r\n", "Content-Length: +5\r\n", "Content-Length: 5x\r\n",
        "Content-Length: 99999999999999999999999\r\n", "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"}) {
    const auto out =
        read("POST / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n" + smuggled);
    EXPECT_EQ(out.stage, Stage::Refused) << fields;
    EXPECT_TRUE(out.status == 400 || out.status == 501 || out.status == 413) << out.status;
  }
}

TEST(RequestReader, OneHostIsNeeded) {
  EXPECT_EQ(read("GET / HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n").status, 400);
  EXPECT_EQ(read("GET / HTTP/1.0\r\n\r\n").stage, Stage::Done);
}

TEST(RequestReader, OnlyTheVersionsItSpeaks) {
  EXPECT_EQ(read("GET / HTTP/2.0\r\nHost: a\r\n\r\n").status, 505);
  EXPECT_EQ(read("GET / HTTP/1.2\r\nHost: a\r\n\r\n").status, 505);
  EXPECT_EQ(read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status, 505);
}

TEST(RequestReader, ABodyOfChunksHasTheSameLimitAsOneWithALength) {
  ServerOptions four;
  four.body_limit = 4;
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(read(head + "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", 1, four).request.body, "abcd");
  EXPECT_EQ(read(head + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n", 1, four).status, 413);
  EXPECT_EQ(read(head + "ffffffffffffffff\r\n", 1, four).status, 413);
}

TEST(RequestReader, ALengthThatIsOnlyAnnouncedReservesNothing) {
  ServerOptions large;
  large.body_limit = std::uint64_t{1} << 60;
  const auto out =
      read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000000\r\n\r\nabc", 10, large);
  EXPECT_EQ(out.stage, Stage::Body);
}

TEST(RequestReader, AChunkHeaderWithoutEndIsNotTaken) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto out = read(head + "1;" + std::string(100'000, 'a'));
  EXPECT_EQ(out.taken, head.size()) << "the connection sees that its buffer only grows";
}

}  // namespace
}  // namespace noroshi::http
