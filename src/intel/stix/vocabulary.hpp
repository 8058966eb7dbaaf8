// The open vocabularies and enumerations of STIX 2.1, section 10, each one text of words.
#pragma once

#include <string_view>

namespace noroshi::stix::vocabulary {

/// Whether `word` is one of `words`, which blanks separate.
constexpr bool holds(std::string_view words, std::string_view word) {
  if (word.empty() || word.find(' ') != std::string_view::npos) return false;
  for (auto at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || words[at - 1] == ' ';
    if (begins && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

inline constexpr std::string_view kAccountType =
    "facebook ldap nis openid radius skype tacacs twitter unix windows-local windows-domain";
inline constexpr std::string_view kAttackMotivation =
    "accidental coercion dominance ideology notoriety organizational-gain personal-gain "
    "personal-satisfaction revenge unpredictable";
inline constexpr std::string_view kAttackResourceLevel =
    "individual club contest team organization government";
inline constexpr std::string_view kEncryptionAlgorithm =
    "AES-256-GCM ChaCha20-Poly1305 mime-type-indicated";
inline constexpr std::string_view kExtensionType =
    "new-sdo new-sco new-sro property-extension toplevel-property-extension";
inline constexpr std::string_view kGroupingContext =
    "suspicious-activity malware-analysis unspecified";
inline constexpr std::string_view kHashAlgorithm =
    "MD5 SHA-1 SHA-256 SHA-512 SHA3-256 SHA3-512 SSDEEP TLSH";
inline constexpr std::string_view kIdentityClass =
    "individual group system organization class unknown";
inline constexpr std::string_view kImplementationLanguage =
    "applescript bash c c++ c# go java javascript lua objective-c perl php powershell python ruby "
    "rust scala swift typescript visual-basic x86-32 x86-64";
inline constexpr std::string_view kIndicatorType =
    "anomalous-activity anonymization benign compromised malicious-activity attribution unknown";
inline constexpr std::string_view kIndustrySector =
    "agriculture aerospace automotive chemical commercial communications construction defense "
    "education energy entertainment financial-services government emergency-services "
    "government-local government-national government-public-services government-regional "
    "healthcare hospitality-leisure infrastructure dams nuclear water insurance legal "
    "manufacturing mining non-profit pharmaceuticals retail technology telecommunications "
    "transportation utilities";
inline constexpr std::string_view kInfrastructureType =
    "amplification anonymization botnet command-and-control control-system exfiltration firewall "
    "hosting-malware hosting-target-lists phishing reconnaissance routers-switches staging "
    "workstation unknown";
inline constexpr std::string_view kIntegrityLevel = "low medium high system";
inline constexpr std::string_view kMalwareCapabilities =
    "accesses-remote-machines anti-debugging anti-disassembly anti-emulation "
    "anti-memory-forensics anti-sandbox anti-vm captures-input-peripherals "
    "captures-output-peripherals captures-system-state-data cleans-traces-of-infection "
    "commits-fraud communicates-with-c2 compromises-data-availability "
    "compromises-data-integrity compromises-system-availability controls-local-machine "
    "degrades-security-software degrades-system-updates determines-c2-server emails-spam "
    "escalates-privileges evades-av exfiltrates-data fingerprints-host hides-artifacts "
    "hides-executing-code infects-files infects-remote-machines installs-other-components "
    "persists-after-system-reboot prevents-artifact-access prevents-artifact-deletion "
    "probes-network-environment self-modifies steals-authentication-credentials "
    "violates-system-operational-integrity";
inline constexpr std::string_view kMalwareResult = "malicious suspicious benign unknown";
inline constexpr std::string_view kMalwareType =
    "adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware "
    "remote-access-trojan resource-exploitation rogue-security-software rootkit screen-capture "
    "spyware trojan unknown virus webshell wiper worm";
inline constexpr std::string_view kOpinion =
    "strongly-disagree disagree neutral agree strongly-agree";
inline constexpr std::string_view kPatternType = "stix pcre sigma snort suricata yara";
inline constexpr std::string_view kProcessorArchitecture =
    "alpha arm ia-64 mips powerpc sparc x86 x86-64";
inline constexpr std::string_view kRegion =
    "africa eastern-africa middle-africa northern-africa southern-africa western-africa americas "
    "caribbean central-america latin-america-caribbean northern-america south-america asia "
    "central-asia eastern-asia southern-asia south-eastern-asia western-asia europe "
    "eastern-europe northern-europe southern-europe western-europe oceania antarctica "
    "australia-new-zealand melanesia micronesia polynesia";
inline constexpr std::string_view kRegistryDataType =
    "REG_NONE REG_SZ REG_EXPAND_SZ REG_BINARY REG_DWORD REG_DWORD_BIG_ENDIAN "
    "REG_DWORD_LITTLE_ENDIAN REG_LINK REG_MULTI_SZ REG_RESOURCE_LIST REG_FULL_RESOURCE_DESCRIPTION "
    "REG_RESOURCE_REQUIREMENTS_LIST REG_QWORD REG_INVALID_TYPE";
inline constexpr std::string_view kReportType =
    "attack-pattern campaign identity indicator intrusion-set malware observed-data threat-actor "
    "threat-report tool vulnerability";
inline constexpr std::string_view kServiceStart =
    "SERVICE_AUTO_START SERVICE_BOOT_START SERVICE_DEMAND_START SERVICE_DISABLED "
    "SERVICE_SYSTEM_ALERT SERVICE_SYSTEM_START";
inline constexpr std::string_view kServiceStatus =
    "SERVICE_CONTINUE_PENDING SERVICE_PAUSE_PENDING SERVICE_PAUSED SERVICE_RUNNING "
    "SERVICE_START_PENDING SERVICE_STOP_PENDING SERVICE_STOPPED";
inline constexpr std::string_view kServiceType =
    "SERVICE_KERNEL_DRIVER SERVICE_FILE_SYSTEM_DRIVER SERVICE_WIN32_OWN_PROCESS "
    "SERVICE_WIN32_SHARE_PROCESS";
inline constexpr std::string_view kSocketFamily =
    "AF_UNSPEC AF_INET AF_IPX AF_APPLETALK AF_NETBIOS AF_INET6 AF_IRDA AF_BTH";
inline constexpr std::string_view kSocketType =
    "SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET";
inline constexpr std::string_view kThreatActorRole =
    "agent director independent infrastructure-architect infrastructure-operator malware-author "
    "sponsor";
inline constexpr std::string_view kThreatActorSophistication =
    "none minimal intermediate advanced expert innovator strategic";
inline constexpr std::string_view kThreatActorType =
    "activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled "
    "nation-state sensationalist spy terrorist unknown";
inline constexpr std::string_view kToolType =
    "denial-of-service exploitation information-gathering network-capture credential-exploitation "
    "remote-access vulnerability-scanning unknown";
inline constexpr std::string_view kWindowsPeBinaryType = "dll exe sys";

}  // namespace noroshi::stix::vocabulary
