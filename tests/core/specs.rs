//! Specs: decoding, checks, versions, and what a wrong one is told.

use serde_json::{Value, json};
use tradewind::ErrorKind;
use tradewind::spec::DagSpec;

use crate::world::dag;

fn refused(nodes: &[Value], edges: &[&str], rest: Value) -> (ErrorKind, String) {
    let error = dag(nodes, edges, rest).map(|_| ()).unwrap_err();
    (error.kind, error.to_string())
}

#[allow(clippy::needless_pass_by_value)] // `json!` makes a value
fn spec(text: Value) -> DagSpec {
    DagSpec::from_json(&text.to_string()).unwrap()
}

#[test]
fn wrong_names_are_told_with_place_and_fix() {
    let twice = [json!({"id": "a", "place": "d.py:1"}), json!({"id": "a", "place": "d.py:2"})];
    let text = "task_id 'a' is used twice (first at d.py:1); rename one of them (d.py:2)";
    assert_eq!(refused(&twice, &[], json!({})), (ErrorKind::Duplicate, text.into()));
    let text = "unknown task 'extrct'; did you mean 'extract'? (dag.py:extrct>load)";
    let nodes = ["extract".into(), "load".into()];
    assert_eq!(refused(&nodes, &["extrct > load"], json!({})), (ErrorKind::Unknown, text.into()));
    let edges = ["a > b", "b > c", "c > a"];
    let text = "cycle: a -> b -> c -> a (dag.py:c>a)";
    assert_eq!(refused(&["a".into(), "b".into(), "c".into()], &edges, json!({})), (ErrorKind::Cycle, text.into()));
    let grouped = json!({"id": "a", "group": "g"});
    assert_eq!(refused(&[grouped], &[], json!({})), (ErrorKind::Unknown, "unknown group 'g'".into()));
}

#[test]
fn impossible_values_are_told() {
    let told = |field: &str, value: Value| {
        let mut node = json!({"id": "a"});
        node[field] = value;
        let (kind, text) = refused(&[node], &[], json!({}));
        assert_eq!(kind, ErrorKind::Spec);
        text
    };
    assert_eq!(told("retry_delay", json!(-1.0)), "retry_delay of task 'a' is -1; it must be 0 or more seconds");
    assert_eq!(told("pool_slots", json!(0)), "pool_slots of task 'a' is 0; it must be 1 or more");
    assert_eq!(
        told("timeout", json!(0)),
        "execution_timeout of task 'a' is 0; it must be more than 0 seconds, or not set"
    );
    assert!(
        told("callbacks", json!(["sucess"])).starts_with("task 'a' names a callback 'sucess'; there are: execute,")
    );
    assert!(told("expand", json!({})).starts_with("mapped task 'a' has neither a size nor a task to expand over"));
    assert!(told("expand", json!({"size": 1 << 30})).ends_with("a task expands into at most 16777216 instances"));
    assert!(told("trigger_rule", json!("all_sucess")).contains("all_sucess"));
    let (kind, text) = refused(&[], &[], json!({"format": 2}));
    assert_eq!(kind, ErrorKind::Spec);
    assert_eq!(text, "the DagSpec has format 2, this tradewind reads up to 1; upgrade tradewind");
}

#[test]
fn both_forms_hold_everything() {
    let whole = json!({"format": 1, "dag_id": "d", "meta": {"tags": ["x"], "n": 1.5}, "max_active_runs": 2,
        "nodes": [{"id": "a", "retries": 2, "callbacks": ["retry"], "expand": {"size": 3}, "meta": {"doc": "text"}}]});
    let spec = spec(whole);
    assert_eq!(DagSpec::from_json(&spec.to_json().unwrap()).unwrap(), spec);
    assert_eq!(DagSpec::from_msgpack(&spec.to_msgpack().unwrap()).unwrap(), spec);
    assert!(DagSpec::from_msgpack(b"\xc1").unwrap_err().text.starts_with("can't decode the DagSpec"));
}

#[test]
fn a_version_follows_content_not_spelling_or_place() {
    let one = spec(json!({"format": 1, "dag_id": "d", "nodes": [{"id": "a"}], "meta": {"x": 1, "y": 2}}));
    let other = json!({"meta": {"y": 2, "x": 1}, "nodes": [{"retries": 0, "id": "a", "place": "d.py:9"}],
        "dag_id": "d", "format": 1, "place": "d.py:1"});
    let version = one.version("b").unwrap();
    assert_eq!(version.len(), 32);
    assert_eq!(version, spec(other).version("b").unwrap());
    assert_ne!(version, one.version("c").unwrap(), "another bundle");
    let changed =
        spec(json!({"format": 1, "dag_id": "d", "nodes": [{"id": "a", "retries": 1}], "meta": {"x": 1, "y": 2}}));
    assert_ne!(version, changed.version("b").unwrap());
}
