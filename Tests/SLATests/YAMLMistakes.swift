// A gallery of mistakes: one tiny file for each, with the place, the sentence and what to write instead.

/// A file with one mistake and what is said about it.
struct Mistake: Sendable {
  var yaml: String
  /// Line and column.
  var place: String
  var message: String
  var hint: String?

  init(_ yaml: String, _ place: String, _ message: String, _ hint: String? = nil) {
    self.yaml = yaml
    self.place = place
    self.message = message
    self.hint = hint
  }

  static let all: [Mistake] = [
    Mistake("quota: *1.1\n", "1:8", "a value that begins with * needs quotes", "quota: \"*1.1\""),
    Mistake("goal:\n  quota: *1\n", "2:10", "a value that begins with * needs quotes", "quota: \"*1\""),
    Mistake("R: &D.x\n", "1:4", "a value that begins with & needs quotes", "R: \"&D.x\""),
    Mistake("a: !!int 3\n", "1:4", "a value that begins with ! needs quotes", "a: \"!!int 3\""),
    Mistake("a: !b\n", "1:4", "a value that begins with ! needs quotes", "a: \"!b\""),
    Mistake(
      "base: {a: 1}\nb:\n  <<: {a: 1}\n  c: 2\n", "3:3", "<< would copy entries from elsewhere; copies are not followed"
    ),
    Mistake("? [a, b]\n: 1\n", "1:3", "a list or a group cannot be a name"),
    Mistake("{a: 1}: 2\n", "1:1", "a list or a group cannot be a name"),
    Mistake("[a]: 2\n", "1:1", "a list or a group cannot be a name"),
    Mistake("? a\n: b\n", "1:3", "a name that begins with ? is not read here", "a: …"),
    Mistake("{? a : b}\n", "1:4", "a name that begins with ? is not read here", "a: …"),
    Mistake("close_rate: 4%\nquota: 1\nclose_rate: 5%\n", "3:1", "close_rate stands here a second time"),
    Mistake("a: 1\n---\nb: 1\n", "2:1", "a second document begins here; a file holds one agreement"),
    Mistake("a: 1\n...\nb: 1\n", "3:1", "a second document begins here; a file holds one agreement"),
    Mistake(
      "%YAML 1.3\n---\na: 1\n", "1:1", "a line that begins with % is an instruction to YAML, and none are followed here"
    ),
    Mistake(
      "%TAG ! x\n---\na: 1\n", "1:1", "a line that begins with % is an instruction to YAML, and none are followed here"),
    Mistake(
      "%YAML 1.1\n%YAML 1.2\n---\na: 1\n", "2:1",
      "a line that begins with % is an instruction to YAML, and none are followed here"),
    Mistake("a: \"\\e[31m\"\n", "1:4", "this text holds a hidden character, \\u{1B}", "\"[31m\""),
    Mistake("\"a\\e\": 1\n", "1:1", "the name a\\u{1B} holds a hidden character, \\u{1B}", "a"),
    Mistake("a: x\u{200B}b\n", "1:5", "this text holds a hidden character, \\u{200B}", "\"xb\""),
    Mistake("a\u{200D}b: 1\n", "1:2", "the name a\\u{200D}b holds a hidden character, \\u{200D}", "ab"),
    Mistake("a: \u{202E}abc\n", "1:4", "a hidden character, \\u{202E}, stands here", "a: abc"),
    Mistake("# \u{202E}\na: 1\n", "1:3", "a hidden character, \\u{202E}, stands here", "# "),
    Mistake("a: \u{1B}[31m\n", "1:4", "a hidden character, \\u{1B}, stands here", "a: [31m"),
    Mistake("a: \"\\0\"\n", "1:4", "this text holds a hidden character, \\u{0}", "\"\""),
    Mistake("a: \0b\n", "1:4", "a zero byte stands here: this is not a text file, or it is damaged"),
    Mistake("a: x\u{2028}y\n", "1:5", "a hidden character, \\u{2028}, stands here", "a: xy"),
    Mistake("a:\n\tb: 2\n", "2:1", "a tab stands in the indentation; YAML counts blanks only", "  b: 2"),
    Mistake("a: 1\n\tb: 2\n", "2:1", "a tab stands in the indentation; YAML counts blanks only", "  b: 2"),
    Mistake("a: |\n\tb\n", "2:1", "a tab stands in the indentation; YAML counts blanks only", "  b"),
    Mistake("quota: \"2M\n", "1:8", "the quote that opens here is never closed", "quota: \"2M\""),
    Mistake(
      "quota: \"2M\nmonths: \"3\"\n", "1:8", "the quote that opens here is closed only on line 2", "quota: \"2M\""),
    Mistake("a: 'x\n", "1:4", "the quote that opens here is never closed", "a: 'x'"),
    Mistake("a: {b: 0.8\ngoal:\n  quota: 2\n", "1:4", "the { that opens here is never closed"),
    Mistake("a: [1, 2\nb: 1\n", "1:4", "the [ that opens here is never closed"),
    Mistake("a: {b: 1\n", "1:4", "the { that opens here is never closed"),
    Mistake("a: [1\n", "1:4", "the [ that opens here is never closed"),
    Mistake("a: 1\nquota:2M\nc: 3\n", "2:6", "after the colon a blank is missing", "quota: 2M"),
    Mistake("quota:2M\nb: 3\n", "1:6", "after the colon a blank is missing", "quota: 2M"),
    Mistake("a: 1\nnothing here\nc: 3\n", "2:1", "this line has no colon", "nothing here: …"),
    Mistake(
      "tiers:\n  CEO: {deal_size: 1,200, mix: 1}\n", "2:20",
      "in { } a comma begins the next entry, and 200 has no value", "deal_size: \"1,200\""),
    Mistake(
      "tiers:\n  CEO: {mix: 10%, deal_size: 1,200}\n", "2:30",
      "in { } a comma begins the next entry, and 200 has no value", "deal_size: \"1,200\""),
    Mistake("{reps[SDR]: 5}\n", "1:6", "a [ within { } needs quotes, or a line of its own", "\"reps[SDR]\""),
    Mistake(
      "s:\n  c: {close: 1, reps[SDR]: 5}\n", "2:21", "a [ within { } needs quotes, or a line of its own",
      "\"reps[SDR]\""),
    Mistake("a: {b: x[y] z}\n", "1:9", "a [ within { } needs quotes, or a line of its own", "\"x[y]\""),
    Mistake("a: [reps[SDR], b]\n", "1:9", "a [ within [ ] needs quotes, or a line of its own", "\"reps[SDR]\""),
    Mistake("{a:1}\n", "1:2", "after the colon a blank is missing", "a: 1"),
    Mistake("{a}\n", "1:2", "a has no value", "a: …"),
    Mistake("{a:, b: 1}\n", "1:3", "after the colon a blank is missing"),
    Mistake("promise: Deliver: now\n", "1:17", "a second colon stands in this line", "promise: \"Deliver: now\""),
    Mistake("a: 1\n  b: 2\n", "2:3", "this line is indented deeper than the one above, which has its value already"),
    Mistake("  a: 1\nb: 2\n", "2:1", "this line does not fit to what stands above"),
    Mistake("a:\n    b: 1\n  c: 2\n", "3:3", "this line does not fit to what stands above"),
    Mistake("mix: %10\n", "1:6", "a value that begins with % needs quotes", "mix: \"%10\""),
    Mistake("a: @x\n", "1:4", "a value that begins with @ needs quotes", "a: \"@x\""),
    Mistake("a: `x`\n", "1:4", "a value that begins with ` needs quotes", "a: \"`x`\""),
    Mistake("a: \"x\" y\n", "1:8", "behind the closing quote nothing more may stand"),
    Mistake("a: 'it's'\n", "1:8", "behind the closing quote nothing more may stand"),
    Mistake("a: {b: 1}}\n", "1:10", "this does not belong here"),
    Mistake("a: {b: 1} x\n", "1:11", "this does not belong here"),
    Mistake("a: - b\n", "1:4", "a list begins on a line of its own"),
    Mistake("a:\n- b\nc\nd: 1\n", "3:1", "this line has no colon", "c: …"),
    Mistake("- a\nb: 1\n", "2:1", "this line stands in a list and does not begin with a dash"),
    Mistake("a: ]\n", "1:4", "a value that begins with ] needs quotes", "a: \"]\""),
    Mistake("a: , b\n", "1:4", "a value that begins with , needs quotes", "a: \", b\""),
    Mistake("a: [1,,2]\n", "1:7", "a value that begins with , needs quotes", "\",2\""),
    Mistake("a: \"\\d\"\n", "1:5", "in double quotes a \\ stands before a special sign, and this one is not known"),
    Mistake("a: |x\n  b\n", "1:4", "a value that begins with | needs quotes", "a: \"|x\""),
    Mistake("a: >5% more\n", "1:4", "a value that begins with > needs quotes", "a: \">5% more\""),
    Mistake("a: ? b\n", "1:4", "a value that begins with ? needs quotes", "a: \"? b\""),
    Mistake("a: {b: \"x\" y}\n", "1:12", "here a comma or a } is expected"),
    Mistake("a: \"\\ud800\"\n", "1:7", "in double quotes a \\ stands before a special sign, and this one is not known"),
    Mistake(": 1\n", "1:1", "the name before the colon is missing"),
    Mistake("\"\": 1\n", "1:1", "the name before the colon is missing"),
    Mistake("a: 1\n\u{FEFF}b: 1\n", "2:1", "a hidden character, \\u{FEFF}, stands here", "b: 1"),
    Mistake("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "1:33", "this is nested too deeply: more than 32 levels"),
    Mistake("a: 1\n\nb: c: d\n", "3:5", "a second colon stands in this line", "b: \"c: d\""),
    Mistake("é: 1\ne\u{301}: 2\n", "2:1", "e\u{301} stands here a second time"),
    Mistake("a: {b: c: d}\n", "1:9", "here a comma or a } is expected"),
    Mistake("a: {b: \"x}\nc: 1\n", "1:8", "the quote that opens here is never closed", "a: {b: \"x}\""),
    Mistake("a:\n  - b: 1\n   c: 2\n", "3:4", "this line stands in a list and does not begin with a dash"),
    Mistake("a: *\n", "1:4", "a value that begins with * needs quotes", "a: \"*\""),
    Mistake("quota: * 1.1\n", "1:8", "a value that begins with * needs quotes", "quota: \"* 1.1\""),
    Mistake("s: {quota: *1.1, b: 2}\n", "1:12", "a value that begins with * needs quotes", "quota: \"*1.1\""),
    Mistake("a: !\n", "1:4", "a value that begins with ! needs quotes", "a: \"!\""),
    Mistake("a: \"x\n---\n\"\n", "1:4", "the quote that opens here is never closed", "a: \"x\""),
    Mistake("%FOO\na: 1\n", "1:1", "a line that begins with % is an instruction to YAML, and none are followed here"),
    Mistake("\"a\\nb\": 1\n", "1:1", "the name a\\u{A}b holds a hidden character, \\u{A}", "ab"),
    Mistake("a: b\nb\n", "2:1", "this line has no colon", "b: …"),
    Mistake("a: [x]]\n", "1:7", "this does not belong here"),
    Mistake(
      "kind: \"internal\nperiod: \"2026\"\n", "1:7", "the quote that opens here is closed only on line 2",
      "kind: \"internal\""),
    Mistake("a: {b: 1\nc: 2}\nd: {e: 3,\nf: 4\n", "1:4", "the { that opens here is never closed"),
    Mistake("a: \"\\x4\"\n", "1:7", "in double quotes a \\ stands before a special sign, and this one is not known"),
    Mistake("a: |0\n  x\n", "1:4", "a value that begins with | needs quotes", "a: \"|0\""),
    Mistake("a: !<tag:x> b\n", "1:4", "a value that begins with ! needs quotes", "a: \"!<tag:x> b\""),
    Mistake("a: !x!y b\n", "1:4", "a value that begins with ! needs quotes", "a: \"!x!y b\""),
    Mistake("goal: quota: 2M\n", "1:12", "a second colon stands in this line", "goal: \"quota: 2M\""),
    Mistake("a: \"b\" # ok\n \"c\"\n", "2:2", "this line does not fit to what stands above")
  ]
}
