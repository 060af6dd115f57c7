//! Expressions, parsed and resolved once.
//!
//! Where the caller says nothing, one evaluation may make 64 MiB: beyond any honest use, within any memory.

use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::value::Hosts;
use crate::expr::pipes::{PIPES, Step};
use crate::expr::{self, Budget, ExprError, Part, Piped, Program, Token, Value};

/// A parsed expression, its pipes resolved. Immutable.
#[pyclass(frozen, module = "tradewind._core")]
pub struct Expression {
    program: Program,
    /// (namespace, key) of every reference.
    names: Vec<(Py<PyString>, Py<PyString>)>,
}

/// What is left of the work that the expressions of one launch may do.
#[pyclass(frozen, module = "tradewind._core")]
pub struct WorkBudget {
    steps: AtomicUsize,
    bytes: AtomicUsize,
}

type Pipe = (String, Vec<String>);
type Described = (&'static str, String, Vec<Pipe>, Vec<String>);

impl From<ExprError> for PyErr {
    fn from(error: ExprError) -> Self {
        Python::attach(|py| {
            let class = || py.import("tradewind.errors")?.getattr("ExpressionError");
            let raised = class().and_then(|class| class.call1((error.text, error.position)));
            raised.map_or_else(|failed| failed, PyErr::from_value)
        })
    }
}

#[pymethods]
impl WorkBudget {
    /// Args:
    ///     steps: references and pipe calls.
    ///     size: bytes of all intermediate results, and of texts that regular expressions read.
    #[new]
    fn new(steps: usize, size: usize) -> Self {
        Self { steps: steps.into(), bytes: size.into() }
    }

    /// What is left.
    #[getter]
    fn steps(&self) -> usize {
        self.steps.load(Ordering::Relaxed)
    }

    /// What is left, in bytes.
    #[getter]
    fn size(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }
}

#[pymethods]
impl Expression {
    /// Raises: ExpressionError, with the position in characters.
    #[new]
    fn new(py: Python<'_>, source: &str) -> PyResult<Self> {
        let program = Program::new(source)?;
        let name = |text: &str| PyString::intern(py, text).unbind();
        let names = program.refs().iter().map(|one| (name(&one.namespace), name(&one.key))).collect();
        Ok(Self { program, names })
    }

    /// What is wrong beyond syntax (unknown pipes, numbers of arguments), or with the syntax; None: nothing.
    #[staticmethod]
    fn check(source: &str) -> Option<String> {
        expr::validate(source).err().map(|error| error.text)
    }

    /// (kind, value, pipes, refs) of every token; kind is text, ref or call; a pipe is (name, args).
    fn tokens(&self) -> Vec<Described> {
        self.program.tokens().iter().map(describe).collect()
    }

    /// (namespace, key) of every reference, in the order written. Raises: ExpressionError for an empty key.
    fn refs(&self) -> PyResult<Vec<(String, String)>> {
        let refs = self.program.refs().iter();
        refs.map(|reference| Ok((reference.namespace.clone(), reference.checked_key()?.to_owned()))).collect()
    }

    /// Canonical source, which parses to the same tokens.
    fn source(&self) -> String {
        expr::print(self.program.tokens())
    }

    /// The value, `lookup(namespace, key)` giving that of each reference.
    ///
    /// Args:
    ///     steps: references and pipe calls, at most. None: no limit.
    ///     size: bytes of all intermediate results, at most.
    ///
    /// Raises:
    ///     ExpressionError: a failed `required`, an unknown pipe, a spent limit; and whatever `lookup` raises.
    #[pyo3(signature = (lookup, *, steps = None, size = 67_108_864))]
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        lookup: &Bound<'py, PyAny>,
        steps: Option<usize>,
        size: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut hosts = Hosts::default();
        let mut failure = None;
        let mut untouched = None;
        let look = |index: usize| {
            let (namespace, key) = &self.names[index];
            let found = lookup.call1((namespace, key)).and_then(|object| {
                if self.program.is_reference() {
                    untouched = Some(object);
                    return Ok(Value::None);
                }
                hosts.take(&object)
            });
            Piped::from(found.unwrap_or_else(|error| {
                failure.get_or_insert(error);
                Value::None
            }))
        };
        let mut budget = Budget { steps: steps.unwrap_or(usize::MAX), bytes: size };
        let outcome = self.program.evaluate(look, &mut budget);
        match (failure, outcome, untouched) {
            (Some(error), ..) => Err(error),
            (None, Ok(_), Some(object)) => Ok(object),
            (None, made, _) => hosts.give_piped(py, &made?),
        }
    }

    /// The values for many rows, in one call.
    ///
    /// Args:
    ///     rows: of each, by namespace: the fields of one artifact, or a list of those of several (then a reference is the
    ///         value of those that have the field: none, one, or a list). Only what is referred to is read.
    ///     common: by namespace, what isn't in a row.
    ///     steps: references and pipe calls of one row, at most. None: no limit.
    ///     size: bytes of all intermediate results of one row, at most.
    ///     budget: paid from for all rows; what is left of it is for other calls.
    ///
    /// Raises:
    ///     ExpressionError: as for `evaluate`, at the first row that fails.
    #[pyo3(signature = (rows, common = None, *, steps = None, size = 67_108_864, budget = None))]
    fn evaluate_rows<'py>(
        &self,
        py: Python<'py>,
        rows: &Bound<'py, PyList>,
        common: Option<&Bound<'py, PyDict>>,
        steps: Option<usize>,
        size: usize,
        budget: Option<&WorkBudget>,
    ) -> PyResult<Bound<'py, PyList>> {
        let each = Budget { steps: steps.unwrap_or(usize::MAX), bytes: size };
        let mut all = budget.map_or(Budget::UNLIMITED, WorkBudget::left);
        let mut objects = Vec::with_capacity(self.names.len());
        let mut row_value = |row: Bound<'py, PyAny>| {
            let row = row.cast_into::<PyDict>()?;
            objects.clear();
            for (namespace, key) in &self.names {
                objects.push(field(&row, common, namespace.bind(py), key.bind(py))?);
            }
            let (mut hosts, mut failure) = (Hosts::default(), None);
            let untouched = self.program.is_reference();
            let look = |index: usize| {
                if untouched {
                    return Value::None.into();
                }
                hosts.take_piped(&objects[index]).unwrap_or_else(|error| {
                    failure.get_or_insert(error);
                    Value::None.into()
                })
            };
            let made = all.share(each, |budget| self.program.evaluate(look, budget));
            match (failure, made) {
                (Some(error), _) => Err(error),
                (None, Ok(_)) if untouched => Ok(objects[0].clone()),
                (None, made) => hosts.give_piped(py, &made?),
            }
        };
        let values = rows.iter().map(&mut row_value).collect::<PyResult<Vec<_>>>();
        if let Some(budget) = budget {
            budget.set(all);
        }
        PyList::new(py, values?)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Expression({})", PyString::new(py, &self.source()).repr()?))
    }
}

impl WorkBudget {
    fn left(&self) -> Budget {
        Budget { steps: self.steps(), bytes: self.size() }
    }

    fn set(&self, left: Budget) {
        self.steps.store(left.steps, Ordering::Relaxed);
        self.bytes.store(left.bytes, Ordering::Relaxed);
    }
}

/// What `namespace.key` is in a row.
fn field<'py>(
    row: &Bound<'py, PyDict>,
    common: Option<&Bound<'py, PyDict>>,
    namespace: &Bound<'py, PyString>,
    key: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    let none = || row.py().None().into_bound(row.py());
    let source = match (row.get_item(namespace)?, common) {
        (None, Some(common)) => common.get_item(namespace)?,
        (source, _) => source,
    };
    let Some(source) = source else {
        return Ok(none());
    };
    if let Ok(fields) = source.cast::<PyDict>() {
        return Ok(fields.get_item(key)?.unwrap_or_else(none));
    }
    let Ok(several) = source.cast::<PyList>() else {
        return Err(PyTypeError::new_err("a namespace of a row is a dict of fields, or a list of such dicts"));
    };
    let found = several.iter().map(|one| one.cast_into::<PyDict>()?.get_item(key));
    let mut found = found.filter_map(Result::transpose).collect::<PyResult<Vec<_>>>()?;
    match found.len() {
        0 => Ok(none()),
        1 => Ok(found.swap_remove(0)),
        _ => Ok(PyList::new(row.py(), found)?.into_any()),
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
    PIPES.iter().map(|pipe| (pipe.name, pipe.min_args, pipe.max_args(), pipe.args.to_vec())).collect()
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
    let step = Step::new(name, &args);
    let value = hosts.take_piped(value)?;
    let made = step.apply(value, &mut Budget::UNLIMITED.clone())?;
    hosts.give_piped(py, &made)
}
