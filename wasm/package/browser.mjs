// Browsers, with or without a bundler. Nothing is loaded before init() is called.
import { CivigridError, Engine, IMPORTS, NO_CELL, RowStatus, Ruleset, isReady, use } from './core.mjs';

let loading = null;

async function load(source) {
  let from = source === undefined ? new URL('./civigrid.wasm', import.meta.url) : await source;
  if (typeof from === 'string' || (typeof URL === 'function' && from instanceof URL)) {
    from = await fetch(from);
  }
  if (typeof Response === 'function' && from instanceof Response) {
    if (!from.ok) {
      throw new Error(`civigrid.wasm: ${from.status} ${from.statusText}`);
    }
    // By bytes and not as a stream: a server that gives another type than application/wasm is common.
    from = await from.arrayBuffer();
  }
  const module = from instanceof WebAssembly.Module ? from : await WebAssembly.compile(from);
  use(await WebAssembly.instantiate(module, IMPORTS));
}

async function init(source) {
  if (isReady()) {
    return;
  }
  if (loading === null) {
    loading = load(source).finally(() => {
      loading = null;
    });
  }
  await loading;
}

function initSync(source) {
  if (isReady()) {
    return;
  }
  const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
  use(new WebAssembly.Instance(module, IMPORTS));
}

export { CivigridError, Engine, NO_CELL, RowStatus, Ruleset, init, initSync };
