use super::*;
use proptest::prelude::*;

fn value(source: &str) -> Result<Value, ExprError> {
    let program = Program::new(source)?;
    let lookup = |index: usize| {
        Piped::from(match (&*program.refs()[index].namespace, &*program.refs()[index].key) {
            ("s", "title") => Value::text("it's a Test"),
            ("s", "path") => Value::text("/a/b/c.tar.gz"),
            ("s", "n") => Value::Int(-3),
            ("s", "big") => Value::Float(1e300),
            ("s", "yes") => Value::Bool(true),
            ("s", "list") => Value::List([Value::text("x"), Value::None, Value::Int(2)].to_vec().into()),
            ("s", "json") => Value::text(r#"{"k": [1, {"z": null}], "b": true}"#),
            _ => Value::None,
        })
    };
    program.evaluate(lookup, &mut Budget::UNLIMITED.clone()).map(Value::from)
}

fn text(source: &str) -> String {
    value(source).unwrap().to_text().into_owned()
}

#[test]
fn errors_say_where() {
    for (source, error) in [
        ("a{b", "Unclosed '{' at position 1"),
        ("é{a{b}}", "Nested braces not supported at position 3"),
        ("a}b", "Unexpected '}' at position 1"),
        ("{ }", "Empty reference '{}' at position 0"),
        ("{|upper}", "Empty reference at position 0"),
        ("{abc}", "Invalid reference 'abc' at position 0: expected 'namespace.key'"),
        ("{a.b)}", "Unbalanced closing paren at position 0"),
        ("{list(a.b}", "Unclosed '(' in function 'list' at position 0"),
        ("{list(a.b)x}", "Expected '|' after function call at position 0, got 'x'"),
        ("{nope(a.b)}", "Unknown function 'nope'"),
        ("{a.b | }", "Empty pipe in chain at position 0"),
        ("{a.b | cut(1}", "Unclosed '(' in pipe 'cut' at position 0"),
    ] {
        assert_eq!(parse(source).unwrap_err().text, error, "{source}");
    }
    assert_eq!(validate("{a.b | nope}").unwrap_err().text, "Unknown pipe 'nope'");
    assert_eq!(validate("{a.b | upper(1)}").unwrap_err().text, "Pipe 'upper' expects 0 arg(s), got 1");
    assert_eq!(validate("{a.b | replace}").unwrap_err().text, "Pipe 'replace' expects 1-2 arg(s), got 0");
    assert_eq!(value("{a.}").unwrap_err().text, "Invalid reference 'a.': key cannot be empty");
    assert_eq!(value("{s.none | required}").unwrap_err().text, "Required value is missing");
}

#[test]
fn pipes_do_what_their_table_says() {
    for (source, expected) in [
        ("{s.title | title}", "It'S A Test"),
        ("{s.title | upper | truncate(4)}", "IT'S"),
        ("{s.title | truncate(-2)}", "it's a Te"),
        ("{s.title | replace(a,)}", "it's  Test"),
        ("{s.n | replace(,-)}", "---3-"),
        ("{s.none | default(mp4)}", "mp4"),
        ("{s.list | join(\\,)}", "x,2"),
        ("{s.list | join(,)}", "x2"),
        ("{s.list | join( )}", "x, 2"),
        ("{s.list | string}", "x, None, 2"),
        ("a {s.list}", "a ['x', None, 2]"),
        ("a {list(s.title, s.none)}", "a it's a Test"),
        ("{s.path | basename}|{s.path | dirname}|{s.path | stem}|{s.path | ext}", "c.tar.gz|/a/b|c.tar|.gz"),
        ("{s.path | urlencode}", "%2Fa%2Fb%2Fc.tar.gz"),
        ("{s.path | urlencode | urldecode}", "/a/b/c.tar.gz"),
        ("{s.n | pad(4)}", "-003"),
        ("{s.title | match([A-Z]\\w+)}", "Test"),
        ("{s.json | json_get(k)}", "[1, {'z': None}]"),
        ("{s.yes | gt(0)}", "True"),
        ("{s.none | gt(0)}", "False"),
        ("{s.yes | int}", "0"),
        ("{s.n | in(1, -3)}", "True"),
        ("\\{x\\} {s.n}", "{x} -3"),
    ] {
        assert_eq!(text(source), expected, "{source}");
    }
    assert_eq!(value("").unwrap(), Value::None);
    assert_eq!(value("{s.none}{s.none}").unwrap(), Value::None);
    assert_eq!(value("{s.n}").unwrap(), Value::Int(-3));
    assert_eq!(value("{s.list | nth(0.0)}").unwrap(), Value::None);
    assert!(text("{s.big | int}").len() > 300);
}

#[test]
fn a_budget_stops_growth_before_it_happens() {
    let program =
        Program::new("é {s.t | replace(,aaaaaaaa) | replace(,aaaaaaaa) | replace(,aaaaaaaa) | replace(,aaaaaaaa)}")
            .unwrap();
    let text = "x".repeat(1000);
    let spend = |budget: &mut Budget| program.evaluate(|_| Piped::borrowed(&text), budget).unwrap_err();
    let large = spend(&mut Budget { steps: 64, bytes: 100_000 });
    assert_eq!((&*large.text, large.position), ("expression result is too large", Some(2)));
    assert_eq!(spend(&mut Budget { steps: 2, bytes: usize::MAX }).text, "expression takes too many steps");
}

#[test]
fn a_launch_s_budget_is_shared() {
    let program = Program::new("{s.t | upper}").unwrap();
    let each = Budget { steps: 4, bytes: 99 };
    let mut all = Budget { steps: 7, bytes: 12 };
    let mut once = || all.share(each, |budget| program.evaluate(|_| Piped::borrowed("abcde"), budget).map(Value::from));
    assert_eq!(once().unwrap(), Value::text("ABCDE"));
    assert_eq!(once().unwrap(), Value::text("ABCDE"));
    let error = once().unwrap_err();
    assert_eq!((&*error.text, error.position), ("the expressions of one launch make too much", Some(0)));
    assert_eq!(all, Budget { steps: 1, bytes: 2 });
    let error = all.share(each, |budget| program.evaluate(|_| Piped::borrowed(""), budget).map(Value::from));
    assert_eq!(error.unwrap_err().text, "the expressions of one launch take too many steps");
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z_][a-zA-Z0-9_]{0,6}"
}

fn argument() -> impl Strategy<Value = String> {
    r"[a-zA-Z0-9,.:;_\\\- é]{0,6}".prop_map(|text| text.trim().to_owned())
}

fn pipe() -> impl Strategy<Value = PipeCall> {
    (word(), prop::collection::vec(argument(), 0..3)).prop_map(|(name, args)| PipeCall { name, args })
}

fn reference() -> impl Strategy<Value = Reference> {
    (word(), "[a-z][a-z._]{0,5}[a-z]").prop_map(|(namespace, key)| Reference { namespace, key })
}

fn part() -> impl Strategy<Value = Part> {
    let pipes = || prop::collection::vec(pipe(), 0..4);
    prop_oneof![
        (reference(), pipes()).prop_map(|(only, pipes)| Part { function: None, refs: vec![only], pipes }),
        (prop::collection::vec(reference(), 0..4), pipes()).prop_map(|(refs, pipes)| Part {
            function: Some("list".into()),
            refs,
            pipes
        }),
    ]
}

fn tokens() -> impl Strategy<Value = Vec<Token>> {
    // Text and braces in turn: two texts in a row would be one token.
    prop::collection::vec((r"[a-z{}, \n|()é]{0,8}", part()), 0..4).prop_map(|pairs| {
        let mut tokens = Vec::new();
        for (text, part) in pairs {
            if !text.is_empty() {
                tokens.push(Token::Text(text));
            }
            tokens.push(Token::Braced(part));
        }
        tokens
    })
}

proptest! {
    #[test]
    fn printing_then_parsing_changes_nothing(tokens in tokens()) {
        let source = print(&tokens);
        prop_assert_eq!(parse(&source).unwrap(), tokens, "{}", source);
    }

    #[test]
    fn parsing_never_panics_and_printing_is_stable(source in r"[a-c{}()|.,\\ ]{0,30}") {
        if let Ok(tokens) = parse(&source) {
            let printed = print(&tokens);
            prop_assert_eq!(parse(&printed).unwrap(), tokens);
        }
    }
}
