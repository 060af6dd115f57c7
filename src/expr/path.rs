//! Parts of a POSIX path, with the rules of Python's `PurePosixPath`.

/// The path without doubled and trailing slashes and without `.` parts: its root and its parts.
fn split(path: &str) -> (&'static str, Vec<&str>) {
    let root = match path {
        _ if path.starts_with("//") && !path.starts_with("///") => "//",
        _ if path.starts_with('/') => "/",
        _ => "",
    };
    (root, path.split('/').filter(|part| !part.is_empty() && *part != ".").collect())
}

/// The last part; empty for a root.
pub(super) fn name(path: &str) -> &str {
    split(path).1.last().copied().unwrap_or_default()
}

/// Everything before the last part; `.` if there is nothing.
pub(super) fn parent(path: &str) -> String {
    let (root, parts) = split(path);
    let above = parts.split_last().map_or(&[][..], |(_, above)| above);
    let joined = format!("{root}{}", above.join("/"));
    if joined.is_empty() { ".".into() } else { joined }
}

/// The last suffix with its dot; empty for `.bashrc` and `name.`.
pub(crate) fn suffix(path: &str) -> &str {
    let name = name(path);
    match name.rfind('.') {
        Some(dot) if dot > 0 && dot < name.len() - 1 => &name[dot..],
        _ => "",
    }
}

/// The name without its suffix.
pub(super) fn stem(path: &str) -> &str {
    let name = name(path);
    &name[..name.len() - suffix(path).len()]
}
