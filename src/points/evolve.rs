//! Assigns what events of the ledger say; `None` where an event does not fit.

use super::event::Event;
use super::state::{Account, Act};
use crate::decimal::Decimal;
use alloc::collections::BTreeMap;

pub(crate) fn evolve_account(before: Option<&Account>, event: &Event) -> Option<Account> {
    match (before, event) {
        (None, Event::AccountOpened(opened)) => {
            Some(Account { home: opened.home.clone(), balance: Decimal::ZERO, earned: BTreeMap::new() })
        }
        (Some(before), Event::Issued(issued)) => Some(Account { balance: issued.balance, ..before.clone() }),
        (Some(before), Event::Posted(posted)) => {
            let mut account = before.clone();
            account.balance = posted.balance;
            account.earned.insert(posted.month.clone(), posted.earned);
            Some(account)
        }
        _ => None,
    }
}

pub(crate) fn evolve_act(before: Option<&Act>, event: &Event) -> Option<Act> {
    match (before, event) {
        (None, Event::ActCounted(counted)) => Some(Act { account: counted.account.clone(), points: counted.points }),
        _ => None,
    }
}
