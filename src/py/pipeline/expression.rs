//! Parsed expressions.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyListMethods, PyString};

use super::value::Hosts;
use crate::expr::{self, Budget, ExprError, Part, Token, Value};

/// A parsed expression. Immutable.
#[pyclass(frozen, module = "tradewind._core")]
pub struct Expression {
    tokens: Vec<Token>,
}

type Pipe = (String, Vec<String>);
type Described = (&'static str, String, Vec<Pipe>, Vec<String>);

impl From<ExprError> for PyErr {
    fn from(error: ExprError) -> Self {
        Python::attach(|py| {
            let raise = || py.import("tradewind.errors")?.getattr("ExpressionError")?.call1((error.0,));
            raise().map_or_else(|failed| failed, PyErr::from_value)
        })
    }
}

fn budget(steps: Option<usize>, size: Option<usize>) -> Budget {
    Budget { steps: steps.unwrap_or(usize::MAX), bytes: size.unwrap_or(usize::MAX) }
}

#[pymethods]
impl Expression {
    /// Raises: ExpressionError, with the position in characters.
    #[new]
    fn new(source: &str) -> PyResult<Self> {
        Ok(Self { tokens: expr::parse(source)? })
    }

    /// What is wrong beyond syntax (unknown pipes, numbers of arguments), or with the syntax; None: nothing.
    #[staticmethod]
    fn check(source: &str) -> Option<String> {
        expr::validate(source).err().map(|error| error.0)
    }

    /// (kind, value, pipes, refs) of every token; kind is text, ref or call; a pipe is (name, args).
    fn tokens(&self) -> Vec<Described> {
        self.tokens.iter().map(describe).collect()
    }

    /// (namespace, key) of every reference, in the order written. Raises: ExpressionError for an empty key.
    fn refs(&self) -> PyResult<Vec<(String, String)>> {
        let refs = self.tokens.iter().flat_map(Token::refs);
        refs.map(|reference| Ok((reference.namespace.clone(), expr::checked_key(reference)?.to_owned()))).collect()
    }

    /// Canonical source, which parses to the same tokens.
    fn source(&self) -> String {
        expr::print(&self.tokens)
    }

    /// The value, `lookup(namespace, key)` giving that of each reference.
    ///
    /// Args:
    ///     steps: references and pipe calls, at most. None: no limit.
    ///     size: bytes of all intermediate results, at most. None: no limit.
    ///
    /// Raises:
    ///     ExpressionError: a failed `required`, an unknown pipe, a spent limit; and whatever `lookup` raises.
    #[pyo3(signature = (lookup, *, steps = None, size = None))]
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        lookup: &Bound<'py, PyAny>,
        steps: Option<usize>,
        size: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut hosts = Hosts::default();
        let mut failure = None;
        let mut look = |namespace: &str, key: &str| {
            let found = lookup.call1((namespace, key)).and_then(|object| hosts.take(&object));
            found.unwrap_or_else(|error| {
                failure.get_or_insert(error);
                Value::None
            })
        };
        let outcome = expr::evaluate(&self.tokens, &mut look, &mut budget(steps, size));
        match (failure, outcome) {
            (Some(error), _) => Err(error),
            (None, outcome) => hosts.give(py, &outcome?),
        }
    }

    /// The values of many rows at once: `columns[i][row]` is that of the i-th of `refs()`.
    ///
    /// Raises:
    ///     ExpressionError: as for `evaluate`, at the first row that fails.
    ///     ValueError: not one column per reference, or columns of different lengths.
    #[pyo3(signature = (columns, *, steps = None, size = None))]
    fn evaluate_rows<'py>(
        &self,
        py: Python<'py>,
        columns: Vec<Bound<'py, PyList>>,
        steps: Option<usize>,
        size: Option<usize>,
    ) -> PyResult<Bound<'py, PyList>> {
        let wanted = self.tokens.iter().map(|token| token.refs().len()).sum::<usize>();
        let rows = columns.first().map_or(0, PyListMethods::len);
        if columns.len() != wanted || columns.iter().any(|column| column.len() != rows) {
            let text = format!("{wanted} references need {wanted} columns of one length, not {}", columns.len());
            return Err(PyValueError::new_err(text));
        }
        let mut hosts = Hosts::default();
        let mut results = Vec::with_capacity(rows);
        for row in 0..rows {
            let mut at = 0;
            let mut failure = None;
            let mut look = |_: &str, _: &str| {
                at += 1;
                let found = columns[at - 1].get_item(row).and_then(|object| hosts.take(&object));
                found.unwrap_or_else(|error| {
                    failure.get_or_insert(error);
                    Value::None
                })
            };
            let outcome = expr::evaluate(&self.tokens, &mut look, &mut budget(steps, size));
            if let Some(error) = failure {
                return Err(error);
            }
            results.push(hosts.give(py, &outcome?)?);
        }
        PyList::new(py, results)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Expression({})", PyString::new(py, &self.source()).repr()?))
    }
}

fn describe(token: &Token) -> Described {
    match token {
        Token::Text(text) => ("text", text.clone(), Vec::new(), Vec::new()),
        Token::Braced(Part { function, refs, pipes }) => {
            let pipes = pipes.iter().map(|call| (call.name.clone(), call.args.clone())).collect();
            let sources: Vec<String> = refs.iter().map(expr::Reference::source).collect();
            match function {
                Some(name) => ("call", name.clone(), pipes, sources),
                None => ("ref", sources.concat(), pipes, Vec::new()),
            }
        }
    }
}

/// (name, min_args, max_args, argument_names) of every pipe, in the order of the documentation.
#[pyfunction]
pub fn expression_pipes() -> Vec<(&'static str, usize, usize, Vec<&'static str>)> {
    expr::pipes::PIPES.iter().map(|pipe| (pipe.name, pipe.min_args, pipe.max_args(), pipe.args.to_vec())).collect()
}

/// Names of the functions, sorted.
#[pyfunction]
pub fn expression_functions() -> Vec<&'static str> {
    expr::FUNCTIONS.to_vec()
}

/// `value | name(args)`; what `pipes.BUILTIN_PIPES` calls.
#[pyfunction]
#[pyo3(signature = (name, value, *args))]
pub fn apply_pipe<'py>(
    py: Python<'py>,
    name: &str,
    value: &Bound<'py, PyAny>,
    args: Vec<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut hosts = Hosts::default();
    let value = hosts.take(value)?;
    hosts.give(py, &expr::pipes::apply(name, value, &args, &mut Budget::UNLIMITED.clone())?)
}
