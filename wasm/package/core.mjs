// What every entry of the package shares: classes over the functions that the WebAssembly module exports. No environment
// is assumed beyond ES2017: no TextEncoder, no BigInt literal, no FinalizationRegistry, no private fields.
//
// The build makes core.js (CommonJS) of it by its last line, so it imports nothing and exports in one place.

/** The library's version, which the build puts here; a module of another one is refused. */
const VERSION = '0.0.0';

const OK = 0;
const REPEAT = 1;
const NONE = 2;
const REJECTED = 10;
const RULESET_INVALID = 11;

/** The number that is no cell, in columns of cells. */
const NO_CELL = 0xffffffff;
/** What became of a row of a column. */
const RowStatus = Object.freeze({ answered: 0, none: 1, outOfRange: 2, notCovered: 3 });

/** A call that is wrong in itself: a handle that was disposed of, an argument that cannot be used, a broken module. */
class CivigridError extends Error {
  constructor(fault) {
    super(`${fault.zh} / ${fault.en} (${fault.code})`);
    this.name = 'CivigridError';
    this.code = fault.code;
    this.number = fault.number;
    this.zh = fault.zh;
    this.en = fault.en;
  }
}

const NOT_READY = {
  code: 'module.not_ready',
  number: 10015,
  zh: '模块尚未加载：请先等待 init()',
  en: 'the module is not loaded yet: await `init()` first',
};
const DISPOSED = { code: 'handle.disposed', number: 10012, zh: '句柄已释放', en: 'the handle was disposed of' };
const PANIC = {
  code: 'panic',
  number: 10021,
  zh: '内部错误：请报告',
  en: 'internal error: please report it with the input that led to it',
};

function otherVersion(found) {
  return new CivigridError({
    code: 'module.version',
    number: 10022,
    zh: `模块版本为 ${found}，脚本版本为 ${VERSION}：请加载同一版本的 civigrid.wasm`,
    en: `the module is of version ${found}, the script of ${VERSION}: load the civigrid.wasm of the same version`,
  });
}

function unusable(name, expected) {
  return new CivigridError({
    code: 'argument.type',
    number: 10009,
    zh: `参数 \`${name}\` 类型不符：应为 ${expected}`,
    en: `\`${name}\` is of the wrong type: expected ${expected}`,
  });
}

// --- the module

/** The exports of the instance in use; a new one after a panic, with another generation. */
let wasm = null;
let generation = 0;

/** The version of an instance; `?` for a module from before there were versions, or of something else. */
function versionOf(exports) {
  if (typeof exports.version !== 'function') {
    return '?';
  }
  exports.version();
  return takeText(exports);
}

/** Takes over an instance. Handles of an instance before it are disposed of. */
function use(instance) {
  const found = versionOf(instance.exports);
  if (found !== VERSION) {
    throw otherVersion(found);
  }
  wasm = instance.exports;
  generation += 1;
}

function isReady() {
  return wasm !== null;
}

/** The module has no imports: it can do nothing but compute. */
const IMPORTS = {};

/** Calls the module. A trap leaves it in an unknown state: it is given up, with all its handles. */
function enter(work) {
  if (wasm === null) {
    throw new CivigridError(NOT_READY);
  }
  try {
    return work(wasm);
  } catch (error) {
    if (error instanceof CivigridError) {
      throw error;
    }
    wasm = null;
    const fault = new CivigridError(PANIC);
    fault.cause = error;
    throw fault;
  }
}

// --- text

/** UTF-8 by hand, for runtimes without TextEncoder: a lone surrogate becomes U+FFFD, as there. */
function encodeByHand(text) {
  const bytes = new Uint8Array(text.length * 3);
  let end = 0;
  for (let at = 0; at < text.length; at += 1) {
    let point = text.charCodeAt(at);
    if (point >= 0xd800 && point < 0xe000) {
      const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
      if (point < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00);
        at += 1;
      } else {
        point = 0xfffd;
      }
    }
    if (point < 0x80) {
      bytes[end++] = point;
    } else if (point < 0x800) {
      bytes[end++] = 0xc0 | (point >> 6);
      bytes[end++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      bytes[end++] = 0xe0 | (point >> 12);
      bytes[end++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[end++] = 0x80 | (point & 0x3f);
    } else {
      bytes[end++] = 0xf0 | (point >> 18);
      bytes[end++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[end++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[end++] = 0x80 | (point & 0x3f);
    }
  }
  return bytes.subarray(0, end);
}

/** The other way round; what the module writes is always well formed. */
function decodeByHand(bytes) {
  let text = '';
  let units = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at++];
    let point = first;
    if (first >= 0xf0) {
      point = ((first & 7) << 18) | ((bytes[at++] & 63) << 12) | ((bytes[at++] & 63) << 6) | (bytes[at++] & 63);
    } else if (first >= 0xe0) {
      point = ((first & 15) << 12) | ((bytes[at++] & 63) << 6) | (bytes[at++] & 63);
    } else if (first >= 0xc0) {
      point = ((first & 31) << 6) | (bytes[at++] & 63);
    }
    if (point >= 0x10000) {
      units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
    } else {
      units.push(point);
    }
    if (units.length > 4096) {
      text += String.fromCharCode.apply(null, units);
      units = [];
    }
  }
  return text + String.fromCharCode.apply(null, units);
}

const encoder = typeof TextEncoder === 'function' ? new TextEncoder() : null;
const decoder = typeof TextDecoder === 'function' ? new TextDecoder('utf-8', { ignoreBOM: true }) : null;

function encode(text) {
  return encoder ? encoder.encode(text) : encodeByHand(text);
}

function decode(bytes) {
  return decoder ? decoder.decode(bytes) : decodeByHand(bytes);
}

// --- arguments: all of them are read before the module is entered, because reading may run the caller's code

const AT = 2;

/** Plain objects; not maps, buffers or promises, which JSON.stringify takes for `{}`. */
function isRecord(value) {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** A value as JSON; one that is nothing there, such as what `toJSON` gives nothing for, is told. */
function jsonOf(value, name, expected) {
  const text = isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : undefined;
  if (text === undefined) {
    throw unusable(name, expected);
  }
  return text;
}

/** JSON as bytes: a value, or a text or bytes that hold it already. */
function message(value, name) {
  if (typeof value === 'string') {
    return encode(value);
  }
  if (value instanceof Uint8Array) {
    return value;
  }
  return encode(jsonOf(value, name, 'object | string | Uint8Array'));
}

function bytesOf(value, name) {
  if (typeof value === 'string') {
    return encode(value);
  }
  if (value instanceof Uint8Array) {
    return value;
  }
  throw unusable(name, 'string | Uint8Array');
}

function textOf(value, name) {
  if (typeof value !== 'string') {
    throw unusable(name, 'string');
  }
  return encode(value);
}

/** An instant: a Date, whose part of a second is dropped, or a text as the wire has it. */
function instantOf(at, name) {
  if (typeof at === 'string') {
    return encode(at);
  }
  if (at instanceof Date && !Number.isNaN(at.getTime())) {
    return encode(new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString());
  }
  throw unusable(name, 'Date | string');
}

const ROWS = 'string | Uint8Array | (object | string)[]';

/** Lines of rows: one text, or a list of rows as texts or values. */
function rowsOf(rows, name) {
  if (Array.isArray(rows)) {
    const line = (row) => (typeof row === 'string' ? row : jsonOf(row, name, ROWS));
    return encode(rows.map((row) => `${line(row)}\n`).join(''));
  }
  if (typeof rows !== 'string' && !(rows instanceof Uint8Array)) {
    throw unusable(name, ROWS);
  }
  return bytesOf(rows, name);
}

function put(exports, place, bytes) {
  // The view is made after the buffer: asking for it may have moved the memory.
  const at = exports.input(place, bytes.length) >>> 0;
  new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
}

function takeBytes(exports) {
  return new Uint8Array(exports.memory.buffer, exports.output() >>> 0, exports.output_len()).slice();
}

function takeText(exports) {
  return decode(new Uint8Array(exports.memory.buffer, exports.output() >>> 0, exports.output_len()));
}

/** How an instant is written; the module's sentence, which is that of other languages too, does not say it. */
const WRITTEN = '2026-02-13T10:00:00+08:00';

/** What the module tells of a wrong call. */
function wrongCall(text) {
  const fault = JSON.parse(text);
  if (fault.code === 'argument.instant') {
    fault.zh += `：应写为 ${WRITTEN}`;
    fault.en += `: it is written ${WRITTEN}`;
  }
  return new CivigridError(fault);
}

/**
 * Makes a call with inputs by their places: its status, the text that it leaves, and instead of that what `take` reads
 * where the call answers. A wrong call is thrown.
 */
function ask(inputs, work, take) {
  return enter((exports) => {
    inputs.forEach((bytes, place) => bytes && put(exports, place, bytes));
    const status = work(exports);
    const takes = take !== undefined && status === OK;
    const taken = takes ? take(exports) : undefined;
    const text = takes ? '' : takeText(exports);
    exports.relax();
    if (status > RULESET_INVALID) {
      throw wrongCall(text);
    }
    return { status, text, taken };
  });
}

/** The same for a call that answers or is wrong, but refuses nothing: what `take` reads. */
function answered(inputs, work, take) {
  const { status, text, taken } = ask(inputs, work, take);
  if (status !== OK) {
    throw wrongCall(text);
  }
  return taken;
}

/** The handle that a call made. */
const created = (exports) => exports.created();

// --- handles

/** The handle behind each object that lives: `{handle, generation}`. */
const handles = new WeakMap();
/** Frees what a program forgot to dispose of, where the runtime can tell. */
const forgotten =
  typeof FinalizationRegistry === 'function' ? new FinalizationRegistry((entry) => release(entry)) : null;

/** The entry of an object that was disposed of: of no generation. */
const GONE = { handle: 0, generation: 0 };

function release(entry) {
  if (wasm !== null && entry.generation === generation) {
    enter((exports) => exports[entry.free](entry.handle));
  }
}

function hold(object, handle, free) {
  const entry = { handle, generation, free };
  handles.set(object, entry);
  if (forgotten) {
    forgotten.register(object, entry, object);
  }
  return object;
}

function handleOf(object, kind, name) {
  if (!(object instanceof kind)) {
    throw unusable(name, kind.name);
  }
  const entry = handles.get(object);
  if (!entry) {
    // A proxy, as frameworks for user interfaces make of what they watch, or an object with the prototype alone.
    throw unusable(name, `${kind.name} itself, not a proxy`);
  }
  if (wasm === null) {
    throw new CivigridError(NOT_READY);
  }
  if (entry.generation !== generation) {
    throw new CivigridError(DISPOSED);
  }
  return entry.handle;
}

function dispose(object) {
  const entry = handles.get(object);
  if (entry && entry !== GONE) {
    handles.set(object, GONE);
    if (forgotten) {
      forgotten.unregister(object);
    }
    release(entry);
  }
}

/** The constructor's proof that it is called from here. */
const INSIDE = {};

function refused(text) {
  return { ok: false, rejection: JSON.parse(text) };
}

function linesOf(text) {
  return text.split('\n').filter((line) => line !== '');
}

function entriesOf(text) {
  const texts = linesOf(text);
  return { entries: texts.map((line) => JSON.parse(line)), texts };
}

/** Entries that were committed before something was refused; the rejection stands after the last line. */
function cutShort(text) {
  const end = text.lastIndexOf('\n') + 1;
  return Object.assign(refused(text.slice(end)), entriesOf(text.slice(0, end)));
}

function decided(status, text) {
  if (status === OK) {
    return { ok: true, kind: 'new', entry: JSON.parse(text), text };
  }
  if (status === REPEAT) {
    return { ok: true, kind: 'repeat', seq: JSON.parse(text).seq };
  }
  return refused(text);
}

class Ruleset {
  constructor(inside, handle) {
    if (inside !== INSIDE) {
      throw unusable('Ruleset', 'Ruleset.compile()');
    }
    hold(this, handle, 'ruleset_free');
  }

  static compile(document, parts) {
    const text = message(document, 'document');
    if (parts !== undefined && parts !== null && !isRecord(parts)) {
      throw unusable('parts', '{ [name]: string | Uint8Array }');
    }
    const named = Object.keys(parts || {}).map((name) => [encode(name), bytesOf(parts[name], 'parts')]);
    const compile = (exports) => {
      for (const [name, bytes] of named) {
        put(exports, 0, name);
        put(exports, 1, bytes);
        exports.ruleset_part();
      }
      put(exports, 0, text);
      return exports.ruleset_compile();
    };
    const { status, text: told, taken } = ask([], compile, created);
    if (status === RULESET_INVALID) {
      return { ok: false, diagnostics: JSON.parse(told).diagnostics };
    }
    return { ok: true, ruleset: new Ruleset(INSIDE, taken) };
  }

  get fingerprint() {
    const handle = handleOf(this, Ruleset, 'this');
    return ask([], (exports) => exports.ruleset_fingerprint(handle)).text;
  }

  due(limit, from) {
    const inputs = [textOf(limit, 'limit'), null, instantOf(from, 'from')];
    const handle = handleOf(this, Ruleset, 'this');
    const { status, text } = ask(inputs, (exports) => exports.ruleset_due(handle));
    return status === OK ? { ok: true, due: text } : refused(text);
  }

  dueMany(limit, from) {
    const inputs = [textOf(limit, 'limit')];
    if (typeof BigInt64Array !== 'function' || !(from instanceof BigInt64Array)) {
      throw unusable('from', 'BigInt64Array');
    }
    const handle = handleOf(this, Ruleset, 'this');
    const count = from.length;
    const work = (exports) => {
      const start = exports.column64(count) >>> 0;
      new BigInt64Array(exports.memory.buffer, start, count).set(from);
      return exports.ruleset_due_many(handle);
    };
    const { status, text, taken } = ask(inputs, work, (exports) => ({
      due: new BigInt64Array(exports.memory.buffer, exports.result64() >>> 0, count).slice(),
      statuses: new Uint8Array(exports.memory.buffer, exports.statuses() >>> 0, count).slice(),
    }));
    return status === OK ? Object.assign({ ok: true }, taken) : refused(text);
  }

  dispose() {
    dispose(this);
  }
}

function choose(rulesets) {
  const list = Array.isArray(rulesets) ? rulesets : [rulesets];
  const chosen = list.map((ruleset) => handleOf(ruleset, Ruleset, 'rulesets'));
  return (exports) => chosen.forEach((handle) => exports.engine_ruleset(handle));
}

/** The handle of an engine without entries. */
function newEngine(rulesets) {
  const offer = choose(rulesets);
  const make = (exports) => {
    offer(exports);
    return exports.engine_new();
  };
  return answered([], make, created);
}

class Engine {
  constructor(rulesets, inside, handle) {
    hold(this, inside === INSIDE ? handle : newEngine(rulesets), 'engine_free');
  }

  static restore(rulesets, snapshot) {
    const bytes = bytesOf(snapshot, 'snapshot');
    const offer = choose(rulesets);
    const restore = (exports) => {
      offer(exports);
      return exports.engine_restore();
    };
    const { status, text, taken } = ask([bytes], restore, created);
    return status === OK ? { ok: true, engine: new Engine(null, INSIDE, taken) } : refused(text);
  }

  addRuleset(ruleset) {
    const other = handleOf(ruleset, Ruleset, 'ruleset');
    const handle = handleOf(this, Engine, 'this');
    ask([], (exports) => exports.engine_add_ruleset(handle, other));
  }

  decide(command, at) {
    const inputs = [message(command, 'command'), null, instantOf(at, 'at')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_decide(handle));
    return decided(status, text);
  }

  decideClamped(command, at) {
    const inputs = [message(command, 'command'), null, instantOf(at, 'at')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_decide_clamped(handle));
    return decided(status, text);
  }

  decideDue(at) {
    const inputs = [null, null, instantOf(at, 'at')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_decide_due(handle));
    if (status === NONE) {
      return { ok: true, kind: 'none' };
    }
    return decided(status, text);
  }

  commit(entry) {
    const inputs = [message(entry, 'entry')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_commit(handle));
    return status === OK ? { ok: true } : refused(text);
  }

  apply(command, at) {
    const inputs = [message(command, 'command'), null, instantOf(at, 'at')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_apply(handle));
    if (status === REPEAT) {
      return { ok: true, kind: 'repeat', seq: JSON.parse(text).seq };
    }
    if (status === OK) {
      return Object.assign({ ok: true, kind: 'new' }, entriesOf(text));
    }
    return cutShort(text);
  }

  advance(at) {
    const inputs = [null, null, instantOf(at, 'at')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_advance(handle));
    return status === OK ? Object.assign({ ok: true }, entriesOf(text)) : cutShort(text);
  }

  query(query, view, at) {
    const inputs = [message(query, 'query'), textOf(view, 'view'), instantOf(at, 'at')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_query(handle));
    return status === OK ? { ok: true, answer: JSON.parse(text), text } : refused(text);
  }

  snapshot() {
    const handle = handleOf(this, Engine, 'this');
    return answered([], (exports) => exports.engine_snapshot(handle), takeBytes);
  }

  get digest() {
    const handle = handleOf(this, Engine, 'this');
    return ask([], (exports) => exports.engine_digest(handle)).text;
  }

  get head() {
    const handle = handleOf(this, Engine, 'this');
    return ask([], (exports) => exports.engine_head(handle)).text;
  }

  get seq() {
    const handle = handleOf(this, Engine, 'this');
    return Number(ask([], (exports) => exports.engine_seq(handle)).text);
  }

  get lastAt() {
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask([], (exports) => exports.engine_last_at(handle));
    return status === OK ? text : null;
  }

  get nextFiring() {
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask([], (exports) => exports.engine_next_firing(handle));
    return status === OK ? text : null;
  }

  locate(lonE7, latE7) {
    for (const value of [lonE7, latE7]) {
      if (!Number.isInteger(value) || value !== (value | 0)) {
        throw unusable('lonE7, latE7', 'int32');
      }
    }
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask([], (exports) => exports.engine_locate(handle, lonE7, latE7));
    if (status === REJECTED) {
      return refused(text);
    }
    return { ok: true, cell: status === OK ? text : null };
  }

  locateMany(lonE7, latE7) {
    if (!(lonE7 instanceof Int32Array) || !(latE7 instanceof Int32Array) || lonE7.length !== latE7.length) {
      throw unusable('lonE7, latE7', 'Int32Array, Int32Array (same length)');
    }
    const handle = handleOf(this, Engine, 'this');
    const count = lonE7.length;
    const work = (exports) => {
      const lon = exports.column32(0, count) >>> 0;
      const lat = exports.column32(1, count) >>> 0;
      new Int32Array(exports.memory.buffer, lon, count).set(lonE7);
      new Int32Array(exports.memory.buffer, lat, count).set(latE7);
      return exports.engine_locate_many(handle);
    };
    return answered([], work, (exports) => ({
      cells: new Uint32Array(exports.memory.buffer, exports.result32() >>> 0, count).slice(),
      statuses: new Uint8Array(exports.memory.buffer, exports.statuses() >>> 0, count).slice(),
    }));
  }

  cells() {
    const handle = handleOf(this, Engine, 'this');
    return linesOf(ask([], (exports) => exports.engine_cells(handle)).text);
  }

  loadRows(rows) {
    const inputs = [rowsOf(rows, 'rows')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_load_rows(handle));
    return status === OK ? { ok: true } : refused(text);
  }

  row(key) {
    const inputs = [textOf(key, 'key')];
    const handle = handleOf(this, Engine, 'this');
    const { status, text } = ask(inputs, (exports) => exports.engine_row(handle));
    if (status === REJECTED) {
      return refused(text);
    }
    return { ok: true, row: status === OK ? JSON.parse(text) : null };
  }

  rowsNeeds(command, at, rows) {
    return needed(this, 'rows_needs', message(command, 'command'), at, rows);
  }

  rowsDecide(command, at, rows) {
    return overRows(this, 'rows_decide', message(command, 'command'), at, rows);
  }

  rowsNeedsDue(key, at, rows) {
    return needed(this, 'rows_needs_due', textOf(key, 'key'), at, rows);
  }

  rowsDecideDue(key, at, rows) {
    return overRows(this, 'rows_decide_due', textOf(key, 'key'), at, rows);
  }

  dispose() {
    dispose(this);
  }
}

function needed(engine, name, first, at, rows) {
  const inputs = [first, rowsOf(rows, 'rows'), instantOf(at, 'at')];
  const handle = handleOf(engine, Engine, 'this');
  const { status, text } = ask(inputs, (exports) => exports[name](handle));
  return status === OK ? { ok: true, keys: linesOf(text) } : refused(text);
}

function overRows(engine, name, first, at, rows) {
  const inputs = [first, rowsOf(rows, 'rows'), instantOf(at, 'at')];
  const handle = handleOf(engine, Engine, 'this');
  const { status, text } = ask(inputs, (exports) => exports[name](handle));
  if (status === REPEAT || status === NONE) {
    return { ok: true, kind: status === REPEAT ? 'repeat' : 'none' };
  }
  if (status !== OK) {
    return refused(text);
  }
  const [events, ...lines] = linesOf(text);
  return { ok: true, kind: 'new', events: JSON.parse(events).events, rows: lines.map((line) => JSON.parse(line)), lines };
}

if (typeof Symbol === 'function' && Symbol.dispose) {
  Ruleset.prototype[Symbol.dispose] = Ruleset.prototype.dispose;
  Engine.prototype[Symbol.dispose] = Engine.prototype.dispose;
}

/** What tests look at; not part of the package's contract. */
const inside = {
  encodeByHand,
  decodeByHand,
  liveHandles: () => enter((exports) => exports.handles()),
  memoryBytes: () => enter((exports) => exports.memory.buffer.byteLength),
};

export { CivigridError, Engine, IMPORTS, NO_CELL, RowStatus, Ruleset, inside, isReady, use };
