// Users and roles: who has an account, of which organisation, with which role where.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { Field } from "@/components/forms";
import { Answered, EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { toast } from "@/components/toast";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { holdsWords } from "../words";
import type { Account } from "./draft";
import { AccountForm } from "./form";
import { text } from "./text";

const querySpec = { q: param.text() };

export function Users() {
  const words = useText(text);
  const [query, setQuery] = useQuery(querySpec);
  const answer = useAnswer("/accounts", {});
  const [form, setForm] = useState<Account | "new" | null>(null);
  const columns = useColumns(setForm);
  const done = (said: string): void => {
    setForm(null);
    toast(said);
    answer.again();
  };
  const fits = (account: Account): boolean =>
    holdsWords(query.q, [account.name, account.organisation, ...account.memberships.map((one) => one.community)]);
  return (
    <>
      <Answered answer={answer} empty={<EmptyState title={words.empty} />} lines={10}>
        {({ items }) => (
          <Table
            label={words.label}
            name="accounts"
            columns={columns}
            rows={items.filter(fits)}
            keyOf={(account) => account.name}
            defaultSort="name"
            actions={
              <>
                <span class="found-only">
                  <Field label={words.find} hideLabel type="search" placeholder={words.find} value={query.q} onInput={(q) => setQuery({ q }, { replace: true })} />
                </span>
                <Button kind="primary" onClick={() => setForm("new")}>
                  {words.add}
                </Button>
              </>
            }
          />
        )}
      </Answered>
      {form !== null && <AccountForm account={form === "new" ? null : form} onClose={() => setForm(null)} onDone={done} />}
    </>
  );
}

function useColumns(change: (account: Account) => void): Column<Account>[] {
  const words = useText(text);
  const roles = (account: Account): string =>
    account.memberships.map((one) => `${one.community}: ${words.role[one.role]}`).join(", ") || words.noRoles;
  const ways = (account: Account): string =>
    [...(account.certificate ? [words.way.certificate] : []), ...(account.subject ? [words.way.subject] : [])].join(", ");
  return [
    {
      id: "name",
      title: words.account,
      width: 10,
      grow: true,
      sort: (a, b) => a.name.localeCompare(b.name),
      cell: (account) => (
        <>
          <span class="mono">{account.name}</span> {account.operates && <Badge tone="fire">{words.operatesShort}</Badge>}
        </>
      ),
      csv: (account) => account.name,
    },
    {
      id: "state",
      title: words.state,
      width: 7,
      sort: (a, b) => Number(a.active) - Number(b.active),
      cell: (account) =>
        account.active ? <Badge tone="good">{words.active}</Badge> : <Badge tone="bad">{words.locked}</Badge>,
      csv: (account) => (account.active ? "active" : "locked"),
    },
    {
      id: "organisation",
      title: words.organisation,
      width: 11,
      sort: (a, b) => a.organisation.localeCompare(b.organisation),
      cell: (account) => account.organisation,
      csv: (account) => account.organisation,
    },
    {
      id: "kind",
      title: words.kind,
      width: 6,
      hideBelow: 720,
      sort: (a, b) => a.kind.localeCompare(b.kind),
      cell: (account) => words.kinds[account.kind],
      csv: (account) => account.kind,
    },
    { id: "roles", title: words.roles, width: 14, cell: (account) => <span title={roles(account)}>{roles(account)}</span>, csv: roles },
    { id: "operates", title: words.operates, width: 8, csvOnly: true, cell: (account) => (account.operates ? "✓" : ""), csv: (account) => account.operates },
    { id: "ways", title: words.ways, width: 9, hideBelow: 1000, cell: ways, csv: ways },
    {
      id: "action",
      title: words.action,
      screenOnly: true,
      width: 7,
      cell: (account) => (
        <span class="no-print">
          <Button kind="quiet" label={words.changeOne(account.name)} onClick={() => change(account)}>
            {words.change}
          </Button>
        </span>
      ),
    },
  ];
}
