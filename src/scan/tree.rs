//! Many files: which there are below a folder, and their reports. The one place of the crate that reads files.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io, thread};

use ignore::WalkBuilder;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

use super::cache::{self, Cache, Seen};
use super::ignored::Ignored;
use super::{Doubt, LARGEST, Scan, scan};

/// Threads that scan at once, at most.
const MOST_THREADS: usize = 64;

/// Reports in msgpack, one for each path that was asked for.
pub struct Reports {
    /// The cache file first, then what each thread wrote.
    buffers: Vec<Vec<u8>>,
    places: Vec<(usize, Range<usize>)>,
}

impl Reports {
    /// In the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.places.iter().map(|(buffer, range)| &self.buffers[*buffer][range.clone()])
    }
}

/// What became of one file.
struct Done {
    index: usize,
    /// Its report, in the cache or among what the thread wrote.
    report: Range<usize>,
    kept: bool,
    /// What the cache remembers it by; `None`: nothing, as it can't be read.
    seen: Option<Seen>,
}

/// What one thread made.
#[derive(Default)]
struct Share {
    source: Vec<u8>,
    packed: Vec<u8>,
    done: Vec<Done>,
    /// The cache lacks something of it.
    news: bool,
}

/// Scans files in parallel; one that can't be read gives a report with its error.
///
/// With `cache`, a file in which reports are kept: a file whose size and time of change are as they were isn't read,
/// one whose content is as it was isn't scanned. A cache that can't be read or written costs time only.
pub fn reports(paths: &[PathBuf], cache: Option<&Path>, threads: usize) -> Reports {
    let old = cache.map(cache::read).unwrap_or_default();
    let known = cache.map(|_| Cache::of(&old));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut share = Share::default();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = paths.get(index) else { return share };
            share.file(index, path, known.as_ref());
        }
    };
    // The threads end before this returns: a program that uses it stays safe to fork.
    let shares: Vec<Share> = thread::scope(|scope| {
        let spawned: Vec<_> = (1..threads.clamp(1, MOST_THREADS)).map(|_| scope.spawn(work)).collect();
        let own = work();
        std::iter::once(own)
            .chain(spawned.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))))
            .collect()
    });
    drop(known);
    let news = shares.iter().any(|share| share.news);
    let mut places = vec![(0, 0..0); paths.len()];
    let mut seen = vec![None; paths.len()];
    let mut buffers = vec![old.bytes];
    for (number, share) in shares.into_iter().enumerate() {
        for done in share.done {
            places[done.index] = (if done.kept { 0 } else { number + 1 }, done.report);
            seen[done.index] = done.seen;
        }
        buffers.push(share.packed);
    }
    let reports = Reports { buffers, places };
    if let (Some(cache), true) = (cache, news) {
        let entries = paths.iter().zip(seen).zip(reports.iter());
        cache::write(cache, entries.filter_map(|((path, seen), report)| Some((path.as_path(), seen?, report))));
    }
    reports
}

impl Share {
    fn file(&mut self, index: usize, path: &Path, known: Option<&Cache<'_>>) {
        let size_and_time = known.and_then(|_| cache::size_and_time(path));
        if let (Some(known), Some((size, modified))) = (known, size_and_time) {
            if let Some((seen, report)) = known.unchanged(path, size, modified) {
                self.done.push(Done { index, report, kept: true, seen: Some(seen) });
                return;
            }
        }
        self.news |= known.is_some();
        if let Err(error) = self.read(path) {
            let reason = &format!("the file can't be read: {error}");
            let report = self.pack(&Scan { error: Some(Doubt { line: 1, column: 1, reason }), ..Scan::default() });
            self.done.push(Done { index, report, kept: false, seen: None });
            return;
        }
        let mut seen = None;
        if let (Some(known), Some((size, modified))) = (known, size_and_time) {
            let digest = Sha256::digest(&self.source).into();
            seen = Some(Seen { size, modified, digest });
            if let Some(report) = known.of_content(&digest) {
                self.done.push(Done { index, report, kept: true, seen });
                return;
            }
        }
        let source = std::mem::take(&mut self.source);
        let report = scan(&source, |scan| self.pack(scan));
        self.source = source;
        self.done.push(Done { index, report, kept: false, seen });
    }

    /// Reads a file into `source`, up to a byte more than is scanned.
    fn read(&mut self, path: &Path) -> io::Result<()> {
        self.source.clear();
        File::open(path)?.take(LARGEST as u64 + 1).read_to_end(&mut self.source).map(|_| ())
    }

    fn pack(&mut self, scan: &Scan<'_>) -> Range<usize> {
        let start = self.packed.len();
        scan.pack(&mut self.packed);
        start..self.packed.len()
    }
}

/// The Python files below a folder, sorted, without what `.gitignore`, `.ignore` and `.airflowignore` files name.
///
/// Links are followed; a loop of links ends where it closes. What can't be entered hides nothing else.
pub fn python_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?;
    let wanted = |entry: &ignore::DirEntry| {
        let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        !folder || (entry.file_name() != "__pycache__" && !entry.path().join("pyvenv.cfg").exists())
    };
    let is_file = |entry: &ignore::DirEntry| entry.file_type().is_some_and(|kind| kind.is_file());
    let mut found: Vec<PathBuf> = WalkBuilder::new(folder)
        .follow_links(true)
        .require_git(false)
        .git_global(false)
        .filter_entry(wanted)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "py") && is_file(entry))
        .map(ignore::DirEntry::into_path)
        .collect();
    let rules = airflow_ignores(folder, &found);
    if !rules.is_empty() {
        found.retain(|path| !rules.iter().find_map(|one| one.names(path)).unwrap_or(false));
    }
    found.sort_unstable_by(|one, other| one.as_os_str().cmp(other.as_os_str()));
    Ok(found)
}

/// The `.airflowignore` files in the folders of `files` and those around, up to `top`; the innermost first.
fn airflow_ignores(top: &Path, files: &[PathBuf]) -> Vec<Ignored> {
    let mut folders: FxHashSet<&Path> = FxHashSet::default();
    for file in files {
        // A folder that is known has its parents there, too.
        let around = file.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
        around.take_while(|folder| folders.insert(folder)).for_each(drop);
    }
    let mut rules: Vec<Ignored> = folders.into_iter().filter_map(Ignored::of).collect();
    rules.sort_by_key(|one| std::cmp::Reverse(one.depth()));
    rules
}
