use super::*;
use crate::expr::Value;
use proptest::prelude::*;

fn rule(operator: Operator, expected: &Value) -> Rule {
    Rule { field: 0, operator, expected: vec![Expected::new(expected)] }
}

#[test]
fn comparison_is_as_lenient_as_pipelines_expect() {
    let text = |text: &str| Value::text(text);
    for (operator, expected, value, holds) in [
        (Operator::Eq, text("1.0"), Value::Int(1), true),
        (Operator::Eq, text("1.0"), text(" 1 "), true),
        (Operator::Eq, text("nan"), text("nan"), false),
        (Operator::Eq, text("None"), Value::None, true),
        (Operator::Eq, text("true"), Value::Int(1), false),
        (Operator::Eq, text("TRUE "), Value::Bool(true), true),
        (Operator::Contains, text("on"), Value::None, true),
        (Operator::Gt, Value::Float(1.0), Value::None, false),
        (Operator::Gt, Value::Float(1.0), text("2"), true),
        (Operator::Gt, Value::Float(0.0), Value::Bool(true), false),
        (Operator::Exists, text(""), Value::Int(0), true),
        (Operator::Exists, text(""), text(""), false),
        (Operator::NotExists, text(""), Value::None, true),
        (Operator::NotIn, text("x"), Value::None, true),
    ] {
        assert_eq!(rule(operator, &expected).admits(&value), holds, "{operator:?} {expected:?} {value:?}");
    }
    assert!(!Rule { field: 0, operator: Operator::In, expected: vec![] }.admits(&text("x")));
    assert!(Rule { field: 0, operator: Operator::NotIn, expected: vec![] }.admits(&text("x")));
}

#[test]
fn walking_back_stops_at_the_nearest_level_that_has_something() {
    // 0 <- 1 <- 2 <- 3, artifacts at 0 only
    let dependencies = vec![vec![], vec![0], vec![1], vec![2]];
    let fetch = |level: &[u32]| Ok::<_, ()>(if level.contains(&0) { vec!["a"] } else { vec![] });
    assert_eq!(walk_back(&[2], &dependencies, |_| true, 50, fetch), Ok((vec!["a"], true)));
    assert_eq!(walk_back(&[2], &dependencies, |node| node != 1, 50, fetch), Ok((vec![], true)));
    assert_eq!(walk_back(&[2], &dependencies, |_| true, 2, fetch), Ok((vec![], false)));
    assert_eq!(walk_back(&[], &dependencies, |_| true, 50, fetch), Ok((vec![], true)));
    assert_eq!(walk_back(&[3], &dependencies, |_| true, 50, |_| Err::<Vec<()>, _>("store")), Err("store"));
}

#[test]
fn a_launch_follows_the_decision_tree() {
    let edge = |rows: &[u32], rejected| Edge { rows: rows.to_vec(), rejected, ..Edge::default() };
    assert_eq!(launch(FanMode::Single, &[], false, 9), Launch::One);
    assert_eq!(launch(FanMode::Single, &[edge(&[1, 2], false), edge(&[], true)], false, 9), Launch::Each(vec![1, 2]));
    assert_eq!(launch(FanMode::Aggregate, &[edge(&[1], false), edge(&[], true)], false, 9), Launch::Skipped);
    assert_eq!(launch(FanMode::Aggregate, &[edge(&[], false)], false, 9), Launch::Filtered);
    assert_eq!(launch(FanMode::Single, &[edge(&[1], false)], true, 9), Launch::Skipped);
    let many: Vec<u32> = (0..10).collect();
    let failed = launch(FanMode::Single, &[edge(&many, false)], false, 9);
    assert_eq!(failed, Launch::Failed("Fan-out limit exceeded: 10 artifacts (max 9)".into()));

    let origins: Vec<Option<u32>> = many.iter().map(|row| (*row > 3).then_some(row % 2)).collect();
    let grouped = |rows: &[u32]| Edge { groups: by_origin(rows, &origins), rows: rows.to_vec(), rejected: false };
    assert_eq!(launch(FanMode::Grouped, &[grouped(&[5, 4, 0])], false, 9), Launch::PerOrigin(vec![1, 0]));
    assert_eq!(launch(FanMode::Grouped, &[grouped(&[0, 1])], false, 9), Launch::One);
    assert_eq!(launch(FanMode::Grouped, &[grouped(&[])], false, 9), Launch::Filtered);
    let failed = launch(FanMode::Grouped, &[grouped(&[4, 5])], false, 1);
    assert_eq!(failed, Launch::Failed("Grouped fan-out limit exceeded: 2 groups (max 1)".into()));
}

#[test]
fn required_edges_join_inner_and_optional_ones_outer() {
    let groups = |origins: &[u32]| Groups { origins: origins.to_vec(), ..Groups::default() };
    let (left, right) = (groups(&[3, 1, 2]), groups(&[2, 9, 3]));
    assert_eq!(correlate(&[(&left, true), (&right, true)]), [3, 2]);
    assert_eq!(correlate(&[(&left, true), (&right, false)]), [3, 1, 2]);
    assert_eq!(correlate(&[(&left, false), (&right, false)]), [3, 1, 2, 9]);
}

fn operator() -> impl Strategy<Value = Operator> {
    use Operator::*;
    prop::sample::select(vec![
        Eq,
        Neq,
        Gt,
        Gte,
        Lt,
        Lte,
        In,
        NotIn,
        Contains,
        NotContains,
        StartsWith,
        EndsWith,
        Exists,
        NotExists,
    ])
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::None),
        prop::sample::select(vec!["", "a", "None", "true", "1", "1.5", "nan", "b"]).prop_map(Value::text),
        prop::sample::select(vec![0.0, 1.0, 1.5, -2.0]).prop_map(Value::Float),
        any::<bool>().prop_map(Value::Bool),
    ]
}

proptest! {
    #[test]
    fn typed_columns_decide_as_single_values_do(
        operator in operator(),
        expected in prop::collection::vec(value(), 1..3),
        values in prop_oneof![
            prop::collection::vec(value(), 0..20),
            prop::collection::vec(value().prop_filter("number", |v| matches!(v, Value::None | Value::Float(_))), 0..20),
            prop::collection::vec(value().prop_filter("text", |v| matches!(v, Value::None | Value::Str(_))), 0..20),
        ],
    ) {
        let rule = Rule { field: 0, operator, expected: expected.iter().map(Expected::new).collect() };
        let one_by_one: Vec<u32> = (0..).zip(&values).filter_map(|(row, value)| rule.admits(value).then_some(row)).collect();
        let kept = keep(values.len(), std::slice::from_ref(&rule), &[Column::of(values.clone())]);
        prop_assert_eq!(kept, one_by_one);
    }

    #[test]
    fn grouping_loses_nothing(origins in prop::collection::vec(prop::option::of(0u32..5), 0..40)) {
        let rows: Vec<u32> = (0..).zip(&origins).map(|(row, _)| row).collect();
        let groups = by_origin(&rows, &origins);
        let mut all: Vec<u32> = groups.rows.concat();
        all.extend(&groups.broadcast);
        all.sort_unstable();
        prop_assert_eq!(all, rows);
        prop_assert!(groups.origins.iter().zip(&groups.rows).all(|(origin, rows)| rows.iter().all(|row| origins[*row as usize] == Some(*origin))));
    }

    #[test]
    fn the_extreme_is_the_first_of_the_best(sizes in prop::collection::vec(prop::option::of(-3i64..3), 0..20)) {
        let rows: Vec<u32> = (0..).zip(&sizes).map(|(row, _)| row).collect();
        let largest = sizes.iter().flatten().max();
        prop_assert_eq!(extreme(&rows, &sizes, Order::Descending), largest.map(|best| sizes.iter().position(|size| *size == Some(*best)).unwrap() as u32));
    }
}

#[test]
fn kinds_of_files_are_decided_in_their_order() {
    for (name, mime, kind) in [
        ("a.SRT", "video/mp4", "subtitle"),
        ("a.tar.gz", "", "archive"),
        ("a", "video/x", "video"),
        ("a", "Video/x", "other"),
        ("a.mp4", "image/png", "video"),
        ("a.mp3", "image/png", "image"),
        ("a.opus", "", "audio"),
        (".mp4", "", "other"),
    ] {
        assert_eq!(file_type(name, mime), kind, "{name} {mime}");
    }
    assert_eq!(extension("dir.d/A.TXT"), ".txt");
}

#[test]
fn slugs_are_given_past_those_that_are_taken() {
    let plugins: Vec<String> = ["p", "p", "p", "q"].map(String::from).to_vec();
    let mut slugs: Vec<String> = ["", "p_1", "", ""].map(String::from).to_vec();
    assign_slugs(&mut slugs, &plugins);
    assert_eq!(slugs, ["p_2", "p_1", "p_3", "q_1"]);
}

#[test]
fn a_topology_names_what_is_wrong() {
    let texts = |items: &[&str]| items.iter().map(ToString::to_string).collect::<Vec<_>>();
    let build = |slugs: &[&str], depends_on: &[&[&str]], filters: &[&[&str]]| {
        let lists =
            |rows: &[&[&str]]| (0..slugs.len()).map(|i| texts(rows.get(i).unwrap_or(&&[][..]))).collect::<Vec<_>>();
        Topology::new(&texts(slugs), &lists(depends_on), &lists(filters))
    };
    for (outcome, text) in [
        (build(&["a", ""], &[], &[]), "Node at index 1 has an empty slug"),
        (build(&["a", "a"], &[], &[]), "Duplicate node slug 'a'"),
        (build(&["a", "b"], &[&[], &["a", "a"]], &[]), "Repeated dependency slug 'a' in node 'b'"),
        (build(&["a"], &[&["zz"]], &[]), "Unknown dependency slug 'zz' in node 'a'"),
        (build(&["a", "c"], &[], &[&[], &["a"]]), "Edge filter slug 'a' is not a direct dependency of node 'c'"),
        (build(&["a", "b"], &[&["b"], &["a"]], &[]), "Pipeline contains a dependency cycle: a -> b -> a"),
    ] {
        assert_eq!(outcome.unwrap_err(), text);
    }
    let topology = build(&["b", "a"], &[&["a"]], &[]).unwrap();
    assert_eq!((topology.dependencies, topology.children), (vec![vec![1], vec![]], vec![vec![], vec![0]]));
}

#[test]
fn nodes_are_ready_when_all_before_them_are_complete() {
    let dependencies = vec![vec![], vec![0], vec![0], vec![1, 2]];
    let children = children(&dependencies);
    let find = |completed: &[u32], launched: &[u32], changed: Option<&[u32]>| {
        let changed = changed.map(|changed| (&children[..], changed));
        ready(&dependencies, |node| completed.contains(&node), |node| launched.contains(&node), changed)
    };
    assert_eq!(find(&[], &[], None), [0]);
    assert_eq!(find(&[0], &[0], None), [1, 2]);
    assert_eq!(find(&[0, 1, 2], &[0], Some(&[1, 2])), [3]);
    assert_eq!(find(&[0, 1, 2], &[0], Some(&[7])), [0_u32; 0]);
}

#[test]
fn a_broadcast_artifact_can_win_the_election() {
    let sizes = [Some(5), Some(9), None, Some(5)];
    let groups = by_origin(&[0, 1, 2, 3], &[Some(7), None, Some(8), Some(9)]);
    assert_eq!(elect(groups.clone(), &sizes, Order::Descending).origins, [0_u32; 0]);
    let smallest = elect(groups, &sizes, Order::Ascending);
    assert_eq!((smallest.origins, smallest.broadcast), (vec![7, 9], vec![1]));
}

mod planning {
    use crate::expr::Value;
    use crate::fanout::{
        Disposition, Input, InputMode, Operator, Order, Planned, Selection, StrictRule, json_equal, plan,
    };
    use proptest::prelude::*;

    fn input(name: &str, correlations: &[Option<u32>]) -> Input {
        Input {
            name: name.into(),
            main: true,
            required: true,
            source: Disposition::Launched,
            ids: (0..correlations.len()).map(|row| format!("{name}{row}")).collect(),
            correlations: correlations.to_vec(),
            rules: Vec::new(),
            selection: None,
        }
    }

    fn rows(planned: Planned) -> Vec<(Option<u32>, Vec<Vec<u32>>)> {
        match planned {
            Planned::Tasks(plans) => {
                plans.into_iter().map(|p| (p.correlation, p.rows.iter().map(|rows| rows.to_vec()).collect())).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn required_edges_join_and_optional_ones_are_outer() {
        let left = input("l", &[Some(2), Some(0), Some(2)]);
        let mut right = input("r", &[Some(2), Some(1)]);
        let both = [left.clone(), right.clone()];
        assert_eq!(rows(plan(InputMode::ByCorrelation, &both, 9)), [(Some(2), vec![vec![0, 2], vec![0]])]);
        right.required = false;
        let planned = rows(plan(InputMode::ByCorrelation, &[left.clone(), right.clone()], 9));
        assert_eq!(planned, [(Some(0), vec![vec![1], vec![]]), (Some(2), vec![vec![0, 2], vec![0]])]);
        let left = Input { required: false, ..left };
        assert_eq!(rows(plan(InputMode::ByCorrelation, &[left, right], 9)).len(), 3);
    }

    #[test]
    fn a_selection_orders_by_value_then_id_and_is_per_group() {
        let values = vec![Some(Value::Int(5)), Some(Value::Float(5.0)), None, Some(Value::Float(5.5))];
        let mut edge = input("e", &[Some(0), Some(0), Some(1), Some(0)]);
        edge.selection = Some(Selection { values, order: Order::Descending, limit: 2 });
        let picked = |mode| rows(plan(mode, std::slice::from_ref(&edge), 9));
        assert_eq!(picked(InputMode::All), [(None, vec![vec![3, 0]])]);
        assert_eq!(picked(InputMode::Each).len(), 2);
        // Nothing of group 1 takes part, so the required edge isn't met there.
        assert_eq!(picked(InputMode::ByCorrelation), [(Some(0), vec![vec![3, 0]])]);
    }

    #[test]
    fn sources_decide_before_data() {
        let mut edge = input("e", &[]);
        for (source, wanted) in [(Disposition::Skipped, Planned::Skipped), (Disposition::Filtered, Planned::Filtered)] {
            edge.source = source;
            assert_eq!(plan(InputMode::All, std::slice::from_ref(&edge), 9), wanted);
            let optional = Input { required: false, ..edge.clone() };
            assert_eq!(rows(plan(InputMode::All, &[optional], 9)), [(None, vec![vec![]])]);
        }
        edge.source = Disposition::Failed;
        assert_eq!(plan(InputMode::All, &[edge], 9), Planned::Failed("the source of edge 'e' failed".into()));
    }

    #[test]
    fn a_missing_field_passes_only_what_denies() {
        use Operator::*;
        for operator in
            [Eq, Neq, Gt, Gte, Lt, Lte, In, NotIn, Contains, NotContains, StartsWith, EndsWith, Exists, NotExists]
        {
            let rule = StrictRule { operator, expected: Value::None };
            assert_eq!(rule.admits(None), matches!(operator, Neq | NotIn | NotContains | NotExists), "{operator:?}");
        }
    }

    #[test]
    fn orders_read_numbers_in_texts_and_are_exact() {
        let rule = StrictRule { operator: Operator::Gt, expected: Value::Int(9_007_199_254_740_992) };
        assert!(rule.admits(Some(&Value::Int(9_007_199_254_740_993))));
        assert!(rule.admits(Some(&Value::text("9007199254740993"))));
        assert!(!rule.admits(Some(&Value::Float(f64::NAN))));
        assert!(!rule.admits(Some(&Value::Bool(true))));
    }

    proptest! {
        #[test]
        fn equal_numbers_are_equal_either_way(left in any::<i32>(), right in any::<i32>()) {
            let (int, float) = (Value::Int(i64::from(left)), Value::Float(f64::from(right)));
            prop_assert_eq!(json_equal(&int, &float), left == right);
            prop_assert_eq!(json_equal(&float, &int), left == right);
        }

        #[test]
        fn every_output_of_each_is_in_one_task(count in 0_usize..40) {
            let planned = plan(InputMode::Each, &[input("e", &vec![None; count])], 40);
            if count == 0 {
                prop_assert_eq!(planned, Planned::Filtered);
            } else {
                let seen: Vec<u32> = rows(planned).into_iter().flat_map(|(_, rows)| rows.concat()).collect();
                prop_assert_eq!(seen, (0..count as u32).collect::<Vec<_>>());
            }
        }
    }
}
