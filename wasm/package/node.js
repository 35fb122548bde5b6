// Node, for require and (by way of node.mjs) for import: both share one instance.
'use strict';
const fs = require('fs');
const path = require('path');
const core = require('./core.js');

function initSync(source) {
  if (source === undefined && core.isReady()) {
    return;
  }
  const bytes = source === undefined ? fs.readFileSync(path.join(__dirname, 'civigrid.wasm')) : source;
  const module = bytes instanceof WebAssembly.Module ? bytes : new WebAssembly.Module(bytes);
  core.use(new WebAssembly.Instance(module, core.IMPORTS));
}

async function init(source) {
  initSync(source);
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
