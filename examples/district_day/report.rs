//! The readable report, in Chinese and English, and the same figures as JSON. Every figure is a query's answer.

use crate::{Result, Run};
use civigrid::indicators::{CountsAnswer, ValueAnswer};
use civigrid::points::BoardRow;
use civigrid::{Answer, AnswerData, Engine, Query, View};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Whether the state came back from the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Restored {
    /// From the whole journal.
    pub(crate) journal: bool,
    /// From a snapshot and the entries after it.
    pub(crate) snapshot: bool,
}

/// What the report shows.
pub(crate) struct Figures {
    district: String,
    counts: CountsAnswer,
    rate: ValueAnswer,
    tiers: Vec<(String, i64, ValueAnswer)>,
    board: Vec<BoardRow>,
    members: u32,
    head: String,
    seq: u64,
    restored: Restored,
    mode: String,
    commands: u64,
    repeats: u64,
    refusals: BTreeMap<&'static str, u64>,
    entries: u64,
    engine_time: Duration,
    store_time: Duration,
}

const TIERS: [&str; 3] = ["grid", "community", "street"];

fn ask(engine: &Engine, query: &Value) -> Result<AnswerData> {
    let query = Query::from_json(query.to_string().as_bytes())?;
    let view = View::of("130202")?;
    let at = engine.last_at().ok_or("nothing has happened")?;
    let Answer { data, .. } = engine.query(&query, &view, at)?;
    Ok(data)
}

fn value(engine: &Engine, indicator: &str) -> Result<ValueAnswer> {
    match ask(engine, &json!({"type": "indicators.value", "data": {"indicator": indicator}}))? {
        AnswerData::IndicatorValue(value) => Ok(value),
        _ => Err("an answer to another query".into()),
    }
}

impl Figures {
    /// Asks the engine.
    pub(crate) fn of(engine: &Engine, run: &Run, restored: Restored, mode: String) -> Result<Self> {
        let AnswerData::IndicatorCounts(counts) = ask(engine, &json!({"type": "indicators.counts", "data": {}}))?
        else {
            return Err("an answer to another query".into());
        };
        let board = json!({"type": "points.board", "data": {"period": "all", "top": 5}});
        let AnswerData::PointsBoard(board) = ask(engine, &board)? else {
            return Err("an answer to another query".into());
        };
        let mut tiers = Vec::new();
        for tier in TIERS {
            let count = counts.counts.get(format!("completed_at.{tier}").as_str()).copied().unwrap_or(0);
            tiers.push((tier.to_string(), count, value(engine, &format!("settled_in_{tier}"))?));
        }
        Ok(Self {
            district: engine.ruleset()?.name().zh.clone(),
            rate: value(engine, "completion_rate")?,
            counts,
            tiers,
            members: board.members,
            board: board.rows,
            head: engine.head().to_string(),
            seq: engine.seq(),
            restored,
            mode,
            commands: run.commands,
            repeats: run.repeats,
            refusals: run.refused.clone(),
            entries: run.entries,
            engine_time: run.engine_time,
            store_time: run.store_time,
        })
    }

    fn count(&self, name: &str) -> i64 {
        self.counts.counts.get(name).copied().unwrap_or(0)
    }

    fn rate(&self) -> String {
        self.rate.value.map_or_else(|| "-".into(), |rate| rate.to_string())
    }

    fn per_second(&self, time: Duration) -> u64 {
        // A rounded figure for people; nothing is decided by it.
        (u128::from(self.entries) * 1_000_000 / time.as_micros().max(1)).try_into().unwrap_or(u64::MAX)
    }

    /// The figures as one JSON object.
    pub(crate) fn json(&self) -> Value {
        let tiers: BTreeMap<&str, i64> = self.tiers.iter().map(|(tier, count, _)| (tier.as_str(), *count)).collect();
        let board: Vec<Value> = self
            .board
            .iter()
            .map(|row| json!({"rank": row.rank, "account": row.account.as_str(), "points": row.points.to_string()}))
            .collect();
        json!({
            "collected": self.counts.collected,
            "completed": self.count("completed"),
            "open": self.count("open"),
            "completion_rate": self.rate(),
            "completed_at": tiers,
            "received": self.count("received"),
            "refused": self.count("refused"),
            "void": self.count("void"),
            "merged": self.count("merged"),
            "completions": self.count("completions"),
            "reopenings": self.count("reopenings"),
            "escalations": self.count("escalations"),
            "supervisions": self.count("supervisions"),
            "returns": self.count("returns"),
            "reworks": self.count("reworks"),
            "breaches": self.count("breaches"),
            "board": board,
            "head": self.head,
            "seq": self.seq,
            "commands": self.commands,
            "repeats": self.repeats,
            "refusals": self.refusals,
            "restored": {"journal": self.restored.journal, "snapshot": self.restored.snapshot},
            "entries_per_second": {"engine": self.per_second(self.engine_time), "store": self.per_second(self.store_time)},
            "store": self.mode,
        })
    }

    /// The report for people.
    pub(crate) fn print(&self) {
        let line = |zh: &str, en: &str, figure: &str| println!("  {zh}  {en}: {figure}");
        println!("{}", self.district);
        println!("收集 collected = 办结 completed + 在办 open");
        println!(
            "  {} = {} + {}    办结率 completion rate {} %",
            self.counts.collected,
            self.count("completed"),
            self.count("open"),
            self.rate()
        );
        let apart = ["received", "refused", "void", "merged"].map(|name| self.count(name).to_string());
        let [received, refused, void, merged] = &apart;
        println!(
            "  上报 received {received}，其中另计 counted apart：不予受理 refused {refused}，作废 void {void}，并案 merged {merged}"
        );
        println!("小事不出网格、大事不出社区、难事不出街道 completed at each tier");
        for ((tier, count, share), zh) in self.tiers.iter().zip(["网格", "社区", "街道"]) {
            let share = share.value.map_or_else(|| "-".into(), |share| share.to_string());
            line(zh, tier, &format!("{count} ({share} %)"));
        }
        println!("时限 deadlines");
        line("超时", "breaches", &self.count("breaches").to_string());
        line("提级", "escalations", &self.count("escalations").to_string());
        line("督办", "supervision orders", &self.count("supervisions").to_string());
        line("退单", "returns", &self.count("returns").to_string());
        line("返工", "reworks", &self.count("reworks").to_string());
        line("重开", "reopenings", &self.count("reopenings").to_string());
        println!("志愿服务排行榜 volunteers, {} with points", self.members);
        for row in &self.board {
            println!("  {:>3}  {}  {}", row.rank, row.account, row.points);
        }
        println!("请求 commands {}，重发 repeats {}，拒绝 refusals {:?}", self.commands, self.repeats, self.refusals);
        println!("日志 journal: {} entries, head {}", self.seq, self.head);
        println!(
            "  引擎 engine {} entries/s；存储 store {} entries/s ({})",
            self.per_second(self.engine_time),
            self.per_second(self.store_time),
            self.mode
        );
        let word = |same: bool| if same { "一致 equal" } else { "不一致 DIFFERENT" };
        println!(
            "由文件恢复 restored from the file: 全部日志 journal {}；快照与其后 snapshot and after {}",
            word(self.restored.journal),
            word(self.restored.snapshot)
        );
    }
}
