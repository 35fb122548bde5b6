// The types say what is there: the same names as the scripts export, in programs of every kind of module.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { constantsFile, freshEntry, packageDir, root, scratch } from './support.mjs';

const { ModuleKind, ModuleResolutionKind, ScriptTarget, SymbolFlags } = ts;
const STRICT = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
};

/** What is wrong with a program and the types of the package; the language's own are not looked at. */
function messages(program) {
  const files = program.getSourceFiles().filter((file) => !program.isSourceFileDefaultLibrary(file));
  const of = (file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return [...program.getOptionsDiagnostics(), ...files.flatMap(of)].map(({ file, start, messageText }) => {
    const { line } = file ? file.getLineAndCharacterOfPosition(start) : { line: -1 };
    return `${file?.fileName.split('/').pop()}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** The values that a file of types exports, and of a class its members and statics. */
function declared(file) {
  const options = { ...STRICT, module: ModuleKind.Node16, moduleResolution: ModuleResolutionKind.Node16 };
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const real = (symbol) => (symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const plain = (table) => [...(table?.keys() ?? [])].filter((name) => !/^(__|prototype$)/.test(String(name)));
  return new Map(
    exported
      .map(real)
      .filter(({ flags }) => flags & SymbolFlags.Value)
      .map(({ name, members, exports }) => [name, { members: plain(members).sort(), statics: plain(exports).sort() }]),
  );
}

test('the types name what the scripts export', () => {
  const entry = freshEntry();
  const types = declared(join(packageDir(), 'index.d.ts'));
  const exported = Object.keys(entry).filter((name) => name !== 'core');
  assert.deepEqual([...types.keys()].sort(), exported.sort());
  for (const name of ['Ruleset', 'Engine']) {
    const { members, statics } = types.get(name);
    const own = Object.getOwnPropertyNames(entry[name].prototype).filter((each) => each !== 'constructor');
    assert.deepEqual(members, own.sort(), name);
    const functions = Object.getOwnPropertyNames(entry[name]).filter((each) => typeof entry[name][each] === 'function');
    assert.deepEqual(statics, functions, name);
  }
});

test('the types of the mini-program name what its script exports', () => {
  const types = declared(join(packageDir(), 'wechat/index.d.ts'));
  const script = createRequire(join(packageDir(), 'package.json'))('./wechat/index.js');
  assert.deepEqual([...types.keys()].sort(), Object.keys(script).sort());
});

/** The names that a file of types declares itself, and all that it exports. */
function namesOf(program, file) {
  const source = program.getSourceFile(join(packageDir(), file));
  const exported = program.getTypeChecker().getExportsOfModule(program.getTypeChecker().getSymbolAtLocation(source));
  return { own: source.statements.flatMap(namesIn), all: exported.map(({ name }) => name).sort() };
}

function namesIn(statement) {
  const declarations = statement.declarationList?.declarations ?? [statement];
  return declarations.map(({ name }) => name?.text).filter(Boolean);
}

test('no name is declared twice, and mini-programs have every type', () => {
  const files = ['types.d.ts', 'api.d.ts', 'index.d.ts', 'wechat/index.d.ts'];
  const options = { ...STRICT, module: ModuleKind.Node16, moduleResolution: ModuleResolutionKind.Node16 };
  const program = ts.createProgram(files.map((file) => join(packageDir(), file)), options);
  assert.deepEqual(messages(program), []);
  const [types, api, index, wechat] = files.map((file) => namesOf(program, file));
  assert.ok(types.own.includes('AbsentRow') && types.own.includes('WaitingCases') && types.own.length > 140);
  assert.ok(['Engine', 'NO_CELL', 'RowsIn'].every((name) => api.own.includes(name)));
  assert.deepEqual(api.own.filter((name) => types.own.includes(name)), []);
  assert.deepEqual([index.own, wechat.own], [['init', 'initSync'], ['init']]);
  assert.deepEqual(index.all, [...wechat.all, 'initSync'].sort());
  assert.deepEqual(api.all, [...types.own, ...api.own].sort());
});

// --- what the vectors hold

/** Two wrong constants of each type: with a member too many, and with null as the first. */
function planted(constants) {
  const kinds = new Map();
  for (const [, kind, text] of constants.matchAll(/^export const \w+: (\w+)(?:<.*>)? = (\{.*\});$/gm)) {
    kinds.set(kind, [...(kinds.get(kind) ?? []), text]);
  }
  const wrong = ["import type { AnswerMessage, Command, Entry, Query, Rejection, Row } from './types';"];
  for (const [kind, [text]] of kinds) {
    const type = kind === 'AnswerMessage' ? `AnswerMessage<'${JSON.parse(text).type}'>` : kind;
    wrong.push(`export const more${kind}: ${type} = ${text.replace('{', '{"planted":1,')};`);
    const value = JSON.parse(text);
    wrong.push(`export const null${kind}: ${type} = ${JSON.stringify({ ...value, [Object.keys(value)[0]]: null })};`);
  }
  const counts = Object.fromEntries([...kinds].map(([kind, texts]) => [kind, texts.length]));
  return { text: wrong.join('\n'), lines: wrong.length, counts };
}

test('whatever goes in and comes out in the vectors is of its type, and the types are used as they say', (t) => {
  const dir = scratch(t);
  copyFileSync(join(packageDir(), 'types.d.ts'), join(dir, 'types.d.ts'));
  copyFileSync(join(root, 'schema/tests/uses.ts'), join(dir, 'uses.ts'));
  copyFileSync(constantsFile(), join(dir, 'constants.ts'));
  const { text, lines, counts } = planted(readFileSync(join(dir, 'constants.ts'), 'utf8'));
  for (const [kind, least] of Object.entries({
    AnswerMessage: 80, Command: 390, Entry: 2_600, Query: 60, Rejection: 140, Row: 4_000,
  })) {
    assert.ok(counts[kind] >= least, `${counts[kind]} of ${kind}`);
  }
  writeFileSync(join(dir, 'planted.ts'), text);
  const options = { ...STRICT, module: ModuleKind.Node16, moduleResolution: ModuleResolutionKind.Node16 };
  const files = ['constants.ts', 'uses.ts', 'planted.ts'].map((name) => join(dir, name));
  const found = messages(ts.createProgram(files, options));
  const places = found.map((message) => message.split(':').slice(0, 2).join(':'));
  const expected = Array.from({ length: lines - 1 }, (_, index) => `planted.ts:${index + 2}`);
  assert.deepEqual(places, expected, found.slice(0, 20).join('\n'));
  const planned = (message, index) => message.includes(index % 2 === 0 ? '\'"planted"\' does not exist' : "'null'");
  assert.deepEqual(found.filter((message, index) => !planned(message, index)), [], 'each for what is planted there');
});

const PROGRAM = `
import { init, Engine, Ruleset, RowStatus, CivigridError, type Entry, type Command } from 'civigrid';

export async function story(document: string, report: Command, at: Date): Promise<string | null> {
  await init();
  const compiled = Ruleset.compile(document, { 'holiday-cn/2026.json': '{}' });
  if (!compiled.ok) {
    throw new Error(compiled.diagnostics.map(({ problem }) => problem.zh).join());
  }
  const engine = new Engine(compiled.ruleset);
  const decided = engine.decide(report, at);
  if (decided.ok && decided.kind === 'new') {
    const entry: Entry = decided.entry;
    const committed = engine.commit(entry);
    if (!committed.ok) {
      return committed.rejection.en;
    }
  } else if (!decided.ok) {
    return decided.rejection.code;
  } else {
    const seq: number = decided.seq;
    return String(seq);
  }
  const { statuses } = engine.locateMany(new Int32Array(1), new Int32Array(1));
  if (statuses[0] === RowStatus.answered) {
    return engine.cells()[0] ?? null;
  }
  try {
    return engine.nextFiring;
  } catch (error) {
    return error instanceof CivigridError ? error.zh : null;
  } finally {
    engine.dispose();
  }
}
`;
const WRONG = `
import { Engine, Ruleset } from 'civigrid';
declare const engine: Engine;
new Ruleset();
engine.decide(5, new Date());
engine.decide('{}', 5);
engine.seq = 3;
engine.decide('{}', new Date()).entry;
`;

for (const [module, resolution] of [['Node16', 'Node16'], ['ESNext', 'Bundler'], ['CommonJS', 'Node10']]) {
  test(`a program with ${module} and ${resolution} is checked by the types`, (t) => {
    const dir = scratch(t);
    mkdirSync(join(dir, 'node_modules'));
    symlinkSync(packageDir(), join(dir, 'node_modules/civigrid'));
    const options = { ...STRICT, module: ModuleKind[module], moduleResolution: ModuleResolutionKind[resolution] };
    const check = (name, text) => {
      writeFileSync(join(dir, name), text);
      return messages(ts.createProgram([join(dir, name)], options));
    };
    writeFileSync(join(dir, 'package.json'), '{"type": "module"}');
    assert.deepEqual(check('right.ts', PROGRAM), []);
    const places = check('wrong.ts', WRONG).map((message) => message.split(':').slice(0, 2).join(':'));
    assert.deepEqual(places, [4, 5, 6, 7, 8].map((line) => `wrong.ts:${line}`));
  });
}
