// A hub of its own for the tests of the console: real processes, a generated day of traffic, three
// organisations and their people, on loopback and in a temporary folder that goes away with it.
//
// The day is synthetic and the same each time (noroshi lab traffic, seeded); what the hunt finds in
// it is what the screens show.
import {execFile, spawn} from "node:child_process";
import {once} from "node:events";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {createServer} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import {promisify} from "node:util";

const run = promisify(execFile);
const program = process.env.NOROSHI ?? "noroshi";

/** Everybody's, in these tests; each hub is gone when its test ends. */
export const password = "beacon fires at night";

/** A port that was free a moment ago, below those that the kernel gives to outgoing connections: a
 *  test beside this one takes none of them by chance. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const free = await new Promise((answer) => {
      server.once("error", () => answer(false));
      server.listen(port, "127.0.0.1", () => answer(true));
    });
    if (!free) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

export class Hub {
  #folder;
  #serving;
  #stopping = false;
  url;

  /** A hub with nothing in it; `settings` are added to hub.toml. */
  static async start(settings = () => "") {
    const hub = new Hub();
    hub.#folder = await mkdtemp(path.join(tmpdir(), "noroshi-console-"));
    try {
      const port = await freePort();
      hub.url = `https://127.0.0.1:${port}`;
      await hub.noroshi("hub", "init", "--folder", hub.file("hub"), "--organisation", "Example Telecom",
                        "--listen", `127.0.0.1:${port}`);
      await writeFile(hub.file("password"), `${password}\n`, {mode: 0o600});
      await hub.#extend(settings(hub));
      return hub;
    } catch (problem) {
      await hub.stop();
      throw problem;
    }
  }

  file(name) { return path.join(this.#folder, name); }

  /** Runs the command; what it printed. */
  async noroshi(...words) {
    const {stdout} = await run(program, words, {maxBuffer: 256 << 20, env: {...process.env, LANG: "C.UTF-8"}});
    return stdout;
  }
  /** The same for verbs of the hub. */
  hub(...words) { return this.noroshi("hub", ...words, "--folder", this.file("hub")); }

  async #extend(text) {
    const settings = this.file("hub/hub.toml");
    await writeFile(settings, `${await readFile(settings, "utf8")}\n${text}`);
  }

  async person(name, organisation, ...more) {
    await this.hub("user", "add", name, "--organisation", organisation, "--password-file", this.file("password"), ...more);
  }

  /** Answers when this returns: the hub says its address when it does. */
  async serve() {
    this.#serving = spawn(program, ["hub", "serve", "--folder", this.file("hub")], {stdio: ["ignore", "pipe", "pipe"]});
    let said = "";
    await new Promise((answers, fails) => {
      const hear = (piece) => {
        said += piece;
        if (said.includes(this.url)) answers();
      };
      this.#serving.stderr.on("data", hear);
      this.#serving.stdout.on("data", hear);
      this.#serving.on("exit", (status, signal) => {
        if (!this.#stopping) process.stderr.write(`hub serve ended (${status ?? signal}): ${said}\n`);
        fails(new Error(`hub serve ended: ${said}`));
      });
    });
  }

  /** A link that signs `name` in, once. */
  async link(name) {
    const said = await this.hub("link", name);
    return said.match(/https:\S+/)[0];
  }

  async stop() {
    this.#stopping = true;
    if (this.#serving && this.#serving.exitCode === null && this.#serving.signalCode === null) {
      const gone = once(this.#serving, "exit");
      this.#serving.kill("SIGTERM");
      await gone;
    }
    await rm(this.#folder, {recursive: true, force: true});
  }
}
