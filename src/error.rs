//! Refusals: one table of stable codes with their numbers and sentences in Chinese and English.
//!
//! The thousands of a number are the stage at which a command is judged, so that the order of the numbers is the order
//! of precedence: shape, repeat, time, due, visibility, authority, state, rule. Numbers are never reused.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// The stage at which something was refused, in the order in which they are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// A ruleset or one of its parts does not compile.
    Ruleset,
    /// The text is not a command, query or document at all.
    Shape,
    /// The command's id was used for another content.
    Repeat,
    /// The instants do not fit the journal.
    Time,
    /// Deadlines must fire first.
    Due,
    /// What is referred to does not exist, or not for this actor: the two cannot be told apart.
    Visibility,
    /// The actor may not do this.
    Authority,
    /// The aggregate is not in a state that allows it.
    State,
    /// A rule of the ruleset, or of the library, does not allow it.
    Rule,
    /// An entry, row or snapshot does not fit the engine: the host's store or order of calls is wrong.
    Fault,
    /// The call itself is wrong: a pointer, a length, a handle. Only surfaces for other languages meet it.
    Call,
}

macro_rules! codes {
    ($($number:literal $variant:ident $name:literal $zh:literal $en:literal)+) => {
        /// A stable code. Its name and number never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(rename = "RejectionCode", with = "str", transform = schema::codes))]
        #[expect(missing_docs, reason = "the table gives each code its name and sentence")]
        pub enum Code { $($variant),+ }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The number: the thousands are the stage.
            #[must_use]
            pub const fn number(self) -> u16 {
                match self { $(Self::$variant => $number),+ }
            }

            const fn sentences(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($zh, $en)),+ }
            }
        }
    };
}

codes! {
    101 RulesetFormat "ruleset.format" "规则集格式版本不支持：应为 1" "the ruleset's `format` is not supported: write 1"
    102 UnknownMember "ruleset.unknown_member" "不认识的成员 `{0}`：可用 {1}" "unknown member `{0}`: known here are {1}"
    103 MissingMember "ruleset.missing_member" "缺少成员 `{0}`" "member `{0}` is missing: add it"
    104 WrongKind "ruleset.wrong_type" "类型不符：应为{0}" "wrong type: expected {1}"
    105 BadValue "ruleset.bad_value" "取值不符：应为 {0}" "value does not fit: expected {0}"
    106 Duplicate "ruleset.duplicate" "`{0}` 重复：请删去其一" "`{0}` occurs twice: remove one"
    107 UnknownReference "ruleset.unknown_reference" "找不到 `{0}`：请先定义" "nothing is called `{0}`: define it first"
    108 NotSupported "not_supported" "本版本尚不支持：{0}" "not supported by this version: {0}"
    109 PartMissing "ruleset.part_missing" "缺少附件 `{0}`：请随规则集一并提供" "part `{0}` is missing: hand it over with the ruleset"
    110 PartUnused "ruleset.part_unused" "附件 `{0}` 未被引用：请删去或引用" "part `{0}` is not referred to: remove it or refer to it"
    111 PartSyntax "ruleset.part_syntax" "附件 `{0}` 不能读取：{1}" "part `{0}` cannot be read: {1}"
    112 CellSyntax "table.cell" "单元格第 {1} 个字符处不能理解：`{0}`，应为{2}" "the cell is not understood at character {1}: `{0}`, expected {3}"
    113 ExampleFailed "ruleset.example_failed" "示例不符：应为 {0}，实为 {1}" "the example fails: expected {0}, found {1}"
    114 RuleLocked "table.locked" "规则 `{0}` 的 `{1}` 未开放给下级：请由上级在 open 中开放" "rule `{0}` does not let nodes below replace `{1}`: the node above opens it in `open`"
    115 CalendarGap "ruleset.calendar_gap" "年份文件不连续：缺 {0} 年" "the year files leave a gap: {0} is missing"
    116 TooManyDiagnostics "ruleset.too_many" "问题过多，另有 {0} 个未列出" "too many problems: {0} more are not listed"

    1001 JsonTooLarge "json.too_large" "超过 {0} 字节上限" "larger than the bound of {0} bytes: send less"
    1002 JsonUtf8 "json.utf8" "第 {0} 字节不是 UTF-8" "not UTF-8 at byte {0}"
    1003 JsonSyntax "json.syntax" "第 {0} 字节不是合法 JSON" "not JSON at byte {0}"
    1004 JsonDepth "json.depth" "嵌套超过 {0} 层" "nested deeper than {0} levels"
    1005 JsonDuplicate "json.duplicate" "成员重复" "a member occurs twice: remove one"
    1006 JsonNameTooLong "json.name_too_long" "成员名超过 {0} 字节" "a member's name is longer than {0} bytes"
    1011 MissingField "json.missing_field" "缺少字段 `{0}`" "field `{0}` is missing: add it"
    1012 UnknownField "json.unknown_field" "不认识的字段：可用 {0}" "unknown field: known here are {0}"
    1013 WrongType "json.wrong_type" "类型不符：应为 {0}" "wrong type: expected {0}"
    1014 UnknownType "json.unknown_type" "不认识的类型：请核对 type" "unknown type: check `type`"
    1021 IdSyntax "id.syntax" "编号应为 1 至 64 个字母、数字或 - _ . :，首位为字母或数字" "an id is 1 to 64 letters, digits or - _ . : and starts with a letter or digit"
    1022 ActKeySyntax "act_key.syntax" "行为键应为以 / 相连的编号" "an act key is ids joined by /"
    1023 CodeSyntax "code.syntax" "区划或网格代码应为 1 至 20 位数字" "a directory code is 1 to 20 digits"
    1024 NameSyntax "name.syntax" "名称应为 1 至 64 字节的文字或数字" "a name is 1 to 64 bytes of letters and digits"
    1025 KeySyntax "key.syntax" "行键应为 类型/编号" "a row's key is kind/id"
    1026 TextSyntax "text.syntax" "文本不得为空、过长或含控制字符" "a text must not be empty, too long or hold control characters"
    1027 DecimalSyntax "decimal.syntax" "数值应写为字符串，如 \"1.5\"，至多 28 位" "a number is written as a string such as \"1.5\", with at most 28 digits"
    1028 InstantSyntax "instant.syntax" "时刻应写为 2026-02-13T10:00:00+08:00，精确到秒" "an instant is written 2026-02-13T10:00:00+08:00, to the second"
    1029 DateSyntax "date.syntax" "日期应写为 2026-02-13" "a date is written 2026-02-13"
    1030 DigestSyntax "digest.syntax" "摘要应写为 算法:64 位十六进制" "a digest is written algorithm:64 hex digits"
    1031 PositionRange "position.range" "坐标应为经度 -180 至 180、纬度 -90 至 90 的数字" "a position is two numbers: longitude -180 to 180, latitude -90 to 90"
    1032 NumberRange "number.range" "数值超出范围：{0} 至 {1}" "the number is out of range: {0} to {1}"
    1033 ListTooLong "list.too_long" "列表超过 {0} 项" "the list is longer than {0} items"
    1034 ValueUnsupported "value.not_supported" "本版本尚不支持此取值：{0}" "this value is not supported by this version: {0}"
    1035 PlaceSyntax "place.syntax" "地点应给出 node 或 position 之一" "a place gives either `node` or `position`"
    1036 FactUnfit "table.fact" "事实 `{0}` 不符：应为 {1}" "the fact `{0}` does not fit: expected {1}"
    1037 FactUnknown "table.unknown_fact" "决策表不认识此事实：可用 {0}" "the table knows no such fact: known are {0}"

    2001 CommandChanged "command.changed" "此编号已用于另一内容的命令：请换编号" "this id was used for another command: take a new id"

    3001 TimeRegressed "time_regressed" "时刻早于最近一条记录 {0}" "the instant lies before the last entry at {0}"
    3002 OccurredLater "occurred_later" "发生时刻晚于记录时刻" "`occurred_at` lies after the instant of recording"
    3003 OccurredTooEarly "occurred_too_early" "发生时刻早于允许补录的 {0}" "`occurred_at` lies before {0}, the earliest that may still be recorded"

    4001 DeadlinesDue "deadlines_due" "有时限于 {0} 触发，须先处理" "a deadline fires at {0}: carry out what is due first"

    5001 CaseNotFound "case.not_found" "没有此案件" "no such case"
    5002 NodeNotFound "node.not_found" "没有此区划或网格" "no such node"
    5003 PersonNotFound "person.not_found" "没有此人" "no such person"
    5004 UnitNotFound "unit.not_found" "没有此单位" "no such unit"
    5005 ViewNotFound "view.not_found" "没有此视图范围" "no such view"
    5006 IndicatorNotFound "indicator.not_found" "没有此指标" "no such indicator"
    5007 TableNotFound "table.not_found" "没有此决策表：可用 {0}" "no such table: there are {0}"

    6001 AuthorityDenied "authority.denied" "角色 {0} 与此事项的关系不允许此操作" "role {0} may not do this in its relation to the matter"
    6002 PostNotHeld "authority.post_not_held" "未在任角色 {0}" "holds no post with role {0} at this instant"

    7001 CaseIdTaken "case.id_taken" "案件编号已被使用：请换编号" "the case id is taken: choose another"
    7002 CaseWrongStatus "case.wrong_status" "案件状态为 {0}，不能进行此操作" "the case is {0}: this move is not possible"
    7003 ReturnWindowOver "case.return_window_over" "退单时限已过：签收时限至 {0}" "the return window ended at {0}"
    7004 MergeWithItself "case.merge_with_itself" "不能并入自身" "a case cannot be merged into itself"
    7005 MergeTargetEnded "case.merge_target_ended" "并入的案件不是在办状态" "the case to merge into is not open"
    7011 DirectoryExists "directory.exists" "台账中已有 {0}" "the directory already holds {0}"
    7012 PostHeld "directory.post_held" "已任此职" "the post is held already"
    7013 PostAbsent "directory.post_absent" "未任此职" "the post is not held"
    7021 ActCounted "points.act_counted" "此行为已计分" "this act has counted already"
    7031 RulesetInForce "ruleset.in_force" "此规则集已在执行" "this ruleset is in force already"

    8001 CategoryUnknown "case.category_unknown" "案件类别不在目录中" "the category is not in the list"
    8002 NoTriageRule "case.no_triage_rule" "分流表没有适用的规则" "no rule of the triage table applies"
    8003 TableClash "table.clash" "决策表 {0} 有多条规则同时适用：{1}" "several rules of table {0} apply at once: {1}"
    8004 NoOwner "case.no_owner" "找不到承办单位，也没有兜底单位" "no unit answers for the place, nor any backstop"
    8005 GroundsUnknown "case.grounds_unknown" "理由不在规则集中：可用 {0}" "the grounds are not in the ruleset: known are {0}"
    8006 ReturnDesignated "case.return_designated" "第 {0} 次派遣为指定承办，不得退单" "dispatch {0} designates the unit: it cannot return the case"
    8007 ReturnNowhere "case.return_nowhere" "没有上级单位可退" "there is no unit above to return the case to"
    8009 StageOff "case.stage_off" "本辖区未启用环节 {0}" "the stage {0} is not switched on here"
    8011 DirectoryDangling "directory.dangling" "引用的 {0} 不存在" "{0} is referred to but does not exist"
    8012 LevelOrder "directory.level_order" "上级 {0} 的级别应高于本节点" "the parent {0} must be of a higher level than the node"
    8013 BoundaryUnfit "directory.boundary" "边界不能使用：{0}" "the boundary cannot be used: {0}"
    8014 DirectoryDuplicate "directory.duplicate" "{0} 在本次导入中重复" "{0} occurs twice in this load"
    8015 LevelUnknown "directory.level_unknown" "级别不在规则集中：可用 {0}" "the level is not in the ruleset: known are {0}"
    8016 DirectoryRoot "directory.root" "没有上级的只能是辖区根节点 {0}" "only the root of the jurisdiction, {0}, has no parent"
    8017 RoleUnknown "directory.role_unknown" "任职角色不在规则集中：可用 {0}" "the role is not one that is held by a post: known are {0}"
    8021 NoAwardRule "points.no_award_rule" "积分表没有适用的规则" "no rule of the award table applies"
    8022 PointsOverflow "points.overflow" "积分超出可表示的范围" "the points exceed what can be represented"
    8023 PointsNotPositive "points.not_positive" "计分应大于零" "an award must be above zero"
    8031 RulesetNotGiven "ruleset.not_given" "未提供此规则集：请先编译并交给引擎" "this ruleset was not given to the engine: compile it and hand it over first"
    8032 JurisdictionChanged "ruleset.other_jurisdiction" "规则集属于另一辖区" "the ruleset is of another jurisdiction"
    8033 RulesetNotYet "ruleset.not_in_force_yet" "规则集自 {0} 起方可执行" "the ruleset may be adopted from {0} on"
    8034 LevelsChanged "ruleset.other_levels" "规则集的级别与现行的不同" "the ruleset has other levels than the one in force"
    8041 CountOverflow "count.overflow" "计数超出范围" "a count exceeds its bound"
    8042 LimitOutOfRange "limit.out_of_range" "时限超出可计算的范围" "the limit runs past what can be computed"
    8043 CalendarNotCovered "calendar_not_covered" "日历尚未覆盖 {0}：请补充年份文件" "the calendar does not cover {0} yet: add its year file"

    9001 EntryFormat "entry.format" "记录格式不支持" "the entry's format is not supported"
    9002 EntrySeq "entry.seq" "记录序号应为 {0}" "the entry's seq should be {0}"
    9003 EntryPrev "entry.prev" "记录与前一条不衔接" "the entry does not follow the last one: its `prev` differs from the head"
    9004 EntryHash "entry.hash" "记录的摘要不符：内容被改动" "the entry's hash does not fit its content"
    9005 EntryTime "entry.time" "记录的时刻与前一条或到期时刻不衔接" "the entry's instant fits neither the last one's nor what fires next"
    9006 EventUnknown "entry.event_unknown" "不认识的事件：请升级程序" "unknown event: this journal needs a newer version"
    9007 EventVersion "entry.version" "事件版本与 {0} 不衔接" "the event's version does not follow that of {0}"
    9008 EventKey "entry.key" "事件不属于 {0}" "the event does not belong to {0}"
    9009 RulesetUnknown "ruleset_unknown" "没有规则集 {0}" "the ruleset {0} was not given"
    9010 SnapshotFormat "snapshot.format" "快照格式不支持或不完整" "the snapshot's format is not supported, or it is cut short"
    9011 SnapshotDigest "snapshot.digest" "快照的摘要不符" "the snapshot's digest does not fit its rows"
    9012 SnapshotOrder "snapshot.order" "快照的行次序不符" "the snapshot's rows are out of order"
    9013 RowUnfit "row.unfit" "行 {0} 的内容不符" "the row {0} does not hold what its key says"
    9014 FactMissing "fact.missing" "未给出 {0}" "{0} was not given: ask `needs` first"
    9015 EntryTooLarge "entry.too_large" "记录超过事件数上限" "the entry would exceed the bound of events"
    9016 RowsKind "rows.kind" "只能载入区划、单位、人员与规则集的行：{0} 请在每次调用时给出" "only rows of nodes, units, people and rules can be loaded: give {0} with each call"
    9017 RowsJournal "rows.journal" "引擎已有记录，不能再载入行" "the engine has entries already: rows are loaded before the first"

    10001 ArgumentNull "argument.null" "参数 `{0}` 不得为空指针" "`{0}` must not be null"
    10002 ArgumentLength "argument.length" "参数 `{0}` 的长度不可能" "the length of `{0}` is larger than any object in memory"
    10003 ArgumentText "argument.text" "参数 `{0}` 不是 UTF-8" "`{0}` is not UTF-8"
    10004 ArgumentAligned "argument.aligned" "参数 `{0}` 未按其类型对齐" "`{0}` is not aligned as its type must be"
    10005 ArgumentOverlap "argument.overlap" "参数 `{0}` 与另一列重叠" "`{0}` overlaps another column"
    10006 ArgumentInstant "argument.instant" "参数 `{0}` 不是 1900 至 2199 年间的时刻" "`{0}` is not an instant of the years 1900 to 2199"
    10007 ArgumentColumns "argument.columns" "各列长度不同" "the columns differ in length"
    10008 ArgumentTwice "argument.twice" "参数 `{0}` 中有重复" "`{0}` holds one name twice"
    10009 ArgumentType "argument.type" "参数 `{0}` 类型不符：应为 {1}" "`{0}` is of the wrong type: expected {1}"
    10010 ArgumentEmpty "argument.empty" "参数 `{0}` 不得为空：至少给出一个" "`{0}` is empty: give at least one"
    10011 HandleBusy "handle.busy" "句柄正被另一调用使用：请一次只调用一个" "the handle is in use by another call: make one call at a time"
    10012 HandleDisposed "handle.disposed" "句柄已释放" "the handle was disposed of"
    10014 HandlePoisoned "handle.poisoned" "句柄因先前的内部错误不再可用：请从快照重建" "an internal error made the handle unusable: build a new one from the snapshot and the journal"
    10015 ModuleNotReady "module.not_ready" "模块尚未加载：请先等待 init()" "the module is not loaded yet: await `init()` first"
    10021 Panic "panic" "内部错误：请报告" "internal error: please report it with the input that led to it"
    10022 ModuleVersion "module.version" "模块版本为 {0}，脚本版本为 {1}：请加载同一版本的 civigrid.wasm" "the module is of version {0}, the script of {1}: load the civigrid.wasm of the same version"
}

impl Code {
    /// The stage to which the code belongs.
    #[must_use]
    pub const fn stage(self) -> Stage {
        match self.number() {
            0..1000 => Stage::Ruleset,
            1000..2000 => Stage::Shape,
            2000..3000 => Stage::Repeat,
            3000..4000 => Stage::Time,
            4000..5000 => Stage::Due,
            5000..6000 => Stage::Visibility,
            6000..7000 => Stage::Authority,
            7000..8000 => Stage::State,
            8000..9000 => Stage::Rule,
            9000..10_000 => Stage::Fault,
            _ => Stage::Call,
        }
    }

    /// The code of a name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// Why not: a stable code, the place in the input, and a sentence in Chinese and in English. Nothing was changed.
///
/// The sentences hold codes, ids, bounds and instants, never the input's other content.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "schema::Members"))]
pub struct Rejection(alloc::boxed::Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    code: Code,
    pointer: String,
    args: Vec<String>,
}

impl Rejection {
    /// A rejection at a JSON pointer (RFC 6901) of the input; `""` is the whole.
    #[must_use]
    #[cold]
    pub fn new(code: Code, pointer: &str) -> Self {
        Self(Inner { code, pointer: pointer.into(), args: Vec::new() }.into())
    }

    /// Adds what the sentence names next: a rule's id, an instant, a bound.
    #[must_use]
    #[cold]
    pub fn with(mut self, argument: &dyn fmt::Display) -> Self {
        self.0.args.push(argument.to_string());
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The place in the input, as a JSON pointer.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// What the sentences name.
    pub(crate) fn args(&self) -> &[String] {
        &self.0.args
    }

    /// The sentence in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        fill(self.0.code.sentences().0, &self.0.args)
    }

    /// The sentence in English.
    #[must_use]
    pub fn en(&self) -> String {
        fill(self.0.code.sentences().1, &self.0.args)
    }

    /// The same rejection, its place moved below another one.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        self.0.pointer.insert_str(0, prefix);
        self
    }

    /// The same rejection at another place.
    #[must_use]
    pub fn at(mut self, pointer: &str) -> Self {
        self.0.pointer = pointer.into();
        self
    }
}

fn fill(sentence: &str, args: &[String]) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((index, after)) = after.split_once('}') else { break };
        let argument = index.parse::<usize>().ok().and_then(|index| args.get(index));
        out.push_str(argument.map_or("?", String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at `{}`: {}", self.0.code.name(), self.0.pointer, self.en())
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.en(), self.0.code.name())
    }
}

impl core::error::Error for Rejection {}

impl Serialize for Rejection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Rejection", 6)?;
        out.serialize_field("code", self.0.code.name())?;
        out.serialize_field("number", &self.0.code.number())?;
        out.serialize_field("pointer", &self.0.pointer)?;
        out.serialize_field("args", &self.0.args)?;
        out.serialize_field("zh", &self.zh())?;
        out.serialize_field("en", &self.en())?;
        out.end()
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::Code;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;
    use schemars::Schema;
    use serde_json::{Value, json};

    /// What a rejection is on the wire.
    #[derive(schemars::JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema counts")]
    pub(super) struct Members {
        /// The stable code.
        code: Code,
        /// The number of the code: its thousands are the stage.
        number: u16,
        /// The place in the input, as a JSON pointer (RFC 6901); empty for the whole.
        pointer: String,
        /// What the sentences name: ids, bounds, instants.
        args: Vec<String>,
        /// The sentence in Chinese.
        zh: String,
        /// The sentence in English.
        en: String,
    }

    /// Every code with its number and its sentences; `{0}` stands for the first of `args`.
    pub(super) fn codes(schema: &mut Schema) {
        let one = |code: &Code| {
            let (zh, en) = code.sentences();
            json!({"const": code.name(), "title": code.number().to_string(), "description": en, "x-zh": zh})
        };
        schema.insert("oneOf".into(), Value::Array(Code::ALL.iter().map(one).collect()));
    }
}
