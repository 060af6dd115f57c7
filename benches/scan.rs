//! MB/s of the scanner on one thread, without Python: a corpus of DAG and other files, DAG files alone, files without a
//! DAG, and one hostile file.

#![allow(clippy::format_push_string)] // sources are made once

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tradewind::scan::scan;

/// A DAG file of `tasks` tasks, with functions as long as people write them.
fn dag_file(seed: usize, tasks: usize) -> String {
    let mut out = String::from(
        "\"\"\"Loads orders, cleans them and ships a report.\n\nThe steps are drawn in docs/orders.md; ask the data team.\n\"\"\"\n\
         from datetime import datetime, timedelta\n\nfrom airflow import DAG\nfrom airflow.operators.bash import BashOperator\n\
         from airflow.operators.python import PythonOperator\nfrom airflow.utils.task_group import TaskGroup\n\n\
         DEFAULTS = {\n    \"owner\": \"data\",\n    \"retries\": 2,\n    \"retry_delay\": timedelta(minutes=5),\n}\n\n",
    );
    for step in 0..tasks / 2 {
        out.push_str(&format!(
            "\ndef step_{step}(ti, ds, limit=100, **context):\n    \"\"\"Reads the rows of the day and keeps the good ones.\"\"\"\n    \
             rows = [row for row in ti.xcom_pull(task_ids=\"extract_{step}\") if row[\"amount\"] > limit]\n    \
             total = 0\n    for row in rows:\n        # cents, never floats\n        total += int(row[\"amount\"] * 100)\n        \
             if row.get(\"note\") in (\"refund\", 'return (late)'):\n            total -= row[\"fee\"]\n    \
             print(f\"{{ds}}: {{len(rows)}} rows, {{total / 100:.2f}} in all\")\n    return {{\"rows\": len(rows), \"total\": total}}\n\n"
        ));
    }
    out.push_str(&format!(
        "\nwith DAG(\n    dag_id=\"orders_{seed}\",\n    schedule=\"@daily\",\n    start_date=datetime(2024, 1, 1),\n    \
         default_args=DEFAULTS,\n    catchup=False,\n    tags=[\"orders\", \"daily\"],\n) as dag:\n"
    ));
    for task in 0..tasks {
        if task % 2 == 0 {
            out.push_str(&format!(
                "    extract_{task} = BashOperator(\n        task_id=\"extract_{task}\",\n        \
                 bash_command=\"fetch --day {{{{ ds }}}} --part {task} --out /data/orders/{{{{ ds }}}}/{task}.csv\",\n    )\n"
            ));
        } else {
            out.push_str(&format!(
                "    clean_{task} = PythonOperator(\n        task_id=\"clean_{task}\",\n        python_callable=step_{},\n        \
                 op_kwargs={{\"limit\": {task}}},\n    )\n    extract_{} >> clean_{task}\n",
                task / 2,
                task - 1
            ));
        }
    }
    out
}

/// A module that DAG files import, or stand beside.
fn plain_file(functions: usize, names_airflow: bool) -> String {
    let mut out =
        String::from("\"\"\"Helpers.\"\"\"\nimport json\nimport logging\n\nlog = logging.getLogger(__name__)\n\n");
    if names_airflow {
        out.push_str("from airflow.hooks.base import BaseHook  # used in DAG files\n\n");
    }
    for number in 0..functions {
        out.push_str(&format!(
            "\nclass Reader{number}:\n    \"\"\"Reads one source; see the wiki.\"\"\"\n\n    def __init__(self, path, *, strict=False):\n        \
             self.path = path\n        self.strict = strict\n        self.rows = []\n\n    def read(self):\n        \
             with open(self.path) as file:\n            for line in file:\n                row = json.loads(line)\n                \
             if self.strict and \"id\" not in row:\n                    raise ValueError(f\"no id in {{self.path!r}}\")\n                \
             self.rows.append(row)\n        log.info(\"read %d rows (%s)\", len(self.rows), self.path)\n        return self.rows\n\n"
        ));
    }
    out
}

fn scans(c: &mut Criterion) {
    let dags: Vec<String> = (0..20).map(|seed| dag_file(seed, 4 + seed * 2)).collect();
    let plain: Vec<String> = (0..20).map(|seed| plain_file(2 + seed, seed % 4 == 0)).collect();
    let rejected: Vec<String> = (0..20).map(|seed| plain_file(40 + seed, false)).collect();
    let mixed: Vec<String> = dags.iter().chain(&plain).cloned().collect();
    let hostile = vec![format!("from airflow import DAG\nx = {}", "f'{(".repeat(1 << 20))];
    let dense = vec![dag_file(0, 500)];
    let mut group = c.benchmark_group("scan");
    for (name, files) in [
        ("dag_and_other_files", &mixed),
        ("dag_files", &dags),
        ("500_tasks", &dense),
        ("files_without_a_dag", &rejected),
        ("hostile", &hostile),
    ] {
        group.throughput(Throughput::Bytes(files.iter().map(|file| file.len() as u64).sum()));
        group.bench_function(name, |b| {
            b.iter(|| {
                files.iter().map(|file| scan(black_box(file.as_bytes()), |found| found.dags.len())).sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, scans);
criterion_main!(benches);
