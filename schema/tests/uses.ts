// How the types of `wasm/package/types.d.ts` are used, and mistakes that the compiler must find. The tests of the npm package
// (`wasm/tests/types.test.mjs`) compile this file beside the types, which then are the module `./types`.
import type {
  Answer, AnswerDataOf, AnswerOf, CaseAnswer, CaseStatus, Command, CommandMessage, Entry, EventRecord, Query,
  QueryMessage, Rejection, Row, RowLine, RowOf,
} from "./types";

declare function ask<Q extends Query>(query: Q): AnswerOf<Q>;
declare function read<Q extends Query>(query: Q): AnswerDataOf<Q>;
declare const command: Command;
declare const event: EventRecord;
declare const entry: Entry;
declare const anything: Answer;
declare const rejection: Rejection;
declare const ofCase: RowOf<"case">;

const host = { id: "host", role: "host" };
const of = { id: "c-1", actor: host };

export function uses(): unknown[] {
  const answer = ask({ type: "case.get", data: { case: "c-1" } });
  const status: CaseStatus = answer.data.status;
  const pending: boolean = answer.dues_pending;
  const points: string | undefined = read({ type: "points.board", data: { period: "all", top: 3 } }).rows[0]?.points;
  const lead: string | null = read({ type: "case.get", data: { case: "c-1" } }).lead;
  const out: unknown[] = [status, pending, points, lead, ofCase.body.status];
  if (command.type === "case.report") {
    const people: number | undefined = command.data.people;
    out.push(people);
  }
  if (event.type === "case.breached") {
    const late: boolean = event.data.late;
    out.push(late, event.data.clocks.supervise?.due);
  }
  if ("command" in entry.cause && entry.cause.command.type === "case.report") {
    const people: number = entry.cause.command.data.people;
    out.push(people);
  }
  if (anything.type === "case.get") {
    const shown: CaseAnswer = anything.data;
    out.push(shown);
  }
  if (rejection.code === "case.not_found") {
    out.push(rejection.number);
  }
  const sign: CommandMessage<"case.sign"> = { ...of, type: "case.sign", data: { case: "c-1" } };
  const waiting: QueryMessage<"cases.waiting"> = { type: "cases.waiting", data: {} };
  const tally: Row = { key: "tally/130202", version: 1, body: { open: 1 } };
  const lines: RowLine[] = [tally, { key: "case/c-1", absent: true }, { waiting: ["c-1"] }, { events: [event] }];
  out.push(sign, waiting, lines);
  return out;
}

export function mistakes(): unknown[] {
  // @ts-expect-error a wrong name of a member
  const a: Command = { ...of, type: "case.sign", data: { caze: "c-1" } };
  // @ts-expect-error a member too many
  const b: Command = { ...of, type: "case.sign", data: { case: "c-1", more: 1 } };
  // @ts-expect-error a member is missing
  const c: Command = { ...of, type: "case.return", data: { case: "c-1" } };
  // @ts-expect-error the actor is missing
  const d: Command = { id: "c-1", type: "case.sign", data: { case: "c-1" } };
  // @ts-expect-error the type is that of an event
  const e: Command = { ...of, type: "case.signed", data: { case: "c-1" } };
  // @ts-expect-error the data is of another type
  const f: Command = { ...of, type: "case.sign", data: { account: "p-1", act: "x" } };
  // @ts-expect-error null where it is refused
  const g: Command = { ...of, occurred_at: null, type: "case.sign", data: { case: "c-1" } };
  // @ts-expect-error a number in place of a decimal
  const h: Command = { ...of, type: "points.claim", data: { account: "p-1", act: "x", hours: 1.5 } };
  // @ts-expect-error a datum that is not supported
  const i: Command = { ...of, type: "case.report", data: { case: "c", category: "1", place: { node: "1", datum: "gcj02" } } };
  // @ts-expect-error three coordinates
  const j: Query = { type: "directory.locate", data: { position: [1, 2, 3] } };
  // @ts-expect-error something in an empty query
  const k: Query = { type: "cases.waiting", data: { node: "1" } };
  // @ts-expect-error a wrong member of a query
  const l = ask({ type: "case.get", data: { id: "c-1" } });
  // @ts-expect-error a wrong member of an answer
  const m = ask({ type: "case.get", data: { case: "c-1" } }).data.state;
  // @ts-expect-error a member of another answer
  const n = ask({ type: "points.balance", data: { account: "p-1" } }).data.rows;
  // @ts-expect-error the lead may be null
  const o: string = read({ type: "case.get", data: { case: "c-1" } }).lead;
  // @ts-expect-error no such code
  const p = rejection.code === "case.nowhere";
  // @ts-expect-error the body is of another kind
  const q: Row = { key: "case/c-1", version: 1, body: { account: "p-1", points: "1" } };
  return [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q];
}
