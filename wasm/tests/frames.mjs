// Runs files of frames (conformance/src/frames.rs tells their form) over the package: the status and every byte must be
// what a frame expects. No environment is assumed beyond ES2017, so that one runner serves Node, browsers and the bare
// runtime of a mini-program, where it is read as CommonJS by its last line.
//
// Arguments are given in turn as bytes, as text and as values, instants as a Date and as text: a surface must not care.

const HEAD = 25;
const OK = 0;
const REPEAT = 1;
const NONE = 2;
const REJECTED = 10;
/** No status of the library: a frame that cannot be carried out, or an answer that contradicts itself. */
const BROKEN = -1;

const HEX = Array.from({ length: 256 }, (_, byte) => `%${byte < 16 ? '0' : ''}${byte.toString(16)}`);

/** UTF-8 as text, by the language's own decoder; null if it is none. */
function textOf(bytes) {
  const pieces = new Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) {
    pieces[at] = HEX[bytes[at]];
  }
  try {
    return decodeURIComponent(pieces.join(''));
  } catch (error) {
    return null;
  }
}

function unsigned(bytes, at) {
  return bytes[at] + bytes[at + 1] * 0x100 + bytes[at + 2] * 0x10000 + bytes[at + 3] * 0x1000000;
}

/** The frame at a place of the file, and where the next one begins; null if it is cut short. */
function frameAt(bytes, start) {
  if (bytes.length - start < HEAD) {
    return null;
  }
  const strings = [];
  let end = start + HEAD;
  for (let string = 0; string < 3; string += 1) {
    const length = unsigned(bytes, start + 13 + 4 * string);
    if (bytes.length - end < length) {
      return null;
    }
    strings.push(bytes.subarray(end, end + length));
    end += length;
  }
  // The upper half of the instant is signed; seconds of the years in question are exact in a number.
  const seconds = unsigned(bytes, start + 5) + (unsigned(bytes, start + 9) | 0) * 0x100000000;
  const [a, b, c] = strings;
  return { letter: String.fromCharCode(bytes[start]), status: unsigned(bytes, start + 1), seconds, a, b, c, end };
}

class Runner {
  constructor(api) {
    this.api = api;
    this.rulesets = [];
    this.parts = {};
    this.engine = null;
    this.name = '';
    this.way = '';
    this.runs = 0;
    this.frames = 0;
    this.given = { bytes: 0, text: 0, value: 0 };
  }

  forget() {
    if (this.engine) {
      this.engine.dispose();
      this.engine = null;
    }
    this.rulesets.forEach((ruleset) => ruleset.dispose());
    this.rulesets = [];
    this.parts = {};
  }

  /** JSON in the form whose turn it is; as bytes where a text or a value would not be the same. */
  message(bytes) {
    const form = ['bytes', 'text', 'value'][this.frames % 3];
    const text = form === 'bytes' ? null : textOf(bytes);
    if (text !== null && form === 'value') {
      const value = valueOf(text);
      if (value !== null && typeof value === 'object' && JSON.stringify(value) === text) {
        this.given.value += 1;
        return value;
      }
    }
    if (text !== null) {
      this.given.text += 1;
      return text;
    }
    this.given.bytes += 1;
    return bytes;
  }

  instant(seconds) {
    const date = new Date(seconds * 1000 + (this.frames % 2 ? 999 : 0));
    return this.frames % 4 < 2 ? date : `${date.toISOString().slice(0, 19)}Z`;
  }

  compile(document) {
    const compiled = this.api.Ruleset.compile(this.message(document), this.parts);
    this.parts = {};
    if (!compiled.ok) {
      return broken(JSON.stringify(compiled.diagnostics));
    }
    this.rulesets.push(compiled.ruleset);
    return { status: OK, text: '' };
  }

  restore() {
    const before = this.engine.snapshot();
    this.engine.dispose();
    this.engine = null;
    const restored = this.api.Engine.restore(this.rulesets, this.frames % 2 ? before : textOf(before));
    if (!restored.ok) {
      return refused(restored);
    }
    this.engine = restored.engine;
    return same(before, this.engine.snapshot()) ? { status: OK, text: '' } : broken('another snapshot after restore');
  }

  /** Makes the call of a frame; what it throws is told with the frame. */
  attempt(frame) {
    try {
      return this.perform(frame);
    } catch (error) {
      return broken(`thrown: ${error}`);
    }
  }

  /** Makes the call of a frame; its status and text. */
  perform(frame) {
    const { a, b } = frame;
    switch (frame.letter) {
      case 'V':
        this.forget();
        this.name = textOf(a);
        this.way = textOf(b);
        this.runs += 1;
        return { status: OK, text: '' };
      case 'P':
        this.parts[textOf(a)] = this.frames % 2 ? b : textOf(b);
        return { status: OK, text: '' };
      case 'R':
        return this.compile(a);
      case 'N':
        this.engine = new this.api.Engine(this.rulesets);
        return { status: OK, text: '' };
      case 'D':
        return decided(this.engine.decide(this.message(a), this.instant(frame.seconds)));
      case 'U':
        return decided(this.engine.decideDue(this.instant(frame.seconds)));
      case 'C': {
        const committed = this.engine.commit(this.message(a));
        return committed.ok ? { status: OK, text: '' } : refused(committed);
      }
      case 'Q': {
        const answered = this.engine.query(this.message(a), textOf(b), this.instant(frame.seconds));
        return answered.ok ? spoken(answered.answer, answered.text) : refused(answered);
      }
      case 'A':
        return applied(this.engine.apply(this.message(a), this.instant(frame.seconds)));
      case 'T':
        return this.restore();
      case 'H':
        return { status: OK, text: this.engine.digest };
      case 'S':
        return { status: OK, bytes: this.engine.snapshot() };
      default:
        return broken('no such call');
    }
  }

  /** What the frame expected and what was found, told so that somebody finds the place. */
  difference(frame, found) {
    const short = (text) => (text !== null && text.length > 2000 ? `${text.slice(0, 2000)}...` : text);
    const asked = short(textOf(frame.a));
    const answer = short(found.bytes ? textOf(found.bytes) : found.text);
    return (
      `${this.name}, ${this.way}, frame ${this.frames}: ${frame.letter} at ${frame.seconds} of ${asked}\n` +
      `expected ${frame.status} ${short(textOf(frame.c))}\nfound    ${found.status} ${answer}`
    );
  }
}

function valueOf(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}

function broken(text) {
  return { status: BROKEN, text };
}

/** A value and its text, which must say the same in the same order. */
function spoken(value, text) {
  return JSON.stringify(value) === text ? { status: OK, text } : broken(`a value that differs from its text: ${text}`);
}

function refused(result) {
  return { status: REJECTED, text: JSON.stringify(result.rejection) };
}

function decided(result) {
  if (!result.ok) {
    return refused(result);
  }
  if (result.kind === 'new') {
    return spoken(result.entry, result.text);
  }
  return result.kind === 'repeat' ? { status: REPEAT, text: `{"seq":${result.seq}}` } : { status: NONE, text: '' };
}

function applied(result) {
  if (!result.ok) {
    return refused(result);
  }
  if (result.kind === 'new' && !result.entries.every((entry, at) => JSON.stringify(entry) === result.texts[at])) {
    return broken('entries that differ from their texts');
  }
  return { status: result.kind === 'new' ? OK : REPEAT, text: '' };
}

function same(left, right) {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

function asExpected(frame, found) {
  if (found.status !== frame.status) {
    return false;
  }
  if (frame.letter === 'A') {
    return true;
  }
  return found.bytes ? same(found.bytes, frame.c) : found.text === textOf(frame.c);
}

/** Runs a file over `{Ruleset, Engine}`: how many runs and frames there were, and the first failure, if any. */
function runFrames(api, bytes) {
  const runner = new Runner(api);
  let failure = null;
  for (let at = 0; at < bytes.length && failure === null; ) {
    const frame = frameAt(bytes, at);
    if (frame === null) {
      failure = `frame ${runner.frames + 1} is cut short`;
      break;
    }
    runner.frames += 1;
    const found = runner.attempt(frame);
    if (!asExpected(frame, found)) {
      failure = runner.difference(frame, found);
    }
    at = frame.end;
  }
  runner.forget();
  return { runs: runner.runs, frames: runner.frames, given: runner.given, failure };
}

export { runFrames };
