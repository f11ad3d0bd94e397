// Money as a CRM writes it: digits, marks between them, and the currency's sign or code on either side.
//
//     22700   $22,700.00   R$ 1.680,50   1 680,50 €   (120.00)        1,200   needs a look at the other rows

/// What a cell says about money, or of a number.
enum AmountCell: Equatable {
  case empty
  /// Hundredths.
  case amount(Int)
  /// One mark before exactly three digits, while it is not known which mark is the decimal one.
  case needsMark
  case unreadable
}

/// Reads the amounts of a file.
struct AmountReader: Sendable {
  /// The decimal mark of amounts that could be read two ways; nil until it is known.
  var decimalComma: Bool?

  init(decimalComma: Bool? = nil) { self.decimalComma = decimalComma }

  @inline(__always)
  func read(_ cell: Cell) -> AmountCell {
    guard cell.count > 0 else { return .empty }
    // Whole numbers and those with two decimals behind a point are nearly all.
    if cell.count <= 12 {
      var value = 0
      for at in 0..<cell.count {
        let digit = cell[at] &- 48
        if digit <= 9 {
          value = value * 10 + Int(digit)
        } else if digit == 0xFE, at > 0, at == cell.count - 3, cell[at + 1] &- 48 <= 9, cell[at + 2] &- 48 <= 9 {
          return .amount(value * 100 + Int(cell[at + 1] &- 48) * 10 + Int(cell[at + 2] &- 48))
        } else {
          return any(cell)
        }
      }
      return .amount(value * 100)
    }
    return any(cell)
  }

  private func any(_ cell: Cell) -> AmountCell {
    guard cell.count <= 60, var body = Self.body(cell) else { return .unreadable }
    var isNegative = false
    if body.first == UInt8(ascii: "("), body.last == UInt8(ascii: ")") {
      isNegative = true
      body = Array(body.dropFirst().dropLast())
    } else if body.first == UInt8(ascii: "-") || body.last == UInt8(ascii: "-") {
      isNegative = true
      body = Array(body.first == UInt8(ascii: "-") ? body.dropFirst() : body.dropLast())
    }
    let isMark = { (byte: UInt8) in byte == UInt8(ascii: ",") || byte == UInt8(ascii: ".") }
    let marks = body.filter(isMark)
    let runs = body.split(omittingEmptySubsequences: false, whereSeparator: isMark)
    guard let first = runs.first, let last = runs.last, runs.allSatisfy({ $0.allSatisfy { $0 &- 48 <= 9 } }),
      runs.dropFirst().dropLast().allSatisfy({ $0.count == 3 }), first.count + last.count > 0
    else { return .unreadable }
    let hasFraction: Bool
    switch marks.count {
    case 0: hasFraction = false
    case 1 where last.count == 3 && (1...3).contains(first.count) && first.first != 48:
      guard let decimalComma else { return .needsMark }
      hasFraction = (marks[0] == UInt8(ascii: ",")) == decimalComma
    case 1: hasFraction = true
    default:
      let inner = marks.dropLast()
      guard Set(inner).count == 1, (1...3).contains(first.count) else { return .unreadable }
      hasFraction = marks[marks.count - 1] != inner[0]
      guard hasFraction || last.count == 3 else { return .unreadable }
    }
    let whole = (hasFraction ? runs.dropLast() : runs[...]).flatMap { $0 }
    let fraction = hasFraction ? Array(last) : []
    guard whole.count <= 14 else { return .unreadable }
    var hundredths = whole.reduce(0) { $0 * 10 + Int($1 - 48) } * 100
    for (place, weight) in [(0, 10), (1, 1)] where place < fraction.count {
      hundredths += Int(fraction[place] - 48) * weight
    }
    if fraction.count > 2, fraction[2] >= 53 { hundredths += 1 }
    return .amount(isNegative ? -hundredths : hundredths)
  }

  /// The digits and marks, with blanks of every kind taken out and the currency taken off. Nil for anything else.
  private static func body(_ cell: Cell) -> [UInt8]? {
    var body: [UInt8] = []
    var isOver = false
    for scalar in cell.text.unicodeScalars {
      switch scalar {
      case "0"..."9", ",", ".", "-", "(", ")":
        if isOver, scalar.properties.numericType != nil { return nil }
        body.append(UInt8(truncatingIfNeeded: scalar.value))
      case "\u{2212}": body.append(UInt8(ascii: "-"))
      case " ", "\u{A0}", "\u{202F}", "\u{2009}", "\u{2019}", "'", "+": continue
      default:
        // Letters and signs of a currency stand at an end.
        let properties = scalar.properties
        guard properties.isAlphabetic || properties.generalCategory == .currencySymbol else { return nil }
        isOver = body.contains { $0 &- 48 <= 9 }
      }
    }
    guard body.contains(where: { $0 &- 48 <= 9 }) else { return nil }
    return body
  }

  /// The decimal mark that an amount shows by itself; nil where it shows none.
  static func evidence(_ cell: Cell) -> Bool? {
    guard AmountReader().read(cell) != .needsMark, let body = body(cell) else { return nil }
    let marks = body.filter { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
    guard let last = marks.last else { return nil }
    // Of two kinds the last is the decimal one; of one kind a single one is, and several make groups.
    let isDecimal = Set(marks).count == 2 || marks.count == 1
    return (last == UInt8(ascii: ",")) == isDecimal
  }
}
