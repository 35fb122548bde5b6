//! Comments for editors: English first, then Chinese.

use serde_json::Value;

const WIDTH: usize = 120;

/// The comment of a schema's texts and bounds, indented, each line ended; nothing if it has no texts.
pub(crate) fn comment(schema: &Value, indent: &str) -> String {
    let text = |word: &str| schema[word].as_str().unwrap_or_default().to_owned();
    texts(&text("description"), &text("x-zh"), &tags(schema), indent)
}

/// The comment of texts in both languages and of tags.
pub(crate) fn texts(en: &str, zh: &str, tags: &[String], indent: &str) -> String {
    let closed = |text: &str| text.replace("*/", "*\\/");
    let (en, zh) = (closed(en), closed(zh));
    if en.is_empty() {
        return String::new();
    }
    let line = format!("{indent}/** {en} {zh} */\n");
    if tags.is_empty() && !line.trim_end().contains('\n') && columns(&line) <= WIDTH {
        return line;
    }
    let mut out = format!("{indent}/**\n");
    let paragraphs = en.split("\n\n").chain(zh.split("\n\n"));
    for (index, paragraph) in paragraphs.enumerate() {
        if index > 0 {
            out.push_str(&format!("{indent} *\n"));
        }
        for line in wrapped(paragraph, WIDTH - indent.len() - 3) {
            out.push_str(&format!("{indent} * {line}\n"));
        }
    }
    if !tags.is_empty() {
        out.push_str(&format!("{indent} *\n"));
    }
    for tag in tags {
        out.push_str(&format!("{indent} * {}\n", closed(tag)));
    }
    out.push_str(&format!("{indent} */\n"));
    out
}

/// Bounds that the type itself cannot say.
fn tags(schema: &Value) -> Vec<String> {
    let mut tags = Vec::new();
    let most = civigrid::bounds::COUNT;
    let usual = [0, u16::MAX.into(), u32::MAX.into(), most, -most].map(Value::from);
    for word in ["default", "minimum", "maximum", "maxItems", "pattern", "maxLength"] {
        let told = |value: &&Value| word == "default" || !usual.contains(value) && schema.get("prefixItems").is_none();
        let Some(value) = schema.get(word).filter(told) else { continue };
        tags.push(format!("@{word} {}", value.as_str().map_or_else(|| value.to_string(), String::from)));
    }
    tags
}

/// Whether a character takes two columns.
fn wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}')
}

fn columns(text: &str) -> usize {
    text.trim_end_matches('\n').chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

/// Breaks a paragraph at spaces, and between Chinese characters but not before a mark.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        let glued = "。，；：、）”》".contains(c) || "（“《".contains(before);
        let begins = before == ' ' || (wide(c) || wide(before)) && !glued;
        match words.last_mut() {
            Some(word) if !begins => word.push(c),
            _ => words.push(c.into()),
        }
        before = c;
    }
    let mut lines = vec![String::new()];
    for word in words {
        let last = lines.last().map_or(0, |line| columns(line));
        if last > 0 && last + columns(word.trim_end()) > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&word);
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_between_characters() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("案件编号，必填。", 8), ["案件编", "号，必", "填。"]);
        assert_eq!(wrapped("写作 `a/b` 的键", 9), ["写作", "`a/b` 的", "键"]);
    }

    #[test]
    fn a_comment_cannot_be_closed_from_inside() {
        assert_eq!(texts("a */ b", "丙", &[], ""), "/** a *\\/ b 丙 */\n");
    }
}
