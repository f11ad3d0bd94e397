// Texts and trees as YAML. Every way of writing a text is a candidate, and the first that our own reader reads back
// as the same text is taken: plain, as it was, lines behind | or >, and last in double quotes. What the reader
// refuses in any form (an escape sequence, a bidirectional mark) is refused here with the reader's own words.

import Calc

/// Writes YAML the way one file is written.
public struct YAMLWriter: Equatable, Sendable {
  /// What ends a line: `\n` or `\r\n`.
  public var lineEnd: String
  /// Blanks a nested group is indented by.
  public var step: Int
  /// Whether the file is JSON and is to stay so: names and texts in double quotes, figures bare.
  public var isJSON: Bool

  public init(lineEnd: String = "\n", step: Int = 2, isJSON: Bool = false) {
    self.lineEnd = lineEnd
    self.step = step
    self.isJSON = isJSON
  }

  // MARK: Texts

  /// A text as a value.
  /// - Parameters:
  ///   - style: How it should be written if that is possible; nil for plain, or lines behind `|` for several lines.
  ///   - inFlow: Whether it stands within `{ }` or `[ ]`.
  ///   - indentation: Blanks before each line of a text of several lines.
  /// - Throws: What the reader says about a text that it refuses in every form.
  public func scalar(
    _ text: String, style: YAMLNode.Style? = nil, inFlow: Bool = false, indentation: Int = 2
  ) throws(Diagnostic) -> String {
    let hasLines = text.utf8.contains(newline)
    var styles: [YAMLNode.Style]
    switch style ?? (hasLines ? .literal : .plain) {
    case .plain: styles = isJSON && !Self.isJSONLiteral(text) ? [] : [.plain]
    case .single: styles = [.single]
    case .double: styles = []
    case .literal: styles = [.literal]
    case .folded: styles = [.folded, .literal]
    }
    if inFlow { styles.removeAll { $0 == .literal || $0 == .folded } }
    for style in styles {
      guard let candidate = Self.candidate(text, style, lineEnd: lineEnd, indentation: max(1, indentation)) else {
        continue
      }
      if fault(in: candidate, as: text, inFlow: inFlow, isKey: false) == nil { return candidate }
    }
    let quoted = Self.doubleQuoted(text)
    if let fault = fault(in: quoted, as: text, inFlow: inFlow, isKey: false) { throw fault }
    return quoted
  }

  /// A text as a name before a colon.
  /// - Throws: What the reader says about a name that it refuses in every form.
  public func key(_ text: String, inFlow: Bool = false) throws(Diagnostic) -> String {
    if !isJSON, fault(in: text, as: text, inFlow: inFlow, isKey: true) == nil { return text }
    let quoted = Self.doubleQuoted(text)
    if let fault = fault(in: quoted, as: text, inFlow: inFlow, isKey: true) { throw fault }
    return quoted
  }

  /// What is wrong when a written text is read again, nil when it comes back as it was.
  private func fault(in written: String, as text: String, inFlow: Bool, isKey: Bool) -> Diagnostic? {
    let other = text == "z" ? "y" : "z"
    let sample =
      switch (isKey, inFlow) {
      case (true, true): "{\(written): \(other), \(other): 1}"
      case (true, false): "\(written): \(other)\(lineEnd)\(other): 1"
      case (false, true): "{k: \(written), l: [\(written), \(other)], m: \(written) }"
      case (false, false): "k: \(written)\(lineEnd)l: \(other)"
      }
    let (root, faults) = YAMLReader.read(Source(sample))
    if let first = faults.first {
      return first.with {
        $0.place = nil
        $0.hint = nil
      }
    }
    // A bare ~ is read as nothing and does not mean the text.
    let value = YAMLNode.text(text)
    let expected: YAMLNode =
      switch (isKey, inFlow) {
      case (true, _): .mapping([(text, .text(other)), (other, .text("1"))])
      case (false, true): .mapping([("k", value), ("l", .sequence([value, .text(other)])), ("m", value)])
      case (false, false): .mapping([("k", value), ("l", .text(other))])
      }
    if let root, root.means(expected) { return nil }
    return Diagnostic("this text cannot be written into the file: \(HiddenText.shown(text))")
  }

  /// A text in one style, nil where the style has no form for it.
  private static func candidate(
    _ text: String, _ style: YAMLNode.Style, lineEnd: String, indentation: Int
  ) -> String? {
    switch style {
    case .plain: return text
    case .double: return doubleQuoted(text)
    case .single:
      guard !text.utf8.contains(newline) else { return nil }
      let inside = text.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false).map { String($0) }
      return "'" + inside.joined(separator: "''") + "'"
    case .literal, .folded:
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let isClosed = lines.last?.isEmpty ?? false
      if isClosed { lines.removeLast() }
      let margin = String(repeating: " ", count: indentation)
      var written = (style == .literal ? "|" : ">") + (isClosed ? "" : "-")
      for (index, line) in lines.enumerated() {
        // In folded lines, one line end alone would be read as a blank.
        if style == .folded, index > 0, !line.isEmpty, !lines[index - 1].isEmpty { written += lineEnd }
        if style == .folded, index > 0, line.isEmpty, !lines[index - 1].isEmpty { written += lineEnd }
        written += lineEnd + (line.isEmpty ? "" : margin + line)
      }
      return written
    }
  }

  static func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where HiddenText.refuses(scalar, as: .name) || scalar.value & 0xFFFE == 0xFFFE:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = scalar.value > 0xFFFF ? 8 : 4
        result += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Whether a text is a number, true or false as JSON writes them.
  static func isJSONLiteral(_ text: String) -> Bool {
    if text == "true" || text == "false" { return true }
    var rest = text.utf8[...]
    func digits() -> Int {
      let found = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(found.count)
      return found.count
    }
    if rest.first == dash { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole == 1 || whole > 1 && !startsWithZero else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let e = rest.first, e == UInt8(ascii: "e") || e == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == dash || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  // MARK: Trees

  /// A whole file: the entries of a mapping, one after the other.
  public func document(_ root: YAMLNode) throws(Diagnostic) -> String {
    if isJSON || root.isFlow || root.isEmpty { return try inline(root) + lineEnd }
    return try lines(root, indentation: 0).map { $0 + lineEnd }.joined()
  }

  /// A node on one line: a text, or a collection in brackets.
  public func inline(_ node: YAMLNode, inFlow: Bool = false) throws(Diagnostic) -> String {
    try inline(node, inFlow: inFlow, level: 0)
  }

  private func inline(_ node: YAMLNode, inFlow: Bool, level: Int) throws(Diagnostic) -> String {
    guard level <= YAMLReader.mostLevels else { throw tooDeep }
    switch node.content {
    case .scalar(let text, _):
      return node.isNothing ? (isJSON ? "null" : "") : try scalar(text, style: oneLine(node), inFlow: inFlow)
    case .mapping(let entries):
      var parts: [String] = []
      for entry in entries {
        let value = try inline(entry.value, inFlow: true, level: level + 1)
        parts.append(try key(entry.key.text, inFlow: true) + (value.isEmpty ? ": " : ": " + value))
      }
      return "{" + parts.joined(separator: ", ") + "}"
    case .sequence(let items):
      var parts: [String] = []
      for item in items {
        let value = try inline(item, inFlow: true, level: level + 1)
        parts.append(value.isEmpty ? "~" : value)
      }
      return "[" + parts.joined(separator: ", ") + "]"
    }
  }

  private func oneLine(_ node: YAMLNode) -> YAMLNode.Style {
    guard case .scalar(let text, let style) = node.content else { return .plain }
    return text.utf8.contains(newline) ? .double : style == .literal || style == .folded ? .plain : style
  }

  /// A collection on lines of its own.
  func lines(_ node: YAMLNode, indentation: Int, level: Int = 0) throws(Diagnostic) -> [String] {
    guard level <= YAMLReader.mostLevels else { throw tooDeep }
    let margin = String(repeating: " ", count: indentation)
    var lines: [String] = []
    switch node.content {
    case .scalar: lines = [margin + (try inline(node))]
    case .mapping(let entries):
      for entry in entries {
        let name = margin + (try key(entry.key.text)) + ":"
        if isOnOwnLines(entry.value) {
          lines.append(name)
          lines += try self.lines(entry.value, indentation: indentation + step, level: level + 1)
        } else {
          lines.append(try attach(entry.value, to: name, indentation: indentation + step))
        }
      }
    case .sequence(let items):
      for item in items {
        if isOnOwnLines(item) {
          var nested = try self.lines(item, indentation: indentation + 2, level: level + 1)
          // Bytes, not characters: a combining mark makes one character with the blank before it.
          nested[0] = margin + "- " + Substring(nested[0].utf8.dropFirst(indentation + 2))
          lines += nested
        } else {
          lines.append(try attach(item, to: margin + "-", indentation: indentation + 2))
        }
      }
    }
    return lines
  }

  private func attach(_ node: YAMLNode, to head: String, indentation: Int) throws(Diagnostic) -> String {
    var value: String
    if case .scalar(let text, let style) = node.content, !node.isNothing {
      value = try scalar(text, style: style == .plain ? nil : style, indentation: indentation)
    } else {
      value = try inline(node)
    }
    if !value.isEmpty { value = " " + value }
    return head + value
  }

  private func isOnOwnLines(_ node: YAMLNode) -> Bool {
    if case .scalar = node.content { return false }
    return !node.isFlow && !node.isEmpty
  }

  private var tooDeep: Diagnostic { Diagnostic("this is nested too deeply: more than \(YAMLReader.mostLevels) levels") }
}
