//! What kind of file an artifact is, from its name and MIME type.

use crate::expr::path_suffix;

/// Suffixes by kind; `FileType` names in the order in which they are decided, `other` last.
pub const EXTENSIONS: [(&str, &[&str]); 5] = [
    ("subtitle", &[".srt", ".sub", ".ass", ".ssa", ".vtt", ".idx"]),
    ("archive", &[".zip", ".rar", ".7z", ".tar", ".gz", ".bz2", ".xz"]),
    ("video", &[".mp4", ".mkv", ".avi", ".mov", ".wmv", ".flv", ".webm", ".m4v", ".mpg", ".mpeg", ".ts"]),
    ("image", &[".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".svg", ".tiff"]),
    ("audio", &[".mp3", ".flac", ".aac", ".ogg", ".wav", ".wma", ".m4a", ".opus"]),
];

/// The last suffix of a file name, lower-case, with its dot; empty if there is none.
pub fn extension(file_name: &str) -> String {
    path_suffix(file_name).to_lowercase()
}

/// The kind: subtitles and archives by suffix, the others by MIME type or suffix.
pub fn file_type(file_name: &str, mime_type: &str) -> &'static str {
    let extension = extension(file_name);
    let by_suffix = |suffixes: &[&str]| suffixes.contains(&extension.as_str());
    let by_mime = |kind: &str| mime_type.split_once('/').is_some_and(|(family, _)| family == kind);
    let (plain, media) = EXTENSIONS.split_at(2);
    let found = plain.iter().find(|(_, suffixes)| by_suffix(suffixes));
    found
        .or_else(|| media.iter().find(|(kind, suffixes)| by_mime(kind) || by_suffix(suffixes)))
        .map_or("other", |(kind, _)| kind)
}
