#include "act/zone/responder.hpp"

#include <cctype>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::zone {
namespace {

constexpr const char* kSecret = "bm9yb3NoaSB0ZXN0IHNlY3JldCBvZiAzMiBvY3RldHM=";
constexpr net::Address kHere = net::Address::v4(0x7F000001);

Options with_key() {
  Options options;
  options.origin = "rpz.test.";
  options.keys = {{"Key", "HMAC-SHA256", kSecret}};
  return options;
}

/// A signed question for the zone's SOA, made now.
std::string signed_question() {
  ldns_rr* question = nullptr;
  EXPECT_EQ(ldns_rr_new_question_frm_str(&question, "rpz.test. IN SOA", nullptr, nullptr),
            LDNS_STATUS_OK);
  const Packet packet(ldns_pkt_new());
  ldns_pkt_set_id(packet.get(), 7);
  ldns_pkt_push_rr(packet.get(), LDNS_SECTION_QUESTION, question);
  EXPECT_EQ(ldns_pkt_tsig_sign(packet.get(), "key.", kSecret, 300, "hmac-sha256.", nullptr),
            LDNS_STATUS_OK);
  return wire_of(packet.get());
}

/// The code of the answer, and of its TSIG (−1: it has none).
std::pair<int, int> codes(const Responder& responder, std::string_view wire, std::int64_t now) {
  const Journal journal(1, 1);
  const Reply reply =
      responder.answer({reinterpret_cast<const std::uint8_t*>(wire.data()), wire.size()}, kHere,
                       Responder::Over::Udp, journal, now);
  ldns_pkt* read = nullptr;
  const auto* octets = reinterpret_cast<const std::uint8_t*>(reply.message.data());
  if (ldns_wire2pkt(&read, octets, reply.message.size()) != LDNS_STATUS_OK) return {-1, -1};
  const Packet answer(read);
  const ldns_rr* tsig = ldns_pkt_tsig(read);
  constexpr std::size_t kError = 5;
  return {ldns_pkt_get_rcode(read),
          tsig == nullptr ? -1 : ldns_rdf2native_int16(ldns_rr_rdf(tsig, kError))};
}

TEST(Responder, TakesASignatureOfNowOnly) {
  const auto responder = Responder::make(with_key());
  ASSERT_TRUE(responder) << responder.error().message;
  const std::string question = signed_question();
  const auto now = static_cast<std::int64_t>(std::time(nullptr));
  EXPECT_EQ(codes(*responder, question, now), std::pair(0, 0));
  EXPECT_EQ(codes(*responder, question, now + 200), std::pair(0, 0));
  EXPECT_EQ(codes(*responder, question, now + 400), std::pair(9, 18)) << "NOTAUTH, BADTIME";
  EXPECT_EQ(codes(*responder, question, now - 400), std::pair(9, 18));
}

TEST(Responder, FindsEveryFlippedBitOfASignedQuestion) {
  const auto responder = Responder::make(with_key());
  ASSERT_TRUE(responder);
  const auto now = static_cast<std::int64_t>(std::time(nullptr));
  const std::string question = signed_question();
  // Names compare without case, so what 0x20 makes of a letter is the same name.  The last of them
  // is the algorithm's: 12 octets of head, 14 of question, 5 + 10 + 13 of the TSIG.
  constexpr std::size_t kNamesEnd = 54;
  for (std::size_t bit = 0; bit < question.size() * 8; ++bit) {
    std::string forged = question;
    forged[bit / 8] = static_cast<char>(forged[bit / 8] ^ (1 << bit % 8));
    const bool in_a_name = bit / 8 < kNamesEnd && std::isalpha(question[bit / 8]) != 0;
    if (bit % 8 == 5 && in_a_name) continue;
    EXPECT_NE(codes(*responder, forged, now), std::pair(0, 0)) << "bit " << bit;
  }
}

TEST(Responder, AnswersNothingToAnswersAndScraps) {
  const auto responder = Responder::make(with_key());
  ASSERT_TRUE(responder);
  EXPECT_EQ(codes(*responder, "", 0).first, -1);
  EXPECT_EQ(codes(*responder, std::string(11, '\0'), 0).first, -1);
  EXPECT_EQ(codes(*responder, std::string("\0\0\x80\0\0\0\0\0\0\0\0\0", 12), 0).first, -1);
}

}  // namespace
}  // namespace noroshi::zone
