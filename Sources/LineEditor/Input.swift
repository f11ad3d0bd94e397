// The line being edited, as a value: what undo, search and completion compute with.

import Glibc

/// The characters of a line and the cursor's place between them.
struct Input: Equatable {
  var text: [Unicode.Scalar] = []
  /// How many characters stand left of the cursor, 0...text.count.
  var cursor = 0

  init() {}

  init(_ text: String) {
    self.text = Array(text.unicodeScalars)
    cursor = self.text.count
  }

  init(text: [Unicode.Scalar], cursor: Int) {
    self.text = text
    self.cursor = min(max(0, cursor), text.count)
  }

  /// A line as libedit has it.
  init(wide: UnsafeBufferPointer<wchar_t>, cursor: Int = 0) {
    self.init(text: wide.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" }, cursor: cursor)
  }

  /// The text as libedit takes it: ends in 0, and has none before.
  static func wide(_ text: some Sequence<Unicode.Scalar>) -> [wchar_t] {
    text.filter { $0 != "\0" }.map { wchar_t(bitPattern: $0.value) } + [0]
  }

  var string: String { Self.string(text[...]) }

  /// The cursor in UTF-8 bytes.
  var cursorByte: Int { text[..<cursor].reduce(0) { $0 + UTF8.width($1) } }

  /// libedit's own prompts (search in vi mode, `:`) put a newline into the line while they ask.
  var isAsking: Bool { text.contains("\n") }

  /// Whether this is another line with more (so many characters more) typed at its end.
  func isLonger(than other: Input, by count: Int? = nil) -> Bool {
    let more = text.count - other.text.count
    return (count.map { more == $0 } ?? (more >= 0)) && cursor == text.count && other.cursor == other.text.count
      && text.starts(with: other.text)
  }

  /// The line with text put in at the cursor.
  func inserting(_ new: [Unicode.Scalar]) -> Input {
    Input(text: text[..<cursor] + new + text[cursor...], cursor: cursor + new.count)
  }

  /// The line with a range of bytes replaced, and the cursor after it. The range is clamped to whole characters.
  func replacing(_ bytes: Range<Int>, with new: String) -> Input {
    let lower = index(ofByte: bytes.lowerBound)
    let upper = max(lower, index(ofByte: bytes.upperBound))
    let inserted = Array(new.unicodeScalars)
    return Input(text: text[..<lower] + inserted + text[upper...], cursor: lower + inserted.count)
  }

  /// What stands in a range of bytes.
  func slice(_ bytes: Range<Int>) -> String {
    let lower = index(ofByte: bytes.lowerBound)
    return Self.string(text[lower..<max(lower, index(ofByte: bytes.upperBound))])
  }

  private func index(ofByte offset: Int) -> Int {
    var bytes = 0
    for (index, scalar) in text.enumerated() {
      if bytes >= offset { return index }
      bytes += UTF8.width(scalar)
    }
    return text.count
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}

/// What Ctrl-_ goes back through: the line before each change, typed words taken together.
struct EditHistory {
  private static let limit = 200
  private var states: [Input] = []
  private var isTyping = false

  /// Notes the line as it is now; called before every key.
  mutating func note(_ input: Input) {
    guard let now = states.last else {
      states = [input]
      return
    }
    guard input.text != now.text else {
      states[states.count - 1].cursor = input.cursor
      return
    }
    let added = input.text.count - now.text.count == 1 && input.cursor == now.cursor + 1
    let letter = added && input.cursor > 0 && input.text[input.cursor - 1] != " "
    if letter && isTyping { states[states.count - 1] = input } else { states.append(input) }
    isTyping = letter
    if states.count > Self.limit { states.removeFirst(states.count - Self.limit) }
  }

  /// The line before the last change, nil at the beginning.
  mutating func undo() -> Input? {
    guard states.count > 1 else { return nil }
    states.removeLast()
    isTyping = false
    return states.last
  }
}
