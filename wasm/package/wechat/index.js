// WeChat mini-programs: the module is a file of the program's own package, `.wasm` or `.wasm.br`, and is named by its path
// there. Nothing is used that the runtime lacks: no fetch, no TextEncoder, no TextDecoder, no FinalizationRegistry.
'use strict';
const core = require('./core.js');

let loading = null;

function init(path) {
  if (core.isReady()) {
    return Promise.resolve();
  }
  if (typeof path !== 'string') {
    return Promise.reject(new TypeError('init(path): the path of civigrid.wasm or civigrid.wasm.br in the program package'));
  }
  if (loading === null) {
    loading = WXWebAssembly.instantiate(path, core.IMPORTS).then(
      (result) => {
        loading = null;
        core.use(result.instance || result);
      },
      (error) => {
        loading = null;
        throw error;
      }
    );
  }
  return loading;
}

module.exports = {
  init,
  Ruleset: core.Ruleset,
  Engine: core.Engine,
  CivigridError: core.CivigridError,
  NO_CELL: core.NO_CELL,
  RowStatus: core.RowStatus,
};
