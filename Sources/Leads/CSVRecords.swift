// Separated values, cut by one small machine that every reader of them shares (RFC 4180, read leniently):
//
//     outside ──" behind a separator or line end──▶ inside ──"──▶ closed ──"──▶ inside       a doubled quote
//        ▲                                                          └─ anything else ──▶ outside
//
// A record ends with a line feed that is not inside. Where a piece of the file begins in the machine depends on all
// quotes before it, so that pieces are first looked through for quotes alone (`QuoteScan`, for each state the piece
// could begin in), the states are handed on from piece to piece, and only then rows are read: the same rows whatever the
// pieces are.

import Glibc

/// Where the machine stands between two bytes.
enum QuoteState: Sendable {
  case outside, inside
  /// The byte before was the quote that closed a cell.
  case closed
}

/// What a piece of a file makes of each state it can begin in.
struct QuoteScan: Sendable {
  private var outside = QuoteState.outside
  private var inside = QuoteState.inside
  private var closed = QuoteState.closed

  subscript(_ start: QuoteState) -> QuoteState {
    switch start {
    case .outside: outside
    case .inside: inside
    case .closed: closed
    }
  }

  /// - Parameters:
  ///   - bytes: the piece; the byte before it must be readable, unless it is the file's first.
  ///   - isFirst: nothing stands before the piece.
  init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, isFirst: Bool) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    let quote = UInt8(ascii: "\"")
    var next = 0
    var last = -1
    // Wherever a piece begins, it soon is in one state: a quote that opens a cell is told by what stands before it.
    var isOne = false
    while next < bytes.count, let found = memchr(base + next, Int32(quote), bytes.count - next) {
      let at = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      let opens = at == 0 && isFirst || base[at - 1] == delimiter || base[at - 1] == 0x0A
      let doubles = at == last + 1
      outside = outside.afterQuote(opens: opens, doubles: doubles)
      if !isOne {
        inside = inside.afterQuote(opens: opens, doubles: doubles)
        closed = closed.afterQuote(opens: opens, doubles: doubles)
        isOne = outside == inside && inside == closed
      }
      last = at
      next = at + 1
    }
    if isOne { (inside, closed) = (outside, outside) }
    if last != bytes.count - 1 {
      if outside == .closed { outside = .outside }
      if inside == .closed { inside = .outside }
      if closed == .closed { closed = .outside }
    }
  }
}

extension QuoteState {
  /// - Parameters:
  ///   - opens: the quote stands behind a separator or a line end.
  ///   - doubles: it stands right behind another.
  @inline(__always)
  fileprivate func afterQuote(opens: Bool, doubles: Bool) -> QuoteState {
    switch self {
    case .inside: .closed
    case .closed where doubles: .inside
    case .closed, .outside: opens ? .inside : .outside
    }
  }
}

/// Cuts records out of bytes in memory.
struct RecordCutter {
  let delimiter: UInt8
  /// For each header the place its cell is wanted at, −1 for columns that nobody wants.
  let places: [Int16]

  /// What a record came to.
  enum Record {
    /// The offset behind it, and how many columns it has: `Int.max` where there is something behind the last header.
    case cut(end: Int, columns: Int)
    /// It goes on behind the bytes.
    case unfinished
  }

  /// The offset of the first record that begins in the bytes, or nil where none does.
  func firstRecord(_ bytes: UnsafeBufferPointer<UInt8>, from state: QuoteState, isLineStart: Bool) -> Int? {
    if isLineStart, state == .outside { return 0 }
    let quote = UInt8(ascii: "\"")
    var state = state
    for at in 0..<bytes.count {
      let byte = bytes[at]
      switch state {
      case .inside: if byte == quote { state = .closed }
      case .closed where byte == quote: state = .inside
      case .closed, .outside:
        if byte == 0x0A { return at + 1 }
        // The first byte cannot open: a quote behind a separator in the piece before would be at its end.
        let opens = byte == quote && (at > 0 ? bytes[at - 1] == delimiter : (bytes.baseAddress?[-1] == delimiter))
        state = opens ? .inside : .outside
      }
    }
    return nil
  }

  /// Cuts the record at an offset; its cells are put where they are wanted.
  /// - Parameters:
  ///   - bytes: a line feed must stand behind them, and eight more be readable.
  ///   - isLast: nothing stands behind the bytes, so that their end is the record's.
  ///   - cells: as many as are wanted; those that the record does not have become empty.
  ///   - rewritten: keeps the cells that are not in the bytes as they are.
  @inline(__always)
  func cut(
    _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, isLast: Bool, into cells: UnsafeMutableBufferPointer<Cell>,
    rewritten: inout Rewritten
  ) -> Record {
    guard let base = bytes.baseAddress else { return .unfinished }
    let quote = UInt8(ascii: "\"")
    let end = bytes.count
    var at = start
    var column = 0
    var hasMore = false
    var scan = SeparatorScan(base, from: start, delimiter: delimiter)
    while true {
      let from = at
      // The quote that closes the cell, where it is quoted.
      var closing = -1
      var hasDoubled = false
      if base[at] == quote {
        at += 1
        while true {
          guard let found = memchr(base + at, Int32(quote), end - at) else { return .unfinished }
          at = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
          // The next byte tells a doubled quote from the end.
          if at == end, !isLast { return .unfinished }
          if at < end, base[at] == quote {
            hasDoubled = true
            at += 1
          } else {
            break
          }
        }
        closing = at - 1
        scan.move(to: at)
      }
      at = scan.next()
      let endsRecord = base[at] == 0x0A
      if endsRecord, at == end, !isLast { return .unfinished }
      if column < places.count {
        let place = Int(places[column])
        if place >= 0 {
          var stop = at
          if endsRecord, stop > from, base[stop - 1] == 0x0D { stop -= 1 }
          if closing < 0 {
            cells[place] = Cell(base + from, stop - from).trimmed
          } else if closing + 1 == stop, !hasDoubled {
            cells[place] = Cell(base + from + 1, closing - from - 1).trimmed
          } else {
            cells[place] = rewritten.cell(UnsafeBufferPointer(rebasing: bytes[from..<stop]), closing: closing - from)
          }
        }
      } else if !Self.isBlank(base, from, at) {
        hasMore = true
      }
      column &+= 1
      if endsRecord {
        for missing in column..<max(column, places.count) where places[missing] >= 0 {
          cells[Int(places[missing])] = Cell(base, 0)
        }
        return .cut(end: min(at + 1, end), columns: hasMore ? .max : column)
      }
      at &+= 1
    }
  }

  private static func isBlank(_ base: UnsafePointer<UInt8>, _ from: Int, _ to: Int) -> Bool {
    var at = from
    while at < to, base[at] <= 0x20 { at += 1 }
    return at == to
  }
}

/// Finds separators and line feeds one after the other, eight bytes at a time.
private struct SeparatorScan {
  private let base: UnsafePointer<UInt8>
  private let separators: UInt64
  /// The offset of the eight bytes under way, and of them those that are still to come, as high bits.
  private var word: Int
  private var found: UInt64 = 0

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let lows: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

  @inline(__always)
  init(_ base: UnsafePointer<UInt8>, from start: Int, delimiter: UInt8) {
    self.base = base
    separators = Self.ones &* UInt64(delimiter)
    word = start
    found = look()
  }

  /// The offset of the next one; there is one.
  @inline(__always)
  mutating func next() -> Int {
    while found == 0 {
      word &+= 8
      found = look()
    }
    let at = word &+ found.trailingZeroBitCount &>> 3
    found &= found &- 1
    return at
  }

  /// Goes on at an offset.
  @inline(__always)
  mutating func move(to at: Int) {
    word = at
    found = look()
  }

  /// The high bits of those of eight bytes that separate. (A byte's own bit, or its lower seven plus 127, has the high
  /// bit unless it is 0.)
  @inline(__always)
  private func look() -> UInt64 {
    let bytes = UInt64(littleEndian: UnsafeRawPointer(base + word).loadUnaligned(as: UInt64.self))
    let (a, b) = (bytes ^ separators, bytes ^ (Self.ones &* 0x0A))
    return ~(((a & Self.lows) &+ Self.lows | a) & ((b & Self.lows) &+ Self.lows | b)) & ~Self.lows
  }
}

/// Cells that had to be written anew without their doubled quotes, for as long as their row is looked at.
struct Rewritten {
  private var used: [UnsafeMutablePointer<UInt8>] = []

  mutating func cell(_ raw: UnsafeBufferPointer<UInt8>, closing: Int) -> Cell {
    let quote = UInt8(ascii: "\"")
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, raw.count))
    used.append(copy)
    var count = 0
    var at = 1
    while at < raw.count {
      if raw[at] == quote, at <= closing {
        // The closing one, or the first of two.
        if at == closing { at += 1; continue }
        at += 1
      }
      copy[count] = raw[at]
      count += 1
      at += 1
    }
    return Cell(copy, count).trimmed
  }

  mutating func clear() {
    for copy in used { copy.deallocate() }
    used.removeAll(keepingCapacity: true)
  }
}
