// Ctrl-R: a search through the history while typing. The line shows what was found, the hint row what is looked for.
//
//     base> set close_rate[CEO] 6%
//     search: rate
//
// Ctrl-R again goes further back, Ctrl-S forward, Backspace widens; Enter runs the line, Ctrl-G gives the old one
// back, any other key goes on editing what was found.

/// A search as it stands.
struct Search: Equatable {
  /// The line before the search.
  let origin: Input
  private(set) var pattern: [Unicode.Scalar] = []
  /// The entry that is shown, an index into the entries searched; nil as long as nothing was found.
  private(set) var found: Int?
  private(set) var foundAt = 0
  private(set) var failed = false

  init(origin: Input) { self.origin = origin }

  /// The line to show.
  func input(in entries: [String]) -> Input {
    guard let found, entries.indices.contains(found) else { return origin }
    return Input(text: Array(entries[found].unicodeScalars), cursor: foundAt)
  }

  var patternText: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: pattern)
    return String(view)
  }

  mutating func add(_ scalar: Unicode.Scalar, in entries: [String]) {
    pattern.append(scalar)
    look(in: entries, from: found ?? entries.count - 1, step: -1)
  }

  mutating func removeLast(in entries: [String]) {
    guard !pattern.isEmpty else { return }
    pattern.removeLast()
    found = nil
    failed = false
    if !pattern.isEmpty { look(in: entries, from: entries.count - 1, step: -1) }
  }

  /// To the next entry that fits and reads differently: further back, or forward again.
  mutating func goOn(backwards: Bool, in entries: [String]) {
    guard let found, !pattern.isEmpty else { return look(in: entries, from: entries.count - 1, step: -1) }
    let step = backwards ? -1 : 1
    var next = found + step
    while entries.indices.contains(next), entries[next] == entries[found] { next += step }
    look(in: entries, from: next, step: step)
  }

  private mutating func look(in entries: [String], from start: Int, step: Int) {
    failed = false
    guard !pattern.isEmpty else { return }
    var index = start
    while entries.indices.contains(index) {
      if let place = Self.place(of: pattern, in: Array(entries[index].unicodeScalars)) {
        (found, foundAt) = (index, place)
        return
      }
      index += step
    }
    failed = true
  }

  /// Where the pattern begins in a line, ASCII letters alike in both cases.
  private static func place(of pattern: [Unicode.Scalar], in line: [Unicode.Scalar]) -> Int? {
    guard pattern.count <= line.count else { return nil }
    return (0...(line.count - pattern.count)).first { start in
      zip(pattern, line[start...]).allSatisfy { fold($0) == fold($1) }
    }
  }

  private static func fold(_ scalar: Unicode.Scalar) -> UInt32 {
    scalar.value >= 0x41 && scalar.value <= 0x5A ? scalar.value + 0x20 : scalar.value
  }
}
