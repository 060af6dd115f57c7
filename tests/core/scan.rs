//! The scanner on anything: it ends, never panics, and what it says of a file lies in that file.

use proptest::prelude::*;
use tradewind::scan::{Doubt, scan};

const FILE: &str = r#"
from datetime import datetime
from airflow import DAG
from airflow.decorators import task, task_group
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.utils.task_group import TaskGroup

DEFAULTS = {"owner": "data", "retries": 2, **{"pool": "small"}}
NAMES = [f"part_{number:02d}" for number in range(4) if number != 2]

def make(name, *rest, **options):
    """Makes one."""
    return EmptyOperator(task_id="_".join([name, *rest]), **options)

class Own(BashOperator):
    def __init__(self, word, **options):
        super().__init__(bash_command="echo %s" % word, **options)

@task(retries=1)
def count(rows, limit=3):
    return len(rows)

with DAG("orders", schedule="@daily", start_date=datetime(2026, 1, 1), default_args=DEFAULTS) as dag:
    first = make("first", "step")
    with TaskGroup("inner") as inner:
        parts = [EmptyOperator(task_id=name) for name in NAMES]
        chain(*parts)
    own = Own("a" if len(NAMES) > 2 else "b", task_id='own', trigger_rule="all_done")
    first >> inner >> [own, count.partial(limit=2).expand(rows=[[1], [2]])]
    for index, name in enumerate(NAMES, start=1):
        own << make(name, str(index))
"#;

/// A change of a text: at a place, so many characters away, a piece in.
fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, String)>> {
    let piece = prop::sample::select(vec![
        "",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "'",
        "\"",
        "\"\"\"",
        "f'{",
        "\\",
        "\n",
        "\n    ",
        "\t",
        ":",
        "=",
        ",",
        ".",
        ">>",
        "*",
        "**",
        "#",
        "if x:\n",
        "for i in range(9):\n",
        "def f(): ",
        "lambda: ",
        "not ",
        "else",
        "await ",
        "yield ",
        "match x:\n",
        "0x",
        "1e",
        "\0",
        "é",
        "dag",
        "first",
        "NAMES",
        "while True: pass\n",
        "globals()",
        "import *",
    ])
    .prop_map(str::to_owned);
    prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, piece), 1..8)
}

/// Scans, packs, and looks whether every place lies in the source.
fn check(source: &[u8]) {
    let lines = source.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u32 + 1;
    scan(source, |found| {
        let in_file = |doubt: &Doubt<'_>| (1..=lines).contains(&doubt.line) && doubt.column >= 1;
        assert!(found.error.iter().chain(found.doubts).all(in_file), "{found:?}");
        for dag in found.dags {
            assert!(dag.doubts.iter().all(in_file), "{dag:?}");
            let has = |id: &str| dag.tasks.iter().any(|task| task.task_id == id);
            assert!(dag.edges.iter().all(|edge| has(edge.up) && has(edge.down)), "{dag:?}");
            assert!(found.error.is_none() || !dag.doubts.is_empty(), "what wasn't read may belong to any DAG");
        }
        let mut packed = Vec::new();
        found.pack(&mut packed);
        assert!(!packed.is_empty());
    });
}

#[test]
fn the_whole_file_is_exact() {
    scan(FILE.as_bytes(), |found| {
        assert!(found.is_exact(), "{found:#?}");
        assert_eq!((found.dags[0].tasks.len(), found.dags[0].edges.len()), (9, 8), "{found:#?}");
    });
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
        check(&[b"from airflow import DAG\nDAG('a')\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn any_change_of_a_file(changes in changes()) {
        let mut text: Vec<char> = FILE.chars().collect();
        for (place, away, piece) in changes {
            let at = place.index(text.len() + 1);
            let end = (at + away).min(text.len());
            text.splice(at..end, piece.chars());
        }
        check(text.into_iter().collect::<String>().as_bytes());
    }

    #[test]
    fn any_end_of_a_file(end in any::<prop::sample::Index>()) {
        check(&FILE.as_bytes()[..end.index(FILE.len())]);
    }
}
