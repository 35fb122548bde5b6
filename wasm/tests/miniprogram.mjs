// A runtime that has what a WeChat mini-program has, and nothing besides: the language of 2017, CommonJS for `.js`
// files of the program's package, and WXWebAssembly, which loads modules by their paths there.
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import vm from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';
import { objections } from './wasm.mjs';

/** What a context of Node has and the mini-program lacks, or has only on new phones. */
const LACKING = `
  for (const name of ['WebAssembly', 'FinalizationRegistry', 'WeakRef', 'BigInt', 'BigInt64Array', 'BigUint64Array',
    'SharedArrayBuffer', 'Atomics', 'AggregateError', 'Iterator', 'console']) {
    delete globalThis[name];
  }
  delete Symbol.dispose;
  delete Symbol.asyncDispose;
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  for (const [object, names] of [
    [Object, ['fromEntries', 'hasOwn', 'groupBy']],
    [Promise, ['any', 'allSettled', 'withResolvers']],
    [Promise.prototype, ['finally']],
    [Array.prototype, ['flat', 'flatMap', 'at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'with']],
    [TypedArray.prototype, ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'with']],
    [String.prototype, ['at', 'matchAll', 'replaceAll', 'trimStart', 'trimEnd', 'isWellFormed', 'toWellFormed']],
  ]) {
    names.forEach((name) => delete object[name]);
  }
`;

/**
 * A mini-program whose package holds files by their paths from its root, as functions that give their bytes. `require`
 * gives what a file exports, `run` what a piece of code comes to, `context` is what the program sees as its globals.
 */
export function miniProgram(files, { wrap = (instance) => ({ instance }) } = {}) {
  const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext(LACKING, context);
  const inside = (path) => {
    const clean = posix.normalize(path.replace(/^\//, ''));
    if (/^\.\.?\//.test(path) || path.includes('..') || clean.startsWith('..') || !files.has(clean)) {
      throw new Error(`no such file in the package: ${path}`);
    }
    return clean;
  };
  const modules = new Map();
  const requireFrom = (from) => (name) => {
    if (!/^\.\.?\//.test(name)) {
      throw new Error(`module '${name}' is not defined`);
    }
    const path = posix.join(posix.dirname(from), name);
    return load(path.endsWith('.js') ? path : `${path}.js`);
  };
  const load = (path) => {
    if (!modules.has(path)) {
      const source = files.get(path);
      if (!source) {
        throw new Error(`module '${path}' is not defined`);
      }
      const module = vm.runInContext('({ exports: {} })', context);
      modules.set(path, module);
      const code = source().toString('utf8');
      const options = { parsingContext: context, filename: path };
      const body = vm.compileFunction(code, ['module', 'exports', 'require'], options);
      body.call(undefined, module, module.exports, requireFrom(path));
    }
    return modules.get(path).exports;
  };
  const WXWebAssembly = {
    async instantiate(path, imports) {
      if (typeof path !== 'string') {
        throw new TypeError('WXWebAssembly.instantiate: the path must be a text');
      }
      const name = inside(path);
      if (!/\.wasm(\.br)?$/.test(name)) {
        throw new Error(`neither .wasm nor .wasm.br: ${path}`);
      }
      const stored = files.get(name)();
      const bytes = new Uint8Array(name.endsWith('.br') ? brotliDecompressSync(stored) : stored);
      const reasons = objections(bytes);
      if (reasons.length > 0) {
        throw new Error(`this runtime refuses the module: ${reasons.join('; ')}`);
      }
      if (imports === null || typeof imports !== 'object') {
        throw new TypeError('WXWebAssembly.instantiate: the imports must be an object');
      }
      const instance = await WebAssembly.instantiate(new WebAssembly.Module(bytes), imports);
      return wrap(instance);
    },
  };
  context.WXWebAssembly = WXWebAssembly;
  return { require: load, context, run: (code) => vm.runInContext(code, context) };
}

/** Files of folders, by the prefix under which a program's package holds them. */
export function filesOf(folders) {
  const files = new Map();
  for (const [prefix, dir, names] of folders) {
    for (const name of names) {
      files.set(posix.join(prefix, name), () => readFileSync(`${dir}/${name}`));
    }
  }
  return files;
}

/** A module of these tests as CommonJS: it imports nothing and exports in its last line. */
export function asCommonJs(text) {
  const line = /^export \{ (.*) \};\n$/m;
  const common = text.replace(line, 'module.exports = { $1 };\n');
  if (/^(import|export) /m.test(common)) {
    throw new Error('the module imports something, or exports before its last line');
  }
  return `'use strict';\n${common}`;
}
