//! Trigger rules by the vectors that Python's tests run, too.

use serde::Deserialize;
use tradewind::run::TaskState;
use tradewind::run::barrier::{Barrier, Counters, Verdict, decide};
use tradewind::spec::TriggerRule;

#[derive(Debug, Deserialize)]
struct Case {
    rule: TriggerRule,
    upstreams: Vec<String>,
    #[serde(default)]
    setups: Vec<usize>,
    #[serde(default)]
    scope: Vec<String>,
    verdict: String,
}

fn counters<'a>(states: impl IntoIterator<Item = &'a String>) -> Counters {
    let mut counters = Counters::default();
    for state in states {
        counters.add(TaskState::parse(state).unwrap().class(), 1);
    }
    counters
}

#[test]
fn trigger_rules_decide_as_the_vectors_say() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/trigger_rules.json")).unwrap();
    assert!(TriggerRule::ALL.iter().all(|rule| cases.iter().any(|case| case.rule == *rule)));
    for case in cases {
        let barrier = Barrier {
            direct: counters(&case.upstreams),
            setups: counters(case.setups.iter().map(|&setup| &case.upstreams[setup])),
            scope: counters(&case.scope),
        };
        let expected = match case.verdict.as_str() {
            "wait" => Verdict::Wait,
            "run" => Verdict::Run,
            "skipped" => Verdict::Skip,
            "upstream_failed" => Verdict::UpstreamFailed,
            other => panic!("no verdict '{other}'"),
        };
        assert_eq!(decide(case.rule, &barrier), expected, "{case:?}");
    }
}

#[test]
fn a_verdict_depends_on_signatures_only() {
    // One of each class present or not, and the same three times over.
    for rule in TriggerRule::ALL {
        for bits in 0..32_u8 {
            let counters = |times: u32| {
                let mut counters = Counters::default();
                for state in TaskState::ALL.iter().filter(|state| bits >> (state.class() as u8) & 1 == 1) {
                    counters.add(state.class(), times);
                }
                counters
            };
            let verdict = |times| decide(rule, &Barrier { direct: counters(times), ..Barrier::default() });
            assert_eq!(counters(1).signature(), bits);
            assert_eq!(verdict(1), verdict(3), "{rule:?} {bits:b}");
        }
    }
}
