//! The invariants: rows that an entry touched are checked after it, everything now and then.

use civigrid::cases::{self, Case, Status};
use civigrid::points;
use civigrid::{
    AccountId, AnswerData, Body, Decimal, Digest, Engine, Entry, Event, Key, NodeCode, Query, View, bounds,
};
use std::collections::{BTreeMap, BTreeSet};

const TIERS: [&str; 3] = ["grid", "community", "street"];

/// What was seen so far, apart from the engine: its figures are counted here again.
pub(crate) struct Watch {
    on: bool,
    head: Digest,
    seq: u64,
    tiers: BTreeMap<Key, usize>,
    completions: BTreeMap<Key, usize>,
    received: BTreeSet<Key>,
    /// Points by account and month, from postings.
    posted: BTreeMap<AccountId, BTreeMap<String, Decimal>>,
    acts: BTreeSet<String>,
    act_keys: BTreeSet<String>,
}

impl Watch {
    /// Watches from the entries so far.
    pub(crate) fn new(engine: &Engine, journal: &[Entry]) -> Self {
        let mut watch = Self { on: true, ..Self::blind() };
        for entry in journal {
            watch.entry(engine, entry);
        }
        watch
    }

    /// Looks at nothing.
    pub(crate) fn blind() -> Self {
        Self {
            on: false,
            head: Digest::NONE,
            seq: 0,
            tiers: BTreeMap::new(),
            completions: BTreeMap::new(),
            received: BTreeSet::new(),
            posted: BTreeMap::new(),
            acts: BTreeSet::new(),
            act_keys: BTreeSet::new(),
        }
    }

    /// After an entry was committed.
    pub(crate) fn entry(&mut self, engine: &Engine, entry: &Entry) {
        if !self.on {
            return;
        }
        assert_eq!(entry.seq(), self.seq + 1, "seq rises by one");
        assert_eq!(entry.prev(), self.head, "prev is the hash before");
        (self.seq, self.head) = (entry.seq(), entry.hash());
        assert!(entry.events().len() <= bounds::ENTRY_EVENTS, "{} events in one entry", entry.events().len());
        self.case_events(entry);
        self.point_events(entry);
        for record in entry.events() {
            match engine.row(&record.key).map(|row| &row.body) {
                Some(Body::Case(case)) => check_case(engine, &record.key, case),
                Some(Body::Account(account)) => check_account(&record.key, account),
                _ => {}
            }
        }
    }

    fn case_events(&mut self, entry: &Entry) {
        let mut breached = BTreeSet::new();
        for record in entry.events() {
            let Event::Case(event) = &record.event else { continue };
            let index = |tier: &civigrid::Name| TIERS.iter().position(|known| *known == tier.as_str());
            match event {
                cases::Event::Reported(_) => {
                    assert!(self.received.insert(record.key.clone()), "a case id occurs once");
                }
                cases::Event::Triaged(triaged) => {
                    self.tiers.insert(record.key.clone(), index(&triaged.tier).expect("a tier in range"));
                }
                cases::Event::Breached(broken) => {
                    assert!(broken.due < broken.fired_at, "a breach fires after its due instant");
                    assert_eq!(broken.fired_at, entry.at(), "a breach is dated when it fires");
                    breached.insert(record.key.clone());
                }
                cases::Event::Escalated(escalated) => {
                    assert!(breached.contains(&record.key), "an escalation has its cause in the same entry");
                    let (from, to) = (index(&escalated.from), index(&escalated.to));
                    assert_eq!(from, self.tiers.get(&record.key).copied(), "it rises from where it was");
                    assert_eq!(to, from.map(|from| from + 1), "it rises by one tier");
                    self.tiers.insert(record.key.clone(), to.expect("a tier in range"));
                }
                cases::Event::Completed(completed) => {
                    assert_eq!(index(&completed.tier), self.tiers.get(&record.key).copied());
                    *self.completions.entry(record.key.clone()).or_default() += 1;
                }
                _ => {}
            }
        }
    }

    fn point_events(&mut self, entry: &Entry) {
        let mut sum = Decimal::ZERO;
        for record in entry.events() {
            let Event::Points(event) = &record.event else { continue };
            match event {
                points::Event::Issued(issued) => sum = sum.checked_sub(issued.points).expect("a sum"),
                points::Event::Posted(posted) => {
                    assert!(self.act_keys.insert(posted.act_key.to_string()), "an act is posted once");
                    sum = sum.checked_add(posted.points).expect("a sum");
                    let Key::Account(id) = &record.key else { panic!("a posting to {}", record.key) };
                    let month = self.posted.entry(id.clone()).or_default().entry(posted.month.clone()).or_default();
                    *month = month.checked_add(posted.points).expect("a sum");
                }
                points::Event::ActCounted(_) => {
                    assert!(self.acts.insert(record.key.to_string()), "an act counts once");
                }
                points::Event::AccountOpened(_) => {}
            }
        }
        assert_eq!(sum, Decimal::ZERO, "every posting has its counter-posting");
    }

    /// Every row, and every figure counted again.
    pub(crate) fn everything(&self, engine: &Engine) {
        assert_eq!(engine.seq(), self.seq);
        assert_eq!(engine.head(), self.head);
        self.figures(engine);
        self.boards(engine);
        assert_eq!(self.acts.len(), self.act_keys.len(), "every posting names its act");
        self.everything_but_history(engine);
    }

    /// What can be checked without having seen all entries.
    pub(crate) fn everything_but_history(&self, engine: &Engine) {
        let mut ledger = Decimal::ZERO;
        let mut firing = None;
        for (key, row) in engine.rows() {
            match &row.body {
                Body::Case(case) => {
                    check_case(engine, key, case);
                    let next = case.next_firing().map(|(fires_at, _)| fires_at);
                    firing = [firing, next].into_iter().flatten().min();
                }
                Body::Account(account) => {
                    check_account(key, account);
                    ledger = ledger.checked_add(account.balance).expect("a sum");
                }
                _ => {}
            }
        }
        let acts = engine.rows().filter(|(key, _)| matches!(key, Key::Act(_))).count();
        assert!(!self.on || acts == self.acts.len(), "every act that counted is remembered");
        assert_eq!(ledger, Decimal::ZERO, "all accounts sum to zero");
        assert_eq!(engine.next_firing(), firing, "the queue knows the first firing");
    }

    /// received = open + completed + refused + void + merged, node by node, from the cases themselves.
    fn figures(&self, engine: &Engine) {
        let mut counted: BTreeMap<(NodeCode, String), i64> = BTreeMap::new();
        let mut cases = 0;
        for (key, row) in engine.rows() {
            let Body::Case(case) = &row.body else { continue };
            cases += 1;
            let mut add = |name: &str, by: i64| *counted.entry((case.node.clone(), name.into())).or_default() += by;
            add("received", 1);
            add(if case.status.is_open() { "open" } else { case.status.name() }, 1);
            if case.status == Status::Completed {
                add(&format!("completed_at.{}", case.tier.as_ref().expect("a tier")), 1);
            }
            add("escalations", i64::from(case.escalations));
            add("returns", i64::from(case.returns));
            add("reworks", i64::from(case.reworks));
            add("supervisions", i64::from(case.supervisions));
            add("breaches", i64::from(case.breaches));
            add("reopenings", i64::from(case.reopenings));
            add("completions", i64::try_from(self.completions.get(key).copied().unwrap_or(0)).expect("a count"));
        }
        assert_eq!(cases, self.received.len(), "no case vanishes");
        counted.retain(|_, count| *count != 0);
        let mut kept = BTreeMap::new();
        for (key, row) in engine.rows() {
            if let (Key::Tally(node), Body::Tally(counts)) = (key, &row.body) {
                kept.extend(counts.iter().map(|(name, count)| ((node.clone(), name.to_string()), *count)));
            }
        }
        kept.retain(|_, count| *count != 0);
        assert_eq!(kept, counted, "the figures kept are those of a full recount");
        let total = |name: &str| kept.iter().filter(|((_, n), _)| n == name).map(|(_, count)| count).sum::<i64>();
        let parts = ["open", "completed", "refused", "void", "merged"].map(total);
        assert_eq!(total("received"), parts.iter().sum::<i64>());
    }

    /// The board of the whole and of one street, from the postings that were seen.
    fn boards(&self, engine: &Engine) {
        for (node, month) in [("130202", "all"), ("130202001", "2026"), ("130202102", "2026-02")] {
            let query = format!("{{\"type\":\"points.board\",\"data\":{{\"period\":\"{month}\",\"top\":1000}}}}");
            let query = Query::from_json(query.as_bytes()).expect("a query");
            let at = engine.last_at().expect("an entry");
            let answer = engine.query(&query, &View::of(node).expect("a view"), at).expect("a board");
            let AnswerData::PointsBoard(board) = answer.data else { panic!("another answer") };
            let mut expected: Vec<(Decimal, &AccountId)> = Vec::new();
            for (account, months) in &self.posted {
                let months = months.iter().filter(|(name, _)| month == "all" || name.starts_with(month));
                let sum = months.fold(Decimal::ZERO, |sum, (_, points)| sum.checked_add(*points).expect("a sum"));
                // A resident's id holds the code of the home grid.
                if sum.is_positive() && account.as_str().starts_with(&format!("r-{node}")) {
                    expected.push((sum, account));
                }
            }
            assert_eq!(usize::try_from(board.members).expect("a count"), expected.len());
            expected.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
            for (place, ((points, account), row)) in expected.iter().zip(&board.rows).enumerate() {
                let rank = expected.iter().take(place).filter(|(better, _)| better > points).count() + 1;
                assert_eq!((*points, *account), (row.points, &row.account), "row {place} of {node}");
                assert_eq!(rank, usize::try_from(row.rank).expect("a rank"), "equal points share the best rank");
            }
        }
    }
}

fn check_account(key: &Key, account: &points::Account) {
    let issuer = key.to_string().starts_with("account/@");
    assert!(issuer || !account.balance.is_negative(), "{key} is below zero");
}

fn check_case(engine: &Engine, key: &Key, case: &Case) {
    let there = |key: Key| engine.row(&key).is_some();
    assert!(there(Key::Node(case.node.clone())), "{key} lies nowhere");
    let lead = case.lead.clone().expect("a lead");
    assert!(there(Key::Unit(lead)), "{key} is led by nobody");
    let tier = case.tier.as_ref().map_or("", |tier| tier.as_str());
    assert!(TIERS.contains(&tier), "{key} has tier `{tier}`");
    assert!(case.escalations <= 2, "{key} rose {} times", case.escalations);
    if case.status.is_open() {
        let runs = case.next_firing().is_some() || case.waits();
        assert!(runs, "{key} is open ({:?}) and nothing will happen to it", case.status);
    } else {
        assert!(case.clocks.is_empty(), "{key} has ended ({:?}) and a clock runs", case.status);
    }
    assert_eq!(case.status == Status::Merged, case.merged_into.is_some());
    assert_eq!(case.status == Status::Completed, case.completed_at.is_some());
}
