// A broker of our own: mosquitto on a free port, ended by its own process id.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./server";

/** Where Debian puts it is not in everybody's path. */
const PATH = `${process.env.PATH ?? ""}:/usr/sbin`;

export class Broker {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Starts it, and waits until it takes messages. */
  static async start(): Promise<Broker> {
    const folder = mkdtempSync(join(tmpdir(), "jiceng-broker-"));
    const port = await freePort();
    const file = join(folder, "broker.conf");
    writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nupgrade_outgoing_qos true\n`);
    const child = spawn("mosquitto", ["-c", file], { env: { ...process.env, PATH }, stdio: "ignore" });
    const broker = new Broker(port, child, folder);
    const until = Date.now() + 10_000;
    for (;;) {
      try {
        broker.publish("jiceng-test/started", "1");
        return broker;
      } catch (error) {
        if (child.exitCode !== null || Date.now() > until) throw error;
        await pause(50);
      }
    }
  }

  /** Sends a message, which the broker keeps for those who come later when it is retained. */
  publish(topic: string, payload: string, retained = false): void {
    const words = ["-h", "127.0.0.1", "-p", String(this.port), "-q", "1", "-t", topic, "-m", payload];
    execFileSync("mosquitto_pub", retained ? [...words, "-r"] : words, {
      env: { ...process.env, PATH },
      stdio: ["ignore", "ignore", "pipe"],
    });
  }

  /** Ends it. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, "exit");
      this.child.kill();
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
