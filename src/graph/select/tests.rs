use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::graph::{Graph, Names};

/// Tasks with tags, groups and files of their own.
struct Dag {
    names: Names,
    labels: [Labels; 3],
}

impl Facts for Dag {
    fn what(&self) -> &'static str {
        "task"
    }
    fn named(&self, name: &str) -> Vec<u32> {
        self.names.get(name).into_iter().collect()
    }
    fn names(&self, each: &mut dyn FnMut(u32, &str)) {
        (0..).zip(self.names.iter()).for_each(|(node, name)| each(node, name));
    }
    fn labels(&self, method: Method) -> Option<&Labels> {
        self.labels.get(method as usize)
    }
}

/// `extract -> staging.clean -> load_a, load_b -> report`; the others alone.
fn dag() -> (Dag, Graph) {
    let mut names = Names::new("task");
    for name in ["extract", "staging.clean", "load_a", "load_b", "report", "audit", "größe", "7"] {
        names.add(name).unwrap();
    }
    let mut labels: [Labels; 3] = Default::default();
    labels[0].know("finance").extend([2, 4]);
    labels[0].know("slow").extend([2, 3]);
    labels[1].know("staging").push(1);
    labels[2].know("/proj/dags/etl.py").extend([0, 1, 2, 3]);
    labels[2].know("/proj/dags/audits/audit.py").extend([4, 5, 6, 7]);
    let graph = Graph::from_edges(8, &[(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)]).unwrap();
    (Dag { names, labels }, graph)
}

fn select(text: &str, exclude: Option<&str>) -> crate::Result<String> {
    let (dag, graph) = dag();
    let universe = Universe { graph: &graph, facts: &dag, items: None };
    let exclude = exclude.map(Selector::parse).transpose()?;
    let chosen = universe.select(Some(&Selector::parse(text)?), exclude.as_ref())?;
    let names = dag.names.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(name, _)| name);
    Ok(names.collect::<Vec<_>>().join(" "))
}

#[test]
fn terms() {
    for (text, expected) in [
        ("extract", "extract"),
        ("+load_a", "extract staging.clean load_a"),
        ("1+load_a", "staging.clean load_a"),
        ("0+load_a+0", "load_a"),
        ("staging.clean+", "staging.clean load_a load_b report"),
        ("extract+1", "extract staging.clean"),
        ("1+load_a+1", "staging.clean load_a report"),
        ("@load_a", "extract staging.clean load_a load_b report"),
        ("load_*", "load_a load_b"),
        ("load_[!a]", "load_b"),
        ("l?ad_b+", "load_b report"),
        ("extract audit", "extract audit"),
        ("extract+ audit,report extract", "extract staging.clean load_a load_b report"),
        ("tag:finance,tag:slow", "load_a"),
        ("tag:fin*,+report", "load_a report"),
        ("1+tag:slow", "staging.clean load_a load_b"),
        ("group:staging", "staging.clean"),
        ("path:etl.py", "extract staging.clean load_a load_b"),
        ("path:./dags/audits/", "report audit größe 7"),
        ("path:/proj/dags/*.py,load_*", "load_a load_b"),
        ("größe", "größe"),
        ("7+", "7"),
        ("1+7", "7"),
        ("\"7\"+", "7"),
        (" \t audit\n", "audit"),
    ] {
        assert_eq!(select(text, None).unwrap(), expected, "{text}");
    }
    assert_eq!(select("extract+", Some("load_* tag:finance")).unwrap(), "extract staging.clean");
    assert_eq!(select("audit", Some("load_x*")).unwrap(), "audit");
}

#[test]
fn errors_point_at_the_place() {
    for (text, expected) in [
        ("", "the selector is empty; name a task, or write '*' for all"),
        ("+", "column 1: a name is missing\n  +\n  ^"),
        ("audit a++", "column 9: one '+' is enough\n  audit a++\n          ^"),
        ("++a", "column 2: one '+' is enough\n  ++a\n   ^"),
        ("@@a", "column 2: '@' stands once, at the beginning\n  @@a\n   ^"),
        ("@a+", "column 1: '@' goes downstream by itself; leave the '+' out\n  @a+\n  ^^^"),
        ("@+a", "column 1: '@' goes upstream by itself; leave the '+' out\n  @+a\n  ^^"),
        ("a+b", "column 3: after '+' comes a number of levels, a blank or a ',', not 'b'\n  a+b\n    ^"),
        ("tag:", "column 1: which tag? A value follows the ':'\n  tag:\n  ^^^^"),
        ("a,", "column 2: nothing follows the ','\n  a,\n   ^"),
        (",a", "column 1: a ',' stands between two selectors, without blanks: a,b\n  ,a\n  ^"),
        ("a, b", "column 2: a ',' stands between two selectors, without blanks: a,b\n  a, b\n   ^"),
        ("a,,b", "column 3: a ',' stands between two selectors, without blanks: a,b\n  a,,b\n    ^"),
        (
            "99999999999+a",
            "column 1: 99999999999 levels are more than any graph has; write '+' for all\n  99999999999+a\n  ^^^^^^^^^^^",
        ),
        (
            "tags:x",
            "column 1: unknown method 'tags:'; did you mean 'tag:'? A name with a ':' stands in double quotes\n  tags:x\n  ^^^^",
        ),
        ("load_[a", "column 6: nothing closes this '['; in double quotes it stands for itself\n  load_[a\n       ^"),
        ("\"a b", "column 1: nothing closes this '\"'\n  \"a b\n  ^"),
        ("audit größen", "column 7: unknown task 'größen'; did you mean 'größe'?\n  audit größen\n        ^^^^^^"),
        ("1+exrtact", "column 1: unknown task 'exrtact'; did you mean 'extract'?\n  1+exrtact\n  ^^^^^^^^^"),
        ("staging", "column 1: unknown task 'staging'; it is a group: write group:staging\n  staging\n  ^^^^^^^"),
        (
            "tag:finace",
            "column 1: no task has the tag 'finace'; did you mean 'tag:finance'?\n  tag:finace\n  ^^^^^^^^^^",
        ),
        ("group:x", "column 1: unknown group 'x'; there are staging\n  group:x\n  ^^^^^^^"),
        (
            "path:dags/elt.py",
            "column 1: no task is defined in 'dags/elt.py'; did you mean 'path:dags/etl.py'?\n  path:dags/elt.py\n  ^^^^^^^^^^^^^^^^",
        ),
        ("state:failed", "column 1: states are those of a run, and there is none here\n  state:failed\n  ^^^^^^^^^^^^"),
        ("x_*", "column 1: no task is selected: 'x_*' matches none\n  x_*\n  ^^^"),
        ("audit,extract", "column 1: no task is in all of 'audit', 'extract'\n  audit,extract\n  ^^^^^^^^^^^^^"),
    ] {
        let error = select(text, None).unwrap_err();
        assert_eq!(error.kind, crate::ErrorKind::Usage);
        assert_eq!(error.text, expected, "{text}");
    }
    let error = select("audit load_*", Some("l* a*")).unwrap_err();
    assert_eq!(error.text, "nothing is left: 'l* a*' excludes every task that is selected");
    let long = format!("{} nope {}", "audit ".repeat(50), "audit ".repeat(50));
    let shown = select(&long, None).unwrap_err().text;
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines.iter().all(|line| line.len() < 120), "{shown}");
    let at = lines[2].find('^').unwrap();
    assert_eq!(&lines[1][at..at + 4], "nope");
    assert_eq!(lines[0], "column 302: unknown task 'nope'");
}

/// clean failed, of three loads the middle one; report never began.
fn items() -> Items {
    let mut items = Items { nodes: vec![0, 1, 2, 2, 2, 3, 4, 5, 6, 7], ..Items::default() };
    let states = ["success", "failed", "success", "failed", "success", "success", "none", "success", "success", "none"];
    for state in ["none", "success", "failed", "crashed"] {
        items.states.know(state);
    }
    for (item, state) in states.iter().enumerate() {
        items.states.know(state).push(item as u32);
    }
    items
}

#[test]
fn states_select_instances_and_edges_lead_to_all_of_a_task() {
    let ((dag, graph), items) = (dag(), items());
    let universe = Universe { graph: &graph, facts: &dag, items: Some(&items) };
    let chosen = |text: &str, exclude: Option<&str>| {
        let exclude = exclude.map(|text| Selector::parse(text).unwrap());
        let chosen = universe.select(Some(&Selector::parse(text).unwrap()), exclude.as_ref());
        chosen.map(|chosen| (0..chosen.len()).filter(|&item| chosen[item]).collect::<Vec<_>>())
    };
    assert_eq!(chosen("state:failed", None).unwrap(), [1, 3]);
    assert_eq!(chosen("load_a,state:failed", None).unwrap(), [3]);
    assert_eq!(chosen("load_a,state:failed+", None).unwrap(), [2, 3, 4], "clean failed, too, and leads to it");
    assert_eq!(chosen("load_a", None).unwrap(), [2, 3, 4]);
    assert_eq!(chosen("load_a", Some("state:success")).unwrap(), [3]);
    assert_eq!(chosen("state:f*+1", None).unwrap(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(chosen("state:crashed report", None).unwrap(), [6]);
    assert_eq!(
        chosen("state:crashed", None).unwrap_err().text,
        "column 1: no task is selected: 'state:crashed' matches none; there are 2 none, 6 success, 2 failed\n  \
         state:crashed\n  ^^^^^^^^^^^^^"
    );
    let unknown = chosen("state:fialed", None).unwrap_err().text;
    assert!(unknown.starts_with("column 1: unknown state 'fialed'; did you mean 'state:failed'?"), "{unknown}");
}

fn levels() -> impl Strategy<Value = Levels> {
    prop_oneof![Just(Levels::None), Just(Levels::All), (0..4_u32).prop_map(Levels::Some), Just(Levels::Some(u32::MAX))]
}

fn value() -> impl Strategy<Value = Pattern> {
    prop_oneof![
        "[a-z0-9_.ö-]{1,6}".prop_map(Pattern::Exact),
        "[ -~ö]{1,6}".prop_map(Pattern::Exact),
        "[a-c]{0,2}(\\*|\\?|\\[!?[a-d]{1,2}\\]|\\[a-c\\])[a-c0-9]{0,2}".prop_map(Pattern::Glob),
    ]
}

fn term() -> impl Strategy<Value = Term> {
    let method = prop::option::of(prop::sample::select(&Method::ALL[..]));
    (any::<bool>(), levels(), levels(), method, value()).prop_map(|(around, up, down, method, value)| {
        let (up, down) = if around { (Levels::None, Levels::None) } else { (up, down) };
        Term { around, up, down, method, value, place: 0..0 }
    })
}

fn selector() -> impl Strategy<Value = Selector> {
    prop::collection::vec(prop::collection::vec(term(), 1..4), 1..4)
        .prop_map(|unions| Selector { source: String::new(), unions })
}

/// Names n0, n1, ... of a small graph, as terms that exist in it.
fn asked() -> impl Strategy<Value = Selector> {
    let value = prop_oneof![
        (0..6_u32).prop_map(|node| Pattern::Exact(format!("n{node}"))),
        prop::sample::select(&["n[0-3]", "*", "n?", "*5", "x*"][..]).prop_map(|glob| Pattern::Glob(glob.into())),
    ];
    let term = (any::<bool>(), levels(), levels(), value).prop_map(|(around, up, down, value)| {
        let (up, down) = if around { (Levels::None, Levels::None) } else { (up, down) };
        Term { around, up, down, method: None, value, place: 0..0 }
    });
    prop::collection::vec(prop::collection::vec(term, 1..3), 1..4)
        .prop_map(|unions| Selector { source: String::new(), unions })
}

/// What a selector means, said as plainly as can be.
fn oracle(selector: &Selector, size: u32, edges: &[(u32, u32)]) -> BTreeSet<u32> {
    let step = |from: &BTreeSet<u32>, down: bool| -> BTreeSet<u32> {
        let ends = edges.iter().map(|&(a, z)| if down { (a, z) } else { (z, a) });
        from.iter().copied().chain(ends.filter(|(near, _)| from.contains(near)).map(|(_, far)| far)).collect()
    };
    let reach = |from: &BTreeSet<u32>, levels: Levels, down: bool| {
        let times = match levels {
            Levels::None => 0,
            Levels::Some(levels) => levels.min(size),
            Levels::All => size,
        };
        (0..times).fold(from.clone(), |set, _| step(&set, down))
    };
    let term = |term: &Term| -> BTreeSet<u32> {
        let fits = |node: &u32| match term.value.text() {
            "n[0-3]" => *node < 4,
            "*" | "n?" => true,
            "*5" => *node == 5,
            "x*" => false,
            name => name == format!("n{node}"),
        };
        let start: BTreeSet<u32> = (0..size).filter(fits).collect();
        if term.around {
            return reach(&reach(&start, Levels::All, true), Levels::All, false);
        }
        &reach(&start, term.up, false) | &reach(&start, term.down, true)
    };
    let all: BTreeSet<u32> = (0..size).collect();
    let terms = selector.unions.iter().map(|terms| terms.iter().fold(all.clone(), |set, one| &set & &term(one)));
    terms.fold(BTreeSet::new(), |set, one| &set | &one)
}

proptest! {
    /// parse∘print = id, and print∘parse∘print = print.
    #[test]
    fn parsing_what_is_printed_gives_the_same(selector in selector()) {
        let text = selector.to_string();
        let parsed = Selector::parse(&text);
        prop_assert_eq!(parsed.as_ref().map_err(|error| error.text.clone()), Ok(&selector), "{}", text);
        prop_assert_eq!(parsed.unwrap().to_string(), text);
    }

    /// Whatever is typed is parsed or refused with a place in it.
    #[test]
    fn any_text_is_parsed_or_refused_at_a_column(text in "[ab1+@:,*\\[\"\\\\ö \t]{0,12}|.{0,12}") {
        match Selector::parse(&text) {
            Ok(selector) => prop_assert_eq!(Selector::parse(&selector.to_string()).unwrap(), selector),
            Err(error) if text.trim().is_empty() => prop_assert!(error.text.starts_with("the selector is empty")),
            Err(error) => {
                let column: usize = error.text["column ".len()..].split(':').next().unwrap().parse().unwrap();
                prop_assert!((1..=text.chars().count().max(1)).contains(&column), "{}", error.text);
                prop_assert_eq!(error.text.lines().count(), 3);
            }
        }
    }

    #[test]
    fn means_what_the_oracle_says(selector in asked(), edges in prop::collection::vec((0..6_u32, 0..6_u32), 0..12)) {
        let edges: Vec<_> = edges.into_iter().filter(|(a, z)| a != z).map(|(a, z)| (a.min(z), a.max(z))).collect();
        let mut names = Names::new("task");
        (0..6).for_each(|node| _ = names.add(&format!("n{node}")));
        let (graph, dag) = (Graph::from_edges(6, &edges).unwrap(), Dag { names, labels: Default::default() });
        let universe = Universe { graph: &graph, facts: &dag, items: None };
        let chosen = universe.matching(&selector).unwrap();
        let chosen: BTreeSet<u32> = (0..6).filter(|&node| chosen[node as usize]).collect();
        prop_assert_eq!(chosen, oracle(&selector, 6, &edges), "{}", selector);
    }

    /// A glob of letters, `*` and `?` against the definition of both.
    #[test]
    fn globs_match_by_their_definition(glob in "[ab*?]{0,4}[*?][ab*?]{0,3}", text in "[ab]{0,7}") {
        fn fits(glob: &[u8], text: &[u8]) -> bool {
            match (glob.first(), text.first()) {
                (None, None) => true,
                (Some(b'*'), _) => fits(&glob[1..], text) || (!text.is_empty() && fits(glob, &text[1..])),
                (Some(b'?'), Some(_)) => fits(&glob[1..], &text[1..]),
                (Some(a), Some(b)) => a == b && fits(&glob[1..], &text[1..]),
                _ => false,
            }
        }
        prop_assert_eq!(pattern::Matcher::new(&glob).matches(&text), fits(glob.as_bytes(), text.as_bytes()));
    }
}
