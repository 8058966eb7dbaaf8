// C&C servers: the list at /servers, one server at /servers/ID.
import type { ScreenProps } from "@/router/screens";
import { ServerList } from "./list/list";
import { ServerPage } from "./page/page";

export default function Servers({ rest }: ScreenProps) {
  const [id] = rest;
  return id === undefined ? <ServerList /> : <ServerPage key={id} id={id} />;
}
