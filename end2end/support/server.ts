// The server under test: its own data folder, its own port, ended by its own process id.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** How long the server may take to become ready, in milliseconds. */
const READY_WITHIN = 30_000;

function binary(): string {
  const path = process.env.JICENG_BIN;
  if (!path) throw new Error("JICENG_BIN does not say where the server is");
  return path;
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** The environment of every command: only what is said here, so that no setting of the machine leaks in. */
function environment(dataDir: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("JICENG_"));
  return {
    ...Object.fromEntries(own),
    JICENG_DATA_DIR: dataDir,
    JICENG_SITE_ROOT: process.env.JICENG_SITE_ROOT,
    JICENG_LOG: "warn",
  };
}

/** Loads the demo province, a tenth of its caseload, into a new folder. */
export function loadDemo(dataDir: string): void {
  execFileSync(binary(), ["demo", "--scale", "0.1"], {
    env: environment(dataDir),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** A server over a copy of a data folder. */
export class Server {
  readonly url: string;
  private child: ChildProcess | undefined;
  private log = "";

  private constructor(
    private readonly dataDir: string,
    private readonly port: number,
    private readonly settings: Record<string, string> = {},
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Copies the folder and serves it, with further settings (`JICENG_…`). */
  static async over(template: string, settings: Record<string, string> = {}): Promise<Server> {
    const dataDir = mkdtempSync(join(tmpdir(), "jiceng-e2e-"));
    cpSync(template, dataDir, { recursive: true });
    const server = new Server(dataDir, await freePort(), settings);
    await server.start();
    return server;
  }

  /** Starts it on the port it has always had, and waits until it is ready. */
  async start(): Promise<void> {
    const child = spawn(binary(), ["serve"], {
      env: { ...environment(this.dataDir), ...this.settings, JICENG_LISTEN: `127.0.0.1:${this.port}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    const keep = (chunk: Buffer) => {
      this.log = (this.log + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    const until = Date.now() + READY_WITHIN;
    for (;;) {
      if (child.exitCode !== null || Date.now() > until) {
        throw new Error(`the server did not become ready:\n${this.log}`);
      }
      const ready = await fetch(`${this.url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return;
      await pause(50);
    }
  }

  /** Ends it; `SIGKILL` as a power cut would, else as an operator would. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  /** Ends it and removes its data. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** What it last wrote to its log. */
  get lastWords(): string {
    return this.log;
  }

  /** Runs a command of the same program on the same data; what is written to the folder is for the command. */
  run(...words: string[]): void {
    execFileSync(binary(), words, { env: environment(this.dataDir), stdio: ["ignore", "ignore", "pipe"] });
  }

  /** Where its data lie. */
  get folder(): string {
    return this.dataDir;
  }

  /** Runs a command of the same program on the same data and returns the rows of its JSON answer. */
  rows<Row>(...words: string[]): Row[] {
    const text = execFileSync(binary(), [...words, "--output", "json"], {
      env: environment(this.dataDir),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return (JSON.parse(text) as { rows: Row[] }).rows;
  }
}
