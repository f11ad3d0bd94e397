// The shapes of a written value, told apart by what stands first and behind the first figure.

/// Goes through the text of one value.
struct ValueCursor {
  let bytes: [UInt8]
  let reader: FigureReader
  var at = 0
  /// The offset behind the last byte that is not blank.
  var end = 0

  init(bytes: [UInt8], reader: FigureReader) {
    (self.bytes, self.reader) = (bytes, reader)
    at = bytes.skippingBlanks(0)
    end = bytes.count
    while end > at, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") { end -= 1 }
  }

  mutating func written(for wanted: Wanted) throws(Misread) -> Written {
    guard at < end else { throw Misread("a value is missing", at: at..<at) }
    if let words = wanted.units.choices { return try choice(of: words, wanted) }
    if let sign = sign() { return try step(sign, wanted) }
    let first = try figure()
    if keyword("of") { return try counts(first, wanted) }
    if keyword("to") { return try range(first, wanted) }
    try finish(behind: first, wanted)
    return Written(.exact(try wanted.value(of: first, reader: reader)), units: wanted.units, per: first.per)
  }

  // MARK: - Shapes

  private func choice(of words: [String], _ wanted: Wanted) throws(Misread) -> Written {
    let word = String(decoding: bytes[at..<end], as: UTF8.self)
    let folded = word.lowercased().split { $0 == " " || $0 == "_" || $0 == "-" }
    if let index = words.firstIndex(where: { $0.lowercased().split { $0 == " " || $0 == "_" || $0 == "-" } == folded })
    {
      return Written(.choice(index), units: wanted.units)
    }
    throw Misread(
      "\(wanted.name) is \(words.joined(separator: " or "))", at: at..<end, mark: "not a choice",
      hint: Suggestion.best(for: word, among: words) ?? words.first)
  }

  private mutating func counts(_ first: Figure, _ wanted: Wanted) throws(Misread) -> Written {
    let second = try figure()
    let span = first.span.lowerBound..<second.span.upperBound
    guard wanted.units.isPercent else {
      throw Misread("\(wanted.name) is \(wanted.units.spoken), not a share of counts", at: span, mark: "a share")
    }
    try finish(behind: second, wanted)
    guard first.isBare, second.isBare, first.number.isWhole, second.number.isWhole else {
      throw Misread("counts are whole numbers: write 5 of 100", at: span)
    }
    guard second.value >= 1 else { throw Misread("nothing is known from 0: write 0%", at: span, hint: "0%") }
    guard first.value <= second.value else {
      throw Misread("\(bytes.quoted(span)): the first is a part of the second", at: span, mark: "more than all")
    }
    return Written(.counts(first.value, of: second.value), units: wanted.units)
  }

  private mutating func range(_ written: Figure, _ wanted: Wanted) throws(Misread) -> Written {
    var first = written
    let second = try figure()
    let span = first.span.lowerBound..<second.span.upperBound
    try finish(behind: second, wanted)
    try refuseHalfMagnitude(first, second, span)
    // 3 to 5%: a unit on the last alone goes to both.
    if first.unit == .none, second.unit != .none, second.measure != .hoursAndMinutes {
      first = first.measured(as: second.measure)
    }
    if first.per != second.per, first.per != nil {
      throw Misread("a range is per one period: write it behind the second figure", at: span)
    }
    first.per = second.per
    let low = try wanted.value(of: first, reader: reader)
    let high = try wanted.value(of: second, reader: reader)
    guard low <= high else {
      throw Misread(
        "\(bytes.quoted(span)): a range goes from the lower to the higher", at: span,
        hint: "\(bytes.quoted(second.span)) to \(bytes.quoted(written.span))")
    }
    if low == high { return Written(.exact(low), units: wanted.units, per: second.per) }
    if wanted.units.isPercent, low <= 0 || high >= 1 {
      throw Misread(
        "a range of percentages lies between 0% and 100%", at: low <= 0 ? written.span : second.span,
        mark: low <= 0 ? "write 0\(reader.form.decimalMark)1%" : "write 99\(reader.form.decimalMark)9%",
        why: "it holds the truth nine times in ten, so the truth can lie beyond its ends")
    }
    return Written(.range(low, high), units: wanted.units, per: second.per)
  }

  /// 20 to 30k is 20 or 20k; 500 to 1k is 500.
  private func refuseHalfMagnitude(_ first: Figure, _ second: Figure, _ span: Range<Int>) throws(Misread) {
    guard first.magnitude == 0, second.magnitude > 0, first.value != 0, first.digits.value <= second.digits.value,
      let suffix = Self.suffix(second.magnitude)
    else { return }
    let (low, high) = (reader.form.written(first.digits), reader.form.written(second.digits))
    let readings = ["\(low + suffix) to \(high + suffix)", "\(low) to \(reader.form.written(second.number))"]
    throw Misread(
      "\(bytes.quoted(span)): write \(readings[0]) or \(readings[1])", at: span, mark: "two readings",
      instead: readings)
  }

  private mutating func step(_ sign: Sign, _ wanted: Wanted) throws(Misread) -> Written {
    let start = at
    at = bytes.skippingBlanks(sign.end)
    let figure = try figure()
    try finish(behind: figure, wanted)
    let direction = sign.kind == .minus ? -1.0 : 1
    let step: Step
    switch (sign.kind, figure.unit) {
    case (.times, .none), (.times, .percent): step = .times(figure.value)
    case (.times, _):
      let number = reader.form.written(figure.number)
      throw Misread("a factor is a plain number: write *\(number)", at: figure.span, instead: [number])
    case (_, .percent): step = .relative(direction * figure.value)
    case (_, .points): step = .points(direction * figure.value)
    case (_, .none) where wanted.units.isPercent && figure.value == 0: step = .points(0)
    case (_, .none) where wanted.units.isPercent: step = .by(direction * figure.value)
    default: step = .by(direction * (try wanted.value(of: figure, reader: reader)))
    }
    if let refusal = step.refusal(for: wanted.units, form: reader.form) {
      throw Misread(refusal, at: start..<figure.span.upperBound)
    }
    if case .by = step { return Written(.step(step), units: wanted.units, per: figure.per) }
    if figure.per != nil {
      let percent = figure.unit == .percent ? "%" : ""
      throw Misread(
        "a relative change has no period", at: figure.span, instead: [reader.form.written(figure.number) + percent])
    }
    return Written(.step(step), units: wanted.units)
  }

  // MARK: - Tokens

  private struct Sign {
    enum Kind { case plus, minus, times }
    var kind: Kind
    var end: Int
  }

  private func sign() -> Sign? {
    switch bytes.byte(at) {
    case UInt8(ascii: "+"): Sign(kind: .plus, end: at + 1)
    case UInt8(ascii: "-"): Sign(kind: .minus, end: at + 1)
    case UInt8(ascii: "*"): Sign(kind: .times, end: at + 1)
    // − and ×, as tables show them
    case 0xE2 where bytes.byte(at + 1) == 0x88 && bytes.byte(at + 2) == 0x92: Sign(kind: .minus, end: at + 3)
    case 0xC3 where bytes.byte(at + 1) == 0x97: Sign(kind: .times, end: at + 2)
    default: nil
    }
  }

  private mutating func figure() throws(Misread) -> Figure {
    if let (figure, next) = try reader.scanAnyMoney(bytes, at: at) {
      at = next
      return figure
    }
    let span = at..<max(at, end)
    throw Misread(span.isEmpty ? "a figure is missing" : "\(bytes.quoted(span)) is not a figure", at: span)
  }

  private mutating func keyword(_ word: String) -> Bool {
    let found = bytes.word(at: bytes.skippingBlanks(at))
    guard bytes.text(found).lowercased() == word else { return false }
    at = bytes.skippingBlanks(found.upperBound)
    return true
  }
}
