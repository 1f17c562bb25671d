// Once before all tests: the demo province, loaded into a folder that every worker's server starts from a copy of.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDemo } from "./server";

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "jiceng-e2e-demo-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    loadDemo(folder);
  } catch (error) {
    remove();
    throw error;
  }
  process.env.JICENG_E2E_TEMPLATE = folder;
  return remove;
}
