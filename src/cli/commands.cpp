#include "cli/commands.hpp"

#include <algorithm>
#include <array>

#include "cli/commands_c2.hpp"
#include "cli/commands_c2_life.hpp"
#include "cli/commands_c2_programme.hpp"
#include "cli/commands_c2_watch.hpp"
#include "cli/commands_flow.hpp"
#include "cli/commands_flow_collect.hpp"
#include "cli/commands_flow_store.hpp"
#include "cli/commands_hub.hpp"
#include "cli/commands_hub_admin.hpp"
#include "cli/commands_lab.hpp"
#include "cli/commands_lab_darknet.hpp"
#include "cli/commands_log.hpp"
#include "cli/commands_noroshi.hpp"
#include "cli/commands_notify.hpp"
#include "cli/commands_permit.hpp"
#include "cli/commands_psi.hpp"
#include "cli/commands_registry.hpp"
#include "cli/commands_seal.hpp"
#include "cli/commands_sinkhole.hpp"
#include "cli/commands_stix.hpp"
#include "cli/commands_subscriber.hpp"
#include "cli/commands_telescope.hpp"
#include "cli/commands_telescope_report.hpp"
#include "cli/commands_tsa.hpp"

namespace noroshi::cli {
namespace {

// Help, man pages and completion list commands in this order.
// clang-format off
constexpr std::array kCommands{
    kNoroshi,
    kC2, kC2Hunt, kC2Watch, kC2Explain, kC2Score, kC2Life, kC2LeadTime, kC2Overlap,
    kLab, kLabTraffic, kLabDarknet, kLabTrain,
    kFlow, kFlowPrint, kFlowConvert, kFlowSend,
    kFlowTop, kFlowQuery, kFlowExport, kFlowImport, kFlowAudit,
    kFlowCollect, kFlowHealth,
    kHub, kHubInit, kHubServe, kHubPush, kHubPull,
    kHubUser, kHubUserAdd, kHubUserList, kHubUserChange, kHubUserRemove,
    kHubKey, kHubKeyAdd, kHubKeyList, kHubKeyRevoke, kHubLink,
    kHubOrganisation, kHubOrganisationAdd, kHubOrganisationList,
    kHubCommunity, kHubCommunityAdd, kHubCommunityList,
    kHubCollection, kHubCollectionAdd, kHubCollectionList,
    kHubInput, kHubInputAdd, kHubInputList, kHubInputRun, kHubInputRemove,
    kHubBackup, kHubRestore, kHubUpgrade, kHubDoctor, kHubAudit, kHubLoad,
    kTelescope, kTelescopeRun, kTelescopeReport,
    kRegistry, kRegistryKey, kRegistrySign, kRegistryCheck, kRegistryShow,
    kSinkhole, kSinkholeRun, kSinkholeHosts,
    kSubscriber, kSubscriberCheck, kSubscriberFind, kSubscriberMapE,
    kNotify, kNotifyInit, kNotifyTake, kNotifyRoute, kNotifyRun, kNotifyStatus, kNotifyCheck,
    kNotifyShow, kNotifyHistory, kNotifyClose, kNotifyOptOut, kNotifyOptOutAdd,
    kNotifyOptOutRemove, kNotifyOptOutList, kNotifyBounce, kNotifyCurve, kNotifyPush,
    kLog, kLogKeyCommand, kLogAppend, kLogPublish, kLogServe, kLogProve, kLogVerify, kLogWitness, kLogMonitor,
    kPermit, kPermitDraft, kPermitSign, kPermitShow, kPermitCheck,
    kTsa, kTsaServe, kTsaRequest, kTsaVerify, kTsaShow, kTsaAudit,
    kSeal, kSealMake, kSealExtend, kSealVerify, kSealShow, kSealBulk,
    kPsi, kPsiListen, kPsiConnect, kPsiOffer, kPsiAnswer, kPsiFinish, kPsiCommitment,
    kStix, kStixCheck, kStixPattern, kStixMatch,
    kNoroshiHelp, kNoroshiVersion, kNoroshiCompletion, kNoroshiComplete};
// clang-format on

}  // namespace

std::span<const Command> commands() { return kCommands; }

const Command* find_command(std::string_view path) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                  [&](const Command& command) { return command.path == path; });
  return found == kCommands.end() ? nullptr : &*found;
}

std::vector<const Command*> children(const Command& parent) {
  std::vector<const Command*> found;
  for (const auto& command : kCommands) {
    if (command.hidden) continue;
    if (command.path.size() <= parent.path.size() || !command.path.starts_with(parent.path))
      continue;
    auto rest = command.path.substr(parent.path.size());
    if (!parent.path.empty() && rest.front() != ' ') continue;
    if (!parent.path.empty()) rest.remove_prefix(1);
    if (rest.find(' ') == std::string_view::npos) found.push_back(&command);
  }
  return found;
}

std::string_view last_word(const Command& command) {
  return command.path.substr(command.path.rfind(' ') + 1);
}

std::string full_name(const Command& command) {
  return command.path.empty() ? "noroshi" : std::string("noroshi ").append(command.path);
}

}  // namespace noroshi::cli
