// Builds the scripts of the editor into `dist`, compressed, with the licences of all that is in them.
// `node build.mjs --check` compares instead: it fails if the committed files are not what the sources give.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const check = process.argv.includes("--check");
const here = (path) => new URL(path, import.meta.url);
const result = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { editor: "page/main.js", text_view: "page/text_view.js" },
  outdir: "dist",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});

function licences() {
  const inputs = Object.keys(result.metafile.inputs);
  const names = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean);
  const texts = [...new Set(names)].sort().map((name) => {
    const folder = here(`node_modules/${name}/`);
    const { version, license } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (!file) throw new Error(`${name} has no licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(new URL(file, folder), "utf8").trim()}\n`;
  });
  return `The scripts of the editor contain these packages.\n\n${texts.join(`\n${"-".repeat(72)}\n\n`)}`;
}

const files = [["LICENCES.txt", Buffer.from(licences())]];
for (const { path, contents } of result.outputFiles) {
  files.push([`${path.split("/").pop()}.gz`, gzipSync(contents, { level: 9 })]);
}
let differs = false;
for (const [name, bytes] of files) {
  const path = here(`dist/${name}`);
  // Different versions of the compressor may give different bytes for the same script.
  const plain = (data) => (name.endsWith(".gz") ? gunzipSync(data) : data);
  if (check && !plain(readFileSync(path)).equals(plain(bytes))) {
    console.error(`dist/${name} is not what the sources give: run \`npm run build\``);
    differs = true;
  }
  if (!check) writeFileSync(path, bytes);
  console.log(`dist/${name}: ${bytes.length} bytes`);
}
process.exitCode = differs ? 1 : 0;
