//! Selections of a DAG: what its tasks are known by, and the DAG that is left of it.

use proptest::prelude::*;
use serde_json::{Value, json};
use tradewind::graph::Graph;
use tradewind::run::{CompiledDag, TaskState};

use crate::world::dag;

fn etl() -> CompiledDag {
    let nodes = [
        json!({"id": "extract", "tags": ["io"], "place": "/p/dags/etl.py:3"}),
        json!({"id": "staging.clean", "group": "staging", "tags": ["slow"]}),
        json!({"id": "staging.deep.check", "group": "staging.deep"}),
        json!({"id": "load", "expand": {"over": ["extract"]}}),
        json!({"id": "report"}),
    ];
    let groups = json!([{"id": "staging"}, {"id": "staging.deep", "parent": "staging"}, {"id": "empty"}]);
    let edges =
        ["extract > staging.clean", "staging.clean > staging.deep.check", "staging.deep.check > load", "load > report"];
    dag(&nodes, &edges, json!({"groups": groups, "place": "/p/dags/other.py:1"})).unwrap()
}

fn names(dag: &CompiledDag, select: &str) -> String {
    let (chosen, _) = dag.select(Some(select), None, None).unwrap();
    chosen.iter().map(|&(node, _)| dag.names().name(node)).collect::<Vec<_>>().join(" ")
}

#[test]
fn tasks_are_known_by_tag_group_and_file() {
    let dag = etl();
    assert_eq!(names(&dag, "tag:io tag:s*"), "extract staging.clean");
    assert_eq!(names(&dag, "group:staging"), "staging.clean staging.deep.check");
    assert_eq!(names(&dag, "group:staging.deep"), "staging.deep.check");
    assert_eq!(names(&dag, "path:dags/etl.py"), "extract");
    assert_eq!(names(&dag, "path:dags,load+"), "load report");
    let error = dag.select(Some("group:empty"), None, None).unwrap_err().text;
    assert!(error.starts_with("column 1: no task is selected: 'group:empty' matches none\n"), "{error}");
}

#[test]
fn instances_are_selected_by_their_states() {
    let dag = etl();
    let of = |task: &str, index: i32, state: TaskState| (dag.names().get(task).unwrap(), index, state);
    let seen = [
        of("extract", -1, TaskState::Success),
        of("load", -1, TaskState::Removed),
        of("load", 1, TaskState::Failed),
        of("load", 0, TaskState::Success),
    ];
    let select = |select: &str, exclude: Option<&str>| {
        let (chosen, excluded) = dag.select(Some(select), exclude, Some(&seen)).unwrap();
        let name = |&(node, index): &(u32, i32)| format!("{}[{index}]", dag.names().name(node));
        let list = |of: &[(u32, i32)]| of.iter().map(name).collect::<Vec<_>>().join(" ");
        (list(&chosen), list(&excluded))
    };
    assert_eq!(select("state:failed", None).0, "load[1]");
    assert_eq!(select("load", None).0, "load[0] load[1]");
    assert_eq!(select("state:none", None).0, "staging.clean[-1] staging.deep.check[-1] report[-1]");
    let (chosen, excluded) = select("load+", Some("state:success"));
    assert_eq!((&*chosen, &*excluded), ("load[1] report[-1]", "extract[-1] load[0]"));
}

#[test]
fn what_is_left_keeps_its_order_groups_and_edges() {
    let dag = etl();
    let left = |select: &str| {
        let nodes: Vec<u32> = dag.select(Some(select), None, None).unwrap().0.iter().map(|one| one.0).collect();
        dag.subset(&nodes).unwrap()
    };
    let spec = left("extract group:staging.deep report");
    let edges: Vec<_> = spec.edges.iter().map(|edge| format!("{} > {}", edge.up, edge.down)).collect();
    assert_eq!(edges, ["extract > staging.deep.check", "extract > report", "staging.deep.check > report"]);
    assert_eq!(spec.groups.iter().map(|group| &*group.id).collect::<Vec<_>>(), ["staging", "staging.deep"]);
    assert_eq!(left("*").edges, dag.spec().edges);
    let alone = left("load");
    assert_eq!(alone.nodes[0].expand.as_ref().unwrap().size, Some(0), "there is nothing to expand over");
    CompiledDag::new(alone).unwrap();
    assert_ne!(left("extract").version("").unwrap(), dag.spec().version("").unwrap());
}

#[test]
fn setups_and_teardowns_bracket_what_is_selected() {
    let nodes = [
        json!({"id": "up", "setup": true}),
        "work".into(),
        "more".into(),
        json!({"id": "down", "teardown": true}),
        json!({"id": "base", "setup": true}),
        "other".into(),
    ];
    let dag =
        dag(&nodes, &["base > up", "up > work", "work > more", "more > down", "up > down", "base > other"], json!({}));
    let dag = dag.unwrap();
    let brackets = |task: &str| {
        let found = dag.brackets(&[dag.names().get(task).unwrap()], &[]);
        found.iter().map(|&node| dag.names().name(node)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(brackets("more"), "up down base");
    assert_eq!(brackets("up"), "down base");
    assert_eq!(brackets("other"), "base");
    assert_eq!(brackets("down"), "");
}

#[test]
fn too_many_ways_around_what_is_left_out_are_refused() {
    let nodes: Vec<Value> = ["hub".into()].into_iter().chain((0..2100).map(|n| format!("t{n}").into())).collect();
    let edges: Vec<String> =
        (0..2100).map(|n| if n < 1050 { format!("t{n} > hub") } else { format!("hub > t{n}") }).collect();
    let dag = dag(&nodes, &edges.iter().map(String::as_str).collect::<Vec<_>>(), json!({})).unwrap();
    let all: Vec<u32> = (0..dag.len()).collect();
    let error = dag.subset(&all[1..]).unwrap_err();
    assert!(error.text.starts_with("too many of the selected tasks are connected through tasks that are not (near 't"));
    assert!(dag.subset(&all).is_ok());
}

proptest! {
    /// Two tasks that are left are in the same order as before, and only those are.
    #[test]
    fn a_subset_has_the_ways_of_the_whole(
        edges in prop::collection::vec((0..9_u32, 0..9_u32), 0..20), kept in prop::collection::vec(any::<bool>(), 9),
    ) {
        let edges: Vec<_> = edges.into_iter().filter(|(a, z)| a < z).collect();
        let nodes: Vec<Value> = (0..9).map(|node| format!("t{node}").into()).collect();
        let drawn: Vec<String> = edges.iter().map(|(a, z)| format!("t{a} > t{z}")).collect();
        let whole = dag(&nodes, &drawn.iter().map(String::as_str).collect::<Vec<_>>(), json!({})).unwrap();
        let nodes: Vec<u32> = (0..9).filter(|&node| kept[node as usize]).collect();
        let part = CompiledDag::new(whole.subset(&nodes).unwrap()).unwrap();
        let ways = |graph: &Graph, node: u32| graph.descendants(&[node]);
        for &node in &nodes {
            let mut expected: Vec<&str> = ways(whole.graph(), node).into_iter().filter(|down| nodes.contains(down)).map(|down| whole.names().name(down)).collect();
            let own = part.names().get(whole.names().name(node)).unwrap();
            let mut found: Vec<&str> = ways(part.graph(), own).into_iter().map(|down| part.names().name(down)).collect();
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
