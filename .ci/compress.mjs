// Writes FILE.br and FILE.gz beside every compressible file under the folder given, so that the server never
// compresses the same bytes twice. Files that would hardly shrink get none.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const compressible = new Set([".js", ".wasm", ".css", ".svg", ".json", ".geojson", ".txt", ".webmanifest"]);
const folder = process.argv[2];

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !compressible.has(extname(entry.name))) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = readFileSync(path);
  const packed = {
    br: brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
    gz: gzipSync(bytes, { level: 9 }),
  };
  for (const [suffix, data] of Object.entries(packed)) {
    if (data.length < bytes.length * 0.95) writeFileSync(`${path}.${suffix}`, data);
  }
}
