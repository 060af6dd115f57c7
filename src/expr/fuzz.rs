//! Whatever is written as an expression, over whatever values: an answer or an error, soon, and never a panic.
//! `make fuzz` runs these for long.

use super::*;
use proptest::prelude::*;

const SOME: Budget = Budget { steps: 200, bytes: 1 << 16 };

fn run(source: &str, value: &Value) {
    let valid = validate(source);
    let Ok(program) = Program::new(source) else {
        assert!(valid.is_err(), "{source}");
        return;
    };
    let printed = print(program.tokens());
    assert_eq!(parse(&printed).expect("what is printed parses"), program.tokens(), "{source}");
    let mut budget = SOME;
    let outcome = program.evaluate(|_| Piped::from(value.clone()), &mut budget).map(Value::from);
    if let Value::Str(text) = value {
        let borrowed = program.evaluate(|_| Piped::borrowed(text), &mut SOME.clone()).map(Value::from);
        assert_eq!(format!("{borrowed:?}"), format!("{outcome:?}"), "{source}");
    }
    match outcome {
        Ok(made) => assert!(made.weight() <= SOME.bytes + value.weight(), "{source}"),
        Err(error) => assert!(!error.text.is_empty() && error.position.is_some_and(|at| at < source.chars().count())),
    }
}

/// Numbers at the edges, texts that look like them, and what pipes take apart.
fn scalar() -> impl Strategy<Value = Value> {
    let texts = prop::sample::select(vec![
        "",
        "-0",
        "1e999999999",
        "9223372036854775808",
        "-9223372036854775809",
        "0x10",
        "1_000",
        "nan",
        "-inf",
        "/",
        "//a/../.b.",
        "%",
        "%f",
        "%ff%C3%A9",
        "ß ǆ İ ﬁ",
        "\u{1c}\u{85} x \u{2003}",
        "[[[[",
        "{\"a\": [1e400, 18446744073709551616]}",
    ]);
    prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_map(Value::Float),
        "[1-9][0-9]{0,300}".prop_map(|digits| Value::BigInt(digits.into())),
        texts.prop_map(Value::text),
        ".{0,40}".prop_map(Value::text),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 24, 6, |inner| {
        let pairs = prop::collection::vec((".{0,3}".prop_map(Value::text), inner.clone()), 0..5);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(|items| Value::List(items.into())),
            pairs.prop_map(|items| Value::Map(items.into())),
        ]
    })
}

fn argument() -> impl Strategy<Value = String> {
    prop_oneof![
        r"[a-z0-9 ,.\\]{0,6}",
        r"-?[0-9]{0,25}",
        r"[\[\]()?*+|^$.\\a-cwdsbBpPzAQE&~:<>=!#-]{0,24}", // regular expressions, nearly
        ".{0,8}",
    ]
}

fn chain() -> impl Strategy<Value = String> {
    let names: Vec<&str> = pipes::PIPES.iter().map(|pipe| pipe.name).chain(["nope"]).collect();
    let call = (prop::sample::select(names), prop::collection::vec(argument(), 0..3))
        .prop_map(|(name, args)| if args.is_empty() { name.into() } else { format!("{name}({})", args.join(",")) });
    prop::collection::vec(call, 0..8).prop_map(|calls: Vec<String>| calls.join(" | "))
}

proptest! {
    #[test]
    fn any_bytes_as_template(bytes in prop::collection::vec(any::<u8>(), 0..200), value in value()) {
        run(&String::from_utf8_lossy(&bytes), &value);
    }

    #[test]
    fn any_braces_and_bars(source in r"[a-c{}()|.,\\ 0-9é]{0,60}", value in value()) {
        run(&source, &value);
    }

    #[test]
    fn any_chain_over_any_value(head in "[a-z]{1,3}\\.[a-z]{1,3}|list\\((a\\.b,?){0,3}\\)", chain in chain(), tail in ".{0,5}", value in value()) {
        run(&format!("{{{head} | {chain}}}{tail}"), &value);
        run(&format!("{{{head} | {chain}}}"), &value);
    }

    #[test]
    fn any_pattern_over_a_long_text(pattern in r"[\[\]()?*+|^$.\\abwWdDsS-]{1,80}", unit in "[ab]{1,5}") {
        let text = unit.repeat((1 << 11) / unit.len());
        run(&format!("{{a.b | match({pattern})}}"), &Value::text(text));
    }

    #[test]
    fn any_depth(depth in 0_usize..3000, open in prop::sample::select(vec!["(", "{", "[", "|", ",", "\\", "list("])) {
        let many = open.repeat(depth);
        for source in [many.clone(), format!("{{a.b | x{many}}}"), format!("{{{many}"), format!("{{a.b | match({many})}}"), format!("{{list(a.b{many})}}")] {
            run(&source, &Value::text(&*many));
        }
        run("{a.b | json_get(k)}", &Value::text(format!("{{\"k\": {}", "[".repeat(depth))));
    }
}

#[test]
fn patterns_that_other_engines_take_for_ever_over() {
    let text = Value::text("a".repeat(1 << 13));
    for pattern in
        ["(a+)+b", "(a|a)*b", "(a|aa)+b", "((a+)+)+b", "a*a*a*a*a*a*a*b", "(.*a)(.*a)(.*a)(.*a)b", "(?:a?)+b"]
    {
        run(&format!("{{a.b | match({pattern})}}"), &text);
    }
    // A deterministic automaton of this one would have 2^300 states.
    run(&format!("{{a.b | match([ab]*a{})}}", "[ab]".repeat(300)), &text);
}
