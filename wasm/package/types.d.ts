/*
 * The messages of civigrid as they are on the wire. Made by `cargo xtask schema` from include/schema; do not edit.
 * civigrid 的报文类型。由 `cargo xtask schema` 从 include/schema 生成，请勿手改。
 *
 * Commands and queries are what may be sent; all else is what comes out. Of a type that differs in the two, the one that
 * comes out is called `Recorded...`: what was left out is filled in, and nothing is null that can be left out.
 * 命令和查询为输入，其余为输出。输入与输出不同的类型，输出的一种名为 `Recorded...`：缺省的成员已补全，可缺省的不为 null。
 */

/** The data of a command, by its type. 各类型命令的数据。 */
export interface Commands {
  /** Loads nodes, units and people in bulk; carried out in chunks. 批量导入节点、单位和人员；分批执行。 */
  "directory.load": DirectoryLoad;
  /** Gives a person a post from now on. 自此刻起任职。 */
  "directory.appoint": DirectoryAppoint;
  /** Ends a person's post now. 自此刻起离任。 */
  "directory.relieve": DirectoryRelieve;
  /**
   * Reports a matter; it is located, triaged and dispatched in the same entry.
   *
   * 上报一件事项；定位、分流和派遣在同一条记录中完成。
   */
  "case.report": CaseReport;
  /** The lead signs for it. 主办单位签收。 */
  "case.sign": CaseSign;
  /** The lead returns it inside the return window (退单). 主办单位在退单时限内退单。 */
  "case.return": CaseReturn;
  /** The lead replies: it is done as far as the lead is concerned. 主办单位答复：就主办单位而言已处置完毕。 */
  "case.reply": CaseReply;
  /** The reply is inspected on the ground (核查). 对答复进行现场核查。 */
  "case.inspect": CaseInspect;
  /** The case is completed (办结). 案件办结。 */
  "case.complete": CaseComplete;
  /** A completed case is taken up again. 办结的案件重启。 */
  "case.reopen": CaseReopen;
  /** Intake does not take it up (不予受理). 不予受理。 */
  "case.refuse": CaseRefuse;
  /** It was taken up in error (作废). 作废：受理有误。 */
  "case.void": CaseVoid;
  /** It becomes part of another open case. 并入另一件在办案件。 */
  "case.merge": CaseMerge;
  /** Claims points for an act. 为一次行为申报积分。 */
  "points.claim": PointsClaim;
  /** Puts another ruleset into force, now. 自此刻起执行另一规则集。 */
  "ruleset.adopt": RulesetAdopt;
}

/** The type of a command. 命令的类型。 */
export type CommandType = keyof Commands;

/** A command of some type. 某一类型的命令。 */
export interface CommandMessage<T extends CommandType = CommandType> {
  /**
   * The host's id for it, unique in the window that the ruleset names.
   *
   * 命令编号，由宿主选定，在规则集规定的期限内不得重复。
   */
  id: CommandId;
  /** Who asks, by the host's word. 操作人，以宿主所报为准。 */
  actor: Actor;
  /**
   * When it happened on the ground, if that is another instant than it is recorded at.
   *
   * 实际发生的时刻；与记录时刻不同时给出。
   */
  occurred_at?: Instant;
  /** The type on the wire. 类型。 */
  type: T;
  /** The data of that type. 该类型的数据。 */
  data: Commands[T];
}

/** What somebody asks. 命令：有人要求做什么。 */
export type Command = { [T in CommandType]: CommandMessage<T> }[CommandType];

/** The data of a command, by its type. As it is recorded. 各类型命令的数据。记录中的形式。 */
export interface RecordedCommands {
  /** Loads nodes, units and people in bulk; carried out in chunks. 批量导入节点、单位和人员；分批执行。 */
  "directory.load": RecordedDirectoryLoad;
  /** Gives a person a post from now on. 自此刻起任职。 */
  "directory.appoint": DirectoryAppoint;
  /** Ends a person's post now. 自此刻起离任。 */
  "directory.relieve": DirectoryRelieve;
  /**
   * Reports a matter; it is located, triaged and dispatched in the same entry.
   *
   * 上报一件事项；定位、分流和派遣在同一条记录中完成。
   */
  "case.report": RecordedCaseReport;
  /** The lead signs for it. 主办单位签收。 */
  "case.sign": CaseSign;
  /** The lead returns it inside the return window (退单). 主办单位在退单时限内退单。 */
  "case.return": CaseReturn;
  /** The lead replies: it is done as far as the lead is concerned. 主办单位答复：就主办单位而言已处置完毕。 */
  "case.reply": CaseReply;
  /** The reply is inspected on the ground (核查). 对答复进行现场核查。 */
  "case.inspect": CaseInspect;
  /** The case is completed (办结). 案件办结。 */
  "case.complete": CaseComplete;
  /** A completed case is taken up again. 办结的案件重启。 */
  "case.reopen": CaseReopen;
  /** Intake does not take it up (不予受理). 不予受理。 */
  "case.refuse": CaseRefuse;
  /** It was taken up in error (作废). 作废：受理有误。 */
  "case.void": CaseVoid;
  /** It becomes part of another open case. 并入另一件在办案件。 */
  "case.merge": CaseMerge;
  /** Claims points for an act. 为一次行为申报积分。 */
  "points.claim": RecordedPointsClaim;
  /** Puts another ruleset into force, now. 自此刻起执行另一规则集。 */
  "ruleset.adopt": RecordedRulesetAdopt;
}

/** A command of some type. As it is recorded. 某一类型的命令。记录中的形式。 */
export interface RecordedCommandMessage<T extends CommandType = CommandType> {
  /**
   * The host's id for it, unique in the window that the ruleset names.
   *
   * 命令编号，由宿主选定，在规则集规定的期限内不得重复。
   */
  id: CommandId;
  /** Who asks, by the host's word. 操作人，以宿主所报为准。 */
  actor: Actor;
  /**
   * When it happened on the ground, if that is another instant than it is recorded at.
   *
   * 实际发生的时刻；与记录时刻不同时给出。
   */
  occurred_at?: Instant;
  /** The type on the wire. 类型。 */
  type: T;
  /** The data of that type. 该类型的数据。 */
  data: RecordedCommands[T];
}

/** What somebody asks. As it is recorded. 命令：有人要求做什么。记录中的形式。 */
export type RecordedCommand = { [T in CommandType]: RecordedCommandMessage<T> }[CommandType];

/**
 * A bulk load. It is judged whole: all of it comes in, or nothing.
 *
 * 批量导入。整体判定：要么全部导入，要么一项也不导入。
 */
export interface DirectoryLoad {
  /**
   * Nodes of the territory; parents may come in any order.
   *
   * 区划与网格节点；上级不必在前。
   *
   * @maxItems 200000
   */
  nodes?: LoadNode[];
  /**
   * Units.
   *
   * 单位。
   *
   * @maxItems 200000
   */
  units?: LoadUnit[];
  /**
   * People.
   *
   * 人员。
   *
   * @maxItems 200000
   */
  people?: LoadPerson[];
}

/**
 * A bulk load. It is judged whole: all of it comes in, or nothing. As it is recorded.
 *
 * 批量导入。整体判定：要么全部导入，要么一项也不导入。记录中的形式。
 */
export interface RecordedDirectoryLoad {
  /**
   * Nodes of the territory; parents may come in any order.
   *
   * 区划与网格节点；上级不必在前。
   *
   * @maxItems 200000
   */
  nodes?: RecordedLoadNode[];
  /**
   * Units.
   *
   * 单位。
   *
   * @maxItems 200000
   */
  units?: LoadUnit[];
  /**
   * People.
   *
   * 人员。
   *
   * @maxItems 200000
   */
  people?: RecordedLoadPerson[];
}

/** A node to load: its code and what the directory holds of it. 待导入的节点：代码和台账中的内容。 */
export interface LoadNode {
  /** Its code. 节点代码。 */
  code: NodeCode;
  /** Its name. 名称。 */
  name: BilingualText;
  /** Its level. 级别。 */
  level: Name;
  /** The node above; absent only for the root of the jurisdiction. 上级节点；只有管辖区的根节点没有。 */
  parent?: NodeCode | null;
  /** What it is. 种类。 */
  kind?: Name | null;
  /** The unit that answers for it. 负责该节点的单位。 */
  unit?: UnitId | null;
  /** Units for special matters, by department. 负责专门事项的单位，按部门列出。 */
  departments?: Record<Name, UnitId>;
  /** Its boundary. 边界。 */
  boundary?: Boundary | null;
}

/**
 * A node to load: its code and what the directory holds of it. As it is recorded.
 *
 * 待导入的节点：代码和台账中的内容。记录中的形式。
 */
export interface RecordedLoadNode {
  /** Its code. 节点代码。 */
  code: NodeCode;
  /** Its name. 名称。 */
  name: BilingualText;
  /** Its level. 级别。 */
  level: Name;
  /** The node above; absent only for the root of the jurisdiction. 上级节点；只有管辖区的根节点没有。 */
  parent?: NodeCode;
  /** What it is. 种类。 */
  kind?: Name;
  /** The unit that answers for it. 负责该节点的单位。 */
  unit?: UnitId;
  /** Units for special matters, by department. 负责专门事项的单位，按部门列出。 */
  departments?: Record<Name, UnitId>;
  /** Its boundary. 边界。 */
  boundary?: Boundary;
}

/** A unit to load: its id and what the directory holds of it. 待导入的单位：编号和台账中的内容。 */
export interface LoadUnit {
  /** Its id. 单位编号。 */
  id: UnitId;
  /** Its name. 名称。 */
  name: BilingualText;
  /** The node for which it answers. 所负责的节点。 */
  node: NodeCode;
  /** What it is. 种类。 */
  kind: Name;
}

/** A person to load: their id and what the directory holds of them. 待导入的人员：编号和台账中的内容。 */
export interface LoadPerson {
  /** Their id. 人员编号。 */
  id: PersonId;
  /** The node of residence. 居住地所在节点。 */
  home?: NodeCode | null;
  /**
   * Posts held and to be held.
   *
   * 现任和将任的岗位。
   *
   * @maxItems 16
   */
  posts?: DirectoryPost[];
}

/**
 * A person to load: their id and what the directory holds of them. As it is recorded.
 *
 * 待导入的人员：编号和台账中的内容。记录中的形式。
 */
export interface RecordedLoadPerson {
  /** Their id. 人员编号。 */
  id: PersonId;
  /** The node of residence. 居住地所在节点。 */
  home?: NodeCode;
  /**
   * Posts held and to be held.
   *
   * 现任和将任的岗位。
   *
   * @maxItems 16
   */
  posts?: RecordedDirectoryPost[];
}

/** Gives a person a post, from the instant of the command on. 自命令的时刻起任职。 */
export interface DirectoryAppoint {
  /** Who. 人员。 */
  person: PersonId;
  /** In which unit. 任职单位。 */
  unit: UnitId;
  /** In which role. 任职角色。 */
  role: Name;
}

/** Ends a post at the instant of the command. 在命令的时刻离任。 */
export interface DirectoryRelieve {
  /** Who. 人员。 */
  person: PersonId;
  /** In which unit. 任职单位。 */
  unit: UnitId;
  /** In which role. 任职角色。 */
  role: Name;
}

/** Reports a matter. The actor is the reporter. 上报一件事项。操作人即上报人。 */
export interface CaseReport {
  /** The new case's id, which the host chooses. 新案件的编号，由宿主选定。 */
  case: CaseId;
  /** A code of the ruleset's category list. 规则集类别目录中的代码。 */
  category: Name;
  /** Where. 地点。 */
  place: CasePlace;
  /**
   * How many people it concerns, from 1.
   *
   * 涉及人数，至少 1 人。
   *
   * @default 1
   * @minimum 1
   * @maximum 10000000
   */
  people?: number;
  /**
   * Whether there is danger to life or property.
   *
   * 是否危及生命或财产安全。
   *
   * @default false
   */
  danger?: boolean;
}

/** Reports a matter. The actor is the reporter. As it is recorded. 上报一件事项。操作人即上报人。记录中的形式。 */
export interface RecordedCaseReport {
  /** The new case's id, which the host chooses. 新案件的编号，由宿主选定。 */
  case: CaseId;
  /** A code of the ruleset's category list. 规则集类别目录中的代码。 */
  category: Name;
  /** Where. 地点。 */
  place: RecordedCasePlace;
  /**
   * How many people it concerns, from 1.
   *
   * 涉及人数，至少 1 人。
   *
   * @minimum 1
   * @maximum 10000000
   */
  people: number;
  /** Whether there is danger to life or property. 是否危及生命或财产安全。 */
  danger: boolean;
}

/** Where: a node of the directory, or a position on the map. 地点：台账中的节点，或地图上的位置，二者给出其一。 */
export interface CasePlace {
  /** A node, such as the community where a caller says they live. 节点，如来电人自述居住的社区。 */
  node?: NodeCode | null;
  /** Longitude and latitude in degrees. 经度和纬度，单位为度。 */
  position?: MapPosition | null;
  /**
   * The datum of the position.
   *
   * 位置的坐标基准。
   *
   * @default wgs84
   */
  datum?: Datum;
}

/**
 * Where: a node of the directory, or a position on the map. As it is recorded.
 *
 * 地点：台账中的节点，或地图上的位置，二者给出其一。记录中的形式。
 */
export interface RecordedCasePlace {
  /** A node, such as the community where a caller says they live. 节点，如来电人自述居住的社区。 */
  node?: NodeCode;
  /** Longitude and latitude in degrees. 经度和纬度，单位为度。 */
  position?: MapPosition;
  /** The datum of the position. 位置的坐标基准。 */
  datum: Datum;
}

/** The lead signs. 主办单位签收。 */
export interface CaseSign {
  /** Which case. 案件。 */
  case: CaseId;
}

/** The lead returns the case. 主办单位退单。 */
export interface CaseReturn {
  /** Which case. 案件。 */
  case: CaseId;
  /** Why: a code of the ruleset. 理由：规则集中的代码。 */
  grounds: Name;
}

/** The lead replies. 主办单位答复。 */
export interface CaseReply {
  /** Which case. 案件。 */
  case: CaseId;
  /**
   * Volunteers who helped.
   *
   * 参与协助的志愿者。
   *
   * @maxItems 16
   */
  helpers?: PersonId[];
}

/** The reply is inspected. 核查答复。 */
export interface CaseInspect {
  /** Which case. 案件。 */
  case: CaseId;
  /**
   * Whether the matter is settled on the ground; if not, the lead does it again.
   *
   * 现场是否确已解决；未解决的由主办单位返工。
   */
  passed: boolean;
}

/** The case is completed. 案件办结。 */
export interface CaseComplete {
  /** Which case. 案件。 */
  case: CaseId;
}

/** A completed case is taken up again. 办结的案件重启。 */
export interface CaseReopen {
  /** Which case. 案件。 */
  case: CaseId;
  /** Why: a code of the ruleset. 理由：规则集中的代码。 */
  grounds: Name;
}

/** Intake does not take the case up. 不予受理。 */
export interface CaseRefuse {
  /** Which case. 案件。 */
  case: CaseId;
  /** Why: a code of the ruleset. 理由：规则集中的代码。 */
  grounds: Name;
}

/** The case was taken up in error. 作废：受理有误。 */
export interface CaseVoid {
  /** Which case. 案件。 */
  case: CaseId;
  /** Why: a code of the ruleset. 理由：规则集中的代码。 */
  grounds: Name;
}

/** The case becomes part of another. 并入另一案件。 */
export interface CaseMerge {
  /** Which case. 案件。 */
  case: CaseId;
  /** The open case that goes on. 继续办理的在办案件。 */
  into: CaseId;
}

/** Claims points for an act; the award table says how many. 为一次行为申报积分；分值由积分表决定。 */
export interface PointsClaim {
  /** For whom. 为谁申报。 */
  account: PersonId;
  /** Which act, as the award table names acts. 何种行为，即积分表中的名称。 */
  act: Name;
  /**
   * Hours served, where the table asks for them.
   *
   * 服务时长（小时），积分表需要时给出。
   *
   * @pattern ^(?:(?:1?[0-9]|2[0-3])(?:\.[0-9]+)?|24(?:\.0+)?|-0(?:\.0+)?)$
   */
  hours?: Decimal | null;
  /**
   * What makes the act unique for this member, such as the activity's id; the command's own id and instant if absent.
   *
   * 使该成员的这次行为不重复的标识，如活动编号；未给出时由命令编号和时刻代替。
   */
  act_key?: ActKey | null;
}

/**
 * Claims points for an act; the award table says how many. As it is recorded.
 *
 * 为一次行为申报积分；分值由积分表决定。记录中的形式。
 */
export interface RecordedPointsClaim {
  /** For whom. 为谁申报。 */
  account: PersonId;
  /** Which act, as the award table names acts. 何种行为，即积分表中的名称。 */
  act: Name;
  /**
   * Hours served, where the table asks for them.
   *
   * 服务时长（小时），积分表需要时给出。
   *
   * @pattern ^(?:(?:1?[0-9]|2[0-3])(?:\.[0-9]+)?|24(?:\.0+)?|-0(?:\.0+)?)$
   */
  hours?: Decimal;
  /**
   * What makes the act unique for this member, such as the activity's id; the command's own id and instant if absent.
   *
   * 使该成员的这次行为不重复的标识，如活动编号；未给出时由命令编号和时刻代替。
   */
  act_key?: ActKey;
}

/**
 * Puts another ruleset into force from the instant of the command. Running cases keep their own; those whose clocks
 * wait for a calendar are timed by the new one.
 *
 * 自命令的时刻起执行另一规则集。在办案件仍用受理时的规则集；等待日历的计时由新规则集确定时限。
 */
export interface RulesetAdopt {
  /** Which, among those that the engine was given. 引擎已有规则集中的哪一个。 */
  fingerprint: Digest;
  /**
   * What becomes of running cases.
   *
   * 在办案件如何处理。
   *
   * @default keep
   */
  running?: RunningCases;
}

/**
 * Puts another ruleset into force from the instant of the command. Running cases keep their own; those whose clocks
 * wait for a calendar are timed by the new one. As it is recorded.
 *
 * 自命令的时刻起执行另一规则集。在办案件仍用受理时的规则集；等待日历的计时由新规则集确定时限。记录中的形式。
 */
export interface RecordedRulesetAdopt {
  /** Which, among those that the engine was given. 引擎已有规则集中的哪一个。 */
  fingerprint: Digest;
  /** What becomes of running cases. 在办案件如何处理。 */
  running: RunningCases;
}

/** What becomes of running cases. 在办案件如何处理。 */
export type RunningCases =
  /** They keep the ruleset of their acceptance. 仍用受理时的规则集。 */
  | "keep";

/** The data of a query, by its type. 各类型查询的数据。 */
export interface Queries {
  /** One case. 一件案件。 */
  "case.get": GetCase;
  /** Why a case stands where it stands. 案件何以至此。 */
  "case.explain": ExplainCase;
  /** Cases whose clocks wait for a calendar. 计时等待日历的案件。 */
  "cases.waiting": ListWaiting;
  /** The counters of a node. 一个节点的计数。 */
  "indicators.counts": GetCounts;
  /** An indicator's value. 一项指标的值。 */
  "indicators.value": GetValue;
  /** A member's points. 一名成员的积分。 */
  "points.balance": GetBalance;
  /** A board of members. 成员排行榜。 */
  "points.board": GetBoard;
  /** One node. 一个节点。 */
  "directory.node": GetNode;
  /** The cell of a position. 位置所属的网格。 */
  "directory.locate": LocatePosition;
  /** What is wrong with a decision table. 决策表有何问题。 */
  "tables.check": CheckTable;
  /** What a decision table answers, and why. 决策表的结论及理由。 */
  "tables.evaluate": EvaluateTable;
  /** A decision table as it holds in a node on a day. 决策表在某节点某日的实际内容。 */
  "tables.show": ShowTable;
}

/** The type of a query. 查询的类型。 */
export type QueryType = keyof Queries;

/** A query of some type. 某一类型的查询。 */
export interface QueryMessage<T extends QueryType = QueryType> {
  /** The type on the wire. 类型。 */
  type: T;
  /** The data of that type. 该类型的数据。 */
  data: Queries[T];
}

/** A question. 查询。 */
export type Query = { [T in QueryType]: QueryMessage<T> }[QueryType];

/** `case.get`: one case. `case.get`：一件案件。 */
export interface GetCase {
  /** Which. 案件。 */
  case: CaseId;
}

/** `case.explain`: why a case stands where it stands, and when it is due. `case.explain`：案件何以至此，何时到期。 */
export interface ExplainCase {
  /** Which. 案件。 */
  case: CaseId;
}

/** `cases.waiting`: cases whose clocks wait for a calendar. `cases.waiting`：计时等待日历的案件。 */
export type ListWaiting = Record<string, never>;

/** `indicators.counts`: the counters of a node with all below it. `indicators.counts`：一个节点连同其下各级的计数。 */
export interface GetCounts {
  /** Of which node; the view's own if absent. 节点；未给出时为视图自身的节点。 */
  node?: NodeCode | null;
}

/**
 * `indicators.value`: one indicator of a node with all below it.
 *
 * `indicators.value`：一个节点连同其下各级的一项指标。
 */
export interface GetValue {
  /** Which. 指标。 */
  indicator: Name;
  /** Of which node; the view's own if absent. 节点；未给出时为视图自身的节点。 */
  node?: NodeCode | null;
}

/** `points.balance`: one member's account. `points.balance`：一名成员的账户。 */
export interface GetBalance {
  /** Whose. 成员。 */
  account: PersonId;
}

/**
 * `points.board`: the members of a node ranked by points earned in a period (志愿服务排行榜).
 *
 * `points.board`：一个节点的成员按某期间所得积分排名（志愿服务排行榜）。
 */
export interface GetBoard {
  /** Of which node; the view's own if absent. 节点；未给出时为视图自身的节点。 */
  node?: NodeCode | null;
  /** Over which period. 期间。 */
  period: BoardPeriod;
  /**
   * How many rows at most; members of equal rank are listed by id.
   *
   * 最多列出多少行；名次相同的成员按编号排列。
   *
   * @minimum 1
   * @maximum 1000
   */
  top: number;
}

/**
 * The period of a board: `all`, a year (`2026`) or a month (`2026-02`).
 *
 * 排行榜的期间：`all`（全部）、年（`2026`）或月（`2026-02`）。
 *
 * @pattern ^(?:all|[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?)$
 */
export type BoardPeriod = string;

/** `directory.node`: one node. `directory.node`：一个节点。 */
export interface GetNode {
  /** Which. 节点。 */
  node: NodeCode;
}

/** `directory.locate`: the cell to which a position belongs. `directory.locate`：位置所属的网格。 */
export interface LocatePosition {
  /** Longitude and latitude in degrees. 经度和纬度，单位为度。 */
  position: MapPosition;
}

/** The data of an answer, by its type. 各类型查询结果的数据。 */
export interface Answers {
  /** One case. 一件案件。 */
  "case.get": CaseAnswer;
  /** Why a case stands where it stands. 案件何以至此。 */
  "case.explain": CaseExplained;
  /** Cases whose clocks wait for a calendar. 计时等待日历的案件。 */
  "cases.waiting": CasesWaiting;
  /** The counters of a node. 一个节点的计数。 */
  "indicators.counts": CountsAnswer;
  /** An indicator's value. 一项指标的值。 */
  "indicators.value": ValueAnswer;
  /** A member's points. 一名成员的积分。 */
  "points.balance": PointsBalance;
  /** A board of members. 成员排行榜。 */
  "points.board": PointsBoard;
  /** One node. 一个节点。 */
  "directory.node": NodeAnswer;
  /** The cell of a position. 位置所属的网格。 */
  "directory.locate": PositionLocated;
  /** What is wrong with a decision table. 决策表有何问题。 */
  "tables.check": TableChecked;
  /** What a decision table answers, and why. 决策表的结论及理由。 */
  "tables.evaluate": TableEvaluated;
  /** A decision table as it holds in a node on a day. 决策表在某节点某日的实际内容。 */
  "tables.show": TableShown;
}

/** The type of an answer. 查询结果的类型。 */
export type AnswerType = keyof Answers;

/** An answer of some type. 某一类型的查询结果。 */
export interface AnswerMessage<T extends AnswerType = AnswerType> {
  /** The type on the wire. 类型。 */
  type: T;
  /**
   * Whether something in the view fires at or before the instant and has not been carried out.
   *
   * 视图内是否有在该时刻或之前触发而尚未处理的事项。
   */
  dues_pending: boolean;
  /** The data of that type. 该类型的数据。 */
  data: Answers[T];
}

/** The result of a query, and nothing else. 查询结果：只含所查询的内容。 */
export type Answer = { [T in AnswerType]: AnswerMessage<T> }[AnswerType];

/** The answer to a query. 某一查询的结果。 */
export type AnswerOf<Q extends Query> = AnswerMessage<Q["type"]>;

/** The data of the answer to a query. 某一查询的结果中的数据。 */
export type AnswerDataOf<Q extends Query> = Answers[Q["type"]];

/**
 * A case as it is shown. What lies outside the view is left out; the callers' ids stay inside, their number is shown.
 *
 * 显示的案件。视图之外的内容从略；诉求人编号不显示，只显示人数。
 */
export interface CaseAnswer {
  /** Which. 案件。 */
  case: CaseId;
  /** Where it stands. 状态。 */
  status: CaseStatus;
  /** Where it lies. 所在节点。 */
  node: NodeCode;
  /** Whether its place was found. 地点是否已定位。 */
  located: boolean;
  /** Its category. 类别。 */
  category: Name;
  /** Its grade. 轻重。 */
  severity: Name | null;
  /** The tier that must settle it. 应予办结的层级。 */
  tier: Name | null;
  /** The unit that leads, if it lies in the view. 主办单位，在视图之内时给出。 */
  lead: UnitId | null;
  /** Its clocks. 计时。 */
  clocks: ClockAnswer[];
  /** How many callers it has. 诉求人数。 */
  callers: number;
  /** How often it was dispatched. 派遣次数。 */
  dispatches: number;
  /** How often it rose. 提级次数。 */
  escalations: number;
  /** How often it was returned. 退单次数。 */
  returns: number;
  /** How often it was done again. 返工次数。 */
  reworks: number;
  /** How many supervision orders were given. 督办次数。 */
  supervisions: number;
  /** How many clocks were broken. 逾期次数。 */
  breaches: number;
  /** How often it was reopened. 重启次数。 */
  reopenings: number;
  /** The case of which it became part, if that lies in the view. 所并入的案件，在视图之内时给出。 */
  merged_into?: CaseId;
}

/** A clock as it is shown. 显示的计时。 */
export interface ClockAnswer {
  /** Which clock. 哪一项计时。 */
  clock: ClockName;
  /** By which limit. 所依时限。 */
  limit: Name;
  /** The last instant on time. 到期时刻：按时的最后一刻。 */
  due?: Instant;
  /** The first date that the calendar does not cover. 日历未覆盖的第一天。 */
  waits_for?: CalendarDate;
}

/** Why a case stands where it stands. 案件何以至此。 */
export interface CaseExplained {
  /** Which. 案件。 */
  case: CaseId;
  /** The ruleset under which it runs. 案件所依的规则集。 */
  ruleset: Digest;
  /** The triage rule that applies to it, as `table/rule`. 适用的分流规则，写作 `表/规则`。 */
  triage: string | null;
  /** Its grade and tier in Chinese. 轻重与层级的中文说明。 */
  zh: string;
  /** Its grade and tier in English. 轻重与层级的英文说明。 */
  en: string;
  /** Its clocks. 计时。 */
  clocks: ClockExplained[];
}

/** One clock's arithmetic. 一项计时如何算得。 */
export interface ClockExplained {
  /** Which clock. 哪一项计时。 */
  clock: ClockName;
  /** By which limit of the ruleset. 所依的规则集时限。 */
  limit: Name;
  /** The instant from which it counts. 起算时刻。 */
  from: Instant;
  /** The last instant on time. 到期时刻：按时的最后一刻。 */
  due?: Instant;
  /** When a breach fires. 逾期触发的时刻。 */
  fires_at?: Instant;
  /** The sentence in Chinese. 中文说明。 */
  zh: string;
  /** The sentence in English. 英文说明。 */
  en: string;
}

/** The waiting cases of a view, by id. 视图内等待日历的案件，按编号排列。 */
export interface CasesWaiting {
  /**
   * At most 1000 of them.
   *
   * 最多 1000 件。
   *
   * @maxItems 1000
   */
  cases: WaitingCase[];
}

/** One waiting case. 一件等待日历的案件。 */
export interface WaitingCase {
  /** Which. 案件。 */
  case: CaseId;
  /** The first date that its calendar does not cover. 其日历未覆盖的第一天。 */
  waits_for: CalendarDate;
}

/** Counters. 计数。 */
export interface CountsAnswer {
  /** Of which node. 节点。 */
  node: NodeCode;
  /**
   * Cases that were taken up: open and completed ones. Refused, void and merged ones are counted apart.
   *
   * 收集数：在办和办结的案件。不予受理、作废和合并的另计。
   */
  collected: number;
  /** Every counter that ever moved. 所有变动过的计数。 */
  counts: Record<Name, number>;
}

/** An indicator's value with what it is made of. 指标的值及其构成。 */
export interface ValueAnswer {
  /** Which. 指标。 */
  indicator: Name;
  /** Its name. 名称。 */
  name: BilingualText;
  /** Of which node. 节点。 */
  node: NodeCode;
  /** The numerator. 分子。 */
  numerator: number;
  /** The denominator. 分母。 */
  denominator: number;
  /** The ratio, rounded half up; null where the denominator is zero. 比值，四舍五入；分母为零时为 null。 */
  value: Decimal | null;
}

/** A member's balance. 成员的余额。 */
export interface PointsBalance {
  /** Whose. 成员。 */
  account: PersonId;
  /** The balance; zero for a member who never earned anything. 余额；从未得分的成员为零。 */
  balance: Decimal;
}

/** A board. 排行榜。 */
export interface PointsBoard {
  /** Of which node. 节点。 */
  node: NodeCode;
  /**
   * The first rows.
   *
   * 前若干行。
   *
   * @maxItems 1000
   */
  rows: PointsBoardRow[];
  /** How many members have points in the period. 期间内有积分的成员数。 */
  members: number;
}

/** One row of a board. 排行榜的一行。 */
export interface PointsBoardRow {
  /** The rank: equal points share the best one. 名次：并列者取最好的名次。 */
  rank: number;
  /** Who. 成员。 */
  account: AccountId;
  /** Points earned in the period. 期间内所得积分。 */
  points: Decimal;
}

/** A node as it is shown. 显示的节点。 */
export interface NodeAnswer {
  /** Its code. 节点代码。 */
  node: NodeCode;
  /** Its name. 名称。 */
  name: BilingualText;
  /** Its level. 级别。 */
  level: Name;
  /** The unit that answers for it. 负责该节点的单位。 */
  unit?: UnitId;
  /** The nodes above it up to the view's own, nearest first. 其上各级节点，直至视图自身的节点，由近及远。 */
  above: NodeCode[];
}

/**
 * Where a position lies; no node if it lies outside the view or outside every cell.
 *
 * 位置所属；在视图之外或不属于任何网格时没有节点。
 */
export interface PositionLocated {
  /** The cell. 网格。 */
  node: NodeCode | null;
  /** The nodes above it up to the view's own, nearest first. 其上各级节点，直至视图自身的节点，由近及远。 */
  above: NodeCode[];
}

/** An entry of the journal. 日志中的一条记录。 */
export interface Entry {
  /** The format of the entry. 记录格式。 */
  format: 1;
  /** Its place in the journal, from 1. 在日志中的序号，从 1 开始。 */
  seq: number;
  /** Recorded time. 记录时刻。 */
  at: Instant;
  /** The instant that the host asked for, where it was clamped. 宿主原来给出的时刻；因早于前一条记录而推后时才有。 */
  asked_at?: Instant;
  /** The ruleset under which it was decided. 判定所依的规则集。 */
  ruleset: Digest;
  /** What caused it. 起因。 */
  cause: Cause;
  /**
   * What happened.
   *
   * 发生了什么。
   *
   * @maxItems 256
   */
  events: EventRecord[];
  /** The hash of the entry before. 前一条记录的摘要。 */
  prev: Digest;
  /** Its hash. 本条记录的摘要。 */
  hash: Digest;
}

/** What caused an entry. 记录的起因。 */
export type Cause =
  /** Somebody asked. 有人下达命令。 */
  | { command: RecordedCommand }
  /** Something fired at this instant. 在此时刻触发。 */
  | { due: Instant }
  /** A bulk command goes on. 批量命令继续执行。 */
  | WorkCause;

/** Which bulk command goes on, and from which of its items. 哪一条批量命令继续执行，从其第几项开始。 */
export interface WorkCause {
  /** The entry that holds the command. 载有该命令的记录。 */
  seq: number;
  /** How many of its items were done before. 此前已完成的项数。 */
  from: number;
}

/** The data of an event, by its type. 各类型引擎事件的数据。 */
export interface Events {
  /** A node came in. 节点入台账。 */
  "directory.node_registered": DirectoryNode;
  /** A unit came in. 单位入台账。 */
  "directory.unit_registered": DirectoryUnit;
  /** A person came in. 人员入台账。 */
  "directory.person_registered": DirectoryPerson;
  /** A person took a post. 任职。 */
  "directory.appointed": DirectoryAppointed;
  /** A person left a post. 离任。 */
  "directory.relieved": DirectoryRelieved;
  /** It was reported and located. 已上报并定位。 */
  "case.reported": CaseReported;
  /** It was graded. 已分流，定轻重。 */
  "case.triaged": CaseTriaged;
  /** A unit was named to lead. 已派遣，定主办单位。 */
  "case.dispatched": CaseDispatched;
  /** The lead signed, or its silence counted as signing. 已签收，或默认接收。 */
  "case.signed": CaseSigned;
  /** The lead returned it. 主办单位已退单。 */
  "case.returned": CaseReturned;
  /** The lead replied. 主办单位已答复。 */
  "case.replied": CaseReplied;
  /** The reply passed inspection. 答复通过核查。 */
  "case.inspected": CaseInspected;
  /** The reply failed inspection and is done again. 答复未通过核查，返工。 */
  "case.reworked": CaseReworked;
  /** It was completed. 已办结。 */
  "case.completed": CaseCompleted;
  /** It was taken up again. 已重启。 */
  "case.reopened": CaseReopened;
  /** It was not taken up. 不予受理。 */
  "case.refused": CaseVoided;
  /** It was declared void. 已作废。 */
  "case.voided": CaseVoided;
  /** It became part of another case. 已并入另一案件。 */
  "case.merged": CaseMerged;
  /** Another case became part of it. 另一案件已并入。 */
  "case.callers_added": CaseCallersAdded;
  /** A clock was broken. 一项计时逾期。 */
  "case.breached": CaseBreached;
  /** It rose to a higher tier. 已提级。 */
  "case.escalated": CaseEscalated;
  /** A supervision order was given. 已督办。 */
  "case.supervised": CaseSupervised;
  /** Clocks that waited for a calendar were timed. 等待日历的计时已定时限。 */
  "case.timed": CaseTimed;
  /** An account was opened. 账户已开立。 */
  "points.account_opened": PointsAccountOpened;
  /** A scheme issued points: the counter-posting. 积分方案发放积分：对应的一笔账。 */
  "points.issued": PointsIssued;
  /** A member earned points. 成员的积分入账。 */
  "points.posted": PointsPosted;
  /** An act has counted. 行为已计分。 */
  "points.act_counted": PointsActCounted;
  /** Counters moved. 计数变动。 */
  "indicators.counted": IndicatorsCounted;
  /** Another ruleset is in force. 另一规则集已执行。 */
  "ruleset.adopted": RulesetAdopted;
  /** A bulk command begins to be carried out. 批量命令开始执行。 */
  "work.opened": WorkOpened;
  /** A part of it is carried out. 批量命令执行了一部分。 */
  "work.advanced": WorkAdvanced;
  /** All of it is carried out. 批量命令执行完毕。 */
  "work.done": WorkDone;
  /** A reaction was refused; its cause stands. 联动被拒绝；其起因不受影响。 */
  "reaction.refused": ReactionRefused;
}

/** The type of an event. 引擎事件的类型。 */
export type EventType = keyof Events;

/** An event of some type. 某一类型的引擎事件。 */
export interface EventMessage<T extends EventType = EventType> {
  /** The type on the wire. 类型。 */
  type: T;
  /** The aggregate that it changes. 所变更的行的键。 */
  key: RowKey;
  /** The aggregate's version after it. 变更后该行的版本。 */
  version: number;
  /** The rules on which it rests, as `table/rule`. 所依的规则，写作 `表/规则`。 */
  because: string[];
  /** The data of that type. 该类型的数据。 */
  data: Events[T];
}

/** One event of an entry. 记录中的一个引擎事件。 */
export type EventRecord = { [T in EventType]: EventMessage<T> }[EventType];

/** It was reported and located. 已上报并定位。 */
export interface CaseReported {
  /** The ruleset of its acceptance. 受理时的规则集。 */
  ruleset: Digest;
  /** Where it lies. 所在节点。 */
  node: NodeCode;
  /** Whether its place was found. 地点是否已定位。 */
  located: boolean;
  /** The position reported. 上报的位置。 */
  position?: MapPosition;
  /** Its category. 类别。 */
  category: Name;
  /** How many people it concerns. 涉及人数。 */
  people: number;
  /** Whether there is danger. 是否有危险。 */
  danger: boolean;
  /** Who reported it. 上报人。 */
  reporter: PersonId;
  /** When it was recorded. 记录时刻。 */
  at: Instant;
  /** When it happened, if told. 发生时刻，给出时才有。 */
  occurred_at?: Instant;
}

/** It was graded. 已分流，定轻重。 */
export interface CaseTriaged {
  /** The grade. 轻重。 */
  severity: Name;
  /** The tier that must settle it. 应予办结的层级。 */
  tier: Name;
  /** The limit for it. 时限。 */
  limit: Name;
}

/** A unit was named to lead. 已派遣，定主办单位。 */
export interface CaseDispatched {
  /** The unit. 主办单位。 */
  lead: UnitId;
  /** The how-manieth dispatch this is. 第几次派遣。 */
  nth: number;
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** The lead signed. 主办单位已签收。 */
export interface CaseSigned {
  /** How. 签收方式。 */
  by: SignedBy;
  /**
   * The last instant of the return window, where its silence counted as signing.
   *
   * 退单时限的最后一刻，默认接收时才有。
   */
  window_ended?: Instant;
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** How a case was signed for. 案件如何签收。 */
export type SignedBy =
  /** The lead signed. 主办单位签收。 */
  | "lead"
  /** The return window closed without a word. 默认接收：退单时限已过而无表示。 */
  | "silence";

/** The lead returned it. 主办单位已退单。 */
export interface CaseReturned {
  /** Why. 理由。 */
  grounds: Name;
  /** The unit that returned it. 退单单位。 */
  by: UnitId;
  /** How many returns there were with this one. 连同本次的退单次数。 */
  returns: number;
}

/** The lead replied. 主办单位已答复。 */
export interface CaseReplied {
  /** Whether the handling clock was kept: false once it was broken. 处置是否按时：一旦逾期即为否。 */
  on_time: boolean;
  /** Who helped. 协助者。 */
  helpers?: PersonId[];
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** The reply passed inspection. 答复通过核查。 */
export interface CaseInspected {
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** The reply failed inspection. 答复未通过核查。 */
export interface CaseReworked {
  /** How many reworks there were with this one. 连同本次的返工次数。 */
  reworks: number;
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** It was completed. 已办结。 */
export interface CaseCompleted {
  /** The tier at which it was settled. 办结的层级。 */
  tier: Name;
  /** When. 办结时刻。 */
  at: Instant;
  /** Who helped. 协助者。 */
  helpers?: PersonId[];
}

/** It was taken up again. 已重启。 */
export interface CaseReopened {
  /** Why. 理由。 */
  grounds: Name;
  /** The tier at which it had been completed. 原先办结的层级。 */
  tier: Name;
  /** How many reopenings there were with this one. 连同本次的重启次数。 */
  reopenings: number;
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** It was refused or declared void. 不予受理，或已作废。 */
export interface CaseVoided {
  /** Why. 理由。 */
  grounds: Name;
}

/** It became part of another case. 已并入另一案件。 */
export interface CaseMerged {
  /** Which. 所并入的案件。 */
  into: CaseId;
}

/** Another case became part of it. 另一案件已并入。 */
export interface CaseCallersAdded {
  /** Which case. 并入的案件。 */
  from: CaseId;
  /** All callers after it. 其后的全部诉求人。 */
  callers: PersonId[];
}

/** A clock was broken. 一项计时逾期。 */
export interface CaseBreached {
  /** Which clock. 哪一项计时。 */
  clock: ClockName;
  /** When it was due. 到期时刻。 */
  due: Instant;
  /** When the breach fired. 逾期触发的时刻。 */
  fired_at: Instant;
  /** How many breaches there were with this one. 连同本次的逾期次数。 */
  breaches: number;
  /** Whether the handling of this round is late by now. 本轮处置至此是否逾期。 */
  late: boolean;
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** It rose to a higher tier. 已提级。 */
export interface CaseEscalated {
  /** The tier before. 原层级。 */
  from: Name;
  /** The tier after. 新层级。 */
  to: Name;
  /** How many escalations there were with this one. 连同本次的提级次数。 */
  escalations: number;
}

/** A supervision order was given. 已督办。 */
export interface CaseSupervised {
  /** How many orders there were with this one. 连同本次的督办次数。 */
  supervisions: number;
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** Clocks that waited for a calendar were timed. 等待日历的计时已定时限。 */
export interface CaseTimed {
  /** The clocks after it. 其后的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
}

/** A person took a post. 任职。 */
export interface DirectoryAppointed {
  /** The post, open. 岗位，尚未离任。 */
  post: RecordedDirectoryPost;
}

/** A person left a post. 离任。 */
export interface DirectoryRelieved {
  /** The post with its end. 岗位，含离任时刻。 */
  post: RecordedDirectoryPost;
}

/** An account was opened, with a balance of zero. 账户已开立，余额为零。 */
export interface PointsAccountOpened {
  /** In whose boards it ranks. 在哪个节点的排行榜中排名。 */
  home: NodeCode;
}

/** A scheme issued points. 积分方案发放积分。 */
export interface PointsIssued {
  /** How many. 分值。 */
  points: Decimal;
  /** To whom. 发放给谁。 */
  to: AccountId;
  /** The scheme's balance after it. 其后积分方案账户的余额。 */
  balance: Decimal;
}

/** A member earned points. 成员的积分入账。 */
export interface PointsPosted {
  /** The act. 行为。 */
  act_key: ActKey;
  /** In which category. 类别。 */
  category: Name;
  /** How many. 分值。 */
  points: Decimal;
  /** From which scheme's account. 由哪个积分方案账户发放。 */
  from: AccountId;
  /** The balance after it. 其后的余额。 */
  balance: Decimal;
  /** The month in which they count. 计入的月份。 */
  month: string;
  /** The points of that month after it. 其后该月所得积分。 */
  earned: Decimal;
}

/** An act has counted. 行为已计分。 */
export interface PointsActCounted {
  /** For whom. 为谁计分。 */
  account: AccountId;
  /** How many points. 分值。 */
  points: Decimal;
}

/** Counters moved: their values after it; counters not named stay. 计数变动后的值；未列出的计数不变。 */
export interface IndicatorsCounted {
  /** The values after it. 变动后的值。 */
  counts: Record<Name, number>;
}

/**
 * A bulk command begins to be carried out in chunks, as due work of its own instant.
 *
 * 批量命令开始执行：作为自身时刻的待办分批进行。
 */
export interface WorkOpened {
  /** What it is. 种类。 */
  kind: WorkKind;
  /** The instant at which all of it is carried out. 全部执行所在的时刻。 */
  at: Instant;
}

/** What a piece of due work is. 待办的种类。 */
export type WorkKind =
  /** Items of a `directory.load`. `directory.load` 的各项。 */
  | "load"
  /** Clocks that waited for the calendar of a newly adopted ruleset. 曾等待新执行规则集之日历的计时。 */
  | "timing";

/** A part of it is carried out. 批量命令执行了一部分。 */
export interface WorkAdvanced {
  /** How many items are done. 已完成的项数。 */
  done: number;
  /** The last case that was looked at, for clocks. 最后查看的案件，用于计时。 */
  after?: CaseId;
}

/** All of it is carried out. 批量命令执行完毕。 */
export interface WorkDone {
  /** How many items were done. 完成的项数。 */
  done: number;
}

/** A reaction was refused. 联动被拒绝。 */
export interface ReactionRefused {
  /** The act that was to count. 本应计分的行为。 */
  act_key: ActKey;
  /** Why: the code of the refusal. 原因：拒绝代码。 */
  code: RejectionCode;
  /** How many refusals of this reaction there were with this one. 连同本次，该联动被拒绝的次数。 */
  refusals: number;
}

/** The body of a row, by its kind. 各种类行的内容。 */
export interface Rows {
  /** An account of the ledger. 积分账户。 */
  account: PointsAccount;
  /** An act that has counted. 已计分的行为。 */
  act: PointsAct;
  /** A case. 案件。 */
  case: Case;
  /** A command that was decided. 已判定的命令。 */
  command: CommandSeen;
  /** A node of the territory. 区划或网格节点。 */
  node: DirectoryNode;
  /** A person with the posts held. 人员及其岗位。 */
  person: DirectoryPerson;
  /** A reaction's record. 联动的记载。 */
  reaction: ReactionRecord;
  /** The ruleset in force. 现行规则集。 */
  rules: RulesetAdopted;
  /** The counters of a node. 一个节点的计数。 */
  tally: Record<Name, number>;
  /** A unit. 单位。 */
  unit: DirectoryUnit;
  /** A bulk command that is being carried out. 正在执行的批量命令。 */
  work: Work;
}

/** The kind of a row. 行的种类。 */
export type RowKind = keyof Rows;

/** A row of some kind. 某一种类的行。 */
export interface RowOf<T extends RowKind = RowKind> {
  /** Its key, as `kind/id`. 键，写作 `类型/编号`。 */
  key: `${T}/${string}`;
  /** How many events it has had. 版本：所经历的事件数。 */
  version: number;
  /** When it fires next; absent if it does not fire by itself. 下一次触发的时刻；不会自行触发时没有。 */
  next_firing?: Instant;
  /** What it holds. 内容。 */
  body: Rows[T];
}

/**
 * One aggregate: what a snapshot, a host's own table and row-wise deciding share.
 *
 * 行：一个聚合的规范形式，快照、宿主自己的表和按行判定所共用。
 */
export type Row = { [T in RowKind]: RowOf<T> }[RowKind];

/**
 * An account. A scheme's own account issues points and goes below zero; members' accounts do not.
 *
 * 账户。积分方案自身的账户发放积分，可为负；成员的账户不为负。
 */
export interface PointsAccount {
  /** The node in whose boards the account ranks: the member's home. 账户在哪个节点的排行榜中排名：成员的居住地。 */
  home: NodeCode;
  /** The balance: the sum of all postings. 余额：各笔入账之和。 */
  balance: Decimal;
  /** Points earned by month (`2026-02`), for boards. 各月（如 `2026-02`）所得积分，供排行榜用。 */
  earned?: Record<string, Decimal>;
}

/** An act that has counted: it never counts again. 已计分的行为：不再计分。 */
export interface PointsAct {
  /** For whom it counted. 为谁计分。 */
  account: AccountId;
  /** How many points. 分值。 */
  points: Decimal;
}

/** A case. 案件。 */
export interface Case {
  /** Where it stands. 状态。 */
  status: CaseStatus;
  /** The ruleset under which it was accepted: its limits and tiers. 受理时的规则集：时限和层级依此。 */
  ruleset: Digest;
  /** The node in which it lies; the jurisdiction's root if it was unlocated. 所在节点；未能定位时为管辖区的根节点。 */
  node: NodeCode;
  /** Whether its place was found. 地点是否已定位。 */
  located: boolean;
  /** The position reported. 上报的位置。 */
  position?: MapPosition;
  /** Its category. 类别。 */
  category: Name;
  /** How many people it concerns. 涉及人数。 */
  people: number;
  /** Whether there is danger to life or property. 是否危及生命或财产安全。 */
  danger: boolean;
  /** Who reported it, and whose reports were merged into it. 诉求人：上报人，以及合并进来的案件的诉求人。 */
  callers: PersonId[];
  /** When it was recorded. 记录时刻。 */
  received_at: Instant;
  /** When it happened, if told. 发生时刻，给出时才有。 */
  occurred_at?: Instant;
  /** Its grade, such as 小. 轻重，如“小”。 */
  severity?: Name;
  /** The tier that must settle it. 应予办结的层级。 */
  tier?: Name;
  /** The limit that triage gave. 分流给出的时限。 */
  limit?: Name;
  /** The one unit that leads. 主办单位，只有一个。 */
  lead?: UnitId;
  /** How often it was dispatched. 派遣次数。 */
  dispatches: number;
  /**
   * The last instant of the return window, where silence counted as signing for the current dispatch.
   *
   * 退单时限的最后一刻，本次派遣默认接收时才有。
   */
  window_ended?: Instant;
  /** The clocks that run. 正在运行的计时。 */
  clocks: Partial<Record<ClockName, Clock>>;
  /** How often it rose to a higher tier. 提级次数。 */
  escalations: number;
  /** How often a unit returned it. 退单次数。 */
  returns: number;
  /** How often its reply failed inspection. 核查未通过的次数。 */
  reworks: number;
  /** How many supervision orders were given. 督办次数。 */
  supervisions: number;
  /** How many clocks were broken. 逾期次数。 */
  breaches: number;
  /**
   * Whether a handling clock of this round was broken; a rework or a reopening begins a new round.
   *
   * 本轮处置的计时是否已逾期；返工或重启开始新的一轮。
   */
  late: boolean;
  /** How often it was reopened. 重启次数。 */
  reopenings: number;
  /** Who helped, by the last reply. 最近一次答复所列的协助者。 */
  helpers?: PersonId[];
  /** When it was last completed. 最近一次办结的时刻。 */
  completed_at?: Instant;
  /** The case that it became part of. 所并入的案件。 */
  merged_into?: CaseId;
}

/** A command that was decided: enough to tell its repeat. 已判定的命令：足以识别其重复。 */
export interface CommandSeen {
  /** Its content. 内容的摘要。 */
  digest: Digest;
  /** The entry that holds it. 载有该命令的记录。 */
  seq: number;
  /** When it was decided. 判定的时刻。 */
  at: Instant;
}

/**
 * A node of the territory: district, street or town, community or village, grid.
 *
 * 区划或网格节点：区县、街道或乡镇、社区或村、网格。
 */
export interface DirectoryNode {
  /** Its name. 名称。 */
  name: BilingualText;
  /** Its level, as the ruleset names levels. 级别，即规则集中的级别名称。 */
  level: Name;
  /** The node above; absent only for the root of the jurisdiction. 上级节点；只有管辖区的根节点没有。 */
  parent?: NodeCode;
  /** What it is, such as `town` or `village_committee`. 种类，如 `town`（镇）或 `village_committee`（村委会）。 */
  kind?: Name;
  /** The unit that answers for it. 负责该节点的单位。 */
  unit?: UnitId;
  /** Units for special matters, by department. 负责专门事项的单位，按部门列出。 */
  departments?: Record<Name, UnitId>;
  /** Its boundary; nodes without one are made of their children. 边界；没有边界的节点由其下级组成。 */
  boundary?: Boundary;
}

/** An organisation that answers for a node, or for special matters in it. 单位：负责一个节点，或负责其中的专门事项。 */
export interface DirectoryUnit {
  /** Its name. 名称。 */
  name: BilingualText;
  /** The node for which it answers. 所负责的节点。 */
  node: NodeCode;
  /** What it is, such as `territory` or `department`. 种类，如 `territory`（属地）或 `department`（部门）。 */
  kind: Name;
}

/** A person: where they live, and which posts they held and hold. 人员：居住地，以及曾任和现任的岗位。 */
export interface DirectoryPerson {
  /** The node of residence. 居住地所在节点。 */
  home?: NodeCode;
  /** Posts, past and present. 曾任和现任的岗位。 */
  posts?: RecordedDirectoryPost[];
}

/** A post that a person holds. 一人所任的岗位。 */
export interface DirectoryPost {
  /** The unit. 单位。 */
  unit: UnitId;
  /** The role in it. 在该单位的角色。 */
  role: Name;
  /** The first instant in post. 任职的第一刻。 */
  from: Instant;
  /** The first instant out of post; absent while it is open. 不再任职的第一刻；在任时没有。 */
  until?: Instant | null;
}

/** A post that a person holds. As it is recorded. 一人所任的岗位。记录中的形式。 */
export interface RecordedDirectoryPost {
  /** The unit. 单位。 */
  unit: UnitId;
  /** The role in it. 在该单位的角色。 */
  role: Name;
  /** The first instant in post. 任职的第一刻。 */
  from: Instant;
  /** The first instant out of post; absent while it is open. 不再任职的第一刻；在任时没有。 */
  until?: Instant;
}

/** What is kept of a reaction. 联动的记载。 */
export interface ReactionRecord {
  /** How often it was refused. 被拒绝的次数。 */
  refusals: number;
}

/** Another ruleset is in force. 另一规则集已执行。 */
export interface RulesetAdopted {
  /** Which. 规则集的指纹。 */
  fingerprint: Digest;
  /** From when. 自何时起。 */
  from: Instant;
}

/** A bulk command that is being carried out. 正在执行的批量命令。 */
export interface Work {
  /** What it is. 种类。 */
  kind: WorkKind;
  /** The entry that holds the command; 0 where there is no journal. 载有该命令的记录；没有日志时为 0。 */
  seq: number;
  /** The instant at which all of it is carried out. 全部执行所在的时刻。 */
  at: Instant;
  /** How many items are done. 已完成的项数。 */
  done: number;
  /** The last case that was looked at, for clocks. 最后查看的案件，用于计时。 */
  after?: CaseId;
  /** The load, for items. 批量导入的内容，用于逐项导入。 */
  load?: RecordedDirectoryLoad;
}

/** One line of rows. 一行文本，载一个行或与行有关的内容。 */
export type RowLine =
  /** A row. 一个行。 */
  | Row
  /** There is no such row. 没有此行。 */
  | AbsentRow
  /** Cases that wait. 等待日历的案件。 */
  | WaitingCases
  /** Events. 引擎事件。 */
  | RowsEvents;

/** There is no such row; on the way out: the row ends, delete it. 没有此行；输出时表示此行终结，应予删除。 */
export interface AbsentRow {
  /** The key of the row. 行的键。 */
  key: RowKey;
  /** Always true. 总为 true。 */
  absent: true;
}

/** All cases with a clock that waits for a calendar: a line that goes in only. 计时等待日历的全部案件；只用于输入。 */
export interface WaitingCases {
  /** Their ids, in any order. 案件编号，次序不限。 */
  waiting: CaseId[];
}

/** The events of a decision: the first line that comes out. 一次判定的引擎事件：输出的第一行。 */
export interface RowsEvents {
  /** What happened, in this order. 依次发生了什么。 */
  events: EventRecord[];
}

/**
 * Why not: a stable code, the place in the input, and a sentence in Chinese and in English. Nothing was changed.
 *
 * The sentences hold codes, ids, bounds and instants, never the input's other content.
 *
 * 拒绝：稳定的代码、在输入中的位置、中英文说明各一句。什么都没有改变。
 *
 * 说明中只有代码、编号、上限和时刻，绝无输入的其他内容。
 */
export interface Rejection {
  /** The stable code. 稳定的代码。 */
  code: RejectionCode;
  /** The number of the code: its thousands are the stage. 代码的序号：千位表示所处阶段。 */
  number: number;
  /**
   * The place in the input, as a JSON pointer (RFC 6901); empty for the whole.
   *
   * 在输入中的位置，JSON 指针（RFC 6901）；整体为空字符串。
   */
  pointer: string;
  /** What the sentences name: ids, bounds, instants. 说明中提到的内容：编号、上限、时刻。 */
  args: string[];
  /** The sentence in Chinese. 中文说明。 */
  zh: string;
  /** The sentence in English. 英文说明。 */
  en: string;
}

/** A stable code. Its name and number never change their meaning. 稳定的代码。名称和序号的含义永不改变。 */
export type RejectionCode =
  /** 101: the ruleset's `format` is not supported: write 1. 规则集格式版本不支持：应为 1 */
  | "ruleset.format"
  /** 102: unknown member `{0}`: known here are {1}. 不认识的成员 `{0}`：可用 {1} */
  | "ruleset.unknown_member"
  /** 103: member `{0}` is missing: add it. 缺少成员 `{0}` */
  | "ruleset.missing_member"
  /** 104: wrong type: expected {1}. 类型不符：应为{0} */
  | "ruleset.wrong_type"
  /** 105: value does not fit: expected {0}. 取值不符：应为 {0} */
  | "ruleset.bad_value"
  /** 106: `{0}` occurs twice: remove one. `{0}` 重复：请删去其一 */
  | "ruleset.duplicate"
  /** 107: nothing is called `{0}`: define it first. 找不到 `{0}`：请先定义 */
  | "ruleset.unknown_reference"
  /** 108: not supported by this version: {0}. 本版本尚不支持：{0} */
  | "not_supported"
  /** 109: part `{0}` is missing: hand it over with the ruleset. 缺少附件 `{0}`：请随规则集一并提供 */
  | "ruleset.part_missing"
  /** 110: part `{0}` is not referred to: remove it or refer to it. 附件 `{0}` 未被引用：请删去或引用 */
  | "ruleset.part_unused"
  /** 111: part `{0}` cannot be read: {1}. 附件 `{0}` 不能读取：{1} */
  | "ruleset.part_syntax"
  /**
   * 112: the cell is not understood at character {1}: `{0}`, expected {3}.
   *
   * 单元格第 {1} 个字符处不能理解：`{0}`，应为{2}
   */
  | "table.cell"
  /** 113: the example fails: expected {0}, found {1}. 示例不符：应为 {0}，实为 {1} */
  | "ruleset.example_failed"
  /**
   * 114: rule `{0}` does not let nodes below replace `{1}`: the node above opens it in `open`.
   *
   * 规则 `{0}` 的 `{1}` 未开放给下级：请由上级在 open 中开放
   */
  | "table.locked"
  /** 115: the year files leave a gap: {0} is missing. 年份文件不连续：缺 {0} 年 */
  | "ruleset.calendar_gap"
  /** 116: too many problems: {0} more are not listed. 问题过多，另有 {0} 个未列出 */
  | "ruleset.too_many"
  /** 1001: larger than the bound of {0} bytes: send less. 超过 {0} 字节上限 */
  | "json.too_large"
  /** 1002: not UTF-8 at byte {0}. 第 {0} 字节不是 UTF-8 */
  | "json.utf8"
  /** 1003: not JSON at byte {0}. 第 {0} 字节不是合法 JSON */
  | "json.syntax"
  /** 1004: nested deeper than {0} levels. 嵌套超过 {0} 层 */
  | "json.depth"
  /** 1005: a member occurs twice: remove one. 成员重复 */
  | "json.duplicate"
  /** 1006: a member's name is longer than {0} bytes. 成员名超过 {0} 字节 */
  | "json.name_too_long"
  /** 1011: field `{0}` is missing: add it. 缺少字段 `{0}` */
  | "json.missing_field"
  /** 1012: unknown field: known here are {0}. 不认识的字段：可用 {0} */
  | "json.unknown_field"
  /** 1013: wrong type: expected {0}. 类型不符：应为 {0} */
  | "json.wrong_type"
  /** 1014: unknown type: check `type`. 不认识的类型：请核对 type */
  | "json.unknown_type"
  /**
   * 1021: an id is 1 to 64 letters, digits or - _ . : and starts with a letter or digit.
   *
   * 编号应为 1 至 64 个字母、数字或 - _ . :，首位为字母或数字
   */
  | "id.syntax"
  /** 1022: an act key is ids joined by /. 行为键应为以 / 相连的编号 */
  | "act_key.syntax"
  /** 1023: a directory code is 1 to 20 digits. 区划或网格代码应为 1 至 20 位数字 */
  | "code.syntax"
  /** 1024: a name is 1 to 64 bytes of letters and digits. 名称应为 1 至 64 字节的文字或数字 */
  | "name.syntax"
  /** 1025: a row's key is kind/id. 行键应为 类型/编号 */
  | "key.syntax"
  /** 1026: a text must not be empty, too long or hold control characters. 文本不得为空、过长或含控制字符 */
  | "text.syntax"
  /**
   * 1027: a number is written as a string such as "1.5", with at most 28 digits.
   *
   * 数值应写为字符串，如 "1.5"，至多 28 位
   */
  | "decimal.syntax"
  /**
   * 1028: an instant is written 2026-02-13T10:00:00+08:00, to the second.
   *
   * 时刻应写为 2026-02-13T10:00:00+08:00，精确到秒
   */
  | "instant.syntax"
  /** 1029: a date is written 2026-02-13. 日期应写为 2026-02-13 */
  | "date.syntax"
  /** 1030: a digest is written algorithm:64 hex digits. 摘要应写为 算法:64 位十六进制 */
  | "digest.syntax"
  /**
   * 1031: a position is two numbers: longitude -180 to 180, latitude -90 to 90.
   *
   * 坐标应为经度 -180 至 180、纬度 -90 至 90 的数字
   */
  | "position.range"
  /** 1032: the number is out of range: {0} to {1}. 数值超出范围：{0} 至 {1} */
  | "number.range"
  /** 1033: the list is longer than {0} items. 列表超过 {0} 项 */
  | "list.too_long"
  /** 1034: this value is not supported by this version: {0}. 本版本尚不支持此取值：{0} */
  | "value.not_supported"
  /** 1035: a place gives either `node` or `position`. 地点应给出 node 或 position 之一 */
  | "place.syntax"
  /** 1036: the fact `{0}` does not fit: expected {1}. 事实 `{0}` 不符：应为 {1} */
  | "table.fact"
  /** 1037: the table knows no such fact: known are {0}. 决策表不认识此事实：可用 {0} */
  | "table.unknown_fact"
  /** 2001: this id was used for another command: take a new id. 此编号已用于另一内容的命令：请换编号 */
  | "command.changed"
  /** 3001: the instant lies before the last entry at {0}. 时刻早于最近一条记录 {0} */
  | "time_regressed"
  /** 3002: `occurred_at` lies after the instant of recording. 发生时刻晚于记录时刻 */
  | "occurred_later"
  /** 3003: `occurred_at` lies before {0}, the earliest that may still be recorded. 发生时刻早于允许补录的 {0} */
  | "occurred_too_early"
  /** 4001: a deadline fires at {0}: carry out what is due first. 有时限于 {0} 触发，须先处理 */
  | "deadlines_due"
  /** 5001: no such case. 没有此案件 */
  | "case.not_found"
  /** 5002: no such node. 没有此区划或网格 */
  | "node.not_found"
  /** 5003: no such person. 没有此人 */
  | "person.not_found"
  /** 5004: no such unit. 没有此单位 */
  | "unit.not_found"
  /** 5005: no such view. 没有此视图范围 */
  | "view.not_found"
  /** 5006: no such indicator. 没有此指标 */
  | "indicator.not_found"
  /** 5007: no such table: there are {0}. 没有此决策表：可用 {0} */
  | "table.not_found"
  /** 6001: role {0} may not do this in its relation to the matter. 角色 {0} 与此事项的关系不允许此操作 */
  | "authority.denied"
  /** 6002: holds no post with role {0} at this instant. 未在任角色 {0} */
  | "authority.post_not_held"
  /** 7001: the case id is taken: choose another. 案件编号已被使用：请换编号 */
  | "case.id_taken"
  /** 7002: the case is {0}: this move is not possible. 案件状态为 {0}，不能进行此操作 */
  | "case.wrong_status"
  /** 7003: the return window ended at {0}. 退单时限已过：签收时限至 {0} */
  | "case.return_window_over"
  /** 7004: a case cannot be merged into itself. 不能并入自身 */
  | "case.merge_with_itself"
  /** 7005: the case to merge into is not open. 并入的案件不是在办状态 */
  | "case.merge_target_ended"
  /** 7011: the directory already holds {0}. 台账中已有 {0} */
  | "directory.exists"
  /** 7012: the post is held already. 已任此职 */
  | "directory.post_held"
  /** 7013: the post is not held. 未任此职 */
  | "directory.post_absent"
  /** 7021: this act has counted already. 此行为已计分 */
  | "points.act_counted"
  /** 7031: this ruleset is in force already. 此规则集已在执行 */
  | "ruleset.in_force"
  /** 8001: the category is not in the list. 案件类别不在目录中 */
  | "case.category_unknown"
  /** 8002: no rule of the triage table applies. 分流表没有适用的规则 */
  | "case.no_triage_rule"
  /** 8003: several rules of table {0} apply at once: {1}. 决策表 {0} 有多条规则同时适用：{1} */
  | "table.clash"
  /** 8004: no unit answers for the place, nor any backstop. 找不到承办单位，也没有兜底单位 */
  | "case.no_owner"
  /** 8005: the grounds are not in the ruleset: known are {0}. 理由不在规则集中：可用 {0} */
  | "case.grounds_unknown"
  /** 8006: dispatch {0} designates the unit: it cannot return the case. 第 {0} 次派遣为指定承办，不得退单 */
  | "case.return_designated"
  /** 8007: there is no unit above to return the case to. 没有上级单位可退 */
  | "case.return_nowhere"
  /** 8009: the stage {0} is not switched on here. 本辖区未启用环节 {0} */
  | "case.stage_off"
  /** 8011: {0} is referred to but does not exist. 引用的 {0} 不存在 */
  | "directory.dangling"
  /** 8012: the parent {0} must be of a higher level than the node. 上级 {0} 的级别应高于本节点 */
  | "directory.level_order"
  /** 8013: the boundary cannot be used: {0}. 边界不能使用：{0} */
  | "directory.boundary"
  /** 8014: {0} occurs twice in this load. {0} 在本次导入中重复 */
  | "directory.duplicate"
  /** 8015: the level is not in the ruleset: known are {0}. 级别不在规则集中：可用 {0} */
  | "directory.level_unknown"
  /** 8016: only the root of the jurisdiction, {0}, has no parent. 没有上级的只能是辖区根节点 {0} */
  | "directory.root"
  /** 8017: the role is not one that is held by a post: known are {0}. 任职角色不在规则集中：可用 {0} */
  | "directory.role_unknown"
  /** 8021: no rule of the award table applies. 积分表没有适用的规则 */
  | "points.no_award_rule"
  /** 8022: the points exceed what can be represented. 积分超出可表示的范围 */
  | "points.overflow"
  /** 8023: an award must be above zero. 计分应大于零 */
  | "points.not_positive"
  /**
   * 8031: this ruleset was not given to the engine: compile it and hand it over first.
   *
   * 未提供此规则集：请先编译并交给引擎
   */
  | "ruleset.not_given"
  /** 8032: the ruleset is of another jurisdiction. 规则集属于另一辖区 */
  | "ruleset.other_jurisdiction"
  /** 8033: the ruleset may be adopted from {0} on. 规则集自 {0} 起方可执行 */
  | "ruleset.not_in_force_yet"
  /** 8034: the ruleset has other levels than the one in force. 规则集的级别与现行的不同 */
  | "ruleset.other_levels"
  /** 8041: a count exceeds its bound. 计数超出范围 */
  | "count.overflow"
  /** 8042: the limit runs past what can be computed. 时限超出可计算的范围 */
  | "limit.out_of_range"
  /** 8043: the calendar does not cover {0} yet: add its year file. 日历尚未覆盖 {0}：请补充年份文件 */
  | "calendar_not_covered"
  /** 9001: the entry's format is not supported. 记录格式不支持 */
  | "entry.format"
  /** 9002: the entry's seq should be {0}. 记录序号应为 {0} */
  | "entry.seq"
  /** 9003: the entry does not follow the last one: its `prev` differs from the head. 记录与前一条不衔接 */
  | "entry.prev"
  /** 9004: the entry's hash does not fit its content. 记录的摘要不符：内容被改动 */
  | "entry.hash"
  /** 9005: the entry's instant fits neither the last one's nor what fires next. 记录的时刻与前一条或到期时刻不衔接 */
  | "entry.time"
  /** 9006: unknown event: this journal needs a newer version. 不认识的事件：请升级程序 */
  | "entry.event_unknown"
  /** 9007: the event's version does not follow that of {0}. 事件版本与 {0} 不衔接 */
  | "entry.version"
  /** 9008: the event does not belong to {0}. 事件不属于 {0} */
  | "entry.key"
  /** 9009: the ruleset {0} was not given. 没有规则集 {0} */
  | "ruleset_unknown"
  /** 9010: the snapshot's format is not supported, or it is cut short. 快照格式不支持或不完整 */
  | "snapshot.format"
  /** 9011: the snapshot's digest does not fit its rows. 快照的摘要不符 */
  | "snapshot.digest"
  /** 9012: the snapshot's rows are out of order. 快照的行次序不符 */
  | "snapshot.order"
  /** 9013: the row {0} does not hold what its key says. 行 {0} 的内容不符 */
  | "row.unfit"
  /** 9014: {0} was not given: ask `needs` first. 未给出 {0} */
  | "fact.missing"
  /** 9015: the entry would exceed the bound of events. 记录超过事件数上限 */
  | "entry.too_large"
  /**
   * 9016: only rows of nodes, units, people and rules can be loaded: give {0} with each call.
   *
   * 只能载入区划、单位、人员与规则集的行：{0} 请在每次调用时给出
   */
  | "rows.kind"
  /** 9017: the engine has entries already: rows are loaded before the first. 引擎已有记录，不能再载入行 */
  | "rows.journal"
  /** 10001: `{0}` must not be null. 参数 `{0}` 不得为空指针 */
  | "argument.null"
  /** 10002: the length of `{0}` is larger than any object in memory. 参数 `{0}` 的长度不可能 */
  | "argument.length"
  /** 10003: `{0}` is not UTF-8. 参数 `{0}` 不是 UTF-8 */
  | "argument.text"
  /** 10004: `{0}` is not aligned as its type must be. 参数 `{0}` 未按其类型对齐 */
  | "argument.aligned"
  /** 10005: `{0}` overlaps another column. 参数 `{0}` 与另一列重叠 */
  | "argument.overlap"
  /** 10006: `{0}` is not an instant of the years 1900 to 2199. 参数 `{0}` 不是 1900 至 2199 年间的时刻 */
  | "argument.instant"
  /** 10007: the columns differ in length. 各列长度不同 */
  | "argument.columns"
  /** 10008: `{0}` holds one name twice. 参数 `{0}` 中有重复 */
  | "argument.twice"
  /** 10009: `{0}` is of the wrong type: expected {1}. 参数 `{0}` 类型不符：应为 {1} */
  | "argument.type"
  /** 10010: `{0}` is empty: give at least one. 参数 `{0}` 不得为空：至少给出一个 */
  | "argument.empty"
  /** 10011: the handle is in use by another call: make one call at a time. 句柄正被另一调用使用：请一次只调用一个 */
  | "handle.busy"
  /** 10012: the handle was disposed of. 句柄已释放 */
  | "handle.disposed"
  /**
   * 10014: an internal error made the handle unusable: build a new one from the snapshot and the journal.
   *
   * 句柄因先前的内部错误不再可用：请从快照重建
   */
  | "handle.poisoned"
  /** 10015: the module is not loaded yet: await `init()` first. 模块尚未加载：请先等待 init() */
  | "module.not_ready"
  /** 10021: internal error: please report it with the input that led to it. 内部错误：请报告 */
  | "panic"
  /**
   * 10022: the module is of version {0}, the script of {1}: load the civigrid.wasm of the same version.
   *
   * 模块版本为 {0}，脚本版本为 {1}：请加载同一版本的 civigrid.wasm
   */
  | "module.version";

/** Every problem of a ruleset that does not compile. 规则集未能通过检查的全部问题。 */
export interface Diagnostics {
  /** In the order in which they were met. 按发现的次序排列。 */
  diagnostics: Diagnostic[];
}

/** A problem of a ruleset: where, what, and what to do. 规则集的一个问题：在何处、是什么、如何改正。 */
export interface Diagnostic {
  /**
   * The part in which it was met; none (null on the wire) for the document itself.
   *
   * 所在的附件；在规则集文档本身时为 null。
   */
  part: string | null;
  /** The problem and its place. 问题及其位置。 */
  problem: Rejection;
}

/**
 * Who asks, by the host's word: the library trusts both fields and looks up the posts held.
 *
 * 操作人，以宿主所报为准：两项均予采信，所任岗位另行查核。
 */
export interface Actor {
  /** The person, or the system that speaks for itself. 人员，或自行发出命令的系统。 */
  id: PersonId;
  /**
   * The role in which this command is given; `host` is the embedding system.
   *
   * 以何角色下达此命令；`host` 为嵌入本库的系统。
   */
  role: Name;
}

/**
 * A running clock: which limit, since when, and when it is due; or the date that its calendar does not cover yet.
 *
 * 运行中的计时：依哪一时限、何时起算、何时到期；或其日历尚未覆盖的日期。
 */
export interface Clock {
  /** The limit that runs. 所依时限。 */
  limit: Name;
  /**
   * The instant of the entry that set the clock: a breach never fires before it.
   *
   * 设定计时的记录的时刻：逾期不会早于此触发。
   */
  set_at: Instant;
  /** The instant from which the limit counts. 起算时刻。 */
  from: Instant;
  /**
   * The last instant on time; absent while the clock waits for a calendar.
   *
   * 到期时刻：按时的最后一刻；等待日历时没有。
   */
  due?: Instant;
  /** The first date that the calendar does not cover. 日历未覆盖的第一天。 */
  waits_for?: CalendarDate;
}

/**
 * The clocks that a case can have, in the order in which equal due instants are taken.
 *
 * 案件可有的计时，按到期时刻相同时的处理次序排列。
 */
export type ClockName =
  /** Until the case is completed after its reply (and inspection). 直至答复（及核查）之后办结。 */
  | "complete"
  /** Until the lead replies. 直至主办单位答复。 */
  | "handle"
  /** Until the reply is inspected. 直至答复经过核查。 */
  | "inspect"
  /** Until the lead signs or returns: the return window. 直至主办单位签收或退单：退单时限。 */
  | "sign"
  /** Until a supervision order is obeyed; runs again at each breach. 直至落实督办；每次逾期重新起算。 */
  | "supervise";

/**
 * Where a case stands. Open are `dispatched`, `handling`, `replied` and `inspected`.
 *
 * 案件的状态。`dispatched`、`handling`、`replied`、`inspected` 为在办。
 */
export type CaseStatus =
  /** A unit was named and has not yet signed for it. 已派遣，单位尚未签收。 */
  | "dispatched"
  /** The unit signed, or was silent until the return window closed. 处置中：单位已签收，或默认接收。 */
  | "handling"
  /** The unit replied; inspection, or completion, comes next. 已答复；接下来核查或办结。 */
  | "replied"
  /** The reply passed inspection. 答复通过核查。 */
  | "inspected"
  /** Done. 已办结。 */
  | "completed"
  /** Not taken up. 不予受理。 */
  | "refused"
  /** Taken up in error. 已作废：受理有误。 */
  | "void"
  /** Part of another case. 已并入另一案件。 */
  | "merged";

/** The datum of a position. 位置的坐标基准。 */
export type Datum =
  /** WGS-84. WGS-84。 */
  | "wgs84"
  /** CGCS2000, the same at this scale. CGCS2000，在此精度下相同。 */
  | "cgcs2000";

/**
 * A position in WGS-84 (CGCS2000 is the same at this scale), to 1e-7 degree: about a centimetre.
 *
 * WGS-84 的位置（CGCS2000 在此精度下相同），精确到 1e-7 度，约一厘米。
 */
export type MapPosition = [longitude: number, latitude: number];

/**
 * One or several polygons with holes. A position belongs to it by the rule of the whole library: on a boundary it
 * belongs to what lies just east of it, then just north, so that of cells with shared edges exactly one holds it.
 *
 * 边界：一个或多个可带孔的多边形。位置的归属全库同一规则：边界上的位置归紧邻其东的一方，再则归紧邻其北的一方，故相邻网
 * 格中恰有一个拥有它。
 */
export type Boundary =
  /** One polygon: its outer ring, then its holes. 一个多边形：先外环，后各孔。 */
  | { type: "Polygon"; coordinates: MapPosition[][] }
  /** Several polygons. 多个多边形。 */
  | { type: "MultiPolygon"; coordinates: MapPosition[][][] };

/** A name as people read it: Chinese always, English where there is one. 供人阅读的名称：必有中文，可有英文。 */
export interface BilingualText {
  /**
   * In Chinese: 1 to 1024 bytes of UTF-8 without control characters.
   *
   * 中文：UTF-8 编码 1 至 1024 字节，不含控制字符。
   *
   * @pattern ^\P{Cc}+$
   * @maxLength 1024
   */
  zh: string;
  /**
   * In English, within the same bounds.
   *
   * 英文，上限相同。
   *
   * @pattern ^\P{Cc}+$
   * @maxLength 1024
   */
  en?: string;
}

/**
 * A resident's matter (案件编号): 1 to 64 bytes of `A-Z a-z 0-9 - _ . :`, first a letter or digit.
 *
 * 案件编号：1 至 64 字节，由 `A-Z a-z 0-9 - _ . :` 组成，首位为字母或数字。
 *
 * @pattern ^[A-Za-z0-9][A-Za-z0-9_.:-]*$
 * @maxLength 64
 */
export type CaseId = string;

/**
 * One request, unique in the window that the ruleset names; the host's choice.
 *
 * 命令编号，由宿主选定，在规则集规定的期限内不得重复。
 *
 * @pattern ^[A-Za-z0-9][A-Za-z0-9_.:-]*$
 * @maxLength 64
 */
export type CommandId = string;

/**
 * An organisation that answers for something (责任单位).
 *
 * 责任单位的编号。
 *
 * @pattern ^[A-Za-z0-9][A-Za-z0-9_.:-]*$
 * @maxLength 64
 */
export type UnitId = string;

/**
 * A person, by the host's pseudonym.
 *
 * 人员编号，即宿主所用的化名。
 *
 * @pattern ^[A-Za-z0-9][A-Za-z0-9_.:-]*$
 * @maxLength 64
 */
export type PersonId = string;

/**
 * An account of the points ledger: a person's id, or `@` and a name for a scheme's own account.
 *
 * 积分账户的编号：人员编号；积分方案自身的账户为 `@` 加名称。
 *
 * @pattern ^@?[A-Za-z0-9][A-Za-z0-9_.:-]*$
 * @maxLength 64
 */
export type AccountId = string;

/**
 * What makes an act unique, so that it counts once: ids joined by `/`.
 *
 * 行为键，使行为只计一次：以 `/` 相连的编号。
 *
 * @pattern ^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}(?:/[A-Za-z0-9][A-Za-z0-9_.:-]{0,63})*$
 * @maxLength 256
 */
export type ActKey = string;

/**
 * A code of the directory: 1 to 20 digits, as the division codes (6, 9, 12) and grid codes (15) are.
 *
 * 台账代码：1 至 20 位数字，如区划代码（6、9、12 位）和网格代码（15 位）。
 *
 * @pattern ^[0-9]+$
 * @maxLength 20
 */
export type NodeCode = string;

/**
 * A word that a ruleset declares: a role, tier, level, category code, limit. 1 to 64 bytes of UTF-8: letters of any
 * script, digits and `_ - . ·`.
 *
 * 规则集所定义的词：角色、层级、级别、类别代码、时限等。UTF-8 编码 1 至 64 字节，由任何文字的字母、数字和 `_ - . ·` 组
 * 成。
 *
 * @pattern ^[\p{Alphabetic}\p{N}_.\-·]+$
 * @maxLength 64
 */
export type Name = string;

/**
 * The key of one aggregate's row; written `kind/id`, ordered as its text is.
 *
 * 行的键，写作 `类型/编号`，按其文本排序。
 *
 * @pattern ^(?:account/@?[A-Za-z0-9][A-Za-z0-9_.:-]*|act/[A-Za-z0-9][A-Za-z0-9_.:-]*(?:/[A-Za-z0-9][A-Za-z0-9_.:-]*)*|(?:case|command|person|unit|work)/[A-Za-z0-9][A-Za-z0-9_.:-]*|(?:node|tally)/[0-9]+|reaction/[\p{Alphabetic}\p{N}_.\-·]+|rules/current)$
 * @maxLength 260
 */
export type RowKey = `${RowKind}/${string}`;

/**
 * A moment, to the second, between 1900 and 2199.
 *
 * 时刻，精确到秒，1900 至 2199 年之间。
 *
 * @pattern ^(?:1899|19[0-9]{2}|2[01][0-9]{2}|2200)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.0+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$
 */
export type Instant = string;

/**
 * A day of the calendar.
 *
 * 日历中的一天。
 *
 * @pattern ^(?:19|2[01])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$
 */
export type CalendarDate = string;

/**
 * An exact decimal number of at most 28 digits, always in its shortest form: `"1.50"` is read as `1.5`.
 *
 * 精确的十进制数，至多 28 位，总写作最短形式：`"1.50"` 读作 `1.5`。
 *
 * @pattern ^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$
 * @maxLength 31
 */
export type Decimal = string;

/**
 * A digest with its algorithm, written `sm3:<64 hex digits>`; `none` where the ruleset chains nothing.
 *
 * 摘要及其算法，写作 `sm3:<64 位十六进制>`；规则集不设链时为 `none`。
 *
 * @pattern ^(?:none|(?:sha-256|sm3):[0-9a-f]{64})$
 */
export type Digest = string;

/** Asks what is wrong with a table of the ruleset in force. 查询现行规则集的一张决策表有何问题。 */
export interface CheckTable {
  /**
   * `cases.triage`, `points.award`, `authority`, or `tables.` and the name of a table of its own.
   *
   * `cases.triage`、`points.award`、`authority`，或 `tables.` 加自有决策表的名称。
   */
  table: Name;
  /** How many boxes may be looked at, 100,000 if absent. 至多查看多少个格子，缺省 100,000。 */
  boxes?: number | null;
}

/** What is known of a table. 对一张决策表的了解。 */
export interface TableChecked {
  /** The table. 决策表。 */
  table: string;
  /** What is wrong with it. 有何问题。 */
  analysis: TableAnalysis;
}

/** What is known of a table. 对一张决策表的了解。 */
export interface TableAnalysis {
  /** What is wrong with it: at most 20 findings of one kind in one edition. 问题：每个版本每类至多列出 20 个。 */
  findings: TableFinding[];
  /** How many more findings there are of a kind. 各类未列出的问题数。 */
  more: Record<string, number>;
  /**
   * What was not decided within the boxes that it may look at: these kinds of findings may be missing.
   *
   * 在允许查看的格子数内未能判定的类别：这些类别的问题可能未列全。
   */
  undecided: TableFindingKind[];
  /**
   * Columns with expressions: their values were taken as free of the other columns'.
   *
   * 由算式得出的列：检查时视其取值与其他列无关。
   */
  assumed_free: string[];
  /** Boxes that were looked at. 查看了多少个格子。 */
  boxes: number;
}

/** One thing that is wrong with a table. 决策表的一个问题。 */
export interface TableFinding {
  /** What is wrong. 何种问题。 */
  kind: TableFindingKind;
  /** The day from which the edition holds; none for the first one. 版本的起始日；首个版本没有。 */
  edition?: CalendarDate;
  /** The rules concerned. 所涉规则。 */
  rules: string[];
  /** The column concerned. 所涉列。 */
  column?: string;
  /** The cell or the value concerned. 所涉单元格或取值。 */
  value?: string;
  /** Values of the input columns that show it. 可以证明的各输入列取值。 */
  witness?: Record<string, TableValue>;
  /** The sentence in Chinese. 中文说明。 */
  zh: string;
  /** The sentence in English. 英文说明。 */
  en: string;
}

/** What is wrong with a table. 决策表的问题类别。 */
export type TableFindingKind =
  /** No rule applies to the witness, and no output has a default. 没有规则适用于该组取值，输出也没有默认值。 */
  | "gap"
  /**
   * Two rules apply to the witness that must not, or that say different things.
   *
   * 两条规则同时适用于该组取值，而命中策略不允许，或两者结论不同。
   */
  | "overlap"
  /**
   * The rule never counts: whenever it applies, another one comes first.
   *
   * 规则永远轮不到：凡它适用之处，已有别的规则在先。
   */
  | "masked"
  /** The rule never applies: no value of the column fits its cell. 规则永不适用：该列没有取值符合其单元格。 */
  | "unreachable"
  /** No rule gives the declared value of an output. 没有规则给出该输出已声明的取值。 */
  | "output_unused";

/**
 * Asks what a table of the ruleset in force answers to facts, and why.
 *
 * 查询现行规则集的一张决策表对给定事实的结论及理由。
 */
export interface EvaluateTable {
  /**
   * `cases.triage`, `points.award`, `authority`, or `tables.` and the name of a table of its own.
   *
   * `cases.triage`、`points.award`、`authority`，或 `tables.` 加自有决策表的名称。
   */
  table: Name;
  /**
   * The facts, each as the text of a cell: `{"category": "0101", "people": "3", "danger": "false"}`. What is not given
   * is unknown.
   *
   * 事实，每项写作单元格的文字：`{"category": "0101", "people": "3", "danger": "false"}`。未给出的为未知。
   */
  given: Record<Name, string>;
  /**
   * The node concerned: it, or one above it, may have replaced outputs. That of the view if absent.
   *
   * 所涉节点：它或其上级可能改写了输出。缺省为视图的节点。
   */
  node?: NodeCode | null;
  /** The day, by which the edition is chosen; that of the query if absent. 据以选定版本的日期，缺省为查询之日。 */
  on?: CalendarDate | null;
}

/** What a table answers, and why. 决策表的结论及理由。 */
export interface TableEvaluated {
  /** The table. 决策表。 */
  table: string;
  /** The rules that count, in the order of their rows. 计入的规则，次序与各行相同。 */
  rules: string[];
  /** Their outputs, or the defaults. 各规则的输出，或默认值。 */
  rows: (Record<string, TableValue>)[];
  /**
   * What they come to, where the table collects a sum, a least, a greatest or a count.
   *
   * 汇总结果：合计、最小、最大或计数。
   */
  value?: TableValue;
  /**
   * Whether it cannot answer, because several rules apply that must not: the sentences name two of them.
   *
   * 是否因多条规则同时适用而不能得出结论：说明中指出其中两条。
   */
  clash?: boolean;
  /**
   * What became of the rules: of those that apply, and of as many others as an answer holds.
   *
   * 各规则的情况：适用的全部列出，其余列至结果的上限。
   */
  explained: RuleExplained[];
  /** How many others there are. 未列出的规则数。 */
  omitted?: number;
  /** The answer in a sentence in Chinese. 中文结论。 */
  zh: string;
  /** The answer in a sentence in English. 英文结论。 */
  en: string;
}

/** What became of one rule. 一条规则的情况。 */
export interface RuleExplained {
  /** The rule. 规则。 */
  rule: string;
  /** Whether all its cells hold. 是否所有单元格都成立。 */
  applies: boolean;
  /** Whether it counts, by the hit policy. 按命中策略是否计入。 */
  counts: boolean;
  /** The first cell that does not hold. 第一个不成立的单元格。 */
  failed?: FailedCell;
  /** Where the rule comes from. 规则的依据。 */
  basis?: RuleSource[];
  /** The sentence in Chinese. 中文说明。 */
  zh: string;
  /** The sentence in English. 英文说明。 */
  en: string;
}

/** The first cell of a rule that does not hold. 规则中第一个不成立的单元格。 */
export interface FailedCell {
  /** The column. 列。 */
  column: string;
  /** The value there. 该列的取值。 */
  value: TableValue;
  /** The cell, as its author wrote it. 单元格的原文。 */
  test: string;
}

/** Where a rule comes from. 规则的依据。 */
export interface RuleSource {
  /** The document. 文件。 */
  document: BilingualText;
  /** Who issued it. 制发单位。 */
  issuer: BilingualText;
  /** The place in it. 条款。 */
  clause: BilingualText;
}

/**
 * A value of a table's column.
 *
 * On the wire null, true and false stand for themselves and everything else is a string: `"1.5"`, `"2026-02-13"`,
 * `"P1DT2H"`, `"@street/城管"`.
 *
 * 决策表的取值：null、true、false，其余为字符串，如 "1.5"、"2026-02-13"、"P1DT2H"、"@street/城管"。
 */
export type TableValue =
  /** A value that is not null.  */
  | boolean | string
  | null;

/**
 * Asks for a table of the ruleset in force, as it holds in a node on a day.
 *
 * 查询现行规则集的一张决策表在某节点某日的实际内容。
 */
export interface ShowTable {
  /**
   * `cases.triage`, `points.award`, `authority`, or `tables.` and the name of a table of its own.
   *
   * `cases.triage`、`points.award`、`authority`，或 `tables.` 加自有决策表的名称。
   */
  table: Name;
  /** The node; that of the view if absent. 节点，缺省为视图的节点。 */
  node?: NodeCode | null;
  /** The day; that of the query if absent. 日期，缺省为查询之日。 */
  on?: CalendarDate | null;
}

/** A table as it holds in a node on a day. 决策表在某节点某日的实际内容。 */
export interface TableShown {
  /** The table. 决策表。 */
  table: string;
  /** Its hit policy, of one that collects with what it comes to. 命中策略；汇总的一并写出汇总方式。 */
  hit: string;
  /** The day from which its edition holds; none for the first one. 版本的起始日；首个版本没有。 */
  edition?: CalendarDate;
  /** The input columns. 输入列。 */
  inputs: TableColumn[];
  /** The output columns. 输出列。 */
  outputs: TableColumn[];
  /** The rules in order, as many as an answer holds. 依次列出的规则，至结果的上限。 */
  rules: TableRule[];
  /** How many rules there are more. 未列出的规则数。 */
  omitted?: number;
}

/** A column of a table. 决策表的一列。 */
export interface TableColumn {
  /** Its name. 列名。 */
  name: string;
  /** What people call it. 中文列名。 */
  label?: string;
  /** Its type, as a document says it. 类型，与文档写法相同。 */
  type: string;
  /**
   * What stands for an unknown input, or for an output where no rule applies.
   *
   * 输入未知时的取值，或没有规则适用时的输出。
   */
  default?: TableValue;
}

/** A rule as it holds in a node. 在某节点实际适用的规则。 */
export interface TableRule {
  /** Its id. 规则编号。 */
  rule: string;
  /** Its cells, as their author wrote them. 各条件单元格的原文。 */
  when: string[];
  /** Its outputs: values, or what is calculated. 各输出：取值，或算式。 */
  then: string[];
  /** The outputs that a node replaced, each with that node. 被改写的输出，及改写它的节点。 */
  replaced?: Record<string, NodeCode>;
  /** Where the rule comes from. 规则的依据。 */
  basis?: RuleSource[];
}
