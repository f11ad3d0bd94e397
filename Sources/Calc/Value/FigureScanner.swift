// The parts of one figure, in their order: currency, digits (FigureBody), magnitude, unit, period. Each part is taken
// where it is there; what cannot be a figure is refused where it stands.

/// Goes through the parts of one figure.
struct FigureScanner {
  let bytes: [UInt8]
  let form: NumberForm
  let currency: String?
  let start: Int
  var at: Int

  mutating func figure(listed: Bool) throws(Misread) -> Figure? {
    let prefix = prefix()
    guard bytes.isDigit(at: at) else {
      try refuseStart(listed: listed)
      return nil
    }
    let digitsAt = at
    let body = try FigureBody(bytes, at: at, form: form, listed: listed)
    at = body.end
    try refuseNotation(body.digits, from: digitsAt)
    var figure = Figure(body.digits, span: start..<at)
    figure.comma = body.comma
    if prefix == nil, isBare() {
      try refuseSize(figure)
      return figure
    }
    figure.magnitude = magnitude()
    try measure(&figure)
    if bytes.isDigit(at: at) || bytes.byte(at) == UInt8(ascii: "_") {
      throw Misread("\(bytes.quoted(start..<at + 1)) is not a figure", at: start..<at + 1)
    }
    if let prefix {
      figure.measure = try joined(prefix.code, figure.measure)
      figure.unitSpan = figure.unitSpan ?? prefix.span
    }
    figure.per = try period()
    figure.span = start..<at
    figure = figure.measured(as: figure.measure)
    try refuseSize(figure)
    return figure
  }

  // MARK: - Parts

  /// Whether what follows can be no part of a figure: the common case, told by one byte.
  private func isBare() -> Bool {
    guard let next = bytes.byte(bytes.skippingBlanks(at)) else { return true }
    switch next {
    case UInt8(ascii: "%"), UInt8(ascii: "$"), UInt8(ascii: "/"), UInt8(ascii: "_"): return false
    default: return next < 0x80 && !next.isLetter && !next.isDigit
    }
  }

  /// A currency before the digits: its sign, or its code in capitals.
  private mutating func prefix() -> (code: String, span: Range<Int>)? {
    guard let first = bytes.byte(at), Currency.begins(first) else { return nil }
    let found: (code: String, end: Int)
    if let sign = Currency.sign(bytes, at: at) {
      found = sign
    } else {
      let word = bytes.word(at: at)
      let text = bytes.text(word)
      guard text == text.uppercased(), let code = Currency.code(text, own: currency) else { return nil }
      found = (code, word.upperBound)
    }
    let next = bytes.skippingBlanks(found.end)
    guard bytes.isDigit(at: next) else { return nil }
    defer { at = next }
    return (found.code, at..<found.end)
  }

  /// The power of ten behind the digits.
  private mutating func magnitude() -> Int {
    let attached = bytes.word(at: at)
    if attached.isEmpty {
      let word = bytes.word(at: bytes.skippingBlanks(at))
      guard bytes.standsAlone(word), let power = form.magnitude(bytes.text(word), attached: false) else { return 0 }
      at = word.upperBound
      return power
    }
    let text = bytes.text(attached)
    if let power = form.magnitude(text, attached: true) {
      at = attached.upperBound
      return power
    }
    // 1.2MEUR is a magnitude and a code in one word; MXN is a code.
    if Currency.code(text, own: currency) != nil { return 0 }
    for suffix in ["MM", "bn", "k", "K", "M", "m", "B"] where text.hasPrefix(suffix) {
      if Currency.code(String(text.dropFirst(suffix.utf8.count)), own: currency) != nil {
        at += suffix.utf8.count
        return form.magnitude(suffix, attached: true) ?? 0
      }
    }
    return 0
  }

  /// The unit behind digits and magnitude.
  private mutating func measure(_ figure: inout Figure) throws(Misread) {
    let attached = bytes.word(at: at)
    if let (measure, end) = measure(at: at) {
      figure.unitSpan = at..<end
      figure.measure = measure
      at = end
    } else if !attached.isEmpty {
      throw Misread(
        "\(bytes.quoted(start..<attached.upperBound)): \(bytes.quoted(attached)) is not a unit", at: attached,
        mark: "not a unit", why: "units are %, pp, k, M, min, h, days, weeks and the currency")
    } else {
      let next = bytes.skippingBlanks(at)
      guard next > at, let (measure, end) = measure(at: next), bytes.standsAlone(next..<end) else { return }
      figure.unitSpan = next..<end
      figure.measure = measure
      at = end
    }
    if figure.measure == .hours { try minutes(&figure) }
  }

  private func measure(at start: Int) -> (Figure.Measure, Int)? {
    if bytes.byte(start) == UInt8(ascii: "%") { return (.percent, start + 1) }
    if let (code, end) = Currency.sign(bytes, at: start) { return (.money(code), end) }
    let word = bytes.word(at: start)
    guard !word.isEmpty else { return nil }
    let text = bytes.text(word)
    if let measure = Figure.Measure(text) { return (measure, word.upperBound) }
    if let code = Currency.code(text, own: currency) { return (.money(code), word.upperBound) }
    return nil
  }

  /// The minutes of `1h30`, `1h30 min` and `1 h 30 min`.
  private mutating func minutes(_ figure: inout Figure) throws(Misread) {
    let isAttached = bytes.isDigit(at: at)
    let first = bytes.skippingBlanks(at)
    let digits = first..<bytes.skippingDigits(first)
    guard !digits.isEmpty else { return }
    let attachedWord = bytes.word(at: digits.upperBound)
    let word =
      attachedWord.isEmpty ? bytes.word(at: bytes.skippingBlanks(digits.upperBound)) : attachedWord
    let isMinutes =
      bytes.standsAlone(word)
      && (Figure.Measure(bytes.text(word)) == .minutes || bytes.text(word) == "m" && !attachedWord.isEmpty)
    guard isAttached || isMinutes else { return }
    let end = isMinutes ? word.upperBound : digits.upperBound
    let minutes = digits.count <= 2 ? Int(bytes.text(digits)) : nil
    guard let minutes, minutes < 60, isMinutes || attachedWord.isEmpty, figure.magnitude == 0, figure.digits.isWhole,
      let hours = UInt64(exactly: figure.digits.value), hours < 1_000_000_000_000
    else {
      throw Misread(
        "\(bytes.quoted(start..<digits.upperBound)) is not a time", at: start..<digits.upperBound,
        why: "hours and minutes are written 1h30, with at most 59 minutes")
    }
    figure.digits = Digits(hours * 60 + UInt64(minutes))
    figure.measure = .hoursAndMinutes
    figure.unitSpan = figure.unitSpan.map { $0.lowerBound..<end }
    at = end
  }

  /// One currency from the one before the digits and what stands behind them.
  private func joined(_ code: String, _ measure: Figure.Measure) throws(Misread) -> Figure.Measure {
    switch measure {
    case .none: return .money(code)
    // `$100 MXN` says which dollars.
    case .money(let behind) where behind == code || code == "$" && Currency.fits("$", own: behind):
      return .money(behind)
    default: throw Misread("\(bytes.quoted(start..<at)) has two units", at: start..<at)
    }
  }

  /// What the amount is per: `/month`, `per month`, `a month`.
  private mutating func period() throws(Misread) -> Per? {
    let next = bytes.skippingBlanks(at)
    var word: Range<Int>
    var abbreviates = false
    if bytes.byte(next) == UInt8(ascii: "/") {
      word = bytes.word(at: bytes.skippingBlanks(next + 1))
      abbreviates = next == at && word.lowerBound == next + 1
    } else {
      let keyword = bytes.word(at: next)
      guard next > at, ["per", "a"].contains(bytes.text(keyword).lowercased()) else { return nil }
      word = bytes.word(at: bytes.skippingBlanks(keyword.upperBound))
      guard word.lowerBound > keyword.upperBound else { return nil }
    }
    guard bytes.standsAlone(word) else { return nil }
    switch bytes.text(word).lowercased() {
    case "month": return period(.month, word)
    case "quarter": return period(.quarter, word)
    case "year": return period(.year, word)
    case "mo" where abbreviates: return period(.month, word)
    case "qtr" where abbreviates: return period(.quarter, word)
    case "yr" where abbreviates: return period(.year, word)
    case "day", "week", "hour", "minute", "second", "decade":
      throw Misread(
        "an amount is per month, per quarter or per year, not per \(bytes.text(word).lowercased())", at: word)
    default: return nil
    }
  }

  private mutating func period(_ per: Per, _ word: Range<Int>) -> Per {
    at = word.upperBound
    return per
  }

  // MARK: - Refusals

  /// What looks like the beginning of a figure and is none: `.5`, digits of another script.
  private func refuseStart(listed: Bool) throws(Misread) {
    let mark = bytes.byte(start)
    if mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") && form.decimalComma && !listed,
      bytes.isDigit(at: start + 1)
    {
      let end = bytes.skippingDigits(start + 1)
      let digits = bytes.quoted(start + 1..<end)
      let write = "0\(form.decimalMark)\(digits)"
      throw Misread("\(bytes.quoted(start..<end)): write \(write)", at: start..<end, instead: [write])
    }
    if let foreign = bytes.foreignDigit(at: start) {
      throw Misread("a figure is written with the digits 0 to 9", at: foreign, mark: "not a digit here")
    }
  }

  /// Exponents and hexadecimal.
  private func refuseNotation(_ digits: Digits, from digitsAt: Int) throws(Misread) {
    let word = bytes.word(at: at)
    guard let letter = word.isEmpty ? nil : bytes[word.lowerBound] | 0x20 else { return }
    if letter == UInt8(ascii: "x"), bytes[digitsAt..<at].elementsEqual("0".utf8) {
      throw Misread("hexadecimal is not read: write the figure in decimal", at: digitsAt..<word.upperBound)
    }
    guard letter == UInt8(ascii: "e"), word.count == 1 else { return }
    var next = word.upperBound
    let isNegative = bytes.byte(next) == UInt8(ascii: "-")
    if isNegative || bytes.byte(next) == UInt8(ascii: "+") { next += 1 }
    guard bytes.isDigit(at: next) else { return }
    let end = bytes.skippingDigits(next)
    let text = bytes.quoted(digitsAt..<end)
    guard end - next <= 2, let exponent = Int(bytes.text(next..<end)), exponent <= 15 else {
      throw Misread("\(text): exponents are not read, write the figure in full", at: digitsAt..<end)
    }
    let full = form.written(digits.shifted(isNegative ? -exponent : exponent))
    throw Misread("\(text): exponents are not read, write \(full)", at: digitsAt..<end, instead: [full])
  }

  private func refuseSize(_ figure: Figure) throws(Misread) {
    let text = bytes.quoted(figure.span)
    if !(figure.value <= FigureReader.largest) {
      throw Misread(
        "\(text): a figure is at most \(form.written(Digits(1, exponent: 15), grouped: true))", at: figure.span)
    }
    if figure.value == 0, figure.digits.digits != 0 {
      throw Misread("\(text) is too small to tell from 0", at: figure.span)
    }
  }
}
