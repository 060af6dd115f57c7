//! Reports of earlier scans in one file, which is read at once: a head, an entry for each file, then the reports.
//!
//! An entry is: bytes of the path, size, time of change, bytes of the report (64 bits each, little-endian), the digest
//! of the content, the path.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use rustc_hash::FxHashMap;

/// Changes with what reports say.
const HEAD: &[u8] = concat!("tradewind scans 1, ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();
/// Nanoseconds after which a second change of a file has another time than the first, on any file system.
const SETTLED: u64 = 2_000_000_000;

type ContentDigest = [u8; 32];

/// What a file is known by again.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: u64,
    pub digest: ContentDigest,
}

/// The cache file as it was found; empty if there is none.
#[derive(Default)]
pub struct Old {
    pub bytes: Vec<u8>,
    written: u64,
}

/// Reads the file at once.
pub fn read(file: &Path) -> Old {
    match (size_and_time(file), fs::read(file)) {
        (Some((_, written)), Ok(bytes)) => Old { bytes, written },
        _ => Old::default(),
    }
}

/// Size in bytes, and nanoseconds since 1970 of the last change.
pub fn size_and_time(path: &Path) -> Option<(u64, u64)> {
    let data = fs::metadata(path).ok()?;
    let modified = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((data.len(), u64::try_from(modified.as_nanos()).ok()?))
}

/// What the cache file holds.
pub struct Cache<'k> {
    entries: Vec<Entry>,
    by_path: FxHashMap<&'k [u8], usize>,
    by_content: OnceLock<FxHashMap<ContentDigest, usize>>,
    written: u64,
}

struct Entry {
    seen: Seen,
    report: Range<usize>,
}

impl<'k> Cache<'k> {
    /// Of a file that was read; one that isn't whole, or of another version, holds nothing.
    pub fn of(old: &'k Old) -> Self {
        let mut cache = Self {
            entries: Vec::new(),
            by_path: FxHashMap::default(),
            by_content: OnceLock::new(),
            written: old.written,
        };
        if cache.fill(&old.bytes).is_none() {
            cache.entries.clear();
            cache.by_path.clear();
        }
        cache
    }

    fn fill(&mut self, bytes: &'k [u8]) -> Option<()> {
        let mut rest = bytes.strip_prefix(HEAD)?;
        let count = usize::try_from(number(&mut rest)?).ok()?;
        let here = here();
        let folder = usize::try_from(number(&mut rest)?).ok().and_then(|length| rest.split_off(..length))?;
        let mut lengths = Vec::new();
        for index in 0..count {
            let length = usize::try_from(number(&mut rest)?).ok()?;
            let (size, modified) = (number(&mut rest)?, number(&mut rest)?);
            lengths.push(usize::try_from(number(&mut rest)?).ok()?);
            let (digest, tail) = rest.split_first_chunk()?;
            rest = tail;
            let path = rest.split_off(..length)?;
            // Paths mean what they meant if they are absolute, or the folder is the same.
            if folder == here || path.first() == Some(&b'/') {
                self.by_path.insert(path, index);
            }
            self.entries.push(Entry { seen: Seen { size, modified, digest: *digest }, report: 0..0 });
        }
        let mut start = bytes.len() - rest.len();
        for (entry, length) in self.entries.iter_mut().zip(lengths) {
            entry.report = start..start.checked_add(length)?;
            start = entry.report.end;
        }
        (start == bytes.len()).then_some(())
    }

    /// The report of a file that hasn't changed: size and time are as they were, and the time was past for good when the
    /// cache was written.
    pub fn unchanged(&self, path: &Path, size: u64, modified: u64) -> Option<(Seen, Range<usize>)> {
        let entry = &self.entries[*self.by_path.get(path.as_os_str().as_encoded_bytes())?];
        let same = (entry.seen.size, entry.seen.modified) == (size, modified);
        (same && modified.saturating_add(SETTLED) < self.written).then(|| (entry.seen, entry.report.clone()))
    }

    /// The report of this content.
    pub fn of_content(&self, digest: &ContentDigest) -> Option<Range<usize>> {
        let entries = || self.entries.iter().enumerate().map(|(index, entry)| (entry.seen.digest, index)).collect();
        let known = self.by_content.get_or_init(entries).get(digest);
        known.map(|index| self.entries[*index].report.clone())
    }
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (bytes, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(u64::from_le_bytes(*bytes))
}

/// The folder that relative paths begin at.
fn here() -> Vec<u8> {
    std::env::current_dir().map(|folder| folder.as_os_str().as_encoded_bytes().to_vec()).unwrap_or_default()
}

/// Replaces the cache file. One that can't be written is no error: the next scan does the work again.
pub fn write<'r>(file: &Path, entries: impl Iterator<Item = (&'r Path, Seen, &'r [u8])>) {
    let entries: Vec<_> = entries.collect();
    let here = here();
    let mut out = HEAD.to_vec();
    out.extend((entries.len() as u64).to_le_bytes());
    out.extend((here.len() as u64).to_le_bytes());
    out.extend(&here);
    for (path, seen, report) in &entries {
        let path = path.as_os_str().as_encoded_bytes();
        for number in [path.len() as u64, seen.size, seen.modified, report.len() as u64] {
            out.extend(number.to_le_bytes());
        }
        out.extend(seen.digest);
        out.extend(path);
    }
    entries.iter().for_each(|(_, _, report)| out.extend(*report));
    let mut draft = file.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    if fs::write(&draft, out).and_then(|()| fs::rename(&draft, file)).is_err() {
        let _ = fs::remove_file(&draft);
    }
}
