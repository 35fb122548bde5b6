// Node, for require and (by way of node.mjs) for import: both share one instance.
'use strict';
const fs = require('fs');
const path = require('path');
const core = require('./core.js');

function initSync(source) {
  if (core.isReady()) {
    return;
  }
  const bytes = source === undefined ? fs.readFileSync(path.join(__dirname, 'civigrid.wasm')) : source;
  const module = bytes instanceof WebAssembly.Module ? bytes : new WebAssembly.Module(bytes);
  core.use(new WebAssembly.Instance(module, core.IMPORTS));
}

/** What `init` takes in browsers, and files: a path, the address of a file or of a server. */
async function init(source) {
  let from = await source;
  if (core.isReady()) {
    return;
  }
  if (typeof from === 'string' && !/^[a-z]+:\/\//i.test(from)) {
    from = await fs.promises.readFile(from);
  } else if (typeof from === 'string' || from instanceof URL) {
    const url = new URL(from);
    from = url.protocol === 'file:' ? await fs.promises.readFile(url) : await fetch(url);
  }
  if (typeof Response === 'function' && from instanceof Response) {
    if (!from.ok) {
      throw new Error(`civigrid.wasm: ${from.status} ${from.statusText}`);
    }
    from = await from.arrayBuffer();
  }
  initSync(from);
}

module.exports = {
  init,
  initSync,
  Ruleset: core.Ruleset,
  Engine: core.Engine,
  CivigridError: core.CivigridError,
  NO_CELL: core.NO_CELL,
  RowStatus: core.RowStatus,
};
