//! How much work evaluation may do: what keeps a hostile expression from growing without end.

use super::ExprError;

/// What is left to spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// References and pipe calls.
    pub steps: usize,
    /// Bytes of intermediate and final values, and of texts that a regular expression reads.
    pub bytes: usize,
}

impl Budget {
    /// No bound: for a single pipe, whose growth its argument bounds.
    pub const UNLIMITED: Budget = Budget { steps: usize::MAX, bytes: usize::MAX };

    pub(super) fn step(&mut self) -> Result<(), ExprError> {
        self.steps = self.steps.checked_sub(1).ok_or_else(|| ExprError::new("expression takes too many steps"))?;
        Ok(())
    }

    /// Pay for `bytes` of output.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), ExprError> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(|| ExprError::new("expression result is too large"))?;
        Ok(())
    }

    /// Do one piece of `work` that may spend no more than `each`, and pay for it from here.
    ///
    /// # Errors
    /// Whatever `work` says; in words of its own, if it could have gone on but for what others spent before it.
    pub fn share<T>(
        &mut self,
        each: Budget,
        work: impl FnOnce(&mut Budget) -> Result<T, ExprError>,
    ) -> Result<T, ExprError> {
        let given = Budget { steps: each.steps.min(self.steps), bytes: each.bytes.min(self.bytes) };
        let mut left = given;
        let done = work(&mut left);
        self.steps -= given.steps - left.steps;
        self.bytes -= given.bytes - left.bytes;
        done.map_err(|error| match &*error.text {
            "expression takes too many steps" if given.steps < each.steps => {
                ExprError { text: "the expressions of one launch take too many steps".into(), ..error }
            }
            "expression result is too large" if given.bytes < each.bytes => {
                ExprError { text: "the expressions of one launch make too much".into(), ..error }
            }
            _ => error,
        })
    }
}
