// Compiles elearning/styles to elearning/static/alongside/alongside.css and writes the Sass colours from tokens.json.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../static/alongside/alongside.css");
const modules = process.env.STYLES_MODULES || join(here, "node_modules");

const { compile } = createRequire(join(modules, "here.js"))("sass");

const tokens = JSON.parse(readFileSync(join(here, "tokens.json"), "utf8"));
const lines = Object.entries(tokens.colours).map(([name, value]) => `$${name}: ${value};`);
writeFileSync(join(here, "_tokens.scss"), `// Written from tokens.json by build.mjs: change the colours there.\n${lines.join("\n")}\n`);

const { css } = compile(join(here, "alongside.scss"), {
  style: "compressed",
  loadPaths: [here, join(modules, "govuk-frontend/dist")],
  quietDeps: true,
});
writeFileSync(target, `${css}\n`);
console.log(`${target}: ${css.length} bytes`);
