// What was pasted runs line by line, as if typed: each piece goes into the line, each newline enters it. The terminal
// marks where a paste begins and ends; everything between is taken at once, so that the terminal does not echo it
// while the first line is at work.

/// Pasted text on its way into lines.
struct PasteQueue {
  enum Step: Equatable {
    case insert([Unicode.Scalar])
    case enter
  }

  private var steps: [Step] = []
  private var next = 0

  /// Pieces of a paste beyond this are left out: a shell's line is no place for a database.
  static let longest = 4 << 20

  var isEmpty: Bool { next == steps.count }

  /// Takes in the text of a paste: newlines of any kind enter a line (a terminal in libedit's hands exchanges CR and
  /// LF), a tab is a blank, other control characters go.
  mutating func add(_ pasted: [Unicode.Scalar]) {
    var piece: [Unicode.Scalar] = []
    var newline: Unicode.Scalar?
    for scalar in pasted {
      guard scalar == "\r" || scalar == "\n" else {
        newline = nil
        if scalar == "\t" { piece.append(" ") } else if !scalar.isControl { piece.append(scalar) }
        continue
      }
      if let first = newline, first != scalar {
        newline = nil
        continue
      }
      if !piece.isEmpty { steps.append(.insert(piece)) }
      piece = []
      steps.append(.enter)
      newline = scalar
    }
    if !piece.isEmpty { steps.append(.insert(piece)) }
  }

  mutating func removeFirst() -> Step? {
    guard next < steps.count else { return nil }
    next += 1
    let step = steps[next - 1]
    if isEmpty { discard() }
    return step
  }

  mutating func discard() {
    steps = []
    next = 0
  }
}
