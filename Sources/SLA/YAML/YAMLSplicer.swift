// Where in a text a change goes, and how it is written there. What is written follows the file: its line ends, its
// indentation, its braces, its quotes.

import Calc

/// A piece of the text that is exchanged.
struct YAMLSplice {
  var span: Range<Int>
  var new: String
}

/// Finds the splices of one text for changes to its tree.
struct YAMLSplicer {
  let text: YAMLText
  private let root: YAMLNode?
  private let writer: YAMLWriter

  init(_ source: Source, root: YAMLNode?) {
    let text = YAMLText(source)
    self.text = text
    self.root = root
    let firstEnd = text.lineSpan(at: text.start).upperBound
    var writer = YAMLWriter(lineEnd: text[firstEnd] == carriageReturn ? "\r\n" : "\n")
    for entry in root?.entries ?? [] where !entry.value.isFlow {
      guard let first = entry.value.entries?.first else { continue }
      let deeper = text.column(first.key.span.lowerBound) - text.column(entry.key.span.lowerBound)
      if deeper > 0 {
        writer.step = deeper
        break
      }
    }
    if let root, root.isFlow, let entries = root.entries {
      writer.isJSON = !entries.isEmpty && entries.allSatisfy { $0.key.style == .double }
    }
    self.writer = writer
  }

  static func leadsNowhere(_ path: YAMLPath) -> Diagnostic {
    let names = path.map { if case .key(let name) = $0 { name } else { "-" } }
    return Diagnostic("the file has no such place: \(HiddenText.shown(names.joined(separator: ": ")))")
  }

  /// The entries that lines of YAML hold.
  static func entries(of lines: String) throws(Diagnostic) -> [YAMLNode.Entry]? {
    let (root, faults) = YAMLReader.read(Source(lines))
    if let fault = Diagnostic.together(faults) { throw fault }
    return root == nil ? [] : root?.entries
  }

  /// The text with pieces exchanged.
  /// - Throws: A complaint when two pieces lie across each other.
  func text(with splices: [YAMLSplice]) throws(Diagnostic) -> Source {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.bytes.count + splices.reduce(0) { $0 + $1.new.utf8.count })
    var at = 0
    for splice in splices.sorted(by: { $0.span.lowerBound < $1.span.lowerBound }) {
      guard splice.span.lowerBound >= at, splice.span.upperBound <= text.bytes.count else {
        throw Diagnostic("two changes of the file lie across each other", at: text.place(splice.span))
      }
      bytes += text.bytes[at..<splice.span.lowerBound]
      bytes += splice.new.utf8
      at = splice.span.upperBound
    }
    bytes += text.bytes[at...]
    return Source(String(decoding: bytes, as: UTF8.self), file: text.source.file, firstLine: text.source.firstLine)
  }

  /// What is exchanged for one change.
  func splices(for edit: YAMLEdit) throws(Diagnostic) -> [YAMLSplice] {
    switch edit {
    case .replace(let path, let node):
      guard let old = (root ?? .nothing)[path] else { throw Self.leadsNowhere(path) }
      return try replace(old, with: node)
    case .add(let path, let key, let value, let next):
      guard let old = (root ?? .nothing)[path] else { throw Self.leadsNowhere(path) }
      let entry = YAMLNode(.mapping([YAMLNode.Entry(key: YAMLNode.Key(key), value: value)]))
      if let next = old.entries?.first(where: { $0.key.text == next }) {
        return try precede(next.key, in: old, with: entry)
      }
      return try extend(old, with: entry, isRoot: path.isEmpty)
    case .append(let path, let item):
      guard let old = (root ?? .nothing)[path] else { throw Self.leadsNowhere(path) }
      return try extend(old, with: YAMLNode(.sequence([item])), isRoot: path.isEmpty)
    case .remove(let path):
      guard let last = path.last, let parent = root?[YAMLPath(path.dropLast())], let index = parent.child(last)?.index
      else { throw Self.leadsNowhere(path) }
      return parent.isFlow ? removeInline(index, of: parent) : removeLines(index, of: parent)
    case .lines(let lines):
      guard let root, !root.isEmpty, !root.isFlow else {
        let entries = try Self.entries(of: lines) ?? []
        if let root, root.isFlow { return try extend(root, with: YAMLNode(.mapping(entries)), isRoot: true) }
        return [insert(lines: split(lines), at: emptyRootEnd)]
      }
      let margin = String(repeating: " ", count: text.column(root.span.lowerBound))
      let indented = split(lines).map { $0.isEmpty ? "" : margin + $0 }
      return [insert(lines: (separatesSections(root) ? [""] : []) + indented, at: lineBehind(root))]
    }
  }

  private func split(_ lines: String) -> [String] {
    var result = lines.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    while result.last?.isEmpty ?? false { result.removeLast() }
    return result
  }

  // MARK: Replace

  private func replace(_ old: YAMLNode, with new: YAMLNode) throws(Diagnostic) -> [YAMLSplice] {
    if old.means(new) { return [] }
    if !old.isFlow, old.text == nil { return try replaceLines(old, with: new) }
    var span = old.span
    if new.isNothing {
      while !old.isFlow, span.lowerBound > 0, text.bytes[span.lowerBound - 1] == blank {
        span = span.lowerBound - 1..<span.upperBound
      }
      return [YAMLSplice(span: span, new: writer.isJSON ? "null" : "")]
    }
    var written = try writer.inline(new, inFlow: old.isFlow)
    if let value = new.text, case .scalar(_, let style) = old.content, !old.isNothing {
      switch style {
      case .literal, .folded: written = try block(value, style: style, instead: span)
      default:
        written = try writer.scalar(value, style: value.utf8.contains(newline) ? .double : style, inFlow: old.isFlow)
      }
    }
    if span.isEmpty, span.lowerBound > text.start { written = " " + written }
    return [YAMLSplice(span: span, new: written)]
  }

  /// A text behind `|` or `>` in the place of another: the indentation and the comment behind the sign stay.
  private func block(_ value: String, style: YAMLNode.Style, instead span: Range<Int>) throws(Diagnostic) -> String {
    let header = span.lowerBound..<min(span.upperBound, text.lineSpan(at: span.lowerBound).upperBound)
    var indentation: Int?
    var at = text.nextLine(after: span.lowerBound)
    while at < span.upperBound {
      let words = text.skipBlanks(at)
      if words < text.lineSpan(at: at).upperBound { indentation = min(indentation ?? Int.max, words - at) }
      at = text.nextLine(after: at)
    }
    let margin = indentation ?? text.indentation(span.lowerBound) + writer.step
    var written = try writer.scalar(value, style: style, indentation: margin)
    if let comment = header.first(where: { text.bytes[$0] == hash }) {
      var from = comment
      while from > header.lowerBound, isWhite(text.bytes[from - 1]) { from -= 1 }
      let end = written.utf8.firstIndex { $0 == newline || $0 == carriageReturn } ?? written.endIndex
      written.insert(contentsOf: text[from..<header.upperBound], at: end)
    }
    return written
  }

  /// A collection on lines of its own gives way to a value behind its name.
  private func replaceLines(_ old: YAMLNode, with new: YAMLNode) throws(Diagnostic) -> [YAMLSplice] {
    var before = old.span.lowerBound
    while before > text.start, let byte = text[before - 1], byte != colon, byte != dash { before -= 1 }
    // Between the name and its lines there may be comments, which stay.
    let line = text.lineSpan(at: old.span.lowerBound)
    let isOnOwnLine = text.skipBlanks(line.lowerBound) == old.span.lowerBound
    let words = try writer.inline(new)
    guard isOnOwnLine, let name = ownerEnd(of: old) else { return [YAMLSplice(span: old.span, new: words)] }
    let lines = line.lowerBound..<text.nextLine(after: old.span.upperBound)
    return [YAMLSplice(span: name..<name, new: words.isEmpty ? "" : " " + words), YAMLSplice(span: lines, new: "")]
  }

  /// Where the colon or dash ends that a node on lines of its own belongs to.
  private func ownerEnd(of node: YAMLNode) -> Int? {
    var open = root.map { [$0] } ?? []
    while let next = open.popLast() {
      switch next.content {
      case .scalar: continue
      case .mapping(let entries):
        if let owner = entries.first(where: { $0.value.span == node.span && !$0.value.isNothing }) {
          return text.skipBlanks(owner.key.span.upperBound) + 1
        }
        open += entries.map(\.value)
      case .sequence(let items): open += items
      }
    }
    return nil
  }

  // MARK: Add

  /// More entries or items behind those of a node.
  private func extend(_ old: YAMLNode, with more: YAMLNode, isRoot: Bool) throws(Diagnostic) -> [YAMLSplice] {
    if old.isNothing { return try begin(old, with: more, isRoot: isRoot) }
    if old.isFlow { return try extendInline(old, with: more) }
    let lines = try writer.lines(more, indentation: text.column(old.span.lowerBound))
    return [insert(lines: (isRoot && separatesSections(old) ? [""] : []) + lines, at: lineBehind(old))]
  }

  /// The first entries where nothing is written.
  private func begin(_ old: YAMLNode, with more: YAMLNode, isRoot: Bool) throws(Diagnostic) -> [YAMLSplice] {
    if isRoot { return [insert(lines: try writer.lines(more, indentation: 0), at: emptyRootEnd)] }
    if old.isFlow || text[old.span.lowerBound - 1] == dash && old.span.isEmpty {
      let written = try writer.inline(more, inFlow: old.isFlow)
      return [YAMLSplice(span: old.span, new: old.span.isEmpty ? " " + written : written)]
    }
    let lines = try writer.lines(more, indentation: text.indentation(old.span.lowerBound) + writer.step)
    let insertion = insert(lines: lines, at: text.nextLine(after: old.span.upperBound))
    return old.span.isEmpty ? [insertion] : [YAMLSplice(span: old.span, new: ""), insertion]
  }

  /// Where the text of a file goes that says nothing yet: behind its comments, but between its `---` and `...`.
  private var emptyRootEnd: Int {
    guard let root else { return text.bytes.count }
    let next = text.skipToText(root.span.upperBound)
    return next < text.bytes.count ? text.lineSpan(at: next).lowerBound : next
  }

  private func extendInline(_ old: YAMLNode, with more: YAMLNode) throws(Diagnostic) -> [YAMLSplice] {
    var inside = try writer.inline(more)
    inside = String(inside.dropFirst().dropLast())
    let children = spans(of: old)
    guard let last = children.last else {
      let opening = old.span.lowerBound + 1
      return [YAMLSplice(span: opening..<opening, new: inside)]
    }
    let line = text.lineSpan(at: last.lowerBound)
    let isOnOwnLine = text.skipBlanks(line.lowerBound) == last.lowerBound
    let isClosedLater = text.line(at: old.span.upperBound) > text.line(at: last.upperBound)
    guard isOnOwnLine, isClosedLater else {
      return [YAMLSplice(span: last.upperBound..<last.upperBound, new: ", " + inside)]
    }
    // One entry a line: the new one gets its own, and the comma habits of the file stay.
    let next = text.skipToText(last.upperBound)
    let hasComma = text[next] == comma
    let own = text[line.lowerBound..<last.lowerBound] + inside + (hasComma ? "," : "")
    let insertion = insert(lines: [own], at: text.nextLine(after: hasComma ? next : last.upperBound))
    return hasComma ? [insertion] : [YAMLSplice(span: last.upperBound..<last.upperBound, new: ","), insertion]
  }

  /// An entry before another one of a mapping: on a line of its own where that one stands first on its line.
  private func precede(
    _ next: YAMLNode.Key, in old: YAMLNode, with entry: YAMLNode
  ) throws(Diagnostic) -> [YAMLSplice] {
    let at = next.span.lowerBound
    let line = text.lineSpan(at: at).lowerBound
    let isFirst = text.skipBlanks(line) == at
    if old.isFlow {
      let inside = String(try writer.inline(entry).dropFirst().dropLast()) + ","
      return [
        isFirst
          ? insert(lines: [text[line..<at] + inside], at: line) : YAMLSplice(span: at..<at, new: inside + " ")
      ]
    }
    let margin = text.column(at)
    let lines = try writer.lines(entry, indentation: margin)
    if isFirst { return [insert(lines: lines, at: line)] }
    // Behind the dash of a list: the new entry takes the dash, the old one begins the next line.
    let body = String(lines.joined(separator: writer.lineEnd).dropFirst(margin))
    return [YAMLSplice(span: at..<at, new: body + writer.lineEnd + String(repeating: " ", count: margin))]
  }

  /// Whole lines at the beginning of a line, or behind the last one.
  private func insert(lines: [String], at offset: Int) -> YAMLSplice {
    let body = lines.joined(separator: writer.lineEnd)
    let isOpen = offset > text.start && text[offset - 1] != newline
    return YAMLSplice(span: offset..<offset, new: isOpen ? writer.lineEnd + body : body + writer.lineEnd)
  }

  /// The beginning of the line behind a node on lines of its own.
  private func lineBehind(_ node: YAMLNode) -> Int {
    let next = text.nextLine(after: node.span.upperBound)
    return keepsBlankLines(node) ? skipBlankLines(next) : next
  }

  /// Whether a node ends with a text behind `|+`, which takes the blank lines after it.
  private func keepsBlankLines(_ node: YAMLNode) -> Bool {
    var last = node
    while let next = last.entries?.last?.value ?? last.items?.last { last = next }
    guard case .scalar(_, let style) = last.content, style == .literal || style == .folded else { return false }
    return text[text.lineSpan(at: last.span.lowerBound).clamped(to: last.span)].prefix(3).contains("+")
  }

  private func skipBlankLines(_ offset: Int) -> Int {
    var at = offset
    while at < text.bytes.count, text.skipBlanks(at) >= text.lineSpan(at: at).upperBound {
      at = text.nextLine(after: at)
    }
    return at
  }

  /// Whether the last section of the root is set off by a blank line.
  private func separatesSections(_ root: YAMLNode) -> Bool {
    if keepsBlankLines(root) { return false }
    guard let last = spans(of: root).last, var line = Optional(text.lineSpan(at: last.lowerBound).lowerBound) else {
      return false
    }
    while line > text.start {
      line = text.lineSpan(at: line - 1).lowerBound
      let first = text.skipBlanks(line)
      if first >= text.lineSpan(at: line).upperBound { return true }
      if text[first] != hash { return false }
    }
    return false
  }

  // MARK: Remove

  private func removeLines(_ index: Int, of parent: YAMLNode) -> [YAMLSplice] {
    let children = spans(of: parent)
    let child = children[index]
    let line = text.lineSpan(at: child.lowerBound)
    if text.skipBlanks(line.lowerBound) == child.lowerBound {
      var end = text.nextLine(after: child.upperBound)
      let before = index > 0 ? parent.entries?[index - 1].value ?? parent.items?[index - 1] : nil
      if let before, keepsBlankLines(before) { end = skipBlankLines(end) }
      return [YAMLSplice(span: line.lowerBound..<end, new: "")]
    }
    // The first one of a list's item stands behind the dash, which stays.
    let end = index + 1 < children.count ? children[index + 1].lowerBound : child.upperBound
    return [YAMLSplice(span: child.lowerBound..<end, new: "")]
  }

  private func removeInline(_ index: Int, of parent: YAMLNode) -> [YAMLSplice] {
    let children = spans(of: parent)
    let child = children[index]
    if index + 1 < children.count {
      return [YAMLSplice(span: child.lowerBound..<children[index + 1].lowerBound, new: "")]
    }
    let next = text.skipToText(child.upperBound)
    let end = text[next] == comma ? next + 1 : child.upperBound
    guard index > 0 else { return [YAMLSplice(span: child.lowerBound..<end, new: "")] }
    let before = children[index - 1]
    let previousComma = text.skipToText(before.upperBound)
    if text.line(at: before.upperBound) == text.line(at: child.lowerBound) {
      return [YAMLSplice(span: before.upperBound..<child.upperBound, new: "")]
    }
    let line = text.lineSpan(at: child.lowerBound)
    let isOnOwnLine = text.skipBlanks(line.lowerBound) == child.lowerBound
    let behind = text.lineSpan(at: end)
    let rest = text.skipBlanks(end)
    let isAlone = isOnOwnLine && (rest >= behind.upperBound || text[rest] == hash)
    let own = isAlone ? line.lowerBound..<text.nextLine(after: end) : child.lowerBound..<end
    // With a comma behind it, the one before becomes the last with its comma.
    return (end > child.upperBound ? [] : [YAMLSplice(span: previousComma..<previousComma + 1, new: "")])
      + [YAMLSplice(span: own, new: "")]
  }

  /// The entries of a mapping from key to value, the items of a sequence with their dash.
  private func spans(of node: YAMLNode) -> [Range<Int>] {
    switch node.content {
    case .scalar: return []
    case .mapping(let entries): return entries.map { $0.key.span.lowerBound..<$0.value.span.upperBound }
    case .sequence(let items):
      if node.isFlow { return items.map(\.span) }
      var end = node.span.lowerBound
      return items.map { item in
        let dash = text.skipToText(end)
        end = item.span.upperBound
        return dash..<end
      }
    }
  }
}

extension YAMLText {
  /// How far from its line's beginning an offset stands.
  func column(_ offset: Int) -> Int { offset - lineSpan(at: offset).lowerBound }

  /// The column of the first name or value on the line at an offset: blanks and dashes before it do not count.
  func indentation(_ offset: Int) -> Int {
    var at = skipBlanks(lineSpan(at: offset).lowerBound)
    while self[at] == dash, self[at + 1] == blank { at = skipBlanks(at + 1) }
    return column(at)
  }
}
