// Puts the npm package together: node build.mjs MODULE.wasm DIR
//
// The module is stripped of what runtimes must not see, made smaller, and checked: no imports, no exports but functions
// and the memory, no features that mini-programs lack. Sizes are printed; past the budget the build fails.
import binaryen from 'binaryen';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Bytes of the module after gzip. */
const BUDGET_GZIP = 315_000;

const here = dirname(fileURLToPath(import.meta.url));
const [source, dir] = process.argv.slice(2);

/** What every runtime that the package is for has; reference types and several results are not among it. */
const FEATURES =
  binaryen.Features.MutableGlobals |
  binaryen.Features.SignExt |
  binaryen.Features.NontrappingFPToInt |
  binaryen.Features.BulkMemory |
  binaryen.Features.BulkMemoryOpt;

function fail(what) {
  console.error(`error: ${what}`);
  process.exit(1);
}

function slim(bytes) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(FEATURES);
  const exports = Array.from({ length: module.getNumExports() }, (_, index) =>
    binaryen.getExportInfo(module.getExportByIndex(index)),
  );
  // The compiler exports two addresses as globals, which mini-programs on iOS refuse to load.
  for (const { kind, name } of exports) {
    if (kind === binaryen.ExternalGlobal) {
      module.removeExport(name);
    } else if (kind !== binaryen.ExternalFunction && name !== 'memory') {
      fail(`the module exports \`${name}\`, which is neither a function nor the memory`);
    }
  }
  module.runPasses(['strip-debug', 'strip-producers', 'strip-target-features']);
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  module.optimize();
  module.runPasses(['merge-similar-functions']);
  module.optimize();
  if (!module.validate()) {
    fail('the module needs a feature that some runtimes lack, or is broken');
  }
  return module.emitBinary();
}

function assertAlone(bytes) {
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module);
  if (imports.length > 0) {
    fail(`the module imports ${JSON.stringify(imports)}: it must be able to compute and nothing else`);
  }
}

/** The version of the library, of which the module and the scripts must both be. */
function libraryVersion() {
  const manifest = readFileSync(join(here, '../Cargo.toml'), 'utf8');
  const [, version] = manifest.match(/^version = "(.*)"$/m) ?? fail('Cargo.toml names no version');
  return version;
}

/** core.mjs with the version of the library. */
function withVersion(text) {
  const line = /^const VERSION = '.*';$/gm;
  if (text.match(line)?.length !== 1) {
    fail('core.mjs must name its version in one line');
  }
  return text.replace(line, `const VERSION = '${libraryVersion()}';`);
}

/** core.mjs as CommonJS: it imports nothing and exports in its last line. */
function toCommonJs(text) {
  const line = /^export \{ (.*) \};\n$/m;
  const exported = text.match(line);
  if (!exported || text.split('\nexport ').length !== 2 || /^import /m.test(text)) {
    fail('core.mjs must import nothing and export in one line at its end');
  }
  return `'use strict';\n${text.replace(line, `module.exports = { ${exported[1]} };\n`)}`;
}

const wasm = slim(readFileSync(source));
assertAlone(wasm);
rmSync(dir, { recursive: true, force: true });
mkdirSync(dir, { recursive: true });
cpSync(join(here, 'package'), dir, { recursive: true });
for (const license of ['LICENSE-MIT', 'LICENSE-APACHE']) {
  cpSync(join(here, '..', license), join(dir, license));
}
const core = withVersion(readFileSync(join(here, 'package/core.mjs'), 'utf8'));
writeFileSync(join(dir, 'core.mjs'), core);
for (const copy of ['core.js', 'wechat/core.js']) {
  writeFileSync(join(dir, copy), toCommonJs(core));
}
const brotli = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length } });
writeFileSync(join(dir, 'civigrid.wasm'), wasm);
writeFileSync(join(dir, 'wechat/civigrid.wasm.br'), brotli);

const gzip = gzipSync(wasm, { level: 9 }).length;
console.log(`civigrid.wasm: ${wasm.length} bytes, gzip ${gzip} (budget ${BUDGET_GZIP}), brotli ${brotli.length}`);
if (gzip > BUDGET_GZIP) {
  fail(`${gzip} bytes after gzip are ${gzip - BUDGET_GZIP} too many`);
}
