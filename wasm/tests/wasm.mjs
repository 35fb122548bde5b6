// Reads a WebAssembly module's sections by itself: what it imports and exports, its memory, its types and tables. What
// is inside functions is left to binaryen, which refuses instructions of features that are not switched on.

// binaryen says on the console what is wrong with a module, by the function that it finds there when it is loaded. Here
// it is asked about modules that are wrong on purpose.
const { error } = console;
console.error = () => {};
const { default: binaryen } = await import('binaryen');
console.error = error;

const KINDS = ['function', 'table', 'memory', 'global', 'tag'];
const FUNCREF = 0x70;

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  byte() {
    if (this.at >= this.bytes.length) {
      throw new Error('the module is cut short');
    }
    return this.bytes[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        return value;
      }
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.take(this.number()));
  }

  list(read) {
    return Array.from({ length: this.number() }, () => read(this));
  }
}

const limits = (reader) => {
  const flags = reader.number();
  const least = reader.number();
  return { flags, least, most: flags & 1 ? reader.number() : null };
};

const functionType = (reader) => {
  const form = reader.byte();
  return { form, parameters: [...reader.take(reader.number())], results: [...reader.take(reader.number())] };
};

const imported = (reader) => {
  const names = `${reader.text()}.${reader.text()}`;
  const kind = KINDS[reader.byte()];
  if (kind === 'function') {
    reader.number();
  } else if (kind === 'global') {
    reader.take(2);
  } else {
    if (kind === 'table') {
      reader.byte();
    }
    limits(reader);
  }
  return { names, kind };
};

export { binaryen };

/** `{imports, exports, memories, tables, types, sections}` of a module. */
export function read(bytes) {
  const all = new Reader(bytes);
  const header = [...all.take(8)].join(' ');
  if (header !== '0 97 115 109 1 0 0 0') {
    throw new Error('not a module of version 1');
  }
  const found = { imports: [], exports: [], memories: [], tables: [], types: [], sections: [] };
  while (all.at < bytes.length) {
    const id = all.byte();
    const section = new Reader(all.take(all.number()));
    found.sections.push(id === 0 ? `custom ${section.text()}` : id);
    if (id === 1) {
      found.types = section.list(functionType);
    } else if (id === 2) {
      found.imports = section.list(imported);
    } else if (id === 4) {
      found.tables = section.list((reader) => ({ type: reader.byte(), ...limits(reader) }));
    } else if (id === 5) {
      found.memories = section.list(limits);
    } else if (id === 7) {
      found.exports = section.list((reader) => {
        const name = reader.text();
        const kind = KINDS[reader.byte()];
        reader.number();
        return { name, kind };
      });
    }
  }
  return found;
}

/** What old browsers and mini-programs have: no reference types, several results, SIMD, threads or tail calls. */
const FEATURES =
  binaryen.Features.MutableGlobals |
  binaryen.Features.SignExt |
  binaryen.Features.NontrappingFPToInt |
  binaryen.Features.BulkMemory |
  binaryen.Features.BulkMemoryOpt;

/** Why a runtime of the plainest kind would not load a module, a line a reason. */
export function objections(bytes) {
  const { imports, exports, memories, tables, types, sections } = read(bytes);
  const reasons = [];
  imports.forEach(({ names, kind }) => reasons.push(`imports the ${kind} ${names}`));
  exports.forEach(({ name, kind }) => {
    if (kind !== 'function' && !(kind === 'memory' && name === 'memory')) {
      reasons.push(`exports the ${kind} ${name}`);
    }
  });
  if (memories.length !== 1 || memories[0].flags > 1) {
    reasons.push(`memories: ${JSON.stringify(memories)}`);
  }
  if (tables.length > 1 || tables.some(({ type, flags }) => type !== FUNCREF || flags > 1)) {
    reasons.push(`tables: ${JSON.stringify(tables)}`);
  }
  if (types.some(({ form, results }) => form !== 0x60 || results.length > 1)) {
    reasons.push('a type that is no function with at most one result');
  }
  const odd = sections.filter((id) => typeof id === 'number' && id > 12);
  reasons.push(...odd.map((id) => `section ${id}`));
  const module = binaryen.readBinary(bytes);
  module.setFeatures(FEATURES);
  if (!module.validate()) {
    reasons.push('an instruction or type of another feature');
  }
  module.dispose();
  return reasons;
}
