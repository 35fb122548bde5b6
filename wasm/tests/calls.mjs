// Every call of the package with arguments that do, for the tests that spoil one thing of each in turn.
import { lunan } from './support.mjs';

/**
 * Parameters are `[name, kind, value]`; the kinds are those of misuse.test.mjs. `call` takes what the method belongs to
 * and the values.
 */
function method(on, name, ...parameters) {
  return { on, name, parameters, call: (self, values) => self[name](...values) };
}

function property(on, name) {
  return { on, name, parameters: [], call: (self) => self[name] };
}

/** The calls over a ruleset and an engine of Lunan with the report, in both classes. */
export function calls(api, ruleset, engine) {
  const at = ['at', 'instant', lunan.reportedAt];
  const command = ['command', 'message', lunan.report];
  const rows = ['rows', 'rows', []];
  const key = ['key', 'text', 'case/2026-000123'];
  const columns = [Int32Array.of(0, 1), Int32Array.of(2, 3)];
  return {
    'Ruleset.compile': {
      parameters: [['document', 'message', lunan.document], ['parts', 'parts', lunan.parts]],
      call: (_, values) => api.Ruleset.compile(...values),
    },
    'new Engine': { parameters: [['rulesets', 'rulesets', ruleset]], call: (_, values) => new api.Engine(...values) },
    'Engine.restore': {
      parameters: [['rulesets', 'rulesets', [ruleset]], ['snapshot', 'bytes', engine.snapshot()]],
      call: (_, values) => api.Engine.restore(...values),
    },
    ...named(
      property('Ruleset', 'fingerprint'),
      method('Ruleset', 'due', ['limit', 'text', 'sign'], ['from', 'instant', lunan.reportedAt]),
      method('Ruleset', 'dueMany', ['limit', 'text', 'sign'], ['from', 'int64s', BigInt64Array.of(0n)]),
      method('Engine', 'addRuleset', ['ruleset', 'ruleset', ruleset]),
      method('Engine', 'decide', command, at),
      method('Engine', 'decideClamped', command, at),
      method('Engine', 'decideDue', at),
      method('Engine', 'commit', ['entry', 'message', '{}']),
      method('Engine', 'apply', command, at),
      method('Engine', 'advance', at),
      method('Engine', 'query', ['query', 'message', lunan.query], ['view', 'text', lunan.view], at),
      method('Engine', 'snapshot'),
      property('Engine', 'digest'),
      property('Engine', 'head'),
      property('Engine', 'seq'),
      property('Engine', 'lastAt'),
      property('Engine', 'nextFiring'),
      method('Engine', 'locate', ['lonE7', 'int32', 0], ['latE7', 'int32', 0]),
      method('Engine', 'locateMany', ['lonE7', 'int32s', columns[0]], ['latE7', 'int32s', columns[1]]),
      method('Engine', 'cells'),
      method('Engine', 'loadRows', rows),
      method('Engine', 'row', key),
      method('Engine', 'rowsNeeds', command, at, rows),
      method('Engine', 'rowsDecide', command, at, rows),
      method('Engine', 'rowsNeedsDue', key, at, rows),
      method('Engine', 'rowsDecideDue', key, at, rows),
    ),
  };
}

function named(...list) {
  return Object.fromEntries(list.map((each) => [`${each.on}#${each.name}`, each]));
}

export const valuesOf = (each) => each.parameters.map(([, , value]) => value);

/** Makes a method's call on what is given instead of a ruleset or an engine. */
export function callOn(api, each, self) {
  const { get, value } = Object.getOwnPropertyDescriptor(api[each.on].prototype, each.name);
  return get ? get.call(self) : value.apply(self, valuesOf(each));
}
