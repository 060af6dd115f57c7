//! What a run does, story by story. The reference in `tests/oracle` covers what stories don't.

use std::sync::Arc;

use serde_json::json;
use tradewind::run::{
    Again, Callback, Command, CompiledDag, Event, Reason, RunMachine, RunState, Saved, TaskState, What,
};
use tradewind::spec::{EdgeSpec, NodeSpec};

use crate::world::{World, dag};

fn mapped(id: &str, over: &str) -> serde_json::Value {
    json!({"id": id, "expand": {"over": [over]}})
}

#[test]
fn a_long_chain_of_empty_tasks_completes_at_once() {
    let mut spec = dag(&[json!({"id": "a", "empty": true}), "b".into()], &["a > b"], json!({})).unwrap().spec().clone();
    let (node, edge) = (spec.nodes[0].clone(), spec.edges[0].clone());
    // Recursion would overflow the stack at a tenth of this.
    let size = 200_000;
    spec.nodes = (0..size).map(|id| NodeSpec { id: id.to_string(), ..node.clone() }).collect();
    spec.edges =
        (1..size).map(|id| EdgeSpec { up: (id - 1).to_string(), down: id.to_string(), ..edge.clone() }).collect();
    let mut world = World::idle(RunMachine::new([], 0), CompiledDag::new(spec).unwrap());
    world.machine.add_run(1, Arc::clone(&world.dag), &Saved::default(), 0.0).unwrap();
    world.run_event(What::Submit);
    assert_eq!(world.run_state(), RunState::Success);
    assert_eq!(world.starts, []);
}

#[test]
fn a_retry_waits_grows_and_stays_below_its_cap() {
    let task = json!({"id": "a", "retries": 3, "retry_delay": 10.0, "retry_backoff": 2.0, "max_retry_delay": 30.0});
    let mut world = World::new(&[task], &[], json!({}));
    let mut waits = Vec::new();
    for _ in 0..3 {
        world.report("a", What::Failed(false));
        assert_eq!(world.state("a"), TaskState::UpForRetry);
        waits.push(world.machine.next_timer().unwrap() - world.now);
        let left = *waits.last().unwrap();
        world.pass(left - 0.001);
        assert_eq!(world.state("a"), TaskState::UpForRetry);
        world.pass(0.002);
        assert_eq!(world.state("a"), TaskState::Queued);
    }
    assert!((10.0..12.5).contains(&waits[0]) && (20.0..25.0).contains(&waits[1]), "{waits:?}");
    assert!((waits[2] - 30.0).abs() < 1e-6, "{waits:?}");
    world.report("a", What::Failed(false));
    assert_eq!((world.state("a"), world.run_state()), (TaskState::Failed, RunState::Failed));
    assert_eq!(world.starts.iter().map(|start| start.try_number).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn a_timeout_kills_and_is_retried() {
    let mut world = World::new(&[json!({"id": "a", "timeout": 5.0, "retries": 1})], &[], json!({}));
    world.report("a", What::Started);
    assert_eq!(world.machine.next_timer(), Some(5.0));
    let kill = Command::Kill { run: 1, instance: 0, attempt: 1, reason: Reason::Timeout };
    assert_eq!(world.pass(5.0).commands, [kill]);
    assert_eq!((world.state("a"), world.machine.next_timer()), (TaskState::Running, None));
    world.report("a", What::Timeout);
    world.pass(0.0);
    assert_eq!(world.state("a"), TaskState::Queued);
}

#[test]
fn a_lost_attempt_is_issued_again_and_the_third_loss_is_a_crash() {
    let mut world = World::new(&["a".into()], &[], json!({}));
    for _ in 0..2 {
        world.report("a", What::Lost);
        assert_eq!(world.state("a"), TaskState::Queued);
    }
    world.report("a", What::Lost);
    assert_eq!((world.state("a"), world.run_state()), (TaskState::Crashed, RunState::Failed));
    assert_eq!(
        world.starts.iter().map(|start| (start.attempt, start.try_number)).collect::<Vec<_>>(),
        [(1, 1), (2, 1), (3, 1)]
    );
}

#[test]
fn a_late_result_of_an_earlier_attempt_changes_nothing() {
    let mut world = World::new(&["a".into()], &[], json!({}));
    world.report("a", What::Lost);
    let late = Event { run: 1, instance: 0, attempt: 1, what: What::Success(Vec::new()) };
    let decisions = world.apply(&[late]);
    assert_eq!((decisions.rejected, decisions.rows), (vec![0], vec![]));
}

#[test]
fn a_branch_skips_what_it_did_not_take_whatever_its_rule() {
    let join = json!({"id": "join", "trigger_rule": "none_failed_min_one_success"});
    let edges = ["b > left", "b > right", "left > join", "right > join"];
    let mut world = World::new(&["b".into(), "left".into(), "right".into(), join], &edges, json!({}));
    world.report("b", What::Success(vec!["right".into(), "join".into(), "nobody".into()]));
    assert_eq!((world.state("left"), world.state("right")), (TaskState::Queued, TaskState::Skipped));
    world.succeed(&["left", "join"]);
    assert_eq!(world.run_state(), RunState::Success);
}

#[test]
fn skips_cascade_and_filtered_does_not() {
    let edges = ["s > s2", "s2 > s3", "f > f2"];
    let mut world = World::new(&["s".into(), "s2".into(), "s3".into(), "f".into(), "f2".into()], &edges, json!({}));
    world.report("s", What::Skipped);
    world.report("f", What::Filtered);
    assert_eq!(world.state("s3"), TaskState::Skipped);
    assert_eq!(world.state("f2"), TaskState::Queued);
}

fn cluster() -> World {
    let nodes = [
        json!({"id": "make", "setup": true}),
        json!({"id": "work"}),
        json!({"id": "more"}),
        json!({"id": "drop", "teardown": true, "trigger_rule": "all_done_setup_success"}),
    ];
    World::new(&nodes, &["make > work", "work > more", "more > drop", "make > drop"], json!({}))
}

#[test]
fn a_teardown_runs_after_a_failure_and_does_not_decide() {
    let mut world = cluster();
    world.succeed(&["make"]);
    world.report("work", What::Failed(true));
    assert_eq!((world.state("more"), world.state("drop")), (TaskState::UpstreamFailed, TaskState::Queued));
    world.report("drop", What::Failed(true));
    assert_eq!(world.run_state(), RunState::Failed, "because of work");
    let mut world = cluster();
    world.succeed(&["make", "work", "more"]);
    world.report("drop", What::Failed(true));
    assert_eq!(world.run_state(), RunState::Success, "a failed teardown doesn't matter");
}

#[test]
fn a_teardown_is_skipped_with_its_setup_and_a_retry_sets_up_again() {
    let mut world = cluster();
    world.report("make", What::Skipped);
    assert_eq!((world.state("more"), world.state("drop")), (TaskState::Skipped, TaskState::Skipped));
    let mut world = cluster();
    world.succeed(&["make", "work"]);
    world.report("more", What::Failed(true));
    world.succeed(&["drop"]);
    let decisions = world.run_event(What::RetryRun(Again::default()));
    assert_eq!(decisions.runs, [(RunState::Queued, 1), (RunState::Running, 1)]);
    assert_eq!((world.state("make"), world.state("work")), (TaskState::Queued, TaskState::Success));
    world.succeed(&["make", "more", "drop"]);
    assert_eq!(world.run_state(), RunState::Success);
}

#[test]
fn a_mapped_task_waits_expands_and_holds_back_what_follows() {
    let mut world = World::new(&["a".into(), mapped("m", "a"), "z".into()], &["m > z"], json!({}));
    let decisions = world.report("a", What::Success(Vec::new()));
    assert_eq!(decisions.commands, [Command::Expand { run: 1, node: 1, told: 0 }]);
    world.expand("m", 3);
    world.succeed(&["m[0]", "m[2]"]);
    assert_eq!(world.state("z"), TaskState::None);
    assert_eq!(world.why("z"), "waiting for 'm' (2 of 3 instances done); its trigger rule is all_success");
    world.succeed(&["m[1]", "z"]);
    assert_eq!(world.run_state(), RunState::Success);
    assert_eq!(world.machine.counts(1).unwrap(), [(TaskState::Success, 5)], "the placeholder isn't counted");
}

#[test]
fn an_expansion_into_nothing_skips() {
    let mut world = World::new(&["a".into(), mapped("m", "a"), "z".into()], &["m > z"], json!({}));
    world.succeed(&["a"]);
    world.expand("m", 0);
    assert_eq!((world.state("m"), world.state("z")), (TaskState::Skipped, TaskState::Skipped));
    let literal = json!({"id": "m", "expand": {"size": 2}});
    let world = World::new(&[literal], &[], json!({}));
    assert_eq!(world.state("m[1]"), TaskState::Queued, "a literal number needs no answer");
}

#[test]
fn a_chunk_told_twice_counts_once() {
    let mut world = World::new(&["a".into(), mapped("m", "a")], &[], json!({}));
    world.succeed(&["a"]);
    let chunk = |attempt, last| Event { run: 1, instance: 1, attempt, what: What::Expanded { count: 2, last } };
    let decisions = world.apply(&[chunk(0, false), chunk(0, false), chunk(2, true), chunk(2, true)]);
    assert_eq!((decisions.rejected, decisions.starts.len()), (vec![1, 3], 4));
}

#[test]
fn instances_of_a_mapped_group_go_on_by_themselves() {
    let member = |id: &str| json!({"id": id, "expand": {"over": ["a"], "group": "g"}});
    let mut world =
        World::new(&["a".into(), member("x"), member("y"), "z".into()], &["a > x", "x > y", "y > z"], json!({}));
    world.succeed(&["a"]);
    world.expand("x", 2);
    world.report("x[0]", What::Failed(true));
    world.succeed(&["x[1]", "y[1]"]);
    assert_eq!((world.state("y[0]"), world.state("z")), (TaskState::UpstreamFailed, TaskState::UpstreamFailed));
    world.run_event(What::RetryRun(Again::default()));
    assert_eq!((world.state("x[0]"), world.state("x[1]")), (TaskState::Queued, TaskState::Success));
    world.succeed(&["x[0]", "y[0]", "z"]);
    assert_eq!(world.run_state(), RunState::Success);
}

#[test]
fn a_retry_of_its_upstream_expands_a_mapped_task_anew() {
    let mut world = World::new(&["a".into(), mapped("m", "a")], &[], json!({}));
    world.succeed(&["a"]);
    world.expand("m", 3);
    world.succeed(&["m[0]", "m[1]", "m[2]"]);
    world.run_event(What::RetryRun(Again::tasks(["a"])));
    world.succeed(&["a"]);
    world.expand("m", 2);
    assert_eq!(world.state("m[2]"), TaskState::Removed);
    assert_eq!(world.starts.last().unwrap().try_number, 2, "an instance counts its tries on");
    world.succeed(&["m[0]", "m[1]"]);
    assert_eq!(world.run_state(), RunState::Success);
}

#[test]
fn a_full_pool_blocks_no_other_and_a_task_too_big_for_it_runs_alone() {
    let small = |id: &str, slots: u32| json!({"id": id, "pool": "small", "pool_slots": slots, "priority_weight": 9});
    let mut world = World::new(&[small("a", 1), small("b", 5), small("c", 1), "free".into()], &[], json!({}));
    let states = |world: &World| ["a", "b", "c", "free"].map(|task| world.state(task));
    let (q, s, ok) = (TaskState::Queued, TaskState::Scheduled, TaskState::Success);
    assert_eq!(states(&world), [q, s, s, q], "b comes before c and doesn't fit beside a");
    assert_eq!(world.why("b"), "pool 'small' is full: 1 of 2 slots are taken; it needs 5");
    world.succeed(&["a"]);
    assert_eq!(states(&world), [ok, q, s, q]);
    world.succeed(&["b"]);
    assert_eq!(states(&world), [ok, ok, q, q]);
}

#[test]
fn priority_goes_first_and_age_catches_up() {
    let nodes: Vec<_> = ["low", "high"]
        .iter()
        .map(|id| json!({"id": id, "priority_weight": if *id == "low" { 1 } else { 2 }, "retries": 5000}))
        .collect();
    let mut world = World::new(&nodes, &[], json!({"max_active_tasks": 1}));
    let mut before = 0;
    while world.state("low") == TaskState::Scheduled {
        world.report("high", What::Failed(false));
        world.pass(0.0);
        before += 1;
        assert!(before < 3000, "low starves");
    }
    assert!(before >= 1000, "high goes first");
}

/// The best of those held back competes for a free place; if it is marked before it starts, the next one does.
#[test]
fn who_is_marked_while_a_place_is_free_gives_it_on() {
    let mut world = World::new(&["t0".into(), "t1".into(), "t2".into()], &[], json!({"max_active_tasks": 1}));
    world.room = 0;
    world.succeed(&["t0"]);
    world.apply(&[Event { run: 1, instance: 1, attempt: 0, what: What::Mark(TaskState::Success) }]);
    world.room = 1;
    world.pass(0.0);
    assert_eq!(world.state("t2"), TaskState::Queued);
}

#[test]
fn max_active_tasks_and_room_hold_back() {
    let nodes: Vec<_> = (0..4).map(|id| json!({"id": format!("t{id}")})).collect();
    let mut world = World::new(&nodes, &[], json!({"max_active_tasks": 2}));
    assert_eq!(world.starts.len(), 2);
    assert_eq!(world.why("t2"), "max_active_tasks of the DAG is reached: 2 of 2 are active");
    world.room = 0;
    world.succeed(&["t0"]);
    assert_eq!(world.starts.len(), 2);
    assert_eq!(world.why("t2"), "ready: waiting for room in the executor, with 0 others");
    world.room = 5;
    world.pass(0.0);
    assert_eq!(world.starts.len(), 3);
}

#[test]
fn max_active_runs_queues_runs_in_order() {
    let dag = Arc::new(dag(&["a".into()], &[], json!({"max_active_runs": 1})).unwrap());
    let mut machine = RunMachine::new([], 0);
    let submit = |run| Event { run, instance: 0, attempt: 0, what: What::Submit };
    for run in 1..=3 {
        machine.add_run(run, Arc::clone(&dag), &Saved::default(), 0.0).unwrap();
    }
    let decisions = machine.apply(&[submit(1), submit(3), submit(2)], 0.0, 10);
    assert_eq!(decisions.runs, [(RunState::Running, 1)]);
    assert_eq!(
        machine.why(2, "a", -1, 0.0).unwrap(),
        "the run is queued: 1 of 1 runs of 'd' are active, and 1 before this one"
    );
    let done = Event { run: 1, instance: 0, attempt: 1, what: What::Success(Vec::new()) };
    assert_eq!(machine.apply(&[done], 1.0, 10).runs, [(RunState::Success, 1), (RunState::Running, 3)]);
    machine.remove_run(3);
    let submit_again = Event { run: 2, instance: 0, attempt: 0, what: What::CancelRun };
    assert_eq!(machine.apply(&[submit_again], 2.0, 10).runs, [(RunState::Cancelled, 2)]);
}

#[test]
fn fail_fast_ends_the_run_at_once() {
    let policy = json!({"policy": {"fail_fast": true, "outcome": "any_failure"}});
    let mut world = World::new(&["a".into(), "b".into(), "c".into()], &["b > c"], policy);
    let decisions = world.report("a", What::Crashed);
    let kill = Command::Kill { run: 1, instance: 1, attempt: 1, reason: Reason::Cancel };
    assert_eq!((decisions.commands, world.state("c")), (vec![kill], TaskState::Cancelled));
    assert_eq!(world.run_state(), RunState::Running, "until b has been reported");
    world.report("b", What::Cancelled);
    assert_eq!(world.run_state(), RunState::Crashed);
}

#[test]
fn a_cancelled_run_ends_when_its_attempts_do_and_can_be_retried() {
    let mut world = World::new(&["a".into(), "b".into()], &["a > b"], json!({}));
    world.run_event(What::CancelRun);
    assert_eq!((world.state("b"), world.run_state()), (TaskState::Cancelled, RunState::Running));
    assert_eq!(world.run_event(What::CancelRun).rejected, [0]);
    world.report("a", What::Lost);
    assert_eq!((world.state("a"), world.run_state()), (TaskState::Cancelled, RunState::Cancelled));
    world.run_event(What::RetryRun(Again::default()));
    world.succeed(&["a", "b"]);
    assert_eq!(world.run_state(), RunState::Success);
}

#[test]
fn a_run_times_out_as_failed_and_a_retry_has_the_whole_time_again() {
    let mut world = World::new(&["a".into(), "b".into()], &["a > b"], json!({"run_timeout": 60.0}));
    assert_eq!(world.machine.next_timer(), Some(60.0));
    world.pass(60.0);
    world.report("a", What::Cancelled);
    assert_eq!((world.state("b"), world.run_state()), (TaskState::Cancelled, RunState::Failed));
    world.now = 100.0;
    world.run_event(What::RetryRun(Again::default()));
    assert_eq!(world.machine.next_timer(), Some(160.0));
}

#[test]
fn a_retry_keeps_what_a_branch_has_skipped_and_gives_retries_anew() {
    let edges = ["branch > taken", "branch > left", "taken > left", "taken > after"];
    let taken = json!({"id": "taken", "retries": 1, "retry_delay": 1.0});
    let mut world = World::new(&["branch".into(), taken, "left".into(), "after".into()], &edges, json!({}));
    world.report("branch", What::Success(vec!["left".into()]));
    for _ in 0..2 {
        world.report("taken", What::Failed(false));
        world.pass(1.0);
    }
    assert_eq!((world.state("left"), world.state("after")), (TaskState::Skipped, TaskState::UpstreamFailed));
    world.run_event(What::RetryRun(Again::default()));
    world.report("taken", What::Failed(false));
    assert_eq!(world.state("taken"), TaskState::UpForRetry, "its retries count from the manual one");
    world.pass(1.0);
    world.succeed(&["taken", "after"]);
    assert_eq!((world.state("left"), world.run_state()), (TaskState::Skipped, RunState::Success));
    assert_eq!(world.starts.iter().rfind(|start| start.node == 1).unwrap().try_number, 4);
}

#[test]
fn a_mark_ends_an_instance_and_judges_an_ended_run_again() {
    let mut world = World::new(&["a".into(), "b".into()], &["a > b"], json!({"callbacks": ["success", "failure"]}));
    let decisions = world.report("a", What::Mark(TaskState::Failed));
    let called = |kind| Command::RunCallback { run: 1, kind };
    let kill = Command::Kill { run: 1, instance: 0, attempt: 1, reason: Reason::Cancel };
    assert_eq!((decisions.commands, world.run_state()), (vec![kill, called(Callback::Failure)], RunState::Failed));
    let decisions = world.report("b", What::Mark(TaskState::Success));
    assert_eq!((decisions.commands, world.run_state()), (vec![called(Callback::Success)], RunState::Success));
}

#[test]
fn a_run_that_only_waits_for_people_says_so() {
    let mut world = World::new(&["a".into(), "b".into()], &["a > b"], json!({}));
    assert_eq!(world.report("a", What::Waiting).runs, [(RunState::Waiting, 1)]);
    assert_eq!(world.why("a"), "waiting for a person or an outside event");
    assert_eq!(world.report("a", What::Resume).runs, [(RunState::Running, 1)]);
    assert_eq!(world.starts.len(), 2);
    assert_eq!(world.starts[1].try_number, 1, "the same try goes on");
}

#[test]
fn callbacks_are_asked_for_once_per_transition() {
    let all = json!(["execute", "success", "failure", "retry", "skipped"]);
    let task = json!({"id": "a", "retries": 1, "callbacks": all});
    let mut world = World::new(&[task, json!({"id": "e", "empty": true, "callbacks": ["success"]})], &[], json!({}));
    let kinds = |commands: Vec<Command>| -> Vec<Callback> {
        let kind = |command| match command {
            Command::Callback { kind, .. } => Some(kind),
            _ => None,
        };
        commands.into_iter().filter_map(kind).collect()
    };
    assert_eq!(kinds(world.report("a", What::Started).commands), [Callback::Execute]);
    assert_eq!(kinds(world.report("a", What::Started).commands), []);
    assert_eq!(kinds(world.report("a", What::Failed(false)).commands), [Callback::Retry]);
    world.pass(0.0);
    assert_eq!(kinds(world.report("a", What::Failed(false)).commands), [Callback::Failure]);
}

#[test]
fn why_names_what_is_in_the_way() {
    let nodes =
        ["a".into(), "b".into(), json!({"id": "c", "trigger_rule": "all_done"}), json!({"id": "r", "retries": 2})];
    let mut world = World::new(&nodes, &["a > c", "b > c", "r > c"], json!({}));
    world.report("a", What::Started);
    let c = "waiting for 'a' (running), 'b' (queued), 'r' (queued); its trigger rule is all_done";
    assert_eq!(world.why("c"), c);
    assert_eq!(world.why("a"), "it is running: attempt 1, try 1");
    world.report("r", What::Reschedule(12.0));
    assert_eq!(world.why("r"), "the sensor looks again in 12 s");
    world.report("b", What::Success(Vec::new()));
    assert_eq!(world.why("b"), "it has ended: success");
}

fn again(seeds: &[&str], keep: &[&str]) -> What {
    let seeds = seeds.iter().map(|task| ((*task).to_owned(), Some(-1))).collect();
    let keep = keep.iter().map(|task| ((*task).to_owned(), -1)).collect();
    What::RetryRun(Again { seeds: Some(seeds), exact: true, keep })
}

#[test]
fn an_exact_retry_runs_what_it_names_and_what_that_held_back() {
    let mut world =
        World::new(&["a".into(), "b".into(), "c".into(), "d".into()], &["a > b", "b > c", "a > d"], json!({}));
    world.succeed(&["a"]);
    world.report("b", What::Failed(true));
    world.succeed(&["d"]);
    assert_eq!(world.state("c"), TaskState::UpstreamFailed);
    world.run_event(again(&["b"], &[]));
    world.succeed(&["b", "c"]);
    assert_eq!(world.run_state(), RunState::Success);
    world.run_event(again(&["a"], &[]));
    world.succeed(&["a"]);
    assert_eq!(world.run_state(), RunState::Success, "what has run keeps its result");
    world.run_event(again(&["a", "b"], &[]));
    assert_eq!((world.state("a"), world.state("b")), (TaskState::Queued, TaskState::None), "in their order");
}

#[test]
fn what_a_retry_is_to_keep_stays_as_it_is() {
    let mut world = World::new(&["a".into(), "b".into(), "c".into()], &["a > b", "a > c"], json!({}));
    world.report("a", What::Failed(true));
    world.run_event(again(&["a"], &["c"]));
    world.succeed(&["a", "b"]);
    assert_eq!(world.state("c"), TaskState::UpstreamFailed);
    assert_eq!(world.run_state(), RunState::Failed);
    let keep = vec![("c".to_owned(), -1)];
    let rejected = world.run_event(What::RetryRun(Again { keep, ..Again::default() })).rejected;
    assert_eq!(rejected, [0], "nothing else failed");
}

#[test]
fn an_exact_retry_expands_a_mapped_task_anew_only_if_that_is_chosen_too() {
    let mut world = World::new(&["a".into(), mapped("m", "a")], &[], json!({}));
    world.succeed(&["a"]);
    world.expand("m", 2);
    world.succeed(&["m[0]", "m[1]"]);
    world.run_event(again(&["a"], &[]));
    world.succeed(&["a"]);
    assert_eq!((world.run_state(), world.state("m[1]")), (RunState::Success, TaskState::Success));
    let seeds = Some(vec![("a".to_owned(), Some(-1)), ("m".to_owned(), Some(1))]);
    world.run_event(What::RetryRun(Again { seeds, exact: true, ..Again::default() }));
    world.succeed(&["a"]);
    assert_eq!(world.state("m[1]"), TaskState::Removed);
    world.expand("m", 1);
    world.succeed(&["m[0]"]);
    let seeds = Some(vec![("m".to_owned(), Some(0))]);
    world.run_event(What::RetryRun(Again { seeds, exact: true, ..Again::default() }));
    assert_eq!(world.state("m[0]"), TaskState::Queued);
}
