// libxmlsec1, which others wrote, as the outside judge of XMLDSig in tests.
#pragma once

#include <memory>
#include <string>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include "trust/pki/certificate.hpp"

namespace noroshi::xades::testing {

/// Whether the judge finds the first signature and all its references right.
inline bool judged_right(const std::string& text, const pki::Certificate& signer) {
  static const bool kReady =
      xmlSecInit() == 0 && xmlSecCryptoAppInit(nullptr) == 0 && xmlSecCryptoInit() == 0;
  if (!kReady) return false;
  xmlSecErrorsDefaultCallbackEnableOutput(0);  // a verdict is an answer, not an error
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, XML_PARSE_NONET),
      xmlFreeDoc);
  if (!document) return false;
  const xmlNodePtr root = xmlDocGetRootElement(document.get());
  const xmlChar* ids[] = {reinterpret_cast<const xmlChar*>("Id"), nullptr};
  xmlSecAddIDs(document.get(), root, ids);
  const xmlNodePtr signature = xmlSecFindNode(root, xmlSecNodeSignature, xmlSecDSigNs);
  const std::unique_ptr<xmlSecDSigCtx, decltype(&xmlSecDSigCtxDestroy)> context(
      xmlSecDSigCtxCreate(nullptr), xmlSecDSigCtxDestroy);
  context->enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
  const auto& der = signer.der();
  context->signKey =
      xmlSecCryptoAppKeyLoadMemory(der.data(), static_cast<unsigned>(der.size()),
                                   xmlSecKeyDataFormatCertDer, nullptr, nullptr, nullptr);
  return context->signKey != nullptr && signature != nullptr &&
         xmlSecDSigCtxVerify(context.get(), signature) == 0 &&
         context->status == xmlSecDSigStatusSucceeded;
}

}  // namespace noroshi::xades::testing
