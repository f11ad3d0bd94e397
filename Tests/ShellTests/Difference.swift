// Two texts told apart line by line, as `diff -u` does, for the message of a failed transcript.

/// The lines of two texts that are not the same.
enum Difference {
  /// Lines with ` `, `-` (expected, missing) or `+` (found) before them; stretches that agree are left out but for
  /// three lines around what differs.
  static func between(_ expected: String, _ found: String) -> String {
    let a = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let b = found.split(separator: "\n", omittingEmptySubsequences: false)
    // common[i][j]: how many lines of a[i...] and b[j...] agree at most.
    var common = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in a.indices.reversed() {
      for j in b.indices.reversed() {
        common[i][j] = a[i] == b[j] ? common[i + 1][j + 1] + 1 : max(common[i + 1][j], common[i][j + 1])
      }
    }
    var marked: [(sign: Character, line: Substring)] = []
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, a[i] == b[j] {
        marked.append((" ", a[i]))
        (i, j) = (i + 1, j + 1)
      } else if i < a.count, j == b.count || common[i + 1][j] >= common[i][j + 1] {
        marked.append(("-", a[i]))
        i += 1
      } else {
        marked.append(("+", b[j]))
        j += 1
      }
    }
    var lines: [String] = []
    var isCut = false
    for (at, (sign, line)) in marked.enumerated() {
      let near = marked[max(0, at - 3)...min(marked.count - 1, at + 3)]
      guard near.contains(where: { $0.sign != " " }) else {
        if !isCut { lines.append("  …") }
        isCut = true
        continue
      }
      isCut = false
      lines.append("\(sign) \(line)")
    }
    return lines.joined(separator: "\n")
  }
}
