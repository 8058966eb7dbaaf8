// The list of servers, narrowed to an endpoint that is known by its text alone: a life names other
// servers so ("203.0.113.8:6667/tcp", "[2001:db8::1]:443/tcp").
const kEndpoint = /^\[?([0-9a-fA-F.:]+?)\]?:(\d+)\/(\w+)$/;

export function findHref(endpoint: string): string {
  const parts = kEndpoint.exec(endpoint);
  const q = parts ? `ip ${parts[1]} and port ${parts[2]} and proto ${parts[3]}` : `text ${JSON.stringify(endpoint)}`;
  return `/servers?${new URLSearchParams({ q })}`;
}
