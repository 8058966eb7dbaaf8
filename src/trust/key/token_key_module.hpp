// A PKCS#11 module (OASIS PKCS #11 v2.40) and one token in it, logged in.
//
// The module is a library of whoever made the token, loaded by its path and never unloaded: such
// libraries leave threads and exit handlers behind.  Sessions are lent to threads and come back.
// The PIN lies in locked memory for as long as the token is open, since some keys ask for it at
// every signature; it is in no Error.  Internal to the leaf.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <p11-kit/pkcs11.h>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/key/secrecy.hpp"

namespace noroshi::key {

/// "what: the words for what the token answered".
Error token_error(std::string_view what, CK_RV answer);

class TokenModule {
 public:
  /// The same one for all who name the same path.
  static Result<std::shared_ptr<TokenModule>> load(const std::string& path);

  TokenModule(const TokenModule&) = delete;
  TokenModule& operator=(const TokenModule&) = delete;
  ~TokenModule();

  [[nodiscard]] CK_FUNCTION_LIST& call() const { return *functions_; }
  /// The slot in which the token with this label is.
  [[nodiscard]] Result<CK_SLOT_ID> slot_of(const std::string& token) const;

 private:
  TokenModule(CK_FUNCTION_LIST* functions, bool started)
      : functions_(functions), started_(started) {}
  CK_FUNCTION_LIST* functions_;
  bool started_;  // by us, so that we end it
};

class Token {
 public:
  static Result<std::unique_ptr<Token>> open(std::shared_ptr<TokenModule> module,
                                             const std::string& label, Secret pin_file);
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;
  ~Token();

  /// A session, given back when this ends.
  class Lease {
   public:
    Lease(Token& token, CK_SESSION_HANDLE session) : token_(&token), session_(session) {}
    Lease(Lease&& other) noexcept
        : token_(std::exchange(other.token_, nullptr)), session_(other.session_) {}
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      if (token_ != nullptr) token_->give_back(session_, sound_);
    }
    [[nodiscard]] CK_SESSION_HANDLE session() const { return session_; }
    /// It is of no more use: the token was pulled out, or forgot it.
    void spoil() { sound_ = false; }

   private:
    Token* token_;
    CK_SESSION_HANDLE session_;
    bool sound_ = true;
  };

  Result<Lease> borrow();
  [[nodiscard]] CK_FUNCTION_LIST& call() const { return module_->call(); }
  [[nodiscard]] const std::string& label() const { return label_; }
  /// Once for all sessions (CKU_USER), or for the operation that this session began
  /// (CKU_CONTEXT_SPECIFIC).
  Status login(CK_SESSION_HANDLE session, CK_USER_TYPE user);

 private:
  Token(std::shared_ptr<TokenModule> module, CK_SLOT_ID slot, std::string label, Secret pin_file)
      : module_(std::move(module)),
        slot_(slot),
        label_(std::move(label)),
        pin_file_(std::move(pin_file)) {}
  void give_back(CK_SESSION_HANDLE session, bool sound);

  std::shared_ptr<TokenModule> module_;
  CK_SLOT_ID slot_;
  std::string label_;
  Secret pin_file_;
  std::mutex mutex_;
  std::condition_variable came_back_;
  std::vector<CK_SESSION_HANDLE> idle_{};
  std::size_t open_ = 0;  // sessions, lent or idle
};

}  // namespace noroshi::key
