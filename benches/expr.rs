//! Expressions, edge filters over typed columns, grouping by origin.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tradewind::expr::{Budget, Piped, Program, Value};
use tradewind::fanout::{Column, Expected, Operator, Rule, by_origin, keep};

const ROWS: u32 = 100_000;
const EACH: Budget = Budget { steps: 64, bytes: 1 << 20 };

fn expressions(criterion: &mut Criterion) {
    let title = "A title of an artifact, some words long, number 4711";
    let mut group = criterion.benchmark_group("expression");
    group.throughput(Throughput::Elements(1));
    for source in [
        "{source.title | upper | truncate(50)}",
        "{source.title}",
        "{source.title | lower | replace( ,_)}-{source.title | truncate(8)}.txt",
        r"{source.title | match(\d+) | pad(8)}",
    ] {
        let program = Program::new(source).expect("parses");
        group.bench_function(source, |bench| {
            bench.iter(|| program.evaluate(|_| Piped::borrowed(black_box(title)), &mut EACH.clone()).is_ok());
        });
    }
    group.bench_function("parse and resolve", |bench| {
        bench.iter(|| Program::new(black_box("{source.title | upper | truncate(50)}")).is_ok());
    });
    group.finish();
}

fn filters(criterion: &mut Criterion) {
    let numbers = Column::Numbers((0..ROWS).map(|row| f64::from(row % 1000)).collect());
    let texts = Column::of((0..ROWS).map(|row| Value::text([".mp4", ".srt", ".txt"][row as usize % 3])).collect());
    let rule = |field, operator, value: &[Value]| Rule {
        field,
        operator,
        expected: value.iter().map(Expected::new).collect(),
    };
    let columns = [numbers, texts];
    let mut group = criterion.benchmark_group("filter");
    group.throughput(Throughput::Elements(ROWS.into()));
    for (name, rules) in [
        ("number gt", vec![rule(0, Operator::Gt, &[Value::Float(500.0)])]),
        ("number eq", vec![rule(0, Operator::Eq, &[Value::Float(500.0)])]),
        ("text eq", vec![rule(1, Operator::Eq, &[Value::text(".mp4")])]),
        ("text in three", vec![rule(1, Operator::In, &[".mkv", ".srt", ".mp4"].map(Value::text))]),
        ("text starts_with", vec![rule(1, Operator::StartsWith, &[Value::text(".m")])]),
        (
            "two rules",
            vec![rule(0, Operator::Gte, &[Value::Float(100.0)]), rule(1, Operator::Neq, &[Value::text(".txt")])],
        ),
    ] {
        group.bench_function(name, |bench| bench.iter(|| keep(ROWS as usize, black_box(&rules), &columns).len()));
    }
    group.finish();
}

fn grouping(criterion: &mut Criterion) {
    let rows: Vec<u32> = (0..ROWS).collect();
    let origins: Vec<Option<u32>> = rows.iter().map(|row| (row % 11 != 0).then_some(row % 5000)).collect();
    let mut group = criterion.benchmark_group("group");
    group.throughput(Throughput::Elements(ROWS.into()));
    group.bench_function("by origin", |bench| bench.iter(|| by_origin(black_box(&rows), &origins).origins.len()));
    group.finish();
}

criterion_group!(benches, expressions, filters, grouping);
criterion_main!(benches);
