// Rows are known by the offset they begin at; people look for them by the number of their line.

import Calc

/// The line numbers of a few places in a file, as an editor counts them.
struct LineNumbers {
  private var lines: [Int: Int] = [:]

  init(of places: [Int], in bytes: LeadBytes) throws(Diagnostic) {
    var at = 0
    var line = 1
    var rest = places.sorted()[...]
    while let last = rest.last, at <= last {
      let piece = try bytes.part(at..<at + 1 << 18)
      let count = piece.count
      guard count > 0 else { break }
      var from = 0
      while let place = rest.first, place < at + count {
        line += piece[from..<place - at].count { $0 == 0x0A }
        from = place - at
        lines[place] = line
        rest = rest.dropFirst()
      }
      line += piece[from..<count].count { $0 == 0x0A }
      at += count
    }
  }

  subscript(place: Int) -> Int { lines[place] ?? 0 }
}
