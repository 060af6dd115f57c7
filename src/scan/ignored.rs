//! `.airflowignore`: the files that Airflow doesn't look at.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use regex::Regex;

/// Signs that a pattern has only if it is a regular expression.
static REGEXP: [&str; 8] = ["^", "$", ".*", ".+", "\\", "(", "|", "+"];

/// The patterns of one `.airflowignore`.
pub struct Ignored {
    base: PathBuf,
    rules: Rules,
}

enum Rules {
    /// As Airflow 2 reads them: found anywhere in the path below the file's folder.
    Regexps(Vec<Regex>),
    /// As Airflow 3 does, and as `.gitignore` files are: with `!`, and folders by a slash.
    Globs(Gitignore),
}

impl Ignored {
    /// Of the file in `folder`, if there is one. It is in regular expressions if one of its lines can't be anything else.
    pub fn of(folder: &Path) -> Option<Self> {
        let text = fs::read_to_string(folder.join(".airflowignore")).ok()?;
        let lines = || text.lines().map(|line| line.split('#').next().unwrap_or("").trim()).filter(|it| !it.is_empty());
        let rules = if lines().any(|line| REGEXP.iter().any(|sign| line.contains(sign))) {
            // One that isn't valid names nothing, as in Airflow.
            Rules::Regexps(lines().filter_map(|line| Regex::new(line).ok()).collect())
        } else {
            let mut builder = GitignoreBuilder::new("");
            lines().for_each(|line| drop(builder.add_line(None, line)));
            Rules::Globs(builder.build().ok()?)
        };
        Some(Self { base: folder.to_owned(), rules })
    }

    /// How deep the folder lies.
    pub fn depth(&self) -> usize {
        self.base.components().count()
    }

    /// Whether the rules name a file: `Some(false)` takes back what those of a folder around it say.
    pub fn names(&self, path: &Path) -> Option<bool> {
        let below = path.strip_prefix(&self.base).ok()?;
        match &self.rules {
            Rules::Regexps(rules) => {
                let text = below.to_string_lossy();
                rules.iter().any(|rule| rule.is_match(&text)).then_some(true)
            }
            Rules::Globs(globs) => match globs.matched_path_or_any_parents(below, false) {
                ignore::Match::None => None,
                ignore::Match::Ignore(_) => Some(true),
                ignore::Match::Whitelist(_) => Some(false),
            },
        }
    }
}
