#include "trust/key/token_key_module.hpp"

#include <algorithm>
#include <array>
#include <dlfcn.h>
#include <fmt/format.h>
#include <map>

namespace noroshi::key {
namespace {

struct Words {
  CK_RV answer;
  std::string_view text;
};
constexpr std::array<Words, 22> kWords{{
    {CKR_PIN_INCORRECT, "the PIN is wrong; a token locks itself after a few wrong ones"},
    {CKR_PIN_INVALID, "the PIN has characters that the token does not take"},
    {CKR_PIN_LEN_RANGE, "the PIN is too short or too long"},
    {CKR_PIN_EXPIRED, "the PIN has expired and must be changed"},
    {CKR_PIN_LOCKED, "the PIN is locked after too many wrong ones; the security officer resets it"},
    {CKR_USER_PIN_NOT_INITIALIZED, "no PIN was ever set; the security officer sets it"},
    {CKR_USER_NOT_LOGGED_IN, "nobody is logged in any more"},
    {CKR_TOKEN_NOT_PRESENT, "the token is not there any more"},
    {CKR_TOKEN_NOT_RECOGNIZED, "the module does not know this token"},
    {CKR_DEVICE_REMOVED, "the token was removed"},
    {CKR_DEVICE_ERROR, "the token reports a fault of its own"},
    {CKR_DEVICE_MEMORY, "the token has no memory left"},
    {CKR_HOST_MEMORY, "the module has no memory left"},
    {CKR_SESSION_COUNT, "the token gives no further session"},
    {CKR_SESSION_HANDLE_INVALID, "the token has forgotten the session"},
    {CKR_SESSION_CLOSED, "the token has closed the session"},
    {CKR_MECHANISM_INVALID, "the token does not know this way of signing"},
    {CKR_MECHANISM_PARAM_INVALID, "the token does not take these parameters for signing"},
    {CKR_KEY_TYPE_INCONSISTENT, "the key is not for this way of signing"},
    {CKR_KEY_FUNCTION_NOT_PERMITTED, "the key is not allowed to sign"},
    {CKR_CRYPTOKI_NOT_INITIALIZED, "somebody else in this process has ended the module"},
    {CKR_FUNCTION_FAILED, "it failed, and the module does not say why"},
}};

std::string words_for(CK_RV answer) {
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const Words& one) { return one.answer == answer; });
  if (found != kWords.end()) return std::string(found->text);
  return fmt::format("PKCS#11 error 0x{:X}", answer);
}

/// Fields of fixed width, filled with blanks.
std::string trimmed(const unsigned char* text, std::size_t size) {
  std::string result(reinterpret_cast<const char*>(text), size);
  result.erase(result.find_last_not_of(std::string_view(" \0", 2)) + 1);
  return result;
}

Result<CK_FUNCTION_LIST*> functions_of(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    return Error{Errc::NotFound,
                 fmt::format("the PKCS#11 module {} cannot be loaded: {}", path, ::dlerror())};
  }
  const auto list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (list == nullptr || list(&functions) != CKR_OK || functions == nullptr) {
    return Error{Errc::InvalidInput, fmt::format("{} is no PKCS#11 module", path)};
  }
  return functions;
}

}  // namespace

Error token_error(std::string_view what, CK_RV answer) {
  return {Errc::Io, fmt::format("{}: {}", what, words_for(answer))};
}

Result<std::shared_ptr<TokenModule>> TokenModule::load(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<TokenModule>> loaded;
  const std::lock_guard lock(mutex);
  if (auto there = loaded[path].lock()) return there;
  CK_FUNCTION_LIST* functions = NOROSHI_TRY(functions_of(path));
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;  // threads call it at the same time
  const CK_RV answer = functions->C_Initialize(&arguments);
  if (answer != CKR_OK && answer != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    return token_error(fmt::format("starting the PKCS#11 module {}", path), answer);
  }
  std::shared_ptr<TokenModule> module(new TokenModule(functions, answer == CKR_OK));
  loaded[path] = module;
  return module;
}

TokenModule::~TokenModule() {
  if (started_) functions_->C_Finalize(nullptr);
}

Result<CK_SLOT_ID> TokenModule::slot_of(const std::string& token) const {
  CK_ULONG count = 0;
  CK_RV answer = call().C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  if (answer == CKR_OK) answer = call().C_GetSlotList(CK_TRUE, slots.data(), &count);
  if (answer != CKR_OK) return token_error("asking for the tokens", answer);
  slots.resize(std::min<std::size_t>(count, slots.size()));
  std::vector<CK_SLOT_ID> found;
  std::string others;
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO about{};
    if (call().C_GetTokenInfo(slot, &about) != CKR_OK) continue;
    if ((about.flags & CKF_TOKEN_INITIALIZED) == 0) continue;
    const std::string label = trimmed(about.label, sizeof(about.label));
    if (label == token) found.push_back(slot);
    others += fmt::format("{}\"{}\"", others.empty() ? "" : ", ", label);
  }
  if (found.size() == 1) return found.front();
  if (!found.empty()) {
    return Error{
        Errc::InvalidUsage,
        fmt::format("{} tokens have the label \"{}\"; give one another", found.size(), token)};
  }
  return Error{Errc::NotFound, fmt::format("no token has the label \"{}\"; there are: {}", token,
                                           others.empty() ? "none" : others)};
}

Result<std::unique_ptr<Token>> Token::open(std::shared_ptr<TokenModule> module,
                                           const std::string& label, Secret pin_file) {
  const CK_SLOT_ID slot = NOROSHI_TRY(module->slot_of(label));
  std::unique_ptr<Token> token(new Token(std::move(module), slot, label, std::move(pin_file)));
  const Lease first = NOROSHI_TRY(token->borrow());
  NOROSHI_CHECK(token->login(first.session(), CKU_USER));
  return token;
}

Token::~Token() {
  for (const CK_SESSION_HANDLE session : idle_) call().C_CloseSession(session);
}

Status Token::login(CK_SESSION_HANDLE session, CK_USER_TYPE user) {
  const std::string_view pin = pin_file_.first_line();
  // C_Login takes what it does not write to as if it did.
  auto* octets = reinterpret_cast<unsigned char*>(const_cast<char*>(pin.data()));
  const CK_RV answer = call().C_Login(session, user, octets, pin.size());
  if (answer == CKR_OK || answer == CKR_USER_ALREADY_LOGGED_IN) return {};
  return token_error(fmt::format("logging in to the token \"{}\"", label_), answer);
}

/// An idle session, or a new one; where the token gives no more, the next that comes back.
Result<Token::Lease> Token::borrow() {
  std::unique_lock lock(mutex_);
  while (idle_.empty()) {
    CK_SESSION_HANDLE session = 0;
    const CK_RV answer =
        call().C_OpenSession(slot_, CKF_SERIAL_SESSION, nullptr, nullptr, &session);
    if (answer == CKR_OK) {
      ++open_;
      return Lease(*this, session);
    }
    if (answer != CKR_SESSION_COUNT || open_ == 0) {
      return token_error(fmt::format("opening a session with the token \"{}\"", label_), answer);
    }
    came_back_.wait(lock);
  }
  const CK_SESSION_HANDLE session = idle_.back();
  idle_.pop_back();
  return Lease(*this, session);
}

void Token::give_back(CK_SESSION_HANDLE session, bool sound) {
  if (!sound) call().C_CloseSession(session);
  {
    const std::lock_guard lock(mutex_);
    if (sound) {
      idle_.push_back(session);
    } else {
      --open_;
    }
  }
  came_back_.notify_one();
}

}  // namespace noroshi::key
