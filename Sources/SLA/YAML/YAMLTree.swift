// A YAML file as a tree that knows where everything stands:
//
//     goal:                        mapping                      span: from "quota" to the last value's end
//       quota: 2.1M per quarter    key "quota", scalar          span: exactly "2.1M per quarter"
//       weights: {2026-08: 0.8}    key "weights", a flow mapping span: from "{" to "}"
//
// Nothing is typed: "9:00", "no" and "1e309" are text, and reading values is somebody else's work.
// Saving needs the spans: a changed value is put exactly where the old one stood (YAMLEdit).

/// A node of a YAML file with the place of its source text.
public struct YAMLNode: Equatable, Sendable {
  public var content: Content
  /// UTF-8 offsets of the source text: a plain scalar's text, a quoted one with its quotes, a block scalar from its
  /// header to the end of its last line, a flow collection with its brackets, a block collection from its first key
  /// or dash to the end of its last value. Empty right after the `:` or `-` where nothing is written.
  public var span: Range<Int>
  /// Whether the node stands within `{ }` or `[ ]`, or is such a collection itself.
  public var isFlow: Bool

  public init(_ content: Content, span: Range<Int> = 0..<0, isFlow: Bool = false) {
    self.content = content
    self.span = span
    self.isFlow = isFlow
  }

  public enum Content: Equatable, Sendable {
    case scalar(String, Style)
    case mapping([Entry])
    case sequence([YAMLNode])
  }

  /// How a scalar is written.
  public enum Style: Equatable, Sendable {
    case plain, single, double, literal, folded
  }

  /// A name, as it is written before the `:`.
  public struct Key: Equatable, Sendable {
    public var text: String
    public var style: Style
    public var span: Range<Int>

    public init(_ text: String, style: Style = .plain, span: Range<Int> = 0..<0) {
      self.text = text
      self.style = style
      self.span = span
    }
  }

  /// A key and its value.
  public struct Entry: Equatable, Sendable {
    public var key: Key
    public var value: YAMLNode

    public init(key: Key, value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }
}

extension YAMLNode {
  /// A text that stands in no file yet. It is this text even where a bare one would be read as nothing.
  public static func text(_ text: String) -> YAMLNode {
    let bare = YAMLNode(.scalar(text, .plain))
    return bare.isNothing ? YAMLNode(.scalar(text, .double)) : bare
  }

  /// A place where nothing is written.
  public static let nothing = YAMLNode(.scalar("", .plain))

  /// A mapping that stands in no file yet; written in braces when `inBraces`.
  public static func mapping(_ entries: [(String, YAMLNode)], inBraces: Bool = false) -> YAMLNode {
    YAMLNode(.mapping(entries.map { Entry(key: Key($0.0), value: $0.1) }), isFlow: inBraces)
  }

  /// A list that stands in no file yet; written in brackets when `inBrackets`.
  public static func sequence(_ items: [YAMLNode], inBrackets: Bool = false) -> YAMLNode {
    YAMLNode(.sequence(items), isFlow: inBrackets)
  }

  /// The text of a scalar.
  public var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

  /// The entries of a mapping, in the order of the file.
  public var entries: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }

  /// The items of a sequence.
  public var items: [YAMLNode]? { if case .sequence(let items) = content { items } else { nil } }

  /// Whether nothing is written here: no text at all, `~` or `null`. Quoted, these are text.
  public var isNothing: Bool {
    guard case .scalar(let text, .plain) = content else { return false }
    return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
  }

  /// Whether there is nothing in it: `isNothing`, or an empty mapping or sequence.
  public var isEmpty: Bool { isNothing || entries?.isEmpty == true || items?.isEmpty == true }

  /// The value under a key of a mapping.
  public subscript(key: String) -> YAMLNode? { entries?.first { $0.key.text == key }?.value }

  /// The value at the end of a path, nil when the path leads nowhere.
  public subscript(path: YAMLPath) -> YAMLNode? {
    var node = self
    for step in path {
      guard let next = node.child(step)?.node else { return nil }
      node = next
    }
    return node
  }

  /// A child and its position.
  func child(_ step: YAMLStep) -> (index: Int, node: YAMLNode)? {
    switch (step, content) {
    case (.key(let name), .mapping(let entries)):
      entries.firstIndex { $0.key.text == name }.map { ($0, entries[$0].value) }
    case (.item(let index), .sequence(let items)):
      items.indices.contains(index) ? (index, items[index]) : nil
    default: nil
    }
  }

  /// Whether both say the same: equal texts in equal order, however they are written. Nothing, `{}` and `[]` are alike.
  public func means(_ other: YAMLNode) -> Bool {
    if isEmpty || other.isEmpty { return isEmpty && other.isEmpty }
    switch (content, other.content) {
    case (.scalar(let a, _), .scalar(let b, _)): return a.utf8.elementsEqual(b.utf8)
    case (.mapping(let a), .mapping(let b)):
      return a.count == b.count
        && zip(a, b).allSatisfy {
          $0.key.text.utf8.elementsEqual($1.key.text.utf8) && $0.value.means($1.value)
        }
    case (.sequence(let a), .sequence(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.means($1) }
    default: return false
    }
  }
}

/// One step down a tree: a key of a mapping or the position of an item.
public enum YAMLStep: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case key(String)
  /// From 0.
  case item(Int)

  public init(stringLiteral value: String) { self = .key(value) }
  public init(integerLiteral value: Int) { self = .item(value) }
}

/// The way from the root to a node: `["tiers", "CEO", "close_rate"]`.
public typealias YAMLPath = [YAMLStep]
