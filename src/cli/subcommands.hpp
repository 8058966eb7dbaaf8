// What the commands of the table run; each in the file of its name (c2_hunt.cpp, …).
#pragma once

#include "cli/arguments.hpp"
#include "cli/terminal.hpp"

namespace noroshi::cli {

Result<int> run_c2_hunt(const Arguments& arguments, Context& context);
Result<int> run_c2_watch(const Arguments& arguments, Context& context);
Result<int> run_c2_explain(const Arguments& arguments, Context& context);
Result<int> run_c2_life(const Arguments& arguments, Context& context);
Result<int> run_c2_score(const Arguments& arguments, Context& context);
Result<int> run_c2_lead_time(const Arguments& arguments, Context& context);
Result<int> run_c2_overlap(const Arguments& arguments, Context& context);
Result<int> run_lab_traffic(const Arguments& arguments, Context& context);
Result<int> run_lab_darknet(const Arguments& arguments, Context& context);
Result<int> run_lab_train(const Arguments& arguments, Context& context);
Result<int> run_flow_print(const Arguments& arguments, Context& context);
Result<int> run_flow_convert(const Arguments& arguments, Context& context);
Result<int> run_flow_send(const Arguments& arguments, Context& context);
Result<int> run_flow_top(const Arguments& arguments, Context& context);
Result<int> run_flow_query(const Arguments& arguments, Context& context);
Result<int> run_flow_export(const Arguments& arguments, Context& context);
Result<int> run_flow_import(const Arguments& arguments, Context& context);
Result<int> run_flow_audit(const Arguments& arguments, Context& context);
Result<int> run_complete(const Arguments& arguments, Context& context);
Result<int> run_flow_collect(const Arguments& arguments, Context& context);
Result<int> run_flow_health(const Arguments& arguments, Context& context);
Result<int> run_notify_init(const Arguments& arguments, Context& context);
Result<int> run_notify_take(const Arguments& arguments, Context& context);
Result<int> run_notify_route(const Arguments& arguments, Context& context);
Result<int> run_notify_run(const Arguments& arguments, Context& context);
Result<int> run_notify_status(const Arguments& arguments, Context& context);
Result<int> run_notify_check(const Arguments& arguments, Context& context);
Result<int> run_notify_show(const Arguments& arguments, Context& context);
Result<int> run_notify_history(const Arguments& arguments, Context& context);
Result<int> run_notify_close(const Arguments& arguments, Context& context);
Result<int> run_notify_opt_out_add(const Arguments& arguments, Context& context);
Result<int> run_notify_opt_out_remove(const Arguments& arguments, Context& context);
Result<int> run_notify_opt_out_list(const Arguments& arguments, Context& context);
Result<int> run_notify_bounce(const Arguments& arguments, Context& context);
Result<int> run_notify_curve(const Arguments& arguments, Context& context);
Result<int> run_notify_push(const Arguments& arguments, Context& context);
Result<int> run_psi_listen(const Arguments& arguments, Context& context);
Result<int> run_psi_connect(const Arguments& arguments, Context& context);
Result<int> run_psi_offer(const Arguments& arguments, Context& context);
Result<int> run_psi_answer(const Arguments& arguments, Context& context);
Result<int> run_psi_finish(const Arguments& arguments, Context& context);
Result<int> run_psi_commitment(const Arguments& arguments, Context& context);
Result<int> run_stix_check(const Arguments& arguments, Context& context);
Result<int> run_stix_pattern(const Arguments& arguments, Context& context);
Result<int> run_stix_match(const Arguments& arguments, Context& context);
Result<int> run_subscriber_check(const Arguments& arguments, Context& context);
Result<int> run_subscriber_find(const Arguments& arguments, Context& context);
Result<int> run_subscriber_map_e(const Arguments& arguments, Context& context);
Result<int> run_hub_init(const Arguments& arguments, Context& context);
Result<int> run_hub_serve(const Arguments& arguments, Context& context);
Result<int> run_hub_push(const Arguments& arguments, Context& context);
Result<int> run_hub_pull(const Arguments& arguments, Context& context);
Result<int> run_hub_user_add(const Arguments& arguments, Context& context);
Result<int> run_hub_user_list(const Arguments& arguments, Context& context);
Result<int> run_hub_user_change(const Arguments& arguments, Context& context);
Result<int> run_hub_user_remove(const Arguments& arguments, Context& context);
Result<int> run_hub_key_add(const Arguments& arguments, Context& context);
Result<int> run_hub_key_list(const Arguments& arguments, Context& context);
Result<int> run_hub_key_revoke(const Arguments& arguments, Context& context);
Result<int> run_hub_link(const Arguments& arguments, Context& context);
Result<int> run_hub_organisation_add(const Arguments& arguments, Context& context);
Result<int> run_hub_organisation_list(const Arguments& arguments, Context& context);
Result<int> run_hub_community_add(const Arguments& arguments, Context& context);
Result<int> run_hub_community_list(const Arguments& arguments, Context& context);
Result<int> run_hub_collection_add(const Arguments& arguments, Context& context);
Result<int> run_hub_collection_list(const Arguments& arguments, Context& context);
Result<int> run_hub_input_add(const Arguments& arguments, Context& context);
Result<int> run_hub_input_list(const Arguments& arguments, Context& context);
Result<int> run_hub_input_run(const Arguments& arguments, Context& context);
Result<int> run_hub_input_remove(const Arguments& arguments, Context& context);
Result<int> run_hub_backup(const Arguments& arguments, Context& context);
Result<int> run_hub_restore(const Arguments& arguments, Context& context);
Result<int> run_hub_upgrade(const Arguments& arguments, Context& context);
Result<int> run_hub_doctor(const Arguments& arguments, Context& context);
Result<int> run_hub_audit(const Arguments& arguments, Context& context);
Result<int> run_hub_load(const Arguments& arguments, Context& context);
Result<int> run_telescope_run(const Arguments& arguments, Context& context);
Result<int> run_telescope_report(const Arguments& arguments, Context& context);
Result<int> run_registry_key(const Arguments& arguments, Context& context);
Result<int> run_registry_sign(const Arguments& arguments, Context& context);
Result<int> run_registry_check(const Arguments& arguments, Context& context);
Result<int> run_registry_show(const Arguments& arguments, Context& context);
Result<int> run_sinkhole_run(const Arguments& arguments, Context& context);
Result<int> run_sinkhole_hosts(const Arguments& arguments, Context& context);
Result<int> run_log_witness(const Arguments& arguments, Context& context);
Result<int> run_log_verify(const Arguments& arguments, Context& context);
Result<int> run_log_prove(const Arguments& arguments, Context& context);
Result<int> run_log_serve(const Arguments& arguments, Context& context);
Result<int> run_log_publish(const Arguments& arguments, Context& context);
Result<int> run_log_append(const Arguments& arguments, Context& context);
Result<int> run_log_key(const Arguments& arguments, Context& context);
Result<int> run_log_monitor(const Arguments& arguments, Context& context);
Result<int> run_help(const Arguments& arguments, Context& context);
Result<int> run_version(const Arguments& arguments, Context& context);
Result<int> run_completion(const Arguments& arguments, Context& context);

}  // namespace noroshi::cli
