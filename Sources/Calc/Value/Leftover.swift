// What stands behind a value: the noun of a count may (`6 reps`); everything else is refused, and where it can be told
// what was meant (`3%-5%`, `1 200`, `1:30`, `20 mil` in a file), with what to write.

extension ValueCursor {
  /// Refuses what stands behind a value; the noun of a count may.
  func finish(behind figure: Figure, _ wanted: Wanted) throws(Misread) {
    let rest = min(bytes.skippingBlanks(at), end)..<end
    guard !rest.isEmpty else { return }
    let word = String(decoding: bytes[rest], as: UTF8.self)
    if let noun = wanted.units.noun, figure.isBare {
      let word = word.lowercased()
      if word == noun.lowercased() || word + "s" == noun.lowercased() { return }
    }
    let whole = figure.span.lowerBound..<end
    if let write = instead(figure, rest, word, isTime: wanted.units.isHours) {
      throw Misread("\(bytes.quoted(whole)): write \(write)", at: whole, hint: write.prefix(until: " or "))
    }
    throw Misread("\(bytes.quoted(rest)) is not part of a value", at: rest, mark: "not understood")
  }

  /// What was meant by a figure with something behind it, where that can be told.
  private func instead(_ figure: Figure, _ rest: Range<Int>, _ word: String, isTime: Bool) -> String? {
    let number = reader.form.written(figure.number)
    let written = bytes.quoted(figure.span)
    for words in [NumberForm.Words.spanish, .portuguese] {
      if let power = NumberForm(words: words).magnitude(word, attached: false) {
        return Self.suffix(power).map { number + $0 }
      }
    }
    switch word {
    case "m": return isTime ? "\(number) min" : "\(number)M or \(number) min"
    case "B": return "\(number)bn"
    case "H": return "\(number) h"
    case "D": return "\(number) days"
    default: break
    }
    switch bytes.byte(rest.lowerBound) {
    case UInt8(ascii: ":"):
      let minutes = bytes.text(rest.lowerBound + 1..<rest.upperBound)
      return figure.isBare && minutes.utf8.count == 2 && minutes.utf8.allSatisfy(\.isDigit)
        ? "\(number)h\(minutes)" : nil
    case UInt8(ascii: "-"), 0xE2:
      // 3%-5%, also with an en dash
      var next = rest.lowerBound + 1
      if bytes[rest.lowerBound] == 0xE2 {
        guard bytes.byte(next) == 0x80, bytes.byte(next + 1) == 0x93 else { return nil }
        next += 2
      }
      next = bytes.skippingBlanks(next)
      return bytes.isDigit(at: next) ? "\(written) to \(bytes.quoted(next..<end))" : nil
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      // 1 200 000
      let groups = word.split(separator: " ", omittingEmptySubsequences: false)
      guard figure.isBare, figure.magnitude == 0, groups.count <= 5,
        groups.allSatisfy({ $0.utf8.count == 3 && $0.utf8.allSatisfy(\.isDigit) })
      else { return nil }
      return number + groups.joined()
    default: return nil
    }
  }

  static func suffix(_ power: Int) -> String? {
    switch power {
    case 3: "k"
    case 6: "M"
    case 9: "bn"
    default: nil
    }
  }
}

extension String {
  /// What stands before a text, all where it does not occur.
  fileprivate func prefix(until text: String) -> String {
    indices.first { self[$0...].hasPrefix(text) }.map { String(self[..<$0]) } ?? self
  }
}
