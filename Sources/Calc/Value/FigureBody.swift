// The digits of a figure with the marks between them:
//
//     1,200,000.50      runs 1 | 200 | 000 | 50      marks , , .
//
// One kind of mark makes groups of exactly three digits behind one to three; the decimal mark comes once and last.
// Everything else is refused with what to write instead, and so is what has two readings: 1.200 is a thousand to half of
// the world. In a form whose decimal mark is the point, that is refused where it ends in 0, as no program writes a
// decimal; in a cautious form always.

/// The digits of a figure, read and found to have one meaning.
struct FigureBody {
  var digits: Digits
  var comma = Figure.Comma.none
  /// The offset behind the last digit.
  var end: Int

  private struct Part {
    var mark: NumberMark
    /// The digits behind the mark.
    var run: Range<Int>
  }

  /// - Parameter start: the offset of the first digit.
  init(_ bytes: [UInt8], at start: Int, form: NumberForm, listed: Bool) throws(Misread) {
    end = bytes.skippingDigits(start)
    let first = start..<end
    var parts: [Part] = []
    while let (mark, length) = bytes.numberMark(end), bytes.isDigit(at: end + length) {
      let run = end + length..<bytes.skippingDigits(end + length)
      if listed, mark == .comma, !Self.belongs(run, first, parts, form) { break }
      parts.append(Part(mark: mark, run: run))
      end = run.upperBound
    }
    try Self.refuseEnd(bytes, start..<end)

    let fraction = parts.last.flatMap { form.isDecimal($0.mark) ? $0 : nil }
    let groups = fraction == nil ? parts[...] : parts.dropLast()
    guard Self.areGroups(groups, behind: first, bytes, form) else {
      throw Self.malformed(bytes, first, parts, form)
    }
    if Self.isAmbiguous(bytes, first, parts, form) {
      throw Self.readings(bytes, first, parts, form, [.joined, .decimal])
    }
    var counter = DigitCounter()
    for at in first { counter.append(bytes[at] - UInt8(ascii: "0"), fraction: false) }
    for part in parts {
      let isFraction = part.run == fraction?.run
      for at in part.run { counter.append(bytes[at] - UInt8(ascii: "0"), fraction: isFraction) }
    }
    guard !counter.isTooLong else {
      throw Misread(
        "\(bytes.quoted(start..<end)): a figure has at most \(Digits.most) digits", at: start..<end, mark: "too long")
    }
    digits = counter.result
    if fraction?.mark == .comma { comma = .decimal } else if groups.first?.mark == .comma { comma = .group }
  }

  // MARK: - What is well formed

  /// Whether a comma in a list separated by commas can be the figure's own.
  private static func belongs(_ run: Range<Int>, _ first: Range<Int>, _ parts: [Part], _ form: NumberForm) -> Bool {
    if form.decimalComma { return !parts.contains { $0.mark == .comma } }
    return run.count == 3 && first.count <= 3 && parts.allSatisfy { $0.mark == .comma }
  }

  private static func areGroups(
    _ groups: ArraySlice<Part>, behind first: Range<Int>, _ bytes: [UInt8], _ form: NumberForm
  ) -> Bool {
    guard let kind = groups.first?.mark else { return true }
    return form.makesGroups(kind) && first.count <= 3 && bytes[first.lowerBound] != UInt8(ascii: "0")
      && groups.allSatisfy { $0.mark == kind && $0.run.count == 3 }
  }

  private static func isAmbiguous(_ bytes: [UInt8], _ first: Range<Int>, _ parts: [Part], _ form: NumberForm) -> Bool {
    guard parts.count == 1, parts[0].run.count == 3, parts[0].mark == .point || parts[0].mark == .comma,
      first.count <= 3, bytes[first.lowerBound] != UInt8(ascii: "0")
    else { return false }
    return form.isCautious || form.isDecimal(parts[0].mark) && bytes[parts[0].run.upperBound - 1] == UInt8(ascii: "0")
  }

  // MARK: - What to write instead

  private enum Reading { case joined, decimal }

  /// A mark without digits behind it, or digits of another script.
  private static func refuseEnd(_ bytes: [UInt8], _ span: Range<Int>) throws(Misread) {
    let end = span.upperBound
    if bytes.byte(end) == UInt8(ascii: ".") || bytes.byte(end) == UInt8(ascii: "_") && !bytes.nameFollows(end) {
      throw Misread(
        "\(bytes.quoted(span.lowerBound..<end + 1)): write \(bytes.quoted(span))", at: span.lowerBound..<end + 1,
        instead: [bytes.quoted(span)])
    }
    if let foreign = bytes.foreignDigit(at: end) {
      throw Misread("a figure is written with the digits 0 to 9", at: foreign, mark: "not a digit here")
    }
  }

  private static func malformed(
    _ bytes: [UInt8], _ first: Range<Int>, _ parts: [Part], _ form: NumberForm
  ) -> Misread {
    guard let last = parts.last else { return readings(bytes, first, parts, form, []) }
    let kind = parts[0].mark
    let startsWithZero = bytes[first.lowerBound] == UInt8(ascii: "0")
    let canBeDecimal = last.mark == .point || last.mark == .comma
    let options: [Reading]
    if parts.dropLast().allSatisfy({ $0.mark == kind }), last.mark != kind, canBeDecimal {
      // 1.200,50 where the form has it the other way round.
      options = parts.dropLast().allSatisfy { $0.run.count == 3 } ? [.decimal] : []
    } else if !parts.allSatisfy({ $0.mark == kind }) {
      options = []
    } else if parts.count == 1 {
      options = !canBeDecimal ? [.joined] : startsWithZero || last.run.count < 3 ? [.decimal] : [.joined, .decimal]
    } else {
      let inner = parts.dropLast()
      switch last.run.count {
      // 1.200.000 where points make no groups; 12,34,567 as in India.
      case 3: options = inner.allSatisfy { (2...3).contains($0.run.count) } ? [.joined] : []
      // 1,200,00
      default: options = canBeDecimal && inner.allSatisfy { $0.run.count == 3 } ? [.joined, .decimal] : []
      }
    }
    return readings(bytes, first, parts, form, options)
  }

  private static func readings(
    _ bytes: [UInt8], _ first: Range<Int>, _ parts: [Part], _ form: NumberForm, _ options: [Reading]
  ) -> Misread {
    let span = first.lowerBound..<(parts.last?.run ?? first).upperBound
    let text = bytes.quoted(span)
    let written = options.compactMap { reading -> String? in
      var counter = DigitCounter()
      for at in first { counter.append(bytes[at] - UInt8(ascii: "0"), fraction: false) }
      for (place, part) in parts.enumerated() {
        let isFraction = reading == .decimal && place == parts.count - 1
        for at in part.run { counter.append(bytes[at] - UInt8(ascii: "0"), fraction: isFraction) }
      }
      let digits = counter.result
      return counter.isTooLong || abs(digits.exponent) > 20 ? nil : form.written(digits)
    }
    switch written.count {
    case 2:
      return Misread(
        "\(text): write \(written[0]) or \(written[1])", at: span, mark: "two readings", instead: written)
    case 1: return Misread("\(text): write \(written[0])", at: span, instead: written)
    default: return Misread("\(text) is not a figure", at: span, mark: "these marks make no figure")
    }
  }
}

extension [UInt8] {
  /// Whether what begins with a `_` goes on as a name does.
  fileprivate func nameFollows(_ at: Int) -> Bool { byte(at + 1)?.isLetter ?? false }
}
