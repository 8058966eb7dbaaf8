// Seals for the tests of the console: a key of the hub's organisation, made by OpenSSL's program, what
// is pushed under it, and a request that waits for somebody else.
import {execFile} from "node:child_process";
import {createHash} from "node:crypto";
import {mkdir, readFile, writeFile} from "node:fs/promises";
import {request} from "node:https";
import {promisify} from "node:util";

const run = promisify(execFile);

/** A key in a file, its certificate (which signed itself, so that it serves as anchor), and a profile. */
export async function aSealKey(hub) {
  const folder = hub.file("seal-keys");
  await mkdir(folder);
  await run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-utf8",
                        "-subj", "/C=JP/O=Example Telecom/organizationIdentifier=NTRJP-7000012050002/CN=Example Telecom seal",
                        "-keyout", `${folder}/notices.key`, "-out", `${folder}/notices.pem`]);
  await run("chmod", ["600", `${folder}/notices.key`]);
  const key = `[key]\nfile = "notices.key"\ncertificate = "notices.pem"\n`;
  await writeFile(`${folder}/notices.toml`,
                  `[credential]\norganisation = "Example Telecom"\ndescription = "Notices to customers"\nalone = 1\nquorum = 1\n${key}`);
  await writeFile(hub.file("profile.toml"), key.replaceAll('= "', `= "${folder}/`));
}

/** What hub.toml says of it. */
export const sealSettings = (hub) => `
[seals]
keys = "${hub.file("seal-keys")}"
anchors = "${hub.file("seal-keys/notices.pem")}"
releases = "${hub.file("profile.toml")}"
`;

/** Two seals that wait in the name of `account`. */
export async function aSealRequest(hub, account, description) {
  const hashes = ["one", "two"].map((text) => createHash("sha256").update(text).digest("base64"));
  const body = JSON.stringify({credentialID: "notices", numSignatures: 2, hashes, hashAlgorithmOID: "2.16.840.1.101.3.4.2.1", description});
  const key = await aKey(hub, account);
  await asks(hub, key, {method: "POST", path: "/csc/v2/credentials/authorize", headers: {"Content-Type": "application/json"}, body}, 202);
}

/** A list that went to `account` under the hub's own seal: a use of its key. */
export async function aSealedRelease(hub, account) {
  await asks(hub, await aKey(hub, account), {method: "GET", path: "/api/v1/outputs/csv", headers: {"Noroshi-Seal": "wanted"}}, 200);
}

const aKey = async (hub, account) => (await hub.hub("key", "add", account, "--scope", "read", "--scope", "write")).trim();

async function asks(hub, key, {method, path, headers, body}, expected) {
  const ca = await readFile(hub.file("hub/hub.crt"));
  const status = await new Promise((answer, fails) => {
    const asking = request(`${hub.url}${path}`, {method, ca, headers: {Authorization: `Bearer ${key}`, ...headers}}, (response) => {
      response.resume();
      response.on("end", () => answer(response.statusCode));
    });
    asking.on("error", fails);
    asking.end(body);
  });
  if (status !== expected) throw new Error(`${method} ${path} was answered ${status}`);
}
