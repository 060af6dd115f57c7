//! Terms back to text, such that parsing the text gives the same terms.

use std::fmt;

use super::parse::{Levels, Selector, Term};
use super::pattern::Pattern;

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, terms) in self.unions.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            for (index, term) in terms.iter().enumerate() {
                if index > 0 {
                    f.write_str(",")?;
                }
                write!(f, "{term}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.around {
            f.write_str("@")?;
        }
        match self.up {
            Levels::None => {}
            Levels::Some(levels) => write!(f, "{levels}+")?,
            Levels::All => f.write_str("+")?,
        }
        if let Some(method) = self.method {
            write!(f, "{}:", method.name())?;
        }
        match &self.value {
            Pattern::Exact(text) if !is_bare(text) => quote(f, text)?,
            value => f.write_str(value.text())?,
        }
        match self.down {
            Levels::None => Ok(()),
            Levels::Some(levels) => write!(f, "+{levels}"),
            Levels::All => f.write_str("+"),
        }
    }
}

/// Whether a text means itself without quotes. Digits alone could be read as a number of levels.
fn is_bare(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    text.chars().all(plain) && !text.chars().all(|c| c.is_ascii_digit())
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}
