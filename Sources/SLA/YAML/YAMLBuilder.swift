// Events become nodes. Collections that are still open lie on a stack, so that no depth of a file is a depth of calls.

import Calc

/// Builds the tree of one text and collects what is wrong with it.
struct YAMLBuilder {
  private(set) var root: YAMLNode?
  private(set) var complaints = YAMLComplaints()
  private let text: YAMLText
  private var open: [Collection] = []
  private var nodes = 0
  /// The span of the scalar read last, which a syntax fault may be about.
  private var lastScalar = 0..<0

  /// A mapping or sequence whose end has not been seen.
  private struct Collection {
    var isMapping: Bool
    var isFlow: Bool
    var start: Int
    /// Where the last child ends.
    var end: Int
    var entries: [YAMLNode.Entry] = []
    var items: [YAMLNode] = []
    /// Whether a key was read and its value comes next.
    var awaitsValue = false
    /// The key the value belongs to; nil when it was refused.
    var key: YAMLNode.Key?
    /// Where each key stands.
    var known: [String: Range<Int>] = [:]
  }

  init(_ text: YAMLText) { self.text = text }

  private var isInFlow: Bool { open.last?.isFlow ?? false }
  private var isAtKey: Bool { open.last.map { $0.isMapping && !$0.awaitsValue } ?? false }

  /// Reads all events.
  /// - Returns: Whether the text was read to its end.
  mutating func build() -> Bool {
    var events = YAMLEvents(text)
    while true {
      let item = events.next()
      if item.hasTag { refuseTag(item.span) } else if item.hasAnchor { refuse("&", item.span) }
      switch item.event {
      case .documentStart: continue
      case .alias:
        refuse("*", item.span)
        guard count(item.span) else { return false }
        put(YAMLNode(.scalar(text[item.span], .plain), span: item.span, isFlow: isInFlow))
      case .scalar(let value, let style):
        guard count(item.span) else { return false }
        let node = scalar(value, style, item)
        lastScalar = node.span
        put(node)
      case .mappingStart(let isFlow):
        guard
          enter(
            Collection(
              isMapping: true, isFlow: isFlow, start: item.span.lowerBound,
              end: item.span.lowerBound))
        else { return false }
      case .sequenceStart(let isFlow):
        guard
          enter(
            Collection(
              isMapping: false, isFlow: isFlow, start: item.span.lowerBound,
              end: item.span.lowerBound))
        else { return false }
      case .end: close(item.span.upperBound)
      case .documentEnd: return refuseMore(after: item.span)
      case .streamEnd: return true
      case .syntaxFault(let fault):
        complaints.add(
          text.complaint(about: fault, inFlow: isInFlow, lastScalar: lastScalar), of: text)
        return false
      }
    }
  }

  // MARK: Nodes

  private mutating func count(_ span: Range<Int>) -> Bool {
    nodes += 1
    if nodes > YAMLReader.mostNodes {
      complaints.add(
        "this file has too many entries: more than \(YAMLReader.mostNodes)", at: span, of: text,
        why: ["an agreement has a few hundred; records are read from files of their own"])
    }
    return nodes <= YAMLReader.mostNodes
  }

  private mutating func enter(_ collection: Collection) -> Bool {
    let span = collection.start..<collection.start + 1
    guard count(span) else { return false }
    open.append(collection)
    if open.count > YAMLReader.mostLevels {
      complaints.add(
        "this is nested too deeply: more than \(YAMLReader.mostLevels) levels", at: span, of: text)
    }
    return open.count <= YAMLReader.mostLevels
  }

  private mutating func close(_ mark: Int) {
    guard let last = open.popLast() else { return }
    let opening = text[last.start]
    let isBracketed = last.isFlow && (opening == UInt8(ascii: "{") || opening == UInt8(ascii: "["))
    let span = last.start..<max(last.start, isBracketed ? mark : last.end)
    put(
      YAMLNode(
        last.isMapping ? .mapping(last.entries) : .sequence(last.items), span: span,
        isFlow: last.isFlow))
  }

  private func scalar(_ value: String, _ style: YAMLNode.Style, _ item: YAMLEvents.Item) -> YAMLNode {
    var span = item.span
    if style == .literal || style == .folded {
      span = text.blockScalar(span, value: value)
    } else if span.isEmpty, let mapping = open.last, mapping.awaitsValue, let key = mapping.key {
      // Nothing is written: libyaml's mark may be anywhere before the next token, the place for a value is the colon.
      let after = text.skipBlanks(key.span.upperBound)
      if text[after] == colon { span = after + 1..<after + 1 }
    }
    return YAMLNode(.scalar(value, style), span: span, isFlow: isInFlow)
  }

  /// Takes a finished node to where it belongs.
  private mutating func put(_ node: YAMLNode) {
    guard let top = open.indices.last else {
      root = node
      return
    }
    open[top].end = max(open[top].end, node.span.upperBound)
    if !open[top].isMapping {
      checkLine(node)
      open[top].items.append(node)
    } else if open[top].awaitsValue {
      checkLine(node)
      if let key = open[top].key { open[top].entries.append(YAMLNode.Entry(key: key, value: node)) }
      open[top].awaitsValue = false
    } else {
      open[top].key = key(node)
      open[top].awaitsValue = true
    }
  }

  // MARK: Keys

  /// The node as a key, nil when it is refused.
  private mutating func key(_ node: YAMLNode) -> YAMLNode.Key? {
    guard case .scalar(let name, let style) = node.content else {
      complaints.add(
        "a list or a group cannot be a name", at: node.span, of: text,
        why: ["a name is plain text before a colon; text that begins with [ or { needs quotes"])
      return nil
    }
    if name.isEmpty {
      complaints.add("the name before the colon is missing", at: node.span, of: text)
      return nil
    }
    if style == .plain, name == "<<" {
      complaints.add(
        "<< would copy entries from elsewhere; copies are not followed", at: node.span, of: text,
        why: ["write the entries out"])
      return nil
    }
    if let hidden = HiddenText.first(in: name, as: .name) {
      complaints.add(
        "the name \(HiddenText.shown(name)) holds a hidden character, \(HiddenText.number(hidden))",
        at: place(of: hidden, in: node.span),
        of: text, hint: HiddenText.removed(from: name, as: .name))
      return nil
    }
    guard checkColon(after: node.span, name: name) else { return nil }
    if let first = open[open.count - 1].known[name] {
      let line = text.lineNumber(at: first.lowerBound)
      complaints.add(
        "\(HiddenText.shown(name)) stands here a second time", at: node.span, of: text,
        why: [
          "the first is on line \(line): \(HiddenText.shown(text[text.lineSpan(at: first.lowerBound)]))"
        ])
      return nil
    }
    open[open.count - 1].known[name] = node.span
    return YAMLNode.Key(name, style: style, span: node.span)
  }

  /// A key is followed by its colon; in `{ }` and behind `?` YAML allows it to be missing.
  private mutating func checkColon(after span: Range<Int>, name: String) -> Bool {
    let next = text.skipBlanks(span.upperBound)
    if text[next] == colon, !text.followsQuestionMark(span.lowerBound) { return true }
    guard isInFlow, text[next] != colon else {
      complaints.add(
        "a name that begins with ? is not read here", at: span, of: text, hint: "\(HiddenText.shown(name)): …")
      return false
    }
    // What else stands there is a syntax fault, which libyaml reports next.
    let sign = text[text.skipToText(next)]
    guard sign == comma || sign == UInt8(ascii: "}") else { return true }
    if let complaint = bareKey(span, name: HiddenText.shown(name)) { complaints.add(complaint, of: text) }
    return false
  }

  /// A key in `{ }` without a value, which is nearly always a value that a comma has cut.
  /// - Returns: nil for the later parts of such a value: the first one has told of them all.
  private func bareKey(_ span: Range<Int>, name: String) -> YAMLComplaint? {
    if let last = open.last?.entries.last, case .scalar(let value, .plain) = last.value.content,
      !value.isEmpty,
      text[last.value.span.upperBound] == comma
    {
      let between = text[last.value.span.upperBound..<span.lowerBound]
      let isFigure = between == ","
      if !isFigure, between.utf8.allSatisfy({ $0 == comma || $0 &- 0x30 < 10 }) { return nil }
      let end = isFigure ? endOfGroups(span.upperBound) : span.upperBound
      let whole = HiddenText.shown(value) + (isFigure ? "," : ", ") + name + text[span.upperBound..<end]
      return YAMLComplaint(
        "in { } a comma begins the next entry, and \(name) has no value",
        at: last.value.span.lowerBound..<end,
        why: "a value with a comma needs quotes, or a line of its own",
        hint: "\(HiddenText.shown(last.key.text)): \(text.quoted(whole))")
    }
    if let cut = name.firstIndex(of: ":") {
      return YAMLComplaint(
        "after the colon a blank is missing", at: span,
        hint: "\(name[..<cut]): \(name[name.index(after: cut)...])")
    }
    return YAMLComplaint("\(name) has no value", at: span, hint: "\(name): …")
  }

  /// Behind further groups of digits that begin at an offset: `,000,000`.
  private func endOfGroups(_ offset: Int) -> Int {
    var end = offset
    while text[end] == comma, let digit = text[end + 1], digit &- 0x30 < 10 {
      end += 1
      while let digit = text[end], digit &- 0x30 < 10 { end += 1 }
    }
    return end
  }

  // MARK: What a text may hold

  private mutating func checkLine(_ node: YAMLNode) {
    guard case .scalar(let value, _) = node.content else { return }
    let role: HiddenText.Role = value.utf8.contains(newline) ? .prose : .line
    guard let hidden = HiddenText.first(in: value, as: role) else { return }
    complaints.add(
      "this text holds a hidden character, \(HiddenText.number(hidden))",
      at: place(of: hidden, in: node.span),
      of: text,
      why: ["hidden characters can make a line look different from what it says"],
      hint: role == .line ? text.quoted(HiddenText.removed(from: value, as: role)) : nil)
  }

  /// Where a character stands as such in a span; all of the span when it is written as an escape.
  private func place(of character: Unicode.Scalar, in span: Range<Int>) -> Range<Int> {
    let wanted = Array(String(character).utf8)
    var at = span.lowerBound
    while at + wanted.count <= span.upperBound {
      if text.bytes[at..<at + wanted.count].elementsEqual(wanted) { return at..<at + wanted.count }
      at += 1
    }
    return span
  }

  // MARK: Refused

  private mutating func refuse(_ sign: String, _ span: Range<Int>) {
    complaints.add(
      text.needsQuotes(span.lowerBound, sign: sign, isKey: isAtKey, inFlow: isInFlow), of: text)
  }

  private mutating func refuseTag(_ span: Range<Int>) {
    complaints.add(
      text.needsQuotes(span.lowerBound, sign: "!", isKey: isAtKey, inFlow: isInFlow), of: text)
  }

  /// Nothing may follow the text. This is looked at here, because libyaml would first digest the next one's head.
  private mutating func refuseMore(after span: Range<Int>) -> Bool {
    let isMarked = text[span].hasPrefix("...")
    let next = text.skipToText(isMarked ? span.upperBound : span.lowerBound)
    guard next < text.bytes.count else { return true }
    let line = text.lineSpan(at: next)
    let rest = next..<max(next + 1, line.upperBound)
    if text[rest].hasPrefix("---") || isMarked {
      complaints.add(
        "a second document begins here; a file holds one agreement", at: rest, of: text,
        why: ["keep one file for each agreement"])
    } else {
      complaints.add(
        "this line does not fit to what stands above", at: rest, of: text,
        why: ["all names of one group begin in the same column"])
    }
    return false
  }
}
