//! Bytes to text as Python decodes them, and offsets to places.

use std::borrow::Cow;

use super::report::Doubt;

/// The text of a file, up to where it can be decoded.
pub struct Source<'s> {
    /// Line ends are `\n`; no byte order mark.
    pub text: Cow<'s, str>,
    /// What can't be decoded: where, and why.
    pub fault: Option<(u32, String)>,
}

/// Decodes by byte order mark and declared encoding (PEP 263), UTF-8 without either.
pub fn decode(bytes: &[u8]) -> Source<'_> {
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    let bytes = if marked { &bytes[3..] } else { bytes };
    let mut fault = None;
    let text = match declared(bytes).filter(|_| !marked) {
        None => utf8(bytes, &mut fault),
        Some(name) if matches!(&*name, "utf-8" | "utf8" | "utf-8-sig" | "ascii" | "us-ascii") => {
            utf8(bytes, &mut fault)
        }
        Some(name)
            if name.starts_with("latin-1")
                || name == "latin1"
                || name.starts_with("iso-8859-1") && name.len() == 10 =>
        {
            if bytes.is_ascii() {
                utf8(bytes, &mut fault)
            } else {
                bytes.iter().copied().map(char::from).collect::<String>().into()
            }
        }
        Some(name) => match encoding_rs::Encoding::for_label(name.as_bytes()) {
            Some(encoding) if encoding.is_ascii_compatible() => encoding.decode_without_bom_handling(bytes).0,
            _ => {
                fault = Some((0, format!("unknown encoding '{name}'")));
                "".into()
            }
        },
    };
    let text = if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text
    };
    match memchr::memchr(0, text.as_bytes()) {
        None => Source { text, fault },
        Some(at) => Source { text: text[..at].to_owned().into(), fault: Some((at as u32, "a NUL byte".into())) },
    }
}

fn utf8<'s>(bytes: &'s [u8], fault: &mut Option<(u32, String)>) -> Cow<'s, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => {
            let good = error.valid_up_to();
            *fault = Some((good as u32, "the file is not UTF-8 and declares no other encoding".into()));
            String::from_utf8_lossy(&bytes[..good]).into_owned().into()
        }
    }
}

/// The encoding that a comment in one of the first two lines declares, in lower case with `-`.
fn declared(bytes: &[u8]) -> Option<String> {
    for line in bytes.splitn(3, |byte| *byte == b'\n').take(2) {
        let text = line.trim_ascii_start();
        if !text.starts_with(b"#") {
            if !text.is_empty() {
                return None;
            }
            continue;
        }
        let Some(at) = memchr::memmem::find(text, b"coding") else { continue };
        let [b':' | b'=', rest @ ..] = &text[at + 6..] else { continue };
        let name: String = rest
            .trim_ascii_start()
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            .map(|byte| char::from(byte.to_ascii_lowercase()).to_string().replace('_', "-"))
            .collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

/// Turns byte offsets into lines and columns, at a bounded cost for each, however long lines are.
pub struct Places<'s> {
    bytes: &'s [u8],
    /// What holds at the first byte of every `BLOCK` bytes.
    blocks: Vec<Place>,
}

/// A place; both count from 0.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    line: u32,
    /// In characters.
    column: u32,
}

/// So few that a byte can count them.
const BLOCK: usize = 128;

impl Place {
    /// The place behind `bytes`, which begin here: a block at most.
    fn behind(self, bytes: &[u8]) -> Self {
        let count = |bytes: &[u8], counts: fn(u8) -> bool| -> u32 {
            bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(u8::from(counts(*byte)))).into()
        };
        let characters = |bytes: &[u8]| count(bytes, |byte| byte & 0xc0 != 0x80);
        match memchr::memrchr(b'\n', bytes) {
            None => Self { line: self.line, column: self.column + characters(bytes) },
            Some(last) => {
                let lines = count(&bytes[..last], |byte| byte == b'\n');
                Self { line: self.line + lines + 1, column: characters(&bytes[last + 1..]) }
            }
        }
    }
}

impl<'s> Places<'s> {
    /// Of `text`.
    pub fn new(text: &'s str) -> Self {
        let bytes = text.as_bytes();
        let mut here = Place::default();
        let mut blocks = Vec::with_capacity(bytes.len() / BLOCK + 1);
        for block in bytes.chunks(BLOCK) {
            blocks.push(here);
            here = here.behind(block);
        }
        Self { bytes, blocks }
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    pub fn of(&self, at: u32) -> (u32, u32) {
        let at = (at as usize).min(self.bytes.len());
        let Some(last) = self.blocks.len().checked_sub(1) else { return (1, 1) };
        let block = (at / BLOCK).min(last);
        let place = self.blocks[block].behind(&self.bytes[block * BLOCK..at]);
        (place.line + 1, place.column + 1)
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: u32) -> u32 {
        self.of(at).0
    }

    /// A doubt at a byte.
    pub fn doubt<'r>(&self, at: u32, reason: &'r str) -> Doubt<'r> {
        let (line, column) = self.of(at);
        Doubt { line, column, reason }
    }
}
