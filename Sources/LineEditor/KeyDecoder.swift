// Bytes from a terminal to keys. Terminals disagree on how Home, End, Delete and the arrows are sent, so all common
// forms are read here:
//
//     ESC [ H   ESC O H   ESC [ 1 ~   ESC [ 7 ~   ESC [ 1 ; 5 H      all of them Home
//
// A sequence nobody knows is swallowed whole rather than typed. An escape that nothing follows within `patience` is
// the Esc key. Text is UTF-8 whatever the locale says; a byte that is none becomes U+FFFD, so that it can be seen.

/// What was pressed.
enum Key: Equatable {
  case text(Unicode.Scalar)
  case escape
  case up, down, left, right, home, end, delete, wordLeft, wordRight, deleteWord
  case pasteStart, pasteEnd
}

/// Turns bytes into keys, one at a time, across any split of the bytes.
struct KeyDecoder {
  private var bytes: [UInt8] = []
  private var start = 0

  /// No sequence is longer; more than that is noise.
  private static let longestSequence = 64

  mutating func feed(_ more: some Sequence<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes.append(contentsOf: more)
  }

  mutating func discard() {
    bytes.removeAll()
    start = 0
  }

  /// Whether bytes wait: after `next` gave nil, those of an unfinished sequence.
  var isEmpty: Bool { start == bytes.count }

  /// How long to wait for the rest of an unfinished sequence, in milliseconds: an escape alone is most likely the key,
  /// the middle of a sequence only a slow line.
  var patience: Int32 { bytes[start...].allSatisfy { $0 == 0x1B } ? 25 : 500 }

  /// The next key, nil if none is complete. `final` says that nothing more will come in time.
  mutating func next(final: Bool = false) -> Key? {
    while start < bytes.count {
      switch read(final: final) {
      case .key(let key, let length):
        start += length
        return key
      case .nothing(let length): start += length
      case .unfinished: return nil
      }
    }
    return nil
  }

  private enum Reading {
    case key(Key, length: Int)
    case nothing(length: Int)
    case unfinished
  }

  private func byte(_ offset: Int) -> UInt8? { start + offset < bytes.count ? bytes[start + offset] : nil }

  private func read(final: Bool) -> Reading {
    guard let first = byte(0) else { return .unfinished }
    guard first == 0x1B else { return first < 0x80 ? .key(.text(Unicode.Scalar(first)), length: 1) : utf8(final) }
    switch byte(1) {
    case nil: return final ? .key(.escape, length: 1) : .unfinished
    case UInt8(ascii: "["): return sequence(from: 2, final)
    case UInt8(ascii: "O"): return applicationKey(final)
    // Alt with an arrow, as some terminals send it.
    case 0x1B where byte(2) == UInt8(ascii: "["): return sequence(from: 3, final)
    case 0x1B where byte(2) == nil && !final: return .unfinished
    default: return .key(.escape, length: 1)
    }
  }

  /// `ESC [ parameters final`.
  private func sequence(from offset: Int, _ final: Bool) -> Reading {
    var at = offset
    // The Linux console sends its function keys as ESC [ [ A.
    if byte(at) == UInt8(ascii: "[") {
      if byte(at + 1) == nil { return final ? .nothing(length: at + 1) : .unfinished }
      return .nothing(length: at + 2)
    }
    while let next = byte(at), at < Self.longestSequence {
      if next >= 0x40 && next <= 0x7E {
        let parameters = bytes[(start + offset)..<(start + at)]
        guard let key = Self.key(parameters, next) else { return .nothing(length: at + 1) }
        return .key(key, length: at + 1)
      }
      // A control or non-ASCII byte ends it: what follows is typed.
      guard next >= 0x20 && next < 0x80 else { return .nothing(length: at) }
      at += 1
    }
    return at < Self.longestSequence && !final ? .unfinished : .nothing(length: at)
  }

  /// `ESC O final`, with digits between in old terminals.
  private func applicationKey(_ final: Bool) -> Reading {
    var at = 2
    while let next = byte(at), at < Self.longestSequence {
      if (next >= 0x30 && next <= 0x39) || next == 0x3B {
        at += 1
        continue
      }
      // The keypad's Enter in application mode.
      if at == 2 && next == UInt8(ascii: "M") { return .key(.text("\r"), length: 3) }
      guard let key = Self.key(bytes[(start + 2)..<(start + at)], next) else {
        return .nothing(length: next >= 0x20 && next < 0x7F ? at + 1 : at)
      }
      return .key(key, length: at + 1)
    }
    if final { return at == 2 ? .key(.escape, length: 1) : .nothing(length: at) }
    return at < Self.longestSequence ? .unfinished : .nothing(length: at)
  }

  /// The key of a sequence: its numbers, and the letter (or `~`) at the end.
  private static func key(_ parameters: ArraySlice<UInt8>, _ letter: UInt8) -> Key? {
    // Answers of the terminal to questions nobody asked here begin with <, =, > or ?.
    guard parameters.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x3B }) else { return nil }
    let fields = parameters.split(separator: UInt8(ascii: ";"), maxSplits: 4, omittingEmptySubsequences: false)
    let numbers = fields.map { $0.reduce(0) { min(9_999, $0 * 10 + Int($1 - 0x30)) } }
    let code = numbers.first ?? 0
    // The second number is 1 + Shift 1 + Alt 2 + Control 4; some send it alone (ESC O 5 C).
    let modifier = max(0, (numbers.count > 1 ? numbers[1] : letter == UInt8(ascii: "~") ? 1 : code) - 1)
    let byWord = modifier & 0b110 != 0
    switch letter {
    case UInt8(ascii: "A"): return .up
    case UInt8(ascii: "B"): return .down
    case UInt8(ascii: "C"): return byWord ? .wordRight : .right
    case UInt8(ascii: "D"): return byWord ? .wordLeft : .left
    case UInt8(ascii: "H"): return .home
    case UInt8(ascii: "F"): return .end
    case UInt8(ascii: "c") where parameters.isEmpty: return .wordRight
    case UInt8(ascii: "d") where parameters.isEmpty: return .wordLeft
    case UInt8(ascii: "~"):
      switch code {
      case 1, 7: return .home
      case 4, 8: return .end
      case 3: return byWord ? .deleteWord : .delete
      case 200: return .pasteStart
      case 201: return .pasteEnd
      default: return nil
      }
    default: return nil
    }
  }

  /// One character of UTF-8.
  private func utf8(_ final: Bool) -> Reading {
    let available = bytes[start..<min(bytes.count, start + 4)]
    let first = bytes[start]
    let wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var decoder = UTF8()
    var iterator = available.prefix(wanted).makeIterator()
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar):
      let length = UTF8.width(scalar)
      // The 8-bit control characters are nobody's keys; their codes serve the editor for keys of its own.
      return scalar.isControl ? .nothing(length: length) : .key(.text(scalar), length: length)
    case .emptyInput, .error:
      let rest = available.dropFirst()
      let tail = rest.prefix { $0 & 0xC0 == 0x80 }.count
      if first >= 0xC2 && first <= 0xF4 && tail == rest.count && tail + 1 < wanted && !final { return .unfinished }
      return .key(.text("\u{FFFD}"), length: 1)
    }
  }
}
