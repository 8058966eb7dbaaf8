// Where a server has its page.
import { pathOf } from "@/router/location";

export const serverHref = (id: string): string => pathOf("servers", id);
