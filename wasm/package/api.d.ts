/// <reference lib="esnext.disposable" />
import type {
  AbsentRow,
  Answer,
  AnswerOf,
  Command,
  Diagnostic,
  Entry,
  EventRecord,
  Instant,
  Query,
  Rejection,
  Row,
  WaitingCases,
} from './types';

export * from './types';

/**
 * JSON: a value of its type, or a text or UTF-8 bytes that hold it.
 *
 * JSON：给定类型的值，或含有它的文本或 UTF-8 字节。
 */
export type Json<T> = T | string | Uint8Array;

/**
 * An instant: a Date, whose part of a second is dropped, or a text such as `2026-02-13T10:00:00+08:00`.
 *
 * 时刻：Date（不足一秒的部分舍去），或如 `2026-02-13T10:00:00+08:00` 的文本。
 */
export type At = Date | Instant;

/**
 * The library refuses, and nothing changed. A refusal is a value.
 *
 * 库予以拒绝，状态不变。拒绝是一个值，不是异常。
 */
export interface Refused {
  ok: false;
  /** Why, where, and in words. 原因、位置与说明。 */
  rejection: Rejection;
}

/**
 * A refusal after some entries were committed: persist them all the same.
 *
 * 拒绝之前已提交了一些记录：这些记录仍须保存。
 */
export interface CutShort extends Refused, Entries {}

/** Entries that were committed. 已提交的记录。 */
export interface Entries {
  /** The entries. 记录。 */
  entries: Entry[];
  /** The canonical text of each: persist this. 每条记录的规范文本：请保存它。 */
  texts: string[];
}

/** Done. 完成。 */
export interface Done {
  ok: true;
}

/** A new entry: persist it, then commit it. 新记录：先保存，再提交。 */
export interface New {
  ok: true;
  kind: 'new';
  /** The entry. 记录。 */
  entry: Entry;
  /** Its canonical text: persist this. 其规范文本：请保存它。 */
  text: string;
}

/** This very command is an entry already: there is nothing to persist. 此命令已有记录：无须保存。 */
export interface Repeat {
  ok: true;
  kind: 'repeat';
  /** The number of that entry. 那条记录的序号。 */
  seq: number;
}

/** Nothing fires by then. 届时没有时限触发。 */
export interface Nothing {
  ok: true;
  kind: 'none';
}

/** What became of a row of a column. 列中一行的结果。 */
export declare const RowStatus: {
  /** It has its result. 已有结果。 */
  readonly answered: 0;
  /** There is none: outside all cells, or no instant given. 没有结果：不在任何网格内，或未给时刻。 */
  readonly none: 1;
  /** The position, the instant or the result is out of range. 位置、时刻或结果超出范围。 */
  readonly outOfRange: 2;
  /** The calendar does not cover the span. 日历未覆盖。 */
  readonly notCovered: 3;
};

/** The number that is no cell. 表示“不在任何网格内”的编号。 */
export declare const NO_CELL: 0xffffffff;

/**
 * A call that is wrong in itself: a handle that was disposed of, an argument of the wrong type, a module that is not
 * loaded or of another version, a fault of the library. Refusals are values and never thrown.
 *
 * 调用本身有误：句柄已释放、参数类型不符、模块未加载或版本不同、库的内部错误。拒绝是值，不会抛出。
 */
export declare class CivigridError extends Error {
  /** The stable name of the fault. 稳定的错误名。 */
  readonly code: string;
  /** Its stable number. 稳定的错误号。 */
  readonly number: number;
  /** The sentence in Chinese. 中文说明。 */
  readonly zh: string;
  /** The sentence in English. 英文说明。 */
  readonly en: string;
}

/**
 * A compiled ruleset: immutable. Dispose of it when no engine is to be made of it any more; engines keep what they need.
 *
 * 已编译的规则集，不可变。不再用它建立引擎时请释放；引擎保留自己所需的部分。
 */
export declare class Ruleset {
  private constructor();
  /**
   * Checks a document with its parts and compiles it; every problem is listed at once.
   *
   * 检查并编译规则集文档及其附件；一次列出全部问题。
   * @param document the ruleset document 规则集文档
   * @param parts named parts, such as year files of the calendar 附件，如节假日年份文件
   */
  static compile(
    document: Json<object>,
    parts?: Record<string, string | Uint8Array>,
  ): { ok: true; ruleset: Ruleset } | { ok: false; diagnostics: Diagnostic[] };
  /** The digest of the ruleset and its parts; entries name it. 指纹：规则集及其附件的摘要，记录以它指明规则集。 */
  readonly fingerprint: string;
  /**
   * The last instant on time of a limit that counts from an instant.
   *
   * 自某时刻起算的时限：最后的按时时刻。
   */
  due(limit: string, from: At): { ok: true; due: Instant } | Refused;
  /**
   * The same for a column of seconds since 1970-01-01T00:00:00Z; the least value is none.
   *
   * 同上，按列计算：自 1970-01-01T00:00:00Z 起的秒数，最小值表示空。
   */
  dueMany(limit: string, from: BigInt64Array): { ok: true; due: BigInt64Array; statuses: Uint8Array } | Refused;
  /** Frees it; harmless if it is freed already. 释放；重复释放无害。 */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Rulesets and the state that the entries so far add up to: one jurisdiction.
 *
 * 规则集以及迄今记录累积的状态：一个引擎即一个管辖区。
 */
export declare class Engine {
  /**
   * An engine without entries. The first ruleset is in force until another is adopted.
   *
   * 没有记录的引擎。第一个规则集先行生效，直到采用另一个。
   */
  constructor(rulesets: Ruleset | Ruleset[]);
  /**
   * An engine from a snapshot; commit the entries that followed it.
   *
   * 由快照恢复；随后提交其后的记录。
   */
  static restore(rulesets: Ruleset | Ruleset[], snapshot: string | Uint8Array): { ok: true; engine: Engine } | Refused;
  /** Hands over one more ruleset, to be adopted later. 再交付一个规则集，供日后采用。 */
  addRuleset(ruleset: Ruleset): void;
  /**
   * Decides a command. Nothing changes: persist the entry, then commit it.
   *
   * 判定命令，状态不变：先保存记录，再提交。
   */
  decide(command: Json<Command>, at: At): New | Repeat | Refused;
  /**
   * The same, at the last entry's instant if that is later: for clocks that step back.
   *
   * 同上；若最近一条记录更晚，则取其时刻：适用于会回拨的时钟。
   */
  decideClamped(command: Json<Command>, at: At): New | Repeat | Refused;
  /**
   * Decides what fires first: persist and commit it, and ask again until nothing does.
   *
   * 判定最先触发的事项：保存并提交，直到没有为止。
   */
  decideDue(at: At): New | Nothing | Refused;
  /** Takes over an entry: all of it, or nothing. 接受一条记录：全部或全不。 */
  commit(entry: Json<Entry>): Done | Refused;
  /**
   * Carries out what is due, decides the command and commits it: for programs that persist afterwards.
   *
   * 先处理到期事项，再判定命令并提交：适用于事后保存的程序。
   */
  apply(command: Json<Command>, at: At): (Done & { kind: 'new' } & Entries) | Repeat | CutShort;
  /** Carries out everything that fires at or before an instant. 处理该时刻及以前触发的一切。 */
  advance(at: At): (Done & Entries) | CutShort;
  /**
   * Answers a query inside the view of a node. The type of the answer follows from that of the query.
   *
   * 在某节点的视图内查询；查询结果的类型由查询决定。
   */
  query<Q extends Query>(query: Q, view: string, at: At): { ok: true; answer: AnswerOf<Q>; text: string } | Refused;
  query(query: string | Uint8Array, view: string, at: At): { ok: true; answer: Answer; text: string } | Refused;
  /** The whole state. 完整状态。 */
  snapshot(): Uint8Array;
  /** A digest of the whole state. 完整状态的摘要。 */
  readonly digest: string;
  /** The hash of the last entry, or `none`. 最近一条记录的摘要，或 `none`。 */
  readonly head: string;
  /** The number of the last entry; 0 before the first. 最近一条记录的序号；尚无记录时为 0。 */
  readonly seq: number;
  /** The instant of the last entry. 最近一条记录的时刻。 */
  readonly lastAt: Instant | null;
  /** When something fires next: set your timer to it. 下一次触发的时刻：请据此设定定时器。 */
  readonly nextFiring: Instant | null;
  /**
   * The code of the cell to which a position belongs, in units of 1e-7 degree (WGS-84).
   *
   * 位置（单位 1e-7 度，WGS-84）所属网格的代码。
   */
  locate(lonE7: number, latE7: number): { ok: true; cell: string | null } | Refused;
  /**
   * The cells of many positions: numbers that count the lines of `cells()` from 0, or NO_CELL.
   *
   * 批量定位：返回 `cells()` 中从 0 起的编号，或 NO_CELL。
   */
  locateMany(lonE7: Int32Array, latE7: Int32Array): { cells: Uint32Array; statuses: Uint8Array };
  /** The codes of the cells by their numbers. 按编号排列的网格代码。 */
  cells(): string[];
  /**
   * Loads rows of the directory into an engine without entries: all of them or none.
   *
   * 向没有记录的引擎载入台账的行：全部或全不。
   */
  loadRows(rows: RowsIn): Done | Refused;
  /** One row by its key, such as `case/2026-000123`. 按键取一行。 */
  row(key: string): { ok: true; row: Row | null } | Refused;
  /**
   * Which rows must be looked up before a command can be decided over rows of your own; ask until there are none.
   *
   * 按自有的行判定命令之前须查找哪些行；反复询问，直到没有为止。
   */
  rowsNeeds(command: Json<Command>, at: At, rows: RowsIn): { ok: true; keys: string[] } | Refused;
  /** Decides a command over rows of your own. 按自有的行判定命令。 */
  rowsDecide(command: Json<Command>, at: At, rows: RowsIn): RowsDecided | { ok: true; kind: 'repeat' } | Refused;
  /** Which rows must be looked up before what fires in a row can be decided. 判定某行触发的事项之前须查找哪些行。 */
  rowsNeedsDue(key: string, at: At, rows: RowsIn): { ok: true; keys: string[] } | Refused;
  /** Decides what fires first in a row. 判定某行最先触发的事项。 */
  rowsDecideDue(key: string, at: At, rows: RowsIn): RowsDecided | Nothing | Refused;
  /** Frees it; harmless if it is freed already. 释放；重复释放无害。 */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Rows of your own: lines, or a list of rows as values or texts. 自有的行：按行排列的文本，或值与文本的列表。 */
export type RowsIn = string | Uint8Array | Array<Row | AbsentRow | WaitingCases | string>;

/** What happened, and the rows to write. 引擎事件，以及应写入的行。 */
export interface RowsDecided {
  ok: true;
  kind: 'new';
  /** What happened. 引擎事件。 */
  events: EventRecord[];
  /** The rows as they are afterwards: write them, delete those that are absent. 之后的行：请写入；标为不存在的请删除。 */
  rows: Array<Row | AbsentRow>;
  /** The canonical text of each row. 每行的规范文本。 */
  lines: string[];
}
