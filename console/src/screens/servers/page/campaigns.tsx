// Servers that share their clients with this one, and what else they have in common.
import { Table, type Column } from "@/components/table";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { tenToMinus } from "../evidence/figures";
import { campaignsOf, type Campaign, type CampaignLink, type Life } from "../life";
import { findHref } from "./find";
import { text } from "./text";
import { trafficText } from "./traffic-text";

export function Campaigns({ life, stem }: { readonly life: Life; readonly stem: string }) {
  const words = useText(trafficText).moves;
  const campaigns = campaignsOf(life);
  return (
    <div class="stack close">
      <h3>{words.campaigns}</h3>
      {campaigns.length === 0 && <p class="soft">{words.noCampaigns}</p>}
      {campaigns.map((campaign, at) => (
        <OneCampaign key={at} campaign={campaign} name={`${stem}-campaign-${at + 1}`} sort={`campaign${at + 1}`} />
      ))}
    </div>
  );
}

function OneCampaign({ campaign, name, sort }: { readonly campaign: Campaign; readonly name: string; readonly sort: string }) {
  const page = useText(text);
  const words = useText(trafficText).moves;
  const format = useFormat();
  const clients = campaign.clients === null ? page.clientsFew : page.clientCount(format.count(campaign.clients));
  const agrees = (link: CampaignLink): string =>
    [
      link.same_port && words.same.port,
      link.same_period && words.same.period,
      link.same_hours && words.same.hours,
      link.moved && words.same.moved,
    ]
      .filter(Boolean)
      .join(format.language === "ja" ? "、" : ", ");
  const columns: readonly Column<CampaignLink>[] = [
    {
      id: "link",
      title: words.link,
      width: 22,
      grow: true,
      cell: (link) => (
        <>
          <a class="mono" href={findHref(link.a)}>
            {link.a}
          </a>{" "}
          –{" "}
          <a class="mono" href={findHref(link.b)}>
            {link.b}
          </a>
        </>
      ),
      csv: (link) => `${link.a} ${link.b}`,
    },
    { id: "shared", title: words.shared, width: 8, numeric: true, cell: (link) => format.count(link.shared), csv: (link) => link.shared },
    { id: "chance", title: words.chance, width: 7, cell: (link) => tenToMinus(-link.log10_p), csv: (link) => link.log10_p },
    { id: "agree", title: words.agree, width: 12, cell: agrees, csv: agrees },
  ];
  return (
    <>
      <p>
        {words.campaign(format.count(campaign.servers.length), clients)}: {format.time(campaign.first_seen)} – {format.time(campaign.last_seen)}
      </p>
      <Table label={words.campaigns} name={name} columns={columns} rows={campaign.links} keyOf={(link) => `${link.a} ${link.b}`} sortName={sort} maxHeight="20rem" wrap />
    </>
  );
}
