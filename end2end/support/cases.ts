// What the specs that need more cases than the demo has share.

import { expect, UNITS } from "./test";
import { type Server } from "./server";

interface Token {
  secret: string;
}

let serial = 0;

/** Sends new cases as the case system of the tribunal's court would. `month` is `YYYY-MM`. */
export async function sendCases(server: Server, month: string, count: number): Promise<void> {
  const [token] = server.rows<Token>("token", "add", "browser test", "--scope", "feeder", "--unit", UNITS.court.code);
  const lines = Array.from({ length: count }, () => {
    serial += 1;
    return JSON.stringify({
      number: `(2099)测试${process.pid}-${serial}号`,
      tribunal: UNITS.tribunal.code,
      filed: `${month}-01`,
    });
  });
  const answer = await fetch(`${server.url}/api/v1/cases`, {
    method: "POST",
    headers: { authorization: `Bearer ${token?.secret}`, "content-type": "application/x-ndjson" },
    body: `${lines.join("\n")}\n`,
  });
  const receipt = (await answer.json()) as { cases_new?: number };
  expect(receipt, `status ${answer.status}`).toMatchObject({ cases_new: count, lines_refused: 0 });
}
