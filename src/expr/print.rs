//! Tokens back to source text, such that parsing the text yields the same tokens.

use std::fmt::Write;

use super::parse::{PipeCall, Token};

/// Canonical source of `tokens`: one space around `|`, arguments as they were after stripping.
pub fn print(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        match token {
            Token::Text(text) => {
                for c in text.chars() {
                    if matches!(c, '{' | '}') {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
            Token::Braced(part) => {
                out.push('{');
                let refs: Vec<String> = part.refs.iter().map(super::Reference::source).collect();
                match &part.function {
                    Some(name) => _ = write!(out, "{name}({})", refs.join(", ")),
                    None => out.push_str(&refs.join(", ")),
                }
                for call in &part.pipes {
                    out.push_str(" | ");
                    print_pipe(call, &mut out);
                }
                out.push('}');
            }
        }
    }
    out
}

fn print_pipe(call: &PipeCall, out: &mut String) {
    out.push_str(&call.name);
    let Some((last, before)) = call.args.split_last() else {
        return;
    };
    out.push('(');
    for arg in before {
        out.push_str(&arg.replace(',', "\\,"));
        if arg.ends_with('\\') {
            out.push(' '); // or it would escape the comma; the parser strips it
        }
        out.push(',');
    }
    if last.is_empty() {
        out.push(','); // the parser drops one trailing empty argument
    }
    out.push_str(&last.replace(',', "\\,"));
    out.push(')');
}
