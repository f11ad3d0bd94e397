// A field of characters that charts are drawn on. What is put outside is not drawn, so no line is wider than the
// field. A wide character takes two places, a mark that stands on another none.

import Documents

/// A field of characters with roles.
struct Canvas {
  let width: Int
  let height: Int
  private var texts: [String]
  private var roles: [Role]

  init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    texts = [String](repeating: " ", count: self.width * self.height)
    roles = [Role](repeating: .plain, count: self.width * self.height)
  }

  /// Writes a text; what does not fit is cut off.
  mutating func put(_ text: String, x: Int, y: Int, role: Role = .plain) {
    guard y >= 0, y < height else { return }
    var at = x
    for character in text {
      let size = TextWidth.of(String(character))
      if size == 0 {
        if at > 0, at <= width { texts[y * width + at - 1] += String(character) }
        continue
      }
      guard at + size <= width else { return }
      if at >= 0 {
        texts[y * width + at] = String(character)
        roles[y * width + at] = role
        for further in 1..<max(2, size) where further < size { texts[y * width + at + further] = "" }
      }
      at += size
    }
  }

  /// Whether nothing stands at a place.
  func isFree(x: Int, y: Int) -> Bool {
    x >= 0 && x < width && y >= 0 && y < height && texts[y * width + x] == " "
  }

  /// The lines, without blanks at their ends.
  var lines: [Styled] {
    (0..<height).map { y in
      let row = y * width..<(y + 1) * width
      let end = row.last { texts[$0] != " " && texts[$0] != "" }.map { $0 + 1 } ?? row.lowerBound
      var line = Styled()
      var run = ""
      var role = Role.plain
      for cell in row.lowerBound..<end {
        // A blank takes on the role of what stands before it: fewer changes of colour.
        let own = texts[cell] == " " ? role : roles[cell]
        if own != role {
          line += Styled(run, role)
          run = ""
          role = own
        }
        run += texts[cell]
      }
      line += Styled(run, role)
      return line
    }
  }
}
